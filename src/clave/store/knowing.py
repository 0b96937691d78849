"""Who the key accounts are, as everybody of ours may know it: no money, no score, no margin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clave.base.folding import folded
from clave.store.models import OWNER, SUBSTITUTE, AccountLine, KeyStatus, Ownership, Person
from clave.store.ownership import in_force
from clave.store.queries import latest_run
from clave.store.status import MEMBER_STATES


@dataclass(frozen=True)
class Known:
    """One key account: where it stands, why it is one (criteria in order of importance), where it is, who answers.

    City and sector are empty where the facts do not tell; `since` is None where that was never decided."""

    customer: str
    name: str
    state: str
    since: date | None
    reasons: tuple[str, ...]
    city: str
    sector: str
    owner: Person | None
    substitute: Person | None


@dataclass(frozen=True)
class Asked:
    """Which of them; empty = all."""

    text: str = ""
    reason: str = ""
    kam: int | None = None
    city: str = ""


def known_accounts(day: date) -> list[Known]:
    """Every key account of now, by name; who answers is as on `day`."""
    return _known(list(KeyStatus.objects.filter(state__in=MEMBER_STATES).order_by("name", "customer")), day)


def known_account(customer: str, day: date) -> Known | None:
    """One key account by its code; None where it is none now."""
    return next(iter(known_among([customer], day)), None)


def known_among(customers: Iterable[str], day: date) -> list[Known]:
    """Those of these customers that are key accounts now."""
    return _known(list(KeyStatus.objects.filter(state__in=MEMBER_STATES, customer__in=list(customers))), day)


def _known(statuses: list[KeyStatus], day: date) -> list[Known]:
    codes = [status.customer for status in statuses]
    lines, parts = _lines(codes), _parts(codes, day)
    return [_one(status, lines.get(status.customer), parts) for status in statuses]


def _lines(codes: list[str]) -> dict[str, AccountLine]:
    run = latest_run() if codes else None
    if run is None:
        return {}
    found = AccountLine.objects.filter(run=run, customer__in=codes)
    return {line.customer: line for line in found.only("customer", "city", "sector", "reasons")}


def _parts(codes: list[str], day: date) -> dict[tuple[str, str], Ownership]:
    if not codes:
        return {}
    found = in_force(day).filter(customer__in=codes, part__in=(OWNER, SUBSTITUTE)).select_related("person")
    return {(one.customer, one.part): one for one in found}


def _one(status: KeyStatus, line: AccountLine | None, parts: dict[tuple[str, str], Ownership]) -> Known:
    owner, substitute = (parts.get((status.customer, part)) for part in (OWNER, SUBSTITUTE))
    return Known(
        customer=status.customer,
        name=status.name or status.customer,
        state=status.state,
        since=status.since,
        reasons=_reasons(status, line),
        city=line.city if line else "",
        sector=line.sector if line else "",
        owner=owner.person if owner else None,
        substitute=substitute.person if substitute else None,
    )


def _reasons(status: KeyStatus, line: AccountLine | None) -> tuple[str, ...]:
    """The reason that was decided first, then what applies to it today."""
    today = [key for key in line.reasons.split("|") if key] if line else []
    decided = [status.category] if status.category else []
    return tuple(dict.fromkeys([*decided, *today]))


def among(known: Iterable[Known], asked: Asked) -> list[Known]:
    """Those that are asked for, in the same order."""
    typed = folded(asked.text)
    return [
        one
        for one in known
        if (not typed or typed in folded(f"{one.name} {one.customer} {one.city}"))
        and (not asked.reason or asked.reason in one.reasons)
        and (asked.kam is None or (one.owner is not None and one.owner.pk == asked.kam))
        and (not asked.city or one.city == asked.city)
    ]
