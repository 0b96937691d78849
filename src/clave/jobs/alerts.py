"""The alerts of the day, looked for in the newest facts and in what people keep."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django_tasks import TaskContext, task

from clave.actions.alerts import keep_alerts
from clave.base.words import _
from clave.jobs.starting import start
from clave.jobs.telling import finishing, moment, telling, who_asked
from clave.store.alert_sources import look
from clave.store.facts import newest_facts
from clave.store.models import Job, Person
from clave.store.policy import policy_in_force

LOOKING, KEEPING = _("Looking at every account that somebody answers for"), _("Keeping the alerts")
LOOKED = 0.9


@task(takes_context=True, title=_("Looking for alerts"), newest=True)
def look_for_alerts_job(context: TaskContext) -> dict[str, Any]:
    """Look and keep; {"run": its number, "alerts": how many stand}."""
    tell, now = telling(context), moment(context)
    tell(0, LOOKING)
    today = timezone.localdate(now)
    limits = policy_in_force().at(today)
    looked = look(today, limits, lambda share: tell(LOOKED * share, LOOKING))
    tell(LOOKED, KEEPING)
    with finishing(context) as finish:
        run = keep_alerts(looked=looked, limits=limits, by=who_asked(context), now=now)
        finish({"run": run.pk, "alerts": len(looked.alerts)})
    return {"run": run.pk}


def start_looking(*, by: Person | None, now: datetime, then: str = "") -> Job:
    """Ask for it."""
    return start(look_for_alerts_job, by=by, now=now, key="alerts", then=then)


def start_alerts(by: Person | None, now: datetime, due: datetime) -> Job | None:
    """Every night, as days pass without new facts too; None before the first import."""
    return start_looking(by=by, now=now) if newest_facts() is not None else None
