"""Lists of accounts under the results: one declaration of a column draws it, orders by it and exports it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from clave.base.figures import UNKNOWN, Figure, Unit, number, percent, points
from clave.base.folding import folded
from clave.base.words import Text, _
from clave.outcome.harvest.shape import Estimate
from clave.report.sheet import Head, Kind, Value
from clave.web.words import reader, told

Row = TypeVar("Row")
DASH = "—"


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: words, smaller words under them, a badge's tone and icon, a tone, a link."""

    text: str
    small: str = ""
    href: str = ""
    badge: str | None = None
    icon: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: its key in addresses, its head, how a row stands in it on the page, and what it holds for the order and the
    file. `kind` is that of the file; figures stand at the right."""

    key: str
    label: Text
    cell: Callable[[Row], Cell]
    value: Callable[[Row], Value]
    kind: Kind = "text"
    width: int = 14

    @property
    def figure(self) -> bool:
        """Whether it stands at the right."""
        return self.kind in ("money", "share", "number", "whole")

    @property
    def name(self) -> str:
        """Its head, for whoever reads."""
        return told(self.label)


@dataclass(frozen=True)
class Wanted:
    """What of a list is asked for: words, one of some states, one side; in which order. `odd` is what was asked for that this
    list does not know, and left out."""

    text: str = ""
    state: str = ""
    side: str = ""
    order: str = ""
    odd: str = ""

    @property
    def plain(self) -> bool:
        """Nothing filtered."""
        return Wanted(order=self.order, odd=self.odd) == self


def ordered(rows: Iterable[Row], columns: Sequence[Column[Row]], order: str) -> list[Row]:
    """By a column, the rows without a value last, whichever way; as they came for a column that is none."""
    column = next((one for one in columns if one.key == order.removeprefix("-")), None)
    found = list(rows)
    if column is None:
        return found
    known = [(column.value(row), row) for row in found]
    some = [(value, row) for value, row in known if value not in (None, "")]
    some.sort(key=lambda pair: _key(pair[0]), reverse=order.startswith("-"))
    return [row for _value, row in some] + [row for value, row in known if value in (None, "")]


def _key(value: Any) -> Any:
    return folded(value) if isinstance(value, str) else value


def among(rows: Iterable[Row], text: str, said: Callable[[Row], str]) -> list[Row]:
    """Those in whose words every word occurs."""
    words = folded(text).split()
    return [row for row in rows if all(word in folded(said(row)) for word in words)]


def heads(columns: Sequence[Column[Row]]) -> list[Head]:
    """The heads of the file."""
    return [Head(one.name, one.kind, one.width) for one in columns]


def values(rows: Iterable[Row], columns: Sequence[Column[Row]]) -> list[list[Value]]:
    """The rows of the file; what is not known is an empty cell."""
    return [[one.value(row) for one in columns] for row in rows]


def figure(value: float | date | None, unit: Unit, currency: str = "", *, signed: bool = False) -> str:
    """A figure in words; a dash where it is not known."""
    if value is None:
        return DASH
    plus = "+" if signed and not isinstance(value, date) and value > 0 else ""
    return plus + told(Figure(value, unit, currency))


def rate(value: float | None, decimals: int = 1) -> str:
    """A share in words; a dash where it is not known."""
    return DASH if value is None else percent(value, reader(), decimals)


def between(found: Estimate, unit: Unit, currency: str = "") -> str:
    """The interval of a figure in words; empty where it has none."""
    if found.low is None or found.high is None:
        return ""
    ends = {name: _end(end, unit, currency) for name, end in (("low", found.low), ("high", found.high))}
    return told(_("between {low} and {high}").fill(**ends))


def _end(value: float, unit: Unit, currency: str) -> str:
    if unit == "points":
        return points(value, reader())
    if unit == "score":
        return number(value, 0, reader())
    return told(Figure(value, unit, currency))


def apart(found: Estimate) -> tuple[str, str]:
    """A difference of shares in points, and its tone: good or bad only where the interval leaves out zero."""
    if found.value is None:
        return told(UNKNOWN), ""
    tone = ("tok" if found.value > 0 else "tbad") if found.surely_not_zero else "mut"
    return points(found.value, reader()), tone
