"""Every list of the API, in the order of the chain."""

from __future__ import annotations

from clave.api.listed.shape import Listing
from clave.api.lists import (
    accounts,
    calendar,
    coverage,
    delivery,
    feeds,
    house,
    kept,
    minimums,
    outcome,
    outcome_cost,
    outcome_effect,
    outcome_harvest,
    people,
    privileges,
    relationship,
    selection,
    voice,
)

STEPS = (
    house, feeds, calendar, coverage, selection, accounts, privileges, kept, minimums, delivery, relationship, people, voice,
    outcome, outcome_effect, outcome_harvest, outcome_cost,
)  # fmt: skip
LISTS: dict[str, Listing] = {one.name: one for step in STEPS for one in step.LISTS}
