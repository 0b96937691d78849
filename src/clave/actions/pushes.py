"""What is written to an ERP: kept as a plan, approved or rejected by a person, and written down while it is done.

Nothing here talks to an ERP: `clave.jobs.pushes` does, with what stands approved. Whoever holds a push (`holder`) may write to
its ledger; a try that was overtaken finds its fence gone and writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from clave.actions.audit import record
from clave.actions.pulls import Overtaken
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.folding import folded
from clave.base.words import Joined, Text, _, counted, stored
from clave.facts.sources.odoo.pushes.plan import Plan
from clave.facts.sources.odoo.pushes.push import NOT_TOLD, Entry
from clave.facts.sources.odoo.pushes.setup import Setup
from clave.facts.sources.odoo.pushes.swaps import PICKINGS, Swap
from clave.facts.sources.odoo.pushes.swaps import SWAP as SWAPPED
from clave.policy import push as policy
from clave.policy.limits import Limits
from clave.store.models import FactSource, Person, Push, PushEntry, PushLine
from clave.store.models.pushes import (
    APPROVED,
    BEGUN,
    DONE,
    GIVEN_UP,
    OPEN,
    PLAN,
    REJECTED,
    STOPPED,
    SUPERSEDED,
    SWAP,
    UNDER_WAY,
    WRITING,
)
from clave.store.pushes import digest_of, places_of, told_lines

BATCH = 500
LONGEST = 500
"""Letters of the reason of a rejection."""


@action
def keep_setup(*, number: int, setup: Setup, now: datetime) -> FactSource:
    """Keep what was found of what must be so in the ERP."""
    source = FactSource.objects.select_for_update().get(pk=number)
    source.setup = {**setup.stored(), "at": now.isoformat()}
    source.save(update_fields=["setup"])
    return source


@action
def keep_push(
    *, number: int, parts: Sequence[str], plan: Plan, basis: Sequence[Text], limits: Limits, by: Person | None, now: datetime
) -> Push:  # fmt: skip
    """Keep a plan to be read; the one that nobody decided on is superseded. A plan that changes nothing is done as it is.

    Raises ClaveError while another is being written, and for more changes than policy lets in one."""
    source = FactSource.objects.select_for_update().get(pk=number)
    if source.pushes.filter(kind=PLAN, state__in=UNDER_WAY).exists():
        raise ClaveError(
            _("what was approved before is still being written, or stopped half way."), where=source.name,
            remedy=_("Wait for its end, let it go on, or give up what is left of it; then plan anew."),
        )  # fmt: skip
    if len(plan.changes) > limits[policy.lines]:
        raise ClaveError(
            counted("{n} record would change, more than the policy lets in one plan.",
                    "{n} records would change, more than the policy lets in one plan.", len(plan.changes)),
            where=source.name, remedy=_("Plan fewer parts at once, or look whether the right database is connected."),
        )  # fmt: skip
    _supersede(source, PLAN, now)
    kinds = [change.what for change in plan.changes]
    kept = Push.objects.create(
        of=source, kind=PLAN, state=OPEN if plan.changes else DONE, parts=list(parts), basis=[stored(one) for one in basis],
        counts={what: kinds.count(what) for what in dict.fromkeys(kinds)} | {"left": len(plan.left)}, tag=plan.tag,
        tag_number=plan.tag_number, digest=plan.digest, made_at=now, ends_at=now + timedelta(hours=limits[policy.hours]),
        by=by, ended_at=None if plan.changes else now,
    )  # fmt: skip
    rows = [
        PushLine(
            push=kept, place=place, what=one.what, model=one.model, number=one.number, name=one.name, customer=one.customer,
            before=dict(one.before), after=dict(one.after), folded=folded(f"{one.name} {one.customer}"),
        )
        for place, one in enumerate(plan.changes)
    ]  # fmt: skip
    rows += [
        PushLine(
            push=kept,
            place=len(rows) + place,
            what=one.what,
            name=one.name,
            why=stored(one.why),
            folded=folded(one.name),
        )
        for place, one in enumerate(plan.left)
    ]
    PushLine.objects.bulk_create(rows, batch_size=BATCH)
    record(by=by, now=now, what="push.planned", about=f"push:{kept.pk}")
    return kept


@action
def keep_swaps(
    *, number: int, swaps: Sequence[Swap], limits: Limits, by: Person | None, now: datetime
) -> list[Push]:  # fmt: skip
    """Keep swaps to be approved one by one; those that nobody decided on are superseded."""
    source = FactSource.objects.select_for_update().get(pk=number)
    _supersede(source, SWAP, now)
    kept = [_kept_swap(source, one, limits, by, now) for one in swaps[: limits[policy.swaps]]]
    record(by=by, now=now, what="push.planned", about=f"feed:{number}")
    return kept


def _kept_swap(source: FactSource, one: Swap, limits: Limits, by: Person | None, now: datetime) -> Push:
    kept = Push.objects.create(
        of=source, kind=SWAP, counts={SWAPPED: 1}, digest=one.digest, made_at=now, by=by,
        ends_at=now + timedelta(hours=limits[policy.hours]),
    )  # fmt: skip
    PushLine.objects.create(
        push=kept, place=0, what=SWAPPED, model=PICKINGS.name, number=one.taker_number, name=one.taker,
        customer=one.taker_customer, before={one.giver: one.held[0], one.taker: one.held[1]},
        after={one.taker: one.held[1] + one.quantity}, swap=one.stored(),
        folded=folded(" ".join((one.taker, one.taker_customer, one.giver, one.giver_customer, one.product))),
    )  # fmt: skip
    return kept


def _supersede(source: FactSource, kind: str, now: datetime) -> None:
    source.pushes.filter(kind=kind, state=OPEN).update(state=SUPERSEDED, ended_at=now)


@action
def approve_push(*, number: int, digest: str, limits: Limits, by: Person, now: datetime) -> Push:
    """Answer for what is written: exactly the lines of that digest. Raises ClaveError where it was decided already, waited
    too long, is not what was read, or where policy asks for somebody else."""
    push = _to_decide(number)
    if push.late(now):
        raise ClaveError(
            _("it was planned more than {hours} hours ago, and much may have changed.").fill(
                hours=Figure(limits[policy.hours], "count")
            ),
            where=push.of.name, remedy=_("Plan anew, and read what would change now."),
        )  # fmt: skip
    if not digest or digest != push.digest or digest_of(push) != push.digest:
        raise ClaveError(
            _("what would be written is not what you read."), where=push.of.name,
            remedy=_("Read its differences again, and approve it then."),
        )  # fmt: skip
    if limits[policy.approver] == policy.ANOTHER and push.by_id == by.pk:
        raise ClaveError(
            _("the policy asks for another person than who planned it."), where=push.of.name,
            remedy=_("Ask somebody else who may approve it; nothing was written."),
        )  # fmt: skip
    push.state, push.decided_at, push.decided_by = APPROVED, now, by
    push.save(update_fields=["state", "decided_at", "decided_by"])
    record(by=by, now=now, what="push.approved", about=f"push:{push.pk}")
    return push


@action
def reject_push(*, number: int, reason: str, by: Person, now: datetime) -> Push:
    """It is not written. Raises ClaveError where it was decided already, or without a reason."""
    push = _to_decide(number)
    if not reason.strip():
        raise ClaveError(
            _("a rejection has a reason."), where="reason",
            remedy=_("Write in one sentence what is wrong with it, so that the next plan is better."),
        )  # fmt: skip
    push.state, push.decided_at, push.decided_by, push.ended_at = REJECTED, now, by, now
    push.reason = reason.strip()[:LONGEST]
    push.save(update_fields=["state", "decided_at", "decided_by", "ended_at", "reason"])
    record(by=by, now=now, what="push.rejected", about=f"push:{push.pk}")
    return push


def _to_decide(number: int) -> Push:
    push = Push.objects.select_for_update(of=("self",)).select_related("of").get(pk=number)
    if push.state != OPEN:
        raise ClaveError(
            _("somebody decided on this already, or another plan took its place."), where=push.of.name,
            remedy=_("Look at the newest plan."),
        )  # fmt: skip
    return push


@action
def resume_push(*, number: int, by: Person, now: datetime) -> Push:
    """Let what stopped half way go on: what was approved stays approved, and what was written is not written again."""
    push = _under_way(number)
    push.state, push.holder = APPROVED, ""
    push.save(update_fields=["state", "holder"])
    return push


@action
def give_up_push(*, number: int, by: Person, now: datetime) -> Push:
    """What is left of it is not written; what was written stands, and is in the ledger."""
    push = _under_way(number)
    push.state, push.holder, push.ended_at = GIVEN_UP, "", now
    push.save(update_fields=["state", "holder", "ended_at"])
    record(by=by, now=now, what="push.given_up", about=f"push:{push.pk}")
    return push


def _under_way(number: int) -> Push:
    push = Push.objects.select_for_update(of=("self",)).select_related("of").get(pk=number)
    if push.state not in UNDER_WAY:
        raise ClaveError(
            _("nothing of this is left to write."), where=push.of.name, remedy=_("Look at what became of each line.")
        )
    return push


@action
def take_up_push(*, number: int, holder: str, now: datetime) -> Push | None:
    """An approved push, from now on in the hands of `holder`; None where nothing of it is to be written."""
    push = Push.objects.select_for_update(of=("self",)).select_related("of", "decided_by").get(pk=number)
    if push.state not in UNDER_WAY:
        return None
    push.state, push.holder, push.tries, push.error = WRITING, holder, push.tries + 1, None
    push.save(update_fields=["state", "holder", "tries", "error"])
    return push


def _held(number: int, holder: str) -> Push:
    push = Push.objects.select_for_update(of=("self",)).select_related("decided_by").get(pk=number)
    if push.holder != holder or push.state != WRITING:
        raise Overtaken(f"push {number}")
    return push


@action
def begin_lines(*, number: int, holder: str, keys: Sequence[tuple[str, int]], now: datetime) -> None:
    """Write down what is about to be written. Raises Overtaken where another try holds the push."""
    push = _held(number, holder)
    rows = places_of(push)
    PushEntry.objects.bulk_create(
        [PushEntry(line_id=rows[key], at=now, by=push.decided_by, became=BEGUN) for key in keys], batch_size=BATCH
    )


@action
def keep_entries(*, number: int, holder: str, entries: Sequence[Entry], now: datetime) -> None:
    """Write down what became of lines. Raises Overtaken where another try holds the push."""
    push = _held(number, holder)
    rows = places_of(push)
    PushEntry.objects.bulk_create(
        [
            PushEntry(
                line_id=rows[one.what, one.number], at=now, by=push.decided_by, became=one.became,
                before=dict(one.before) if one.before is not None else None,
                after=dict(one.after) if one.after is not None else None, told=stored(one.told) if one.told else None,
            )
            for one in entries
        ],
        batch_size=BATCH,
    )  # fmt: skip


@action
def end_push(*, number: int, holder: str, now: datetime) -> Push:
    """Everything was tried; where nobody could read something back, it stopped and goes on when somebody asks."""
    push = _held(number, holder)
    unsure = told_lines(push.lines.filter(why__isnull=True)).filter(became=NOT_TOLD).count()
    if unsure:
        return _stopped(push, counted(
            "Odoo did not say whether {n} line was written: let it go on, and it is read back.",
            "Odoo did not say whether {n} lines were written: let it go on, and they are read back.", unsure,
        ), now)  # fmt: skip
    push.state, push.holder, push.ended_at = DONE, "", now
    push.save(update_fields=["state", "holder", "ended_at"])
    record(by=push.decided_by, now=now, what="push.written", about=f"push:{push.pk}")
    return push


@action
def stop_push(*, number: int, holder: str, why: Text | Joined, now: datetime) -> Push | None:
    """Keep why it stopped half way; None where another try holds it by now."""
    push = Push.objects.select_for_update().filter(pk=number, holder=holder, state=WRITING).first()
    return _stopped(push, why, now) if push else None


def _stopped(push: Push, why: Text | Joined, now: datetime) -> Push:
    push.state, push.holder, push.error = STOPPED, "", stored(why)
    push.save(update_fields=["state", "holder", "error"])
    record(by=push.decided_by, now=now, what="push.stopped", about=f"push:{push.pk}")
    return push


@action
def note_push_export(*, number: int, by: Person, now: datetime) -> None:
    """Somebody took out what was written to a source, or would be."""
    record(by=by, now=now, what="push.exported", about=f"feed:{number}")
