"""What the key accounts give back: who stays, how much of their money, each reason against its target, promises beside results.

docs/explanation/la-cosecha.md works the same figures by hand. (F1, B1–B5, C8)"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest

from clave.base.words import Text, said
from clave.criteria.registry import CRITERIA
from clave.facts.book import Book
from clave.facts.tables import TABLES
from clave.operations.surveys.questions import Sheet
from clave.outcome.harvest.categories import PROOFS, categories
from clave.outcome.harvest.given import Given, Joint, Recommended, Round, Solved, Voices, Written
from clave.outcome.harvest.margins import margins
from clave.outcome.harvest.met import word
from clave.outcome.harvest.promises import promises
from clave.outcome.harvest.relation import relation
from clave.outcome.harvest.retention import retention
from clave.outcome.harvest.shape import NOTHING, Asked, Category, Estimate
from clave.outcome.harvest.yields import yields
from clave.outcome.window import Window
from clave.policy import harvest as policy
from clave.policy.reading import default
from clave.privileges.ledger.due import Count
from tests.spec.measure_examples import read
from tests.unit.outcome.harvested import AS_OF, LIMITS, YEAR, given

Lines = list[dict[str, object]]


def book(text: str) -> Book:
    """Facts written as a table."""
    rows = read(text).rows
    return Book({name: pa.Table.from_pylist(lines, TABLES[name].schema) for name, lines in rows.items()}, "COP")


def weekly(
    customer: str, until: date, *, net: int = 10, since: date = date(2022, 1, 3), twice: date | None = None
) -> Lines:
    """A purchase every seven days up to a day; of double the money from `twice` on."""
    found: Lines = []
    day = since
    while day <= until:
        money = net * (2 if twice and day >= twice else 1)
        found.append({"date": day, "document": f"{customer}{day:%y%m%d}", "customer": customer, "net": Decimal(money)})
        day += timedelta(days=7)
    return found


def bought(*customers: Lines, **tables: Lines) -> Book:
    """A book of these purchases."""
    lines = [line for some in customers for line in some]
    every = {"invoice_line": lines, **tables}
    return Book({name: pa.Table.from_pylist(rows, TABLES[name].schema) for name, rows in every.items()}, "COP")


LAST, JUNE = date(2024, 12, 30), date(2024, 6, 24)


def test_who_buys_every_week_and_stops_in_june_broke_its_rhythm_in_july() -> None:
    """Compra cada 7 días; la última compra es el 24 de junio: el 2 de julio ya son 8 días, más de lo que nunca calla."""
    found = retention(given(bought(weekly("A", LAST), weekly("B", JUNE)), ["A", "B"]))
    states = {one.customer: (one.state, one.last_date, one.broken_on) for one in found.accounts}
    assert states == {"A": ("kept", LAST, None), "B": ("broken", JUNE, date(2024, 7, 2))}
    assert (found.key.kept, found.key.broken, found.key.retention.value, found.key.retention.n) == (1, 1, 0.5, 2)


def test_who_was_silent_already_neither_stays_nor_leaves() -> None:
    """Quien ya callaba cuando empezó el periodo se cuenta aparte."""
    facts = bought(weekly("A", LAST), weekly("B", date(2023, 6, 5)))
    found = retention(given(facts, ["A", "B"])).key
    assert (found.accounts, found.kept, found.broken, found.silent_before) == (2, 1, 0, 1)
    assert found.retention.value == 1.0


def test_who_was_silent_and_came_back_has_no_day_on_which_it_broke() -> None:
    """B calló de junio de 2023 a febrero de 2024 y volvió: al empezar 2024 callaba, al final ya no, y no hay día que decir."""
    back = weekly("B", date(2023, 6, 5)) + weekly("B", LAST, since=date(2024, 2, 5))
    found = retention(given(bought(weekly("A", LAST), back), ["A", "B"]))
    states = {one.customer: (one.state, one.last_date, one.broken_on) for one in found.accounts}
    assert states["B"] == ("silent_before", LAST, None)


def test_with_one_purchase_there_is_no_rhythm_and_nothing_is_claimed() -> None:
    """Con una sola compra no hay ritmo: no se dice ni que se quedó ni que se fue."""
    facts = bought(weekly("A", LAST), weekly("B", date(2022, 1, 3)))
    found = retention(given(facts, ["B"])).key
    assert (found.accounts, found.unknown, found.retention.value) == (1, 1, None)


def test_net_revenue_retention_is_the_money_now_of_who_bought_before() -> None:
    """A compró 520 y luego 1.060; B 250 y nada; C es nueva y no cuenta. 1.060 de 770."""
    facts = book("""
        al 2024-12-31
        invoice_line
        date       | document | customer | net
        2022-06-01 | F0       | A        | 100
        2023-03-01 | F1       | A        | 520
        2023-09-01 | F2       | B        | 250
        2024-02-01 | F3       | A        | 1060
        2024-05-01 | F4       | C        | 900
    """)
    found = retention(given(facts, ["A", "B", "C"])).key
    assert (found.buyers, found.money, found.before) == (2, 1060.0, 770.0)
    assert found.renewal.value == pytest.approx(1060 / 770)
    assert found.renewal.low == 0.0, "two accounts: one alone may be drawn"


def test_where_the_facts_begin_within_the_window_before_it_is_not_said() -> None:
    facts = bought(weekly("A", LAST, since=date(2023, 8, 7)))
    found = retention(given(facts, ["A"]))
    assert found.key.renewal == NOTHING
    assert "do not reach back" in said(found.missing[-1], "en")


def test_who_is_compared_are_the_others_and_never_who_was_key() -> None:
    """Los demás son quienes no fueron clave ningún día del periodo."""
    facts = bought(weekly("A", LAST), weekly("B", LAST), weekly("C", JUNE))
    found = retention(given(facts, ["A"]))
    assert (found.rest.accounts, found.rest.kept, found.rest.broken) == (2, 1, 1)
    assert found.beside_rest.value == pytest.approx(0.5)


def test_comparable_customers_that_were_matched_elsewhere_are_taken_as_they_are() -> None:
    facts = bought(weekly("A", LAST), weekly("B", LAST), weekly("C", JUNE))
    found = retention(given(facts, ["A"], matched={"A": ("B", "A")}))
    assert (found.comparable.accounts, found.comparable.kept) == (1, 1)
    assert said(found.matched, "en") == "matched on the 24 months before they entered"
    some = retention(given(facts, ["A", "C"], matched={"A": ("B",)}))
    assert [said(one, "en") for one in some.missing] == [
        "1 of the 2 key accounts have comparable customers: the others are compared with nobody."
    ]


def test_nobody_key_then_nobody_stayed() -> None:
    found = retention(given(bought(weekly("A", LAST)), []))
    assert found.key.retention == NOTHING
    assert "Nobody was key" in said(found.missing[0], "en")


COSTED = """
    al 2024-12-31
    invoice_line
    date       | document | customer | net  | cost
    2023-03-01 | F1       | A        | 900  | 500
    2024-03-01 | F2       | A        | 1000 | 600
    2024-04-01 | F3       | B        | 1000 | 800
    2024-04-01 | F4       | C        | 1000 | -
"""


def test_margin_is_of_all_together_and_who_has_no_cost_is_counted_apart() -> None:
    """40 % de A y 20 % de B: la diferencia son 20 puntos; de C no se sabe."""
    found = margins(given(book(COSTED), ["A"]))
    assert found.key.rate.value == pytest.approx(0.4)
    assert (found.rest.rate.value, found.rest.accounts, found.rest.unknown) == (pytest.approx(0.2), 1, 1)
    assert found.points_rest.value == pytest.approx(0.2)
    assert found.points_rest.low is None, "one account on each side says nothing of how sure"
    assert found.net_points_rest.value != found.points_rest.value


def test_without_any_cost_the_margin_says_which_file_would_give_it() -> None:
    found = margins(given(bought(weekly("A", LAST)), ["A"]))
    assert (found.key.rate, found.key.unknown) == (NOTHING, 1)
    assert "would give the margin" in said(found.missing[0], "en")


def of(facts: Given, key: str) -> Category:
    return next(one for one in categories(facts) if one.key == key)


def test_every_criterion_has_its_proof_and_its_target() -> None:
    assert list(PROOFS) == list(CRITERIA) == list(policy.TARGETS)


def test_volume_grows_against_the_window_before() -> None:
    """$ 100 y $ 50 antes; $ 120 y $ 60 ahora: crecen 20 %, y la meta es 5 %."""
    facts = book("""
        al 2024-12-31
        invoice_line
        date       | document | customer | net
        2022-06-01 | F0       | A        | 80
        2023-03-01 | F1       | A        | 100
        2023-03-01 | F2       | B        | 50
        2024-03-01 | F3       | A        | 120
        2024-03-01 | F4       | B        | 60
        2024-03-01 | F5       | C        | 900
    """)
    found = of(given(facts, {"A": ["volume"], "B": ["volume", "loyalty"], "C": ["volume"], "D": []}), "volume")
    assert (found.accounts, found.known, found.actual) == (3, 2, pytest.approx(0.2))
    assert (found.share, found.word) == (pytest.approx(4.0), "met")
    assert {one.customer: one.value for one in found.facts} == {
        "A": pytest.approx(0.2),
        "B": pytest.approx(0.2),
        "C": None,
    }
    assert said(found.facts[2].why, "en") == "It bought nothing in the window before, so that it has no growth."


def test_a_distributor_saves_orders_per_tonne() -> None:
    """Antes 4 pedidos de 500 kg (200 por 100 t); ahora 2 pedidos de 1.000 kg (100 por 100 t): se ahorra la mitad."""
    facts = book("""
        al 2024-12-31
        invoice_line
        date       | document | customer | net | kilos
        2022-03-01 | F0       | A        | 100 | 500
        2023-03-01 | F1       | A        | 100 | 500
        2023-04-01 | F2       | A        | 100 | 500
        2023-05-01 | F3       | A        | 100 | 500
        2023-06-01 | F4       | A        | 100 | 500
        2024-03-01 | F5       | A        | 200 | 1000
        2024-06-01 | F6       | A        | 200 | 1000
    """)
    found = of(given(facts, {"A": ["distributor"]}, earlier=True), "distributor")
    assert (found.actual, found.parts["per_hundred"], found.parts["per_hundred_before"]) == (0.5, 100.0, 200.0)
    assert said(found.says, "en") == "100 orders per 100 tonnes against 200: 50% fewer"
    assert (found.word, found.share) == ("met", pytest.approx(5.0))


def test_more_orders_per_tonne_are_said_to_be_more() -> None:
    """De 1 a 2 pedidos por tonelada: 100 % más, no «se ahorra −100 %»."""
    facts = book("""
        al 2024-12-31
        invoice_line
        date       | document | customer | net | kilos
        2022-03-01 | F0       | A        | 100 | 1000
        2023-03-01 | F1       | A        | 100 | 1000
        2024-03-01 | F2       | A        | 100 | 500
        2024-06-01 | F3       | A        | 100 | 500
    """)
    found = of(given(facts, {"A": ["distributor"]}, earlier=True), "distributor")
    assert (found.actual, found.word) == (-1.0, "far")
    assert said(found.says, "es") == "200 pedidos por 100 toneladas frente a 100: 100\u00a0% más"


def test_without_kilos_neither_kilos_nor_orders_per_tonne_are_known() -> None:
    facts = given(bought(weekly("A", LAST)), {"A": ["kilos", "distributor"]}, earlier=True)
    for key in ("kilos", "distributor"):
        found = of(facts, key)
        assert (found.actual, found.word, found.known) == (None, "unknown", 0)
        assert said(found.missing, "en") == "None of its accounts has this figure: their page says why."


def test_loyalty_is_the_share_that_keeps_its_rhythm() -> None:
    facts = bought(*(weekly(code, LAST) for code in "ABC"), weekly("D", JUNE))
    found = of(given(facts, {code: ["loyalty"] for code in "ABCD"}, earlier=True), "loyalty")
    assert (found.actual, found.before, found.parts["broken"]) == (0.75, 1.0, 1.0)
    assert said(found.says, "en") == "3 keep their rhythm and 1 broke it"
    assert found.word == "near", "75 of 90 % is more than three quarters of the way"


def test_what_nobody_writes_down_is_not_known_and_what_nobody_did_is_zero() -> None:
    """Sin registro de ensayos no se sabe; con registro y ninguno, son cero."""
    facts = bought(weekly("A", LAST))
    without = of(given(facts, {"A": ["knowledge"]}), "knowledge")
    assert (without.actual, without.word) == (None, "unknown")
    written = Written({"trials": {"X": 3}, "trials_used": {}})
    used = of(given(facts, {"A": ["knowledge"]}, written=written), "knowledge")
    assert (used.actual, used.target, used.word) == (0.0, 2.0, "far")


def test_counted_targets_are_for_each_account_and_year() -> None:
    """Dos ensayos por cuenta y año: dos cuentas en dos años son ocho."""
    two = Window("24", date(2023, 1, 1), AS_OF)
    facts = given(
        bought(weekly("A", LAST), weekly("B", LAST)), {"A": ["knowledge"], "B": ["knowledge"]}, over=two,
        written=Written({"trials": {"A": 4, "B": 2}, "trials_used": {"A": 1}}),
    )  # fmt: skip
    found = of(facts, "knowledge")
    assert (found.actual, found.target, found.share, found.word) == (6.0, 8.0, 0.75, "near")
    assert said(found.says, "en") == "6 trials finished, and what 1 taught is used"


def test_a_foothold_elsewhere_is_a_sister_that_begins_to_buy() -> None:
    """La sede de Quito del mismo grupo no había comprado nunca antes del periodo."""
    customers: Lines = [
        {"customer": "CALI", "name": "Cali", "group": "Suelas", "country": "CO"},
        {"customer": "QUITO", "name": "Quito", "group": "Suelas", "country": "EC"},
        {"customer": "LIMA", "name": "Lima", "group": "Suelas", "country": "PE"},
    ]
    lines = (weekly("CALI", LAST), weekly("LIMA", LAST), weekly("QUITO", LAST, since=date(2024, 5, 6)))
    found = of(given(bought(*lines, customer=customers), {"CALI": ["multinational"]}), "multinational")
    assert (found.actual, found.parts["sites"], found.target) == (1.0, 1.0, 0.5)


@pytest.mark.parametrize(("actual", "target", "expected"), [
    (0.05, 0.05, "met"), (0.04, 0.05, "near"), (0.0374, 0.05, "far"), (-0.2, 0.05, "far"), (None, 0.05, "unknown"),
    (0.0, 0.0, "met"), (-0.1, 0.0, "far"),
])  # fmt: skip
def test_near_is_from_three_quarters_of_the_target(actual: float | None, target: float, expected: str) -> None:
    assert word(actual, target, LIMITS) == expected


def test_no_account_is_key_by_a_reason() -> None:
    why = {"cash": Text("Policy does not use it.")}
    facts = given(bought(weekly("A", LAST)), {"A": ["volume"]}, unused=why)
    found = {key: of(facts, key) for key in ("cash", "knowledge", "kilos")}
    assert {(one.accounts, one.actual) for one in found.values()} == {(0, None)}
    assert {key: said(one.missing, "en") for key, one in found.items()} == {
        "cash": "No account is key by this reason: it was not applied when they were chosen. Policy does not use it.",
        "knowledge": "No account is key by this reason: nobody had named one for it when they were chosen. Nominations does so.",
        "kilos": "No account is key by this reason: none met it when it was chosen.",
    }


def answered(*values: int) -> list[Sheet]:
    return [Sheet({"recommend": value, "satisfied": 6}) for value in values]


def round_of(sheets: Mapping[str, list[Sheet]], apart: frozenset[str], *, hidden: bool = False) -> Round:
    people = [(code, sheet) for code, some in sheets.items() for sheet in some]
    n = len(people)
    return Round(
        Asked(1, "Relación", AS_OF, False, n + 2, n, len(sheets), len(sheets), Estimate(None, None, None, n), None),
        () if hidden else tuple(people), apart,
    )  # fmt: skip


def test_the_relation_says_how_many_answered_and_shows_alone_only_who_may_be() -> None:
    """Diez y nueve promueven, siete es pasivo: +67; B no se puede mirar sola."""
    voices = Voices((round_of({"A": answered(10, 9), "B": answered(7)}, frozenset({"A"})),))
    found = relation(given(bought(weekly("A", LAST)), ["A", "B"], voices=voices))
    assert (found.nps.value, found.nps.n, found.answered, found.asked) == (pytest.approx(66.67, abs=0.01), 3, 3, 5)
    assert [(one.customer, one.people, one.nps) for one in found.voiced] == [("A", 2, 100.0)]
    satisfied = next(one for one in found.scales if one.key == "satisfaction")
    assert (satisfied.mean, satisfied.answers, satisfied.people, satisfied.highest) == (6.0, 3, 3, 7)


def test_what_a_survey_hides_stays_hidden() -> None:
    voices = Voices((round_of({"A": answered(3)}, frozenset(), hidden=True),))
    found = relation(given(bought(weekly("A", LAST)), ["A"], voices=voices))
    assert (found.nps.value, found.recommend, found.voiced) == (None, None, ())
    assert "may be shown" in said(found.missing[0], "en")


def test_only_who_says_yes_notices() -> None:
    seen = tuple(("A", Sheet({"noticed": value})) for value in (3, 3, 2, 1))
    found = relation(given(bought(weekly("A", LAST)), ["A"], voices=Voices(noticed=seen)))
    assert (found.noticed.value, found.noticed.n) == (0.5, 4)


def test_what_spreads_is_held_against_the_target_of_the_year() -> None:
    facts = given(
        bought(weekly("A", LAST)), ["A", "B"],
        solved=(Solved("A", 3, 2, 100.0), Solved("A", 1, 0, 0.0), Solved("B", 2, None, None)),
        joint=(Joint("A", True, True, 50.0), Joint("B", False, False, None)), recommended=Recommended(4, 3, 6, 2, 80.0, 1),
    )  # fmt: skip
    needs, joint, recommended = yields(facts)
    assert said(needs.says, "en") == "1 need extended to 2 more customers"
    assert (needs.count, needs.target, needs.word, needs.parts["unmeasured"]) == (1, 5.0, "far", 1)
    assert said(joint.says, "en") == "2 joint initiatives: 1 achieved, 2 of 2 accounts take part"
    assert said(joint.says, "es") == "2 iniciativas conjuntas: 1 lograda, participan 2 de 2 cuentas"
    assert (recommended.count, recommended.target, recommended.word) == (9, 12.0, "near")
    assert said(recommended.says, "es") == "9 referencias y recomendaciones; 2 trajeron negocio"


def test_nobody_writes_referrals_down_then_there_is_no_zero() -> None:
    found = yields(given(bought(weekly("A", LAST)), ["A"]))
    assert [(one.count, one.word) for one in found] == [(None, "unknown")] * 3


MORE, LESS = "ABCDEF", "UVWXYZ"


def promised(more: str = MORE, less: str = LESS) -> Given:
    """Accounts to which 9 of 10 promises were kept, that double; and to which half were, that stay as they were."""
    half = date(2024, 1, 1)
    lines = [weekly(code, LAST, twice=half) for code in more] + [weekly(code, JUNE) for code in less]
    counts = {code: Count(9, 1) for code in more} | {code: Count(5, 5) for code in less}
    return given(bought(*lines), [*more, *less], promises=counts)


def test_promises_kept_stand_beside_growth_and_who_stays() -> None:
    found = promises(promised())
    growth, stay, _nps = found.compared
    assert (found.threshold, found.score, found.by_median) == (pytest.approx(0.7), pytest.approx(0.7), True)
    assert growth.more.value == pytest.approx(1.0, abs=0.05)
    assert (stay.more.value, stay.less.value, stay.difference.value) == (1.0, 0.0, 1.0)
    assert stay.difference.surely_not_zero
    assert "not cause and effect" in said(found.caution, "en")


def test_with_few_accounts_it_says_too_few_and_claims_nothing() -> None:
    found = promises(promised("ABC", LESS)).compared[0]
    assert (found.enough, found.difference.value) == (False, None)
    assert said(found.says, "en") == (
        "Too few to compare: 3 accounts on one side and 6 on the other, and at least 5 are needed."
    )


def test_without_a_ledger_it_says_where_promises_are_judged() -> None:
    found = promises(given(bought(weekly("A", LAST)), ["A"]))
    assert (found.threshold, found.compared) == (None, ())
    assert "have not been judged" in said(found.missing[0], "en")


def test_policy_may_say_which_share_parts_them() -> None:
    limits = default().at(AS_OF).reform({policy.promise_parts: 0.95})
    facts = promised()
    other = given(bought(weekly("A", LAST)), ["A"], limits=limits, promises={"A": Count(9, 1)})
    assert promises(facts).by_median
    assert (promises(other).threshold, promises(other).accounts[0].side) == (0.95, "less")


def test_a_year_is_the_year_of_every_measure() -> None:
    assert (YEAR.key, YEAR.start, YEAR.end) == ("12", date(2024, 1, 1), AS_OF)
