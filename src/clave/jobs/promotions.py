"""The joint promotions measured against the newest facts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django_tasks import TaskContext, task

from clave.actions.promotions import Told, keep_promotion_results
from clave.base.words import _
from clave.facts.book import Book
from clave.jobs.starting import start
from clave.jobs.telling import finishing, moment, telling, who_asked
from clave.operations.promotions.result import measured
from clave.policy.limits import Limits
from clave.store.facts import book_of, newest_facts
from clave.store.models import Job, Person, Promotion
from clave.store.policy import policy_in_force
from clave.store.promotions import basis_of, look, result_of, said_of, standing

MEASURING = _("Measuring the joint promotions")
RAN = ("running", "ended")


@task(takes_context=True, title=_("Measuring the joint promotions"), newest=True)
def measure_promotions_job(context: TaskContext) -> dict[str, Any]:
    """Measure every promotion that ran and whose result is old; {"promotions": how many}."""
    tell, now = telling(context), moment(context)
    tell(0, MEASURING)
    book = book_of("")
    rows = to_measure(book.version)
    limits, told = policy_in_force().at(timezone.localdate(now)), list[Told]()
    for place, row in enumerate(rows):
        told.append(told_of(row, book, limits))
        tell((place + 1) / (len(rows) + 1), MEASURING)
    with finishing(context) as finish:
        count = keep_promotion_results(told=told, version=book.version, by=who_asked(context), now=now)
        finish({"promotions": count})
    return {"promotions": count}


def to_measure(version: str) -> list[Promotion]:
    """The promotions that ran and whose result is of other facts, or of what they were before somebody changed them."""
    found = standing().filter(stage__in=RAN).order_by("pk")
    return [row for row in found if (kept := result_of(row)) is None or kept.facts_version != version]


def told_of(row: Promotion, book: Book, limits: Limits) -> Told:
    """What the facts tell of one, as its page shows it."""
    seen = look(row, book, limits)
    return Told(row.pk, basis_of(row), seen, measured(said_of(row), seen, limits, book.currency), book.currency)


def start_measuring(*, by: Person | None, now: datetime, then: str = "") -> Job:
    """Ask for it."""
    return start(measure_promotions_job, by=by, now=now, key="promotions", then=then)


def start_promotions(by: Person | None, now: datetime, due: datetime) -> Job | None:
    """Every night where there is one to measure; None otherwise."""
    newest = newest_facts()
    if newest is None or not to_measure(book_of("").version):
        return None
    return start_measuring(by=by, now=now)
