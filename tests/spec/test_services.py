"""Special services, as a sales director reads the rules: who approves, what counts in the budget, what the year will be.

The figures of docs/explanation/servicios-y-necesidades.md are asserted here."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from clave.base.errors import ClaveError
from clave.operations.service_forecast import forecast
from clave.operations.special_services import (
    FOLLOWING,
    KINDS,
    STAGES,
    Approver,
    Line,
    Priced,
    ServiceSaid,
    check_step,
    checked_service,
    position,
    priced,
    ruling,
)
from clave.policy.reading import default

TODAY = date(2026, 11, 20)
LIMITS = default().at(TODAY)
M = 1_000_000


def done(money: float | None, month: int = 3, kind: str = "sample", stage: str = "done") -> Line:
    return Line(kind, date(2026, month, 15), stage, Priced(None if money is None else Decimal(money)))


def who(*roles: str, decides: bool = False, asked: bool = False) -> Approver:
    return Approver(frozenset(roles), decides, asked)


def rules(kind: str, amount: float | None, person: Approver, left: float | None = None) -> tuple[bool, str]:
    price = Priced(None if amount is None else Decimal(amount))
    found = ruling(kind, price, person, None if left is None else Decimal(left), LIMITS, "COP")
    return found.allowed, str(found.why.say("en")) if found.why else ""


@pytest.mark.parametrize(
    ("kind", "department"),
    [("lab", "lab"), ("return", "quality"), ("urgent", "dispatch"), ("sample", "lab"), ("training", "lab")],
)
def test_a_kind_is_approved_by_the_department_that_gives_it_or_by_who_decides(kind: str, department: str) -> None:
    assert rules(kind, M, who(department))[0]
    assert rules(kind, M, who("director", decides=True))[0]
    assert not rules(kind, M, who("kam"))[0]


def test_a_manager_with_the_delegation_approves_as_the_department() -> None:
    assert not rules("return", M, who("kam"))[0]
    assert rules("return", M, who("kam", "quality"))[0], "acting for quality, a return is accepted"
    assert not rules("lab", M, who("kam", "quality"))[0], "and no laboratory is booked with it"


def test_nobody_approves_what_they_asked_for_from_half_a_million_on() -> None:
    assert rules("sample", 499_999, who("lab", asked=True))[0]
    allowed, why = rules("sample", 500_000, who("lab", asked=True))
    assert (allowed, "500" in why) == (False, True)
    assert not rules("sample", 500_000, who("director", decides=True, asked=True))[0], "not even who decides"


def test_an_unknown_cost_is_not_a_small_one() -> None:
    allowed, why = rules("sample", None, who("lab", asked=True))
    assert (allowed, why) == (False, "you asked for it, and nobody knows yet what it costs.")
    assert rules("sample", None, who("lab"))[0]


def test_where_policy_knows_no_costs_in_a_currency_nothing_is_small() -> None:
    found = ruling("sample", Priced(Decimal(1)), who("lab", asked=True), None, LIMITS, "USD")
    assert not found.allowed


def test_past_the_budget_only_who_decides_approves() -> None:
    assert rules("sample", 3 * M, who("lab"), left=3 * M)[0], "the last peso of it is its own"
    assert rules("sample", 3 * M, who("lab"), left=2 * M) == (False, "the budget of the account does not hold it.")
    price = Priced(Decimal(3 * M))
    assert ruling("sample", price, who("director", decides=True), Decimal(2 * M), LIMITS, "COP").over


def test_stages_follow_one_another_and_a_no_has_a_reason() -> None:
    for here in STAGES:
        for to in STAGES:
            if to in FOLLOWING[here]:
                check_step(here, to, "porque sí")
            else:
                with pytest.raises(ClaveError):
                    check_step(here, to, "porque sí")
    for to in ("refused", "cancelled"):
        with pytest.raises(ClaveError, match="ask why") as refused:
            check_step("requested", to, " ")
        assert refused.value.where == "note"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"kind": "party"}, "kind"), ({"what": "  "}, "what"), ({"hours": Decimal(0)}, "hours"),
        ({"hours": Decimal(2_001)}, "hours"), ({"expected": Decimal(-1)}, "expected"),
        ({"kind": "sample", "request": 4}, "request"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_beside_its_field(change: dict[str, object], where: str) -> None:
    given = {"kind": "lab", "what": "Ensayo", "needed_on": TODAY} | change
    with pytest.raises(ClaveError) as refused:
        checked_service(ServiceSaid(**given))  # type: ignore[arg-type]
    assert refused.value.where == where
    assert refused.value.remedy is not None


def test_a_cost_is_what_was_said_else_the_rate_of_policy_else_not_known() -> None:
    assert priced("lab", Decimal(4), Decimal(0), LIMITS, "COP") == Priced(Decimal(0)), "nothing is a cost"
    at_rate = priced("lab", Decimal(4), None, LIMITS, "COP")
    assert (at_rate.at_rate, at_rate.amount) == (True, 4 * priced("lab", Decimal(1), None, LIMITS, "COP").amount)  # type: ignore[operator]
    assert priced("urgent", None, None, LIMITS, "COP").at_rate
    for kind in ("return", "sample", "training"):
        assert priced(kind, Decimal(4), None, LIMITS, "COP") == Priced(None)
    assert priced("lab", Decimal(4), None, LIMITS, "USD") == Priced(None), "policy has its rates in pesos"


def test_the_worked_year_of_the_explanation() -> None:
    """A budget of 20 M: 9 M done, 8 M approved, 2 M asked, and a return whose cost nobody wrote down."""
    lines = [
        done(6 * M, 2), done(3 * M, 5, "return"), done(None, 6, "return"), done(8 * M, 11, stage="approved"),
        done(2 * M, 12, stage="requested"), done(50 * M, 4, stage="refused"), done(50 * M, 4, stage="cancelled"),
    ]  # fmt: skip
    found = position(lines, Decimal(20 * M), 2026, LIMITS)
    assert (found.spent.money, found.committed.money, found.asked.money) == (9 * M, 8 * M, 2 * M)
    assert (found.share, found.left, found.state) == (0.85, 3 * M, "near")
    assert found.without == 1, "the return without a cost is said, and adds nothing"
    assert {kind: one.count for kind, one in found.by_kind.items()} == {"return": 2, "sample": 1}


@pytest.mark.parametrize(
    ("spent", "budget", "state"),
    [
        (7.9, 10, "within"), (8, 10, "near"), (10, 10, "near"), (10.1, 10, "over"), (0, 0, "within"), (1, 0, "over"),
        (5, None, "none"),
    ],
)  # fmt: skip
def test_the_alert_comes_at_four_fifths_and_past_the_whole(spent: float, budget: float | None, state: str) -> None:
    found = position([done(spent * M)], None if budget is None else Decimal(budget * M), 2026, LIMITS)
    assert found.state == state


def test_another_year_does_not_count() -> None:
    last = Line("sample", date(2025, 12, 31), "done", Priced(Decimal(M)))
    assert position([last], Decimal(M), 2026, LIMITS).spent.count == 0


def test_the_forecast_is_the_mean_month_and_says_how_sure() -> None:
    """Ten complete months with 1 M each: two more of them, and no doubt, because every month was the same."""
    lines = [done(M, month) for month in range(1, 11)]
    found = forecast(lines, position(lines, Decimal(11 * M), 2026, LIMITS), TODAY, LIMITS)
    assert (found.amount, found.low, found.high, found.verdict) == (12 * M, 12 * M, 12 * M, "over")
    uneven = [done(M * (2 if month % 2 else 0), month) for month in range(1, 11)]
    wide = forecast(uneven, position(uneven, Decimal(13 * M), 2026, LIMITS), TODAY, LIMITS)
    assert wide.amount == 12 * M
    assert wide.low is not None and wide.high is not None  # noqa: PT018
    assert wide.low < wide.amount < wide.high
    assert wide.verdict == "may"


def test_what_is_spent_or_approved_already_is_the_floor_of_the_forecast() -> None:
    lines = [done(M, 1), done(30 * M, 12, stage="approved")]
    found = forecast(lines, position(lines, Decimal(20 * M), 2026, LIMITS), TODAY, LIMITS)
    assert (found.low, found.verdict) == (31 * M, "over")


def test_before_three_complete_months_there_is_no_forecast_and_it_says_how_many_are_missing() -> None:
    for month, missing in ((1, 3), (3, 1)):
        today = date(2026, month, 20)
        found = forecast([], position([], None, 2026, LIMITS), today, LIMITS)
        assert (found.amount, found.missing) == (None, missing)
    assert forecast([], position([], None, 2026, LIMITS), date(2026, 4, 1), LIMITS).amount == 0.0


def test_a_year_that_is_over_has_no_forecast() -> None:
    assert forecast([], position([], None, 2025, LIMITS), TODAY, LIMITS).amount is None


def test_every_kind_has_a_word_in_both_languages() -> None:
    assert {one.say("en") for one in KINDS.values()} == {
        "Hours of laboratory", "Return without a fault of ours", "Urgent delivery", "Samples", "Training"
    }  # fmt: skip
