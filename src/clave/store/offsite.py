"""Reading off-site sessions: the list, one session with its people, its agenda and what came of each of its ideas. (C3)"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet

from clave.base.folding import folded
from clave.base.words import Text
from clave.operations.offsite import OPEN, STAGES, OffsiteSaid, left_lying
from clave.policy.limits import Limits
from clave.store.models import OffsiteIdea, OffsitePerson, OffsitePoint, OffsiteSession, OffsiteStep, Person

ORDERS = ("customer", "stage", "on", "owner", "ideas", "cost")
ONLY = ("mias", "sin-decidir", "olvidadas")


@dataclass(frozen=True)
class Wanted:
    """Which sessions: words, a stage (empty = all that were not called off, `todas` = all), whose (`owner`, by number), from
    when until when; `only` of accounts I answer for, with ideas undecided, or forgotten; in which order."""

    text: str = ""
    stage: str = ""
    owner: int | None = None
    first: date | None = None
    last: date | None = None
    only: str = ""
    order: str = ""

    @property
    def plain(self) -> bool:
        """Nothing filtered."""
        return Wanted(order=self.order) == self


@dataclass(frozen=True)
class Listed:
    """A session with its ideas, and what is said of those that lie untouched."""

    row: OffsiteSession
    ideas: tuple[OffsiteIdea, ...]
    lying: Text | None

    @property
    def undecided(self) -> int:
        """Ideas that became nothing yet and that nobody turned down."""
        return sum(undecided(one) for one in self.ideas)

    @property
    def became(self) -> int:
        """Ideas of which something was made."""
        return sum(became(one) != "" for one in self.ideas)


def became(idea: OffsiteIdea) -> str:
    """What an idea became, a key of `operations.offsite.BECAME`; empty where it became nothing, or that was taken out again."""
    for key in ("need", "initiative", "action"):
        thing = getattr(idea, key)
        if thing is not None and thing.removed_at is None:
            return key
    return ""


def undecided(idea: OffsiteIdea) -> bool:
    """Nobody made anything of it and nobody turned it down."""
    return not idea.turned_down and not became(idea)


def ideas_standing() -> QuerySet[OffsiteIdea]:
    """The ideas that were not taken out, in the order in which they were said, with what each became."""
    found = OffsiteIdea.objects.filter(removed_at=None).order_by("pk")
    return found.select_related("need", "initiative", "action", "action__plan", "person", "contact")


def listed(today: date, limits: Limits, customer: str = "") -> list[Listed]:
    """Every session (of a customer): what is being prepared by its day, then the others, the newest first."""
    rows = OffsiteSession.objects.filter(removed_at=None).select_related("owner")
    rows = rows.filter(customer=customer) if customer else rows
    found = [one_of(row, today, limits) for row in rows.prefetch_related(Prefetch("ideas", ideas_standing()))]
    ahead = sorted((one for one in found if one.row.stage == "planned"), key=lambda one: (one.row.on, one.row.pk))
    past = [one for one in found if one.row.stage != "planned"]
    return ahead + sorted(past, key=lambda one: (-one.row.on.toordinal(), one.row.pk))


def one_of(row: OffsiteSession, today: date, limits: Limits) -> Listed:
    """A session whose ideas were read along."""
    ideas = tuple(row.ideas.all())
    lying = left_lying(row.stage, row.on, sum(undecided(one) for one in ideas), today, limits)
    return Listed(row, ideas, lying)


def one_offsite(row: OffsiteSession, today: date, limits: Limits) -> Listed:
    """One session with its ideas."""
    ideas = tuple(ideas_standing().filter(of=row))
    return Listed(row, ideas, left_lying(row.stage, row.on, sum(map(undecided, ideas)), today, limits))


def among(every: Iterable[Listed], wanted: Wanted, mine: Collection[str], *, sees_cost: bool) -> list[Listed]:
    """Those that are wanted, in order; `sees_cost` = whoever asks may order by it."""
    words = folded(wanted.text).split()
    found = [
        one
        for one in every
        if all(word in one.row.folded for word in words)
        and _in_stage(one.row.stage, wanted.stage)
        and wanted.owner in (None, one.row.owner_id)
        and (wanted.first is None or one.row.on >= wanted.first)
        and (wanted.last is None or one.row.on <= wanted.last)
        and _only(one, wanted.only, mine)
    ]
    column = wanted.order.removeprefix("-")
    if not column or (column == "cost" and not sees_cost):
        return found
    return sorted(found, key=lambda one: _key(one, column), reverse=wanted.order.startswith("-"))


def _in_stage(stage: str, wanted: str) -> bool:
    return wanted == "todas" or (stage == wanted if wanted else stage != "cancelled")


def _only(one: Listed, only: str, mine: Collection[str]) -> bool:
    if only == "mias":
        return one.row.customer in mine
    if only == "sin-decidir":
        return one.row.stage in OPEN and one.undecided > 0
    return one.lying is not None if only == "olvidadas" else True


def _key(one: Listed, column: str) -> Any:
    row = one.row
    return {
        "customer": folded(row.name), "stage": STAGES.index(row.stage), "on": row.on, "owner": folded(row.owner.name),
        "ideas": len(one.ideas), "cost": (row.cost is None, row.cost or Decimal(0)),
    }[column]  # fmt: skip


def people_in(row: OffsiteSession) -> list[OffsitePerson]:
    """Who comes, ours first, in the order in which they were named."""
    found = list(row.people.select_related("person", "contact").order_by("pk"))
    return [one for one in found if one.person_id] + [one for one in found if one.contact_id]


def points_of(row: OffsiteSession) -> list[OffsitePoint]:
    """The agenda, in order."""
    return list(row.points.select_related("person", "contact").order_by("place", "pk"))


def standing_steps(row: OffsiteSession) -> list[OffsiteStep]:
    """The steps of a session that were not undone, in order."""
    return list(row.steps.filter(undone_at=None).select_related("by").order_by("pk"))


def said_of(row: OffsiteSession) -> OffsiteSaid:
    """A session as its rules read it."""
    people = people_in(row)
    return OffsiteSaid(
        row.on, row.place, row.purpose, row.cost, tuple(one.person_id for one in people if one.person_id),
        tuple(one.contact_id for one in people if one.contact_id), row.agreed,
    )  # fmt: skip


def owners() -> list[Person]:
    """Who of ours has a session, by name."""
    found = OffsiteSession.objects.filter(removed_at=None).values_list("owner", flat=True)
    return list(Person.objects.filter(pk__in=set(found)).order_by("name"))
