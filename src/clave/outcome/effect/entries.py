"""When accounts entered, and which months of the panel lie before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, counted
from clave.measures.monthly import Panel
from clave.outcome.effect.shape import LeftOut
from clave.outcome.window import Window
from clave.policy import effect as rules
from clave.policy.limits import Limits

_DAY = timedelta(days=1)
TOO_EARLY = "facts"
TOO_LATE = "months"
UNKNOWN = "unknown"
NOBODY = "nobody"


@dataclass(frozen=True)
class Entry:
    """The day from which a customer was a key account for the first time."""

    customer: str
    day: date


@dataclass(frozen=True)
class Stay:
    """An entry in the panel: the `row` of the account, the column of the month in which it entered (`at`), the columns before
    (`before` … `at` − 1) and those after that are looked at (`after` … `end` − 1)."""

    entry: Entry
    row: int
    at: int
    before: int
    after: int
    end: int

    @property
    def months_after(self) -> int:
        """Whole months with status inside the window."""
        return max(0, self.end - self.after)


def whole_from(panel: Panel, day: date) -> int:
    """The column of the first month that lies wholly on or after a day."""
    return panel.at(day) + (day.day > 1)


def stay_of(panel: Panel, entry: Entry, window: Window, limits: Limits) -> Stay | None:
    """Where an entry lies in the panel; None where the panel knows no such customer. Columns may lie outside of it. A window that
    begins and ends within a month has as many whole months as it is long: those up to the last one that is over."""
    if entry.customer not in panel.codes:
        return None
    at = panel.at(entry.day)
    after = max(whole_from(panel, entry.day), panel.at(window.start))
    end = min(panel.months, panel.at(window.end + _DAY))
    return Stay(entry, panel.codes.index(entry.customer), at, at - limits[rules.match_months], after, end)


def why_not(panel: Panel, stay: Stay | None, limits: Limits) -> tuple[str, Text | Joined] | None:
    """Why an account cannot be measured whoever it is compared with; None where it can."""
    if stay is None:
        return UNKNOWN, _("It bought nothing in the facts that are loaded.")
    if stay.before < 0:
        said = _(
            "The facts begin on {first}, and {months} months before its entry on {entered} are asked for: "
            "load older invoices to measure it."
        )
        return TOO_EARLY, said.fill(
            first=Figure(panel.first_day(0), "date"),
            months=limits[rules.match_months],
            entered=Figure(stay.entry.day, "date"),
        )
    if stay.months_after < limits[rules.after_months]:
        most = limits[rules.after_months]
        said = counted(
            "Too early: of the {most} whole months after entry that policy asks for there is {n}.",
            "Too early: of the {most} whole months after entry that policy asks for there are {n}.",
            stay.months_after,
        )
        return TOO_LATE, said.fill(most=most)
    if not panel.money[stay.row, stay.before : stay.at].sum() > 0:  # NaN too
        return NOBODY, _(
            "It bought nothing in the months before its entry, or nobody knows how much: nothing to compare with."
        )
    return None


def stays_of(
    panel: Panel, entries: tuple[Entry, ...], window: Window, limits: Limits
) -> tuple[list[Stay], list[LeftOut]]:
    """The accounts that can be compared, and the others with the reason, each in the order of entry."""
    found: list[Stay] = []
    left: list[LeftOut] = []
    for entry in sorted(entries, key=lambda one: (one.day, one.customer)):
        stay = stay_of(panel, entry, window, limits)
        why = why_not(panel, stay, limits)
        if why:
            left.append(LeftOut(entry.customer, entry.day, *why))
        elif stay:
            found.append(stay)
    return found, left
