"""Periods before a date: the windows in which every measure looks."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


def months_before(day: date, months: int) -> date:
    """The same day of the month, `months` earlier; the last day where that month is shorter."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_index(day: date) -> int:
    """Months counted from year zero, so that neighbouring months differ by one on every engine."""
    return day.year * 12 + day.month


@dataclass(frozen=True)
class Windows:
    """The windows of method.md §1 for one `as_of`; every window is closed: first day … last day."""

    as_of: date

    def first_of(self, months: int) -> date:
        """First day of the last `months` months up to `as_of` (2021-12-31, 12 → 2021-01-01)."""
        return months_before(self.as_of + timedelta(days=1), months)

    @property
    def year_from(self) -> date:
        """First day of the 12 months up to `as_of`."""
        return self.first_of(12)

    @property
    def before_from(self) -> date:
        """First day of the 12 months before those."""
        return self.first_of(24)

    @property
    def before_to(self) -> date:
        """Last day of the 12 months before those."""
        return self.year_from - timedelta(days=1)

    @property
    def history_from(self) -> date:
        """First day of the 36 months up to `as_of`."""
        return self.first_of(36)

    @property
    def semester_from(self) -> date:
        """First day of the 6 months up to `as_of`."""
        return self.first_of(6)

    def dates(self) -> dict[str, date]:
        """All of them by name, as the SQL files ask for them."""
        return {
            "as_of": self.as_of,
            "year_from": self.year_from,
            "before_from": self.before_from,
            "before_to": self.before_to,
            "history_from": self.history_from,
            "semester_from": self.semester_from,
        }


@dataclass(frozen=True)
class Stretch(Windows):
    """Windows whose `year` is any whole stretch of days up to `as_of`, from `first` on; its `before` is as long as it is."""

    first: date

    @property
    def year_from(self) -> date:
        """First day of the stretch."""
        return self.first

    @property
    def before_from(self) -> date:
        """First day of the stretch as long as it that ends the day before it begins."""
        return self.first - (self.as_of - self.first) - timedelta(days=1)
