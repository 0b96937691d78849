"""The dispatch of a day, planned from the newest facts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django_tasks import TaskContext, task

from clave.actions.dispatch import keep_dispatch_plan, plan_day
from clave.base.words import _
from clave.jobs.starting import start
from clave.jobs.telling import finishing, moment, telling, who_asked
from clave.store.dispatching import loaded
from clave.store.models import Job, Person

READING, KEEPING = _("Reading orders and stock"), _("Keeping the plan")
READ = 0.4


@task(takes_context=True, title=_("Planning the dispatch"), newest=True)
def plan_dispatch_job(context: TaskContext, day: str) -> dict[str, Any]:
    """Plan a day (ISO) and keep it; {"plan": its number, "lines": how many}."""
    tell = telling(context)
    tell(0, READING)
    found, plan = plan_day(date.fromisoformat(day))
    tell(READ, KEEPING)
    with finishing(context) as finish:
        kept = keep_dispatch_plan(
            day=date.fromisoformat(day), found=found, plan=plan, by=who_asked(context), now=moment(context)
        )
        finish({"plan": kept.pk, "lines": len(plan.book.lines)})
    return {"plan": kept.pk}


def start_planning(*, day: date, by: Person | None, now: datetime, then: str = "") -> Job:
    """Ask for the plan of a day."""
    return start(plan_dispatch_job, by=by, now=now, key=f"dispatch:{day}", then=then, day=str(day))


def start_after_facts(*, by: Person | None, now: datetime) -> Job | None:
    """Ask for the plan of the day that new facts are for; None where they hold no order lines or no stock."""
    today = timezone.localdate(now)
    there = loaded(today)
    if not (there.lines and there.stock):
        return None
    return start_planning(day=there.day(today), by=by, now=now)
