"""What the programme costs, the whale curve and the concentration of the company, read from the facts and from what people
recorded. (F2, B2, G7)"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from django.utils import timezone

from clave.base.period import Windows
from clave.facts.book import Book
from clave.measures.between import bought_between, groups_of
from clave.measures.cost import DRIVERS, Costs, cost_to_serve
from clave.measures.run import measure
from clave.measures.sales import margin, money
from clave.measures.shape import Measured
from clave.outcome.cost.concentration import concentration
from clave.outcome.cost.programme import Find, Gathered, of_accounts, programme
from clave.outcome.cost.shape import Programme, ProgrammeCosts, Where
from clave.outcome.cost.whale import Drove, Served, whale
from clave.outcome.window import Window
from clave.policy.limits import Limits
from clave.policy.rows import rows
from clave.store.facts import book_of
from clave.store.fields import COST, Sight
from clave.store.outcome_spent import (
    keys_between,
    ledger_between,
    spent_between,
    time_between,
    told_by_records,
)
from clave.store.policy import policy_in_force
from clave.store.recorded import recorded_at, recorded_mark
from clave.store.status import members_at, members_of
from clave.store.trial import Latest

Year: TypeAlias = tuple[Sequence[Served], Costs | None]
_YEARS: Latest[Year] = Latest(1)


def costs_of(book: Book, limits: Limits, *, as_of: date, window: Window) -> ProgrammeCosts:
    """The cost of the programme in the window, and whale curve and concentration of the year up to `as_of`. `book` are the
    facts as they are kept; what people recorded is added here, to each as it is read. Raises ClaveError where the facts
    cannot be read."""
    facts = book_of(book.version) if book.version else book
    cost = programme_between(facts, limits, window.start, window.end)
    year = Windows(as_of)
    customers, details = _year(facts, limits, as_of)
    days = {"since": year.year_from, "until": as_of}
    keys = members_of(members_at(as_of))
    curve = whale(customers, _drove(details, limits, as_of), keys, limits, facts.currency, **days)
    held = concentration(customers, groups_of(facts, as_of), keys, limits, facts.currency, **days)
    return ProgrammeCosts(as_of, window.start, window.end, facts.currency, cost, curve, held)


def programme_between(facts: Book, limits: Limits, since: date, until: date) -> Programme:
    """The cost of the programme from `since` to `until`, both inside."""
    keys = keys_between(since, until)
    judged = ledger_between(facts, keys, limits, since, until, timezone.now())
    accounts = {one.account for one in judged.costs if one.account} | {*keys.names}
    names = {code: keys.names.get(code) or judged.names.get(code, code) for code in sorted(accounts)}
    sales = bought_between(facts, limits, since, until) if facts.has("invoice_line") else None
    gathered = Gathered(
        facts.currency, names, judged.costs, spent_between(judged, keys, limits, facts.currency, since, until),
        time_between(keys, limits, until), told_by_records(judged), sales,
    )  # fmt: skip
    return programme(gathered, limits, found_in(since, until, names), since=since, until=until)


def seen_by(sight: Sight, whole: Programme) -> Programme:
    """The cost as somebody may see it: whole, or of the accounts for which they answer."""
    if sight.sees_all(COST):
        return whole
    return of_accounts(whole, {one.account for one in whole.accounts if one.account and sight.sees(COST, one.account)})


def _year(facts: Book, limits: Limits, as_of: date) -> Year:
    """The customers of the year: the same for every window, so those of the last reckoning are kept in memory."""
    if not facts.version:
        return served(facts, limits, as_of)
    values = tuple(sorted((key, repr(value)) for key, value in limits.values.items()))
    return _YEARS.get((facts.version, as_of, recorded_mark(), values), lambda: served(facts, limits, as_of))


def served(facts: Book, limits: Limits, as_of: date) -> Year:
    """Every customer with what it bought in the year up to `as_of`, its margin and its cost to serve, and what that cost opens
    to (None in a currency without unit costs)."""
    last = facts.summary().last_day
    whole = facts.with_recorded(recorded_at(timezone.now()).tables, as_of if as_of == last else None)
    measured = measure(whole, limits, as_of, only=("cost",))
    return customers_of(measured), _details(measured)


def customers_of(measured: Measured) -> list[Served]:
    """The customers of measures, in their order."""
    columns = [measured.numbers(one).tolist() for one in (money, margin, cost_to_serve)]
    return [
        Served(code, name or code, _known(bought) or 0.0, _known(left), _known(cost))
        for code, name, bought, left, cost in zip(measured.customers, measured.names, *columns, strict=True)
    ]


def _known(figure: float) -> float | None:
    return None if math.isnan(figure) else figure


def _details(measured: Measured) -> Costs | None:
    found: Costs | None = measured.details.get("cost")
    return found


def _drove(details: Costs | None, limits: Limits, day: date) -> Iterable[Drove]:
    """Every driver with what it came to over all customers; without details none of the money is known."""
    own = {row.key for row in rows(policy_in_force(), day) if row.own}
    told = DRIVERS if details is None else (*details.known, *details.unknown)
    by_driver: Mapping[str, object] = {} if details is None else details.by_driver
    for one in sorted(told, key=DRIVERS.index):
        key = one.unit_cost.key if one.unit_cost else ""
        figures = by_driver.get(one.key)
        total = None if figures is None else math.fsum(figures)  # type: ignore[arg-type]
        yield Drove(one.key, one.label, one.table, figures is not None or details is None, key, key not in own, total)


def found_in(since: date, until: date, names: Mapping[str, str]) -> Find:
    """Where the rows behind each cost are shown."""
    days = {"desde": since.isoformat(), "hasta": until.isoformat()}
    shown: dict[str, tuple[str, dict[str, str]]] = {
        "contact": ("touchpoints", days), "sponsor": ("touchpoints", days), "preferential": ("conditions", {"estado": "todas"}),
        "kam_time": ("capacity", {}), "laboratory": ("laboratory", {"etapa": "todas"}),
        "service_lab": ("laboratory", {"etapa": "todas"}), "improvement": ("laboratory", {"etapa": "todas"}),
        "returns": ("services", {"etapa": "todas", "clase": "return"}), "hospitality": ("hospitality", {}),
        "session": ("offsites", {"etapa": "todas", **days}), "event": ("events", days),
        "promotion": ("promotions", {"etapa": "todas"}),
    }  # fmt: skip
    shown |= {f"service_{one}": ("services", {"etapa": "todas", "clase": one}) for one in _SERVICES}

    def where(what: str, account: str) -> Where:
        route, asked = shown.get(what, ("promises_costs", {}))
        whose = {}
        if account and route in _BY_CODE:
            whose = {"cliente": account}
        elif account and route in _BY_NAME:
            whose = {"q": names.get(account, account)}
        return Where(route, "", asked | whose)

    return where


_SERVICES = ("sample", "training", "return", "urgent")
_BY_CODE = frozenset({"touchpoints", "laboratory", "services", "promotions"})
_BY_NAME = frozenset({"conditions", "hospitality", "offsites", "events"})
"""Pages that are asked for a customer by its code, and those that are searched by its name."""
