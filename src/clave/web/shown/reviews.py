"""The calendar of reviews as its page and its sheet show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from clave.base.words import Text, _
from clave.policy.limits import Limits
from clave.report.sheet import Head, Value
from clave.selection import steps
from clave.selection.calendar import MEETING, Due, Month, When
from clave.store.models import Person, Proposal
from clave.web.words import reader, told

KINDS: dict[str, tuple[str, Text]] = {
    "review": ("scale", _("Review of the list")),
    "leaves": ("alert-triangle", _("The review would let it go")),
    "watched": ("eye", _("Below the exit band")),
    "recovered": ("trending-up", _("It stays again")),
    "announcement": ("speakerphone", _("To be announced")),
    "begin": ("player-play", _("Trial to be begun")),
    "trial": ("key", _("End of its trial")),
    "override": ("calendar-time", _("End of an exception")),
    "landing": ("plane-arrival", _("End of a landing")),
    "step": ("list-check", _("Step of a landing")),
}
"""Icon and name of each kind of thing that falls due."""
ACTS: dict[str, Text] = {
    "": _("Make the list of the review"),
    "step": _("See the plan"),
    MEETING: _("See the proposal"),
    steps.LAND: _("Decide on it"),
    steps.WATCH: _("Put in watch"),
    steps.KEEP: _("Take out of watch"),
    steps.ANNOUNCE: _("Say that it was told"),
    steps.BEGIN: _("Begin the trial"),
    steps.CONFIRM: _("Confirm"),
    steps.EXTEND: _("Extend or end it"),
    steps.FINISH: _("End the landing"),
}
WHEN: dict[When, Text] = {"late": _("Overdue"), "soon": _("Soon"), "later": _("Later")}


@dataclass(frozen=True)
class DueShown:
    """A row: icon, what, whom it is about, why, by when, and the act that answers it."""

    kind: str
    icon: str
    label: str
    due: Due
    because: str
    owner: str
    late: bool
    act: str
    href: str


@dataclass(frozen=True)
class MonthShown:
    """A month of the calendar: how many of each kind fall in it."""

    first: date
    parts: tuple[tuple[str, str, int], ...]


def due_shown(
    due: Due, owners: Mapping[str, Person], today: date, limits: Limits, can_act: bool, proposal: Proposal | None = None
) -> DueShown:
    """A row; whoever may not decide is led to where it stands. `proposal` is the one that a committee has open."""
    icon, label = KINDS[due.kind]
    address = reverse("account_status", args=[due.customer]) if due.customer else reverse("selection")
    if due.act == MEETING and proposal:
        address = reverse("proposal", args=[proposal.pk])
    direct = due.customer and can_act and due.act != "step" and due.kind not in ("leaves", "override")
    return DueShown(
        kind=due.kind,
        icon=icon,
        label=told(label),
        due=due,
        because=told(due.because),
        owner=_name(owners.get(due.customer)),
        late=due.when(today, limits) == "late",
        act=told(ACTS[due.act] if can_act else _("See it")),
        href=f"{address}?acto={due.act}#acto" if direct else address,
    )


def _name(person: Person | None) -> str:
    return person.name if person else ""


def months_shown(months: Iterable[Month]) -> list[MonthShown]:
    """The year, month by month."""
    return [_month(month) for month in months]


def _month(month: Month) -> MonthShown:
    counts = Counter(due.kind for due in month.dues)
    return MonthShown(month.first, tuple((kind, told(KINDS[kind][1]), counts[kind]) for kind in KINDS if counts[kind]))  # type: ignore[index]


HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("By when"), "date", 12), (_("State"), "text", 9), (_("What"), "text", 26), (_("Code"), "text", 14),
    (_("Customer"), "text", 34), (_("Owner"), "text", 22), (_("Why"), "text", 80),
)  # fmt: skip


def sheet_heads() -> list[Head]:
    """The columns of the file."""
    return [Head(told(label), kind, width) for label, kind, width in HEADS]  # type: ignore[arg-type]


def sheet_rows(dues: Sequence[Due], owners: Mapping[str, Person], today: date, limits: Limits) -> Iterator[list[Value]]:
    """One row for each thing due."""
    for due in dues:
        yield [
            due.day, told(WHEN[due.when(today, limits)]), KINDS[due.kind][1].say(reader()), due.customer, due.name,
            _name(owners.get(due.customer)), told(due.because),
        ]  # fmt: skip
