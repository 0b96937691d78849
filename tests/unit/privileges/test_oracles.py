"""The scan against two that know nothing of it: a window query (T17) and an integer programme (T18)."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from bench.dispatching import generated
from clave.privileges.dispatch.book import Book, Order, Partial
from clave.privileges.dispatch.rules import Rules
from clave.privileges.dispatch.scan import scan
from tests.unit.privileges.small_books import PURE, TODAY, books

WINDOW = """
SELECT number, GREATEST(0, LEAST(quantity, stock - (
  SUM(quantity) OVER (PARTITION BY product ORDER BY due - head, due, ordered, code, line) - quantity))) AS shipped
FROM lines JOIN stocks USING (product) ORDER BY number
"""


def windowed(made: Book) -> list[int]:
    """What each line gets, by a running sum over the sequence."""
    orders = [made.orders[order] for order in made.lines.order]
    lines = pa.table({  # noqa: F841 (the query reads it)
        "number": range(len(made.lines)),
        "product": made.lines.product,
        "quantity": made.lines.quantity,
        "due": made.lines.due,
        "head": made.head_start,
        "ordered": [order.ordered for order in orders],
        "code": [order.code for order in orders],
        "line": [int(number) for number in made.lines.number],
    })  # fmt: skip
    stocks = pa.table({  # noqa: F841
        "product": [lot.product for lot in made.lots], "stock": [lot.quantity for lot in made.lots]
    })  # fmt: skip
    return [row[1] for row in duckdb.sql(WINDOW).fetchall()]


@pytest.mark.parametrize("tries", [60, pytest.param(2000, marks=pytest.mark.soak)])
def test_t17_a_window_query_gives_the_same_plan(tries: int) -> None:
    @settings(max_examples=tries, deadline=None, suppress_health_check=list(HealthCheck))
    @given(made=books(PURE))
    def check(made: Book) -> None:
        due = replace(made, lines=replace(made.lines, due=np.minimum(made.lines.due, TODAY)))
        assert scan(due, Rules()).shipped.tolist() == windowed(due)

    check()


def best_key_value(made: Book) -> int:
    """The most value that key lines can have: an integer programme over (line, warehouse), complete-only rules included.

    Whole lines and orders are x = quantity × choice, one choice per line and warehouse, or per order and warehouse."""
    run = scan(made, Rules())
    lines = [int(line) for line in np.flatnonzero(made.key & (run.standing.blocked == 0))]
    wholes = {int(made.lines.order[line]) for line in lines if run.standing.whole[line]}
    broken = {
        order for order in wholes
        if ((made.lines.order == order) & (run.standing.blocked > 0)).any()
    }  # fmt: skip
    lines = [line for line in lines if int(made.lines.order[line]) not in broken]
    places = [(line, warehouse) for line in lines for warehouse in made.lines.warehouses[line]]
    choices = {}
    for line, warehouse in places:
        if run.standing.whole[line]:
            choices.setdefault(("order", int(made.lines.order[line]), warehouse), len(places) + len(choices))
        elif run.standing.single[line]:
            choices.setdefault(("line", line, warehouse), len(places) + len(choices))
    size = len(places) + len(choices)
    rows: list[tuple[dict[int, float], float, float]] = []
    by_line: dict[int, dict[int, float]] = {}
    by_stock: dict[tuple[int, int], dict[int, float]] = {}
    once: dict[object, dict[int, float]] = {}
    for at, (line, warehouse) in enumerate(places):
        quantity = float(made.lines.quantity[line])
        by_line.setdefault(line, {})[at] = 1.0
        by_stock.setdefault((int(made.lines.product[line]), warehouse), {})[at] = 1.0
        key = ("order", int(made.lines.order[line])) if run.standing.whole[line] else ("line", line)
        choice = choices.get((*key, warehouse))
        if choice is not None:
            rows.append(({at: 1.0, choice: -quantity}, 0.0, 0.0))
            once.setdefault(key, {})[choice] = 1.0
    for line, terms in by_line.items():
        rows.append((terms, 0.0, float(made.lines.quantity[line])))
    stock = {}
    for lot in made.lots:
        stock[lot.product, lot.warehouse] = stock.get((lot.product, lot.warehouse), 0) + lot.quantity
    rows += [(terms, 0.0, float(stock.get(cell, 0))) for cell, terms in by_stock.items()]
    rows += [(terms, 0.0, 1.0) for terms in once.values()]
    entries = [(row, column, value) for row, (terms, _low, _high) in enumerate(rows) for column, value in terms.items()]
    at_row, at_column, values = (np.array(part) for part in zip(*entries, strict=True))
    matrix = coo_array((values, (at_row, at_column)), shape=(len(rows), size)).tocsr()
    worth = np.zeros(size)
    worth[: len(places)] = [-float(made.lines.price[line]) / 10_000 for line, _w in places]
    upper = np.array([float(made.lines.quantity[line]) for line, _w in places] + [1.0] * len(choices))
    limits = LinearConstraint(matrix, [low for _t, low, _h in rows], [high for _t, _l, high in rows])
    found = milp(worth, constraints=limits, integrality=np.ones(size), bounds=Bounds(0, upper))
    assert found.success
    return round(-found.fun)


@pytest.mark.parametrize("seed", range(4))
def test_t18_the_best_that_key_lines_could_have_is_no_less_than_the_scan_gives(seed: int) -> None:
    """And not much more: the rules leave little on the table."""
    whole = generated(200, seed)
    accounts = [replace(account, hold="", partial=Partial(place % 3)) for place, account in enumerate(whole.accounts)]
    orders = [replace(order, minimum=0) if isinstance(order, Order) else order for order in whole.orders]
    lots = [replace(lot, quantity=lot.quantity * 2 // 3) for lot in whole.lots]
    made = replace(whole, accounts=accounts, orders=orders, lots=lots, dock=())
    made = replace(made, lines=replace(made.lines, pack=np.ones(len(made.lines), dtype=np.int64)))
    run = scan(made, Rules())
    scanned = int(made.value(run.shipped)[made.key].sum()) // 10_000
    best = best_key_value(made)
    assert scanned <= best
    assert scanned >= 0.85 * best
