"""Every list of the API, in the order of the chain."""

from __future__ import annotations

from clave.api.listed.shape import Listing
from clave.api.lists import (
    accounts,
    delivery,
    feeds,
    house,
    outcome,
    people,
    privileges,
    relationship,
    selection,
    voice,
)

LISTS: dict[str, Listing] = {
    one.name: one
    for step in (house, feeds, selection, accounts, privileges, delivery, relationship, people, voice, outcome)
    for one in step.LISTS
}
