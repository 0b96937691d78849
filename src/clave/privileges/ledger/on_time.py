"""Fill rate and on-time-in-full of key accounts against the others, with the counts they come from. (product.md §2.1)"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.ledger.orders import closed_words
from clave.privileges.ledger.seen import Row, Seen, leave_by, left_whole


@dataclass(frozen=True)
class Served:
    """Order lines of one class that had to leave in a window: how many `lines`, how many `on_time_in_full`, units `asked` and
    units that left `in_time`; `undated` lines have no day and count in neither."""

    lines: int = 0
    on_time_in_full: int = 0
    asked: Decimal = Decimal(0)
    in_time: Decimal = Decimal(0)
    undated: int = 0

    @property
    def fill(self) -> float | None:
        """Units that left in time of those asked; None where nothing was asked."""
        return float(self.in_time / self.asked) if self.asked else None

    @property
    def otif(self) -> float | None:
        """Lines complete and on time; None where there are none."""
        return self.on_time_in_full / self.lines if self.lines else None

    def __add__(self, other: Served) -> Served:
        return Served(
            self.lines + other.lines, self.on_time_in_full + other.on_time_in_full, self.asked + other.asked,
            self.in_time + other.in_time, self.undated + other.undated,
        )  # fmt: skip


def served(
    seen: Seen, limits: Limits, key: Callable[[str, date], bool], *, since: date, until: date
) -> tuple[Served, Served] | None:
    """Key accounts and the others, of lines that had to leave between two days. `key` says whether a customer had the
    privilege on a day. None where no file of order lines was loaded."""
    rows = seen.rows("order_line")
    if rows is None:
        return None
    transit, closed = limits[declared.dispatch_transit], closed_words(limits)
    classes = {True: Served(), False: Served()}
    for row in rows:
        if row["shipped_date"] is None and (row["status"] or "").strip().casefold() in closed:
            continue
        day = leave_by(row, transit)
        about = day or row["ordered_date"]
        if about is None or not since <= about <= until:
            continue
        mine = key(row["customer"], about)
        classes[mine] += Served(undated=1) if day is None else _served(row, day)
    return classes[True], classes[False]


def _served(row: Row, day: date) -> Served:
    shipped = row["quantity"] if row["shipped_quantity"] is None else min(row["shipped_quantity"], row["quantity"])
    in_time = row["shipped_date"] is not None and row["shipped_date"] <= day
    return Served(1, int(in_time and left_whole(row)), row["quantity"], shipped if in_time else Decimal(0))
