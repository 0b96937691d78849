"""Margin of key accounts beside comparable customers, before and after what serving them costs. (B2)

Rates are of all accounts of a side together: margin over the net money whose cost is known. Who bought and has no cost is
counted beside, and counts nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clave.base.words import Text, _
from clave.measures import cost, sales
from clave.measures.cost import Costs
from clave.outcome.harvest.comparable import comparable, everybody
from clave.outcome.harvest.given import Given, Table
from clave.outcome.harvest.interval import Sure, difference, quotient
from clave.outcome.harvest.shape import AccountMargin, Margin, Margins, Side

NO_COST = _("No line has a cost: the cost of the products, or of the invoice lines, would give the margin.")
NO_SERVING = _("What serving a customer costs is not known in this currency: policy says its unit costs.")


def of_account(now: Table, customer: str, side: Side) -> AccountMargin:
    """The margin of one customer in the stretch, as the measures have it."""
    number = now.number
    return AccountMargin(
        customer, now.name(customer), side, number(sales.money, customer), number(sales.margin, customer),
        number(sales.margin_rate, customer), number(cost.cost_to_serve, customer), number(cost.net_margin, customer),
        number(cost.net_margin_rate, customer),
    )  # fmt: skip


def _side(side: Side, now: Table, accounts: Sequence[AccountMargin], sure: Sure) -> Margin:
    bought = [one for one in accounts if (one.money or 0.0) > 0]
    known = [
        (one, covered)
        for one in bought
        for covered in (now.detail("sales", one.customer),)
        if covered is not None and covered > 0 and one.margin is not None
    ]
    margins, covered = [one.margin or 0.0 for one, _money in known], [money for _one, money in known]
    served = [(one.net_margin, money) for one, money in known if one.net_margin is not None]
    return Margin(
        side, len(known), len(bought) - len(known), quotient(margins, covered, sure),
        quotient([left for left, _money in served], [money for _left, money in served], sure),
    )  # fmt: skip


def margins(given: Given) -> Margins:
    """Key accounts of the window's end beside customers like them, and beside everybody that was never key in it."""
    span, sure = given.span, given.sure
    keys = [one.customer for one in given.keys]
    alike, _how = comparable(span, keys, given.matched, given.limits)
    mine = [of_account(span.now, code, "key") for code in keys]
    like = [of_account(span.now, code, "comparable") for code in everybody(alike)]
    others = [of_account(span.now, code, "rest") for code in span.now.codes if code not in span.ever]
    key, near, rest = (
        _side("key", span.now, mine, sure),
        _side("comparable", span.now, like, sure),
        _side("rest", span.now, others, sure),
    )
    compared = _side("key", span.now, [one for one in mine if one.customer in alike], sure)
    costs: Costs | None = span.now.measured.details.get("cost")
    return Margins(
        key, near, rest, difference(compared.rate, near.rate), difference(compared.net_rate, near.net_rate),
        difference(key.rate, rest.rate), difference(key.net_rate, rest.net_rate),
        tuple(driver.label for driver in costs.unknown) if costs else (), (*mine, *like),
        tuple(_missing(key, rest, costs)),
    )  # fmt: skip


def _missing(key: Margin, rest: Margin, costs: Costs | None) -> Iterable[Text]:
    if key.rate.value is None and rest.rate.value is None:
        yield NO_COST
    elif costs is None:
        yield NO_SERVING
