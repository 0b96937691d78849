"""The periods that reports tell of: semesters by default, shorter or longer ones where the grant of an account says so. (G10)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from clave.base.figures import MONTHS
from clave.base.period import month_index, months_before
from clave.base.words import Text, _, reads

YEAR = 12
LENGTHS = (1, 2, 3, 4, 6, 12)
"""Months that a period may have: they divide a year, so that the same period of another year exists."""
TITLES: Mapping[int, Text] = {
    1: _("Monthly report"),
    2: _("Report of two months"),
    3: _("Quarterly report"),
    4: _("Report of four months"),
    6: _("Half-yearly report"),
    12: _("Yearly report"),
}
NEXT: Mapping[int, Text] = {
    1: _("Next month"),
    2: _("Next two months"),
    3: _("Next quarter"),
    4: _("Next four months"),
    6: _("Next semester"),
    12: _("Next year"),
}


@dataclass(frozen=True)
class Span:
    """Some months as people write them: `ene–jun 2026`, `jul 2026–ene 2027`."""

    first: date
    last: date

    def say(self, language: str = "es") -> str:
        """As a reader of `language` expects it."""
        names = MONTHS[language]
        start, end = names[self.first.month - 1], names[self.last.month - 1]
        if month_index(self.first) == month_index(self.last):
            return f"{end} {self.last.year}"
        if self.first.year == self.last.year:
            return f"{start}–{end} {self.last.year}"
        return f"{start} {self.first.year}–{end} {self.last.year}"

    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {"span": [self.first.isoformat(), self.last.isoformat()]}


reads("span", lambda kept: Span(*map(date.fromisoformat, kept["span"])))


@dataclass(frozen=True, order=True)
class Period:
    """Whole calendar months, `months` of them, the first beginning on `first`; `begins` is the month in which the year of the
    company begins (1 = January)."""

    first: date
    months: int = 6
    begins: int = 1

    @property
    def last(self) -> date:
        """Its last day."""
        return months_before(self.first, -self.months) - timedelta(days=1)

    @property
    def label(self) -> str:
        """How it is called: `2026-2` its second part of 2026, `2026/27-1` where the year begins in another month."""
        year = self.first.year if self.first.month >= self.begins else self.first.year - 1
        name = f"{year}" if self.begins == 1 else f"{year}/{(year + 1) % 100:02}"
        part = (month_index(self.first) - self.begins) % YEAR // self.months + 1
        return name if self.months == YEAR else f"{name}-{part}"

    @property
    def called(self) -> str | Span:
        """How it is called among others: its label, or its months where it is none of the year's own parts."""
        return self.label if (month_index(self.first) - self.begins) % YEAR % self.months == 0 else self.span

    @property
    def title(self) -> Text:
        """What a report of it is called."""
        return TITLES[self.months]

    @property
    def span(self) -> Span:
        """Its months in words."""
        return Span(self.first, self.last)

    def back(self, periods: int) -> Period:
        """So many periods earlier; later where it is negative."""
        return Period(months_before(self.first, periods * self.months), self.months, self.begins)

    def years_back(self, years: int) -> Period:
        """The same months, so many years earlier."""
        return Period(months_before(self.first, years * YEAR), self.months, self.begins)


def usable(months: float) -> int:
    """The length that comes nearest below: half-yearly or more often, as the grant promises."""
    return max(one for one in LENGTHS if one <= max(1, months))


def period_of(day: date, months: int, begins: int = 1) -> Period:
    """The period in which a day lies."""
    since = (day.month - begins) % YEAR % months
    return Period(months_before(day.replace(day=1), since), months, begins)


def last_ended(day: date, months: int, begins: int = 1) -> Period:
    """The period that ended last before a day."""
    return period_of(day, months, begins).back(1)
