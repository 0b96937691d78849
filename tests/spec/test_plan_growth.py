"""Where the growth of a plan comes from, the manual · De dónde sale el crecimiento, el manual. (G8)"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.measures.bought import Bought, Known
from clave.operations.plan.growth import Growth, growth
from clave.operations.plan.progress import progress
from clave.operations.plan.said import ObjectiveSaid, Plan, PlanSaid, checked_objective
from clave.policy.reading import default

PAGE = Path(__file__).parents[2] / "docs/explanation/plan-de-cuenta.md"
TODAY = date(2026, 7, 10)
LIMITS = default().at(TODAY)
YEAR = PlanSaid(date(2026, 1, 1), date(2026, 12, 31))
MILLION = 1_000_000
HOTMELT = ObjectiveSaid(
    goal=1, title="Hotmelt para la línea nueva", measure="money", starts_on=YEAR.starts_on, due_on=YEAR.ends_on,
    target=Decimal(120 * MILLION), family="Hotmelt",
)  # fmt: skip
EVERYTHING = replace(HOTMELT, title="Crecer con ellos", family="", target=Decimal(150 * MILLION))
REFERRED = ObjectiveSaid(
    1, "Dos referidos", "by_hand", YEAR.starts_on, YEAR.ends_on, Decimal(2), unit="referidos", baseline=Decimal(0),
    worth=Decimal(8 * MILLION),
)  # fmt: skip
LAMINATES = replace(HOTMELT, title="Sale la línea de laminado", family="Laminados", target=Decimal(14 * MILLION))
CONSIGNED = replace(REFERRED, title="Inventario en consignación", worth=None)


def facts(first: date = date(2024, 1, 1), as_of: date = date(2026, 6, 30)) -> Known:
    """In 2025 it bought 100 millions of hotmelt and 20 of laminates; in 2026 so far 45."""
    lines = (
        (date(2025, 5, 2), "Hotmelt", 60), (date(2025, 9, 9), "Hotmelt", 40), (date(2025, 11, 3), "Laminados", 20),
        (date(2026, 3, 2), "Hotmelt", 45),
    )  # fmt: skip
    rows = tuple(Bought(day, family, "", money * MILLION, None, None, None, True) for day, family, money in lines)
    return Known(first, as_of, rows, None)


def grows(*objectives: ObjectiveSaid, known: Known | None = facts(), year: PlanSaid = YEAR) -> Growth | None:  # noqa: B008
    kept = {number: checked_objective(one, year) for number, one in enumerate(objectives, 1)}
    found = {number: progress(one, known, LIMITS, "COP", TODAY) for number, one in kept.items()}
    return growth(Plan(year, {}, kept, {}), found, known)


def told(found: Growth | None) -> list[tuple[str, int]]:
    """Each bar and its millions a year."""
    assert found is not None
    return [
        (one.text if isinstance(one.text, str) else one.text.say("es"), round(one.change / MILLION))
        for one in found.steps
    ]


def test_a_year_before_and_what_each_objective_brings() -> None:
    """El año anterior, lo que trae cada objetivo, y a cuánto se llega."""
    found = grows(REFERRED, HOTMELT, LAMINATES)
    assert found is not None
    assert (found.first, found.last, found.base) == (date(2025, 1, 1), date(2025, 12, 31), 120 * MILLION)
    assert told(found) == [("Hotmelt para la línea nueva", 20), ("Dos referidos", 8), ("Sale la línea de laminado", -6)]
    assert round(found.target / MILLION) == 142
    assert round(found.share or 0, 3) == 0.183


def test_a_goal_for_everything_is_the_frame_of_the_others() -> None:
    """150 de meta total sobre 120: hotmelt explica 20, referidos 8; los otros 2 no están en ningún objetivo."""
    assert told(grows(EVERYTHING, HOTMELT, REFERRED)) == [
        ("Hotmelt para la línea nueva", 20), ("Dos referidos", 8), ("En ningún objetivo", 2),
    ]  # fmt: skip


def test_the_page_of_the_manual_has_these_figures() -> None:
    """Las cifras de la explicación son las de estas pruebas."""
    words = PAGE.read_text(encoding="utf-8").replace("\n> ", " ")
    assert "Compró $ 120 M." in words
    assert "Un año con todo: $ 142 M, +18,3 %." in words
    assert "con 150 de meta sobre 120, hotmelt explica 20, los referidos 8" in words


def test_a_goal_for_everything_alone_is_its_own_bar() -> None:
    assert told(grows(EVERYTHING)) == [("Crecer con ellos", 30)]


def test_more_promised_than_the_goal_asks_is_taken_from_it() -> None:
    """Si los objetivos prometen más que la meta total, la diferencia baja: la meta manda."""
    assert told(grows(replace(EVERYTHING, target=Decimal(130 * MILLION)), HOTMELT))[-1] == ("En ningún objetivo", -10)


def test_what_nobody_says_is_worth_something_is_named_and_not_zero() -> None:
    """Lo que nadie ha dicho cuánto vale no es una barra de cero: se nombra aparte."""
    found = grows(HOTMELT, CONSIGNED)
    assert found is not None
    assert (len(found.steps), found.without) == (1, ("Inventario en consignación",))


@pytest.mark.parametrize(
    "known", [None, facts(first=date(2025, 1, 2))], ids=["facts cannot be opened", "they begin a day too late"]
)
def test_without_a_whole_year_before_there_is_no_picture(known: Known | None) -> None:
    """Sin un año completo antes no hay contra qué: no se dibuja."""
    assert grows(HOTMELT, known=known) is None


def test_a_plan_for_a_year_to_come_stands_on_the_last_twelve_months_of_the_facts() -> None:
    coming = PlanSaid(date(2027, 1, 1), date(2027, 12, 31))
    said = replace(REFERRED, starts_on=coming.starts_on, due_on=coming.ends_on)
    found = grows(said, year=coming)
    assert found is not None
    assert (found.first, found.last) == (date(2025, 7, 1), date(2026, 6, 30))
    assert found.base == (40 + 20 + 45) * MILLION


def test_nothing_bought_before_has_no_percentage() -> None:
    found = grows(REFERRED, known=replace(facts(), bought=()))
    assert found is not None
    assert (found.base, found.share, round(found.target / MILLION)) == (0, None, 8)


@given(st.lists(st.integers(1, 400), min_size=1, max_size=6))
def test_the_bars_always_lead_from_the_year_before_to_the_target(worths: list[int]) -> None:
    found = grows(*(replace(REFERRED, title=str(at), worth=Decimal(one * MILLION)) for at, one in enumerate(worths)))
    assert found is not None
    ends = [found.base, *(one.end for one in found.steps)]
    assert [one.start for one in found.steps] == ends[:-1]
    assert found.target == pytest.approx(found.base + sum(worths) * MILLION)
