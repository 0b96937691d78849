"""The backend of `django-tasks` that keeps jobs in our own database (docs/adr/0014)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django_tasks import TaskResult, TaskResultStatus
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.utils import normalize_json

from clave.base.words import LANGUAGES, Text, _, stored
from clave.jobs.pace import PACE
from clave.jobs.queue import put
from clave.store.models import Job
from clave.store.models.jobs import CANCELLED, DONE, FAILED, RUNNING, WAITING

SAID = {
    WAITING: TaskResultStatus.READY,
    RUNNING: TaskResultStatus.RUNNING,
    DONE: TaskResultStatus.SUCCESSFUL,
    FAILED: TaskResultStatus.FAILED,
    CANCELLED: TaskResultStatus.FAILED,
}
NAMELESS = _("Work in the background")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTask(Task[Any, Any]):
    """A task with the words people know it by: `@task(takes_context=True, title=_("Making the selection anew"))`.

    `newest`: it works on what is newest when it begins, so one that already runs is not the same as one asked for now.
    `attempts`: how often it is taken up where its worker dies."""

    title: Text = NAMELESS
    newest: bool = False
    attempts: int = PACE.attempts


class KeptBackend(BaseTaskBackend):
    """Jobs are rows; a worker takes them by lease. In a transaction the job appears with its commit, or not at all."""

    task_class = KeptTask
    supports_defer = supports_get_result = supports_priority = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Keep it, asked by the installation itself; pages use `clave.jobs.starting.start`."""
        now = timezone.now()
        return as_result(put(**asked(task, args, kwargs), created_at=now, run_after=task.run_after or now))

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """The job as django-tasks describes it."""
        job = Job.objects.filter(pk=result_id).first() if result_id.isdecimal() else None
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        return as_result(job)


def asked(task: Task[Any, Any], args: Any, kwargs: Any) -> dict[str, Any]:
    """The fields of a job that say what is to be done; arguments that JSON cannot keep raise TypeError here."""
    language = (get_language() or "")[:2]
    return {
        "task": task.module_path,
        "args": normalize_json(args),
        "kwargs": normalize_json(kwargs),
        "title": stored(getattr(task, "title", NAMELESS)),
        "newest": getattr(task, "newest", False),
        "attempts": getattr(task, "attempts", PACE.attempts),
        "queue": task.queue_name,
        "priority": task.priority,
        "language": language if language in LANGUAGES else "",
    }


def task_of(job: Job) -> Task[Any, Any]:
    """The function behind a job. Raises ImportError where this version does not have it."""
    task = import_string(job.task)
    if not isinstance(task, Task):
        raise ImportError(f"{job.task} is no task.")
    return task


def as_result(job: Job) -> TaskResult[Any]:
    """A job in the words of django-tasks; raises ImportError where this version does not know its task."""
    result: TaskResult[Any] = TaskResult(
        task=task_of(job),
        id=str(job.pk),
        status=SAID[job.state],
        enqueued_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.attempted_at,
        args=job.args,
        kwargs=job.kwargs,
        backend="default",
        errors=[TaskError(exception_class_path=job.raised, traceback=job.trace)] if job.raised else [],
        worker_ids=job.workers,
    )
    object.__setattr__(result, "_return_value", job.result)
    return result
