"""Reading the list of accounts of a run: filtered, ordered, counted, added up. No figure here is read from JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, FloatField, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.expressions import OrderBy
from django.db.models.functions import NullIf

from clave.base.folding import folded
from clave.selection.life import STATES
from clave.store.models import AccountLine, KeyStatus, Person, SavedView, SelectionRun, TableChoice
from clave.store.ownership import owner_of_each

VIEWS: dict[str, Q] = {
    "key": Q(member=True),
    "debate": Q(firmness="debate"),
    "payment": Q(but_for_payment=True),
    "at_risk": Q(health="at_risk"),
    "watched": Q(health="watched"),
    "unclassified": Q(reasons="", rank__isnull=False),
    "inactive": Q(health="inactive"),
}
"""The views that clave ships, by the word that the address has for them."""

MINE, NOBODY = "mine", "0"
"""The view of the accounts in which whoever looks has a part; and in the filter of owners, those without one."""

ORDERS: dict[str, str] = {
    "name": "folded", "categories": "category_place", "score": "score", "sure": "sure", "money": "money",
    "months": "growth_median", "growth": "growth", "margin": "margin_rate", "payment": "days_beyond",
    "within": "within_terms", "abc": "abc",
    "kilos": "kilos", "wallet": "share_of_wallet", "headroom": "headroom", "continuity": "continuity",
    "last": "days_since", "health": "concern", "group": "group_folded", "proposal": "rank", "owner": "owner_name",
    "status": "status_place",
}  # fmt: skip
"""What each column is ordered by."""

WORDS = {"abc", "group_folded"}
"""Fields that are empty, not null, where nothing is known."""

SPARSE = ("growth", "margin", "payment", "within", "kilos", "wallet", "headroom", "continuity")
"""Columns that need more than a few invoices, or a file that not every company loads."""

USUAL = "-score"
OFFERED = ("city", "sector", "channel", "group")
"""Fields of words whose values can be ticked."""

OPTIONS = 30
"""Values of a filter that are offered, the most frequent ones; the others are found by searching."""


@dataclass(frozen=True)
class Between:
    """From `low` to `high`, both included; None = no limit."""

    low: float | None = None
    high: float | None = None

    def of(self, field: str) -> Q:
        """The condition on a field; what is not known lies within no limit."""
        low = Q() if self.low is None else Q(**{f"{field}__gte": self.low})
        return low if self.high is None else low & Q(**{f"{field}__lte": self.high})


@dataclass(frozen=True)
class Wanted:
    """Which accounts, and in which order. Values of one filter are alternatives; different filters all hold.

    `owners` are numbers of people, "0" those without one; both they and the view of one's own ask who answers on `day`, and
    `mine` are then the accounts of whoever looks."""

    view: str = ""
    text: str = ""
    criteria: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    health: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    mine: frozenset[str] = frozenset()
    day: date | None = None
    money: Between = Between()
    growth: Between = Between()
    order: str = USUAL
    ranked: bool = True  # whether equal ones are told apart by their place in the selection


@dataclass(frozen=True)
class Totals:
    """A list added up. Money and margin of the year; `before` and `now` only of those whose year before is known;
    `rate` and `beyond` weighted by money, over those of whom they are known; None = known of nobody."""

    count: int
    active: int
    money: float | None
    growth: float | None
    rate: float | None
    beyond: float | None


@dataclass(frozen=True)
class Option:
    """A value of a filter and how many accounts of the run have it."""

    value: str
    count: int


def of_run(run: SelectionRun) -> QuerySet[AccountLine]:
    """Every customer that a run measured."""
    return AccountLine.objects.filter(run=run)


def accounts(run: SelectionRun, wanted: Wanted) -> QuerySet[AccountLine]:
    """The accounts as wanted; a view or an order that nobody declared is ignored. Unknown figures come last."""
    found = of_run(run)
    if wanted.day and (wanted.owners or wanted.order.removeprefix("-") == "owner"):
        found = found.alias(
            owner_number=owner_of_each(wanted.day, "person_id"), owner_name=owner_of_each(wanted.day, "person__name")
        )
    if wanted.order.removeprefix("-") == "status":
        found = found.alias(status_place=_status_place())
    return found.filter(_condition(wanted)).order_by(*_order(wanted.order, wanted.ranked))


def _status_place() -> Subquery:
    """How far each customer is in the life of a status; null where it has none."""
    places = [When(state=key, then=Value(place)) for place, key in enumerate(STATES)]
    standing = KeyStatus.objects.filter(customer=OuterRef("customer")).annotate(place=Case(*places))
    return Subquery(standing.values("place")[:1], output_field=IntegerField())


def lines(places: Sequence[int]) -> list[AccountLine]:
    """Accounts by their keys, in that order: a list is ordered by its keys alone, and only a page of it is read."""
    found = AccountLine.objects.in_bulk(places)
    return [found[place] for place in places]


def _condition(wanted: Wanted) -> Q:
    condition = Q(customer__in=wanted.mine) if wanted.view == MINE else VIEWS.get(wanted.view, Q())
    if wanted.day and wanted.owners:
        numbers = [int(number) for number in wanted.owners if number != NOBODY]
        nobody = Q(owner_number=None) if NOBODY in wanted.owners else Q()
        condition &= Q(owner_number__in=numbers) | nobody
    for word in folded(wanted.text).split():
        condition &= Q(folded__contains=word)
    applying = Q()
    for key in wanted.criteria:
        applying |= Q(reasons__contains=f"|{key}|")
    chosen = {
        "city": wanted.cities, "sector": wanted.sectors, "channel": wanted.channels, "group": wanted.groups,
        "health": wanted.health, "gate": wanted.gates, "abc": wanted.classes,
    }  # fmt: skip
    for field, values in chosen.items():
        if values:
            condition &= Q(**{f"{field}__in": values})
    if wanted.states:
        standing = KeyStatus.objects.filter(state__in=wanted.states).values("customer")
        condition &= Q(customer__in=standing)
    return condition & applying & wanted.money.of("money") & wanted.growth.of("growth")


def _order(order: str, ranked: bool) -> list[OrderBy | str]:
    """By the column, then by rank where it may be told, then by money: the same list in the same order every time."""
    falling, column = order.startswith("-"), order.removeprefix("-")
    field = ORDERS.get(column, "score")
    key = NullIf(F(field), Value("")) if field in WORDS else F(field)
    first = key.desc(nulls_last=True) if falling or column not in ORDERS else key.asc(nulls_last=True)
    place = [F("rank").asc(nulls_last=True)] if ranked else []
    return [first, *place, F("money").desc(nulls_last=True), "folded" if not ranked else "id", "id"]


def totals(found: QuerySet[AccountLine]) -> Totals:
    """The last row of a list, in one query."""
    money, known = F("money"), {key: Q(**{f"{key}__isnull": False}) for key in ("margin_rate", "days_beyond")}
    sums = found.order_by().aggregate(
        number=Count("id"),
        ranked=Count("id", filter=Q(rank__isnull=False)),
        bought=Sum("money"),
        now=Sum("money", filter=Q(money_before__isnull=False)),
        before=Sum("money_before"),
        gained=Sum(F("margin_rate") * money, output_field=FloatField()),
        rated=Sum("money", filter=known["margin_rate"]),
        late=Sum(F("days_beyond") * money, output_field=FloatField()),
        paying=Sum("money", filter=known["days_beyond"]),
    )
    growth = _over(sums["now"], sums["before"])
    return Totals(
        count=sums["number"],
        active=sums["ranked"],
        money=sums["bought"],
        growth=None if growth is None else growth - 1,
        rate=_over(sums["gained"], sums["rated"]),
        beyond=_over(sums["late"], sums["paying"]),
    )


def _over(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole or whole < 0 else part / whole


@dataclass(frozen=True)
class Whole:
    """A whole run: its accounts by view ("" = all), its active customers, all that was sold in the year and to whom,
    and the columns of which nothing is known of anybody."""

    views: Mapping[str, int]
    active: int
    money: float
    key_money: float
    unknown: frozenset[str]
    options: Mapping[str, Sequence[Option]]


def overview(run: SelectionRun) -> dict[str, Any]:
    """What every page of the list says of a run, as the run keeps it from the beginning: a kept run never changes."""
    counts = {f"view_{key}": Count("id", filter=condition) for key, condition in VIEWS.items()}
    sums = of_run(run).aggregate(
        every=Count("id"),
        ranked=Count("id", filter=Q(rank__isnull=False)),
        bought=Sum("money"),
        by_key=Sum("money", filter=VIEWS["key"]),
        **counts,
        **{f"known_{key}": Count(ORDERS[key]) for key in SPARSE},
    )
    return {
        "views": {"": sums["every"], **{key: sums[f"view_{key}"] for key in VIEWS}},
        "active": sums["ranked"],
        "money": sums["bought"] or 0.0,
        "key_money": sums["by_key"] or 0.0,
        "unknown": [key for key in SPARSE if not sums[f"known_{key}"]],
        "options": {field: _options(run, field) for field in OFFERED},
    }


def _options(run: SelectionRun, field: str) -> list[tuple[str, int]]:
    """The most frequent values of a field of words, most frequent first."""
    rows = of_run(run).exclude(**{field: ""}).values_list(field).annotate(n=Count("id")).order_by("-n", field)
    return list(rows[:OPTIONS])


def whole(run: SelectionRun) -> Whole:
    """What the run kept of itself; a view that is younger than the run counts nobody."""
    kept = run.overview
    return Whole(
        views={key: kept["views"].get(key, 0) for key in ("", *VIEWS)},
        active=kept["active"],
        money=kept["money"],
        key_money=kept["key_money"],
        unknown=frozenset(kept["unknown"]),
        options={field: [Option(*pair) for pair in pairs] for field, pairs in kept["options"].items()},
    )


def saved_views(person: Person) -> list[SavedView]:
    """A person's own views, by name."""
    return sorted(SavedView.objects.filter(person=person), key=lambda view: folded(view.name))


def table_choice(person: Person) -> TableChoice:
    """How a person likes the table; as clave ships it where nothing was chosen."""
    return TableChoice.objects.filter(person=person).first() or TableChoice(person=person)
