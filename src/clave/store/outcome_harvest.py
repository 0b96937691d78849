"""The harvest of a window, from the facts, the life of the statuses and what people wrote down. (F1, B1–B5, C8)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, recalled
from clave.criteria.registry import CRITERIA
from clave.facts.book import Book
from clave.outcome.harvest.given import Account, Given, Span
from clave.outcome.harvest.reading import EARLIER, measured, orders_of, span
from clave.outcome.harvest.shape import Harvest
from clave.outcome.harvest.whole import harvest
from clave.outcome.window import Window
from clave.policy.limits import Limits
from clave.privileges.ledger.due import Count
from clave.selection.life import DECIDED, is_member
from clave.store.harvest_written import joint_in, recommended_in, solved_in, voices_in, written_in
from clave.store.models import SelectionLine, SelectionRun, StatusChange
from clave.store.past import entries, names_of
from clave.store.promises import Wanted, counted_by, newest_ledger, promises
from clave.store.status import members_at

BEGAN = _(
    "Nobody was key when the window began: the accounts of the first list are followed from {day} on, the day it was decided, "
    "beside a stretch as long before it."
)


OFF = _("Policy does not use it.")


def harvest_of(
    book: Book,
    limits: Limits,
    *,
    as_of: date,
    window: Window,
    matched: Mapping[str, tuple[str, ...]] | None = None,
) -> Harvest:
    """Everything the key accounts gave in a window of these facts (with what people recorded, where the cost to serve should
    know it); `matched` are the comparable customers of each account, where they were matched better than by their peers."""
    return harvest(given_of(book, limits, as_of=as_of, window=window, matched=matched))


def given_of(
    book: Book,
    limits: Limits,
    *,
    as_of: date,
    window: Window,
    matched: Mapping[str, tuple[str, ...]] | None = None,
) -> Given:
    """What the harvest is made from."""
    lives = lives_until(window.end)
    whole = _span(book, limits, window, lives)
    began = None if whole.keys else _first_entry(lives, window)
    since = Window(window.key, began, window.end) if began else window
    keys = accounts_on(window.end)
    codes = frozenset(one.customer for one in keys)
    written, written_before = written_in(window)
    return Given(
        as_of=as_of,
        span=whole,
        start=_span(book, limits, since, lives) if began else whole,
        earlier=measured(book, limits, window.before().before(), EARLIER),
        keys=keys,
        documents=orders_of(book, limits, window),
        written=written,
        written_before=written_before,
        voices=voices_in(window, limits),
        solved=solved_in(window, codes, book),
        joint=joint_in(window, codes),
        recommended=recommended_in(window, codes),
        promises=_promises(window),
        limits=limits,
        matched=matched,
        began=BEGAN.fill(day=Figure(began, "date")) if began else None,
        unused=_unused(codes, window.end),
    )


def _span(book: Book, limits: Limits, window: Window, lives: Mapping[str, Life]) -> Span:
    ever = {code for code, life in lives.items() if life.member_in(window.start, window.end)}
    return span(book, limits, window, accounts_on(window.start), ever)


@dataclass(frozen=True)
class Life:
    """The steps of one customer: number, the day from which each counts, whether it leads to being key."""

    steps: tuple[tuple[int, date, bool], ...]

    def member_on(self, day: date) -> bool:
        """Whether it was key on a day: of the steps that counted, the one entered last says so."""
        counted = [step for step in self.steps if step[1] <= day]
        return bool(counted) and max(counted)[2]

    def member_in(self, first: date, last: date) -> bool:
        """Whether it was key on any day between."""
        days = {first} | {day for _number, day, _member in self.steps if first < day <= last}
        return any(self.member_on(day) for day in days)


def lives_until(last: date) -> dict[str, Life]:
    """The life of everybody who ever had a status by a day; one query."""
    found: dict[str, list[tuple[int, date, bool]]] = {}
    rows = StatusChange.objects.filter(effective_on__lte=last).order_by("pk")
    for number, customer, day, after in rows.values_list("pk", "customer", "effective_on", "after"):
        found.setdefault(customer, []).append((number, day, is_member(after)))
    return {customer: Life(tuple(steps)) for customer, steps in found.items()}


def _first_entry(lives: Mapping[str, Life], window: Window) -> date | None:
    """The first day of the window on which anybody was key."""
    days = {
        day for life in lives.values() for _n, day, member in life.steps if member and window.start < day <= window.end
    }
    return next((day for day in sorted(days) if any(life.member_on(day) for life in lives.values())), None)


def accounts_on(day: date) -> tuple[Account, ...]:
    """The key accounts of a day by name, with the reasons that the committee had before it when each entered: those of its line
    in that list, and where there was none, the one of the step itself."""
    last = {step.customer: step for step in members_at(day)}
    entered, names = entries(list(last), day), names_of(list(last))
    runs = {step.run_id for step in entered.values() if step.run_id}
    lines = SelectionLine.objects.filter(run__in=runs, customer__in=list(last))
    reasons = {(run, code): tuple(keys) for run, code, keys in lines.values_list("run_id", "customer", "categories")}
    found = []
    for code, step in last.items():
        entry = entered.get(code, step)
        own = (entry.category,) if entry.category else ()
        why = reasons.get((entry.run_id or 0, code), ()) or own
        since = entry.effective_on if entry.after == DECIDED else None
        found.append(Account(code, names.get(code, code), since, why))
    return tuple(sorted(found, key=lambda one: (one.name, one.customer)))


def _unused(codes: frozenset[str], day: date) -> Mapping[str, Text | Joined]:
    """The criteria that none of the lists applied by which these accounts entered, and why: as the newest of them says."""
    numbers = {step.run_id for step in entries(list(codes), day).values() if step.run_id}
    runs = list(SelectionRun.objects.filter(pk__in=numbers).order_by("pk").values_list("criteria", "out_of_force"))
    used = {one["key"] for criteria, _out in runs for one in criteria}
    why = {key: recalled(kept["because"]) for _criteria, out in runs for key, kept in out.items()}
    return {key: why.get(key, OFF) for key in CRITERIA if key not in used} if runs else {}


def _promises(window: Window) -> Mapping[str, Count] | None:
    """The promises of each account that fell due in the window; None where they were never judged."""
    run = newest_ledger()
    if run is None:
        return None
    return counted_by(promises(run, Wanted(since=window.start, until=window.end)), "customer")
