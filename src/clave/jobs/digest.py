"""The weekly digest of promises, as work in the background."""

from __future__ import annotations

from datetime import datetime

from django_tasks import TaskContext, task

from clave.actions.digest import send_digest
from clave.base.words import _
from clave.jobs.starting import start
from clave.jobs.telling import finishing, moment, who_asked
from clave.store.bulletin import week_of
from clave.store.models import DigestIssue, Job, Person


def start_digest(by: Person | None, now: datetime, due: datetime) -> Job | None:
    """Ask for the digest of the week of the instant it was due; None where that week has one."""
    if DigestIssue.objects.filter(week=week_of(due)).exists():
        return None
    return start(send_digest_job.using(queue_name="mail"), by=by, now=now, key="digest", until=due.isoformat())


@task(takes_context=True, title=_("Writing the weekly digest of promises"))
def send_digest_job(context: TaskContext, until: str) -> None:
    """Write it; {"week": which, "readers": how many}, nothing where there is nothing to tell."""
    with finishing(context) as finish:
        kept = send_digest(by=who_asked(context), now=moment(context), until=datetime.fromisoformat(until))
        finish({"week": kept.week, "readers": kept.readers} if kept else {})
