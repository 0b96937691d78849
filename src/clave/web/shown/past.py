"""The list at a past date, and two dates compared, as their page and their sheets show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.report.sheet import Head, Value
from clave.selection.life import STATES
from clave.store.models import SelectionRun, StatusChange
from clave.store.past import Between, Passed, WasKey
from clave.store.status import why_of
from clave.web.shown.selection import Badge
from clave.web.shown.status import badge_of
from clave.web.words import reader, told


@dataclass(frozen=True)
class WasKeyShown:
    """A row: who, in which state since when, by which decision, and the list it was decided with."""

    customer: str
    name: str
    badge: Badge
    since: date
    entered: date
    category: str
    why: str
    now: str
    who: str
    run: SelectionRun | None


@dataclass(frozen=True)
class PassedShown:
    """A row of a comparison: the states before and after, each step with its reason, what the lists say."""

    customer: str
    name: str
    before: Badge
    after: Badge
    steps: tuple[tuple[date, str, str, str], ...]
    because: tuple[str, ...]


def was_key_shown(found: WasKey, names: Mapping[str, str]) -> WasKeyShown:
    """A row; `names` are those of the criteria."""
    last, entry = found.last, found.entry
    category = last.category or entry.category
    return WasKeyShown(
        customer=last.customer,
        name=found.name,
        badge=badge_of(last.after),
        since=last.effective_on,
        entered=entry.effective_on,
        category=names.get(category, category),
        why=told(why_of(entry)) or told(why_of(last)),
        now=told(why_of(last)) if last.pk != entry.pk else "",
        who=entry.by.name if entry.by else "clave",
        run=entry.run,
    )


def passed_shown(found: Passed) -> PassedShown:
    """A row of a comparison."""
    return PassedShown(
        customer=found.customer,
        name=found.name,
        before=badge_of(found.before),
        after=badge_of(found.after),
        steps=tuple(_step(step) for step in found.steps),
        because=tuple(told(reason) for reason in found.because),
    )


def _step(step: StatusChange) -> tuple[date, str, str, str]:
    return step.effective_on, told(badge_of(step.after).label), told(why_of(step)), step.by.name if step.by else "clave"


def criteria_names(runs: Iterable[SelectionRun | None]) -> dict[str, str]:
    """The names of the criteria as the lists kept them."""
    found: dict[str, str] = {}
    for run in runs:
        if run:
            found |= {one["key"]: told(one["label"]) for one in run.criteria}
    return found


HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Code"), "text", 14), (_("Customer"), "text", 34), (_("State"), "text", 16), (_("In it since"), "date", 12),
    (_("On the list since"), "date", 12), (_("Above all for"), "text", 20), (_("Reason of the decision"), "text", 60),
    (_("Decided by"), "text", 22), (_("List"), "whole", 8), (_("List as of"), "date", 12),
    (_("Version of the facts"), "text", 16), (_("Policy version"), "text", 20), (_("Seed"), "whole", 12),
)  # fmt: skip
BETWEEN: tuple[tuple[Text, str, int], ...] = (
    (_("What"), "text", 14), (_("Code"), "text", 14), (_("Customer"), "text", 34), (_("Before"), "text", 16),
    (_("After"), "text", 16), (_("Steps and reasons"), "text", 80), (_("What the lists say"), "text", 80),
)  # fmt: skip
ENTERED, LEFT, CHANGED = _("Entered"), _("Left"), _("Other state")


def heads_of(columns: Iterable[tuple[Text, str, int]]) -> list[Head]:
    """The columns of a file."""
    return [Head(told(label), kind, width) for label, kind, width in columns]  # type: ignore[arg-type]


def rows_of(found: Iterable[WasKey], names: Mapping[str, str]) -> Iterator[list[Value]]:
    """One row for each key account of the day."""
    for one in found:
        row, run = was_key_shown(one, names), one.entry.run
        yield [
            row.customer, row.name, told(row.badge.label), row.since, row.entered, row.category, row.why, row.who,
            *((run.pk, run.as_of, run.facts_version, run.policy_version, run.seed) if run else (None,) * 5),
        ]  # fmt: skip


def between_rows(found: Between) -> Iterator[list[Value]]:
    """One row for each customer that entered, left or is there in another state."""
    for what, group in ((ENTERED, found.entered), (LEFT, found.left), (CHANGED, found.changed)):
        for one in group:
            row = passed_shown(one)
            said = "; ".join(
                f"{Figure(day, 'date').say(reader())} {state}: {why}" for day, state, why, _who in row.steps
            )
            yield [
                told(what), row.customer, row.name, told(row.before.label), told(row.after.label), said,
                " ".join(row.because),
            ]  # fmt: skip


STATE_WORDS = {key: state.label for key, state in STATES.items() if state.member}
