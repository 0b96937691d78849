"""Doing one job that was taken up, and keeping how it ended."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from traceback import format_exc
from typing import Any

from django.utils import translation
from django_tasks.utils import normalize_json

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.jobs.backend import as_result
from clave.jobs.hold import Cancelled, Hold, Lost
from clave.jobs.pace import PACE, Pace
from clave.jobs.telling import KeptContext
from clave.store.models import Job, Person

log = logging.getLogger(__name__)
BROKE = _(
    "Something broke on our side, so this was not done. Try again; if it happens again, tell whoever keeps the server "
    "that it was job {number}: the log says the rest."
)
UNKNOWN = _("This version of clave no longer knows this kind of work. Ask for it again from its own page.")


def hold_of(job: Job, clock: Callable[[], datetime], pace: Pace = PACE) -> Hold:
    """The hold of whoever has just taken this job."""
    return Hold(job.pk, job.attempt, clock, pace)


def run(job: Job, hold: Hold) -> None:
    """Do it to its end. What goes wrong is kept as a sentence; what is no longer ours is left alone."""
    try:
        _run(job, hold)
    except Lost as lost:
        log.warning("%s was taken up again elsewhere; what was done here is left out.", lost)


def _run(job: Job, hold: Hold) -> None:
    try:
        result = _called(job, hold)
        if not hold.over:
            hold.finish(normalize_json(result))
    except Lost:
        raise
    except Cancelled:
        hold.cancel()
    except ClaveError as refused:
        hold.fail(refused.sentence(), raised=_path(refused))
    except Exception as broken:
        log.exception("Job %s (%s), attempt %s, broke.", job.pk, job.task, hold.fence)
        sentence = UNKNOWN if isinstance(broken, UnknownTask) else BROKE.fill(number=job.pk)
        hold.fail(sentence, raised=_path(broken), trace=format_exc())


class UnknownTask(Exception):
    """The function of a job is not in this version."""


def _called(job: Job, hold: Hold) -> Any:
    try:
        described = as_result(job)
    except ImportError as error:
        raise UnknownTask(job.task) from error
    context = [KeptContext(task_result=described, hold=hold, by=_who(job))] if described.task.takes_context else []
    with translation.override(job.language or translation.get_language()):
        return described.task.call(*context, *job.args, **job.kwargs)


def _who(job: Job) -> Person | None:
    """Who asked, acting as they did then: for a department where a delegation let them (ADR 0019)."""
    if job.by is not None:
        job.by.acting_for = job.asked_for
    return job.by


def _path(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"
