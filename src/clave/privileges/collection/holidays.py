"""The holidays of Colombia (Ley 51 de 1983): fixed ones, those moved to a Monday, and those that follow Easter."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

FIXED = ((1, 1), (5, 1), (7, 20), (8, 7), (12, 8), (12, 25))
MOVED = ((1, 6), (3, 19), (6, 29), (8, 15), (10, 12), (11, 1), (11, 11))
AFTER_EASTER = (
    -3,
    -2,
    43,
    64,
    71,
)  # Thursday and Friday before; Ascension, Corpus Christi and Sacred Heart on their Mondays


def easter(year: int) -> date:
    """Easter Sunday (Gregorian; the algorithm of Meeus)."""
    golden, century, rest = year % 19, *divmod(year, 100)
    leap, left = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    fourth, days = divmod(rest, 4)
    week = (32 + 2 * left + 2 * fourth - moon - days) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def colombia(year: int) -> frozenset[date]:
    """Every holiday of a year."""
    fixed = {date(year, month, day) for month, day in FIXED}
    moved = {_monday(date(year, month, day)) for month, day in MOVED}
    return frozenset(fixed | moved | {easter(year) + timedelta(days=days) for days in AFTER_EASTER})


def _monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)
