"""The forecast of 20,000 families of four years, with its range, beside a seasonal naive in pandas.

    python -m bench.forecasting [series] [runs]

The peer takes the same month of the year before, without any range: the least that anybody would do. Both begin with the months
in memory, as each of them keeps such a thing: a table of rows there, an array here.
"""

from __future__ import annotations

import sys
from datetime import date

import numpy as np

from bench.side import HEAD, contest

MONTHS, HORIZON = 48, 6


def made(series: str) -> np.ndarray:
    """Months as they are bought: lumps, seasons, levels of every size, a third of them zero."""
    rng = np.random.default_rng(7)
    count = int(series)
    level = rng.lognormal(6, 2, (count, 1))
    season = 1 + 0.3 * np.sin(np.arange(MONTHS) * np.pi / 6 + rng.uniform(0, 6, (count, 1)))
    return level * season * rng.gamma(2, 0.5, (count, MONTHS)) * (rng.random((count, MONTHS)) > 0.33)


def clave(series: str) -> float:
    """What is expected of every series, how far it may miss by the company's own past, and both as a range of the semester."""
    from clave.policy.reading import default
    from clave.report.forecast.experience import enough, expected_of, rolled, varied

    limits = default().at(date(2026, 1, 1))
    months = made(series)
    families, _totals = rolled(
        months, np.arange(len(months)), [MONTHS - HORIZON, MONTHS - 2 * HORIZON], HORIZON, limits
    )
    missed = enough(families, limits)
    total, width = expected_of(months, HORIZON, limits).sum(axis=1), varied(months, limits)
    assert missed
    low, high = np.clip(total + missed.sum_low * width, 0, None), total + missed.sum_high * width
    return round(float((high - low).sum() / total.sum()), 6)


def pandas_naive(series: str) -> float:
    """The same months of the year before, with a table of series, month and amount."""
    import pandas as pd

    months = made(series)
    table = pd.DataFrame(
        {
            "series": np.repeat(np.arange(len(months)), MONTHS),
            "month": np.tile(np.arange(MONTHS), len(months)),
            "amount": months.ravel(),
        }
    )
    ahead = table[table["month"] >= MONTHS - 12].assign(month=lambda rows: rows["month"] + 12)
    kept = ahead[ahead["month"] < MONTHS + HORIZON]
    return round(float(kept.groupby("series")["amount"].sum().sum()), 2)


def nothing(series: str) -> int:
    """Making the months, which both do, so that it can be taken off."""
    return len(made(series))


def main(series: str = "20000", runs: str = "5") -> None:
    """Print the table."""
    ours, naive, none = contest(
        [
            ("clave: forecast and range", "bench.forecasting:clave", [series]),
            ("pandas: the year before, no range", "bench.forecasting:pandas_naive", [series]),
            ("making the months", "bench.forecasting:nothing", [series]),
        ],
        int(runs),
    )
    print(HEAD)
    for one in (ours, naive, none):
        print(one.row(ours))
    print(
        f"without making the months: clave {ours.cpu - none.cpu:.2f} s of processor, pandas {naive.cpu - none.cpu:.2f} s"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
