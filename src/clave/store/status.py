"""Reading the life of statuses: who is key now or at a date, and what the bands must know of the members."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Max, QuerySet

from clave.base.words import Joined, Text, recalled
from clave.selection.bands import Membership
from clave.selection.life import STATES, Stand, Step, is_member, stand
from clave.store.models import KeyStatus, SelectionRun, StatusChange, StatusReview

MEMBER_STATES = tuple(key for key, state in STATES.items() if state.member)


def status_of(customer: str) -> KeyStatus | None:
    """Where one customer stands now; None where nobody ever nominated it."""
    return KeyStatus.objects.filter(customer=customer).first()


def states_of(customers: Iterable[str] | None = None) -> dict[str, str]:
    """The state of each of these customers, or of all, that has one."""
    found = KeyStatus.objects.exclude(state="")
    if customers is not None:
        found = found.filter(customer__in=list(customers))
    return dict(found.values_list("customer", "state"))


def key_accounts() -> list[KeyStatus]:
    """The key accounts of now, by name."""
    return list(KeyStatus.objects.filter(state__in=MEMBER_STATES).order_by("name", "customer"))


def memberships() -> dict[str, Membership]:
    """The members of now as the bands read them; empty before the first decision."""
    found = KeyStatus.objects.filter(state__in=MEMBER_STATES, since__isnull=False)
    return {status.customer: Membership(status.since, status.reviews, status.below) for status in found if status.since}


def memberships_at(moment: datetime) -> dict[str, Membership]:
    """The members as the bands read them at a moment, from the steps and reviews entered by then; `memberships` is what
    this comes to now. Two queries."""
    taken: dict[str, list[Step]] = {}
    for change in StatusChange.objects.filter(at__lte=moment).order_by("id"):
        taken.setdefault(change.customer, []).append(as_step(change))
    stood = {code: stand(steps) for code, steps in taken.items()}
    found = {code: Membership(one.since) for code, one in stood.items() if is_member(one.state) and one.since}
    for review in StatusReview.objects.filter(at__lte=moment, customer__in=found).order_by("id"):
        member = found[review.customer]
        if review.since == member.since:
            found[review.customer] = Membership(member.since, member.reviews + 1, review.below)
    return found


def why_of(change: StatusChange) -> Text | Joined | str:
    """Why a step was taken: what clave says itself, to be said in the reader's language, or what somebody wrote. Steps of
    before 0.4 keep what clave said then in the language of the installation."""
    because: Text | Joined | str = recalled(change.because) if change.because else change.reason
    return because


def steps_of(customer: str) -> QuerySet[StatusChange]:
    """Every step of one customer, in the order they were entered."""
    return StatusChange.objects.filter(customer=customer).order_by("id")


def reviews_of(customer: str) -> QuerySet[StatusReview]:
    """What reviews found of one customer, newest first."""
    return StatusReview.objects.filter(customer=customer).select_related("run", "by").order_by("-id")


def stand_of(customer: str) -> Stand:
    """What the steps of one customer come to."""
    return stand(as_step(change) for change in steps_of(customer))


def as_step(change: StatusChange) -> Step:
    """A kept step as the life of a status counts it."""
    return Step(change.after, change.effective_on, change.until, change.category, back=change.takes_back_id is not None)


def last_steps(day: date) -> QuerySet[StatusChange]:
    """The step of each customer that counted on a day: of those that count from then or before, the one entered last,
    so that what was entered later for an earlier day stands."""
    counted = StatusChange.objects.filter(effective_on__lte=day).order_by().values("customer")
    return StatusChange.objects.filter(pk__in=counted.annotate(last=Max("pk")).values("last"))


def members_at(day: date) -> QuerySet[StatusChange]:
    """The last steps of those who were key accounts on a day."""
    return last_steps(day).filter(after__in=MEMBER_STATES)


def states_at(day: date) -> dict[str, StatusChange]:
    """The last step of every customer that counted on a day; those without status left out."""
    return {change.customer: change for change in last_steps(day).exclude(after="")}


def members_of(changes: Iterable[StatusChange]) -> list[str]:
    """The customers that these last steps leave as key accounts, in code order."""
    return sorted(change.customer for change in changes if is_member(change.after))


def decided_with(run: SelectionRun) -> int:
    """How many steps were decided with a list."""
    return StatusChange.objects.filter(run=run).count()
