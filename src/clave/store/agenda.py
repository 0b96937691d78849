"""What the calendar of the programme must know of its key accounts, in a few queries whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Max
from django.utils import timezone

from clave.base.words import recalled
from clave.policy.limits import Limits
from clave.selection.calendar import Due, Found, Known, Todo, agenda
from clave.store.committee import open_one
from clave.store.models import KeyStatus, LandingStep, Proposal, StatusChange, StatusReview
from clave.store.status import MEMBER_STATES


def known_accounts() -> list[Known]:
    """Every key account with its last step, what the last review found of it and the open steps of its landing."""
    members = list(KeyStatus.objects.filter(state__in=MEMBER_STATES, since__isnull=False).order_by("name", "customer"))
    moves, reviews, todos = _moves(), _reviews(), _todos()
    return [
        Known(
            customer=status.customer,
            name=status.name,
            state=status.state,
            since=status.since,
            moved_on=moves[status.customer].effective_on if status.customer in moves else status.since,
            until=status.until,
            found=_found(reviews.get(status.customer), moves.get(status.customer)),
            todos=tuple(todos[status.customer]),
        )
        for status in members
        if status.since
    ]


def dues_of(customers: Collection[str] | None, limits: Limits) -> tuple[Due, ...]:
    """What is due of some key accounts (None = of all): the steps of their life, in order of days; what a review of the list
    would find is left to its own page. Three queries."""
    moves, todos = _moves(), _todos()
    members = KeyStatus.objects.filter(state__in=MEMBER_STATES, since__isnull=False).order_by("name", "customer")
    if customers is not None:
        members = members.filter(customer__in=list(customers))
    known = [
        Known(
            one.customer, one.name, one.state, one.since,
            moves[one.customer].effective_on if one.customer in moves else one.since, one.until, None, tuple(todos[one.customer]),
        )
        for one in members
        if one.since
    ]  # fmt: skip
    return tuple(due for due in agenda(known, None, limits) if due.customer)


def last_review() -> date | None:
    """The day of the list of the last review that was decided."""
    return StatusReview.objects.aggregate(last=Max("run__as_of"))["last"]


def dues(limits: Limits) -> tuple[Due, ...]:
    """All that is due in the programme, in order of days."""
    return agenda(known_accounts(), last_review(), limits, meeting_of(open_one()))


def meeting_of(proposal: Proposal | None) -> date | None:
    """The day on which the voting on an open proposal ends."""
    return timezone.localdate(proposal.closes_at) if proposal else None


def _moves() -> dict[str, StatusChange]:
    members = KeyStatus.objects.filter(state__in=MEMBER_STATES).values("customer")
    last = StatusChange.objects.filter(customer__in=members).order_by().values("customer").annotate(last=Max("pk"))
    return {change.customer: change for change in StatusChange.objects.filter(pk__in=last.values("last"))}


def _reviews() -> dict[str, StatusReview]:
    last = StatusReview.objects.order_by().values("customer").annotate(last=Max("pk"))
    found = StatusReview.objects.filter(pk__in=last.values("last")).select_related("run")
    return {review.customer: review for review in found}


def _todos() -> dict[str, list[Todo]]:
    found: dict[str, list[Todo]] = defaultdict(list)
    for step in LandingStep.objects.filter(plan__ended_at=None, done_at=None).select_related("plan"):
        found[step.plan.customer].append(Todo(step.due_on, step.what))
    return found


def _found(review: StatusReview | None, move: StatusChange | None) -> Found | None:
    """What the review found, unless somebody moved the account since."""
    if review is None or (move is not None and move.at >= review.at):
        return None
    return Found(review.run.as_of, review.state, recalled(review.because))
