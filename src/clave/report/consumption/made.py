"""Making the content of a report: the one place where figures, forecast and what people recorded come together. (G10)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clave.facts.open_orders import OpenOrder
from clave.measures.consumed import Consumed
from clave.policy.limits import Limits
from clave.report.consumption.ahead import Taught, proposed
from clave.report.consumption.bought import Bought
from clave.report.consumption.content import NOBODY, Benefit, Content, Monthly, Need, Step, Who, Words
from clave.report.consumption.figures import figures
from clave.report.consumption.period import Period


@dataclass(frozen=True)
class Beside:
    """What stands in a report beside its figures, as people recorded it; `orders` is None where no order was loaded."""

    orders: tuple[OpenOrder, ...] | None = None
    benefits: tuple[Benefit, ...] = ()
    needs: tuple[Need, ...] = ()
    steps: tuple[Step, ...] = ()
    commit: tuple[Words, ...] = ()
    ask: tuple[Words, ...] = ()
    who: Who = NOBODY


def bought_of(found: Consumed) -> Bought:
    """What the facts told of one customer, as a report reads it."""
    return Bought(found.start, found.months, found.money, found.kilos)


def content_of(
    found: Consumed, period: Period, limits: Limits, beside: Beside, taught: Taught, *,
    company: str, customer: str, made_on: date, invoices_until: date | None,
) -> Content:  # fmt: skip
    """The report of one customer."""
    bought = bought_of(found)
    told = figures(bought, period, found.currency, limits)
    shown = bought.tail(len(told.money))
    listed = tuple(one.name for one in told.families if not one.others)
    return Content(
        company, customer, made_on, invoices_until, told,
        proposed(bought, period, found.currency, limits, listed, taught),
        tuple(Monthly(name, shown.money[name], shown.kilos[name]) for name in shown.families),
        beside.orders or (), beside.orders is not None, beside.benefits, beside.needs, beside.steps, beside.commit,
        beside.ask, beside.who,
    )  # fmt: skip
