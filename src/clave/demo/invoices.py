"""Invoices, freight charges and credit notes as the ERP writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from clave.demo.columns import Days, Flags, Floats, Whole, dates, decimals, numbered, numbers, stream, table, words
from clave.demo.customers import Population
from clave.demo.products import FAMILIES, Catalogue
from clave.demo.sales import Lines, dollar, price_level

FIRST_INVOICE, FIRST_CREDIT, FIRST_ORDER = 20_000, 3_000, 40_000
FREIGHT, FREIGHT_NAME, FREIGHT_SHARE, FREIGHT_FLOOR = "FLETE", "Flete a destino", 0.18, 24_000
CREDITED = 0.018  # share of invoices of which something came back


@dataclass(frozen=True)
class Invoiced:
    """Invoice lines; `product` −1 = freight, `credit` = line of a credit note on invoice `document`."""

    document: Whole
    customer: Whole
    product: Whole
    date: Days
    quantity: Whole
    price: Floats
    discount: Floats
    credit: Flags

    @property
    def net(self) -> Floats:
        """Net value: whole pesos, or dollars with cents (prices below a thousand with cents are dollars)."""
        return np.round(self.quantity * self.price * (1 - self.discount), 2)


def invoiced(seed: int, lines: Lines, people: Population, until: date) -> Invoiced:
    """What was invoiced up to `until`: the shipped lines, freight on some of them, and what came back."""
    draw = stream(seed, "invoices")
    shipped = lines.only(lines.shipped <= np.datetime64(until))
    sold = Invoiced(
        shipped.document, shipped.customer, shipped.product, shipped.shipped, shipped.quantity, shipped.price,
        shipped.discount, np.zeros(len(shipped.document), dtype=bool),
    )  # fmt: skip
    freight = _freight(draw, sold, people, until)
    credits = _credits(draw, sold, until)
    parts = [vars(part) for part in (sold, freight, credits)]
    whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.lexsort((whole["product"] < 0, whole["credit"], whole["document"]))
    return Invoiced(**{name: values[order] for name, values in whole.items()})


def _freight(draw: np.random.Generator, sold: Invoiced, people: Population, until: date) -> Invoiced:
    """Freight charged on some invoices, more often on small ones sent far; never over the counter or abroad."""
    documents, first = np.unique(sold.document, return_index=True)
    worth = np.bincount(sold.document, sold.net)[documents]
    customer = sold.customer[first]
    local = np.array([city in ("Cali", "Yumbo", "Bogotá") for city in people.city])[customer]
    chance = FREIGHT_SHARE * np.where(worth < 1.5e6, 1.6, 0.6) * np.where(local, 0.4, 1.3)
    charged = (draw.random(len(documents)) < chance) & (customer >= 0) & ~people.abroad[customer]
    price = np.round(np.maximum(FREIGHT_FLOOR, worth * 0.025) * price_level(sold.date[first], until), -2)
    count = int(charged.sum())
    return Invoiced(
        documents[charged], customer[charged], np.full(count, -1), sold.date[first][charged],
        np.ones(count, dtype=np.int64), price[charged], np.zeros(count), np.zeros(count, dtype=bool),
    )  # fmt: skip


def _credits(draw: np.random.Generator, sold: Invoiced, until: date) -> Invoiced:
    """One line of some invoices came back, all or in part, some weeks later."""
    documents, first = np.unique(sold.document, return_index=True)
    back = sold.date[first] + draw.integers(4, 28, len(documents)).astype("timedelta64[D]")
    some = (draw.random(len(documents)) < CREDITED) & (back <= np.datetime64(until))
    line = first[some]
    share = draw.choice((1.0, 0.5, 0.25), len(line))
    quantity = np.maximum(np.rint(sold.quantity[line] * share), 1).astype(np.int64)
    return Invoiced(
        sold.document[line], sold.customer[line], sold.product[line], back[some], -quantity, sold.price[line],
        sold.discount[line], np.ones(len(line), dtype=bool),
    )  # fmt: skip


def invoice_table(facts: Invoiced, people: Population, goods: Catalogue, until: date) -> pa.Table:
    """The invoice_line table: invoices and credit notes in order of their numbers."""
    freight, walk_in = facts.product < 0, facts.customer < 0
    at = np.where(freight, len(goods.codes), facts.product)
    weight, cost = np.append(goods.weight, np.nan)[at], np.append(goods.cost, np.nan)[at]
    abroad = people.abroad[facts.customer] & ~walk_in
    rate = np.where(abroad, dollar(facts.date, np.datetime64(until)), 1.0)  # a line's cost is in the line's currency
    unit_cost = np.round(cost * price_level(facts.date, until) / rate, 2)
    unit_cost = np.where(abroad, unit_cost, np.rint(unit_cost))
    no_cost = np.isnan(unit_cost)
    number = np.where(facts.credit, FIRST_CREDIT + _dense(facts), FIRST_INVOICE + facts.document)
    return table(
        "invoice_line",
        {
            "date": dates(facts.date),
            "document": document_numbers(number, facts.credit),
            "line": numbers(_line_numbers(facts)).cast(pa.string()),
            "customer": words(people.codes, facts.customer),
            "customer_name": words(people.names, facts.customer),
            "product": words((*goods.codes, FREIGHT), at),
            "product_name": words((*goods.names, FREIGHT_NAME), at),
            "family": words([FAMILIES[index].name for index in goods.family], facts.product),
            "quantity": decimals(facts.quantity),
            "kilos": decimals(np.nan_to_num(weight) * facts.quantity, freight),
            "unit_price": decimals(facts.price),
            "discount": numbers(facts.discount),
            "net": decimals(np.where(abroad, facts.net, np.rint(facts.net))),
            "cost": decimals(np.nan_to_num(unit_cost) * facts.quantity, no_cost),
            "unit_cost": decimals(np.nan_to_num(unit_cost), no_cost),
            "currency": words(("COP", "USD"), abroad.astype(np.int64)),
            "kind": words(("product", "charge"), freight.astype(np.int64)),
            "document_kind": words(("invoice", "credit"), facts.credit.astype(np.int64)),
            "terms_days": numbers(np.where(walk_in, 0, people.terms[facts.customer])),
            "order": numbered("PV-", FIRST_ORDER + facts.document, walk_in),
        },
    )


def document_numbers(number: Whole, credit: Flags) -> pa.Array:
    """FE-20418 for an invoice, NC-3021 for a credit note."""
    names = [f"{'NC' if back else 'FE'}-{value}" for value, back in zip(number.tolist(), credit.tolist(), strict=True)]
    return words(names)


def _dense(facts: Invoiced) -> Whole:
    """Credit notes counted from 0 in order of their invoices."""
    return np.cumsum(facts.credit) - 1


def _line_numbers(facts: Invoiced) -> Whole:
    """1, 2, 3 … inside each document; rows of a document follow one another."""
    key = facts.document * 2 + facts.credit
    starts = np.concatenate([[True], key[1:] != key[:-1]])
    index = np.arange(len(key))
    return index - np.maximum.accumulate(np.where(starts, index, 0)) + 1
