"""Reminders, as work in the background: announcements that nobody acknowledged, conditions that are about to end."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django_tasks import TaskContext, task

from clave.actions.announcements import remind
from clave.actions.conditions import tell_of_endings
from clave.base.words import _
from clave.jobs.starting import start
from clave.jobs.telling import finishing, moment
from clave.store.announcements import unanswered
from clave.store.ending_conditions import untold
from clave.store.models import Job, Person
from clave.store.policy import policy_in_force


def start_reminders(by: Person | None, now: datetime, due: datetime) -> Job | None:
    """Ask for them; None where there is nothing to remind of."""
    today = timezone.localdate(now)
    if not unanswered(now).exists() and not untold(today, policy_in_force().at(today)):
        return None
    return start(remind_job.using(queue_name="mail"), by=by, now=now, key="reminders")


@task(takes_context=True, title=_("Reminding of announcements and of conditions that end"))
def remind_job(context: TaskContext) -> None:
    """Remind; {"reminded": announcements, "ending": conditions}."""
    with finishing(context) as finish:
        now = moment(context)
        finish({"reminded": remind(now=now), "ending": tell_of_endings(now=now)})
