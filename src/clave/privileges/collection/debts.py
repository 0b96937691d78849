"""What a customer owes, part by part, as the receivables have it at a date (G6, E1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from clave.base.words import Text, _
from clave.facts.book import Book

_ROWS = """
SELECT
  r.document AS document, r.line AS line, r.customer AS customer, c.name AS name, r.issued_date AS issued_date,
  r.due_date AS due_date, r.amount AS amount, r.paid_date AS paid_date, r.paid_amount AS paid_amount,
  COALESCE(r.currency, :currency) AS currency
FROM receivable AS r
LEFT JOIN (SELECT customer.customer AS customer, MIN(customer.name) AS name FROM customer GROUP BY customer.customer) AS c
  ON c.customer = r.customer
WHERE {wanted}
ORDER BY r.customer, r.due_date, r.document, r.line
"""
_OPEN = "(r.paid_date IS NULL OR r.paid_date > :as_of OR COALESCE(r.paid_amount, r.amount) < r.amount)"
_THEIRS = "r.customer IN (SELECT asked.value FROM asked)"
_THESE = "r.document IN (SELECT asked.value FROM asked)"
_LAST = """
SELECT MAX(GREATEST(COALESCE(r.issued_date, r.paid_date), COALESCE(r.paid_date, r.issued_date))) AS day FROM receivable AS r
WHERE COALESCE(r.paid_date, r.issued_date) <= :as_of
"""
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Debt:
    """One instalment: `amount` due on `due`, `paid` of it on `paid_on` (None = nothing yet)."""

    document: str
    customer: str
    due: date
    amount: Decimal
    paid: Decimal = ZERO
    paid_on: date | None = None
    issued: date | None = None
    name: str | None = None
    currency: str = ""

    @property
    def balance(self) -> Decimal:
        """What is still open of it."""
        return self.amount - self.paid

    def late(self, as_of: date) -> int:
        """Days past its due day; below zero where it is still to come."""
        return (as_of - self.due).days


@dataclass(frozen=True)
class Debts:
    """What is owed at a date, and what was left out of it with the sentence that says why."""

    rows: tuple[Debt, ...]
    set_aside: tuple[Text, ...] = ()

    @property
    def open(self) -> tuple[Debt, ...]:
        """Those of which something is still to be paid."""
        return tuple(debt for debt in self.rows if debt.balance > 0)


def read(book: Book, as_of: date, *, customers: Collection[str] | None = None) -> Debts:
    """The receivables of these customers (of all) as they stood on a day: what was issued or paid later is not known yet."""
    return _read(book, as_of, "TRUE" if customers is None else _THEIRS, customers or ())


def read_documents(book: Book, as_of: date, documents: Collection[str]) -> Debts:
    """The same of these documents, whoever owes them."""
    return _read(book, as_of, _THESE, documents)


def read_open(book: Book, as_of: date) -> Debts:
    """The same of everything that was open on that day."""
    return _read(book, as_of, _OPEN)


def _read(book: Book, as_of: date, wanted: str, asked: Collection[str] = ()) -> Debts:
    given: dict[str, Any] = {"as_of": as_of} if wanted is _OPEN else {}
    with book.open() as warehouse:
        warehouse.add("asked", pa.table({"value": pa.array(sorted(asked), pa.string())}))
        return debts(warehouse.query(_ROWS.format(wanted=wanted), currency=book.currency, **given).to_pylist(), as_of)


def last_news(book: Book, as_of: date) -> date | None:
    """The last day on which the receivables say that something was invoiced or paid; None where they say nothing."""
    with book.open() as warehouse:
        found: date | None = warehouse.query(_LAST, as_of=as_of).to_pylist()[0]["day"]
    return found


def debts(rows: Iterable[Mapping[str, Any]], as_of: date) -> Debts:
    """Rows of the declared table as debts. A payment above the amount pays it whole, one below zero nothing."""
    kept, aside = [], []
    for row in rows:
        if row["amount"] is None or row["amount"] <= 0:
            aside.append(
                _("Document {document} has nothing above zero to pay, and is not collected.").fill(
                    document=row["document"]
                )
            )
        elif row["due_date"] is None:
            aside.append(
                _("Document {document} says no due day, and is not collected. Enter it.").fill(document=row["document"])
            )
        elif row["issued_date"] is None or row["issued_date"] <= as_of:
            kept.append(_debt(row, as_of))
    return Debts(tuple(kept), tuple(aside))


def _debt(row: Mapping[str, Any], as_of: date) -> Debt:
    paid_on = row["paid_date"] if row["paid_date"] is not None and row["paid_date"] <= as_of else None
    paid = ZERO
    if paid_on is not None:
        told = row["amount"] if row["paid_amount"] is None else row["paid_amount"]
        paid = min(max(told, ZERO), row["amount"])
    return Debt(
        row["document"], row["customer"], row["due_date"], row["amount"], paid, paid_on, row["issued_date"],
        row.get("name"), row.get("currency") or "",
    )  # fmt: skip
