"""Whether status mattered, of 35 accounts among 5,000 customers of 60 months, beside the same question asked in pandas.

    python -m bench.effecting [customers] [runs]

The peer is what an analyst would write: for each account the five nearest customers by what they bought in the two years
before, the difference in differences, and an interval by redrawing the accounts 2,000 times. It checks nothing before entry,
lets one customer serve many accounts, and makes no twin. Both begin with the months in memory.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from typing import Any

import numpy as np

from bench.side import HEAD, contest

MONTHS, BEFORE, ACCOUNTS, DRAWS, NEAREST = 60, 24, 35, 2000, 5


def made(customers: str) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """Money by customer and month, and who entered in which month: the largest, a few every quarter."""
    rng = np.random.default_rng(7)
    count = int(customers)
    money = rng.lognormal(7, 1, (count, 1)) * rng.gamma(3, 1 / 3, (count, MONTHS)) * (rng.random((count, MONTHS)) > 0.2)
    rows = np.argsort(-money[:, :BEFORE].sum(axis=1))[200 : 200 + ACCOUNTS].tolist()
    return money, [(row, BEFORE + 3 * (place % 6)) for place, row in enumerate(rows)]


def clave(customers: str) -> list[Any]:
    """Matching, every figure with its interval, every check, the paths, and the twin of each account."""
    from clave.measures.monthly import Families, Panel
    from clave.outcome.effect.effect import effect
    from clave.outcome.effect.entries import Entry
    from clave.outcome.effect.single import single
    from clave.outcome.window import Window
    from clave.policy.reading import default

    limits = default().at(date(2026, 1, 1))
    money, entered = made(customers)
    unit, month = np.nonzero(money)
    nobody = np.full(len(money), None, dtype=object)
    panel = Panel(
        tuple(f"C{row:06d}" for row in range(len(money))), 2020 * 12 + 1, money, money, money * 0.3, money, money > 0,
        Families(unit, month, unit % 8, money[unit, month], 8), {"channel": nobody, "sector": nobody}, "COP",
    )  # fmt: skip
    entries = [Entry(panel.codes[row], panel.first_day(at)) for row, at in entered]
    window = Window("all", entries[0].day, panel.first_day(MONTHS) - timedelta(days=1))
    said = effect(panel, entries, window=window, as_of=window.end, limits=limits)
    twins = [single(panel, one.customer, entries, window=window, limits=limits) for one in entries]
    return [len(said.matches), len(said.figures), len(said.checks), sum(one.error is not None for one in twins)]


def pandas_script(customers: str) -> list[Any]:
    """The nearest five, the difference in differences, an interval."""
    import pandas as pd

    money, entered = made(customers)
    table = pd.DataFrame(money)
    keys = {row for row, _at in entered}
    others = table.drop(index=list(keys))
    found = []
    for row, at in entered:
        before, after = others.iloc[:, at - BEFORE : at], others.iloc[:, at:]
        far = (np.log1p(before.sum(axis=1)) - np.log1p(table.iloc[row, at - BEFORE : at].sum())).abs()
        near = far.nsmallest(NEAREST).index
        expected = (after.loc[near].mean(axis=1) / before.loc[near].mean(axis=1)).mean()
        found.append(table.iloc[row, at:].mean() / table.iloc[row, at - BEFORE : at].mean() - expected)
    values = pd.Series(found)
    drawn = pd.Series([values.sample(frac=1, replace=True, random_state=draw).mean() for draw in range(DRAWS)])
    return [len(found), round(float(drawn.quantile(0.975) - drawn.quantile(0.025)), 3)]


def nothing(customers: str) -> int:
    """Making the months, which both do, so that it can be taken off."""
    return len(made(customers)[0])


def main(customers: str = "5000", runs: str = "5") -> None:
    """Print the table."""
    ours, script, none = contest(
        [
            ("clave: matches, five figures, five checks, paths, 35 twins", "bench.effecting:clave", [customers]),
            ("pandas: nearest five, one figure, bootstrap", "bench.effecting:pandas_script", [customers]),
            ("making the months", "bench.effecting:nothing", [customers]),
        ],
        int(runs),
    )
    print(HEAD)
    for one in (ours, script, none):
        print(one.row(ours))
    print(
        f"without making the months: clave {ours.cpu - none.cpu:.2f} s, pandas {script.cpu - none.cpu:.2f} s; {ours.result}"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
