"""All measures of all customers at a date: the second link of the chain."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from clave.base.period import Windows
from clave.facts.book import Book
from clave.facts.engine import OpenBook
from clave.facts.warehouse import Value, column
from clave.measures.frame import Frame, text
from clave.measures.health import health
from clave.measures.registry import FAMILIES, families_of
from clave.measures.shape import Measured
from clave.policy.limits import Limits

By = Literal["customer", "group"]
_FIRST_DAY = "SELECT MIN(line.date) AS first_day FROM invoice_line AS line"


def measure(
    book: Book,
    limits: Limits,
    as_of: date,
    *,
    by: By = "customer",
    only: Collection[str] | None = None,
    told: Callable[[float], object] | None = None,
) -> Measured:
    """Every measure of every customer with an invoice line up to `as_of`, in code order; `by='group'` rolls up to groups.

    `only` names families (`registry.FAMILIES`): these, and what they are computed from, are all that is measured. `told` hears
    the share of the families that are done.

    `details` holds, by family, what its figures open to, under 'currency' the lines that no exchange rate covers, and
    under 'health' how each customer is."""
    return measure_over(book, limits, Windows(as_of), by=by, only=only, told=told)


def measure_over(
    book: Book,
    limits: Limits,
    windows: Windows,
    *,
    by: By = "customer",
    only: Collection[str] | None = None,
    told: Callable[[float], object] | None = None,
) -> Measured:
    """`measure`, with its year in other windows: what a stretch of any length came to, by the very same definitions."""
    with book.open() as warehouse:
        frame, names = frame_of(warehouse, book.currency, limits, windows, by)
        families = FAMILIES if only is None else families_of(only)
        for place, family in enumerate(families, 1):
            frame.done[family.key] = family.compute(frame)
            if told:
                told(place / len(families))
        details: dict[str, Any] = {
            key: outcome.detail for key, outcome in frame.done.items() if outcome.detail is not None
        }
        unpriced = warehouse.query(text("unpriced"), as_of=windows.as_of, currency=book.currency).to_pylist()
        details["currency"] = {row["currency"]: row["lines"] for row in unpriced}
    columns = {measure.key: frame.column(measure.key) for family in families for measure in family.measures}
    measured = Measured(frame.codes, names, columns, book.currency, details)
    if only is None:
        details["health"] = health(measured, limits)
    return measured


def frame_of(
    warehouse: OpenBook, currency: str, limits: Limits, windows: Windows, by: By
) -> tuple[Frame, tuple[str, ...]]:
    """The frame of a run and the names of its customers, with the tables and views that the SQL of the families reads."""
    values: dict[str, Value] = {"as_of": windows.as_of, "currency": currency}
    population = warehouse.query(text("population"), as_of=windows.as_of, by=by)
    customers, units = column(population, "customer"), column(population, "unit")
    codes = tuple(sorted({str(unit) for unit in units}))
    position = {code: index for index, code in enumerate(codes)}
    at = [position[str(unit)] for unit in units]
    warehouse.add("member", pa.table({"customer": pa.array(customers, pa.string()), "unit": pa.array(at, pa.int32())}))
    warehouse.add("item", warehouse.query(text("item")))
    warehouse.define("sale", text("sale"), **values)
    warehouse.define("debt", text("debt"), **values)
    first_day: Any = column(warehouse.query(_FIRST_DAY), "first_day")[0]
    frame = Frame(warehouse, limits, windows, codes, currency, first_day)
    return frame, _names(warehouse, windows.as_of, codes, dict(zip(map(str, customers), at, strict=True)))


def _names(warehouse: OpenBook, as_of: date, codes: tuple[str, ...], at: dict[str, int]) -> tuple[str, ...]:
    """A single customer's own name; the code of a group that has several."""
    named = warehouse.query(text("name"), as_of=as_of)
    many = np.bincount(np.array(list(at.values()), dtype=np.int64), minlength=len(codes)) > 1
    names = list(codes)
    for customer, name in zip(column(named, "customer"), column(named, "name"), strict=True):
        index = at[str(customer)]
        names[index] = codes[index] if many[index] else str(name)
    return tuple(names)
