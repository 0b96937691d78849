"""A selection made by hand: every state that the pages must show, at any size, with invoices to open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from clave.base.figures import Figure
from clave.base.words import _
from clave.criteria.registry import CRITERIA
from clave.facts.book import Summary
from clave.facts.tables import TABLES
from clave.measures.registry import MEASURES
from clave.measures.shape import Column, Measured, Missing
from clave.selection.listing import Capacity, Cell, Change, Limit, Line, Listing

AS_OF = date(2026, 10, 31)
KEYS = tuple(CRITERIA)[:11]
WEIGHTS = dict(zip(KEYS, np.linspace(0.2, 0.02, 11) / 1.21, strict=True))
MEMBERS, SAFE, SEAT, UNPAID = 12, 7, 11, 14
NAMES = (
    "Empaques del Cauca S.A.",
    "Calzado La Sabana S.A.S.",
    "Colchones Sierra Nevada",
    "Suelas Tayrona <b>Ltda.</b>",
)


def code(index: int) -> str:
    """Codes as ERPs have them: some with characters that an address must escape."""
    return f"C-{index:04d}" if index else "900/1 á"


def _name(index: int) -> str:
    return NAMES[index] if index < len(NAMES) else f"Cliente {index:04d}"


def _cell(index: int, position: int, size: int) -> Cell:
    if position == 9 and index % 4 == 3:
        return Cell("unknown", None, None, None, None, _("There are no ratings."))
    score = float(max(0, 100 - index * 100 // size - 7 * position))
    locked = index == UNPAID and position < 4
    because = _("Bought {money} in twelve months.").fill(money=Figure(1e8 - index * 1e5, "money", "COP"))
    return Cell("applies" if score > 50 else "does_not", 0.0 if locked else score, score, score, score, because)


def _firmness(index: int) -> str:
    if index < SAFE:
        return "safe"
    return "debate" if index < MEMBERS + 4 else "out"


def _line(index: int, size: int) -> Line:
    sure = max(0.0, 1 - index * 0.04) if index < MEMBERS + 4 else 0.02
    cells = {key: _cell(index, position, size) for position, key in enumerate(KEYS)}
    applies = tuple(key for key, cell in cells.items() if cell.verdict == "applies")
    return Line(
        rank=index + 1,
        customer=code(index),
        name=_name(index),
        member=index < min(MEMBERS, size - 3),
        candidate=bool(applies),
        score=round(95 - index * 90 / size, 2),
        sure=sure,
        firmness=_firmness(index),  # type: ignore[arg-type]
        category=applies[0] if applies else None,
        categories=applies[:3],
        seat="knowledge" if index == SEAT else None,
        gate="fails" if index == UNPAID else "passes",
        but_for_payment=index == UNPAID,
        criteria=cells,
        why=(_("Its score is {score}.").fill(score=Figure(95 - index * 2, "score")),),
        would_take=(Change("money", _("Buy {more} more a year.").fill(more=Figure(6.2e7, "money", "COP")), 0.78),),
        money=1e8 - index * 1e5,
    )


def listing(size: int = 40) -> Listing:
    """`size` customers; twelve inside, seven of them safe; one by a seat; one key but for payment."""
    return Listing(
        as_of=AS_OF,
        currency="COP",
        facts=Summary(12_345, size, Decimal("1234567890.50"), date(2022, 11, 1), AS_OF),
        rejected=3,
        facts_version="",
        policy_version="0123456789ab",
        order=KEYS,
        weights=WEIGHTS,
        out_of_force={"cash": _("Load the receivables.")},
        lines=tuple(_line(index, size) for index in range(size)),
        capacity=Capacity(
            cap=MEMBERS,
            limits=(
                Limit("count", _("Key accounts at most"), MEMBERS, MEMBERS, True, _("One more would bring in one.")),
                Limit("hours", _("Hours a month"), 0, None, False),
                Limit("budget", _("Budget a year"), 0, None, False),
            ),
            gap=0.8,
            greedy_gap=0.0,
            warnings=(_("More than the warning."),),
        ),
        draws=2000,
        seed=1,
        notes=(),
        names={key: CRITERIA[key].name for key in (*KEYS, "cash")},
    )


def measured(size: int = 40) -> Measured:
    """Money for everybody, a city for most, too little history for growth, nothing known of payment."""
    none = np.zeros(size, dtype=np.int8)
    columns: dict[str, Column] = {}
    for key, measure in MEASURES.items():
        missing = np.full(size, Missing.NOT_AVAILABLE, dtype=np.int8)
        columns[key] = Column(np.full(size, None if measure.unit == "text" else np.nan), missing)
    columns["money"] = Column(np.array([1e8 - index * 1e5 for index in range(size)]), none)
    columns["city"] = Column(np.array(["Cali"] * size, dtype=object), none)
    columns["growth"] = Column(np.full(size, np.nan), np.full(size, Missing.TOO_LITTLE_HISTORY, dtype=np.int8))
    return Measured(tuple(code(i) for i in range(size)), tuple(_name(i) for i in range(size)), columns, "COP")


def table(name: str, rows: list[Mapping[str, Any]]) -> pa.Table:
    """Rows in a declared schema; what a row does not say is empty."""
    declared = TABLES[name]
    full = [{column.name: row.get(column.name) for column in declared.columns} for row in rows]
    return pa.Table.from_pylist(full, schema=declared.schema)


def facts(lines: int = 120) -> dict[str, pa.Table]:
    """Invoices of the first customer over three years, one of them a credit note, and four receivables."""
    invoices = [
        {
            "date": date(2026 - index % 3, 1 + index % 10, 1 + index % 28),
            "document": f"F{index:04d}",
            "line": "1",
            "customer": code(0),
            "product": "P1",
            "product_name": "Adhesivo <i>PU-440</i>",
            "family": "Base agua" if index % 2 else "Solvente",
            "quantity": Decimal(index + 1),
            "kilos": Decimal(index + 1),
            "net": Decimal(-5000 if index == 3 else 1_000_000 + index),
            "document_kind": "credit" if index == 3 else "invoice",
        }
        for index in range(lines)
    ]
    receivables = [
        {
            "document": f"F{index:04d}",
            "line": "1",
            "customer": code(0),
            "issued_date": date(2026, 5, 1),
            "due_date": date(2026, 6, 1),
            "amount": Decimal(1_000_000),
            "paid_date": None if index == 0 else date(2026, 5, 20 + index),
        }
        for index in range(4)
    ]
    return {"invoice_line": table("invoice_line", invoices), "receivable": table("receivable", receivables)}
