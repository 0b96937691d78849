"""What is known of who was key, who the cap kept out and who gave way to priority, and the effect made from it. (B1, B2)"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Min

from clave.base.period import month_index
from clave.facts.book import Book
from clave.measures.monthly import Panel, monthly
from clave.outcome.effect.effect import effect
from clave.outcome.effect.entries import Entry
from clave.outcome.effect.shape import Effect
from clave.outcome.effect.single import single
from clave.outcome.window import Window
from clave.policy.limits import Limits
from clave.store.models import LedgerRun, MeasureLine, SelectionLine, StatusChange
from clave.store.promises import newest_ledger
from clave.store.queries import latest_run
from clave.store.status import MEMBER_STATES


@dataclass(frozen=True)
class Inputs:
    """Who entered and when for the first time, candidates just under the cut of a decided list and since when, and who gave way
    to priority with the money a month that waited (None = nobody knows how much)."""

    entries: tuple[Entry, ...]
    capped: Mapping[str, date]
    displaced: Mapping[str, float | None]


def effect_inputs(as_of: date) -> Inputs:
    """From the steps of the statuses, the lists they were decided with, and the newest ledger. Six queries."""
    return Inputs(_entries(as_of), _capped(as_of), _displaced(newest_ledger()))


def _entries(as_of: date) -> tuple[Entry, ...]:
    """The first day of each customer as a key account; a step that was taken back never was."""
    taken = StatusChange.objects.filter(
        after__in=MEMBER_STATES, takes_back=None, taken_back=None, effective_on__lte=as_of
    )
    rows = taken.order_by().values("customer").annotate(first=Min("effective_on")).order_by("first", "customer")
    return tuple(Entry(row["customer"], row["first"]) for row in rows)


def _capped(as_of: date) -> Mapping[str, date]:
    """Of the lists from which statuses were decided, the candidates just under the cut: as many as stood above it. With the first
    day of the first list that kept each out."""
    steps = StatusChange.objects.filter(effective_on__lte=as_of, run__isnull=False).order_by()
    days = {row["run"]: row["first"] for row in steps.values("run").annotate(first=Min("effective_on"))}
    found = SelectionLine.objects.filter(run__in=list(days), candidate=True).order_by("run", "rank")
    above: Counter[int] = Counter(run for run, member in found.values_list("run", "member") if member)
    under: Counter[int] = Counter()
    since: dict[str, date] = {}
    for customer, run in found.filter(member=False).values_list("customer", "run"):
        under[run] += 1
        if under[run] <= above[run]:
            since[customer] = min(days[run], since.get(customer, days[run]))
    return since


def _displaced(run: LedgerRun | None) -> Mapping[str, float | None]:
    """The most money that waited at once, spread over the months of the ledger."""
    if run is None:
        return {}
    months = month_index(run.until) - month_index(run.since) + 1
    return {
        row.customer: None if row.unpriced and not row.money else float(row.money) / months
        for row in run.gave_way.all()
    }


def names_in(codes: Iterable[str]) -> dict[str, str]:
    """What customers are called in the latest list, ordinary ones too; who is not in it stays without a name. Two queries."""
    run = latest_run()
    found = MeasureLine.objects.filter(run=run, customer__in=list(codes)) if run else MeasureLine.objects.none()
    return dict(found.values_list("customer", "name"))


def effect_of(book: Book, limits: Limits, *, as_of: date, window: Window, panel: Panel | None = None) -> Effect:
    """Whether status mattered over a window, with the twin of each account. `panel`: what `monthly` gave, where it is at hand."""
    known = effect_inputs(as_of)
    months = monthly(book, limits, as_of) if panel is None else panel
    found = effect(
        months, known.entries, window=window, as_of=as_of, limits=limits, capped=known.capped, displaced=known.displaced
    )
    entered = [one for one in known.entries if one.day <= window.end]
    twins = tuple(
        single(months, one.customer, known.entries, window=window, limits=limits, displaced=known.displaced)
        for one in entered
    )
    return replace(found, twins=twins)
