"""Lo que cuesta el programa, quién deja utilidad y quién la devuelve, en cuántos descansamos y cuánto volvió, by hand.

docs/explanation/lo-que-cuesta-y-lo-que-queda.md works the same figures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from clave.base.errors import ClaveError
from clave.base.words import Joined, Text
from clave.measures.cost import DRIVERS
from clave.outcome.cost.concentration import concentration, loss_said
from clave.outcome.cost.programme import Gathered, Spent, Time, of_accounts, programme
from clave.outcome.cost.returned import FREE, NO_COST, NO_GAIN, returned
from clave.outcome.cost.shape import Concentration, Programme, Whale, Where
from clave.outcome.cost.whale import Drove, Served, whale
from clave.policy import declared
from clave.policy.limits import Limits
from clave.policy.reading import default, read
from clave.privileges.ledger.cost import Cost

PAGE = Path(__file__).parents[2] / "docs/explanation/lo-que-cuesta-y-lo-que-queda.md"
LIMITS = default().at(date(2026, 1, 1))
PRICED = LIMITS.reform({declared.cost_kam_hour: 60_000.0})
DAYS = {"since": date(2025, 11, 1), "until": date(2026, 10, 31)}
M = 1_000_000.0
SIERRA, NORTE = "C-1", "C-2"
NAMES = {SIERRA: "Colchones Sierra", NORTE: "Láminas del Norte"}


def es(words: Text | Joined) -> str:
    """What is read in Spanish, with ordinary spaces."""
    return re.sub(r"\s", " ", words.say("es"))


def page() -> str:
    """The document, on one line."""
    return re.sub(r"\s+", " ", PAGE.read_text(encoding="utf-8"))


# What the programme cost ---------------------------------------------------------------------------------------------


def gathered(**more: object) -> Gathered:
    """Sierra had three returns (one without a figure), 4.5 hours of laboratory, two gifts and six hours a month of its KAM; what
    others waited for priority is of all accounts together."""
    given: dict[str, object] = {
        "ledger": (
            Cost("returns", SIERRA, 3, Decimal(400_000), Text("Recorded cost of 2 returns."), 1),
            Cost("laboratory", SIERRA, 2, Decimal(337_500), Text("4.5 hours of laboratory × $ 75.000.")),
            Cost("dispatch", "", 12, Decimal(1_200_000), Text("Money × days × rate.")),
        ),
        "spent": (Spent("hospitality", SIERRA, 2, 250_000.0, 0, Text("What was recorded of 2 of 2.")),),
        "time": (Time(SIERRA, 6.0, 12.0),),
        "sales": {SIERRA: 130_150_000.0},
    } | more  # fmt: skip
    return Gathered("COP", {SIERRA: NAMES[SIERRA]}, **given)  # type: ignore[arg-type]


def cost(limits: Limits = PRICED, **more: object) -> Programme:
    return programme(gathered(**more), limits, lambda what, account: Where("promises_costs"), **DAYS)


def test_the_known_part_is_added_up_and_what_is_missing_is_named() -> None:
    found = cost()
    assert found.total == 400_000 + 337_500 + 1_200_000 + 250_000 + 6 * 12 * 60_000 == 6_507_500
    assert found.over_sales == pytest.approx(0.05)
    assert not found.whole
    assert [(one.what, one.accounts) for one in found.unknown] == [("returns", 1)]
    assert es(found.said) == "$ 6,5 M es la parte que se sabe: 1 cosa que cuesta no tiene cifra, o la tiene a medias."
    for words in ("$ 4.320.000", "$ 6.507.500", "5,0 %"):
        assert words in page()


def test_the_parts_the_privileges_and_the_accounts_say_the_same() -> None:
    found = cost()
    assert {one.key: one.money for one in found.parts} == {
        "kam": 4_320_000, "priority": 1_200_000, "service": 400_000, "laboratory": 337_500, "hospitality": 250_000,
    }  # fmt: skip
    assert [one.key for one in found.parts][:2] == ["kam", "priority"]  # the dearest first
    assert {one.account: one.money for one in found.accounts} == {SIERRA: 5_307_500, "": 1_200_000}


def test_with_nothing_missing_it_says_so() -> None:
    found = cost(ledger=(Cost("returns", SIERRA, 2, Decimal(400_000), Text("")),), spent=(), time=())
    assert found.whole
    assert es(found.said) == "$ 400.000, sin que falte nada."


def test_an_hour_of_a_kam_has_no_default_and_is_named_until_somebody_says_it() -> None:
    found = cost(LIMITS)
    assert found.total == 2_187_500
    (kam,) = (one for one in found.unknown if one.what == "kam_time")
    assert es(kam.why) == "No está escrito lo que cuesta una hora de KAM."
    assert es(kam.remedy) == "Escribe «Costo de una hora de KAM» en la política."
    assert (kam.where.route, kam.where.asked) == ("policy", {"g": "cost"})


def test_hours_that_nobody_entered_are_not_zero_hours() -> None:
    found = cost(time=(Time(SIERRA, 0.0, 12.0), Time(NORTE, None, 12.0)))
    amounts = {one.account: one.money for one in found.amounts if one.what == "kam_time"}
    assert amounts == {SIERRA: 0.0, NORTE: None}
    assert ("kam_time", 1) in [(one.what, one.accounts) for one in found.unknown]


def test_a_cost_that_another_tells_is_not_named_twice() -> None:
    """Making the joint plan takes time of the KAM; the hours say it."""
    plan = Cost("joint_plan", SIERRA, 0, None, Text("Not known."))
    assert "joint_plan" not in {one.what for one in cost(ledger=(plan,)).amounts}


def test_a_privilege_that_nothing_records_is_named_with_what_it_would_cost() -> None:
    billing = Cost("billing", SIERRA, 0, None, Text("Not known: nobody records «Time of who calls»."))
    (found,) = (one for one in cost(ledger=(billing,)).unknown if one.what == "billing")
    assert es(found.remedy).startswith("Todavía nada en clave lo anota")


def test_who_answers_for_some_accounts_sees_theirs_as_if_there_were_no_others() -> None:
    found = of_accounts(cost(), {SIERRA})
    assert found.total == 5_307_500  # without what all of them cost together
    assert of_accounts(cost(), set()).total is None


def test_without_key_accounts_the_programme_cost_nothing() -> None:
    found = programme(Gathered("COP", {}), LIMITS, lambda what, account: Where("x"), **DAYS)
    assert (found.total, found.members) == (None, 0)
    assert es(found.said) == "En este periodo no hubo cuentas clave, así que el programa no costó nada."


# The whale curve -----------------------------------------------------------------------------------------------------

FIVE = (("A", 500, 100), ("B", 300, 50), ("C", 100, 20), ("D", 40, 70), ("E", 10, 110))


def served(rows: tuple[tuple[str, float | None, float], ...] = FIVE) -> list[Served]:
    """Customers with margin and cost to serve, in millions; they buy twice their margin."""
    return [Served(code, code, 2 * (margin or 45) * M, None if margin is None else margin * M, took * M)
            for code, margin, took in rows]  # fmt: skip


def curve(customers: list[Served], currency: str = "COP", drivers: tuple[Drove, ...] = ()) -> Whale:
    return whale(customers, drivers, {"D"}, LIMITS, currency, **DAYS)


def test_the_curve_climbs_to_its_peak_and_comes_down_to_the_whole() -> None:
    found = curve(served())
    assert [(one.customer, one.net / M, one.cumulated / M) for one in found.points] == [
        ("A", 400, 400), ("B", 250, 650), ("C", 80, 730), ("D", -30, 700), ("E", -100, 600),
    ]  # fmt: skip
    assert (found.peak_rank, found.peak / M, found.total / M, found.given_back / M) == (3, 730, 600, 130)
    assert (found.destroyers, found.key_destroyers) == (2, 1)
    assert es(found.said) == "Los 3 mejores clientes hacen el 121,7 % de la utilidad. Los últimos 2 devuelven $ 130 M."
    for words in ("121,7 %", "730", "130"):
        assert words in page()


def test_a_customer_without_a_known_margin_stands_outside_and_is_counted() -> None:
    found = curve([*served(), *served((("F", None, 5.0),))])
    assert (len(found.points), found.outside, found.outside_money / M) == (5, 1, 90)
    assert found.total / M == 600


def test_where_nobody_gives_profit_back_it_says_so() -> None:
    assert es(curve(served(FIVE[:3])).said) == "3 clientes dejan utilidad, y nadie devuelve nada."


def test_of_twenty_or_more_it_says_what_one_in_ten_make() -> None:
    many = served(tuple((f"C{n:02d}", 400.0 if n < 2 else 40.0, 10.0) for n in range(20)))
    assert es(curve(many).said).startswith(
        "Uno de cada diez, los 2 mejores de 20 clientes, hacen el 59,1 % de la utilidad."
    )


def test_where_all_together_leave_nothing_there_is_no_share() -> None:
    found = curve(served(FIVE[3:]))
    assert found.peak_share is None
    assert (
        es(found.said)
        == "Después de servirlos, todos los clientes juntos dejan −$ 130 M: no hay utilidad para repartir."
    )


def test_without_any_margin_there_is_no_curve_and_a_sentence() -> None:
    found = curve(served((("F", None, 5.0),)))
    assert found.refused is not None
    assert es(found.refused).startswith("Ningún cliente tiene margen conocido, así que no hay curva. Importa el costo")
    assert curve([]).refused is not None


def test_in_a_currency_without_unit_costs_it_is_the_curve_of_the_margin() -> None:
    found = curve(served(), "USD")
    assert not found.costed
    assert {one.cost for one in found.points} == {None}


def drove(loaded: bool, money: float | None) -> tuple[Drove, ...]:
    return tuple(
        Drove(one.key, one.label, one.table, loaded, one.unit_cost.key if one.unit_cost else "", True, money)
        for one in DRIVERS
    )


def test_every_driver_is_named_with_why_it_is_not_known() -> None:
    missing = {one.key: one for one in curve(served(), drivers=drove(False, None)).drivers}
    assert es(missing["delivery"].why or Text("")) == "No está cargado el archivo «delivery»."
    assert {one.money for one in missing.values()} == {None}
    known = {one.key: one for one in curve(served(), drivers=drove(True, 5.0)).drivers}
    assert known["visit"].unit_cost == 140_000
    assert all(one.known for one in known.values())
    unset = whale(served(), drove(True, 5.0), (), LIMITS.reform({declared.cost_visit: None}), "COP", **DAYS)
    (visit,) = (one for one in unset.drivers if one.key == "visit")
    assert (visit.known, visit.unit_cost) == (False, None)
    assert "política" in es(visit.why or Text(""))


# On how few we stand -------------------------------------------------------------------------------------------------


def held(groups: Mapping[str, str] | None = None, last: float | None = 3.0) -> Concentration:
    """Five that buy 40, 25, 15, 10 and 10, with a fifth of it as margin but for the last."""
    buys = (("A", 40.0), ("B", 25.0), ("C", 15.0), ("D", 10.0), ("E", 10.0))
    rows = [
        Served(code, code, money * M, money / 5 * M if code != "E" else last and last * M, 1 * M)
        for code, money in buys
    ]
    return concentration(rows, groups or {}, {"A"}, LIMITS, "COP", **DAYS)


def test_what_the_first_hold_and_the_index() -> None:
    money = held().held[0]
    assert [top.share for top in money.tops] == pytest.approx([0.40, 1.0, 1.0])
    assert money.hhi == pytest.approx(0.40**2 + 0.25**2 + 0.15**2 + 0.10**2 + 0.10**2)
    assert money.hhi == pytest.approx(0.265)
    assert money.effective == pytest.approx(1 / 0.265)
    assert money.band == "high"  # above 0,18
    assert es(money.said) == (
        "El primero tiene el 40 % y los diez primeros el 100 %: como si se repartiera entre 3,8 clientes iguales."
    )
    for words in ("0,265", "3,8"):
        assert words in page()


def test_customers_of_one_group_count_as_one() -> None:
    found = held({"D": "GRUPO", "E": "GRUPO"})
    assert found.by_group
    assert found.held[0].hhi == pytest.approx(0.285)
    (loss,) = (one for one in found.losses if one.customer == "GRUPO")
    assert (loss.members, loss.money) == (("D", "E"), 20 * M)


def test_losing_the_first_takes_money_margin_and_what_is_left() -> None:
    loss = held().losses[0]
    assert (loss.customer, loss.money, loss.margin, loss.net) == ("A", 40 * M, 8 * M, 7 * M)
    assert loss.money_share == pytest.approx(0.4)
    assert loss.said is not None
    assert (
        es(loss.said)
        == "Sin A se irían $ 40,0 M de compras, $ 8,0 M de margen, $ 7,0 M después de lo que cuesta servirlo"
    )


def test_losing_one_whose_margin_nobody_knows_says_that_nobody_knows_it() -> None:
    loss = next(one for one in held(last=None).losses if one.customer == "E")
    assert (loss.margin, loss.margin_share) == (None, None)
    assert es(loss_said(loss, "COP")) == "Sin E se irían $ 10,0 M de compras, su margen no se sabe"


def test_a_loss_has_no_share_of_a_profit() -> None:
    margin = held(last=-5.0).held[1]
    assert (margin.customers, margin.below, margin.unknown) == (4, 1, 0)
    assert margin.total == pytest.approx(18 * M)


# What came back ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "gain", "high", "cost", "whole", "verdict", "point"),
    [
        (130.0, 240.0, 360.0, 100.0, True, "pays", 2.4),
        (130.0, 240.0, 360.0, 100.0, False, "part", 2.4),  # at most: a part of the cost has no figure
        (60.0, 240.0, 360.0, 100.0, True, "unclear", 2.4),
        (10.0, 40.0, 90.0, 100.0, False, "loses", 0.4),  # and more cost would only make it less
        (-50.0, -20.0, 10.0, 100.0, True, "loses", -0.2),
    ],
)
def test_the_return_is_the_gain_over_the_cost_with_its_interval(
    low: float, gain: float, high: float, cost: float, whole: bool, verdict: str, point: float
) -> None:
    found = returned(low, gain, high, cost, whole=whole, level=0.95)
    assert found.verdict == verdict
    assert (found.low, found.point, found.high) == pytest.approx((low / cost, point, high / cost))


def test_what_is_missing_stays_missing_in_the_return() -> None:
    for given, why in (
        ((None, None, None, 100.0), NO_GAIN), ((1.0, 2.0, 3.0, None), NO_COST), ((1.0, 2.0, 3.0, 0.0), FREE),
    ):  # fmt: skip
        found = returned(*given, whole=False, level=0.95)
        assert (found.verdict, found.low, found.point, found.high, found.said) == ("unknown", None, None, None, why)


# Unit costs ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("amount", ["0", "-140000"])
def test_a_unit_cost_of_zero_or_less_is_refused_with_a_sentence(tmp_path: Path, amount: str) -> None:
    """What is served is never free; who does not know what it costs leaves it without a value."""
    path = tmp_path / "policy.toml"
    path.write_text(
        f'[[cost.visit]]\nfrom = 2026-01-01\nvalue = {amount}\nreason = "r"\nsource = "s"', encoding="utf-8"
    )
    with pytest.raises(ClaveError) as refused:
        read(path)
    assert "cost.visit" in es(refused.value.sentence())
    assert "mayor que 0, o nada donde nadie lo sabe" in es(refused.value.sentence())
