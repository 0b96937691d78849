"""Stopping work that was asked for, and asking for it once more.

Both find the job by `clave.store.work.job_for`, which gives people only jobs that are theirs."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from clave.actions.audit import record
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.store.delegations import powers_of
from clave.store.models import Job, Person
from clave.store.models.jobs import CANCELLED, FAILED, RUNNING, WAITING
from clave.store.roles import ADMINISTRATOR, ROLES

SAME = ("task", "args", "kwargs", "title", "queue", "priority", "key", "newest", "then", "language", "asked_as")


@action
def cancel_job(*, job: Job, by: Person, now: datetime) -> bool:
    """Stop a job: at once where it waits, at its next word where it runs. False where it is over already."""
    found = Job.objects.filter(pk=job.pk)
    stopped = found.filter(state=WAITING).update(state=CANCELLED, cancel_asked_at=now, finished_at=now)
    asked = found.filter(state=RUNNING, cancel_asked_at=None).update(cancel_asked_at=now)
    if stopped or asked:
        record(by=by, now=now, what="job.cancelled", about=f"job:{job.pk}")
    return bool(stopped or asked)


@action
def allow_again(*, job: Job, by: Person, now: datetime) -> dict[str, object]:
    """What a second try of a job takes over from the first, recorded as asked for.

    Raises ClaveError where it did not fail, for who asked in a role that they no longer have, and for who asked for a
    department and may not act for it today."""
    if job.state not in (FAILED, CANCELLED):
        raise ClaveError(
            _("this job did not fail, so there is nothing to try again."),
            remedy=_("Look at it again: it may have ended meanwhile."),
        )
    if by.role not in (job.asked_as, job.asked_for, ADMINISTRATOR.key):
        role = ROLES[job.asked_as].label if job.asked_as in ROLES else "clave"
        raise ClaveError(
            _("it was asked for as {role}, which is no longer your role.").fill(role=role),
            remedy=_("Ask somebody of that role, or an administrator, to do it."),
        )
    asked_for = _department(job, by, now)
    record(by=by, now=now, what="job.tried_again", about=f"job:{job.pk}")
    return {name: getattr(job, name) for name in SAME} | {"asked_for": asked_for}


def _department(job: Job, by: Person, now: datetime) -> str:
    """For which department it is tried again: the same while they may act for it; none where their own role lets them."""
    if not job.asked_for or by.role in (job.asked_for, ADMINISTRATOR.key):
        return ""
    if job.asked_for in powers_of(by, timezone.localdate(now)).departments():
        return job.asked_for
    raise ClaveError(
        _("it was asked for the department «{department}», and you may not act for it today.").fill(
            department=ROLES[job.asked_for].label
        ),
        remedy=_("Ask somebody of that department to do it, or to delegate it to you again."),
    )
