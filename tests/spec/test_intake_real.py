"""Real exports, plain and as a Spanish ERP writes them: the same figures, with no mapping given."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.compute as pc
import pytest

from clave.facts.intake import Intake, read
from clave.policy.reading import default
from tests.real.books import (
    classicmodels_csvs,
    ibm_receivables_csv,
    iowa_csv,
    iowa_customers_csv,
    online_retail_csv,
    shared_data,
)

LIMITS = default().at(date(2026, 1, 1))
pytestmark = pytest.mark.skipif(not shared_data().is_dir(), reason="The shared data is not on this machine.")


def attributed(intake: Intake) -> Decimal:
    table = intake.tables["invoice_line"]
    return Decimal(pc.sum(table.filter(pc.is_valid(table.column("customer"))).column("net")).as_py())


@pytest.mark.parametrize("spanish", [False, True])
def test_online_retail(spanish: bool, tmp_path: Path) -> None:
    intake = read(online_retail_csv(tmp_path, spanish), LIMITS, currency="GBP")
    (report,) = intake.files
    assert (report.balance.loaded, report.balance.rejected) == (1_044_847, 0)
    assert intake.book.summary().customers == 5_942
    assert attributed(intake).quantize(Decimal("0.01")) == Decimal("16343651.04")
    assert report.unattributed == 235_287
    assert report.unattributed_money is not None
    assert report.unattributed_money.quantize(Decimal("0.01")) == Decimal("2566093.08")
    if spanish:
        assert report.other == {"title": 1, "total": 1}
        assert report.balance.difference == Decimal("0.00")


@pytest.mark.parametrize("spanish", [False, True])
def test_iowa(spanish: bool, tmp_path: Path) -> None:
    intake = read([iowa_csv(tmp_path, spanish), iowa_customers_csv(tmp_path)], LIMITS, currency="USD")
    summary = intake.book.summary()
    assert (summary.lines, summary.customers, summary.money) == (720_671, 2_637, Decimal("71660787.8100"))
    assert all(report.balance.rejected == 0 for report in intake.files)
    table = intake.tables["invoice_line"]
    assert pc.sum(table.column("cost")).as_py().quantize(Decimal(1)) == (summary.money / Decimal("1.5")).quantize(
        Decimal(1)
    )
    assert intake.tables["customer"].num_rows == 2_296


def test_a_whole_small_company(tmp_path: Path) -> None:
    intake = read(classicmodels_csvs(tmp_path), LIMITS)
    tables = {report.table: report.balance.loaded for report in intake.files}
    assert tables == {"invoice_line": 2_996, "receivable": 326, "customer": 122, "product": 110}
    assert intake.book.summary().money == Decimal("9604190.6100")
    cost = pc.sum(intake.tables["invoice_line"].column("cost")).as_py()
    assert intake.book.summary().money - cost == Decimal("3825880.2500")
    assert intake.book.rejected == 0


def test_receivables_with_american_dates() -> None:
    intake = read(ibm_receivables_csv(), LIMITS)
    (report,) = intake.files
    assert (report.table, report.source.dates, report.balance.loaded) == ("receivable", "mdy", 2_466)
    assert report.balance.money == Decimal("147703.1800")
    table = intake.tables["receivable"]
    late = pc.greater(table.column("paid_date"), table.column("due_date"))
    assert pc.sum(late).as_py() == 877
