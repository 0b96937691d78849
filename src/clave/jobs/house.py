"""Clearing the house, as work in the background."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.utils import timezone
from django_tasks import TaskContext, task

from clave.actions.house import clear_old
from clave.base.words import _
from clave.jobs.starting import start
from clave.jobs.telling import finishing, moment
from clave.store.models import Job, Person
from clave.store.policy import policy_in_force


def start_clearing(by: Person | None, now: datetime, due: datetime) -> Job:
    """Ask for it; there is always something to look at."""
    return start(clear_house_job, by=by, now=now, key="house")


@task(takes_context=True, title=_("Clearing what is older than policy keeps it"))
def clear_house_job(context: TaskContext) -> None:
    """Clear; {"jobs": how many, "originals": …, "measured": …, "mails": …}."""
    now = moment(context)
    with finishing(context) as finish:
        cleared = clear_old(limits=policy_in_force().at(timezone.localdate(now)), now=now)
        finish(asdict(cleared))
