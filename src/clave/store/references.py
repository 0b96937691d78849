"""Reading references: who is willing and can be asked, what was asked, whom they recommended us to. (B5)"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from clave.base.folding import folded
from clave.operations.consent import Answer, Consent, allowed
from clave.operations.references import (
    COUNTING,
    PURPOSE,
    RESULTS,
    STATES,
    WAYS,
    Asked,
    Candidate,
    Fit,
    Free,
    WillingSaid,
    fits,
    free,
)
from clave.policy import declared
from clave.policy.limits import Limits
from clave.store.models import AccountLine, Comparison, ContactConsent, Person, ReferenceAsk, Referral, WillingReference
from clave.store.queries import latest_run

ASK_ORDERS = ("customer", "state", "on", "amount")
REFERRAL_ORDERS = ("customer", "on", "result", "amount")
ONLY = ("mias", "tarde")


@dataclass(frozen=True)
class Looked:
    """What is looked for: a sector, a product or family, words, a way; `now` only who can be asked today."""

    sector: str = ""
    product: str = ""
    text: str = ""
    way: str = ""
    customer: str = ""
    now: bool = False

    @property
    def plain(self) -> bool:
        """Nothing filtered."""
        return Looked() == self


@dataclass(frozen=True)
class Willing:
    """Somebody who is willing: their row, whether they can be asked and why not, how they fit, the sector of their account."""

    row: WillingReference
    free: Free
    fit: Fit
    sector: str
    gave: int


def willing(limits: Limits, today: date, looked: Looked) -> list[Willing]:
    """Everybody who is willing and fits what is looked for, who can be asked now first."""
    rows = list(WillingReference.objects.filter(ended_at=None).select_related("contact", "by"))
    rows = [one for one in rows if one.contact.left_on is None and one.contact.removed_at is None]
    frees = frees_of(rows, limits, today)
    gave = _gave(rows)
    sectors, families = _known({one.customer for one in rows}, with_families=bool(looked.product.strip()))
    candidates = [
        Candidate(
            one.pk, sectors.get(one.customer, ""), families.get(one.customer, frozenset()), one.about, frees[one.pk],
            gave.get(one.contact_id, 0),
        )
        for one in rows
    ]  # fmt: skip
    by_key = {one.pk: one for one in rows}
    found = [
        Willing(row, frees[row.pk], fit, sectors.get(row.customer, ""), gave.get(row.contact_id, 0))
        for fit in fits(candidates, looked.sector, looked.product)
        for row in (by_key[fit.key],)
    ]
    return [one for one in found if _wanted(one, looked)]


def _wanted(one: Willing, looked: Looked) -> bool:
    words = folded(looked.text).split()
    said = folded(f"{one.row.customer} {one.row.name} {one.row.contact.name} {one.row.about} {one.sector}")
    return (
        all(word in said for word in words)
        and (not looked.way or looked.way in one.row.ways)
        and (not looked.customer or one.row.customer == looked.customer)
        and (one.free.allowed or not looked.now)
    )


def frees_of(rows: Sequence[WillingReference], limits: Limits, today: date) -> dict[int, Free]:
    """Whether each can be asked today, by their number."""
    said, asked = consents_of(one.contact_id for one in rows), asked_of(one.customer for one in rows)
    return {
        one.pk: free(
            one.contact.name, one.contact_id, asked.get(one.customer, ()),
            allowed(PURPOSE, said.get(one.contact_id, ()), today), today, limits,
        )
        for one in rows
    }  # fmt: skip


def free_of(row: WillingReference, limits: Limits, day: date) -> Free:
    """Whether one can be asked on a day."""
    return frees_of([row], limits, day)[row.pk]


def consent_of(contact: int, day: date) -> Answer:
    """What somebody said about being a reference."""
    return allowed(PURPOSE, consents_of([contact]).get(contact, ()), day)


def consents_of(contacts: Iterable[int]) -> dict[int, list[Consent]]:
    """What these people said about being a reference."""
    found: dict[int, list[Consent]] = {}
    rows = ContactConsent.objects.filter(contact__in=set(contacts), purpose=PURPOSE)
    for one in rows:
        found.setdefault(one.contact_id, []).append(Consent(one.purpose, one.given, one.on, one.evidence))
    return found


def asked_of(customers: Iterable[str]) -> dict[str, list[Asked]]:
    """Everything that was asked of these accounts."""
    found: dict[str, list[Asked]] = {}
    rows = ReferenceAsk.objects.filter(customer__in=set(customers), removed_at=None)
    for code, contact, on, state in rows.values_list("customer", "contact", "on", "state"):
        found.setdefault(code, []).append(Asked(contact, on, state))
    return found


def _gave(rows: Sequence[WillingReference]) -> Mapping[int, int]:
    found: dict[int, int] = {}
    given = ReferenceAsk.objects.filter(contact__in=[one.contact_id for one in rows], state="given", removed_at=None)
    for contact in given.values_list("contact", flat=True):
        found[contact] = found.get(contact, 0) + 1
    return found


def _known(codes: Collection[str], *, with_families: bool) -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    """The sector of these accounts in the latest list, and the families they buy."""
    run = latest_run()
    if run is None:
        return {}, {}
    sectors = dict(AccountLine.objects.filter(run=run, customer__in=codes).values_list("customer", "sector"))
    if not with_families:
        return sectors, {}
    rows = Comparison.objects.filter(run=run, customer__in=codes).values_list("customer", "rows")
    families = {
        code: frozenset(one["family"] for one in kept if one["family"] and (one.get("money") or 0) > 0)
        for code, kept in rows
    }
    return sectors, families


def willing_said(row: WillingReference) -> WillingSaid:
    """As the decider reads it."""
    return WillingSaid(row.contact_id, tuple(row.ways), row.since, row.about, row.note)


@dataclass(frozen=True)
class AskWanted:
    """Which references that were asked: words, a state, a way, a result, a customer; `only` mine, or those
    whose answer is late."""

    text: str = ""
    state: str = ""
    way: str = ""
    result: str = ""
    customer: str = ""
    only: str = ""
    order: str = ""

    @property
    def plain(self) -> bool:
        """Nothing filtered."""
        return AskWanted(order=self.order) == self


def asks() -> list[ReferenceAsk]:
    """Every reference that was asked, those without an answer first, then the newest first."""
    rows = ReferenceAsk.objects.filter(removed_at=None).select_related("contact", "by", "willing")
    return sorted(rows, key=lambda one: (one.state != "asked", -one.on.toordinal(), -one.pk))


def late(row: ReferenceAsk, today: date, limits: Limits) -> bool:
    """Whether its answer is overdue."""
    return row.state == "asked" and row.on + timedelta(days=limits[declared.reference_wait]) < today


def asks_among(
    every: Iterable[ReferenceAsk], wanted: AskWanted, me: Person, today: date, limits: Limits, shown: Collection[int]
) -> list[ReferenceAsk]:
    """Those that were asked for, in the order asked for; the amounts of those not `shown` neither order nor tell."""
    words = folded(wanted.text).split()
    found = [
        one
        for one in every
        if (wanted.state not in STATES or one.state == wanted.state)
        and (wanted.way not in WAYS or one.way == wanted.way)
        and (not wanted.result or one.result == wanted.result)
        and (not wanted.customer or one.customer == wanted.customer)
        and all(word in one.folded for word in words)
        and (wanted.only != "mias" or one.by_id == me.pk)
        and (wanted.only != "tarde" or late(one, today, limits))
    ]
    column = wanted.order.removeprefix("-")
    if column not in ASK_ORDERS:
        return found
    return sorted(found, key=lambda one: _key(one, column, shown), reverse=wanted.order.startswith("-"))


def referrals() -> list[Referral]:
    """Everybody to whom an account recommended us, the newest first."""
    return list(Referral.objects.filter(removed_at=None).select_related("contact", "by").order_by("-on", "-pk"))


def referrals_among(every: Iterable[Referral], wanted: AskWanted, me: Person, shown: Collection[int]) -> list[Referral]:
    """Those that were asked for, in the order asked for."""
    words = folded(wanted.text).split()
    found = [
        one
        for one in every
        if (not wanted.result or one.result == wanted.result)
        and (not wanted.customer or one.customer == wanted.customer)
        and all(word in one.folded for word in words)
        and (wanted.only != "mias" or one.by_id == me.pk)
    ]
    column = wanted.order.removeprefix("-")
    if column not in REFERRAL_ORDERS:
        return found
    return sorted(found, key=lambda one: _key(one, column, shown), reverse=wanted.order.startswith("-"))


def _key(row: Any, column: str, shown: Collection[int]) -> Any:
    amount = row.amount if row.pk in shown else None
    return {
        "customer": lambda: folded(row.name), "state": lambda: list(STATES).index(row.state), "on": lambda: row.on,
        "result": lambda: list(RESULTS).index(row.result), "amount": lambda: (amount is not None, amount or Decimal(0)),
    }[column]()  # fmt: skip


@dataclass(frozen=True)
class Brought:
    """What references or recommendations came to: how many, given, with business, its amount, and of how many nobody knows it."""

    count: int
    given: int
    won: int
    amount: Decimal
    unknown: int


def brought(rows: Sequence[ReferenceAsk] | Sequence[Referral], shown: Collection[int]) -> Brought:
    """Added up; the amounts only of those `shown`."""
    won = [one for one in rows if one.result == "won"]
    known = [one.amount for one in won if one.pk in shown and one.amount is not None]
    given = sum(getattr(one, "state", "given") == "given" for one in rows)
    return Brought(len(rows), given, len(won), sum(known, Decimal(0)), len(won) - len(known))


def waiting(rows: Iterable[ReferenceAsk]) -> int:
    """How many wait for an answer, of those that count."""
    return sum(one.state == COUNTING[0] for one in rows)
