"""The dispatch of Farallones' last day: planned, with two moves by hand, and waiting for somebody to confirm it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from clave.actions.dispatch import pin_line, plan_dispatch
from clave.demo.programme import Cast
from clave.store.models import DispatchLine, DispatchPlan, Person
from clave.store.models.dispatch import BLOCKED, FIRST

MOVES = (
    (FIRST, {"key": False, "displaced": True}, "Su línea de producción para mañana; lo acordamos con ventas"),
    (BLOCKED, {"key": False, "displaced": False, "waits": False}, "Pidió que lo entreguemos cuando abra su bodega nueva"),
)  # fmt: skip


def plan_the_day(cast: Cast, day: date, *, now: datetime) -> DispatchPlan:
    """Plan, move one line up and keep another back, and plan again."""
    wilson = next(person for person in cast.people.values() if person.role == "dispatch")
    plan = plan_dispatch(day=day, by=wilson, now=now - timedelta(minutes=40))
    for move, which, reason in MOVES:
        line = plan.lines.filter(turn__isnull=False, **which).order_by("position").first()
        if line is not None:
            _move(line, move, reason, wilson, day, now)
    return plan_dispatch(day=day, by=wilson, now=now - timedelta(minutes=10))


def _move(line: DispatchLine, move: str, reason: str, by: Person, day: date, now: datetime) -> None:
    pin_line(
        order=line.order, line=line.line, move=move, reason=reason, until=day, by=by, now=now - timedelta(minutes=25),
        today=day,
    )  # fmt: skip
