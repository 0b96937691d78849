"""What everybody has to do with customers, written each working morning, as work in the background."""

from __future__ import annotations

from datetime import datetime

from django_tasks import TaskContext, task

from clave.actions.agenda import send_agendas
from clave.base.words import _
from clave.jobs.starting import start
from clave.jobs.telling import finishing, moment, who_asked
from clave.store.models import Job, Person


def start_agenda(by: Person | None, now: datetime, due: datetime) -> Job:
    """Ask for the mails of today; whoever was written already is not written again."""
    return start(send_agenda_job.using(queue_name="mail"), by=by, now=now, key="agenda")


@task(takes_context=True, title=_("Writing what everybody has to do with customers"))
def send_agenda_job(context: TaskContext) -> None:
    """Write them; {"readers": how many}."""
    with finishing(context) as finish:
        finish({"readers": send_agendas(by=who_asked(context), now=moment(context))})
