"""Asking for work: what a page calls, and trying a failed one again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django_tasks.base import Task

from clave.actions.jobs import allow_again
from clave.base.words import Text, stored
from clave.jobs.backend import asked
from clave.jobs.pace import PACE
from clave.jobs.queue import put
from clave.store.models import Job, Person


def start(
    task: Task[Any, Any],
    *,
    by: Person | None,
    now: datetime,
    key: str = "",
    then: str = "",
    title: Text | None = None,
    run_after: datetime | None = None,
    **arguments: Any,
) -> Job:
    """Ask for `task(**arguments)`; the arguments are JSON. The job is there when the transaction it stands in commits.

    `key` names the work: while one of this person's with the same key waits or runs, that one is the answer (for a task
    declared `newest`: while it waits). `then` is
    the page to read afterwards; `title` says more than the task's own ("Importing ventas.csv")."""
    fields = asked(task, [], arguments)
    if title is not None:
        fields["title"] = stored(title)
    return put(
        **fields,
        key=f"{by.pk if by else 'clave'}:{key}" if key else "",
        then=then,
        by=by,
        asked_as=by.role if by else "",
        asked_for=by.acting_for if by else "",
        created_at=now,
        run_after=run_after or task.run_after or now,
    )


@transaction.atomic
def try_again(*, job: Job, by: Person, now: datetime) -> Job:
    """Ask for the same work as a job that did not end well; raises ClaveError as `allow_again` does."""
    same = allow_again(job=job, by=by, now=now)
    return put(**same, attempts=PACE.attempts, by=by, created_at=now, run_after=now)
