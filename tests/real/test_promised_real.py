"""Dos años de líneas reales con existencias generadas, y lo que el libro de promesas dice de ellos.

Son las cifras de docs/explanation/promesa-cumplida.md. **El abastecimiento es generado** (`tests/real/promised.py` dice cómo)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import duckdb
import pytest

from clave.demo.columns import rows as table
from clave.facts.book import Book as Facts
from clave.privileges.catalogue.grants import Grant
from clave.privileges.dispatch.book import Partial, day_of
from clave.privileges.dispatch.opening import Decided
from clave.privileges.dispatch.opening import Grant as InForce
from clave.privileges.ledger.due import breaches, count, counts
from clave.privileges.ledger.inversions import lost_money
from clave.privileges.ledger.kept import Given, ledger
from clave.privileges.ledger.on_time import served
from clave.privileges.ledger.past import replay
from clave.privileges.ledger.seen import Seen, breaches_of
from tests.real.books import shared_data
from tests.real.promised import FIRST, HEAD, LAST, Story, facts_of, played, without_relief
from tests.unit.selection.population import limits

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not shared_data().is_dir(), reason="the real data of ../shared/data is not here"),
]

POLICY = without_relief(limits())
LINES = """
SELECT CAST(o.orderNumber AS VARCHAR) AS "order", CAST(d.orderLineNumber AS VARCHAR) AS line,
       CAST(o.customerNumber AS VARCHAR) AS customer, d.productCode AS product, CAST(o.orderDate AS DATE) AS ordered_date,
       CAST(o.requiredDate AS DATE) AS required_date, CAST(d.quantityOrdered AS DECIMAL(18, 4)) AS quantity,
       CAST(d.priceEach AS DECIMAL(18, 4)) AS unit_price
FROM '{data}/classicmodels/orders.parquet' o JOIN '{data}/classicmodels/orderdetails.parquet' d USING (orderNumber)
WHERE o.status <> 'Cancelled' AND o.orderDate <= DATE '{last}' ORDER BY o.orderNumber, d.orderLineNumber
"""
WORST = [
    ("141", "10350", Decimal("6489.06")), ("114", "10347", Decimal("4753.14")), ("141", "10190", Decimal("1776.52")),
]  # fmt: skip
ALL = "SELECT customer FROM ({lines}) GROUP BY 1 ORDER BY SUM(quantity * unit_price) DESC, 1 LIMIT 10"


def rows_of(sql: str) -> list[dict[str, Any]]:
    with duckdb.connect() as engine:
        found: list[dict[str, Any]] = engine.sql(sql).to_arrow_table().to_pylist()
        return found


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return rows_of(LINES.format(data=shared_data(), last=LAST))


@pytest.fixture(scope="module")
def keys() -> frozenset[str]:
    lines = LINES.format(data=shared_data(), last=LAST)
    return frozenset(row["customer"] for row in rows_of(ALL.format(lines=lines)))


@pytest.fixture(scope="module")
def letter(rows: list[dict[str, Any]], keys: frozenset[str]) -> Story:
    return played(rows, keys, POLICY, to_the_letter=True)


@pytest.fixture(scope="module")
def habit(rows: list[dict[str, Any]], keys: frozenset[str]) -> Story:
    return played(rows, keys, POLICY, to_the_letter=False)


def seen(story: Story, rows: list[dict[str, Any]]) -> Seen:
    days = frozenset(day for one in story.days if (day := day_of(one.book.today)) is not None)
    found = tuple(breach for one in story.days for breach in breaches_of(one))
    return Seen({"order_line": story.rows(rows)}, replayed=days, breaches=found, currency="USD")


def judged(story: Story, rows: list[dict[str, Any]], keys: frozenset[str]) -> Any:
    grants = [
        Grant(code, privilege, FIRST, None, figures, "contract")
        for code in sorted(keys)
        for privilege, figures in (("dispatch", {"days": float(HEAD)}), ("complete", {"share": 0.95}))
    ]
    return ledger(Given(grants), seen(story, rows), POLICY, since=FIRST, until=LAST, as_of=LAST)


def told(story: Story, rows: list[dict[str, Any]], keys: frozenset[str]) -> dict[str, tuple[int, int, int]]:
    """By privilege: due, kept, broken."""
    found = counts(judged(story, rows, keys), lambda due: due.privilege)
    return {key: (one.due, one.kept, one.broken) for key, one in found.items()}


def test_llevado_al_pie_de_la_letra_no_hay_ni_una_inversion(
    letter: Story, rows: list[dict[str, Any]], keys: frozenset[str]
) -> None:
    """Y con el mismo abastecimiento solo uno de cada cinco pedidos sale completo y a tiempo: eso no lo arregla la prioridad."""
    assert (len(rows), len(keys), len(letter.days)) == (2_394, 10, 726)
    assert [one for day in letter.days for one in (*day.inversions, *day.stayed)] == []
    assert told(letter, rows, keys) == {"dispatch": (54, 54, 0), "complete": (54, 11, 43)}


def test_primero_el_mas_antiguo_para_todos_rompe_tres_promesas_en_dos_anos(
    habit: Story, rows: list[dict[str, Any]], keys: frozenset[str]
) -> None:
    found = [one for day in habit.days for one in day.inversions]
    money, unpriced = lost_money(found)
    assert (len(found), Decimal(money) / 10_000, unpriced) == (4, Decimal("13018.72"), 0)
    assert told(habit, rows, keys) == {"dispatch": (54, 51, 3), "complete": (54, 9, 45)}
    dues = [due for due in judged(habit, rows, keys) if due.privilege == "dispatch"]
    total = count(dues)
    assert total.score is not None
    assert round(total.score, 3) == 0.944
    worst, *others = breaches(dues)
    assert [(due.account, due.about, due.money) for due in (worst, *others)] == WORST
    assert worst.why.say("en").replace("\N{NO-BREAK SPACE}", " ") == (
        "On 17 Dec 2004 line 5 stood ahead and stayed; 424 (10337), 381 (10338) left with its product. It waited 4 days."
    )


def test_el_servicio_de_las_clave_y_de_las_demas(
    letter: Story, habit: Story, rows: list[dict[str, Any]], keys: frozenset[str]
) -> None:
    def both(story: Story) -> list[tuple[int, int, float]]:
        found = served(seen(story, rows), POLICY, lambda code, _day: code in keys, since=FIRST, until=LAST)
        assert found is not None
        return [(one.lines, one.on_time_in_full, round(one.fill or 0, 3)) for one in found]

    assert both(letter) == [(627, 516, 0.818), (1_767, 1_402, 0.783)]
    assert both(habit) == [(627, 508, 0.805), (1_767, 1_402, 0.783)]


def test_quien_cedio_y_cuanto(letter: Story) -> None:
    gave = letter.gave
    assert (len(gave), sum(one.lines for one in gave)) == (9, 13)
    assert sum(one.money for one in gave) == Decimal("30687.88")
    assert sum(one.money_days for one in gave) == Decimal("139006.84")
    assert [(one.customer, one.lines, one.days) for one in gave[:2]] == [("259", 3, 8), ("167", 1, 8)]


def test_un_dia_se_vuelve_a_jugar_desde_los_archivos(
    habit: Story, rows: list[dict[str, Any]], keys: frozenset[str]
) -> None:
    """El peor día, con las líneas y el conteo de esa mañana como los trae un ERP: las mismas inversiones."""
    day = max(habit.days, key=lambda one: sum(each.money for each in one.inversions))
    on = day_of(day.book.today)
    assert on is not None
    facts = Facts({name: table(name, found) for name, found in facts_of(habit.rows(rows), day).items()}, "USD")
    decided = Decided({code: InForce("volume", HEAD, partial=Partial.LINE) for code in keys})
    again = replay(facts, on, POLICY, decided)
    assert again is not None
    assert breaches_of(again) == breaches_of(day)
    assert len(breaches_of(again)) > 0
    uncounted = Facts({**facts.sources, "stock": facts.sources["stock"].slice(0, 1)}, "USD")  # type: ignore[union-attr]
    assert replay(uncounted, on, POLICY, decided) is None
