"""Reading joint initiatives: the list, the board by stage, and which stand still. (B4, E10)"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from clave.base.folding import folded
from clave.base.words import Text
from clave.operations.initiatives import KINDS, OPEN, STAGES, Standing, stale
from clave.policy.limits import Limits
from clave.store.models import InitiativeStep, JointInitiative, Person

ORDERS = ("customer", "stage", "next", "due", "owner")
ONLY = ("mias", "quietas", "sitios")
_FAR = date.max


@dataclass(frozen=True)
class Wanted:
    """Which initiatives: words, a stage (empty = the open ones, `todas` = all), a kind, a customer; `only` mine, those that
    stand still, or at another site; in which order; as a `board` or a list."""

    text: str = ""
    stage: str = ""
    kind: str = ""
    customer: str = ""
    only: str = ""
    order: str = ""
    board: bool = False

    @property
    def plain(self) -> bool:
        """Nothing filtered."""
        return Wanted(order=self.order, board=self.board) == self


@dataclass(frozen=True)
class Listed:
    """An initiative, and why it stands still where it does."""

    row: JointInitiative
    still: tuple[Text, ...]


def listed(today: date, limits: Limits) -> list[Listed]:
    """Every initiative: the open ones by their next step, those without one first; then those that are over."""
    rows = JointInitiative.objects.filter(removed_at=None).select_related("owner", "by", "contact")
    found = [Listed(row, why_still(row, today, limits)) for row in rows]
    return sorted(found, key=_in_order)


def why_still(row: JointInitiative, today: date, limits: Limits) -> tuple[Text, ...]:
    """Why an initiative stands still; () where it does not."""
    return stale(Standing(row.stage, row.moved_on, row.due_on, row.next_on), today, limits)


def _in_order(one: Listed) -> tuple[int, int, int]:
    row = one.row
    if row.stage not in OPEN:
        return 1, -row.moved_on.toordinal(), -row.pk
    return 0, (row.next_on or date.min).toordinal(), row.pk


def among(every: Iterable[Listed], wanted: Wanted, me: Person, mine: Collection[str]) -> list[Listed]:
    """Those that were asked for, in the order asked for; `mine` are the accounts the person answers for."""
    words = folded(wanted.text).split()
    found = [
        one
        for one in every
        if _in_stage(one.row.stage, wanted.stage)
        and (wanted.kind not in KINDS or one.row.kind == wanted.kind)
        and (not wanted.customer or one.row.customer == wanted.customer)
        and all(word in one.row.folded for word in words)
        and _only(one, wanted.only, me, mine)
    ]
    column = wanted.order.removeprefix("-")
    if column not in ORDERS:
        return found
    return sorted(found, key=lambda one: _key(one, column), reverse=wanted.order.startswith("-"))


def _in_stage(stage: str, wanted: str) -> bool:
    return stage == wanted if wanted in STAGES else wanted == "todas" or stage in OPEN


def _only(one: Listed, only: str, me: Person, mine: Collection[str]) -> bool:
    if only == "mias":
        return one.row.owner_id == me.pk or one.row.customer in mine
    if only == "quietas":
        return bool(one.still)
    return one.row.kind == "site" if only == "sitios" else True


def _key(one: Listed, column: str) -> Any:
    row = one.row
    return {
        "customer": folded(row.name), "stage": STAGES.index(row.stage), "next": row.next_on or _FAR,
        "due": row.due_on or _FAR, "owner": folded(row.owner.name),
    }[column]  # fmt: skip


def standing_steps(row: JointInitiative) -> list[InitiativeStep]:
    """The steps of an initiative that were not undone, in order."""
    return list(row.steps.filter(undone_at=None).select_related("by").order_by("pk"))
