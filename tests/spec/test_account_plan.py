"""The account plan, the manual · El plan de cuenta, el manual: what can be written, how far it is, whether it can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.base.errors import ClaveError
from clave.base.words import said as say
from clave.measures.bought import Bought, Fell, Known
from clave.operations.plan.difference import differences
from clave.operations.plan.freshness import Freshness, freshness
from clave.operations.plan.progress import Progress, best_growth, more_a_year, progress
from clave.operations.plan.said import (
    ActionSaid,
    GoalSaid,
    ObjectiveSaid,
    Plan,
    PlanSaid,
    ReviewSaid,
    checked_action,
    checked_goal,
    checked_objective,
    checked_plan,
    checked_review,
    closed,
)
from clave.operations.plan.shared import shared
from clave.operations.plan.viable import Around, Check, Headroom, viability
from clave.policy.reading import default

PAGE = Path(__file__).parents[2] / "docs/explanation/plan-de-cuenta.md"
TODAY = date(2026, 7, 10)
LIMITS = default().at(TODAY)
YEAR = PlanSaid(date(2026, 1, 1), date(2026, 12, 31))
MILLION = 1_000_000
HOTMELT = ObjectiveSaid(
    goal=1, title="20 % más de hotmelt", measure="money", starts_on=date(2026, 1, 1), due_on=date(2026, 12, 31),
    target=Decimal(120 * MILLION), family="Hotmelt", owner=7, contact=9,
)  # fmt: skip

BOOK = """
month   | hotmelt | kilos | laminados
2025-02 | 20      | 2000  | 5
2025-05 | 20      | 2000  | 5
2025-09 | 30      | 3000  | 5
2025-11 | 30      | 3000  | 5
2026-02 | 25      | 2400  | 5
2026-05 | 20      | 2000  | 5
"""


def book(table: str = BOOK, as_of: date = date(2026, 6, 30), first: date = date(2025, 1, 1)) -> Known:
    """Millions of each family on the 15th of some months; the rest of the year nothing was bought."""
    rows = []
    for line in table.strip().splitlines()[1:]:
        month, hot, kilos, other = (cell.strip() for cell in line.split("|"))
        day = date.fromisoformat(f"{month}-15")
        rows.append(
            Bought(
                day, "Hotmelt", "H-7", float(hot) * MILLION, float(kilos), float(hot) * MILLION, float(hot) * 7e5, True
            )
        )
        rows.append(Bought(day, "Laminación", "L-60", float(other) * MILLION, None, None, None, True))
    return Known(first, as_of, tuple(rows), (Fell(date(2026, 3, 1), 10.0, 30), Fell(date(2026, 4, 1), 30.0, 10)))


def how(said: ObjectiveSaid, facts: Known | None = None, today: date = TODAY) -> Progress:
    return progress(checked_objective(said, YEAR), facts or book(), LIMITS, "COP", today)


def words(text: object, language: str = "es") -> str:
    return say(text, language).replace("\u00a0", " ")


def refused(call: Callable[..., Any], *given: Any) -> ClaveError:
    with pytest.raises(ClaveError) as caught:
        call(*given)
    assert caught.value.remedy, "an error says what to do"
    return caught.value


# what can be written


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends_on": date(2025, 12, 31)}, "ends_on"),
        ({"ends_on": date(2036, 1, 1)}, "ends_on"),
        ({"next_review_on": date(2025, 6, 1)}, "next_review_on"),
    ],
)
def test_a_plan_whose_days_contradict_each_other_is_refused(wrong: dict[str, Any], field: str) -> None:
    """Un plan que termina antes de empezar no se guarda, y la frase dice las dos fechas."""
    assert refused(checked_plan, replace(YEAR, **wrong)).where == field


def test_the_sentence_names_both_days() -> None:
    """La frase nombra las dos fechas."""
    found = refused(checked_plan, replace(YEAR, ends_on=date(2025, 12, 31)))
    assert words(found.sentence(), "en") == (
        "ends_on: the plan would end on 31 Dec 2025, before it begins on 1 Jan 2026. Choose an end after its beginning."
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": "  "}, "title"), ({"title": "x" * 1001}, "title"), ({"measure": "love"}, "measure"),
        ({"due_on": date(2025, 12, 31)}, "due_on"), ({"starts_on": date(2025, 12, 31)}, "starts_on"),
        ({"target": None}, "target"), ({"target": Decimal(0)}, "target"), ({"target": Decimal(-1)}, "target"),
        ({"target": Decimal(10) ** 13}, "target"), ({"worth": Decimal(-1)}, "worth"),
        ({"baseline_from": date(2025, 1, 1)}, "baseline_to"), ({"baseline_to": date(2025, 1, 1)}, "baseline_from"),
        ({"baseline_from": date(2025, 2, 1), "baseline_to": date(2025, 1, 1)}, "baseline_to"),
        ({"baseline_from": date(2025, 2, 1), "baseline_to": date(2026, 1, 1)}, "baseline_to"),
        ({"baseline_from": date(2010, 2, 1), "baseline_to": date(2010, 12, 1)}, "baseline_from"),
        ({"measure": "margin_rate", "target": Decimal(31)}, "target"),
        ({"measure": "margin", "shared": True}, "shared"),
        ({"measure": "by_hand", "now": Decimal(3)}, "now_on"), ({"measure": "by_hand", "now_on": TODAY}, "now"),
    ],
)  # fmt: skip
def test_an_objective_that_could_not_be_measured_is_refused(wrong: dict[str, Any], field: str) -> None:
    """Cada frase va junto al campo del que habla."""
    assert refused(checked_objective, replace(HOTMELT, **wrong), YEAR).where == field


def test_without_a_comparison_it_is_the_same_days_a_year_before() -> None:
    """Sin periodo base, los mismos días del año anterior; el 29 de febrero se compara con el 28."""
    kept = checked_objective(HOTMELT, YEAR)
    assert (kept.baseline_from, kept.baseline_to) == (date(2025, 1, 1), date(2025, 12, 31))
    leap = replace(HOTMELT, starts_on=date(2028, 2, 29), due_on=date(2028, 12, 31))
    assert checked_objective(leap, YEAR).baseline_from == date(2027, 2, 28)


def test_goals_actions_and_meetings_have_words() -> None:
    """Una meta, una acción y una reunión sin palabras no dicen nada."""
    assert refused(checked_goal, GoalSaid("theirs", " ")).where == "text"
    assert refused(checked_goal, GoalSaid("nobody", "x")).where == "side"
    assert checked_goal(GoalSaid("ours", " Crecer ", contact=3)) == GoalSaid("ours", "Crecer"), (
        "ours is said by none of them"
    )
    assert refused(checked_action, ActionSaid(""), YEAR).where == "text"
    early = ActionSaid("Llamar", due_on=date(2025, 12, 1))
    assert refused(checked_action, early, YEAR).where == "due_on"
    review = ReviewSaid(TODAY, "Seguimos")
    assert refused(checked_review, replace(review, agreed=""), TODAY).where == "agreed"
    assert refused(checked_review, replace(review, on=TODAY + timedelta(days=1)), TODAY).where == "on"
    assert refused(checked_review, replace(review, rating=6), TODAY).where == "rating"
    assert refused(checked_review, replace(review, next_on=TODAY), TODAY).where == "next_on"


def test_an_action_is_dropped_with_its_reason_and_ended_on_a_day_that_was() -> None:
    """Una acción se deja con su porqué; nada se cierra en el futuro."""
    assert refused(closed, ActionSaid("x"), "dropped", TODAY, " ", TODAY).where == "outcome"
    assert refused(closed, ActionSaid("x"), "done", TODAY + timedelta(days=1), "", TODAY).where == "on"
    ended = closed(ActionSaid("x"), "dropped", TODAY, " Cerraron la línea ", TODAY)
    assert (ended.state, ended.closed_on, ended.outcome) == ("dropped", TODAY, "Cerraron la línea")


# how far it is


def test_twenty_per_cent_more_hotmelt_measures_itself() -> None:
    """«20 % más de hotmelt» se mide solo: el periodo base, lo que va, lo que debería ir y el ritmo que falta."""
    found = how(HOTMELT)
    assert (found.baseline, found.now, found.expected) == (100 * MILLION, 45 * MILLION, 48 * MILLION)
    assert found.asked(120 * MILLION) == pytest.approx(0.2)
    assert found.verdict == "on_pace", "43.2 M, a tenth below what was expected, is still on pace"
    assert round(found.needed or 0) == 12_406_590
    assert words(found.because, "en") == (
        "$ 45.0 M of $ 120 M up to 30 Jun 2026. As the period of comparison went, it would be $ 48.0 M by now. "
        "It needs $ 12.4 M a month from here on. The comparison had $ 8.3 M a month."
    )


def test_the_page_tells_the_same_figures() -> None:
    """La página de la explicación dice las mismas cifras."""
    text = PAGE.read_text("utf-8").replace("\u00a0", " ")
    for figure in (
        "$ 100 M",
        "$ 120 M",
        "$ 48 M",
        "$ 45 M",
        "$ 43,2 M",
        "$ 12,4 M",
        "$ 8,3 M",
        "+20 %",
        "90 días",
        "$ 59,5 M",
    ):
        assert figure in text, figure


def test_half_a_year_evenly_where_the_comparison_is_not_as_long() -> None:
    """Si el periodo base no dura lo mismo, se espera parejo: 120 M × 181 / 365 = 59,5 M, y 45 M es ir atrás."""
    uneven = replace(HOTMELT, baseline_from=date(2025, 7, 1), baseline_to=date(2025, 12, 31))
    found = how(uneven)
    assert round((found.expected or 0) / MILLION, 1) == 59.5
    assert found.verdict == "behind"
    assert "Evenly over its days" in words(found.because, "en")


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"target": Decimal(45 * MILLION)}, "reached"),
        ({"target": Decimal(200 * MILLION)}, "behind"),
        ({"due_on": date(2026, 6, 30)}, "missed"),
        ({"starts_on": date(2026, 7, 1)}, "not_begun"),
        ({"measure": "kilos", "target": Decimal(4_400)}, "reached"),
        ({"measure": "kilos", "family": "Laminación", "target": Decimal(10)}, "unknown"),
        ({"measure": "margin", "target": Decimal(13 * MILLION)}, "reached"),
        ({"measure": "margin_rate", "target": Decimal("0.35")}, "behind"),
        ({"measure": "margin_rate", "target": Decimal("0.29")}, "reached"),
        ({"measure": "days_beyond", "target": Decimal(15)}, "reached"),
        ({"measure": "days_beyond", "target": Decimal(14)}, "behind"),
        ({"measure": "months", "target": Decimal(4)}, "on_pace"),
        ({"product": "H-7", "family": ""}, "on_pace"),
        ({"product": "NONE", "family": ""}, "behind"),
    ],
)  # fmt: skip
def test_each_measure_has_its_verdict(change: dict[str, Any], verdict: str) -> None:
    """Dinero, kilos, margen, meses y plazo: cada medida con su veredicto, y sin dato no hay veredicto."""
    assert how(replace(HOTMELT, **change)).verdict == verdict


def test_what_the_facts_do_not_reach_is_unknown_never_zero() -> None:
    """Lo que los hechos no alcanzan es desconocido, nunca cero."""
    late = book(first=date(2026, 1, 1))
    assert how(HOTMELT, late).baseline is None
    assert how(HOTMELT, book(first=date(2026, 2, 1))).verdict == "unknown"
    assert progress(HOTMELT, None, LIMITS, "COP", TODAY).verdict == "unknown"
    nobody_due = replace(book(), fell=None)
    assert how(replace(HOTMELT, measure="days_beyond", target=Decimal(10)), nobody_due).verdict == "unknown"


@pytest.mark.parametrize(
    ("begun", "now", "on", "target", "verdict"),
    [
        (24, None, None, 12, "unknown"), (24, 12, date(2026, 5, 1), 12, "reached"), (24, 18, date(2026, 7, 1), 12, "on_pace"),
        (24, 23, date(2026, 7, 1), 12, "behind"), (0, 1, date(2026, 7, 1), 2, "on_pace"), (0, 0, date(2026, 7, 1), 2, "behind"),
        (None, 1, date(2026, 7, 1), 2, "behind"),
    ],
)  # fmt: skip
def test_what_no_fact_tells_is_typed_by_hand(
    begun: int | None, now: int | None, on: date | None, target: int, verdict: str
) -> None:
    """Días de inventario de 24 a 12: en línea recta, a mitad de año deberían ir en 18."""
    said = replace(
        HOTMELT, measure="by_hand", unit="días", target=Decimal(target), now_on=on,
        baseline=None if begun is None else Decimal(begun), now=None if now is None else Decimal(now),
    )  # fmt: skip
    assert how(said).verdict == verdict
    assert how(said, today=date(2027, 1, 2)).verdict in (verdict, "missed")


@given(st.lists(st.integers(0, 545), max_size=5), st.integers(1, 10**9))
def test_buying_more_never_makes_it_worse(bought: list[int], more: int) -> None:
    """Comprar más nunca empeora el veredicto."""
    order = ["missed", "behind", "on_pace", "reached"]
    rows = tuple(
        Bought(date(2025, 1, 1) + timedelta(days=at), "Hotmelt", "H", 2e7, None, None, None, True) for at in bought
    )
    facts = Known(date(2025, 1, 1), date(2026, 6, 30), rows, None)
    extra = Bought(date(2026, 6, 30), "Hotmelt", "H", float(more), None, None, None, True)
    before, after = how(HOTMELT, facts), how(HOTMELT, replace(facts, bought=(*rows, extra)))
    assert order.index(after.verdict) >= order.index(before.verdict)
    assert (before.needed or 0) >= (after.needed or 0)


# whether it can be


def plan(**more: Any) -> Plan:
    whole: dict[str, Any] = {
        "period": YEAR,
        "goals": {1: GoalSaid("theirs", "Que la línea nueva no pare", 9, shared=True), 2: GoalSaid("ours", "Crecer")},
        "objectives": {1: checked_objective(HOTMELT, YEAR)},
        "actions": {1: ActionSaid("Prueba industrial", 1, 7, 9, date(2026, 5, 1), date(2026, 9, 30))},
    }
    return Plan(**(whole | more))


def around(of: Plan, **more: Any) -> Around:
    facts = more.pop("facts", book(first=date(2023, 1, 1)))
    measured = {number: progress(one, facts, LIMITS, "COP", TODAY) for number, one in of.objectives.items()}
    best = {number: best_growth(one, facts) for number, one in of.objectives.items()}
    given: dict[str, Any] = {
        "progress": measured, "best": best, "freshness": Freshness("fresh", _alive()),
        "headroom": {"Hotmelt": Headroom(30.0 * MILLION, 60.0 * MILLION)}, "names": {7: "Marcela"}, "currency": "COP",
    }  # fmt: skip
    return Around(**(given | more))


def _alive() -> Any:
    return freshness(YEAR, TODAY, None, date(2026, 1, 2), LIMITS).because


def checks(of: Plan, **more: Any) -> dict[str, Check]:
    return {one.key: one for one in viability(of, around(of, **more), TODAY, LIMITS)}


def test_a_plan_that_can_be_fails_nothing() -> None:
    """Un plan viable no falla en nada: lo pedido cabe en su historia, en su bolsillo y en las manos de quien lo hace."""
    grown = {1: 0.25}
    assert {one.state for one in checks(plan(), best=grown).values()} == {"ok"}


THINGS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "theirs": ({"goals": {1: GoalSaid("ours", "Crecer")}}, {}, "bad"),
    "few": ({"objectives": dict.fromkeys(range(1, 7), HOTMELT)}, {}, "bad"),
    "credible": ({}, {"best": {1: 0.19}}, "bad"),
    "room": ({}, {"headroom": {"Hotmelt": Headroom(10.0 * MILLION, 19.0 * MILLION)}}, "bad"),
    "served": ({"actions": {}}, {}, "bad"),
    "sides": ({"objectives": {1: replace(HOTMELT, contact=None)}}, {}, "bad"),
    "whole": ({"actions": {1: ActionSaid("Llamar", 1, 7)}}, {}, "bad"),
    "days": ({"actions": {1: ActionSaid("Llamar", 1, 7, due_on=date(2027, 1, 5))}}, {}, "bad"),
    "overdue": ({"actions": {1: ActionSaid("Llamar", 1, 7, due_on=date(2026, 7, 9))}}, {}, "bad"),
    "carried": ({}, {"busy": {7: 16}}, "bad"),
    "measured": ({}, {"facts": None}, "unknown"),
    "alive": ({}, {"freshness": freshness(YEAR, date(2026, 1, 1), None, TODAY, LIMITS)}, "bad"),
    "on_pace": (
        {"objectives": {1: checked_objective(replace(HOTMELT, target=Decimal(200 * MILLION)), YEAR)}},
        {},
        "bad",
    ),
}


@pytest.mark.parametrize("key", sorted(THINGS))
def test_each_check_fails_by_what_it_looks_at_and_says_so(key: str) -> None:
    """Cada revisión falla por lo suyo, lo dice en palabras y va de primera."""
    changed, beside, state = THINGS[key]
    of = plan(**changed)
    found = viability(of, around(of, **beside), TODAY, LIMITS)
    one = next(check for check in found if check.key == key)
    assert one.state == state
    assert words(one.says)
    assert words(one.why)
    order = [check.state for check in found]
    assert order == sorted(order, key=("bad", "unknown", "ok").index), "what fails is said first"


def test_an_objective_that_ends_after_the_plan_is_named() -> None:
    """Un objetivo que termina después del plan se nombra."""
    late = replace(checked_objective(HOTMELT, YEAR), due_on=date(2027, 3, 1))
    found = checks(plan(objectives={1: late}))["days"]
    assert (found.state, found.about) == ("bad", ("objetivo", 1))
    assert "20 % más de hotmelt" in words(found.why)


def test_asking_more_than_it_ever_grew_says_both_figures() -> None:
    """Pedir +20 % a quien nunca creció más de +19 % se dice con las dos cifras."""
    why = words(checks(plan(), best={1: 0.19})["credible"].why, "en")
    assert why == "«20 % más de hotmelt» asks for +20%; its best twelve months brought +19%."


def test_asking_more_than_there_is_room_for_says_how_much_there_is() -> None:
    """Pedir 20 M más al año donde quedan 10 M por ganar (19 M a lo sumo) se dice con las tres cifras."""
    small = {"Hotmelt": Headroom(10.0 * MILLION, 19.0 * MILLION)}
    found = checks(plan(), headroom=small)["room"]
    assert words(found.why, "en") == (
        "«20 % más de hotmelt» asks for $ 20.0 M more a year; about $ 10.0 M is left to win, $ 19.0 M at most."
    )
    assert round(more_a_year(checked_objective(HOTMELT, YEAR), how(HOTMELT)) or 0, -5) == 20 * MILLION


def test_without_facts_growth_and_room_are_unknown_not_failed() -> None:
    """Sin hechos, crecimiento y espacio son desconocidos: ni pasan ni fallan."""
    found = checks(plan(), facts=None)
    assert {found[key].state for key in ("credible", "room", "measured")} == {"unknown"}


def test_the_best_growth_is_of_the_same_thing() -> None:
    """El mejor crecimiento es el de la misma familia: doce meses contra los doce anteriores."""
    table = "month | h | k | l\n2024-09 | 10 | 1 | 1\n2025-09 | 12 | 1 | 9"
    facts = book(table, first=date(2023, 1, 1))
    assert best_growth(HOTMELT, facts) == pytest.approx(0.2)
    assert best_growth(replace(HOTMELT, family="Laminación"), facts) == pytest.approx(8.0)
    assert best_growth(HOTMELT, book(table, first=date(2025, 1, 1))) is None


# whether it is alive


@pytest.mark.parametrize(
    ("changed", "reviewed", "set_for", "today", "state"),
    [
        (date(2026, 6, 1), None, None, date(2026, 6, 30), "fresh"),
        (date(2026, 1, 1), None, None, date(2026, 4, 1), "fresh"),
        (date(2026, 1, 1), None, None, date(2026, 4, 2), "stale"),
        (date(2026, 1, 1), date(2026, 3, 1), None, date(2026, 4, 2), "fresh"),
        (date(2026, 6, 30), None, date(2026, 6, 15), date(2026, 7, 1), "review"),
        (date(2026, 6, 30), date(2026, 6, 15), date(2026, 6, 15), date(2026, 7, 1), "fresh"),
        (date(2026, 12, 30), None, date(2026, 12, 31), date(2027, 1, 1), "over"),
    ],
)
def test_a_plan_that_nobody_touches_is_shown_stale(
    changed: date, reviewed: date | None, set_for: date | None, today: date, state: str
) -> None:
    """Noventa días sin tocarlo lo dejan quieto; una revisión cuenta como tocarlo."""
    found = freshness(replace(YEAR, next_review_on=set_for), changed, reviewed, today, LIMITS)
    assert found.state == state
    assert words(found.because)


# what changed, and what the customer reads


def test_two_versions_differ_by_what_came_went_and_changed() -> None:
    """Entre dos versiones: lo que entró, lo que salió y lo que dice otra cosa, campo por campo."""
    before = plan()
    after = plan(
        period=replace(YEAR, next_review_on=TODAY), goals={1: before.goals[1], 3: GoalSaid("ours", "Entrar a Palmira")},
        actions={1: replace(before.actions[1], due_on=date(2026, 10, 31))},
    )  # fmt: skip
    found = differences(before, after)
    assert [(one.kind, one.how, one.name) for one in found] == [
        ("plan", "changed", ""), ("goals", "removed", "Crecer"), ("goals", "added", "Entrar a Palmira"),
        ("actions", "changed", "Prueba industrial"),
    ]  # fmt: skip
    assert found[-1].fields == (("due_on", date(2026, 9, 30), date(2026, 10, 31)),)
    assert differences(before, before) == ()


def test_the_customer_reads_only_what_was_shared_and_nothing_of_ours_alone() -> None:
    """El cliente lee solo lo compartido: ni margen, ni lo que vale para nosotros, ni lo que se dejó."""
    worthy = replace(checked_objective(HOTMELT, YEAR), shared=True, worth=Decimal(9))
    whole = plan(
        objectives={
            1: worthy, 2: replace(worthy, goal=2), 3: replace(worthy, measure="margin"), 4: replace(worthy, shared=False),
        },
        actions={
            1: ActionSaid("a", 1, shared=True, said_in=3), 2: ActionSaid("b", 4, shared=True), 3: ActionSaid("c", 1),
            4: ActionSaid("d", 1, shared=True, state="dropped", closed_on=TODAY, outcome="x"), 5: ActionSaid("e", shared=True),
        },
    )  # fmt: skip
    theirs = shared(whole)
    assert set(theirs.goals) == {1}
    assert set(theirs.objectives) == {1}, "of an unshared goal, by margin, or not shared: none of them"
    assert theirs.objectives[1].worth is None
    assert set(theirs.actions) == {1, 5}
    assert theirs.actions[1].said_in is None


@given(st.sets(st.integers(1, 4)), st.sets(st.integers(1, 5)))
def test_nothing_unshared_is_ever_read(objectives: set[int], actions: set[int]) -> None:
    """Nada sin marcar se lee jamás."""
    one = checked_objective(HOTMELT, YEAR)
    whole = plan(
        objectives={n: replace(one, shared=n in objectives) for n in range(1, 5)},
        actions={n: ActionSaid("x", n if n < 5 else None, shared=n in actions) for n in range(1, 6)},
    )
    theirs = shared(whole)
    assert set(theirs.objectives) == objectives
    assert set(theirs.actions) == {n for n in actions if n == 5 or n in objectives}
