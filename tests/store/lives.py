"""Statuses for tests: a key account in any state, brought there step by step as people would."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from clave.actions.landing import Plan, Todo
from clave.actions.selection import keep_selection
from clave.actions.status import change_status
from clave.criteria.registry import CRITERIA
from clave.measures.registry import MEASURES
from clave.selection.life import ANNOUNCED, CONFIRMED, DECIDED, LANDING, NOMINATED, PROPOSED, TRIAL, WATCHED
from clave.store.models import KeyStatus, LandingPlan, Person, SelectionRun
from tests.web import made

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
WAYS: dict[str, tuple[str, ...]] = {
    NOMINATED: (NOMINATED,),
    PROPOSED: (NOMINATED, PROPOSED),
    DECIDED: (NOMINATED, PROPOSED, DECIDED),
    ANNOUNCED: (NOMINATED, PROPOSED, DECIDED, ANNOUNCED),
    TRIAL: (NOMINATED, PROPOSED, DECIDED, ANNOUNCED, TRIAL),
    CONFIRMED: (NOMINATED, PROPOSED, DECIDED, ANNOUNCED, TRIAL, CONFIRMED),
    WATCHED: (NOMINATED, PROPOSED, DECIDED, ANNOUNCED, TRIAL, CONFIRMED, WATCHED),
    LANDING: (NOMINATED, PROPOSED, DECIDED, ANNOUNCED, TRIAL, CONFIRMED, WATCHED, LANDING),
}


def person(role: str = "director", name: str = "Berta") -> Person:
    """Somebody of ours."""
    return Person.objects.create_person(
        email=f"{name.lower()}@clave.example", name=name, role=role, password=None, created_at=NOW
    )


def brought(
    customer: str,
    state: str,
    *,
    by: Person | None = None,
    day: date = TODAY,
    until: date | None = None,
    run: SelectionRun | None = None,
    name: str = "",
    category: str = "volume",
) -> KeyStatus:
    """A customer in a state, all of whose steps count from one day; `until` gives it an override."""
    for to in WAYS[state]:
        if to == LANDING:
            landing(customer, by or person(name="Ana"), until or day + timedelta(days=120))
        change_status(
            by=by, now=NOW, customer=customer, name=name or customer, to=to, effective_on=day, reason="Porque sí.",
            category=category, run=run, until=until if to in (DECIDED, LANDING) else None,
        )  # fmt: skip
    return KeyStatus.objects.get(customer=customer)


def kept_run(size: int = 20) -> SelectionRun:
    """A list of so many customers, kept."""
    return keep_selection(
        listing=made.listing(size), measured=made.measured(size), criteria=CRITERIA,
        measures=tuple(MEASURES.values()), by=None, now=NOW,
    )  # fmt: skip


def landing(customer: str, by: Person, until: date) -> LandingPlan:
    """An open plan without steps."""
    return LandingPlan.objects.create(
        customer=customer, until=until, told_by=by, told_on=until, how="Visita", by=by, created_at=NOW
    )


def plan(by: Person, on: date = TODAY, days: int = 90) -> Plan:
    """A plan that can be carried out: a visit and the end of the conditions."""
    until = on + timedelta(days=days)
    todos = (
        Todo("Visita del director y del KAM", on + timedelta(days=7), by),
        Todo("Quitar los pedidos sin mínimo", until, by),
    )
    return Plan(until, by, on + timedelta(days=7), "En persona, con carta después", todos)
