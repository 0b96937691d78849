"""Reading kept selections: the latest run, and its lines filtered, ordered and cut to a page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, FloatField, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast

from clave.store.models import MeasureLine, Person, SelectionLine, SelectionRun
from clave.store.roles import ADMINISTRATOR

STATES: dict[str, Q] = {
    "inside": Q(member=True),
    "debate": Q(firmness="debate") | Q(firmness="out", member=True, seat=""),  # as `selection.listing.to_debate`
    "outside": Q(member=False),
    "payment": Q(but_for_payment=True),
    "seat": Q(member=True) & ~Q(seat=""),
}
COLUMNS = {"rank", "name", "score", "sure", "money"}


@dataclass(frozen=True)
class Wanted:
    """Which lines and in which order; empty = all, members first and then by rank."""

    text: str = ""
    criterion: str = ""
    state: str = ""
    order: str = ""

    @property
    def plain(self) -> bool:
        """Nothing filtered, nothing ordered."""
        return self == Wanted()


def latest_run() -> SelectionRun | None:
    """The selection asked for last, if there is any: one asked earlier that took longer does not hide it."""
    return SelectionRun.objects.order_by("-created_at", "-id").first()


def run_of(asked: str) -> SelectionRun | None:
    """The selection with that number; None where none has it, or it is no number."""
    return SelectionRun.objects.filter(pk=int(asked[:18])).first() if asked.isascii() and asked.isdigit() else None


def lines(run: SelectionRun, wanted: Wanted) -> QuerySet[SelectionLine]:
    """The lines of a run as wanted; an order or state nobody declared is ignored."""
    found = SelectionLine.objects.filter(run=run)
    if wanted.text:
        found = found.filter(Q(name__icontains=wanted.text) | Q(customer__icontains=wanted.text))
    if wanted.state in STATES:
        found = found.filter(STATES[wanted.state])
    criteria = {criterion["key"] for criterion in run.criteria}
    if wanted.criterion in criteria:
        found = found.filter(**{f"criteria__{wanted.criterion}__verdict": "applies"})
    return _ordered(found, wanted.order, criteria)


def discussed(run: SelectionRun, below: int) -> QuerySet[SelectionLine]:
    """Whom a meeting talks about: members, the first `below` of the others, who is to be debated, who does not pay."""
    found = SelectionLine.objects.filter(run=run)
    last = found.filter(member=False).order_by("rank").values_list("rank", flat=True)[:below]
    return found.filter(Q(rank__in=list(last)) | STATES["inside"] | STATES["debate"] | STATES["payment"])


def _ordered(found: QuerySet[SelectionLine], order: str, criteria: set[str]) -> QuerySet[SelectionLine]:
    column, falling = order.removeprefix("-"), order.startswith("-")
    if column in criteria:
        cell = KeyTransform(column, "criteria")
        key: Cast | F = Cast(KeyTextTransform("score", cell), FloatField())
    elif column in COLUMNS:
        key = F(column)
    else:
        return found.order_by("-member", "rank")
    return found.order_by(key.desc(nulls_last=True) if falling else key.asc(nulls_last=True), "rank")


def measured(run: SelectionRun, text: str = "") -> QuerySet[MeasureLine]:
    """The customers a run measured, biggest first."""
    found = MeasureLine.objects.filter(run=run)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(customer__icontains=text))
    return found.order_by(F("money").desc(nulls_last=True), "name", "id")


def people_named(numbers: Collection[int]) -> dict[int, str]:
    """The names of people by their number."""
    return dict(Person.objects.filter(pk__in=numbers).values_list("pk", "name")) if numbers else {}


def administrators() -> list[str]:
    """Whom to ask for access."""
    people = Person.objects.filter(role=ADMINISTRATOR.key, is_active=True)
    return list(people.order_by("name").values_list("name", flat=True)[:3])
