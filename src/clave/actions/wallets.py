"""Declaring what a customer buys in a year from everybody."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from clave.actions.audit import record
from clave.actions.judging import said
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import _
from clave.store.models import Company, DeclaredWallet, Person
from clave.store.roles import RATERS

MOST = Decimal(10) ** 13  # what fits in a column of money


@action
def declare_wallet(
    *,
    by: Person,
    now: datetime,
    customer: str,
    amount: Decimal,
    source: str,
    declared_on: date | None = None,
    expires_on: date | None = None,
) -> DeclaredWallet:
    """Declare the purchases of a year, in the company's currency; earlier declarations stay, the latest day counts.

    Raises ClaveError (`where` names the field) for a negative or endless amount, no source, a day in the future, an
    expiry before the day, and for who does not see the accounts."""
    today = timezone.localdate(now)
    day = declared_on or today
    if by.role not in RATERS:
        raise ClaveError(_("only who sees the accounts can declare what they buy."))
    if not amount.is_finite() or not 0 <= amount < MOST:
        raise ClaveError(
            _("what a customer buys in a year is neither negative nor endless."),
            where="amount",
            remedy=_("Write all of it, from us and from others, in the company's currency."),
        )
    if day > today:
        raise ClaveError(
            _("{day} has not come yet.").fill(day=Figure(day, "date")),
            where="declared_on",
            remedy=_("Write the day on which you learned it."),
        )
    if expires_on is not None and expires_on < day:
        raise ClaveError(
            _("it would expire before it was declared."),
            where="expires_on",
            remedy=_("Choose a later day, or leave it empty."),
        )
    where_from = said(
        source, "source", _("a declared wallet needs its source."),
        _("Say how you know: the budget it showed you, a tender, an estimate on a visit."),
    )  # fmt: skip
    company = Company.objects.order_by("id").first()
    kept = DeclaredWallet.objects.create(
        customer=customer, amount=amount, currency=company.currency if company else "", source=where_from,
        declared_on=day, expires_on=expires_on, by=by, created_at=now,
    )  # fmt: skip
    record(by=by, now=now, what="wallet.declared", about=f"customer:{customer}", fields=("wallet",))
    return kept


@action
def take_back_wallet(*, by: Person, now: datetime, wallet: DeclaredWallet) -> DeclaredWallet:
    """Take back a declaration of one's own; lists made meanwhile keep it. Raises ClaveError for anybody else's."""
    mine = DeclaredWallet.objects.select_for_update().filter(pk=wallet.pk, by=by, withdrawn_at=None).first()
    if mine is None:
        raise ClaveError(
            _("this declaration can no longer be taken back."), remedy=_("Only whoever made it can, and once.")
        )
    mine.withdrawn_at = now
    mine.save(update_fields=["withdrawn_at"])
    record(by=by, now=now, what="wallet.taken_back", about=f"customer:{mine.customer}", fields=("wallet",))
    return mine
