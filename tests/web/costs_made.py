"""What the programme costs, the whale curve and the concentration, reckoned for real from a company made by hand, as the pages
show them: with something unknown of every kind, a loss, a group, and a customer without a margin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils import timezone

from clave.actions.outcome import keep_outcome
from clave.base.words import Text, _
from clave.measures.cost import DRIVERS
from clave.outcome.cost.concentration import concentration
from clave.outcome.cost.programme import Gathered, Spent, Time, programme
from clave.outcome.cost.shape import ProgrammeCosts
from clave.outcome.cost.whale import Drove, Served, whale
from clave.outcome.whole import COST
from clave.outcome.window import Window
from clave.policy import declared
from clave.policy.reading import default
from clave.privileges.ledger.cost import Cost
from clave.store.models import OutcomeRun
from clave.store.outcome import windows_of
from clave.store.outcome_cost import found_in
from tests.web import made, outcome_made

KEYS = 5
M = 1_000_000.0
RECORDED = _("What was recorded of {known} of {times}.")
LIMITS = default().at(date(2026, 1, 1))
RATE = 60_000.0


def name(index: int) -> str:
    """What a customer is called."""
    return f"Cliente {index:04d}"


def served(size: int) -> list[Served]:
    """The first buys most; every tenth costs more than it leaves, and of the last nobody knows the margin."""
    found = [
        Served(made.code(n), name(n), (size - n) * M, (0.2 if n % 10 != 9 else 0.01) * (size - n) * M, 0.05 * (size - n) * M)
        for n in range(size)
    ]  # fmt: skip
    return [*found[:-1], replace(found[-1], margin=None)]


def drove(unknown: str = "delivery") -> list[Drove]:
    """Every driver; the table of one is not loaded."""
    return [
        Drove(one.key, one.label, one.table, one.table != unknown, one.unit_cost.key if one.unit_cost else "",
              one.key != "visit", None if one.table == unknown else 1.5 * M)
        for one in DRIVERS if not one.unless
    ]  # fmt: skip


def gathered(keys: int = KEYS) -> Gathered:
    """Returns of the first (400 000 and one without a figure), a pilot of the second at rate, orders for all; gifts, an event;
    four hours a month of the KAM for all but the last, of whom nobody said."""
    first, second, last = made.code(0), made.code(1), made.code(keys - 1)
    ledger = (
        Cost("returns", first, 3, Decimal(400_000), Text("Recorded cost of 2 returns."), 1),
        Cost("laboratory", second, 2, Decimal(300_000), Text("4 hours of laboratory × $ 75.000."), 0),
        Cost("billing", first, 0, None, Text("Not known: nobody records «Time of who calls»."), 0),
        Cost("dispatch", "", 12, Decimal(1_200_000), Text("Money × days that 3 customers waited."), 0),
    )  # fmt: skip
    spent = (
        Spent("hospitality", first, 2, 250_000.0, 0, RECORDED.fill(known=2, times=2)),
        Spent("event", second, 1, None, 1, RECORDED.fill(known=0, times=1)),
    )
    time = tuple(Time(made.code(n), None if made.code(n) == last else 4.0, 12.0) for n in range(keys))
    sales = {made.code(n): 20 * M for n in range(keys)}
    names = {made.code(n): name(n) for n in range(keys)}
    return Gathered("COP", names, ledger, spent, time, frozenset(), sales)


def costs(one: Window, size: int, keys: int = KEYS, *, currency: str = "COP", priced: bool = False) -> ProgrammeCosts:
    """All three over a window; `priced` gives an hour of a KAM its cost."""
    limits = LIMITS.reform({declared.cost_kam_hour: RATE}) if priced else LIMITS
    told = replace(gathered(keys), currency=currency)
    names = dict(told.names)
    cost = programme(told, limits, found_in(one.start, one.end, names), since=one.start, until=one.end)
    codes = frozenset(names)
    days = {"since": one.start, "until": one.end}
    groups: Mapping[str, str] = {made.code(2): "GRUPO", made.code(3): "GRUPO"}
    everybody = served(size)
    return ProgrammeCosts(
        one.end, one.start, one.end, currency, cost, whale(everybody, drove(), codes, limits, currency, **days),
        concentration(everybody, groups, codes, limits, currency, **days),
    )  # fmt: skip


def kept(size: int = 60, keys: int = KEYS, *, currency: str = "COP", priced: bool = False) -> OutcomeRun:
    """A reckoning of every window with these costs."""
    found = outcome_made.reckoned(8)
    mine = {
        (key, COST): costs(one, size, keys, currency=currency, priced=priced)
        for key, one in windows_of(found.as_of).items()
    }
    return keep_outcome(reckoned=replace(found, parts={**found.parts, **mine}), took=1.0, by=None, now=timezone.now())
