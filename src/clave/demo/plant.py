"""The plant of the demo company: when its machines work, what else could make a family, and what a change costs."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from clave.demo.columns import rows

TWO_SHIFTS, ONE_SHIFT, ALL_DAY = (6.0, 16.0), (6.0, 8.0), (0.0, 24.0)
HOURS = {"Reactor 1": ALL_DAY, "Extrusora": TWO_SHIFTS, "Cortadora": ONE_SHIFT}
ABLE = (
    ("base solvente", "Mezclador 2", 0.6),
    ("solventes", "Línea 3", 0.8),
    ("acuosos", "Mezclador 2", 0.7),
)  # fmt: skip
CLEANING = {
    ("Reactor 1", "acuosos", "almidones"): 60, ("Reactor 1", "almidones", "acuosos"): 90,
    ("Línea 3", "base solvente", "sellantes"): 120, ("Línea 3", "sellantes", "base solvente"): 75,
    ("Mezclador 2", "isocianatos", "solventes"): 150, ("Mezclador 2", "solventes", "isocianatos"): 45,
    ("*", "*", "isocianatos"): 90, ("*", "*", "base solvente"): 60,
}  # fmt: skip


def shift_table(until: date) -> pa.Table:
    """Two shifts from Monday to Friday and one on Saturday, others for three machines; closed on New Year's Day."""
    days = [("*", day, *(TWO_SHIFTS if day <= 5 else ONE_SHIFT)) for day in range(1, 7)]
    own = [(machine, day, *hours) for machine, hours in HOURS.items() for day in range(1, 7)]
    records: list[dict[str, object]] = [
        {"machine": machine, "weekday": day, "starts": starts, "hours": hours}
        for machine, day, starts, hours in own + days
    ]
    closed = date(until.year + 1, 1, 1)
    records += [{"machine": machine, "date": closed, "starts": 0.0, "hours": 0.0} for machine in (*HOURS, "*")]
    return rows("shift", records)


def eligible_table(product: str) -> pa.Table:
    """What other machines could make a family, slower; and one product alone."""
    records: list[dict[str, object]] = [
        {"setup_family": family, "machine": machine, "speed": speed} for family, machine, speed in ABLE
    ]
    records.append({"product": product, "machine": "Mezclador 2", "speed": 0.5})
    return rows("eligible_machine", records)


def setup_table() -> pa.Table:
    """Minutes of cleaning between families."""
    return rows(
        "setup_time",
        [
            {"machine": machine, "from_family": before, "to_family": after, "minutes": float(minutes)}
            for (machine, before, after), minutes in CLEANING.items()
        ],
    )
