"""The plan of the plant, made from the newest facts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django_tasks import TaskContext, task

from clave.actions.production import keep_production_plan, plan_plant
from clave.base.words import _
from clave.jobs.starting import start
from clave.jobs.telling import finishing, moment, telling, who_asked
from clave.store.models import Job, Person
from clave.store.producing import loaded

READING, KEEPING = _("Sequencing the work orders, with priority and without"), _("Keeping the plan")
MADE = 0.9


@task(takes_context=True, title=_("Planning the plant"), newest=True)
def plan_production_job(context: TaskContext, day: str) -> dict[str, Any]:
    """Plan the plant of a day (ISO) from the moment of the job and keep it; {"plan": its number, "orders": how many}."""
    tell = telling(context)
    tell(0, READING)
    now = moment(context)
    made = plan_plant(date.fromisoformat(day), now)
    tell(MADE, KEEPING)
    with finishing(context) as finish:
        kept = keep_production_plan(made=made, by=who_asked(context), now=moment(context))
        finish({"plan": kept.pk, "orders": len(made.plan.plant.orders)})
    return {"plan": kept.pk}


def start_planning_plant(*, day: date, by: Person | None, now: datetime, then: str = "") -> Job:
    """Ask for the plan of the plant of a day."""
    return start(plan_production_job, by=by, now=now, key=f"production:{day}", then=then, day=str(day))


def start_plant_after_facts(*, by: Person | None, now: datetime) -> Job | None:
    """Ask for the plan that new facts are for; None where they hold no work orders."""
    today = timezone.localdate(now)
    there = loaded(today)
    return start_planning_plant(day=there.day(today), by=by, now=now) if there.orders else None
