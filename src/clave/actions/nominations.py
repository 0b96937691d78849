"""Nominating a customer, and taking it back: the first step of a status, open to everybody of ours."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from clave.actions.audit import record
from clave.actions.shape import action
from clave.actions.status import change_status, held
from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import Text, _
from clave.criteria.registry import CRITERIA
from clave.selection.life import FORMER, NOMINATED, NONE, in_no_danger
from clave.store.models import KeyStatus, Nomination, Person
from clave.store.models.committee import BEFORE, OPEN, STANDING, WITHDRAWN
from clave.store.nominations import known_customer
from clave.store.roles import ADMINISTRATOR, DIRECTOR

LONGEST = 1000
WITHDRAW_ANY = frozenset({ADMINISTRATOR.key, DIRECTOR.key})
"""Roles that may take back what somebody else nominated."""
BEGINS = frozenset({NONE, FORMER})
"""Where a nomination begins a life; elsewhere the status is further on already."""


@action
def nominate(
    *,
    by: Person,
    now: datetime,
    customer: str,
    name: str,
    reason: str,
    criterion: str = "",
    personal: object | None = None,
) -> Nomination:
    """Ask that a customer become, or stay, a key account. `criterion` is the one it is nominated for; `personal` the row
    of a list of one's own it comes from, of which only that it came from there is kept.

    Raises ClaveError for a customer nobody knows, a reason that is missing or too long, a criterion that is none, a
    customer that is a key account already and in no danger, and where this person has nominated it before."""
    known = known_customer(customer)
    if known is None:
        raise ClaveError(
            _("no customer has the code «{code}».").fill(code=customer),
            where="customer",
            remedy=_("Choose one that the search offers."),
        )
    said = _reason(reason)
    if criterion and criterion not in CRITERIA:
        raise ClaveError(
            _("«{criterion}» is no criterion.").fill(criterion=criterion),
            where="criterion",
            remedy=_("Choose one of the list, or none."),
        )
    status = held(customer, known or name, now)
    _in_need(status)
    nomination = Nomination(
        customer=customer, name=known or name, folded=f"{folded(known or name)} {folded(customer)}",
        criterion=criterion, reason=said, from_personal=personal is not None, by=by, created_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            nomination.save()
    except IntegrityError as error:
        raise ClaveError(
            _("you have nominated {name} already.").fill(name=nomination.name),
            where="customer",
            remedy=_("Take your nomination back first if the reason is another one."),
        ) from error
    if status.state in BEGINS:
        _move(nomination, NOMINATED, said, by, now)
    record(by=by, now=now, what="nomination.made", about=f"nomination:{nomination.pk}", fields=("customer", "reason"))
    return nomination


@action
def withdraw_nomination(*, by: Person, now: datetime, nomination: Nomination) -> Nomination:
    """Take a nomination back: who made it, a director or an administrator. Raises ClaveError for anybody else, and once
    a committee has it or decided."""
    status = held(nomination.customer, nomination.name, now)
    mine = Nomination.objects.select_for_update().get(pk=nomination.pk)
    if mine.by_id != by.pk and by.role not in WITHDRAW_ANY:
        raise ClaveError(
            _("only who nominated {name} takes it back.").fill(name=mine.name),
            remedy=_("Ask them, or the sales director."),
        )
    if mine.state != OPEN:
        before = mine.state == BEFORE
        raise ClaveError(
            _("{name} is before the committee.").fill(name=mine.name) if before
            else _("this nomination has ended already."),
            remedy=_("Say it in the comments of its line.") if before else _("Look at the list again."),
        )  # fmt: skip
    mine.state, mine.ended_at, mine.ended_by = WITHDRAWN, now, by
    mine.save(update_fields=["state", "ended_at", "ended_by"])
    if status.state == NOMINATED and not standing(mine.customer):
        _move(mine, NONE, _("The nomination was withdrawn."), by, now)
    record(by=by, now=now, what="nomination.withdrawn", about=f"nomination:{mine.pk}", fields=("state",))
    return mine


def standing(customer: str) -> bool:
    """Whether somebody's nomination of it still asks for something."""
    return Nomination.objects.filter(customer=customer, state__in=STANDING).exists()


def _reason(typed: str) -> str:
    reason = typed.strip()
    if not reason:
        raise ClaveError(
            _("a nomination needs a reason."), where="reason", remedy=_("Write in one sentence what we would gain.")
        )
    if len(reason) > LONGEST:
        raise ClaveError(
            _("the reason has more than {n} letters.").fill(n=LONGEST),
            where="reason",
            remedy=_("Write the heart of it."),
        )
    return reason


def _in_need(status: KeyStatus) -> None:
    """A key account in no danger needs no nomination; one that is watched or landing may find somebody who speaks for it."""
    if in_no_danger(status.state):
        raise ClaveError(
            _("{name} is a key account already.").fill(name=status.name),
            where="customer",
            remedy=_("Nothing has to be done for it to stay one."),
        )


def _move(nomination: Nomination, to: str, reason: str | Text, by: Person, now: datetime) -> None:
    change_status(
        by=by, now=now, customer=nomination.customer, name=nomination.name, to=to,
        effective_on=timezone.localdate(now), reason=reason, category=nomination.criterion if to else "",
    )  # fmt: skip
