"""The list at any past date, from the steps that counted then, with the list each was decided with (product.md §2.10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Lower

from clave.base.figures import Figure
from clave.base.folding import folded
from clave.base.words import Joined, Text, _
from clave.selection.compare import compared
from clave.selection.life import DECIDED, is_member
from clave.selection.listing import Line
from clave.store.folding import folded as folded_in
from clave.store.listings import kept_listing
from clave.store.models import KeyStatus, SelectionLine, SelectionRun, StatusChange, StatusReview
from clave.store.status import MEMBER_STATES, last_steps, members_at

DATES, PART = 12, 500


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
        named = (
            KeyStatus.objects.annotate(plain=Cast("name", CharField()))
            .annotate(folded=folded_in("plain"))
            .filter(Q(folded__contains=folded(wanted.text)) | Q(customer__icontains=wanted.text))
        )
        found = found.filter(customer__in=named.values("customer"))
    called = KeyStatus.objects.filter(customer=OuterRef("customer")).values("name")[:1]
    return found.annotate(called=Lower(Subquery(called))).order_by("called", "customer")


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


def names_of(codes: Collection[str] | None = None) -> dict[str, str]:
    """What these customers, or all that ever had a status, are called today."""
    found = KeyStatus.objects.all() if codes is None else KeyStatus.objects.filter(customer__in=codes)
    return dict(found.values_list("customer", "name"))


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
    """Two days compared: who entered, who left, who is there in another state, by name, and the lists that each stood on.

    `entered`, `left` and `changed` are as many as were asked for; `counts` says how many there are."""

    first: date
    last: date
    entered: tuple[Passed, ...]
    left: tuple[Passed, ...]
    changed: tuple[Passed, ...]
    counts: tuple[int, int, int]
    stayed: int
    runs: tuple[SelectionRun | None, SelectionRun | None]


def between(first: date, last: date, most: int | None = None) -> Between:
    """What turned the list of one day into that of a later one; of each kind the first `most` by name, or all.

    The number of queries does not grow with the lists, and the reasons are read only of those that are given back."""
    was = dict(members_at(first).order_by().values_list("customer", "after"))
    now = dict(last_steps(last).order_by().values_list("customer", "after"))
    key = {code for code, state in now.items() if is_member(state)}
    names = names_of()
    elsewhere = {code for code in key & set(was) if was[code] != now[code]}
    groups = [_by_name(codes, names) for codes in (key - set(was), set(was) - key, elsewhere)]
    shown = [group[:most] for group in groups]
    runs, every = (run_on(first), run_on(last)), [code for group in shown for code in group]
    steps, because = _steps(every, first, last), _because(runs, every)
    entered, left, changed = (
        tuple(
            Passed(
                code, names.get(code, code), was.get(code, ""), now.get(code, ""), tuple(steps[code]),
                because.get(code, ()),
            )
            for code in group
        )
        for group in shown
    )  # fmt: skip
    counts = len(groups[0]), len(groups[1]), len(groups[2])
    return Between(first, last, entered, left, changed, counts, len(key & set(was)), runs)


def _by_name(codes: Collection[str], names: Mapping[str, str]) -> list[str]:
    return sorted(codes, key=lambda code: (folded(names.get(code) or code), code))


def _steps(codes: Collection[str], first: date, last: date) -> dict[str, list[StatusChange]]:
    """The steps that counted in between and were not taken back, in the order they were entered."""
    found: dict[str, list[StatusChange]] = defaultdict(list)
    counted = StatusChange.objects.filter(effective_on__gt=first, effective_on__lte=last)
    undone = counted.filter(takes_back__isnull=False).values("takes_back")
    standing = counted.filter(takes_back=None).exclude(pk__in=undone).select_related("by").order_by("pk")
    for part in _parts(codes):
        for step in standing.filter(customer__in=part):
            found[step.customer].append(step)
    return found


def _because(
    runs: tuple[SelectionRun | None, SelectionRun | None], codes: Collection[str]
) -> dict[str, tuple[Text | Joined, ...]]:
    """Where the two lists have these customers, and why they have them elsewhere; nothing where both days stood on one."""
    old, new = runs
    if old is None or new is None or old == new or not codes:
        return {}
    found: dict[str, tuple[Text | Joined, ...]] = {}
    for part in _parts(codes):
        lists = [kept_listing(run, SelectionLine.objects.filter(run=run, customer__in=part)) for run in (old, new)]
        why = compared(*lists)
        said = {shift.line.customer: shift.because for shift in (*why.moved, *why.left, *why.entered)}
        was, now = ({line.customer: line for line in listing.lines} for listing in lists)
        found |= {code: (_places(was.get(code), now.get(code)), *said.get(code, ())) for code in part}
    return found


def _places(was: Line | None, now: Line | None) -> Text:
    if was is None and now is None:
        return _("Neither list has it: it bought nothing in either year.")
    if was is None or now is None:
        line, text = (now, _NEW) if was is None else (was, _GONE)
        assert line is not None
        return text.fill(place=Figure(line.rank, "count"), sure=Figure(line.sure, "share"))
    return _("Place {was} in the first list and {now} in the second; inside in {sure} of the draws, then in {later}.").fill(
        was=Figure(was.rank, "count"), now=Figure(now.rank, "count"),
        sure=Figure(was.sure, "share"), later=Figure(now.sure, "share"),
    )  # fmt: skip


_NEW = _("Only the second list has it: place {place}, inside in {sure} of the draws.")
_GONE = _("Only the first list has it: place {place}, inside in {sure} of the draws.")


def _parts(codes: Collection[str]) -> Iterator[list[str]]:
    """So many at a time as a database takes in one question."""
    every = list(codes)
    return (every[start : start + PART] for start in range(0, len(every), PART))
