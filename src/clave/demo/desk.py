"""What was asked at Farallones' order entry these days: waived and not waived minimums, an agreed price, a credit hold."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from clave.actions.order_decisions import decide_order
from clave.demo.judged import WILSON
from clave.demo.programme import Cast
from clave.privileges.entry import Asked, Customer, Known, Product
from clave.store.order_decisions import Question
from clave.store.order_entry import ready

FIRST_NUMBER = 110_001
SMALL, LARGE = Decimal(1), Decimal(120)
AHEAD = timedelta(days=6)  # from the day it is asked to the day it is wanted


def consult_orders(cast: Cast, *, now: datetime) -> None:
    """One question for each kind of answer, one a day, the newest today; the same facts ask the same."""
    wilson, asked = cast.people[WILSON], _orders(ready(timezone.localdate(now)).known)
    for at, (customer, lines) in enumerate(asked):
        then = now - timedelta(days=len(asked) - 1 - at)
        question = Question(customer, lines, timezone.localdate(then) + AHEAD, f"PV-{FIRST_NUMBER + at}")
        decide_order(question, by=wilson, now=then)


def _orders(known: Known) -> list[tuple[str, list[Asked]]]:
    """Who orders what: a customer of each kind that there is, the first by code."""
    priced = sorted(
        (one for one in known.products.values() if one.price), key=lambda one: (one.price or Decimal(0), one.code)
    )
    people = [known.customers[code] for code in sorted(known.customers)]
    if not priced:
        return []
    small, large = [Asked(priced[0].code, SMALL)], [Asked(priced[len(priced) // 2].code, LARGE)]
    keys = [one for one in people if one.category and not one.hold]
    plain = [one for one in people if not one.category and not one.hold]
    agreed = [one for one in keys if any(each.family for each in one.conditions)]
    held = [one for one in people if one.hold]
    found = [(keys[:2], small), (plain[:1], small), (plain[1:2], large), (held[:1], large)]
    orders = [(one.code, lines) for some, lines in found for one in some]
    return orders + [(one.code, _of_its_family(one, priced)) for one in agreed[:1]]


def _of_its_family(customer: Customer, priced: list[Product]) -> list[Asked]:
    """Some of each of two products on which the account has a condition, and one on which it has none."""
    families = {one.family for one in customer.conditions}
    inside = [one.code for one in priced if one.family in families][-2:]
    outside = [one.code for one in priced if one.family not in families][-1:]
    return [Asked(code, LARGE / 4) for code in (*inside, *outside)]
