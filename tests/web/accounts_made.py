"""Customers of every kind for the list of accounts: with and without each figure, with odd names, healthy and not."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

from clave.measures.health import health
from clave.measures.shape import Column, Measured, floats, texts
from clave.policy.reading import default
from tests.web import made

CITIES = ("Cali", "Bogotá", "Ávila", None)
SECTORS = ("Calzado", "Empaque", None)
GONE = 2
FORMULAS = {
    20: "=1+1",
    21: "+57 Ferretería",
    22: "@SUM(A1)",
    23: "-2+3",
    24: "Ávila Hermanos S.A.S.",
    25: "ñandú; Ltda.",
}
SILENT, LATE, FALLING, NEW = 3, 5, 7, 9


def measured(size: int = 40) -> Measured:
    """`size` active customers as `made.listing` ranks them, and two that bought nothing in the year.

    Of number 3 nothing was heard in long, 5 owes an old invoice, 7 buys less every month, 9 bought once; of every tenth
    the margin is unknown, of every fourth the city, of every third the sector."""
    plain, count = made.measured(size), size + GONE
    at = np.arange(count)
    money = np.where(at < size, 1e8 - at * 1e5, 0.0)
    columns: dict[str, Column] = {key: _empty(column, count) for key, column in plain.columns.items()}
    columns |= {
        "money": floats(money.tolist()),
        "money_before": floats(np.where(at == NEW, np.nan, 9e7).tolist()),
        "active": floats((at < size).astype(float).tolist()),
        "growth": _known(money / 9e7 - 1, at != NEW),
        "growth_median": _known(np.where(at == FALLING, -0.25, 0.02), at != NEW),
        "growth_high": _known(np.where(at == FALLING, -0.15, 0.10), at != NEW),
        "margin": _known(money * 0.3, at % 10 != 0),
        "margin_rate": _known(np.full(count, 0.3) + at / 1000, at % 10 != 0),
        "kilos": _known(money / 1e3, at % 10 != 0),
        "days_beyond": _known((at % 3).astype(float), at % 7 != 6),
        "within_terms": _known(1 - (at % 3) / 10, at % 7 != 6),
        "worst_open": _known(np.where(at == LATE, 45.0, 0.0), at % 7 != 6),
        "share_of_wallet": _known(np.full(count, 0.5), at % 2 == 0),
        "headroom": _known(np.full(count, 5e6), at % 2 == 0),
        "months_bought": floats([12.0] * count),
        "continuity": floats([0.8] * count),
        "days_since": floats(np.where(at == SILENT, 43.0, np.where(at < size, at % 9, 400.0)).tolist()),
        "rhythm": _known(np.full(count, 10.0), at != NEW),
        "silent": _known((at == SILENT).astype(float), at != NEW),
        "overdue": _known(np.where(at == SILENT, 4.3, 0.5), at != NEW),
        "abc": texts(["A" if index < size / 4 else "C" if index < size else None for index in at]),
        "city": texts([CITIES[index % 4] for index in at]),
        "sector": texts([SECTORS[index % 3] for index in at]),
        "channel": texts(["Industria"] * count),
        "group": texts(["Órbita" if index % 20 == 1 else "Zeta" if index % 20 == 2 else None for index in at]),
    }
    names = [FORMULAS.get(index, name) for index, name in enumerate(plain.names)]
    known = Measured(
        (*plain.customers, "X-1", "X-2"),
        (*names, "Inactiva Uno", "Inactiva Dos"),
        columns,
        "COP",
        {"growth": _months(count)},
    )
    return Measured(
        known.customers, known.names, columns, "COP",
        {**known.details, "health": health(known, default().at(date(2026, 10, 31)))},
    )  # fmt: skip


def _known(values: npt.NDArray[np.float64], where: npt.NDArray[np.bool_]) -> Column:
    return floats([float(value) if there else None for value, there in zip(values, where, strict=True)])


def _empty(column: Column, count: int) -> Column:
    words = column.values.dtype == object
    return texts([None] * count) if words else floats([None] * count)


def _months(count: int) -> npt.NDArray[np.float64]:
    """24 months for everybody, each a little higher than the last, and one that gave back more than it bought."""
    months = np.tile(np.linspace(1e6, 4e6, 24), (count, 1))
    months[SILENT, -2:] = (-5e5, 0.0)
    return months
