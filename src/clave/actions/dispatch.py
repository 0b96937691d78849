"""Planning a day's dispatch, moving lines by hand, confirming: who does it, when, and from what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from clave.actions import plans
from clave.actions.audit import record
from clave.actions.dispatch_lines import Rows, summary
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.policy import declared
from clave.privileges.dispatch.plan import Plan, planned
from clave.store.dispatching import Ready, changed_since, ready
from clave.store.models import DispatchLine, DispatchPlan, Displacement, LinePin, Person, Release
from clave.store.models.dispatch import MOVES
from clave.store.policy import policy_in_force
from clave.store.pouring import Plain, pour

BATCH = 500
NOTHING_OPEN = _("no order line is open to be dispatched.")
DISPATCH = plans.Room(
    DispatchPlan, DispatchLine, changed_since,
    confirmed=_("Plan again for what is still open."),
    anew=_("somebody planned this day anew."),
    counts_on=_("another plan was made since, and counts on what this one sent."),
    there=_("Correct it there: keep lines back, or plan again."),
)  # fmt: skip


def plan_day(day: date) -> tuple[Ready, Plan]:
    """Read the facts and plan a day; the long part, without any transaction. Raises ClaveError where nothing can be
    planned."""
    found = ready(day)
    if not len(found.opened.book.lines):
        remedy = _("Look at what was set aside, or import the open order lines (order_line).")
        raise ClaveError(NOTHING_OPEN, remedy=remedy)
    return found, planned(found.opened.book, found.limits)


@action
def keep_dispatch_plan(*, day: date, found: Ready, plan: Plan, by: Person | None, now: datetime) -> DispatchPlan:
    """Keep a plan as the open one of its day; the one before is superseded, and its lines go."""
    plans.supersede(DISPATCH, day)
    kept = DispatchPlan.objects.create(
        day=day, facts_version=found.facts_version, policy_version=found.basis["policy"], basis=found.basis,
        counted=found.last_count, currency=plan.book.currency, summary=summary(plan, found), made_at=now, by=by,
    )  # fmt: skip
    pour(DispatchLine, Rows(plan, kept))
    record(by=by, now=now, what="dispatch.planned", about=f"dispatch:{kept.pk}")
    return kept


def plan_dispatch(*, day: date, by: Person | None, now: datetime) -> DispatchPlan:
    """Plan a day and keep it. Raises ClaveError as `plan_day` does."""
    found, plan = plan_day(day)
    return keep_dispatch_plan(day=day, found=found, plan=plan, by=by, now=now)


@action
def confirm_dispatch(*, number: int, by: Person, now: datetime) -> DispatchPlan:
    """Confirm a plan: what it sends is out of the next ones. Raises ClaveError where somebody confirmed or planned anew a
    moment ago, or where it was made from what is no longer so."""
    plan = plans.to_confirm(DISPATCH, number)
    pour(Release, _releases(plan))
    gone = plan.lines.filter(displaced=True, key=False).order_by("position")
    Displacement.objects.bulk_create(
        (Displacement(plan=plan, day=plan.day, order=one.order, line=one.line, quantity=one.given_without - one.given)
         for one in gone.iterator()),
        batch_size=BATCH, ignore_conflicts=True,
    )  # fmt: skip
    plans.confirm(plan, by, now)
    record(by=by, now=now, what="dispatch.confirmed", about=f"dispatch:{plan.pk}")
    return plan


def _releases(plan: DispatchPlan) -> Iterator[dict[str, Plain]]:
    """What each line of a plan sends, pick by pick. Read whole first: it is written while it is read."""
    found = plan.lines.filter(given__gt=0).order_by("position")
    lines = found.values_list("order", "line", "product", "asked", "key", "picks")
    for order, line, product, asked, key, picks in list(lines):
        for house, grade, quantity in picks:
            yield {
                "plan_id": plan.pk, "order": order, "line": line, "product": product, "warehouse": house, "grade": grade,
                "quantity": quantity, "open_before": str(asked), "key": int(key), "counted": str(plan.counted or "") or None,
            }  # fmt: skip


@action
def reopen_dispatch(*, number: int, by: Person, now: datetime) -> DispatchPlan:
    """Take a confirmation back: what it sent may be planned again. Raises ClaveError where it is not confirmed, or where a
    later plan already counts on it."""
    plan = plans.to_reopen(DISPATCH, number)
    plan.releases.all().delete()
    plan.displacements.all().delete()
    plans.reopen(plan)
    record(by=by, now=now, what="dispatch.reopened", about=f"dispatch:{plan.pk}")
    return plan


@action
def pin_line(
    *, order: str, line: str, move: str, reason: str, until: date, by: Person, now: datetime, today: date
) -> LinePin:
    """Put a line first or keep it back, until a day. Raises ClaveError (`where` names the field) without a reason, for a
    day that is over or too far, and where somebody moved it a moment ago."""
    plans.hold()
    if move not in MOVES:
        raise ClaveError(_("a line goes first or is kept back."), where="move", remedy=_("Choose one of both."))
    for refused in wrong_pin(reason=reason, until=until, today=today):
        raise refused
    LinePin.objects.filter(order=order, line=line, ended_at=None, until__lt=today).update(ended_at=now)
    if LinePin.objects.filter(order=order, line=line, ended_at=None).exists():
        raise ClaveError(_("somebody moved this line already."), remedy=_("Undo that move first."))
    pin = LinePin.objects.create(order=order, line=line, move=move, reason=reason.strip(), until=until, by=by, at=now)
    record(by=by, now=now, what="dispatch.pinned", about=f"line:{order}/{line}")
    return pin


def wrong_pin(*, reason: str, until: date, today: date) -> list[ClaveError]:
    """All that is wrong with a move by hand, each beside its field."""
    most = policy_in_force().at(today)[declared.dispatch_move_days]
    found = (
        plans.no_reason(reason, _("a move by hand has a reason.")),
        plans.no_end(until, today, most, _("a move by hand lasts from today up to {days} days.")),
    )
    return [one for one in found if one]


@action
def unpin_line(*, number: int, by: Person, now: datetime) -> LinePin:
    """Let a line go again. Raises ClaveError where it was let go already."""
    pin = plans.ended(LinePin, number, _("this move was undone already."), by, now)
    record(by=by, now=now, what="dispatch.unpinned", about=f"line:{pin.order}/{pin.line}")
    return pin


@action
def note_dispatch_export(*, number: int, by: Person, now: datetime) -> None:
    """Somebody took the plan out as a file."""
    record(by=by, now=now, what="dispatch.exported", about=f"dispatch:{number}")
