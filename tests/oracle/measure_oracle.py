"""The measures once more, slowly: plain loops over rows and exact fractions, written from the definitions alone.

Every function gives {measure: [value per customer]}; a value is a Fraction, int, date or text, or a `Missing`."""

from __future__ import annotations

import calendar
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

from clave.measures.shape import Missing
from clave.policy import declared
from tests.oracle.measure_books import Company, Row

NONE, LITTLE = Missing.NOT_AVAILABLE, Missing.TOO_LITTLE_HISTORY
CURRENCY = "COP"
Answers = dict[str, list[Any]]


def round4(value: Fraction) -> Fraction:
    """Four decimals, half away from zero."""
    size = (abs(value) * 10000 + Fraction(1, 2)).__floor__()
    return Fraction(size if value >= 0 else -size, 10000)


def months_earlier(day: date, months: int) -> date:
    year, month = day.year, day.month - months
    while month < 1:
        year, month = year - 1, month + 12
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def quantile(values: list[Any], share: float) -> Fraction:
    """Linear between the two neighbours."""
    ordered = sorted(Fraction(value) for value in values)
    place = Fraction(str(share)) * (len(ordered) - 1)
    low = place.__floor__()
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


class World:
    """A company as the definitions see it: customers (or groups), windows, and priced lines."""

    def __init__(self, company: Company, by: str = "customer") -> None:
        self.company, self.limits, self.as_of = company, company.limits, company.as_of
        after = self.as_of + timedelta(days=1)
        self.year_from, self.before_from = months_earlier(after, 12), months_earlier(after, 24)
        self.history_from = months_earlier(after, 36)
        self.customers = sorted(
            {line["customer"] for line in self.rows("invoice_line") if line["customer"] and line["date"] <= self.as_of}
        )
        self.unit_of = {customer: self.parent(customer) if by == "group" else customer for customer in self.customers}
        self.units = sorted(set(self.unit_of.values()))
        self.products = self.merged()
        self.lines = [self.priced(line) for line in self.rows("invoice_line") if self.counted(line)]
        days = [line["date"] for line in self.rows("invoice_line")]
        start = min(days) if days else None
        self.reaches = start is not None and (start.year, start.month) <= (
            self.before_from.year,
            self.before_from.month,
        )

    def rows(self, table: str) -> list[Row]:
        return self.company.rows.get(table, [])

    def has(self, table: str) -> bool:
        return table in self.company.rows

    def parent(self, customer: str) -> str:
        told = [row["group"] for row in self.rows("customer") if row["customer"] == customer and row["group"]]
        return min(told) if told else customer

    def counted(self, line: Row) -> bool:
        return line["customer"] is not None and line["date"] <= self.as_of

    def merged(self) -> dict[str, Row]:
        found: dict[str, Row] = {}
        for code in {row["product"] for row in self.rows("product")}:
            mine = [row for row in self.rows("product") if row["product"] == code]
            found[code] = {
                name: min((row[name] for row in mine if row[name] is not None), default=None)
                for name in ("family", "weight", "unit_cost")
            }
            found[code]["idle"] = any(row["quality"] == "second" or row["rotation"] in ("slow", "dead") for row in mine)
        return found

    def rate(self, currency: str | None, day: date) -> Fraction | None:
        """Units of the company's currency for one, on a day."""
        if currency in (None, CURRENCY):
            return Fraction(1)
        quotes = [row for row in self.rows("exchange_rate") if row["currency"] == currency and row["date"] <= day]
        if not quotes:
            return None
        last = max(row["date"] for row in quotes)
        return max(Fraction(str(row["rate"])) for row in quotes if row["date"] == last)

    def priced(self, line: Row) -> Row:
        """A line with its unit, money, kilos, cost and family as the measures count them."""
        rate = self.rate(line["currency"], line["date"])
        product = self.products.get(line["product"], {})
        quantity, weight = line["quantity"], product.get("weight")
        kilos = Fraction(line["kilos"]) if line["kilos"] is not None else None
        if kilos is None and quantity is not None and weight is not None:
            kilos = round4(Fraction(quantity) * Fraction(weight))
        is_product = line["kind"] != "charge"
        return {
            **line,
            "unit": self.unit_of[line["customer"]],
            "money": None if rate is None else round4(Fraction(line["net"]) * rate),
            "kg": kilos,
            "spent": self.cost(line, product, rate),
            "is_product": is_product,
            "bought": is_product and line["document_kind"] != "credit" and line["net"] > 0,
            "fam": product.get("family") or line["family"],
            "idle": product.get("idle", False),
        }

    def cost(self, line: Row, product: Row, rate: Fraction | None) -> Fraction | None:
        quantity = line["quantity"]
        if line["cost"] is not None:
            return None if rate is None else round4(Fraction(line["cost"]) * rate)
        if line["unit_cost"] is not None:
            if quantity is None or rate is None:
                return None
            return round4(round4(Fraction(quantity) * Fraction(line["unit_cost"])) * rate)
        if product.get("unit_cost") is None or quantity is None:
            return None
        return round4(Fraction(quantity) * Fraction(product["unit_cost"]))

    def of(self, unit: str, start: date | None = None, end: date | None = None) -> list[Row]:
        return [
            line for line in self.lines
            if line["unit"] == unit and (start is None or line["date"] >= start) and (end is None or line["date"] <= end)
        ]  # fmt: skip

    def money(self, unit: str, start: date, end: date) -> Fraction:
        return sum((line["money"] for line in self.of(unit, start, end) if line["money"] is not None), Fraction(0))

    def mine(self, table: str, unit: str) -> list[Row]:
        return [row for row in self.rows(table) if self.unit_of.get(row["customer"]) == unit]

    def purchase_days(self, unit: str) -> list[date]:
        return sorted({line["date"] for line in self.of(unit) if line["bought"]})


def sales(world: World) -> Answers:
    out: Answers = {
        key: [] for key in ("money", "money_before", "kilos", "margin", "margin_rate", "margin_cover", "active")
    }
    year = [line for line in world.lines if line["date"] >= world.year_from]
    weighed = any(line["is_product"] and line["kg"] is not None for line in [*year])
    costed = any(line["spent"] is not None and line["money"] is not None for line in year)
    covered_any = any(line["spent"] is not None and line["money"] for line in year)
    for unit in world.units:
        mine = [line for line in year if line["unit"] == unit]
        money = world.money(unit, world.year_from, world.as_of)
        out["money"].append(money)
        before = world.money(unit, world.before_from, world.year_from - timedelta(days=1))
        out["money_before"].append(before if world.reaches else LITTLE)
        out["active"].append(int(money > 0))
        products = [line for line in mine if line["is_product"]]
        kilos = [line["kg"] for line in products if line["kg"] is not None]
        out["kilos"].append(sum(kilos, Fraction(0)) if weighed and (kilos or not products) else NONE)
        told = [line for line in mine if line["money"] is not None]
        known = [line for line in told if line["spent"] is not None]
        covered = sum((line["money"] for line in known), Fraction(0))
        margin = covered - sum((line["spent"] for line in known), Fraction(0))
        out["margin"].append(margin if costed and (known or not told) else NONE)
        out["margin_rate"].append(margin / covered if covered > 0 else NONE)
        moved = sum((abs(line["money"]) for line in told), Fraction(0))
        cover = sum((abs(line["money"]) for line in known), Fraction(0))
        out["margin_cover"].append(cover / moved if covered_any and moved > 0 else NONE)
    return {**out, **places(world, out["money"])}


def places(world: World, money: list[Fraction]) -> Answers:
    order = sorted((i for i in range(len(money)) if money[i] > 0), key=lambda i: (-money[i], world.units[i]))
    total = sum((money[i] for i in order), Fraction(0))
    out: Answers = {key: [NONE] * len(money) for key in ("share", "cumulated_share", "abc")}
    larger = Fraction(0)
    for i in order:
        until = float(larger / total)
        larger += money[i]
        out["share"][i], out["cumulated_share"][i] = money[i] / total, larger / total
        limits = world.limits
        out["abc"][i] = "A" if until < limits[declared.abc_a] else "B" if until < limits[declared.abc_b] else "C"
    return out


def continuity(world: World) -> Answers:
    out: Answers = {key: [] for key in ("continuity", "months_bought", "first_purchase")}
    last = world.as_of.year * 12 + world.as_of.month
    for unit in world.units:
        days = world.purchase_days(unit)
        months = {day.year * 12 + day.month for day in days}
        bought = len([month for month in months if month > last - 36])
        out["months_bought"].append(bought)
        out["continuity"].append(Fraction(bought, min(last - min(months) + 1, 36)) if days else NONE)
        out["first_purchase"].append(days[0] if days else NONE)
    return out


def rhythm(world: World) -> Answers:
    out: Answers = {key: [] for key in ("rhythm", "days_since", "overdue", "silent", "purchases")}
    gaps, own, recent = {}, {}, {}
    for unit in world.units:
        days = [day for day in world.purchase_days(unit) if day >= world.history_from]
        recent[unit] = days
        gaps[unit] = [(b - a).days for a, b in pairwise(days)]
        own[unit] = quantile(gaps[unit], 0.5) if gaps[unit] else None
    enough, share = world.limits[declared.silent_purchases], world.limits[declared.silent_quantile]
    steady = [unit for unit in world.units if len(recent[unit]) >= enough] or [u for u in world.units if gaps[u]]
    for unit in world.units:
        days = world.purchase_days(unit)
        since = (world.as_of - days[-1]).days if days else None
        out["days_since"].append(NONE if since is None else since)
        out["purchases"].append(len(recent[unit]))
        why = NONE if since is None else LITTLE
        out["rhythm"].append(own[unit] or why)
        out["overdue"].append(since / own[unit] if own[unit] and since is not None else why)
        if not own[unit] or since is None:
            out["silent"].append(why)
        elif len(recent[unit]) >= enough:
            out["silent"].append(int(since > quantile(gaps[unit], share)))
        else:
            near = [u for u in steady if own[u] and doubling(own[u]) == doubling(own[unit])] or steady
            pool = [gap / own[u] for u in near if own[u] for gap in gaps[u]]
            out["silent"].append(int(since > own[unit] * quantile(pool, share)))
    return out


def doubling(days: Fraction) -> int:
    """1–2 days, 2–4, 4–8 … as 0, 1, 2 …"""
    step = 0
    while days >= 2 ** (step + 1):
        step += 1
    return step


def payment(world: World) -> Answers:
    out: Answers = {key: [] for key in ("days_beyond", "within_terms", "worst_open", "overdue_money")}
    for unit in world.units:
        parts = [part for row in world.mine("receivable", unit) for part in parts_of(world, row)]
        due = [
            part for part in parts
            if part["due"] <= world.as_of and (part["due"] >= world.year_from or part["paid"] is None)
        ]  # fmt: skip
        money = sum((part["amount"] for part in due), Fraction(0))
        why = NONE if not parts else LITTLE
        late = sum((part["amount"] * part["days"] for part in due), Fraction(0))
        in_time = sum((part["amount"] for part in due if not part["days"]), Fraction(0))
        out["days_beyond"].append(late / money if money > 0 else why)
        out["within_terms"].append(in_time / money if money > 0 else why)
        worst = [part for part in parts if part["paid"] is None and part["days"] > 0]
        out["worst_open"].append(max((part["days"] for part in worst), default=0) if parts else NONE)
        out["overdue_money"].append(sum((part["amount"] for part in worst), Fraction(0)) if parts else NONE)
    return out


def parts_of(world: World, row: Row) -> list[Row]:
    """A receivable as it stood on the date: the part paid by then, and the part still open."""
    amount, paid_date = Fraction(row["amount"]), row["paid_date"]
    issued = row["issued_date"]
    rate = world.rate(row["currency"], issued or row["due_date"])
    if amount <= 0 or (issued and issued > world.as_of) or rate is None:
        return []
    paid = Fraction(0)
    if paid_date and paid_date <= world.as_of:
        paid = amount if row["paid_amount"] is None else min(max(Fraction(row["paid_amount"]), Fraction(0)), amount)
    common = {"document": row["document"], "due": row["due_date"], "issued": issued}
    parts = []
    if paid > 0:
        days = max((paid_date - row["due_date"]).days, 0)
        parts.append({**common, "amount": round4(paid * rate), "paid": paid_date, "days": days})
    if amount > paid:
        days = max((world.as_of - row["due_date"]).days, 0)
        parts.append({**common, "amount": round4((amount - paid) * rate), "paid": None, "days": days})
    return parts


def place(world: World) -> Answers:
    out: Answers = {key: [] for key in ("channel", "sector", "city", "country", "group", "sites", "countries")}
    for unit in world.units:
        mine = world.mine("customer", unit)
        for key in ("channel", "sector", "city", "country", "group"):
            out[key].append(usual([row[key] for row in mine if row[key]]) or NONE)
        listed = {row["customer"] for row in world.rows("customer")}
        parents = {world.parent(customer) for customer in listed if world.unit_of.get(customer) == unit}
        best, lands = 0, 0
        for parent in parents:
            family = [customer for customer in listed if world.parent(customer) == parent]
            homes = [
                [r["country"] for r in world.rows("customer") if r["customer"] == c and r["country"]] for c in family
            ]
            best = max(best, len(family))
            lands = max(lands, len({min(home) for home in homes if home}))
        out["sites"].append(best or NONE)
        out["countries"].append(lands or NONE)
    return out


def usual(words: list[str]) -> str | None:
    counts = Counter(words)
    return min(counts, key=lambda word: (-counts[word], word)) if counts else None
