"""Adhesivos Farallones S.A., Cali: four years of a company in every declared fact table."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.csv as csv

from clave.base.period import months_before
from clave.demo.customers import Population, customer_table, population
from clave.demo.invoices import invoice_table, invoiced
from clave.demo.logistics import (
    capacity_table,
    delivery_table,
    order_table,
    ordered,
    receipt_table,
    stock_table,
    supply,
    work,
    work_table,
)
from clave.demo.payments import owed, rate_table, receivable_table
from clave.demo.plant import eligible_table, setup_table, shift_table
from clave.demo.products import catalogue, product_table
from clave.demo.recorded import profile_table, rating_table, service_table, touchpoint_table, wallet_table
from clave.demo.sales import sales
from clave.facts.book import Book
from clave.facts.tables import TABLES

NAME = "Adhesivos Farallones S.A."
SEED = 1991
UNTIL = date(2026, 10, 31)
YEARS = 4


@dataclass(frozen=True)
class Company:
    """Facts of the demo company up to `until`, in the declared schemas, and who was hidden in them for which criterion.

    `but_for_payment`: customers that are big enough for volume and pay too badly for it."""

    name: str
    until: date
    seed: int
    tables: Mapping[str, pa.Table]
    hidden: Mapping[str, tuple[str, ...]]
    but_for_payment: tuple[str, ...]

    def book(self) -> Book:
        """The facts as every measure reads them."""
        return Book(self.tables, currency="COP", company=self.name)

    def digest(self) -> str:
        """A digest of every value of every table: equal for the same seed and date, on any machine."""
        total = hashlib.sha256()
        for name in sorted(self.tables):
            text = io.BytesIO()
            csv.write_csv(self.tables[name], text)
            total.update(name.encode() + text.getbuffer())
        return total.hexdigest()


def build(seed: int = SEED, until: date = UNTIL) -> Company:
    """The company with four years of history up to `until`, that day included."""
    start = months_before(until + timedelta(days=1), 12 * YEARS)
    goods, people = catalogue(seed), population(seed, start, until)
    lines = sales(seed, people, goods, start, until)
    facts = invoiced(seed, lines, people, until)
    book = ordered(seed, lines, people, until)
    stores = supply(seed, book, people, goods, until)
    plant = work(seed, book, stores, goods, until)
    made = {
        "invoice_line": invoice_table(facts, people, goods, until),
        "receivable": receivable_table(owed(seed, facts, people, until), people),
        "customer": customer_table(seed, people, until),
        "product": product_table(goods),
        "exchange_rate": rate_table(start, until),
        "order_line": order_table(seed, book, people, goods),
        "delivery": delivery_table(seed, book, people, goods),
        "stock": stock_table(seed, stores, goods, until),
        "expected_receipt": receipt_table(seed, plant, goods),
        "dispatch_capacity": capacity_table(stores, goods, until),
        "work_order": work_table(plant, people, goods),
        "shift": shift_table(until),
        "eligible_machine": eligible_table(goods.codes[0]),
        "setup_time": setup_table(),
        "touchpoint": touchpoint_table(seed, people, until),
        "service": service_table(seed, people, until),
        "rating": rating_table(people, until),
        "profile_date": profile_table(seed, people, until),
        "declared_wallet": wallet_table(people, until),
    }
    return Company(NAME, until, seed, {name: made[name] for name in TABLES}, _hidden(people), _bad_payers(people))


def _hidden(people: Population) -> dict[str, tuple[str, ...]]:
    """Codes of the cast by the criterion that each was made for."""
    keys = dict.fromkeys(key for role in people.roles for key in role.key)
    return {
        key: tuple(code for code, role in zip(people.codes, people.roles, strict=False) if key in role.key)
        for key in keys
    }


def _bad_payers(people: Population) -> tuple[str, ...]:
    return tuple(code for code, role in zip(people.codes, people.roles, strict=False) if role.payer == "bad")
