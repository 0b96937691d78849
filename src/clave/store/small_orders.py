"""The report of small orders: those of some days in the facts, against the minimums and the privileges of their day. (G3)"""

from __future__ import annotations

from datetime import date, timedelta

from clave.base.period import months_before
from clave.facts.small_orders import MOST
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.minimums import OF, handling_in
from clave.privileges.small_orders import Smalls, smalls
from clave.store.minimums import small_ones
from clave.store.models import SelectionRun
from clave.store.privileges import NO_MINIMUM, minimums, standing_grants


def span_of(last: date, limits: Limits) -> tuple[date, date]:
    """The days of the report: policy's months up to a day."""
    return months_before(last, limits[declared.minimum_months]) + timedelta(days=1), last


def nothing_small(run: SelectionRun | None, limits: Limits) -> Smalls:
    """The report without orders: where there are no minimums, or no facts to read."""
    return Smalls((), handling_in(run.currency if run else "", limits))


def small_report(run: SelectionRun | None, limits: Limits, span: tuple[date, date]) -> Smalls:
    """The small orders of some days in the facts of a selection, newest first. Raises ClaveError where they cannot be read."""
    rules = tuple(minimums())
    if run is None or not rules:
        return nothing_small(run, limits)
    found = small_ones(run.facts_version, rules, *span)
    stopped = any(sum(one.kind == kind for one in found) >= MOST for kind in OF)
    return smalls(
        found, rules, _free(), handling=handling_in(run.currency, limits), currency=run.currency, stopped=stopped
    )


def _free() -> dict[str, list[tuple[date, date | None]]]:
    """The days on which each customer is free of minimums."""
    free: dict[str, list[tuple[date, date | None]]] = {}
    for row in standing_grants().filter(privilege=NO_MINIMUM):
        free.setdefault(row.customer, []).append((row.since, row.until))
    return free
