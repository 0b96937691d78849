"""Which table a file is and which column is which: from the headers, checked against what the cells hold."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from clave.base.words import Text, _, joined, said
from clave.facts.intake.choices import is_choice
from clave.facts.intake.dates import is_day, is_written
from clave.facts.intake.headers import likeness
from clave.facts.intake.numbers import is_figure
from clave.facts.tables import TABLES, Column, Kind, Table

CLOSER = 0.8  # headers more that a table explains to be preferred although it lacks a required column
NAME_OF = {"customer": "customer_name", "product": "product_name"}
CODE = re.compile(r"^\S*\d\S*$|^[A-Z0-9._/-]{1,12}$")


@dataclass(frozen=True)
class Mapped:
    """One column of the table and the header that fills it; `sure` from 0 to 1, `by` says what decided."""

    column: str
    header: str
    place: int
    sure: float
    by: Text


@dataclass(frozen=True)
class Mapping:
    """What a file was taken for: its table, its columns, and the headers that nothing uses."""

    table: str
    columns: tuple[Mapped, ...]
    unused: tuple[str, ...] = ()
    sure: float = 1.0
    places: Dict[str, int] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", {mapped.column: mapped.place for mapped in self.columns})

    @property
    def headers(self) -> dict[str, str]:
        """Header by column name."""
        return {mapped.column: mapped.header for mapped in self.columns}

    def say(self, language: str = "es") -> str:
        """The mapping as a small table to read and correct."""
        title = said(_("Read as: {table}").fill(table=TABLES[self.table].title), language)
        wide = max((len(mapped.header) for mapped in self.columns), default=0)
        rows = [
            f"  {mapped.header:<{wide}}  →  {mapped.column:<16} {said(mapped.by, language)}" for mapped in self.columns
        ]
        spare = [said(_("Not used: {headers}").fill(headers=joined(self.unused)), language)] if self.unused else []
        return "\n".join([title, *rows, *spare])

    def __str__(self) -> str:
        return self.say("en")


BY_HEADER = _("by its header")
BY_CONTENT = _("by its contents")
BY_SOURCE = _("as the source says")
BY_NAME = _("there is no code: the name stands for it")


def guess(headers: Sequence[str], samples: Sequence[Sequence[str]], table: str = "") -> Mapping | None:
    """The mapping that fits best; `samples` are non-empty cells of each column. None where nothing fits."""
    content = [_Content(cells) for cells in samples]
    names = [table] if table else list(TABLES)
    fitted = [_fit(TABLES[name], headers, content) for name in names]
    best = max(fitted, key=lambda fit: fit[0])
    closest = max(fitted, key=lambda fit: _known(fit[1]))
    if not table and closest[0] < 0 and _known(closest[1]) > _known(best[1]) + CLOSER:
        return closest[1] if len(closest[1].columns) >= 2 else None
    return best[1] if best[0] > 0 or table else None


def _known(mapping: Mapping) -> float:
    """How many headers a table explains, each by how surely."""
    return sum(mapped.sure for mapped in mapping.columns)


class _Content:
    """What the cells of a column look like, as shares of those that hold something."""

    def __init__(self, cells: Sequence[str]) -> None:
        self.cells = [cell for cell in cells if cell.strip()][:400]
        count = len(self.cells) or 1
        self.empty = not self.cells
        self.days = sum(map(is_day, self.cells)) / count
        self.written_days = sum(map(is_written, self.cells)) / count
        self.figures = sum(map(is_figure, self.cells)) / count
        self.codes = sum(bool(CODE.match(cell.strip())) for cell in self.cells) / count
        self.repeats = 1 - len(set(self.cells)) / count

    def fits(self, column: Column) -> float:
        """From 0 (cannot be) to 1: the share of cells that the column could hold."""
        if self.empty:
            return 0.5
        if column.choices or column.kind is Kind.FLAG:
            share = sum(is_choice(column, cell) for cell in self.cells) / len(self.cells)
            return max(share, 0.5) if column.name == "document_kind" else share
        if column.kind is Kind.DATE:
            return self.days
        if column.kind is not Kind.TEXT:
            return self.figures if self.written_days < 0.5 else 0.0
        if column.name in ("customer", "product", "document", "order"):
            return 0.35 + 0.65 * self.codes
        if column.name in ("customer_name", "product_name", "name"):
            return 1.0 - 0.6 * self.codes
        return 1.0 if self.written_days < 0.5 else 0.2


def _fit(table: Table, headers: Sequence[str], content: Sequence[_Content]) -> tuple[float, Mapping]:
    scored = sorted(
        (
            (score, place, column)
            for column in table.columns
            for place, header in enumerate(headers)
            if (score := _score(column, header, content[place])) > 0.2
        ),
        key=lambda found: (-found[0], found[1]),
    )
    taken: dict[str, Mapped] = {}
    used: set[int] = set()
    for score, place, column in scored:
        if column.name not in taken and place not in used:
            taken[column.name] = Mapped(column.name, headers[place], place, score, BY_HEADER)
            used.add(place)
    _by_contents(table, headers, content, taken, used)
    unused = tuple(header for place, header in enumerate(headers) if place not in used and header)
    worth = _worth(table, taken, len(headers))
    if table.name == "invoice_line" and "customer" not in taken and "customer_name" in taken:
        taken["customer"] = replace(taken["customer_name"], column="customer", by=BY_NAME)
    ordered = tuple(taken[column.name] for column in table.columns if column.name in taken)
    return worth, Mapping(table.name, ordered, unused, max(0.0, min(1.0, worth)))


def _score(column: Column, header: str, content: _Content) -> float:
    best = 0.0
    for rank, synonym in enumerate((*column.headers, column.name)):
        found = likeness(header, synonym)
        if found:
            best = max(best, found - 0.004 * rank)
    if column.name in NAME_OF.values() and content.codes < 0.3:
        code = next(name for name, its in NAME_OF.items() if its == column.name)
        best = max(
            best, 0.75 * likeness(header, code), 0.75 * (likeness(header, "cliente") if code == "customer" else 0)
        )
    floor = 0.35 if best > 0.85 else 0.0  # a plain header is believed even over a column full of rubbish
    return best * max(floor, content.fits(column))


def _by_contents(
    table: Table, headers: Sequence[str], content: Sequence[_Content], taken: dict[str, Mapped], used: set[int]
) -> None:
    """Required columns that no header named: the one free column that can only be it."""
    for column in table.required:
        if column.name in taken or column.kind is not Kind.DATE:
            continue
        free = [place for place in range(len(headers)) if place not in used and content[place].written_days > 0.9]
        if len(free) == 1:
            taken[column.name] = Mapped(column.name, headers[free[0]], free[0], 0.4, BY_CONTENT)
            used.add(free[0])


def missing(table: Table, names: Dict[str, object] | set[str]) -> list[Column]:
    """The required columns that a mapping lacks; a net value can come from quantity and price."""
    lacking = [column for column in table.required if column.name not in names]
    if table.name == "invoice_line" and {"quantity", "unit_price"} <= set(names):
        lacking = [column for column in lacking if column.name != "net"]
    return lacking


def _worth(table: Table, taken: Dict[str, Mapped], headers: int) -> float:
    """How well a table explains a file: nothing without its required columns, then the share of headers it uses."""
    if missing(table, taken):
        return -float(len(missing(table, taken)))
    sure = sum(mapped.sure for mapped in taken.values())
    required = sum(taken[column.name].sure for column in table.required if column.name in taken)
    extra = 0.2 * (required / max(1, len(table.required)))
    recorded = 0.15 if table.recorded else 0.0
    return sure / max(1, headers) + extra - recorded + 0.01 * len(table.required)
