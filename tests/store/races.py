"""Several people at the same moment: threads with connections of their own, let go together."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from clave.base.errors import ClaveError

ROUNDS = 50
PATIENCE = 60  # seconds after which a meeting that somebody missed is an error, not a hang


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each call gave, or the ClaveError that refused it; any other error is an error of the race."""
    start = Barrier(len(calls))

    def one(call: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            start.wait(PATIENCE)
            return call()
        except ClaveError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as people:
        return [future.result() for future in [people.submit(one, call) for call in calls]]


def refused(outcomes: list[Any]) -> int:
    """How many were turned away with a sentence."""
    return sum(isinstance(outcome, ClaveError) for outcome in outcomes)


def meeting(people: int) -> Callable[[], object]:
    """A point in a twin where all arrive before anybody goes on: what a lock would never let happen."""
    barrier = Barrier(people)
    return lambda: barrier.wait(PATIENCE)


def unheld(self: QuerySet[Any], *_: object, **__: object) -> QuerySet[Any]:
    """A select_for_update that holds nothing, for twins."""
    return self


def bare(call: Any) -> Callable[[], Any]:
    """An action, as a partial of it, without its transaction and its permission."""
    return partial(call.func.__wrapped__, **call.keywords)
