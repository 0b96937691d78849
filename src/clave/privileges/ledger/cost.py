"""What each privilege cost, with its formula in words; what nobody records is said, never zero. (product.md §2.5)"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges import conditions, minimums
from clave.privileges.catalogue.declared import PRIVILEGES
from clave.privileges.ledger.documents import priced
from clave.privileges.ledger.gave_way import GaveWay
from clave.privileges.ledger.kept import Given, terms
from clave.privileges.ledger.orders import below, closed_words, fell_due, of_account
from clave.privileges.ledger.seen import Row, Seen
from clave.privileges.ledger.term import Term

A_YEAR = 365
NO_FORMULA = _("Not known: nobody records «{driver}».")


@dataclass(frozen=True)
class Cost:
    """What one privilege cost for one account in a window (`account` empty = all of them together): how many `times`, the
    money (None = not known), the formula in words, and how many of the times have no figure."""

    privilege: str
    account: str
    times: int
    money: Decimal | None
    formula: Text
    unknown: int = 0


def costs(
    given: Given, seen: Seen, gave: Sequence[GaveWay] | None, limits: Limits, *, since: date, until: date, as_of: date
) -> tuple[Cost, ...]:
    """One cost for each grant that runs in the window (days, both inside), and one of priority in dispatch for all; `gave`
    None = no day was planned with priority, so nobody knows who would have waited."""
    found = [_of(term, given, seen, limits) for term in terms(given.grants, since, until, as_of)]
    priority = [_priority(gave, seen, limits)] if any(one.privilege == "dispatch" for one in found) else []
    kept = [one for one in found if one.privilege != "dispatch"]
    return tuple(sorted([*kept, *priority], key=lambda one: (one.privilege, one.account)))


def _priority(gave: Sequence[GaveWay] | None, seen: Seen, limits: Limits) -> Cost:
    if gave is None:
        return Cost("dispatch", "", 0, None, NO_FORMULA.fill(driver=PRIVILEGES["dispatch"].cost))
    rate = Decimal(str(limits[declared.dispatch_carrying]))
    formula = _("Money × days that {customers} customers waited, {waited}, × {rate} a year, day by day.").fill(
        customers=len(gave), waited=Figure(sum((one.money_days for one in gave), Decimal(0)), "money", seen.currency),
        rate=Figure(rate * A_YEAR, "share"),
    )  # fmt: skip
    total = sum((one.money_days for one in gave), Decimal(0)) * rate
    return Cost("dispatch", "", sum(one.lines for one in gave), total, formula, sum(one.unpriced for one in gave))


def _of(term: Term, given: Given, seen: Seen, limits: Limits) -> Cost:
    key = term.privilege.key
    if key == "no_minimum" and seen.rows("order_line") is not None:
        return _waived(term, given, seen, limits)
    if key == "preferential" and seen.rows("invoice_line") is not None:
        return _conditions(term, given, seen, limits)
    if key in ("contact", "sponsor") and seen.rows("touchpoint") is not None:
        return _contacts(term, seen)
    if key in _SERVICES and seen.rows("service") is not None:
        return _services(term, seen, limits)
    return Cost(key, term.account, 0, None, NO_FORMULA.fill(driver=term.privilege.cost))


def _waived(term: Term, given: Given, seen: Seen, limits: Limits) -> Cost:
    transit, handling = limits[declared.dispatch_transit], minimums.handling_in(seen.currency, limits)
    rules, small, unknown = given.minimums, 0, 0
    for rows in of_account(term, seen, closed_words(limits)).values():
        on = fell_due(rows, transit, term.as_of)
        if on is not None and term.holds(on):
            told = below(rows, rules, given.channels.get(term.account, ""), on)
            small += bool(told.short and not told.unknown)
            unknown += told.unknown
    if handling is None:
        formula = _("{n} orders below the minimum; what handling one costs is not known in {currency}.")
        return Cost(term.privilege.key, term.account, small, None, formula.fill(n=small, currency=seen.currency), small)
    formula = _("{n} orders below the minimum × {handling} for handling each.").fill(
        n=small, handling=Figure(handling, "money", seen.currency)
    )
    return Cost(term.privilege.key, term.account, small, small * handling, formula, unknown)


def _conditions(term: Term, given: Given, seen: Seen, limits: Limits) -> Cost:
    mine = [one for one in given.conditions if one.account == term.account]
    used: dict[int, conditions.Used] = {}
    doubtful: set[int] = set()
    figures: list[Decimal | None] = []
    rows = sorted(seen.rows("invoice_line") or (), key=lambda row: (row["date"], row["document"], row["line"] or ""))
    for row in rows:
        if row["customer"] == term.account and row["net"] >= 0:
            found = priced(row, mine, used, doubtful, limits)
            figures += [one.cost for one in found if term.holds(row["date"])]
    known = [one for one in figures if one is not None]
    formula = _("List price less agreed price × units, of {n} lines; days of credit more at the cost of capital.")
    money = sum(known, Decimal(0)) if known or not figures else None
    return Cost(
        term.privilege.key, term.account, len(figures), money, formula.fill(n=len(known)), len(figures) - len(known)
    )


def _contacts(term: Term, seen: Seen) -> Cost:
    sponsor = (seen.sponsors or {}).get(term.account)
    rows = [row for row in seen.rows("touchpoint") or () if row["customer"] == term.account and term.holds(row["date"])]
    if term.privilege.key == "sponsor":
        rows = [row for row in rows if sponsor is not None and row["by"] == sponsor]
    else:
        rows = [row for row in rows if sponsor is None or row["by"] != sponsor]
    return _recorded(term, rows, _("Recorded cost of {n} contacts."))


_SERVICES = {"laboratory": "lab", "returns": "return"}


def _services(term: Term, seen: Seen, limits: Limits) -> Cost:
    kind = _SERVICES[term.privilege.key]
    rows = [row for row in _kind(seen, kind) if row["customer"] == term.account and term.holds(row["date"])]
    if kind == "return":
        return _recorded(term, rows, _("Recorded cost of {n} returns."))
    price = limits[declared.cost_lab_hour] if seen.currency in limits[declared.cost_currency] else None
    hours = [row["hours"] for row in rows if row["hours"] is not None]
    total = sum((Decimal(str(one)) for one in hours), Decimal(0))
    if price is None:
        formula = _("{hours} hours of laboratory; what one costs is not known in {currency}.")
        told = formula.fill(hours=Figure(total, "quantity"), currency=seen.currency)
        return Cost(term.privilege.key, term.account, len(rows), None, told, len(rows))
    rate = Decimal(str(price))
    formula = _("{hours} hours of laboratory × {rate}.").fill(
        hours=Figure(total, "quantity"), rate=Figure(rate, "money", seen.currency)
    )
    return Cost(term.privilege.key, term.account, len(rows), total * rate, formula, len(rows) - len(hours))


def _kind(seen: Seen, kind: str) -> Iterator[Row]:
    return (row for row in seen.rows("service") or () if row["kind"] == kind)


def _recorded(term: Term, rows: Sequence[Row], formula: Text) -> Cost:
    known = [row["cost"] for row in rows if row["cost"] is not None]
    money = sum(known, Decimal(0)) if known or not rows else None
    return Cost(term.privilege.key, term.account, len(rows), money, formula.fill(n=len(known)), len(rows) - len(known))
