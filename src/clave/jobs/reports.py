"""Preparing, approving and sending reports of consumption, many accounts in one job: leave-able, cancellable, and tried again
without doubling, because each account is kept by itself and once. (G10)"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django_tasks import TaskContext, task

from clave.actions.reports import approve_report, keep_report, send_report
from clave.base.errors import ClaveError
from clave.base.words import Text, _, counted, stored
from clave.jobs.starting import start
from clave.jobs.telling import finishing, moment, telling, who_asked
from clave.policy.limits import Limits
from clave.report.consumption.period import Period
from clave.store.facts import book_of, newest_facts
from clave.store.models import ConsumptionReport, Job, Person
from clave.store.policy import policy_in_force
from clave.store.report_making import made
from clave.store.reports import hindrance, periods_of, standing, wait_over
from clave.store.status import key_accounts

PREPARING, APPROVING, SENDING = _("Preparing the reports"), _("Approving the reports"), _("Sending the reports")
NO_FACTS = _("there are no facts yet.")
Act = Callable[..., object]


@task(takes_context=True, title=_("Preparing the reports of consumption"), queue_name="documents")
def prepare_reports_job(context: TaskContext, customers: Sequence[str], day: str) -> dict[str, Any]:
    """Prepare the report of the period that ended last before `day` of each of these accounts that has none; {"made", "there",
    "left": [[customer, why], …]}."""
    tell, now = telling(context), moment(context)
    tell(0, PREPARING)
    limits = policy_in_force().at(timezone.localdate(now))
    if newest_facts() is None:
        raise ClaveError(NO_FACTS, remedy=_("Import the invoices first; nothing was prepared."))
    book = book_of("")
    wanted, there = to_prepare(customers, date.fromisoformat(day), limits)
    left, ready = list[tuple[str, Any]](), dict[str, tuple[str, Period]]()
    why = {period: hindrance(book, period, limits) for period in {period for _name, period in wanted.values()}}
    for code, (name, period) in wanted.items():
        if (said := why[period]) is not None:
            left.append((code, stored(said)))
        else:
            ready[code] = (name, period)
    count = 0
    for place, one in enumerate(made(book, ready, timezone.localdate(now), limits), 1):
        count += keep_report(by=who_asked(context), now=now, customer=one.customer, made=one)[1]
        tell(place / (len(ready) + 1), progress(PREPARING, place, len(ready)))
    return _finished(context, {"made": count, "there": there + len(ready) - count, "left": left})


@task(takes_context=True, title=_("Approving the reports of consumption"), queue_name="documents")
def approve_reports_job(context: TaskContext, numbers: Sequence[int]) -> dict[str, Any]:
    """Approve these reports, those that wait for it; {"made", "there", "left"}."""
    return _each(context, numbers, approve_report, APPROVING)


@task(takes_context=True, title=_("Sending the reports of consumption"), queue_name="documents")
def send_reports_job(context: TaskContext, numbers: Sequence[int]) -> dict[str, Any]:
    """Send these reports, those that are approved; {"made", "there", "left"}."""
    return _each(context, numbers, send_report, SENDING)


def _each(context: TaskContext, numbers: Sequence[int], act: Act, doing: Text) -> dict[str, Any]:
    """One act on each report; what it refuses is told beside the account and stops nobody else."""
    tell, now, by = telling(context), moment(context), who_asked(context)
    tell(0, doing)
    rows = list(standing().filter(pk__in=numbers).order_by("folded", "pk"))
    count, left = 0, list[tuple[str, Any]]()
    for place, row in enumerate(rows, 1):
        try:
            act(by=by, now=now, customer=row.customer, number=row.pk)
            count += 1
        except ClaveError as refused:
            left.append((row.customer, stored(refused.sentence())))
        tell(place / (len(rows) + 1), progress(doing, place, len(rows)))
    return _finished(context, {"made": count, "there": 0, "left": left})


def _finished(context: TaskContext, result: dict[str, Any]) -> dict[str, Any]:
    with finishing(context) as finish:
        finish(result)
    return result


def progress(doing: Text, done: int, of: int) -> Text:
    """`Preparing the reports: 12 of 35`."""
    return counted("{doing}: {done} of {n}", "{doing}: {done} of {n}", of).fill(doing=doing, done=done)


def to_prepare(customers: Collection[str], day: date, limits: Limits) -> tuple[dict[str, tuple[str, Period]], int]:
    """The key accounts among these (none named = all) whose period before `day` has no report, with their name and period;
    and how many have one."""
    named = set(customers)
    names = {one.customer: one.name or one.customer for one in key_accounts() if not named or one.customer in named}
    periods = periods_of(names, day, limits)
    have = set(
        standing()
        .filter(customer__in=names, last__in={one.last for one in periods.values()})
        .values_list("customer", "last")
    )
    found = {code: (name, periods[code]) for code, name in names.items() if (code, periods[code].last) not in have}
    return found, len(names) - len(found)


def start_preparing(*, by: Person | None, now: datetime, customers: Iterable[str], day: date, then: str = "") -> Job:
    """Ask for it."""
    codes = sorted(set(customers))
    key = f"reports:{day}:{len(codes)}:{codes[0] if codes else ''}"
    return start(prepare_reports_job, by=by, now=now, key=key, then=then, customers=codes, day=day.isoformat())


def start_approving(*, by: Person, now: datetime, numbers: Iterable[int], then: str = "") -> Job:
    """Ask for it."""
    return start(approve_reports_job, by=by, now=now, key="reports:approve", then=then, numbers=sorted(numbers))


def start_sending(*, by: Person, now: datetime, numbers: Iterable[int], then: str = "") -> Job:
    """Ask for it."""
    return start(send_reports_job, by=by, now=now, key="reports:send", then=then, numbers=sorted(numbers))


def start_reports(by: Person | None, now: datetime, due: datetime) -> Job | None:
    """By itself: prepare what ended long enough ago, where the facts reach its end and there is none yet; None otherwise.
    Nothing is ever sent by itself."""
    if newest_facts() is None:
        return None
    today = timezone.localdate(now)
    limits = policy_in_force().at(today)
    wanted, _there = to_prepare((), today, limits)
    over = {code: period for code, (_name, period) in wanted.items() if wait_over(period, today, limits)}
    seen = set(ConsumptionReport.objects.values_list("customer", "last"))  # one that was withdrawn is made anew by hand
    fresh = {code: period for code, period in over.items() if (code, period.last) not in seen}
    if not fresh:
        return None
    book = book_of("")
    reached = {period for period in set(fresh.values()) if hindrance(book, period, limits) is None}
    codes = [code for code, period in fresh.items() if period in reached]
    return start_preparing(by=by, now=now, customers=codes, day=today) if codes else None
