"""A finding: something in the facts that looks wrong, with its figures and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from clave.base.figures import Figure
from clave.base.words import Text
from clave.policy.limits import Limits

EXAMPLES = 5


class Severity(Enum):
    """How much it matters: `wrong` makes figures wrong, `warning` makes them incomplete, `note` is good to know."""

    WRONG = "wrong"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """What looks wrong in a table: `count` cases, up to five of them by name, and the remedy as a finished sentence."""

    key: str
    table: str
    severity: Severity
    text: Text
    remedy: Text
    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What a check is asked: a date, the limits of policy on it, and the company's currency."""

    as_of: date
    limits: Limits
    currency: str


@dataclass(frozen=True)
class Check:
    """A check by portable SQL, which gives a row per case with its `name`, and `of`: how many there could be.

    It runs where all the tables in `needs` are loaded. `severity` looks at the share of cases where it may."""

    key: str
    table: str
    needs: tuple[str, ...]
    sql: str
    says: Callable[[int], Text]
    remedy: Text
    severity: Callable[[float, Asked], Severity]

    def finding(self, rows: list[dict[str, Any]], asked: Asked) -> Finding | None:
        """The finding that the rows of the query make; None where there is no case."""
        if not rows:
            return None
        share = len(rows) / rows[0]["of"]
        text = self.says(len(rows)).fill(count=Figure(len(rows), "count"), share=Figure(share, "share"))
        examples = tuple(str(row["name"]) for row in rows[:EXAMPLES])
        return Finding(self.key, self.table, self.severity(share, asked), text, self.remedy, len(rows), examples)


def always(severity: Severity) -> Callable[[float, Asked], Severity]:
    """The same severity, however many cases."""
    return lambda share, asked: severity
