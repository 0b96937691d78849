"""Sources behind the pages: looked at, pulled, and pulled again by their own times."""

from __future__ import annotations

import secrets
from contextlib import closing
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskContext, task

from clave.actions.folders import take_files
from clave.actions.loading import keep_load, load_files
from clave.actions.pulls import (
    PULLING,
    WHOLE,
    Deleted,
    Ended,
    Overtaken,
    bring_pull,
    deleted_in,
    end_pull,
    files_of,
    pull_pages,
    stop_pull,
    take_up_pull,
    to_look_at,
)  # fmt: skip
from clave.actions.reading import keep_reading, read_files
from clave.actions.sources import keep_probe
from clave.base.errors import ClaveError
from clave.base.timetable import owed
from clave.base.words import Text, _
from clave.facts.sources.kinds import FOLDER, connector
from clave.facts.sources.port import PASSING
from clave.facts.sources.spool import Spool
from clave.jobs.hold import Lost
from clave.jobs.imports import refresh
from clave.jobs.starting import start
from clave.jobs.telling import Cancelled, Progress, finishing, moment, telling, who_asked
from clave.policy import declared
from clave.policy.limits import Limits
from clave.store.models import FactSource, Job, Person, SourceRun
from clave.store.models.jobs import FAILED
from clave.store.models.sources import EMPTY, LOADED, SAME, UNFINISHED, WAITING
from clave.store.policy import policy_in_force
from clave.store.sources import asks_of, last_pull_jobs, secrets_of

JOINING, READING, KEEPING = _("Putting the pages together"), _("Reading what came"), _("Loading it into the book")


@task(takes_context=True, title=_("Reading a source"))
def pull_source_job(context: TaskContext, number: int, full: bool = False) -> None:
    """Pull and load; {"state": how it ended, "rows": how many came, "rejected": how many were not understood}.

    Where the source stops half way, why is kept with the pull, and the next one goes on."""
    source = FactSource.objects.get(pk=number)
    if source.kind == FOLDER:
        take_files_of(context, number)
        return
    holder, limits = secrets.token_hex(8), policy_in_force().at(timezone.localdate(moment(context)))
    run = take_up_pull(
        number=number, full=full, holder=holder, for_whom=who_asked(context), limits=limits, now=moment(context)
    )
    try:
        _pulled(context, run, limits)
    except Overtaken:
        with finishing(context) as finish:
            finish({"state": "overtaken", "rows": 0, "rejected": 0})
    except Lost:  # another worker goes on with it
        raise
    except Exception as error:  # whatever it was, the page of the source says that it stopped
        stop_pull(run=run.pk, holder=holder, error=_why(error), limits=limits, now=moment(context))
        raise


def _why(error: Exception) -> ClaveError:
    """Why a pull stopped, as a sentence."""
    if isinstance(error, ClaveError):
        return error
    if isinstance(error, Cancelled):
        return ClaveError(_("it was stopped by hand."), remedy=_("Read it again: it goes on where it stopped."))
    return ClaveError(
        _("clave itself failed, which should not be."),
        remedy=_(
            "It is tried again by itself; where that does not help, whoever keeps the server finds why in the job."
        ),
    )


def _pulled(context: TaskContext, run: SourceRun, limits: Limits) -> None:
    tell = telling(context)
    found = pull_pages(run=run, limits=limits, progress=tell, now=moment(context))
    tell(PULLING, JOINING)
    files = files_of(run=run, found=found)
    if not files:
        _finish(context, run, Ended(EMPTY), limits)
        return
    one = bring_pull(run=run.pk, holder=run.holder, files=files, now=moment(context))
    reading = read_files(number=one.pk, limits=limits, progress=_between(tell, PULLING, WHOLE + 0.2))
    one = keep_reading(number=one.pk, reading=reading, now=moment(context))
    rejected = sum(file.balance.rejected for file in reading.intake.files)
    gone = Deleted()
    why = to_look_at(one, limits)
    if why is None:
        gone = deleted_in(run=run, one=one, limits=limits, now=moment(context))
        why = gone.why_held
    if why is not None:
        _finish(context, run, Ended(WAITING, rejected, why), limits)
        return
    tell(WHOLE + 0.2, KEEPING)
    by = run.by or run.of.by
    done = load_files(number=one.pk, by=by, now=moment(context), agreed=gone.agreed)
    with finishing(context) as finish:
        if done is not None:
            keep_load(number=one.pk, done=done, by=by, now=moment(context))
        made = done is not None and done.made
        ended = Ended(LOADED if made else SAME, rejected, deleted=gone.lines)
        kept = end_pull(run=run.pk, holder=run.holder, ended=ended, limits=limits, now=moment(context))
        if made:
            refresh(by=by, now=moment(context))
        finish({"state": kept.state, "rows": kept.rows, "rejected": rejected})
    Spool(run.folder).clear()


def _finish(context: TaskContext, run: SourceRun, ended: Ended, limits: Limits) -> None:
    with finishing(context) as finish:
        kept = end_pull(run=run.pk, holder=run.holder, ended=ended, limits=limits, now=moment(context))
        finish({"state": kept.state, "rows": kept.rows, "rejected": ended.rejected})
    Spool(run.folder).clear()


def _between(tell: Progress, first: float, last: float) -> Progress:
    return lambda share, doing: tell(first + share * (last - first), doing)


def take_files_of(context: TaskContext, number: int) -> None:
    """Look into a folder and load what lies there whole; {"files": how many, "loaded": …, "refused": …, "waiting": …}."""
    limits = policy_in_force().at(timezone.localdate(moment(context)))
    taken = take_files(number=number, limits=limits, clock=lambda: moment(context), progress=telling(context))
    with finishing(context) as finish:
        if taken.made:
            refresh(by=taken.by, now=moment(context))
        finish({"loaded": taken.loaded, "refused": taken.refused, "waiting": taken.waiting})


@task(takes_context=True, title=_("Looking at what a source has"))
def probe_source_job(context: TaskContext, number: int) -> None:
    """Look at what is behind a source; {"tables": how many were found}."""
    source = FactSource.objects.get(pk=number)
    limits = policy_in_force().at(timezone.localdate(moment(context)))
    telling(context)(0.1, _("Connecting"))
    with closing(connector(source.kind).reach(source.settings, secrets_of(source), limits)) as reached:
        probe = reached.probe(asks_of(source))
    with finishing(context) as finish:
        keep_probe(number=number, probe=probe, now=moment(context))
        finish({"tables": sum(found.error is None for found in probe.tables)})


def start_pull(*, number: int, by: Person | None, now: datetime, full: bool = False, then: str = "") -> Job:
    """Ask for a pull. While one of this source waits or runs, whoever asked for it, that one is the answer."""
    with transaction.atomic():
        source = FactSource.objects.select_for_update().get(pk=number)
        last = last_pull_jobs([number]).get(number)
        if last and last.live:
            return last
        title: Text = _("Reading {source}").fill(source=source.name)
        return start(
            pull_source_job, by=by, now=now, key=f"pull:{number}", then=then, title=title, number=number, full=full
        )


def start_probe(*, number: int, by: Person, now: datetime, then: str = "") -> Job:
    """Ask what is behind a source."""
    return start(probe_source_job, by=by, now=now, key=f"probe:{number}", then=then, number=number)


def start_sources(by: Person | None, now: datetime, due: datetime) -> Job | None:
    """Ask for a pull of each source that is due by its own times, however many of them were missed, and again of one that
    stopped by what passes by itself; the last of these jobs, None where none was due."""
    here = timezone.localtime(now, timezone.get_default_timezone())
    started: list[Job] = []
    for source in FactSource.objects.filter(active=True).exclude(cron="").order_by("pk"):
        if owed(source.cron, here, since=source.looked_at or source.created_at):
            FactSource.objects.filter(pk=source.pk).update(looked_at=now)
            started.append(start_pull(number=source.pk, by=by, now=now))
    again = _to_try_again(policy_in_force().at(here.date()), now)
    started += [start_pull(number=number, by=by, now=now) for number in again]
    return started[-1] if started else None


def _to_try_again(limits: Limits, now: datetime) -> list[int]:
    """The sources that are read by their own times and stopped by something that passes, some time ago and not too often:
    the line was cut, the disk was full, the worker was killed."""
    stopped = SourceRun.objects.filter(
        state__in=UNFINISHED, why__in=("", *PASSING), tries__lt=limits[declared.sources_failures], of__active=True
    ).exclude(of__cron="").exclude(of__kind=FOLDER)  # fmt: skip
    numbers = list(stopped.order_by("of").values_list("of", flat=True))
    jobs, patience = last_pull_jobs(numbers), timedelta(minutes=limits[declared.sources_retry])
    last = {number: jobs[number] for number in numbers if number in jobs}
    return [
        number for number, job in last.items()
        if job.state == FAILED and job.finished_at is not None and now - job.finished_at >= patience
    ]  # fmt: skip
