"""Imports behind the pages: reading, what whole months would take away, loading; and what the book covers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskContext, task
from django_tasks.base import Task

from clave.actions.coverage import find_coverage
from clave.actions.loading import keep_load, keep_months, load_files, preview_months
from clave.actions.reading import keep_reading, read_files
from clave.base.words import Text, _, joined
from clave.jobs.dispatch import start_after_facts
from clave.jobs.ledger import start_ledger
from clave.jobs.production import start_plant_after_facts
from clave.jobs.selection import refresh_selection_job
from clave.jobs.starting import start
from clave.jobs.telling import finishing, moment, telling, who_asked
from clave.store.imports import fact_store, last_jobs
from clave.store.models import Import, Job, Person
from clave.store.policy import policy_in_force

NAMED = 2


@task(takes_context=True, title=_("Reading files"))
def read_import_job(context: TaskContext, number: int) -> None:
    """Read the files of an import; {"lines": how many, "rejected": how many were not understood}."""
    reading = read_files(number=number, limits=policy_in_force().at(date.max), progress=telling(context))
    balances = [file.balance for file in reading.intake.files]
    with finishing(context) as finish:
        keep_reading(number=number, reading=reading, now=moment(context))
        finish({"lines": sum(b.lines for b in balances), "rejected": sum(b.rejected for b in balances)})


@task(takes_context=True, title=_("Looking at what whole months would take away"))
def preview_months_job(context: TaskContext, number: int) -> None:
    """What replacing whole months would take away; {"lines": how many}."""
    preview = preview_months(number=number)
    with finishing(context) as finish:
        keep_months(number=number, preview=preview, now=moment(context))
        finish({"lines": preview.lines})


@task(takes_context=True, title=_("Loading files into the book"))
def load_import_job(context: TaskContext, number: int, agreed: str = "", covered: str = "") -> None:
    """Load what was read, and ask for the lists that follow from it (`covered` is the page that shows what the book
    covers); {"version": the book's, "changed": whether new}."""
    by, now = who_asked(context), moment(context)
    assert by is not None  # pages ask for it in somebody's name
    done = load_files(number=number, by=by, now=now, agreed=agreed, progress=telling(context))
    with finishing(context) as finish:
        if done is not None:
            keep_load(number=number, done=done, by=by, now=now)
        if done is not None and done.made:
            refresh(by=by, now=now, covered=covered)
        finish({"version": Import.objects.get(pk=number).version, "changed": done is not None and done.made})


@task(takes_context=True, title=_("Looking at what the book covers"), newest=True)
def coverage_job(context: TaskContext) -> dict[str, Any]:
    """Find what the newest book covers, if nobody has; {"findings": how many}."""
    now = moment(context)
    today = timezone.localdate(now)
    found = find_coverage(book=fact_store().open(), policy=policy_in_force(), today=today, now=now)
    return {"findings": len(found.found["findings"])}


def start_reading(*, number: int, by: Person, now: datetime, then: str) -> Job:
    """Ask for the files of an import to be read."""
    return _start(read_import_job, number, by, now, then, _("Reading {files}"))


def start_preview(*, number: int, by: Person, now: datetime, then: str) -> Job:
    """Ask what whole months would take away."""
    return _start(preview_months_job, number, by, now, then, _("What {files} would take away"))


def start_loading(*, number: int, by: Person, now: datetime, then: str, agreed: str = "", covered: str = "") -> Job:
    """Ask for an import to be loaded; `covered` is the page that shows what the book covers."""
    return _start(load_import_job, number, by, now, then, _("Loading {files}"), agreed=agreed, covered=covered)


def refresh(*, by: Person, now: datetime, covered: str = "") -> Job | None:
    """Ask for all that is made from the newest book: coverage, dispatch, plant, promises and the lists; the job of the
    selection, None where nobody bought."""
    start_coverage(by=by, now=now, then=covered)
    start_after_facts(by=by, now=now)
    start_plant_after_facts(by=by, now=now)
    start_ledger(by, now, now)
    if not fact_store().open().has("invoice_line"):
        return None
    return start(refresh_selection_job, by=by, now=now, key="selection")


def start_coverage(*, by: Person, now: datetime, then: str = "") -> Job:
    """Ask what the newest book covers."""
    return start(coverage_job, by=by, now=now, key="coverage", then=then)


def _start(job: Task[Any, Any], number: int, by: Person, now: datetime, then: str, title: Text, **more: Any) -> Job:
    """One piece of work at a time on an import: where one waits or runs, whoever asked for it, that one is the answer."""
    with transaction.atomic():
        one = Import.objects.select_for_update().get(pk=number)
        last = last_jobs([number]).get(number)
        if last and last.live:
            return last
        names = [file.name for file in one.files.all()]
        rest = [f"+ {len(names) - NAMED}"] if len(names) > NAMED else []
        named = title.fill(files=joined([*names[:NAMED], *rest]))
        return start(job, by=by, now=now, key=f"import:{number}", then=then, title=named, number=number, **more)
