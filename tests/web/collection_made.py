"""What pages of collection show: debts of several ages, a route, a wish, a promise, a dispute, an error and a contact."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
from django.utils import timezone

from clave.actions.collection import note_contact, note_promise, open_dispute, report_error
from clave.actions.collection_terms import choose_route, keep_wish
from clave.facts.store import FactStore
from clave.privileges.collection.records import Days
from clave.privileges.collection.routes import Route
from clave.privileges.collection.wishes import Wish
from clave.store.models import Person
from tests.web import made


def owed(
    document: str, customer: str, late: int, *, today: date, amount: int = 1_000_000, paid_on: date | None = None,
    currency: str = "COP",
) -> dict[str, object]:  # fmt: skip
    """An instalment that is so many days late today; below zero = still to come."""
    due = today - timedelta(days=late)
    return {
        "document": document, "line": "1", "customer": customer, "issued_date": due - timedelta(days=30), "due_date": due,
        "amount": Decimal(amount), "paid_date": paid_on, "paid_amount": Decimal(amount) if paid_on else None,
        "currency": currency,
    }  # fmt: skip


def load(folder: Path, rows: list[dict[str, object]], mark: str = "a") -> None:
    """Put receivables into the store, with who the customers are."""
    named = [
        {"customer": code, "name": f"Suelas {code} S.A.S."} for code in sorted({str(row["customer"]) for row in rows})
    ]
    tables: dict[str, pa.Table] = {
        "receivable": made.table("receivable", rows), "customer": made.table("customer", named),
    }  # fmt: skip
    FactStore(folder).load(tables, source="prueba", digest=mark, now=timezone.now(), by="test", currency="COP")


def world(by: Person) -> dict[str, int]:
    """Of the first customer of the pages' facts, everything that can be noted."""
    now, today, code = timezone.now(), timezone.localdate(), made.code(0)
    since = Days(today)
    choose_route(by=by, now=now, customer=code, route=Route(code, "", "call", "courteous", "Tesorería"), asks=by, days=since,
                 reason="Solo paga los jueves")  # fmt: skip
    keep_wish(by=by, now=now, customer=code, wish=Wish(code, "facturas@calzado.example", cut_off=25), days=since)
    note_promise(by=by, now=now, customer=code, documents=["F0000"], amount=Decimal(1_000_000), made=today,
                 until=today + timedelta(days=5), said_by="Tesorería")  # fmt: skip
    open_dispute(by=by, now=now, customer=code, document="F0000", reason="price", words="Otro precio", amount=None,
                 told_on=today, answers=by)  # fmt: skip
    error = report_error(by=by, now=now, customer=code, document="F0000", kind="order", words="Sin su orden", told_on=today,
                         answers=by, until=today + timedelta(days=3))  # fmt: skip
    note_contact(by=by, now=now, customer=code, moment=now, way="call", whom="Tesorería", words="Que mañana")
    return {"invoice_error": error.pk}


def at(day: date, hour: int = 10) -> datetime:
    """An hour of a day, in the time of the place."""
    return timezone.make_aware(datetime.combine(day, time(hour)))
