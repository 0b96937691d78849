"""The stretch of time over which the programme is judged: the last months, or everything since the first account entered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from clave.base.period import months_before

MONTHS = {"12": 12, "24": 24}
"""The windows of a whole number of months, by how addresses and exports name them; "all" is since the first entry."""
SINCE_START = "all"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """Whole days from `start` to `end`, both included; `key` is "12", "24" or "all"."""

    key: str
    start: date
    end: date

    def before(self) -> Window:
        """The stretch as long as this one that ends the day before it begins."""
        last = self.start - _DAY
        return Window(self.key, last - (self.end - self.start), last)


def window(key: str, *, as_of: date, first_entry: date | None) -> Window:
    """The stretch that `key` names, up to `as_of`. Without an entry "all" is the last twelve months.

    Raises KeyError for a key that is none of them."""
    if key == SINCE_START:
        return Window(key, first_entry or months_before(as_of + _DAY, 12), as_of)
    return Window(key, months_before(as_of + _DAY, MONTHS[key]), as_of)
