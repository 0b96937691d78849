"""Working days in Colombia and how busy each month is for a line of business."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from clave.demo.columns import Days, Floats

FIXED = ((1, 1), (5, 1), (7, 20), (8, 7), (12, 8), (12, 25))
MOVED_TO_MONDAY = ((1, 6), (3, 19), (6, 29), (8, 15), (10, 12), (11, 1), (11, 11))
FROM_EASTER = (-3, -2, 43, 64, 71)

# January … December; 1 = an average month.
SEASONS: dict[str, tuple[float, ...]] = {
    "Calzado": (0.95, 0.90, 0.95, 1.15, 1.20, 1.00, 0.85, 0.95, 1.10, 1.30, 1.35, 0.60),
    "Muebles": (0.80, 0.90, 1.00, 0.95, 1.05, 1.05, 1.00, 1.05, 1.10, 1.15, 1.20, 0.70),
    "Colchones": (0.85, 0.95, 1.00, 1.00, 1.20, 1.05, 0.95, 1.00, 1.05, 1.10, 1.20, 0.75),
    "Empaque": (0.90, 0.95, 1.00, 1.00, 1.00, 0.98, 1.00, 1.02, 1.05, 1.12, 1.15, 0.85),
    "Artes gráficas": (1.20, 1.00, 0.95, 0.90, 0.95, 0.90, 0.95, 1.00, 1.05, 1.15, 1.20, 0.75),
    "Construcción": (0.75, 0.95, 1.05, 0.95, 1.05, 1.05, 1.10, 1.05, 1.10, 1.10, 1.05, 0.65),
    "Automotriz": (0.85, 1.00, 1.05, 0.95, 1.05, 1.00, 1.00, 1.05, 1.05, 1.05, 1.05, 0.70),
}


def easter(year: int) -> date:
    """Easter Sunday (anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def holidays(year: int) -> set[date]:
    """Public holidays of Colombia (Ley 51 of 1983: many of them move to the next Monday)."""
    moved = {date(year, month, day) for month, day in MOVED_TO_MONDAY}
    sunday = easter(year)
    return (
        {date(year, month, day) for month, day in FIXED}
        | {day + timedelta(days=-day.weekday() % 7) for day in moved}
        | {sunday + timedelta(days=days) for days in FROM_EASTER}
    )


def business(days: Days) -> Floats:
    """How much of a working day each day is: Saturdays a fifth, Holy Week and the turn of the year a third."""
    dates = [day.astype(object) for day in days]
    weight = np.array([(1, 1, 1, 1, 1, 0.2, 0)[day.weekday()] for day in dates], dtype=np.float64)
    for year in {day.year for day in dates}:
        free, sunday = holidays(year), easter(year)
        for index, day in enumerate(dates):
            if day.year == year:
                holy = timedelta(days=-7) < day - sunday < timedelta(0)
                quiet = (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 8)
                weight[index] *= 0 if day in free else 0.3 if holy or quiet else 1
    return weight


def season(sector: str, days: Days) -> Floats:
    """How busy that line of business is on each day; 1 = average."""
    month = days.astype("datetime64[M]").astype(np.int64) % 12
    return np.asarray(SEASONS[sector])[month]
