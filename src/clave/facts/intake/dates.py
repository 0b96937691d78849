"""Days as ERPs write them: the order of day and month is decided on the column, never on a cell."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from clave.base.words import Text, _
from clave.facts.intake.staging import NATIVE

EXCEL_START = date(1899, 12, 30)
NO_DAY = re.compile(r"^0*[-/.]0*[-/.]0*$|^0+$|^null$|^nan$|^nat$|^n/?a$|^#n/[ad]$|^-+$|^none$", re.I)
_YEAR_FIRST = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_YEAR_LAST = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_NAMED = re.compile(r"^(\d{1,2})[-/ .]+(?:de +)?([a-z]{3,})\.?[-/ .,]+(?:de[l]? +)?(\d{4}|\d{2})$")
_NAMED_FIRST = re.compile(r"^([a-z]{3,})\.?[-/ ]+(\d{1,2}),?[-/ ]+(\d{4})$")
_SERIAL = re.compile(rf"^{NATIVE}?(\d{{5}})(?:[.,]\d+)?$")
MONTHS = {
    **{
        name: place
        for place, name in enumerate(
            ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"], 1
        )
    },
    **{
        name: place
        for place, name in enumerate(
            ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
        )
    },
    "set": 9,
}


@dataclass(frozen=True)
class Calendar:
    """How a column writes its days ('dmy' or 'mdy' where the year comes last, which `parts` tells) and between which
    days they may lie."""

    order: str
    first: date
    last: date
    parts: bool = False


def key(text: str) -> str:
    """SQL for the day of a cell without its time."""
    return f"CASE WHEN CONTAINS({text}, ':') THEN SPLIT_PART(SPLIT_PART({text}, ' ', 1), 'T', 1) ELSE {text} END"


def day_of(text: str, order: str) -> date | None:
    """The day that a text means in this order; None where it means none."""
    text = text.strip().lower()
    try:
        if found := _YEAR_LAST.match(text):
            one, two, year = (int(part) for part in found.groups())
            day, month = (one, two) if order == "dmy" else (two, one)
            return date(_century(year), month, day)
        if found := _YEAR_FIRST.match(text) or _COMPACT.match(text):
            year, month, day = (int(part) for part in found.groups())
            return date(year, month, day)
        if found := _SERIAL.match(text):
            return EXCEL_START + timedelta(days=int(found[1]))
        return _named(text)
    except ValueError:
        return None


def _century(year: int) -> int:
    return year if year > 99 else year + (2000 if year < 70 else 1900)


def _named(text: str) -> date | None:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    if found := _NAMED.match(bare):
        day, name, year = found.groups()
    elif found := _NAMED_FIRST.match(bare):
        name, day, year = found.groups()
    else:
        return None
    month = MONTHS.get(name[:3])
    return date(_century(int(year)), month, int(day)) if month else None


def is_day(text: str) -> bool:
    """Whether a cell looks like a day in any order."""
    start = re.split(r"[ T](?=\d{1,2}:)", text.strip())[0]
    if _SERIAL.match(start):
        return 20_000 <= int(start.lstrip(NATIVE)[:5]) <= 80_000
    return day_of(start, "dmy") is not None or day_of(start, "mdy") is not None


def is_written(text: str) -> bool:
    """Whether a cell is a day beyond doubt: with separators or a month's name, not a bare number."""
    return is_day(text) and not text.lstrip(NATIVE).replace(".", "").isdigit()


def order_of(days: list[str]) -> str:
    """'dmy' or 'mdy' as the values of a column decide; empty where every part is at most 12, or none has parts."""
    day_first, month_first = _told_apart(days)
    if day_first == month_first:
        return ""
    return "dmy" if day_first > month_first else "mdy"


def contradict(days: list[str]) -> bool:
    """Whether some days can only be read day first and some only month first."""
    return all(_told_apart(days))


def _told_apart(days: list[str]) -> tuple[int, int]:
    """How many days can only be read day first, and how many only month first."""
    day_first = month_first = 0
    for text in days:
        if found := _YEAR_LAST.match(text.strip()):
            day_first += int(found[1]) > 12
            month_first += int(found[2]) > 12
    return day_first, month_first


def has_parts(days: list[str]) -> bool:
    """Whether some value writes day and month as figures with the year last, so that the order matters."""
    return any(_YEAR_LAST.match(text.strip()) for text in days)


def why(text: str, calendar: Calendar) -> Text:
    """Why a cell is no day that can be loaded, in words."""
    day = day_of(re.split(r"[ T](?=\d{1,2}:)", text)[0], calendar.order)
    if (day is None and _YEAR_LAST.match(text.strip())) or (_YEAR_FIRST.match(text.strip()) and day is None):
        order = _("day/month/year") if calendar.order == "dmy" else _("month/day/year")
        return _("that day does not exist (this column is read as {order})").fill(order=order)
    if day is None:
        return _("it is not a date")
    if day < calendar.first:
        return _("it is before {day}, the earliest date that is read").fill(day=calendar.first.isoformat())
    return _("it is after {day}, the latest date that a document of this file can have").fill(
        day=calendar.last.isoformat()
    )
