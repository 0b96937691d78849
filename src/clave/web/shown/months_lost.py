"""What replacing whole months would take out of the book, as people agree to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clave.base.figures import MONTHS, exact_money
from clave.facts.tables import TABLES
from clave.store.models import Import
from clave.web.words import reader


@dataclass(frozen=True)
class MonthLost:
    """One month of one table: documents and lines that would vanish, their money, and some of them by name."""

    table: str
    month: str
    documents: int
    lines: int
    money: str
    examples: str


@dataclass(frozen=True)
class MonthsLost:
    """All of them, and how many more there are than are shown."""

    rows: tuple[MonthLost, ...]
    lines: int
    more: int


def months_lost(one: Import) -> MonthsLost | None:
    """None where nobody asked for whole months."""
    if one.months is None:
        return None
    rows = tuple(_row(kept, one.currency) for kept in one.months["rows"])
    return MonthsLost(rows, one.months["lines"], one.months["count"] - len(rows))


def _row(kept: Mapping[str, Any], currency: str) -> MonthLost:
    return MonthLost(
        table=TABLES[kept["table"]].title.say(reader()),
        month=month_named(kept["period"]),
        documents=kept["documents"],
        lines=kept["lines"],
        money="" if kept["money"] is None else exact_money(Decimal(kept["money"]), currency, reader(), 2),
        examples=", ".join(kept["examples"]),
    )


def month_named(period: str) -> str:
    """`2026-01` as `ene 2026`; nothing where a table has no months."""
    year, _dash, month = period.partition("-")
    return f"{MONTHS[reader()][int(month) - 1]} {year}" if month else ""
