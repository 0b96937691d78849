"""Reading needs: lists, one need with whom it was offered to, what was sold since, and who else could use it. (B3)"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.facts.book import Book
from clave.facts.sold import Bought, bought_of
from clave.operations.needs import OPEN, STAGES, Candidate, Origin, Sold, Suggestion, sold_since, suggested
from clave.policy import declared
from clave.policy.limits import Limits
from clave.store.facts import book_of
from clave.store.models import AccountLine, Comparison, KeyStatus, Need, NeedOffer, NeedStep, Person, SelectionRun
from clave.store.queries import latest_run
from clave.store.status import MEMBER_STATES

ORDERS = ("customer", "stage", "asked", "offers", "gained")
ONLY = ("mias", "sin-ofrecer", "sin-cifra")


@dataclass(frozen=True)
class Wanted:
    """Which needs: words, a stage (empty = the open and the solved ones, `todas` = all), a customer; `only` of accounts I
    answer for or wrote down, solved and offered to nobody, or solved without a figure; in which order."""

    text: str = ""
    stage: str = ""
    customer: str = ""
    only: str = ""
    order: str = ""

    @property
    def plain(self) -> bool:
        """Nothing filtered."""
        return Wanted(order=self.order) == self


@dataclass(frozen=True)
class Extended:
    """An offer with what was sold since; `Sold(None, None)` where nothing measures it."""

    offer: NeedOffer
    sold: Sold


@dataclass(frozen=True)
class Listed:
    """A need with its offers; `extended` = to how many customers it was sold (None = nothing measures it)."""

    row: Need
    offers: tuple[Extended, ...] = ()
    today: date = date.min

    @property
    def measured(self) -> bool:
        """Whether it names what would be sold."""
        return bool(self.row.product or self.row.family)

    @property
    def extended(self) -> int | None:
        """To how many customers the solution was extended: those who buy since the offer what they did not, or more."""
        return sum(one.sold.counts for one in self.offers) if self.measured else None

    @property
    def sold(self) -> float | None:
        """Money since, of those it was extended to; None where nothing measures it."""
        return sum(one.sold.since or 0.0 for one in self.offers if one.sold.counts) if self.measured else None


def listed(today: date) -> list[Listed]:
    """Every need with its offers, not measured: the open ones first, the oldest first, then the others, the newest first."""
    standing = NeedOffer.objects.filter(removed_at=None).order_by("on", "pk")
    rows = Need.objects.filter(removed_at=None).select_related("by", "contact")
    found = rows.prefetch_related(Prefetch("offers", queryset=standing, to_attr="standing"))
    every = [Listed(row, tuple(Extended(one, Sold(None, None)) for one in row.standing), today) for row in found]
    return sorted(every, key=_in_order)


def _in_order(one: Listed) -> tuple[int, int, int]:
    day = one.row.asked_on.toordinal()
    return (0, day, one.row.pk) if one.row.stage in OPEN else (1, -day, -one.row.pk)


def among(every: Iterable[Listed], wanted: Wanted, me: Person, mine: Collection[str]) -> list[Listed]:
    """Those that were asked for, in the order asked for."""
    words = folded(wanted.text).split()
    found = [
        one
        for one in every
        if _in_stage(one.row.stage, wanted.stage)
        and (not wanted.customer or one.row.customer == wanted.customer)
        and all(word in one.row.folded for word in words)
        and _only(one, wanted.only, me, mine)
    ]
    column = wanted.order.removeprefix("-")
    if column not in ORDERS:
        return found
    return sorted(found, key=lambda one: _key(one, column), reverse=wanted.order.startswith("-"))


def _in_stage(stage: str, wanted: str) -> bool:
    return stage == wanted if wanted in STAGES else wanted == "todas" or stage != "unsolved"


def _only(one: Listed, only: str, me: Person, mine: Collection[str]) -> bool:
    if only == "mias":
        return one.row.by_id == me.pk or one.row.customer in mine
    if only == "sin-ofrecer":
        return one.row.stage == "solved" and not one.offers
    return one.row.stage == "solved" and one.row.gained is None if only == "sin-cifra" else True


def _key(one: Listed, column: str) -> Any:
    row = one.row
    return {
        "customer": folded(row.name), "stage": STAGES.index(row.stage), "asked": row.asked_on, "offers": len(one.offers),
        "gained": (row.gained is None, row.gained or Decimal(0)),
    }[column]  # fmt: skip


def measured(every: Sequence[Listed], book: Book | None = None) -> list[Listed]:
    """The same needs with what was sold since each offer, in one reading of the facts (of the newest ones, unless a `book` is
    given). Where the facts cannot be read nothing is measured, and nothing is taken for zero."""
    named = [one for one in every if one.measured and one.offers]
    codes = {each.offer.customer for one in named for each in one.offers}
    try:
        bought = bought_of(
            book or book_of(""), codes, {one.row.product for one in named if one.row.product},
            {one.row.family for one in named if not one.row.product},
        ) if named else Bought()  # fmt: skip
    except ClaveError:
        return list(every)
    return [_measured(one, bought) if one.measured else one for one in every]


def _measured(one: Listed, bought: Bought) -> Listed:
    if bought.last is None:
        return one
    last, row = bought.last, one.row
    offers = tuple(
        Extended(each.offer, sold_since(bought.of(each.offer.customer, row.product, row.family), each.offer.on, last))
        for each in one.offers
    )
    return Listed(row, offers, one.today)


def one_need(row: Need, today: date) -> Listed:
    """One need with what was sold since each offer."""
    offers = row.offers.filter(removed_at=None).select_related("by").order_by("on", "pk")
    return measured([Listed(row, tuple(Extended(each, Sold(None, None)) for each in offers), today)])[0]


def standing_steps(row: Need) -> list[NeedStep]:
    """The steps of a need that were not undone, in order."""
    return list(row.steps.filter(undone_at=None).select_related("by").order_by("pk"))


@dataclass(frozen=True)
class Others:
    """Who else could use it, of the list of `run` (None = there is none); `looked` = among how many customers."""

    run: SelectionRun | None = None
    found: tuple[Suggestion, ...] = field(default=())
    looked: int = 0


def who_else(row: Need, limits: Limits) -> Others:
    """Who else could use what solved a need: key accounts and the largest customers of the latest list, by the white space
    of its family against comparable customers, and by the sector of who asked."""
    run = latest_run()
    if run is None:
        return Others()
    lines = AccountLine.objects.filter(run=run)
    home = lines.filter(customer=row.customer).values_list("sector", flat=True).first() or ""
    keys = set(KeyStatus.objects.filter(state__in=MEMBER_STATES).values_list("customer", flat=True))
    pool = list(
        lines.filter(rank__isnull=False)
        .order_by("-money", "customer")
        .values_list("customer", "name", "sector")[: limits[declared.suggestion_pool]]
    )
    known = {code for code, _name, _sector in pool}
    pool += list(lines.filter(customer__in=keys - known).values_list("customer", "name", "sector"))
    grids = _grids(run, [code for code, *_rest in pool], row.family) if row.family else {}
    candidates = [_candidate(code, name, code in keys, sector, grids.get(code)) for code, name, sector in pool]
    offered = frozenset(row.offers.filter(removed_at=None).values_list("customer", flat=True))
    origin = Origin(row.customer, row.name, home, row.family, offered)
    return Others(run, suggested(origin, candidates, limits[declared.suggestion_most]), len(pool))


def _grids(run: SelectionRun, codes: Collection[str], family: str) -> dict[str, Mapping[str, Any]]:
    """The row of one family in the comparison of each customer with its peers."""
    found = Comparison.objects.filter(run=run, customer__in=codes).values_list("customer", "rows")
    return {code: row for code, rows in found for row in rows if row["family"] == family}


def _candidate(code: str, name: str, key: bool, sector: str, row: Mapping[str, Any] | None) -> Candidate:
    if row is None:
        return Candidate(code, name, key, sector)
    return Candidate(
        code, name, key, sector, row["money"], row["peer_share"], bool(row["expected"] and row["headroom"] > 0),
        row["headroom"], row["low"], row["high"],
    )  # fmt: skip
