"""What it would cost to let an account go: what is not known stays unknown."""

from __future__ import annotations

from clave.selection.leaving import Worth, cost
from clave.selection.listed import Asked, listed
from clave.selection.listing import Change
from tests.unit.selection.population import grounds, limits, reading


def test_money_margin_shares_reasons_and_what_would_keep_it() -> None:
    line = listed(grounds({"volume": reading([90, 10])}, limits()), Asked(draws=100)).lines[0]
    change = Change("money", line.why[0], 0.7)  # type: ignore[arg-type]
    found = cost(line, Worth(200.0, 50.0, 4000.0, 1000.0), [change])
    assert (found.money, found.margin, found.of_sales, found.of_programme) == (200.0, 50.0, 0.05, 0.2)
    assert (found.categories, found.inside, found.to_stay) == (line.categories, True, (change,))


def test_what_nobody_knows_is_not_zero() -> None:
    found = cost(None, Worth(None, None, 4000.0, None))
    assert (found.money, found.margin, found.of_sales, found.of_programme, found.sure) == (None,) * 5
    assert found.categories == ()


def test_an_account_that_only_returned_goods_takes_no_negative_part() -> None:
    found = cost(None, Worth(-10.0, None, 100.0, 0.0))
    assert (found.of_sales, found.of_programme) == (0.0, None)
