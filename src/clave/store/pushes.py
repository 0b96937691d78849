"""Reading what clave writes to ERPs: plans with their lines, what became of each, and the ledger of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from clave.base.folding import folded
from clave.facts.sources.odoo.pushes.plan import DELIVERY, DISPATCHING, SELLING, STAR, TAG, WORK, Change, Plan
from clave.facts.sources.odoo.pushes.push import (
    ALREADY,
    GONE,
    MEANWHILE,
    NOT_KEPT,
    NOT_TOLD,
    REFUSED,
    WRITTEN,
    Before,
)
from clave.facts.sources.odoo.pushes.swaps import SWAP as SWAPPED
from clave.facts.sources.odoo.pushes.swaps import Swap
from clave.store.models import FactSource, Job, Push, PushEntry, PushLine
from clave.store.models.pushes import BEGUN, OPEN, PLAN, SWAP, UNDER_WAY

WRITES = ("odoo",)
"""The kinds of sources that can be written to."""
WORK_ON = "clave.jobs.pushes."
"""Where the work on pushes is; each takes the `source` whose it is."""
KINDS_OF_LINE = (TAG, SELLING, DISPATCHING, DELIVERY, WORK, SWAPPED)
BECAME = (WRITTEN, ALREADY, MEANWHILE, GONE, REFUSED, NOT_KEPT, NOT_TOLD)
WAITING, LEFT = "waiting", "left"
"""A line that nobody has written yet, and one that is left alone."""
FINAL = (WRITTEN, ALREADY, MEANWHILE, GONE, REFUSED, NOT_KEPT)
ORDERS = ("place", "name", "what", "customer", "became", "at")


@dataclass(frozen=True)
class Wanted:
    """Which lines: words, what is written, what became of it (a word of BECAME, WAITING or LEFT), from which day to which,
    and in which order ("-" before it = the last first)."""

    text: str = ""
    what: str = ""
    became: str = ""
    since: date | None = None
    until: date | None = None
    order: str = ""

    @property
    def plain(self) -> bool:
        """Nothing filtered."""
        return Wanted(order=self.order) == self


def pushes_of(source: FactSource) -> QuerySet[Push]:
    """The plans of writing to a source, newest first."""
    return source.pushes.filter(kind=PLAN).select_related("by", "decided_by").order_by("-id")


def swaps_of(source: FactSource) -> QuerySet[Push]:
    """The swaps that were proposed for a source, newest first."""
    return source.pushes.filter(kind=SWAP).select_related("by", "decided_by").order_by("-id")


def unfinished_plan(source: FactSource) -> Push | None:
    """The plan that waits for somebody or is being written."""
    return source.pushes.filter(kind=PLAN, state__in=(OPEN, *UNDER_WAY)).select_related("by", "decided_by").first()


def last_push_job(source: int) -> Job | None:
    """The last work on the pushes of a source."""
    return Job.objects.filter(task__startswith=WORK_ON, kwargs__source=source).order_by("-id").first()


def told_lines(lines: QuerySet[PushLine]) -> QuerySet[Any]:
    """Lines with what became of each: its last entry's `entry`, `became`, `written_at`, `stood`, `stands` and `told`."""
    last = PushEntry.objects.filter(line=OuterRef("pk")).order_by("-id")
    return lines.annotate(
        entry=Subquery(last.values("pk")[:1]),
        became=Subquery(last.values("became")[:1]),
        written_at=Subquery(last.values("at")[:1]),
        stood=Subquery(last.values("before")[:1]),
        stands=Subquery(last.values("after")[:1]),
        told=Subquery(last.values("told")[:1]),
    )


def lines_of(push: Push, wanted: Wanted) -> QuerySet[Any]:
    """The lines of a push as asked, in their order unless another is asked for."""
    return _among(told_lines(push.lines.all()), wanted)


def history_of(source: FactSource, wanted: Wanted) -> QuerySet[Any]:
    """Every line that was ever written to a source, or tried, the newest first."""
    found = told_lines(PushLine.objects.filter(push__of=source, why__isnull=True)).exclude(entry=None)
    return _among(found.select_related("push__decided_by"), wanted, "-at")


def _among(lines: QuerySet[Any], wanted: Wanted, usual: str = "place") -> QuerySet[Any]:
    if wanted.text:
        lines = lines.filter(folded__contains=folded(wanted.text))
    if wanted.what:
        lines = lines.filter(what=wanted.what)
    if wanted.became == LEFT:
        lines = lines.exclude(why__isnull=True)
    elif wanted.became == WAITING:
        lines = lines.filter(Q(became=None) | Q(became=BEGUN), why__isnull=True)
    elif wanted.became:
        lines = lines.filter(became=wanted.became)
    if wanted.since:
        lines = lines.filter(written_at__gte=_morning(wanted.since))
    if wanted.until:
        lines = lines.filter(written_at__lt=_morning(wanted.until + timedelta(days=1)))
    return lines.order_by(*_order(wanted.order or usual))


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _order(asked: str) -> list[Any]:
    name, back = asked.removeprefix("-"), asked.startswith("-")
    columns = {"name": "folded", "at": "written_at"}
    first = F(columns.get(name, name))
    by = first.desc(nulls_last=True) if back else first.asc(nulls_last=True)
    return [by, "-pk" if back else "pk"]


def came_to(numbers: Iterable[int]) -> dict[int, Counter[str]]:
    """How many lines of each push became what; WAITING those of which nobody knows yet, LEFT those left alone."""
    found: dict[int, Counter[str]] = {number: Counter() for number in numbers}
    lines = PushLine.objects.filter(push__in=list(found)).order_by()
    for push, n in lines.exclude(why__isnull=True).values_list("push").annotate(n=Count("pk")):
        found[push][LEFT] = n
    last = PushEntry.objects.filter(line=OuterRef("pk")).order_by("-id").values("became")[:1]
    written = lines.filter(why__isnull=True).annotate(became=Subquery(last))
    for push, became, n in written.values_list("push", "became").annotate(n=Count("pk")):
        found[push][WAITING if became in (None, BEGUN) else became] += n
    return found


def plan_of(push: Push) -> Plan:
    """A plan as it was made; its digest is reckoned anew from the lines that are kept."""
    rows = push.lines.filter(why__isnull=True).order_by("place")
    return Plan(tuple(_change(row) for row in rows), (), push.tag, push.tag_number)


def swap_of(push: Push) -> Swap:
    """The proposal of a swap."""
    (line,) = push.lines.all()
    return Swap.recalled(line.swap or {})


def digest_of(push: Push) -> str:
    """What the kept lines come to; it is `push.digest` unless somebody touched them."""
    return swap_of(push).digest if push.kind == SWAP else plan_of(push).digest


def _change(row: PushLine) -> Change:
    return Change(row.what, row.model, row.number, row.name, row.before or {}, row.after or {}, row.customer)


def before_of(push: Push) -> Before:
    """What earlier tries of a push came to: lines that need no more, and those that were begun."""
    rows = list(told_lines(push.lines.filter(why__isnull=True)).values_list("what", "number", "became"))
    return Before(
        frozenset((what, number) for what, number, became in rows if became in FINAL),
        frozenset((what, number) for what, number, became in rows if became in (BEGUN, NOT_TOLD)),
    )


def places_of(push: Push) -> Mapping[tuple[str, int], int]:
    """The number of the row of each change, by what names it within its plan."""
    return {
        (what, number): pk
        for what, number, pk in push.lines.filter(why__isnull=True).values_list("what", "number", "pk")
    }


def starred_by_us(source: FactSource, what: str) -> set[str]:
    """The deliveries (or work orders) whose star is ours: the last thing that clave did to each was to set it."""
    rows = PushEntry.objects.filter(line__push__of=source, line__what=what, became=WRITTEN).order_by("pk")
    last = {name: (after or {}).get("priority") for name, after in rows.values_list("line__name", "after")}
    return {name for name, star in last.items() if star == STAR}
