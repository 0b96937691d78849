"""The list of accounts against a slow one in plain Python; and one person in two windows."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from operator import attrgetter
from typing import Any

import pytest

from clave.actions.selection import keep_selection
from clave.actions.views import MOST, save_view
from clave.criteria.registry import CRITERIA
from clave.measures.registry import MEASURES
from clave.store.accounts import ORDERS, VIEWS, Between, Wanted, accounts, overview, totals
from clave.store.models import AccountLine, Person, SavedView, SelectionRun
from tests.store.races import ROUNDS, at_once, meeting, refused
from tests.web import accounts_made, made
from tests.web.accounts_crowd import CITIES, crowd
from tests.web.accounts_crowd import CRITERIA as CROWD_CRITERIA

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
Holds = Callable[[AccountLine], bool]
PLAIN_VIEWS: dict[str, Holds] = {
    "": lambda one: True,
    "key": lambda one: one.member,
    "debate": lambda one: one.firmness == "debate",
    "payment": lambda one: one.but_for_payment,
    "at_risk": lambda one: one.health == "at_risk",
    "watched": lambda one: one.health == "watched",
    "unclassified": lambda one: not one.reasons and one.rank is not None,
    "inactive": lambda one: one.health == "inactive",
}


@pytest.fixture
def run(db: None) -> SelectionRun:
    """Forty accounts made by hand and three hundred by lot."""
    kept = keep_selection(
        listing=made.listing(40),
        measured=accounts_made.measured(40),
        criteria=CRITERIA,
        measures=tuple(MEASURES.values()),
        by=None,
        now=NOW,
    )
    crowd(kept, 300)
    return kept


def drawn(dice: random.Random) -> Wanted:
    """Filters by lot, mostly few of them."""

    def some(values: tuple[str, ...], most: int = 3) -> tuple[str, ...]:
        return tuple(dice.sample(values, dice.randint(1, most))) if dice.random() < 0.3 else ()

    column = dice.choice([one for one in ORDERS if one not in ("owner", "status")])  # those stand outside the line
    return Wanted(
        view=dice.choice(["", "", *VIEWS]),
        text=dice.choice(["", "", "ca", "cliente 00", "Z0001", "DÁ ñe"]),
        criteria=some(CROWD_CRITERIA),
        cities=some((*CITIES[:5], "Cali", "Bogotá"), 5),
        health=some(("healthy", "watched", "at_risk")),
        gates=some(("passes", "unknown"), 2),
        money=Between(dice.choice([None, 1e6]), dice.choice([None, 5e7])),
        growth=Between(dice.choice([None, 0.0]), dice.choice([None, 0.5])),
        order=dice.choice(["", "-"]) + column,
    )


def inside(span: Between, value: float | None) -> bool:
    """Whether a known value lies in a range; the unknown lies in none."""
    if span == Between():
        return True
    return value is not None and (span.low is None or value >= span.low) and (span.high is None or value <= span.high)


def slowly(lines: list[AccountLine], wanted: Wanted) -> list[AccountLine]:
    """The same list one account at a time: filtered, ordered by the column, the unknown last, then rank, money, age."""
    words = [word.casefold().replace("á", "a").replace("ñ", "n") for word in wanted.text.split()]
    found = [
        one
        for one in lines
        if PLAIN_VIEWS[wanted.view](one)
        and all(word in one.folded for word in words)
        and (not wanted.criteria or {*wanted.criteria} & {*one.reasons.split("|")})
        and (not wanted.cities or one.city in wanted.cities)
        and (not wanted.health or one.health in wanted.health)
        and (not wanted.gates or one.gate in wanted.gates)
        and inside(wanted.money, one.money)
        and inside(wanted.growth, one.growth)
    ]
    value = attrgetter(ORDERS[wanted.order.removeprefix("-")])
    last = float("inf")
    found.sort(key=lambda one: (one.rank if one.rank is not None else last, -(one.money or 0), one.pk))
    known = [one for one in found if value(one) not in (None, "")]
    known.sort(key=value, reverse=wanted.order.startswith("-"))  # equal ones stay as they were
    return known + [one for one in found if value(one) in (None, "")]


def test_filters_and_orders_against_plain_python(run: SelectionRun) -> None:
    lines, dice, found_some = list(AccountLine.objects.filter(run=run)), random.Random(11), 0
    for one in lines:  # the crowd is folded by its capitals only
        one.folded = one.folded.replace("á", "a").replace("ñ", "n")
    AccountLine.objects.bulk_update(lines, ["folded"])
    for _try in range(250):
        wanted = drawn(dice)
        expected = [one.customer for one in slowly(lines, wanted)]
        assert [one.customer for one in accounts(run, wanted)] == expected, wanted
        found_some += bool(expected)
    assert found_some > 100


def test_totals_against_plain_python(run: SelectionRun) -> None:
    lines, dice = list(AccountLine.objects.filter(run=run)), random.Random(5)
    for _try in range(40):
        wanted = Wanted(view=dice.choice(["", *VIEWS]), money=Between(dice.choice([None, 1e6, 1e7])))
        found, sums = slowly(lines, wanted), totals(accounts(run, wanted))
        now = sum(one.money or 0 for one in found if one.money_before is not None)
        before = sum(one.money_before or 0 for one in found)
        rated = [one for one in found if one.margin_rate is not None and one.money is not None]
        weight = sum(one.money or 0 for one in rated)
        assert sums.count == len(found)
        assert sums.active == sum(one.rank is not None for one in found)
        assert (sums.money or 0) == pytest.approx(sum(one.money or 0 for one in found))
        assert sums.growth == (pytest.approx(now / before - 1) if before else None)
        rate = sum((one.money or 0) * (one.margin_rate or 0) for one in rated) / weight if weight else None
        assert sums.rate == (None if rate is None else pytest.approx(rate))


def test_what_a_run_keeps_of_itself_is_what_its_lines_say(run: SelectionRun) -> None:
    lines = list(AccountLine.objects.filter(run=run))
    assert run.overview["views"] == {key: sum(map(holds, lines)) for key, holds in PLAIN_VIEWS.items()}
    assert run.overview["active"] == sum(one.rank is not None for one in lines)
    cities = dict(overview(run)["options"]["city"])
    assert cities["Cali"] == sum(one.city == "Cali" for one in lines)
    assert SelectionRun.objects.get().overview["views"] == run.overview["views"]


def person() -> Person:
    """Somebody with views."""
    return Person.objects.create_person(email="a@f.example", name="Ana", role="kam", password=None, created_at=NOW)


def without_waiting(person: Person, name: str, meet: Callable[[], object]) -> Any:
    """The twin: counts and writes without anybody waiting for anybody."""
    count = SavedView.objects.filter(person=person).count()
    meet()
    return SavedView.objects.create(person=person, name=name, query="", created_at=NOW) if count < MOST else None


@pytest.mark.django_db(transaction=True)
def test_two_windows_never_pass_the_limit_of_views() -> None:
    owner = person()
    for number in range(MOST - 1):
        save_view(name=f"Vista {number}", query="", by=owner, now=NOW)
    for _round in range(ROUNDS):
        SavedView.objects.filter(name__startswith="Nueva").delete()
        outcomes = at_once(*(partial(save_view, name=f"Nueva {one}", query="", by=owner, now=NOW) for one in (1, 2)))
        assert (refused(outcomes), SavedView.objects.count()) == (1, MOST)


@pytest.mark.django_db(transaction=True)
def test_without_waiting_two_windows_do_pass_it() -> None:
    owner, meet = person(), meeting(2)
    for number in range(MOST - 1):
        save_view(name=f"Vista {number}", query="", by=owner, now=NOW)
    at_once(*(partial(without_waiting, owner, f"Nueva {one}", meet) for one in (1, 2)))
    assert SavedView.objects.count() == MOST + 1


@pytest.mark.django_db(transaction=True)
def test_two_windows_with_one_name_keep_one_view_and_one_sentence() -> None:
    owner = person()
    for _round in range(ROUNDS):
        SavedView.objects.all().delete()
        outcomes = at_once(*(partial(save_view, name="Mía", query="", by=owner, now=NOW) for _ in (1, 2)))
        assert (refused(outcomes), SavedView.objects.count()) == (1, 1)
