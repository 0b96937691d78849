"""Reading the history of all sources: which pulls, in which order, and how the last ones of a source ended."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import DurationField, ExpressionWrapper, F, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from clave.store.models import Job, SourceRun
from clave.store.models.jobs import LIVE
from clave.store.models.sources import ABANDONED, EMPTY, LOADED, RUNNING, SAME, STOPPED, WAITING
from clave.store.sources import WORK

RUN_ORDERS = ("begun", "source", "rows", "rejected", "took")
STATES = (RUNNING, STOPPED, WAITING, LOADED, SAME, EMPTY, ABANDONED)
_FIELDS = {"begun": "begun_at", "source": "of__name", "rows": "rows", "rejected": "rejected", "took": "took"}


@dataclass(frozen=True)
class RunsAsked:
    """Which pulls; empty = all, the newest first. `until` is not included."""

    source: int | None = None
    state: str = ""
    since: datetime | None = None
    until: datetime | None = None
    order: str = "-begun"


def live_sources() -> set[int]:
    """The numbers of the sources that somebody works on or will."""
    found = Job.objects.filter(task__startswith=WORK, state__in=LIVE).values_list("kwargs", flat=True)
    return {int(kwargs["number"]) for kwargs in found if "number" in kwargs}


def runs(asked: RunsAsked, live: Collection[int]) -> QuerySet[SourceRun]:
    """As asked; a pull that nobody works on any more counts as stopped, whatever it says."""
    took = ExpressionWrapper(F("ended_at") - F("begun_at"), output_field=DurationField())
    found = SourceRun.objects.select_related("of", "by", "brought").annotate(took=took)
    dead = Q(state=RUNNING) & ~Q(of__in=live)
    if asked.source is not None:
        found = found.filter(of=asked.source)
    if asked.state == RUNNING:
        found = found.filter(state=RUNNING).exclude(dead)
    elif asked.state == STOPPED:
        found = found.filter(Q(state=STOPPED) | dead)
    elif asked.state:
        found = found.filter(state=asked.state)
    if asked.since:
        found = found.filter(begun_at__gte=asked.since)
    if asked.until:
        found = found.filter(begun_at__lt=asked.until)
    field = F(_FIELDS[asked.order.removeprefix("-")])
    turned = field.desc(nulls_last=True) if asked.order.startswith("-") else field.asc(nulls_last=True)
    return found.order_by(turned, "-pk")


def newest_pulls(numbers: Collection[int]) -> dict[int, SourceRun]:
    """The newest pull of each of these sources."""
    newest = SourceRun.objects.filter(of__in=numbers).values("of").annotate(last=Max("pk")).values("last")
    return {run.of_id: run for run in SourceRun.objects.filter(pk__in=newest).select_related("brought", "by")}


def last_good(numbers: Collection[int]) -> dict[int, datetime]:
    """When each of these sources was last read to its end with its rows in the book."""
    good = SourceRun.objects.filter(of__in=numbers, state__in=(LOADED, SAME, EMPTY))
    ended = Coalesce(F("ended_at"), F("begun_at"))
    return dict(good.values_list("of").annotate(last=Max(ended)).order_by())
