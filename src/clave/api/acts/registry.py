"""Every act of the API, by its name: those that are one action each follow from the table of access."""

from __future__ import annotations

from clave.actions import (
    account_plans,
    alerts,
    announcements,
    asking,
    cadence,
    capacity,
    collection,
    collection_terms,
    conditions,
    contacts,
    dispatch,
    events,
    grants,
    handovers,
    hospitality,
    idle_stock,
    improvement,
    initiatives,
    judging,
    lab_hours,
    minimums,
    needs,
    nominations,
    novelties,
    offsite,
    offsite_ideas,
    ownership,
    portal_answers,
    portal_asking,
    production,
    profile,
    promotions,
    public_use,
    references,
    reports,
    special_services,
    surveys,
    tenders,
    touchpoints,
    trials,
    wallets,
)
from clave.api.access import ACTS as RIGHTS
from clave.api.acts import bringing, planning
from clave.api.acts.shape import Act
from clave.api.acts.single import act_of

MODULES = (
    account_plans, alerts, announcements, asking, cadence, capacity, collection, collection_terms, conditions, contacts,
    dispatch, events, grants, handovers, hospitality, idle_stock, improvement, initiatives, judging, lab_hours, minimums,
    needs, nominations, novelties, offsite, offsite_ideas, ownership, portal_answers, portal_asking, production, profile,
    promotions, public_use, references, reports, special_services, surveys, tenders, touchpoints, trials, wallets,
)  # fmt: skip
BY_HAND: dict[str, Act] = {one.name: one for one in (*bringing.ACTS, *planning.ACTS)}
"""Acts that are more than one action."""


def _single(name: str) -> Act:
    """The act of that name; StopIteration where no module has its action."""
    action = name.replace("-", "_")
    found = next(
        vars(one)[action] for one in MODULES if getattr(vars(one).get(action), "__module__", "") == one.__name__
    )
    return act_of(found, RIGHTS[name])


ACTS: dict[str, Act] = {name: BY_HAND[name] if name in BY_HAND else _single(name) for name in RIGHTS}
