"""Joint promotions: what is kept, what may follow what, and what came of one against what would have been bought. (G9)

The worked figures of docs/explanation/promociones-y-referencias.md are asserted here."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from clave.base.errors import ClaveError
from clave.base.words import said as words
from clave.measures.promoted import spans
from clave.operations.promotions.result import Month, Seen, how, measured, returned
from clave.operations.promotions.result import Shower as shower
from clave.operations.promotions.said import PromotionSaid, check_step, checked_promotion
from clave.policy.reading import default

LIMITS = default().at(date(2026, 1, 1))
START, END = date(2026, 3, 1), date(2026, 4, 30)
M = 1_000_000.0


def promotion(**more: Any) -> PromotionSaid:
    given: dict[str, Any] = {
        "kind": "promotion", "title": "Suela limpia", "starts_on": START, "ends_on": END, "families": ("PU",),
        "ours": Decimal(4_000_000), "theirs": Decimal(4_000_000), "contact": 7, "goal": "Que prueben la PU-300",
    }  # fmt: skip
    return PromotionSaid(**given | more)


def seen(
    before: list[float],
    during: list[float],
    after: tuple[float, ...] | list[float] = (),
    *,
    until: date = date(2026, 8, 31),
    **more: Any,
) -> Seen:
    """Months of a promotion of March and April 2026; cost 60 % of what was bought, where it is known."""
    months = spans(START, END, date(2010, 1, 1), until, len(before), 3)
    amounts = [*before, *during, *after]
    costed = more.pop("costed", True)
    return Seen(
        tuple(
            Month(
                one.part,
                one.first,
                one.last,
                one.share,
                amount,
                amount if costed else None,
                0.6 * amount,
                amount,
                **more,
            )
            for one, amount in zip(months, amounts, strict=False)
        ),
        until,
    )


_YEAR = [8 * M, 12 * M, 10 * M, 9 * M, 11 * M, 10 * M, 12 * M, 8 * M, 10 * M, 11 * M, 9 * M, 10 * M]
UNEVEN = [*_YEAR, *_YEAR[5:], *_YEAR[:5], *_YEAR[3:], *_YEAR[:3]]
"""Three years of 120 M, between 8 and 12 M a month, in another order each."""


def es(text: object) -> str:
    return words(text, "es").replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"kind": "fiesta"}, "kind"), ({"title": "  "}, "title"), ({"ends_on": date(2026, 2, 1)}, "ends_on"),
        ({"ends_on": date(2029, 1, 1)}, "ends_on"), ({"ours": Decimal(-1)}, "ours"), ({"theirs": Decimal(10) ** 14}, "theirs"),
        ({"target": Decimal(0)}, "target"), ({"goal": " "}, "goal"), ({"measure": "cajas"}, "measure"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(more: dict[str, Any], where: str) -> None:
    with pytest.raises(ClaveError) as refused:
        checked_promotion(promotion(**more))
    assert refused.value.where == where
    assert refused.value.remedy is not None


def test_what_is_kept_is_tidy_and_a_goal_in_figures_is_a_goal() -> None:
    kept = checked_promotion(promotion(title=" X ", families=("PU", "PU", " "), goal="", target=Decimal(5)))
    assert (kept.title, kept.families, kept.target) == ("X", ("PU",), 5)


@pytest.mark.parametrize(
    ("here", "to", "note", "today", "more", "where"),
    [
        ("proposed", "running", "", START, {}, ""),
        ("ended", "cancelled", "no", END, {}, ""),
        ("agreed", "cancelled", " ", START, {}, "note"),
        ("proposed", "agreed", "", START, {"contact": None}, "to"),
        ("agreed", "running", "", date(2026, 2, 28), {}, "to"),
        ("running", "ended", "", END, {}, "to"),
    ],
)
def test_a_state_that_may_not_follow_is_refused(
    here: str, to: str, note: str, today: date, more: dict[str, Any], where: str
) -> None:
    with pytest.raises(ClaveError) as refused:
        check_step(here, to, note, promotion(**more), today)
    assert refused.value.where == where


def test_it_goes_from_proposed_to_ended_and_back_from_cancelled() -> None:
    check_step("proposed", "agreed", "", promotion(), START)
    check_step("agreed", "running", "", promotion(), START)
    check_step("running", "ended", "", promotion(), date(2026, 5, 1))
    check_step("running", "cancelled", "El cliente cerró la planta", promotion(), START)
    check_step("cancelled", "proposed", "", promotion(), START)


def test_promotions_meet_where_they_may_be_about_the_same() -> None:
    assert promotion().meets(("PU", "PVC"), ())
    assert not promotion().meets(("PVC",), ())
    assert promotion().meets((), ()), "one about everything"
    assert promotion().meets((), ("PU-300",)), "the product may be of the family"
    assert not promotion(families=(), products=("A",)).meets((), ("B",))


def test_months_are_counted_from_the_first_day_and_the_last_one_in_part() -> None:
    found = spans(date(2026, 1, 31), date(2026, 3, 14), date(2025, 11, 15), date(2026, 5, 20), 12, 3)
    assert [(one.part, f"{one.first:%d%m%y}", f"{one.last:%d%m%y}", round(one.share, 2)) for one in found] == [
        ("before", "301125", "301225", 1), ("before", "311225", "300126", 1),  # the first whole one the facts reach
        ("during", "310126", "270226", 1), ("during", "280226", "140326", 0.48),
        ("after", "150326", "140426", 1), ("after", "150426", "140526", 1),  # the third is not over
    ]  # fmt: skip


def test_the_worked_example_of_the_explanation() -> None:
    """Uneven months of 8, 12, 10 and 10 M; the promotion brings 15 and 17 M, and the quarter after is as always."""
    facts = seen(UNEVEN, [15 * M, 17 * M], [10 * M, 10 * M, 10 * M])
    found = measured(promotion(), facts, LIMITS, "COP")
    assert found.verdict == "lift"
    assert found.during is not None
    assert (found.bought, found.during.base.expected, found.during.lift) == (32 * M, 20 * M, 12 * M)
    assert found.during.base.windows == 11, "23 beginnings, two months each: eleven that do not overlap"
    assert round(found.during.base.half / M, 1) == 3.3
    assert es(found.because).startswith("Hasta el 30 abr 2026 compró $ 32,0 M")
    assert "fueron a esperar" not in es(found.because)
    assert found.after is not None
    assert found.after.verdict == "none"
    money = returned(found, facts, Decimal(4_000_000), None, promotion(), LIMITS)
    assert (round(money.rate or 0, 2), round((money.money or 0) / M, 3), money.spent) == (0.4, 0.8, False)
    assert returned(found, facts, Decimal(4_000_000), Decimal(3_000_000), promotion(), LIMITS).spent
    assert len(how(found.during.base, 0, LIMITS, shower("money", "COP"))) == 4


def test_what_its_months_vary_by_themselves_is_no_lift() -> None:
    found = measured(promotion(), seen(UNEVEN, [11 * M, 12 * M]), LIMITS, "COP")
    assert found.verdict == "none"
    assert "solo se vería una mayor que" in es(found.because)


def test_bought_for_the_store_room_is_said_and_counted() -> None:
    """12 M more in the promotion, 12 M less in the quarter after: sooner, not more."""
    facts = seen(UNEVEN, [16 * M, 16 * M], [5 * M, 6 * M, 7 * M])
    found = measured(promotion(), facts, LIMITS, "COP")
    assert found.after is not None
    assert found.net is not None
    assert (found.verdict, found.after.verdict, found.net.verdict) == ("lift", "fall", "none")
    assert (round(found.after.lift), round(found.net.lift)) == (-12 * M, 0)
    assert "se compró antes, no más" in es(found.pantry)
    money = returned(found, facts, Decimal(4_000_000), None, promotion(), LIMITS)
    assert round(money.money or 0) == -4 * M, "the months after count against it"


def test_while_the_quarter_after_is_not_over_nobody_says_it() -> None:
    found = measured(promotion(), seen(UNEVEN, [15 * M, 17 * M], until=date(2026, 5, 31)), LIMITS, "COP")
    assert (found.after, found.net) == (None, None)
    assert "todavía no se sabe" in es(found.pantry)


def test_a_promotion_that_runs_is_measured_up_to_the_last_day_of_the_facts() -> None:
    found = measured(promotion(), seen(UNEVEN, [15 * M], until=date(2026, 3, 31)), LIMITS, "COP")
    assert found.until == date(2026, 3, 31)
    assert found.during is not None
    assert found.during.base.expected == 10 * M


@pytest.mark.parametrize(
    ("facts", "verdict", "sentence"),
    [
        (None, "unknown", "No se pueden leer los hechos"),
        (seen([], [], until=date(2026, 2, 1)), "not_begun", "Empieza el 1 mar 2026"),
        (seen([M] * 11, [M, M]), "unknown", "con menos de doce"),
        (seen([0.0] * 19 + [M] * 5, [M, M]), "unknown", "en 5 de los doce meses"),
        (seen([M] * 16, [M, M]), "unknown", "menos de 4 tramos"),
        (seen(UNEVEN, [M, M], used=False), "unknown", "llegan 0 meses"),
    ],
)
def test_where_nothing_can_be_said_it_is_said_why(facts: Seen | None, verdict: str, sentence: str) -> None:
    found = measured(promotion(), facts, LIMITS, "COP")
    assert found.verdict == verdict
    assert found.during is None
    assert sentence in es(found.because)


def test_a_season_counts_only_where_it_missed_less() -> None:
    """Twice as much every March and April, four years long."""
    seasonal = [10 * M] * 48
    for year in range(4):
        seasonal[12 * year] = seasonal[12 * year + 1] = 20 * M
    found = measured(promotion(), seen(seasonal, [20 * M, 20 * M]), LIMITS, "COP")
    assert found.during is not None
    assert found.during.base.share == 1.0
    assert round(found.during.base.season, 2) == round(20 / (140 / 12), 2)
    assert found.verdict == "none", "the season, not the promotion"
    flat = measured(promotion(), seen(UNEVEN, [20 * M, 20 * M]), LIMITS, "COP")
    assert flat.during is not None
    assert flat.during.base.share == 0.0


def test_a_fall_is_said_too_and_the_goal_is_compared() -> None:
    found = measured(promotion(target=Decimal(40_000_000)), seen(UNEVEN, [3 * M, 3 * M]), LIMITS, "COP")
    assert (found.verdict, found.goal) == ("fall", 0.15)
    assert "menos que sin ella" in es(found.because)


@pytest.mark.parametrize(
    ("more", "facts", "ours", "why"),
    [
        ({}, seen(UNEVEN, [15 * M, 17 * M]), None, "Nadie escribió cuánto ponemos"),
        ({"measure": "kilos"}, seen(UNEVEN, [15 * M, 17 * M]), Decimal(1), "en kilos"),
        ({}, seen(UNEVEN, [15 * M, 17 * M], costed=False), Decimal(1), "No se conocen los costos"),
        ({}, seen([M] * 3, [M, M]), Decimal(1), "mientras no se pueda decir la diferencia"),
    ],
)
def test_a_return_that_cannot_be_said_says_why(
    more: dict[str, Any], facts: Seen, ours: Decimal | None, why: str
) -> None:
    one = promotion(**more)
    found = returned(measured(one, facts, LIMITS, "COP"), facts, ours, None, one, LIMITS)
    assert found.money is None
    assert why in es(found.why)
