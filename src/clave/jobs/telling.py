"""What a job says while it runs, and how it ends exactly once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any, Protocol

from django.db import transaction
from django_tasks import TaskContext
from django_tasks.utils import normalize_json

from clave.base.words import Shown
from clave.jobs.hold import Cancelled, Hold
from clave.store.models import Person

__all__ = ["Cancelled", "KeptContext", "Progress", "finishing", "moment", "telling", "who_asked"]


class Progress(Protocol):
    """How far, 0 to 1, and what is being done."""

    def __call__(self, share: float, doing: Shown, /) -> None:
        """Raises Cancelled where somebody asked to stop, Lost where the job is another's by now."""


@dataclass(frozen=True, kw_only=True)
class KeptContext(TaskContext):
    """The context of a job of ours: it knows who holds it."""

    hold: Hold
    by: Person | None


def _ours(context: TaskContext) -> KeptContext:
    if not isinstance(context, KeptContext):
        raise TypeError("Only a job that the worker of clave.jobs runs can tell and finish.")
    return context


def who_asked(context: TaskContext) -> Person | None:
    """The person who asked for this job; None for the installation itself."""
    return _ours(context).by


def moment(context: TaskContext) -> datetime:
    """The time by the worker's clock; give it to actions as `now`."""
    return _ours(context).hold.clock()


def telling(context: TaskContext, *, clock: Callable[[], float] = monotonic) -> Progress:
    """Keeps what the job tells, at most every `pace.tell` seconds; the first and the last word always."""
    hold, last = _ours(context).hold, float("-inf")

    def tell(share: float, doing: Shown, /) -> None:
        nonlocal last
        at = clock()
        if share < 1 and at - last < hold.pace.tell:
            return
        last = at
        hold.tell(share, doing)

    return tell


@contextmanager
def finishing(context: TaskContext) -> Iterator[Callable[[Any], None]]:
    """One transaction for what the job changes and for its end: either both are there or neither, however it dies.

    `with finishing(context) as finish: …; finish({"run": 7})`; without a word about the result there is none. Raises
    Lost where the job is another's by now."""
    hold, result = _ours(context).hold, None

    def finish(what: Any) -> None:
        nonlocal result
        result = what

    with transaction.atomic():
        hold.claim_the_end()
        yield finish
        hold.finish(normalize_json(result))
    hold.over = True
