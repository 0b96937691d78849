"""Los mismos dos años de docs/explanation/promesa-cumplida.md, por el camino entero: archivos de un ERP, privilegios dados,
los días de los dos últimos meses repasados desde sus conteos, y el libro guardado. Las cifras son las del motor puro."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from clave.actions.ledger import judge, keep_ledger
from clave.demo.columns import rows as table
from clave.facts.store import FactStore
from clave.policy import declared
from clave.privileges.dispatch.book import day_of
from clave.privileges.ledger.sure import difference, share
from clave.store.ledger import ready
from clave.store.models import Company, Grant, LedgerRun
from clave.store.promises import Wanted, counted_by, promises
from tests.real.books import shared_data
from tests.real.promised import FIRST, HEAD, LAST, Story, played, without_relief
from tests.real.test_promised_real import POLICY, WORST, keys, rows

__all__ = ["keys", "rows"]
NOW = datetime(2005, 1, 3, 12, tzinfo=UTC)
POLICY_OF_TWO_MONTHS = """
[[ledger.months]]
from = 2000-01-01
value = 2
reason = "Noviembre y diciembre de 2004, donde cayeron dos de las tres roturas"
source = "tests/real"

[[dispatch.relief]]
from = 2000-01-01
value = 0
reason = "El alivio necesita memoria de los días anteriores"
source = "tests/real"
"""
pytestmark = [
    pytest.mark.data,
    pytest.mark.django_db,
    pytest.mark.skipif(not shared_data().is_dir(), reason="the real data of ../shared/data is not here"),
]


def stock(story: Story) -> list[dict[str, Any]]:
    """The count of every morning on which something was planned, as an ERP has it."""
    found = []
    for day in story.days:
        if (day_of(day.book.today) or FIRST) < LAST - timedelta(days=70):
            continue
        counted = {product.code: 0 for product in day.book.products}
        for lot in day.book.lots:
            counted[day.book.products[lot.product].code] += lot.quantity
        found += [
            {"product": code, "warehouse": "W", "date": day_of(day.book.today), "quantity": Decimal(many)}
            for code, many in sorted(counted.items())
        ]
    return found


@pytest.fixture
def run(rows: list[dict[str, Any]], keys: frozenset[str], db: None, settings: Settings, tmp_path: Path) -> LedgerRun:
    """Two years of habit (oldest first); the last two months judged and kept."""
    story = played(rows, keys, POLICY, to_the_letter=False)
    settings.CLAVE_FACTS, settings.CLAVE_POLICY = tmp_path / "facts", tmp_path / "policy.toml"
    settings.CLAVE_POLICY.write_text(POLICY_OF_TWO_MONTHS)
    Company.objects.create(id=1, name="Classic Models", currency="USD", created_at=NOW)
    lines = [row | {"warehouse": "W", "allowed_warehouses": "W"} for row in story.rows(rows)]
    customers = [{"customer": code, "name": f"Cliente {code}", "partial_rule": "line"}
                 for code in sorted({row["customer"] for row in rows})]  # fmt: skip
    tables = {"order_line": table("order_line", lines), "stock": table("stock", stock(story)),
              "customer": table("customer", customers)}  # fmt: skip
    FactStore(settings.CLAVE_FACTS).load(
        tables, source="classicmodels", digest="real", now=NOW, by="test", currency="USD"
    )
    for code in sorted(keys):
        for privilege, figures in (("dispatch", {"days": HEAD}), ("complete", {"share": 0.95})):
            Grant.objects.create(customer=code, privilege=privilege, since=FIRST - timedelta(days=10),
                                 parameters=figures, origin="template", category="volume", at=NOW)  # fmt: skip
    return keep_ledger(judged=judge(ready(LAST)), by=None, now=NOW)


def test_el_libro_guardado_dice_lo_mismo_que_el_motor_y_abre_cada_rotura(run: LedgerRun) -> None:
    assert without_relief(POLICY)[declared.dispatch_relief] == 0
    found = counted_by(promises(run, Wanted()), "privilege")
    assert (found["dispatch"].broken, found["dispatch"].unknown) == (2, 1), "una esperaba desde antes del primer conteo"
    broken = promises(run, Wanted(privilege="dispatch", state="broken"))
    assert [(row.customer, row.about, row.money) for row in broken] == WORST[:2]
    worst = broken[0]
    assert {(one["order"], one["customer"]) for one in worst.took} == {("10337", "424"), ("10338", "381")}
    assert sum(fact["broke"] for fact in worst.facts) == 2, "las líneas 5 y 6"


def test_el_servicio_de_los_dos_anos_y_cuanto_se_le_puede_creer() -> None:
    """508 de 627 líneas clave y 1.402 de 1.767 de las demás: 1,7 puntos, entre −2,1 y 5,2, que pueden ser azar."""
    gap = difference(share(508, 627, 0.95), share(1_402, 1_767, 0.95))
    assert gap is not None
    assert (round(gap.value, 3), round(gap.low, 3), round(gap.high, 3), gap.sure) == (0.017, -0.021, 0.052, False)
