"""The weekly bulletin, as work in the background."""

from __future__ import annotations

from datetime import datetime

from django_tasks import TaskContext, task

from clave.actions.bulletin import send_bulletin
from clave.base.words import _
from clave.jobs.starting import start
from clave.jobs.telling import finishing, moment, who_asked
from clave.store.bulletin import week_of
from clave.store.models import Job, Person
from clave.store.models.bulletin import BulletinIssue


def start_bulletin(by: Person | None, now: datetime, due: datetime) -> Job | None:
    """Ask for the bulletin up to the instant it was due; None where that week has one."""
    if BulletinIssue.objects.filter(week=week_of(due)).exists():
        return None
    return start(send_bulletin_job.using(queue_name="mail"), by=by, now=now, key="bulletin", until=due.isoformat())


@task(takes_context=True, title=_("Writing the weekly bulletin"))
def send_bulletin_job(context: TaskContext, until: str) -> None:
    """Write it; {"week": which, "readers": how many}, nothing where there is nothing to tell."""
    with finishing(context) as finish:
        kept = send_bulletin(by=who_asked(context), now=moment(context), until=datetime.fromisoformat(until))
        finish({"week": kept.week, "readers": kept.readers} if kept else {})
