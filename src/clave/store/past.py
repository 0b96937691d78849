"""The list at any past date, from the steps that counted then, with the list each was decided with (product.md §2.10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet

from clave.base.folding import folded
from clave.base.words import Joined, Text
from clave.selection.compare import compared
from clave.selection.life import DECIDED, is_member
from clave.store.folding import folded as folded_in
from clave.store.listings import kept_listing
from clave.store.models import KeyStatus, SelectionLine, SelectionRun, StatusChange, StatusReview
from clave.store.status import MEMBER_STATES, last_steps, members_at

DATES = 12


@dataclass(frozen=True)
class Wanted:
    """Which of those who were key: a part of the name or code, and a state; empty = all."""

    text: str = ""
    state: str = ""


@dataclass(frozen=True)
class WasKey:
    """A customer that was a key account on a day: the step it stood on, and the one with which it had entered."""

    name: str
    last: StatusChange
    entry: StatusChange


def key_on(day: date, wanted: Wanted = Wanted()) -> QuerySet[StatusChange]:
    """The last steps of those who were key accounts on a day, by name."""
    found = members_at(day).filter(after=wanted.state) if wanted.state in MEMBER_STATES else members_at(day)
    if wanted.text:
        named = KeyStatus.objects.annotate(folded=folded_in("name")).filter(
            Q(folded__contains=folded(wanted.text)) | Q(customer__icontains=wanted.text)
        )
        found = found.filter(customer__in=named.values("customer"))
    return found.order_by("customer")


def was_key(steps: Iterable[StatusChange], day: date) -> list[WasKey]:
    """These steps with the names of today and the steps of entry: two queries whatever their number."""
    last = list(steps)
    codes = [step.customer for step in last]
    names, entered = names_of(codes), entries(codes, day)
    return [WasKey(names.get(step.customer, step.customer), step, entered.get(step.customer, step)) for step in last]


def entries(codes: Collection[str], day: date) -> dict[str, StatusChange]:
    """The step with which each of these customers last came onto the list, as it counted on a day."""
    counted = StatusChange.objects.filter(customer__in=codes, after=DECIDED, takes_back=None, effective_on__lte=day)
    last = counted.exclude(before=DECIDED).order_by().values("customer").annotate(last=Max("pk")).values("last")
    found = StatusChange.objects.filter(pk__in=last).select_related("run", "by")
    return {step.customer: step for step in found}


def names_of(codes: Collection[str]) -> dict[str, str]:
    """What customers are called today."""
    return dict(KeyStatus.objects.filter(customer__in=codes).values_list("customer", "name"))


def states_counted(day: date) -> dict[str, int]:
    """How many key accounts were in each state."""
    return dict(members_at(day).order_by().values_list("after").annotate(n=Count("pk")))


def dates_of_change() -> list[tuple[date, int]]:
    """The latest days from which something counted that changed who is on the list, and how many steps did."""
    entering = Q(after=DECIDED) | Q(before__in=MEMBER_STATES) & ~Q(after__in=MEMBER_STATES)
    found = StatusChange.objects.filter(entering, takes_back=None).order_by().values_list("effective_on")
    return list(found.annotate(n=Count("pk")).order_by("-effective_on")[:DATES])


def run_on(day: date) -> SelectionRun | None:
    """The list that the programme stood on, on a day: that of the last review booked by then, or of the last step
    decided with one, whichever list is of the later day."""
    steps = StatusChange.objects.filter(run__isnull=False, effective_on__lte=day).values("run")
    reviewed = StatusReview.objects.filter(at__date__lte=day).values("run")
    found = SelectionRun.objects.filter(Q(pk__in=steps) | Q(pk__in=reviewed))
    return found.order_by("-as_of", "-pk").first()


@dataclass(frozen=True)
class Passed:
    """A customer whose state differs between two days: the states ("" = none), the steps that counted in between, and
    what the two lists say of it."""

    customer: str
    name: str
    before: str
    after: str
    steps: tuple[StatusChange, ...]
    because: tuple[Text | Joined, ...] = ()


@dataclass(frozen=True)
class Between:
    """Two days compared: who entered, who left, who is there in another state, and the lists that each stood on."""

    first: date
    last: date
    entered: tuple[Passed, ...]
    left: tuple[Passed, ...]
    changed: tuple[Passed, ...]
    stayed: int
    runs: tuple[SelectionRun | None, SelectionRun | None]


def between(first: date, last: date) -> Between:
    """What turned the list of one day into that of a later one, in a number of queries that no list makes greater."""
    was = dict(members_at(first).values_list("customer", "after"))
    now = dict(members_at(last).values_list("customer", "after"))
    left_as = dict(last_steps(last).filter(customer__in=set(was) - set(now)).values_list("customer", "after"))
    moved = sorted(code for code in {*was, *now} if was.get(code) != now.get(code))
    runs = run_on(first), run_on(last)
    names, steps, because = names_of(moved), _steps(moved, first, last), _because(runs, moved)
    passed = [
        Passed(
            code, names.get(code, code), was.get(code, ""), now.get(code, left_as.get(code, "")),
            tuple(steps[code]), because.get(code, ()),
        )
        for code in moved
    ]  # fmt: skip
    passed.sort(key=lambda one: folded(one.name))
    return Between(
        first=first,
        last=last,
        entered=tuple(one for one in passed if not is_member(one.before)),
        left=tuple(one for one in passed if not is_member(one.after)),
        changed=tuple(one for one in passed if is_member(one.before) and is_member(one.after)),
        stayed=len(was) - sum(is_member(one.before) and not is_member(one.after) for one in passed),
        runs=runs,
    )


def _steps(codes: Collection[str], first: date, last: date) -> dict[str, list[StatusChange]]:
    found: dict[str, list[StatusChange]] = defaultdict(list)
    counted = StatusChange.objects.filter(customer__in=codes, effective_on__gt=first, effective_on__lte=last)
    undone = counted.filter(takes_back__isnull=False).values("takes_back")
    for step in counted.filter(takes_back=None).exclude(pk__in=undone).select_related("by").order_by("pk"):
        found[step.customer].append(step)
    return found


def _because(
    runs: tuple[SelectionRun | None, SelectionRun | None], codes: Collection[str]
) -> dict[str, tuple[Text | Joined, ...]]:
    """What the two lists say of these customers, in the words that compare lists; nothing where both days stood on one."""
    old, new = runs
    if old is None or new is None or old == new or not codes:
        return {}
    listings = [kept_listing(run, SelectionLine.objects.filter(run=run, customer__in=codes)) for run in (old, new)]
    found = compared(*listings)
    return {
        shift.line.customer: shift.because for shift in (*found.moved, *found.left, *found.entered) if shift.because
    }
