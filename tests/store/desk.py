"""An order desk for tests: a key account with a discount, an ordinary customer, one that credit holds, three products."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from clave.actions.conditions import give_condition
from clave.actions.minimums import set_minimum
from clave.actions.ownership import assign
from clave.facts.store import FactStore
from clave.privileges.conditions import Condition
from clave.privileges.entry import Asked
from clave.privileges.minimums import Minimum
from clave.store.models import OWNER, Company, Person
from clave.store.order_decisions import Question
from tests.store.docks import rows
from tests.store.lives import NOW, TODAY, brought, person

KEY, PLAIN, HELD = "C-1", "C-2", "C-3"
WANTED = TODAY + timedelta(days=8)
PRICE = Decimal(1_000)


def load(folder: Path, *, price: Decimal = PRICE, mark: str = "1", bought: int = 0) -> int:
    """Customers, products and the invoice that says the price of PU-300; `bought` units of it by the key account."""
    customers = [
        {"customer": KEY, "name": "Aceros Norte", "channel": "industria"},
        {"customer": PLAIN, "name": "Ferretería Sol", "channel": "directo"},
        {"customer": HELD, "name": "Maderas Luna", "credit_hold": True, "hold_reason": "cupo copado"},
    ]
    products = [{"product": "PU-300", "family": "PU"}, {"product": "AC-1", "family": "AC"}]
    line = {
        "document": f"F-{mark}",
        "customer": PLAIN,
        "date": TODAY - timedelta(days=9),
        "product": "PU-300",
        "line": "1",
    }
    invoices: list[dict[str, Any]] = [{**line, "quantity": Decimal(1), "net": price, "unit_price": price}]
    if bought:
        invoices.append(
            {
                **line, "document": f"B-{mark}", "customer": KEY, "date": TODAY, "quantity": Decimal(bought),
                "net": price * bought, "unit_price": price,
            }
        )  # fmt: skip
    tables = {
        "customer": rows("customer", customers),
        "product": rows("product", products),
        "invoice_line": rows("invoice_line", invoices),
    }
    done = FactStore(folder).load(tables, source="erp", digest=mark, now=NOW, by="test", currency="COP")
    return int(done.version)


def opened(folder: Path) -> Person:
    """The desk as it is on TODAY; returns the director who decided all of it."""
    Company.objects.get_or_create(id=1, defaults={"name": "Farallones", "currency": "COP", "created_at": NOW})
    load(folder)
    ana = person("administrator", "Ana")
    brought(KEY, "trial", by=ana, name="Aceros Norte", day=TODAY - timedelta(days=30))
    marta = person("kam", "Marta")
    assign(by=ana, now=NOW, customer=KEY, name="Aceros Norte", part=OWNER, person=marta, starts_on=TODAY, reason="")
    discount(ana, "PU")
    set_minimum(by=ana, now=NOW, rule=Minimum("order", "money", Decimal(300_000), date(2026, 1, 1), reason="El flete"))
    return ana


def discount(by: Person, family: str, customer: str = KEY) -> None:
    """Ten percent on 500 units of a family until the end of the year."""
    given = Condition(
        customer, "discount", Decimal("0.1"), TODAY, date(2026, 12, 31), "volume", "40 t al año", family=family,
        quantity=Decimal(500),
    )  # fmt: skip
    give_condition(by=by, now=NOW, condition=given)


def question(customer: str = KEY, *lines: tuple[str, Any], order: str = "", wanted: date | None = WANTED) -> Question:
    """40 units of PU-300, unless other lines are said."""
    return Question(customer, [Asked(*line) for line in lines or (("PU-300", 40),)], wanted, order)
