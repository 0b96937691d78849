"""Receivables: when each invoice was due and when each customer paid it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clave.demo.columns import (
    NEVER,
    Days,
    Flags,
    Floats,
    Whole,
    dates,
    decimals,
    numbered,
    numbers,
    stream,
    table,
    words,
)
from clave.demo.customers import PAYERS, Population
from clave.demo.invoices import FIRST_INVOICE, Invoiced
from clave.demo.sales import dollar

Spans = npt.NDArray[np.timedelta64]
TAX = 0.19  # sales tax on everything sold inside the country
IN_PARTS, FIRST_PART = 0.06, 0.6
FORGOTTEN = 0.06  # invoices of bad payers that stay open for long


@dataclass(frozen=True)
class Owed:
    """One row per part of an invoice; `paid` NaT = open at the last date."""

    document: Whole
    part: Whole
    customer: Whole
    issued: Days
    due: Days
    amount: Floats
    paid: Days


def owed(seed: int, facts: Invoiced, people: Population, until: date) -> Owed:
    """What every customer owed by invoice, tax included: credited part, then what was paid, in one part or two."""
    draw = stream(seed, "payments")
    named = facts.customer >= 0
    size = int(facts.document.max()) + 1
    gross = _taxed(facts, people, named & ~facts.credit, size)
    back = np.minimum(-_taxed(facts, people, named & facts.credit, size), gross)
    documents = np.flatnonzero(gross > 0)
    first = np.searchsorted(facts.document, documents)  # the invoice comes before its credit note
    customer, issued = facts.customer[first], facts.date[first]
    credited_on = np.full(size, NEVER)
    credited_on[facts.document[facts.credit]] = facts.date[facts.credit]
    due = issued + np.maximum(people.terms[customer], 0).astype("timedelta64[D]")
    paid = due + _delay(draw, people, customer)
    paid = np.where(people.terms[customer] > 0, np.maximum(paid, issued), paid)
    rest = np.round(gross[documents] - back[documents], 2)
    split = (draw.random(len(documents)) < IN_PARTS) & (rest > 0) & (people.terms[customer] > 0)
    some = np.where(split, np.rint(rest * FIRST_PART), 0.0)
    later = paid + np.where(split, draw.integers(2, 12, len(documents)), 0).astype("timedelta64[D]")
    later = np.where(
        np.array(PAYERS)[people.payer[customer]] == "excellent", np.minimum(later, np.maximum(due, paid)), later
    )
    return _parts(
        documents, customer, issued, due, until,
        ((back[documents], credited_on[documents]), (some, paid), (np.round(rest - some, 2), later)),
    )  # fmt: skip


def _taxed(facts: Invoiced, people: Population, rows: Flags, size: int) -> Floats:
    """Money of each document with tax: whole pesos, or dollars without tax."""
    abroad = people.abroad[facts.customer]
    net = np.where(abroad, facts.net, np.rint(facts.net))
    total = np.bincount(facts.document[rows], net[rows], size)
    foreign = np.bincount(facts.document[rows], abroad[rows], size) > 0
    return np.asarray(np.where(foreign, np.round(total, 2), np.rint(total * (1 + TAX))))


def _delay(draw: np.random.Generator, people: Population, customer: Whole) -> Spans:
    """Days from the due date to the payment, by the habit of each customer."""
    count = len(customer)
    forgotten = np.where(draw.random(count) < FORGOTTEN, 150, 0)
    by_habit = np.array(
        [
            np.where(draw.random(count) < 0.015, draw.integers(1, 4, count), -draw.integers(0, 7, count)),
            np.rint(draw.normal(2, 5, count)),
            np.rint(draw.normal(16, 9, count)),
            np.rint(draw.gamma(6, 7, count)) + forgotten,
            -draw.integers(0, 2, count),
        ]
    )
    days = by_habit[people.payer[customer], np.arange(count)]
    in_advance = people.terms[customer] < 0
    return np.where(in_advance, -draw.integers(1, 4, count), days).astype("timedelta64[D]")


def _parts(
    documents: Whole, customer: Whole, issued: Days, due: Days, until: date, parts: tuple[tuple[Floats, Days], ...]
) -> Owed:
    amount = np.concatenate([money for money, _day in parts])
    paid = np.concatenate([day for _money, day in parts])
    again = len(parts)
    document = np.tile(documents, again)
    order = np.flatnonzero(amount > 0)
    order = order[np.argsort(document[order], kind="stable")]
    ordered = document[order]
    starts = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    index = np.arange(len(order))
    return Owed(
        document=ordered,
        part=index - np.maximum.accumulate(np.where(starts, index, 0)) + 1,
        customer=np.tile(customer, again)[order],
        issued=np.tile(issued, again)[order],
        due=np.tile(due, again)[order],
        amount=amount[order],
        paid=np.where(paid[order] <= np.datetime64(until), paid[order], NEVER),
    )


def receivable_table(debts: Owed, people: Population) -> pa.Table:
    """The receivable table."""
    return table(
        "receivable",
        {
            "document": numbered("FE-", FIRST_INVOICE + debts.document),
            "line": numbers(debts.part).cast(pa.string()),
            "customer": words(people.codes, debts.customer),
            "issued_date": dates(debts.issued),
            "due_date": dates(debts.due),
            "amount": decimals(debts.amount),
            "paid_date": dates(debts.paid),
            "paid_amount": decimals(debts.amount, np.isnat(debts.paid)),
            "currency": words(("COP", "USD"), people.abroad[debts.customer].astype(np.int64)),
        },
    )


def rate_table(start: date, until: date) -> pa.Table:
    """The exchange_rate table: the dollar on the first of every month."""
    last = np.datetime64(until)
    months = np.arange(np.datetime64(start, "M"), np.datetime64(until, "M") + 1).astype("datetime64[D]")
    return table(
        "exchange_rate",
        {
            "currency": words(["USD"] * len(months)),
            "date": dates(months),
            "rate": numbers(dollar(months, last)),
        },
    )
