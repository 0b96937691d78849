"""Moving a status: every step is somebody's decision, checked against the life it may have, kept and recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from clave.actions.audit import record
from clave.actions.following import follow_status
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _, stored
from clave.policy import declared
from clave.policy.limits import Limits
from clave.selection.life import LANDING, NONE, STATES, is_member, may_follow
from clave.selection.listing import Standing
from clave.store.models import (
    KeyStatus,
    LandingPlan,
    Person,
    SelectionLine,
    SelectionRun,
    StatusChange,
    StatusReview,
)
from clave.store.policy import policy_in_force
from clave.store.status import MEMBER_STATES, stand_of

REVIEWED = frozenset({"stays", "watched", "leaves"})
"""What the bands say of a member; the rest of a list were none."""


@action
def change_status(
    *,
    by: Person | None,
    now: datetime,
    customer: str,
    name: str,
    to: str,
    effective_on: date,
    reason: str | Text,
    category: str = "",
    until: date | None = None,
    run: SelectionRun | None = None,
) -> StatusChange:
    """Take one customer a step further; `to` is a key of `life.STATES`, or empty for «no status».

    `until` is the end of an override; a member that moves on keeps the one it has. Raises ClaveError where that step
    may not follow where it stands, without a reason, before the last step that counts, or into a landing without an
    open plan (`land_account` makes both)."""
    status = held(customer, name, now)
    if not may_follow(status.state, to):
        raise refused(status, to)
    plan = LandingPlan.objects.filter(customer=customer, ended_at=None).first() if to == LANDING else None
    if to == LANDING and plan is None:
        raise ClaveError(
            _("{name} lands only with a plan.").fill(name=name),
            where="plan",
            remedy=_("Write on its page until when, what is done by whom, and who tells the customer."),
        )
    return take_step(
        status, by=by, now=now, to=to, effective_on=effective_on, reason=reason, category=category,
        until=plan.until if plan else _end(status, to, until), run=run,
    )  # fmt: skip


def _end(status: KeyStatus, to: str, until: date | None) -> date | None:
    """An override outlives the steps between the states of a member, and ends with the membership or in a landing."""
    carried = is_member(status.state) and is_member(to) and status.state != LANDING
    return until or (status.until if carried else None)


def held(customer: str, name: str, now: datetime) -> KeyStatus:
    """The customer's status, held until the end of the transaction; made where there is none."""
    fresh = {"name": name, "state": NONE, "changed_at": now}
    status, _made = KeyStatus.objects.select_for_update().get_or_create(customer=customer, defaults=fresh)
    status.name = name
    return status


def take_step(
    status: KeyStatus,
    *,
    by: Person | None,
    now: datetime,
    to: str,
    effective_on: date,
    reason: str | Text,
    category: str = "",
    until: date | None = None,
    run: SelectionRun | None = None,
    takes_back: StatusChange | None = None,
) -> StatusChange:
    """Add one step to a status that is held, inside an action that checked that it may follow. `reason` is what somebody
    wrote, or a Text that clave says itself. Raises ClaveError without one (one that takes back needs none), or where it
    would count before the last step."""
    because = stored(reason) if isinstance(reason, Text) else None
    words = "" if isinstance(reason, Text) else reason.strip()
    if because is None and not words and takes_back is None:
        raise ClaveError(
            _("a status changes only with a reason."), where="reason", remedy=_("Write in one sentence why.")
        )
    _in_order(status, effective_on)
    change = StatusChange.objects.create(
        customer=status.customer, before=status.state, after=to, category=category, effective_on=effective_on,
        until=until, reason=words, because=because, by=by, run=run, takes_back=takes_back, at=now,
    )  # fmt: skip
    settle(status, now)
    follow_status(status, change, now)
    record(by=by, now=now, what="status.changed", about=f"customer:{status.customer}", fields=("state",))
    return change


def _in_order(status: KeyStatus, effective_on: date) -> None:
    """What a member went through stays in the order in which it happened."""
    floor = stand_of(status.customer).floor
    if floor and effective_on < floor:
        raise ClaveError(
            _("{name} took its last step on {day}: this one cannot count from before.").fill(
                name=status.name, day=Figure(floor, "date")
            ),
            where="effective_on",
            remedy=_("Choose {day} or a later day.").fill(day=Figure(floor, "date")),
        )


def settle(status: KeyStatus, now: datetime) -> None:
    """The status as its steps and reviews leave it."""
    stood = stand_of(status.customer)
    reviews = StatusReview.objects.filter(customer=status.customer, since=stood.since) if stood.since else None
    last = reviews.order_by("-id").first() if reviews is not None else None
    status.state, status.since, status.until, status.category = stood.state, stood.since, stood.until, stood.category
    status.reviews = reviews.count() if reviews is not None else 0
    status.below = last.below if last else 0
    status.changed_at = now
    status.save()


def refused(status: KeyStatus, to: str) -> ClaveError:
    """A step that may not follow, in words."""
    none = _("no status")
    before = STATES[status.state].label if status.state else none
    return ClaveError(
        _("{name} cannot go from «{before}» to «{after}».").fill(
            name=status.name, before=before, after=STATES[to].label if to in STATES else none
        ),
        where="state",
        remedy=_("Look at its history: somebody may have moved it a moment ago."),
    )


def limits_of(now: datetime) -> Limits:
    """The policy of the day that the clock of the installation shows."""
    return policy_in_force().at(timezone.localdate(now))


@action
def note_review(
    *, by: Person | None, now: datetime, run: SelectionRun, standings: Mapping[str, Standing]
) -> list[StatusReview]:
    """Book a decided review for every key account that it looked at: one review more, and how many of the last ones
    running found it below the exit band. `standings` are those of the list (`Listing.standings`).

    Once for each list: asked again, it books nothing and gives back nothing. Who entered with this very review, or is no
    member by now, is not counted. No status changes: that is a decision."""
    members = KeyStatus.objects.select_for_update().filter(state__in=MEMBER_STATES).order_by("customer")
    found = {status.customer: status for status in members}
    if StatusReview.objects.filter(run=run).exists():
        return []
    since = {code: found[code].since for code, one in standings.items() if one.state in REVIEWED and code in found}
    sure = dict(SelectionLine.objects.filter(run=run, customer__in=since).values_list("customer", "sure"))
    floor = policy_in_force().at(run.as_of)[declared.band_exit]
    booked = StatusReview.objects.bulk_create(
        StatusReview(
            customer=code, run=run, since=day, state=standings[code].state, sure=sure.get(code), floor=floor,
            below=standings[code].below, because=stored(standings[code].because), by=by, at=now,
        )
        for code, day in sorted(since.items())
        if day
    )  # fmt: skip
    for review in booked:
        settle(found[review.customer], now)
    if booked:
        record(by=by, now=now, what="status.reviewed", about=f"selection:{run.pk}")
    return booked
