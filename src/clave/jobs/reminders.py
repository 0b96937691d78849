"""Reminders of announcements that nobody acknowledged, as work in the background."""

from __future__ import annotations

from datetime import datetime

from django_tasks import TaskContext, task

from clave.actions.announcements import remind
from clave.base.words import _
from clave.jobs.starting import start
from clave.jobs.telling import finishing, moment
from clave.store.announcements import unanswered
from clave.store.models import Job, Person


def start_reminders(by: Person | None, now: datetime, due: datetime) -> Job | None:
    """Ask for them; None where every announcement was answered or reminded."""
    if not unanswered(now).exists():
        return None
    return start(remind_job.using(queue_name="mail"), by=by, now=now, key="reminders")


@task(takes_context=True, title=_("Reminding of announcements"))
def remind_job(context: TaskContext) -> None:
    """Remind; {"reminded": how many}."""
    with finishing(context) as finish:
        finish({"reminded": remind(now=moment(context))})
