"""What a plan of the plant had to assume because no file says it, and what to import so that it need not (G5)."""

from __future__ import annotations

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.production.plant import Plant
from clave.privileges.production.reading import Facts

MOST = 6  # machines or families named one by one


def remarks(found: Facts, plant: Plant, limits: Limits) -> tuple[Text, ...]:
    """Sentences, each with what it unlocks; none where the files say everything."""
    return (*_shifts(found, plant, limits), *_setups(found, plant, limits), *_able(found))


def _shifts(found: Facts, plant: Plant, limits: Limits) -> list[Text]:
    usual = Figure(limits[declared.production_hours], "hours")
    if not found.shifts:
        text = _(
            "No shifts were loaded: every machine is taken to work {usual} a day. Import them (shift) to see true hours."
        )
        return [text.fill(usual=usual)]
    known = {row["machine"] for row in found.shifts}
    if known & {"*", None}:
        return []
    unknown = [machine.machine for machine in plant.machines if machine.machine not in known]
    text = _("Machine {machine} is in no file of shifts: it is taken to work {usual} a day. Enter its shifts.")
    return [text.fill(machine=name, usual=usual) for name in unknown[:MOST]]


def _setups(found: Facts, plant: Plant, limits: Limits) -> list[Text]:
    families = sorted({order.family for order in plant.orders})
    usual = Figure(limits[declared.production_setup], "hours")
    if len(families) < 2:
        return []
    if not found.setups:
        text = _(
            "No setup times were loaded: every change of family counts {usual}. Import them (setup_time) to lose fewer hours."
        )
        return [text.fill(usual=usual)]
    known = {row[side] for row in found.setups for side in ("from_family", "to_family")}
    unknown = [family for family in families if family not in known]
    text = _("Setup family {family} is in no file of setup times: a change to it counts {usual}. Enter its times.")
    return [text.fill(family=family, usual=usual) for family in unknown[:MOST]]


def _able(found: Facts) -> list[Text]:
    if found.able:
        return []
    return [
        _(
            "Nobody said which other machines could make a product: each order stays on its own. Import them (eligible_machine)."
        )
    ]
