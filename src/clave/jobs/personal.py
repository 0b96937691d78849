"""Searching, packing and wiping the data of one person, and what policy lets go at night, as work in the background."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django_tasks import TaskContext, task

from clave.actions.erasing import wipe
from clave.actions.personal import clear_personal, keep_data_found, keep_data_package
from clave.base.words import _
from clave.jobs.starting import start
from clave.jobs.telling import finishing, moment, telling, who_asked
from clave.report.personal import packed
from clave.store.models import Company, DataRequest, Job, Person
from clave.store.personal_export import exported
from clave.store.personal_requests import people_due, subject_of
from clave.store.personal_search import search
from clave.store.policy import policy_in_force

LOOKING, PACKING, WIPING = (
    _("Looking for the person everywhere"), _("Making the copy"), _("Writing the database anew"),
)  # fmt: skip
MOST = 0.9


@task(takes_context=True, title=_("Looking for all that is kept of a person"), queue_name="documents")
def search_person_job(context: TaskContext, request: int) -> dict[str, Any]:
    """Search and keep what is found with the request; {"rows": n, "mentions": n}."""
    tell = telling(context)
    row = DataRequest.objects.select_related("contact", "person").get(pk=request)
    found = search(subject_of(row), lambda share: tell(MOST * share, LOOKING))
    with finishing(context) as finish:
        keep_data_found(by=who_asked(context), now=moment(context), number=request, found=found)
        finish({"rows": sum(map(len, found.rows.values())), "mentions": len(found.mentions)})
    return {}


@task(takes_context=True, title=_("Making the copy of a person's data"), queue_name="documents")
def pack_person_job(context: TaskContext, request: int) -> dict[str, Any]:
    """Pack everything and keep it with the request; {"bytes": n}."""
    tell, now = telling(context), moment(context)
    row = DataRequest.objects.select_related("contact", "person").get(pk=request)
    held = exported(subject_of(row), lambda share: tell(MOST * share, LOOKING))
    tell(MOST, PACKING)
    company = Company.objects.first()
    whole = packed(
        held, reference=row.reference, company=company.name if company else "", day=timezone.localdate(now),
        language=settings.LANGUAGE_CODE,
    )  # fmt: skip
    with finishing(context) as finish:
        keep_data_package(by=who_asked(context), now=now, number=request, package=whole)
        finish({"bytes": len(whole)})
    return {}


@task(takes_context=True, title=_("Wiping what was erased"), newest=True)
def wipe_job(context: TaskContext) -> None:
    """Write the database anew."""
    telling(context)(0, WIPING)
    wipe()
    with finishing(context) as finish:
        finish({})


@task(takes_context=True, title=_("Looking for personal data that is kept too long"))
def retention_job(context: TaskContext) -> None:
    """Erase what policy lets go by itself; {"due": how many people somebody has to decide on, "packages": …}."""
    now = moment(context)
    today = timezone.localdate(now)
    limits = policy_in_force().at(today)
    with finishing(context) as finish:
        cleared = clear_personal(limits=limits, now=now)
        finish(asdict(cleared) | {"due": len(people_due(limits, today))})


def start_search(*, by: Person, now: datetime, request: int, then: str) -> Job:
    """Ask for it."""
    return start(search_person_job, by=by, now=now, key=f"data-search:{request}", then=then, request=request)


def start_packing(*, by: Person, now: datetime, request: int, then: str) -> Job:
    """Ask for it."""
    return start(pack_person_job, by=by, now=now, key=f"data-pack:{request}", then=then, request=request)


def start_wiping(*, by: Person, now: datetime) -> Job:
    """Ask for it."""
    return start(wipe_job, by=by, now=now, key="data-wipe")


def start_retention(by: Person | None, now: datetime, due: datetime) -> Job:
    """Ask for it; there is always something to look at."""
    return start(retention_job, by=by, now=now, key="personal")
