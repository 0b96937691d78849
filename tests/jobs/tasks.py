"""Tasks that only tests know: they do what they are told, and leave a mark each time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Event
from typing import Any
from uuid import uuid4

from django.utils.translation import get_language
from django_tasks import TaskContext, task

from clave.actions.trials import TrialSaid, record_trial
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.jobs.telling import finishing, moment, telling, who_asked
from clave.store.models import Person

STEP = Text("Step {n}")
MEANWHILE: list[Callable[[TaskContext], object]] = []
"""What happens elsewhere while a task runs: each is called once, with its context."""


@task(takes_context=True, title=Text("Counting to {n}").fill(n=3))
def counting(context: TaskContext, to: int = 3) -> dict[str, Any]:
    """Tells each step; what stands in MEANWHILE happens between them."""
    tell = telling(context, clock=iter(range(0, 1000)).__next__)
    for step in range(to):
        tell((step + 1) / to, STEP.fill(n=step + 1))
        if MEANWHILE:
            MEANWHILE.pop(0)(context)
    return {"counted": to, "language": get_language()}


@task(takes_context=True)
def naming(context: TaskContext, name: str) -> dict[str, Any]:
    """Leaves a person of that name, in the same transaction as its end."""
    with finishing(context) as finish:
        leave(name, moment(context))
        for meanwhile in MEANWHILE:
            meanwhile(context)
        finish({"name": name, "by": str(who_asked(context)), **({"at": UNKEEPABLE[0]} if UNKEEPABLE else {})})
    return {}


@task(takes_context=True)
def recording(context: TaskContext) -> None:
    """Does something that the lab may do, in the name of whoever asked."""
    with finishing(context):
        by, now = who_asked(context), moment(context)
        assert by is not None
        record_trial(by=by, now=now, customer="C-1", name="Boreal", trial=TrialSaid("PU-440", now.date()))


UNKEEPABLE: list[datetime] = []
"""What `naming` puts into its result besides."""
SIGNAL = Event()
"""Set by `signalling`."""


@task
def signalling() -> None:
    """Lets whoever waits for it go on."""
    SIGNAL.set()


@task(newest=True)
def newest() -> None:
    """Works on what is newest when it begins."""


@task
def refusing() -> None:
    """Ends with a sentence that people can mend."""
    raise ClaveError(_("there is no selection yet."), where="ventas.csv", remedy=Text("Load the facts first."))


@task
def breaking() -> None:
    """Ends as no task should."""
    raise ZeroDivisionError("a secret of the server")


@task
def plain(*numbers: int) -> int:
    """Needs no context."""
    return sum(numbers)


@task(takes_context=True)
def silent(context: TaskContext, name: str) -> None:
    """Leaves a person and says nothing about its result."""
    with finishing(context):
        leave(name, moment(context))


def leave(name: str, now: datetime) -> None:
    """A mark that can be counted; nothing hinders leaving it twice."""
    Person.objects.create(email=f"{uuid4()}@clave.example", name=name, role="kam", password="", created_at=now)


@task(takes_context=True, attempts=1_000)
def marking(context: TaskContext, name: str) -> None:
    """Leaves its mark and ends in one transaction, and says on the way where it is."""
    print(f"began {name}", flush=True)
    with finishing(context) as finish:
        leave(name, moment(context))
        print(f"marked {name}", flush=True)
        finish({})
    print(f"ended {name}", flush=True)


@task(takes_context=True, attempts=1_000)
def marking_apart(context: TaskContext, name: str) -> None:
    """Its twin, whose mark does not stand or fall with its end."""
    leave(name, moment(context))
    print(f"marked {name}", flush=True)


def no_task() -> None:
    """A function that nobody may run by its path."""
