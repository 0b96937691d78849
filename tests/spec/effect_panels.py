"""Small companies by month, for what is said of the effect of the status: purchases typed by hand, everything else plain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from clave.base.figures import NARROW, percent
from clave.base.period import month_index, months_before
from clave.measures.monthly import ALIKE, Families, Panel
from clave.outcome.effect.entries import Entry
from clave.outcome.window import Window

PAGE = Path(__file__).parents[2] / "docs/explanation/importo-el-estado.md"
BEGIN = date(2022, 1, 1)
BEFORE = 24
ENTRY = months_before(BEGIN, -BEFORE)


def panel(
    months: Mapping[str, Sequence[float]],
    *,
    margin: float | Mapping[str, Sequence[float]] = 0.3,
    words: Mapping[str, Mapping[str, str]] | None = None,
    families: Mapping[str, str] | None = None,
) -> Panel:
    """Money of each customer by month from `BEGIN`. `margin`: a rate for all, or margins by month (NaN = nobody knows);
    `words`: channel and sector of whom they are known; `families`: in which one each buys (all in the same)."""
    codes = tuple(months)
    money = np.array([list(map(float, months[code])) for code in codes])
    earned = (
        money * margin if isinstance(margin, float) else np.array([list(margin[code]) for code in codes], dtype=float)
    )
    covered = np.where(np.isnan(earned), np.nan, money)
    named = sorted(set((families or {}).values()) | {"all"})
    family = [named.index((families or {}).get(code, "all")) for code in codes]
    unit, month = np.nonzero(np.nan_to_num(money))
    return Panel(
        codes, month_index(BEGIN), money, covered, earned, money, np.nan_to_num(money) > 0,
        Families(unit, month, np.array(family)[unit], money[unit, month], len(named)),
        {name: np.array([(words or {}).get(name, {}).get(code) for code in codes], dtype=object) for name in ALIKE},
        "COP",
    )  # fmt: skip


def steady(before: float, after: float, months: int = 12) -> list[float]:
    """The same in every month before `ENTRY`, and the same in each of the months after it."""
    return [before] * BEFORE + [after] * months


def entered(*codes: str, on: date = ENTRY) -> list[Entry]:
    """Accounts that entered on a day."""
    return [Entry(code, on) for code in codes]


def until(months: int = 12) -> Window:
    """From the entry over so many months."""
    return Window("all", ENTRY, months_before(ENTRY, -months) - timedelta(days=1))


def page() -> str:
    """docs/explanation/importo-el-estado.md on one line: every figure in it is reckoned again by some test."""
    return " ".join(PAGE.read_text("utf-8").split())


def shown(share: float) -> str:
    """A share as that page writes it."""
    return percent(share, "es").replace(NARROW, " ")
