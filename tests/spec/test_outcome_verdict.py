"""What Resultados answers to «is the programme worth it?», in one sentence: a manual with every case in it."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.base.words import Text, _, joined
from clave.outcome.cost.returned import returned
from clave.outcome.effect.shape import Comparable, Effect, Figure, Match
from clave.outcome.measured import COMPARED, LABELS, UNITS, Measured
from clave.outcome.verdict import Verdict, firmest_and_weakest, verdict
from clave.outcome.whole import gained
from clave.outcome.window import Window

DAY = date(2026, 10, 31)
YEAR = Window("12", date(2025, 11, 1), DAY)
TREND = _("They were not alike before they entered.")


def match(customer: str, entered: date = date(2025, 11, 1)) -> Match:
    return Match(customer, entered, 12, 1e6, 0.1, (Comparable("X", 0.1, False, False, None),), 0.1, 0.0, 1e6)


def effect(
    entries: int = 12, measured: int = 12, trusted: bool = True, **figures: tuple[float, float, float]
) -> Effect:
    """A comparison of so many accounts; `figures` are (low, value, high) by key."""
    return Effect(
        as_of=DAY, start=YEAR.start, end=YEAR.end, level=0.95, minimum=8, entries=entries, enough=measured >= 8,
        trusted=trusted, verdict=TREND,
        figures=tuple(
            Figure(key, UNITS[key], measured, value, low, high, None, None, Text(""))
            for key, (low, value, high) in figures.items()
        ),
        checks=(), path=(), matches=tuple(match(f"C-{n}") for n in range(measured)), left_out=(), displaced=0, capped=0,
        later=0, diluted=0.0, twins=(),
    )  # fmt: skip


def figure(key: str, low: float | None, value: float | None, high: float | None) -> Measured:
    return Measured(key, *LABELS[key], UNITS[key], value, low, high, 12, COMPARED, None)


def said(found: Verdict, language: str = "es") -> str:
    also = f" {found.also.say(language)}" if found.also else ""
    return f"{found.head.say(language)} {found.sentence.say(language)}{also}".replace("\u00a0", " ")


FIRM, WEAK = figure("retention", 0.05, 0.12, 0.19), figure("margin", -0.01, 0.01, 0.03)


@pytest.mark.parametrize(
    ("case", "low", "gain", "high", "cost", "whole", "answer", "sentence"),
    [
        (
            "the whole interval lies above what it cost", 130.0, 240.0, 360.0, 100.0, True, "yes",
            "Sí, con buena probabilidad. "
            "Por cada peso que costó el programa volvieron $ 2,4 de margen (entre 1,3 y 3,6). "
            "Lo más firme: la retención; lo más débil: el porcentaje de margen.",
        ),
        (
            "it may be more, it may be less", 30.0, 140.0, 260.0, 100.0, True, "not_yet",
            "Todavía no se puede afirmar. Por cada peso que costó el programa volvieron $ 1,4 de margen, pero puede ser "
            "cualquier cosa entre 0,3 y 2,6. Lo más firme: la retención; lo más débil: el porcentaje de margen.",
        ),
        (
            "the whole interval lies below", 10.0, 40.0, 80.0, 100.0, True, "no",
            "No, no se paga. "
            "Por cada peso que costó el programa solo volvieron $ 0,4 de margen (entre 0,1 y 0,8): menos de lo que costó. "
            "Lo más firme: la retención; lo más débil: el porcentaje de margen.",
        ),
        (
            "they bought less than they would have", -80.0, -40.0, -10.0, 100.0, True, "no",
            "No, no se paga. "
            "Por cada peso que costó el programa solo volvieron $ −0,4 de margen (entre −0,8 y −0,1): menos de lo que costó. "
            "Lo más firme: la retención; lo más débil: el porcentaje de margen.",
        ),
        (
            "a part of the cost has no figure", 130.0, 240.0, 360.0, 100.0, False, "yes_known",
            "Sí, por los costos que se conocen. "
            "Por cada peso que costó el programa volvieron $ 2,4 de margen (entre 1,3 y 3,6). "
            "Es lo máximo que puede ser: una parte del costo todavía no tiene cifra. "
            "Lo más firme: la retención; lo más débil: el porcentaje de margen.",
        ),
    ],
)  # fmt: skip
def test_what_came_back_decides_the_answer(
    case: str, low: float, gain: float, high: float, cost: float, whole: bool, answer: str, sentence: str
) -> None:
    found = verdict(effect(), returned(low, gain, high, cost, whole=whole, level=0.95), (FIRM, WEAK), "COP")
    assert found.answer == answer, case
    assert said(found) == sentence


def test_below_the_minimum_of_policy_it_says_how_many_there_are() -> None:
    found = verdict(effect(entries=6, measured=5), None, (), "COP")
    assert found.answer == "too_few"
    assert said(found) == "Aún no hay con qué decirlo. Se pueden medir 5 entradas de las 8 que pide la política."
    assert (
        said(found, "en")
        == "There is not enough yet to say it. 5 entries can be measured of the 8 that policy asks for."
    )


def test_without_any_entry_there_is_nothing_to_compare() -> None:
    found = verdict(effect(entries=0, measured=0), None, (), "COP")
    assert said(found).startswith("Aún no hay con qué decirlo. Ninguna cuenta ha entrado")


def test_whoever_could_not_measure_says_why() -> None:
    found = verdict(None, None, (), "COP", why=_("there are no facts yet."))
    assert (found.answer, said(found)) == ("unknown", "Todavía no se sabe. todavía no hay hechos.")


def test_accounts_that_were_different_before_claim_nothing() -> None:
    """Whatever came back: where the check before fails, its sentence stands in the place of the figure."""
    found = verdict(effect(trusted=False), returned(130, 240, 360, 100, whole=True, level=0.95), (FIRM,), "COP")
    assert found.answer == "not_yet"
    assert TREND.say("es") in said(found)
    assert found.point is None


def test_without_the_cost_purchases_are_told_where_they_are_firm() -> None:
    told = effect(sales=(0.011, 0.062, 0.11))
    found = verdict(told, returned(130, 240, 360, None, whole=False, level=0.95), (), "COP")
    assert found.answer == "not_yet"
    assert (
        "Las cuentas clave compran más que sus clientes parecidos, en 6,2 % de lo que compraban antes (entre 1,1 % y 11 %)."
    ) in said(found)
    less = effect(sales=(-0.11, -0.062, -0.011))
    found = verdict(less, returned(None, None, None, 100, whole=True, level=0.95), (), "COP")
    assert (
        "Las cuentas clave compran menos que sus clientes parecidos, en 6,2 % de lo que compraban antes (entre 1,1 % y 11 %)."
    ) in said(found)


def test_it_is_not_said_twice_that_it_cannot_be_said() -> None:
    told = replace(effect(trusted=False), verdict=joined([_("It cannot be said yet."), TREND], " "))
    sentence = said(verdict(told, None, (), "COP"))
    assert sentence == f"Todavía no se puede afirmar. {TREND.say('es')}".replace("\u00a0", " ")


def test_the_gain_of_some_accounts_over_the_cost_of_all_is_never_a_no() -> None:
    """Twelve of thirty accounts could be measured: what the other eighteen brought may be what is missing."""
    told = effect(entries=30, measured=12)
    found = verdict(told, returned(10, 40, 80, 100, whole=True, level=0.95), (), "COP")
    assert found.answer == "not_yet"
    assert said(found) == (
        "Todavía no se puede afirmar. Por cada peso que costó el programa volvieron $ 0,4 de margen (entre 0,1 y 0,8). "
        "Es lo que trajeron 12 de las 30 cuentas que entraron, sobre el costo de todas: de las demás no se sabe."
    )
    found = verdict(told, returned(130, 240, 360, 100, whole=True, level=0.95), (), "COP")
    assert found.answer == "yes"
    assert "12 de las 30 cuentas" in said(found)


def test_another_currency_is_called_by_its_name() -> None:
    back = returned(130, 240, 360, 100, whole=True, level=0.95)
    assert "Por cada dólar que costó el programa volvieron US$ 2,4" in said(verdict(effect(), back, (), "USD"))
    assert "Por cada unidad de dinero que costó el programa volvieron XAU 2,4" in said(
        verdict(effect(), back, (), "XAU")
    )


UP, SURE, DOWN = (
    figure("sales", 0.01, 0.05, 0.09),
    figure("retention", 0.08, 0.1, 0.12),
    figure("nps", -9.0, -6.0, -3.0),
)
NOBODY_KNOWS = figure("margin_gain", None, None, None)


@pytest.mark.parametrize(
    ("measured", "sentence"),
    [
        ((SURE, WEAK), "Lo más firme: la retención; lo más débil: el porcentaje de margen."),
        ((UP, SURE), "Lo más firme: la retención; lo menos firme: las compras."),
        ((SURE, WEAK, DOWN), "Lo más firme: la retención; lo que baja con seguridad: la recomendación."),
        ((WEAK, DOWN), "Ninguna cifra mejora con seguridad; lo que baja con seguridad: la recomendación."),
        (
            (WEAK, figure("sales", -0.02, 0.0, 0.02)),
            "Ninguna cifra deja fuera el cero todavía; la más cerca de hacerlo: el porcentaje de margen.",
        ),
        ((SURE, NOBODY_KNOWS), "Solo se puede medir la retención."),
        ((NOBODY_KNOWS,), ""),
        ((), ""),
    ],
)  # fmt: skip
def test_the_firmest_and_the_weakest_figure_are_named(measured: tuple[Measured, ...], sentence: str) -> None:
    _first, _last, also = firmest_and_weakest(measured)
    assert (also.say("es") if also else "") == sentence


def test_a_gain_counts_only_while_an_account_was_in_the_programme() -> None:
    """Ten million a year; half the accounts entered half way through the window: three quarters of a year on average."""
    found = effect(measured=8, margin_gain=(8e6, 10e6, 12e6))
    matches = tuple(match(f"C-{n}", date(2025, 11, 1) if n < 4 else date(2026, 5, 2)) for n in range(8))
    low, point, high = gained(replace(found, matches=matches), YEAR)
    days = (365 * 4 + 183 * 4) / 8
    assert point == pytest.approx(10e6 * days / 365.25)
    assert low == pytest.approx(8e6 * days / 365.25)
    assert high == pytest.approx(12e6 * days / 365.25)


def test_a_window_longer_than_the_programme_counts_no_more_than_the_programme() -> None:
    found = effect(measured=8, margin_gain=(8e6, 10e6, 12e6))
    two = Window("24", date(2024, 11, 1), DAY)
    assert gained(found, two) == gained(found, YEAR)


def test_without_enough_accounts_nothing_was_gained_that_could_be_said() -> None:
    assert gained(effect(measured=3, margin_gain=(8e6, 10e6, 12e6)), YEAR) == (None, None, None)
    assert gained(None, YEAR) == (None, None, None)


@given(
    st.floats(-1e9, 1e9), st.floats(0, 1e9), st.floats(0, 1e9), st.floats(1, 1e9), st.booleans(),
)  # fmt: skip
def test_yes_and_no_are_never_said_against_the_interval(
    gain: float, below: float, above: float, cost: float, whole: bool
) -> None:
    back = returned(gain - below, gain, gain + above, cost, whole=whole, level=0.95)
    answer = verdict(effect(), back, (FIRM,), "COP").answer
    if answer in ("yes", "yes_known"):
        assert back.low is not None
        assert back.low > 1
        assert (answer == "yes") == whole
    if answer == "no":
        assert back.high is not None
        assert back.high < 1
    if back.low is not None and back.high is not None and back.low <= 1 <= back.high:
        assert answer == "not_yet"


@given(st.lists(st.tuples(st.sampled_from(sorted(LABELS)), st.floats(-1, 1), st.floats(0, 1), st.floats(0, 1))))
def test_what_is_called_firm_leaves_zero_out(found: list[tuple[str, float, float, float]]) -> None:
    measured = tuple(figure(key, value - below, value, value + above) for key, value, below, above in found)
    first, last, also = firmest_and_weakest(measured)
    assert (also is None) == (not measured)
    if first:
        assert any(one.key == first and one.gains for one in measured)
    for one in measured:
        assert one.firmness is None or not math.isnan(one.firmness)
    assert not last or any(one.key == last for one in measured)


def test_the_figures_of_the_manual_are_reckoned() -> None:
    """docs/explanation/vale-la-pena.md: what came back, and how firm two figures are."""
    page = " ".join((Path(__file__).parents[2] / "docs/explanation/vale-la-pena.md").read_text("utf-8").split())
    told = effect(measured=8, margin_gain=(130e6, 240e6, 360e6))
    whole = tuple(match(f"C-{n}", YEAR.start) for n in range(8))
    low, gain, high = gained(replace(told, matches=whole), YEAR)
    back = returned(low, gain, high, 100e6, whole=True, level=0.95)
    assert None not in (back.low, back.point, back.high)
    ends = [f"{one:.1f}".replace(".", ",") for one in (back.low, back.point, back.high)]  # type: ignore[str-bytes-safe]
    assert f"por cada peso volvieron 240 / 100 = **{ends[1]}** (entre {ends[0]} y {ends[2]})" in page
    half = gained(replace(told, matches=tuple(match(f"C-{n}", date(2026, 5, 2)) for n in range(8))), YEAR)
    assert half[1] == pytest.approx((gain or 0) / 2, rel=0.01)
    firm, weak = (f"{one.firmness:.1f}".replace(".", ",") for one in (FIRM, WEAK))
    assert f"Retención +12 pp (entre 5 y 19): 12 / 7 = {firm}, firme." in page
    assert f"Margen +1 pp (entre −1 y 3): 1 / 2 = {weak}, todavía no se puede afirmar." in page
