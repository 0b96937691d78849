"""Reading sources: their asks and credentials as the chain takes them, their runs, and which are due."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db.models import Max, QuerySet

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.sources.port import WRONG, Ask, Secret, SourceError
from clave.facts.sources.pulling import Standing
from clave.store.models import FactSource, Import, Job, SourceRun, SourceTable
from clave.store.models.sources import UNFINISHED
from clave.store.sealing import seal, unseal

WORK = "clave.jobs.sources."
"""Where the work on sources is; each takes the `number` of one."""
PULL = WORK + "pull_source_job"


def sealed(secrets: Mapping[str, str]) -> bytes:
    """Credentials as the database keeps them; nothing where there is none."""
    told = {name: text for name, text in secrets.items() if text}
    return seal(json.dumps(told).encode()) if told else b""


def secrets_of(source: FactSource) -> dict[str, Secret]:
    """The credentials of a source. Raises SourceError where they were sealed under another secret key."""
    if not source.sealed:
        return {}
    try:
        told = json.loads(unseal(bytes(source.sealed)))
    except ClaveError as error:
        raise SourceError(
            WRONG,
            _("the secret key of clave is another one than when the credentials of this source were entered."),
            where=source.name,
            remedy=_("Enter them again, or start clave with the secret key of before."),
        ) from error
    return {name: Secret(text) for name, text in told.items()}


def ask_of(table: SourceTable) -> Ask:
    """A table that is asked for, as the source takes it."""
    return Ask(table.table, table.select, table.columns, table.key, table.changed)


def asks_of(source: FactSource) -> list[Ask]:
    """All that is asked of a source."""
    return [ask_of(table) for table in source.tables.all()]


def sources() -> QuerySet[FactSource]:
    """Every source, by name."""
    return FactSource.objects.select_related("by").prefetch_related("tables").order_by("name")


def unfinished(source: FactSource) -> SourceRun | None:
    """The pull that is going on or stopped half way."""
    return source.runs.filter(state__in=UNFINISHED).first()


def standings(run: SourceRun) -> dict[str, Standing]:
    """How far each table of a run is."""
    return {table: Standing.recalled(kept) for table, kept in run.tables.items()}


def taken_back(one: Import) -> dict[str, tuple[str, ...]]:
    """The documents that the ERP took back, by table, where an import came from a source by itself."""
    run = SourceRun.objects.filter(brought=one).order_by("-id").first()
    return {table: standing.gone for table, standing in standings(run).items() if standing.gone} if run else {}


def last_pull_jobs(numbers: Collection[int]) -> dict[int, Job]:
    """The last job that pulls each of these sources."""
    return _newest(Job.objects.filter(task=PULL), numbers)


def last_jobs_of(numbers: Collection[int]) -> dict[int, Job]:
    """The last work on each of these sources, looking at what it has included."""
    return _newest(Job.objects.filter(task__startswith=WORK), numbers)


def _newest(jobs: QuerySet[Job], numbers: Collection[int]) -> dict[int, Job]:
    newest = jobs.filter(kwargs__number__in=list(numbers)).values("kwargs__number").annotate(last=Max("pk")).order_by()
    found = Job.objects.filter(pk__in=[row["last"] for row in newest])
    return {job.kwargs["number"]: job for job in found}


def wants_all(table: SourceTable, now: datetime, full_days: int) -> bool:
    """Whether a table is to be read whole: it tells no changes, was never read whole, or not for so many days."""
    if not (table.changed and table.key) or not table.since or table.full_at is None:
        return True
    return now - table.full_at >= timedelta(days=full_days)
