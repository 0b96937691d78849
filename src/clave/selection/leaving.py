"""What it would cost to let a key account go: its money and margin, what it harvests for us, and what would keep it.

Losing a status hurts more than winning it helps (product.md §2.4), so nobody lands before this was looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clave.base.figures import Figure
from clave.base.words import Joined, Text
from clave.selection.listing import Change, Line


@dataclass(frozen=True)
class Worth:
    """What the facts say an account is worth a year; None = not known, never zero."""

    money: float | None
    margin: float | None
    sales: float | None  # of everybody
    programme: float | None  # of the key accounts


@dataclass(frozen=True)
class Cost:
    """Money and margin at stake a year, their share of all sales and of the programme, the reasons and the seat that
    would be empty, and the single changes after which the rule would keep it, the surest first.

    `inside`: the rule itself would choose it today, so that there is nothing to reach."""

    money: float | None
    margin: float | None
    of_sales: float | None
    of_programme: float | None
    categories: tuple[str, ...]
    seat: str | None
    sure: float | None
    inside: bool
    to_stay: tuple[Change, ...]
    why: tuple[Text | Joined, ...]

    def figures(self, currency: str) -> Mapping[str, Figure]:
        """What is at stake, by name, as a page shows it and a landing plan keeps it; None inside = not known."""
        return {
            "money": Figure(self.money, "money", currency),
            "margin": Figure(self.margin, "money", currency),
            "of_programme": Figure(self.of_programme, "share"),
            "of_sales": Figure(self.of_sales, "share"),
        }


def cost(line: Line | None, worth: Worth, to_stay: Sequence[Change] = ()) -> Cost:
    """What leaving costs; `line` is the account in the latest list (None = it bought nothing that year), `to_stay` the
    changes that would bring it in."""
    return Cost(
        money=worth.money,
        margin=worth.margin,
        of_sales=_part(worth.money, worth.sales),
        of_programme=_part(worth.money, worth.programme),
        categories=line.categories if line else (),
        seat=line.seat if line else None,
        sure=line.sure if line else None,
        inside=bool(line and line.member),
        to_stay=tuple(to_stay),
        why=line.why if line else (),
    )


def _part(money: float | None, whole: float | None) -> float | None:
    return None if money is None or not whole or whole <= 0 else max(money, 0.0) / whole
