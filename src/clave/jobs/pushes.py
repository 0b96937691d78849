"""Writing to an ERP behind the pages: its set-up looked at, plans and swaps made, and what was approved written once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskContext, task

from clave.actions.pulls import Overtaken
from clave.actions.pushes import (
    begin_lines,
    end_push,
    keep_entries,
    keep_push,
    keep_setup,
    keep_swaps,
    stop_push,
    take_up_push,
)
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.facts.sources.kinds import connector
from clave.facts.sources.odoo.pushes.plan import Change, planned
from clave.facts.sources.odoo.pushes.push import Entry, Pace, push
from clave.facts.sources.odoo.pushes.setup import setup
from clave.facts.sources.odoo.pushes.swaps import SWAP as SWAPPED
from clave.facts.sources.odoo.pushes.swaps import Approval, proposed, swap
from clave.facts.sources.odoo.source import Odoo
from clave.jobs.starting import start
from clave.jobs.telling import Cancelled, Progress, finishing, moment, telling, who_asked
from clave.policy import push as policy
from clave.policy.limits import Limits
from clave.store.models import FactSource, Job, Person, Push
from clave.store.models.jobs import LIVE
from clave.store.models.pushes import PLAN, SWAP, UNDER_WAY
from clave.store.policy import policy_in_force
from clave.store.push_wishes import possible, wished
from clave.store.pushes import WORK_ON, WRITES, before_of, plan_of, swap_of
from clave.store.sources import secrets_of
from clave.store.status import key_accounts

CONNECTING, LOOKING, KEEPING = _("Connecting"), _("Looking at what stands there"), _("Keeping the plan")
CANCELLED = _("Somebody stopped it. What was written stands, and is in the ledger; let the rest go on, or give it up.")
NOT_WRITTEN = _("this source is only read: clave writes to Odoo alone.")


@contextmanager
def _reached(source: FactSource, limits: Limits) -> Iterator[Odoo]:
    """A source that can be written to. Raises SourceError as it is reached, ClaveError where it cannot be written to."""
    if source.kind not in WRITES:
        raise ClaveError(NOT_WRITTEN, where=source.name, remedy=_("Choose a source of the kind Odoo."))
    reached = connector(source.kind).reach(source.settings, secrets_of(source), limits)
    assert isinstance(reached, Odoo)
    with closing(reached):
        yield reached


def _begun(context: TaskContext, source: int) -> tuple[FactSource, Limits, date]:
    today = timezone.localdate(moment(context))
    telling(context)(0.05, CONNECTING)
    return FactSource.objects.get(pk=source), policy_in_force().at(today), today


@task(takes_context=True, title=_("Looking at what must be so in the ERP"))
def check_setup_job(context: TaskContext, source: int) -> None:
    """Look at how deliveries are reserved and what may be written; {"advised": types of delivery whose stars come too late}."""
    one, limits, _today = _begun(context, source)
    with _reached(one, limits) as odoo:
        found = setup(odoo.reading)
    with finishing(context) as finish:
        keep_setup(number=source, setup=found, now=moment(context))
        finish({"advised": sum(not kind.serves_stars for kind in found.reserving)})


@task(takes_context=True, title=_("Planning what to write to the ERP"), newest=True)
def plan_push_job(context: TaskContext, source: int, parts: list[str]) -> None:
    """Compare what is wished with what stands there, and keep the difference; {"push": its number, "changes": how many}."""
    one, limits, today = _begun(context, source)
    tell = telling(context)
    what = wished(one, parts, today, limits)
    with _reached(one, limits) as odoo:
        tell(0.2, LOOKING)
        plan, found = planned(odoo.reading, odoo.directory, what.wishes), setup(odoo.reading)
    tell(0.9, KEEPING)
    with finishing(context) as finish:
        keep_setup(number=source, setup=found, now=moment(context))
        kept = keep_push(
            number=source,
            parts=parts,
            plan=plan,
            basis=what.basis,
            limits=limits,
            by=who_asked(context),
            now=moment(context),
        )
        finish({"push": kept.pk, "changes": len(plan.changes)})


@task(takes_context=True, title=_("Looking for swaps of reserved stock"), newest=True)
def propose_swaps_job(context: TaskContext, source: int) -> None:
    """Propose what could be moved to key accounts that wait; {"swaps": how many}."""
    one, limits, _today = _begun(context, source)
    with _reached(one, limits) as odoo:
        telling(context)(0.2, LOOKING)
        found = proposed(odoo.reading, odoo.directory, {status.customer for status in key_accounts()})
    with finishing(context) as finish:
        kept = keep_swaps(number=source, swaps=found, limits=limits, by=who_asked(context), now=moment(context))
        finish({"swaps": len(kept)})


@dataclass(frozen=True)
class _Kept:
    """The ledger of one try: safe in the database when it returns."""

    number: int
    holder: str
    clock: Callable[[], datetime]
    tell: Callable[[int], None]

    def begin(self, changes: Sequence[Change]) -> None:
        keys = [change.key for change in changes]
        begin_lines(number=self.number, holder=self.holder, keys=keys, now=self.clock())

    def keep(self, entries: Sequence[Entry]) -> None:
        keep_entries(number=self.number, holder=self.holder, entries=entries, now=self.clock())
        self.tell(len(entries))


@task(takes_context=True, title=_("Writing to the ERP"))
def write_push_job(context: TaskContext, source: int, number: int) -> None:
    """Write what was approved, once; {"state": how it ended}. Where it stops half way, why is kept with the push; what was
    written is in the ledger, and whoever goes on reads back first."""
    holder = secrets.token_hex(8)
    kept = take_up_push(number=number, holder=holder, now=moment(context))
    if kept is None:
        return
    try:
        _written(context, kept)
        with finishing(context) as finish:
            finish({"state": end_push(number=number, holder=holder, now=moment(context)).state})
    except Overtaken:
        return
    except Cancelled:
        stop_push(number=number, holder=holder, why=CANCELLED, now=moment(context))
        raise
    except ClaveError as error:
        stop_push(number=number, holder=holder, why=error.sentence(), now=moment(context))
        raise


def _written(context: TaskContext, kept: Push) -> None:
    limits = policy_in_force().at(timezone.localdate(moment(context)))
    tell, by = telling(context), kept.decided_by.name if kept.decided_by else ""
    tell(0.05, CONNECTING)
    before = before_of(kept)
    ledger = _Kept(kept.pk, kept.holder, lambda: moment(context), _counting(tell, kept, len(before.done)))
    with _reached(kept.of, limits) as odoo:
        if kept.kind == SWAP:
            _swapped(odoo, kept, ledger, by)
            return
        push(
            odoo.client, plan_of(kept), approved=kept.digest, by=by, now=moment(context), ledger=ledger, before=before,
            pace=Pace(limits[policy.together], limits[policy.pause]),
        )  # fmt: skip


def _swapped(odoo: Odoo, kept: Push, ledger: _Kept, by: str) -> None:
    proposal, before, now = swap_of(kept), before_of(kept), ledger.clock()
    if before.done:
        return
    key = (SWAPPED, proposal.taker_number)
    approval = Approval(kept.digest, by, kept.decided_at or now)
    entry = swap(
        odoo.reading, odoo.directory, proposal, approval, now=now, begun=key in before.begun,
        begin=lambda: begin_lines(number=kept.pk, holder=kept.holder, keys=[key], now=ledger.clock()),
    )  # fmt: skip
    ledger.keep([entry])


def _counting(tell: Progress, kept: Push, done: int) -> Callable[[int], None]:
    total = max(1, sum(n for what, n in kept.counts.items() if what != "left"))
    so_far = done

    def count(more: int) -> None:
        nonlocal so_far
        so_far += more
        tell(min(0.99, so_far / total), _("{n} of {total} lines").fill(n=so_far, total=total))

    return count


def _once(
    job: Any, *, source: int, by: Person | None, now: datetime, then: str, title: Text | None = None, **more: Any
) -> Job:
    """Ask for work; while the very same waits or runs, whoever asked for it, that one is the answer."""
    with transaction.atomic():
        FactSource.objects.select_for_update().get(pk=source)
        live = Job.objects.filter(task=f"{WORK_ON}{job.func.__name__}", state__in=LIVE, kwargs__source=source)
        if "number" in more:
            live = live.filter(kwargs__number=more["number"])
        if there := live.first():
            return there
        key = ":".join(["push", job.func.__name__, str(source), str(more.get("number", ""))])
        return start(job, by=by, now=now, key=key, then=then, title=title, source=source, **more)


def start_check(*, source: int, by: Person, now: datetime, then: str = "") -> Job:
    """Ask what must be so in the ERP."""
    return _once(check_setup_job, source=source, by=by, now=now, then=then)


def start_plan(*, source: int, parts: Sequence[str], by: Person | None, now: datetime, then: str = "") -> Job:
    """Ask for the difference of these parts."""
    return _once(plan_push_job, source=source, by=by, now=now, then=then, parts=list(parts))


def start_pushes(by: Person | None, now: datetime, due: datetime) -> Job | None:
    """Ask for a plan for each ERP to which people write, of the parts that somebody asked for last, as far as there is
    something to plan from; nothing is written before somebody reads and approves it. The last of these jobs; None where
    there is nothing to do."""
    today = timezone.localdate(now)
    limits, started = policy_in_force().at(today), None
    for source in FactSource.objects.filter(active=True, kind__in=WRITES).order_by("pk"):
        plans = source.pushes.filter(kind=PLAN)
        last = plans.filter(by__isnull=False).order_by("-pk").first()
        parts = possible(last.parts, today, limits) if last else []
        if parts and not plans.filter(state__in=UNDER_WAY).exists():
            started = start_plan(source=source.pk, parts=parts, by=by, now=now)
    return started


def start_swaps(*, source: int, by: Person, now: datetime, then: str = "") -> Job:
    """Ask for swaps of reserved stock."""
    return _once(propose_swaps_job, source=source, by=by, now=now, then=then)


def start_writing(*, push: Push, by: Person, now: datetime, then: str = "") -> Job:
    """Ask for what was approved to be written."""
    title = _("Writing to {source}").fill(source=push.of.name)
    return _once(write_push_job, source=push.of_id, by=by, now=now, then=then, title=title, number=push.pk)
