"""G7, B2: what serving a customer costs, from few drivers at the unit costs of policy, and what margin is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from clave.base.words import Text, _
from clave.measures.frame import Frame, Outcome, nobody, numeric, ratio
from clave.measures.shape import Floats, Measure
from clave.policy import declared
from clave.policy.limits import Limits
from clave.policy.shape import Value

cost_to_serve = Measure(
    "cost_to_serve", _("Cost to serve"), "money",
    _("Orders, small orders, deliveries, contacts, laboratory, services and credit of the year, at the policy's unit costs."),
    ("E4", "G7"),
)  # fmt: skip
net_margin = Measure(
    "net_margin", _("Margin after cost to serve"), "money", _("Margin minus cost to serve."), ("E4", "B2"),
    ("invoice_line", "product"),
)  # fmt: skip
net_margin_rate = Measure(
    "net_margin_rate", _("Margin rate after cost to serve"), "share",
    _("Margin after cost to serve over the net money whose cost is known."), ("E4", "B2"), ("invoice_line", "product"),
)  # fmt: skip

MEASURES = (cost_to_serve, net_margin, net_margin_rate)


@dataclass(frozen=True)
class Driver:
    """Something that costs: its unit cost in policy (None = only costs that are written down) and the table it needs."""

    key: str
    label: Text
    table: str
    unit_cost: Value[float] | Value[float | None] | None = None
    unless: str = ""  # a table that tells the same better, where it is loaded


DRIVERS = (
    Driver("order_line", _("order lines"), "order_line", declared.cost_order_line),
    Driver(
        "invoice_line", _("order lines, counted on invoices"), "invoice_line", declared.cost_order_line, "order_line"
    ),
    Driver("small_order", _("small orders"), "invoice_line", declared.cost_small_order),
    Driver("delivery", _("deliveries"), "delivery", declared.cost_delivery),
    Driver("urgent_delivery", _("urgent deliveries"), "delivery", declared.cost_urgent),
    Driver("service_urgent", _("urgent deliveries, as recorded"), "service", declared.cost_urgent, "delivery"),
    Driver("visit", _("visits"), "touchpoint", declared.cost_visit),
    Driver("call", _("calls, mails and messages"), "touchpoint", declared.cost_call),
    Driver("hospitality", _("hospitality"), "touchpoint"),
    Driver("service_lab", _("laboratory"), "service", declared.cost_lab_hour),
    Driver("service_return", _("returns without a fault of ours"), "service"),
    Driver("service_sample", _("samples"), "service"),
    Driver("service_training", _("training"), "service"),
    Driver("credit", _("capital in credit"), "receivable", declared.cost_capital),
)


@dataclass(frozen=True)
class Costs:
    """What the cost to serve opens to: money by driver, shape (customers,), the drivers that facts and policy tell, and those
    that no facts tell, or that have no unit cost: of these only what was written down counts."""

    by_driver: Mapping[str, Floats]
    known: tuple[Driver, ...]
    unknown: tuple[Driver, ...]


def compute(frame: Frame) -> Outcome:
    """Only drivers with facts; not available in a currency for which the policy holds no unit costs."""
    limits = frame.limits
    if frame.currency not in limits[declared.cost_currency]:
        return Outcome({measure.key: nobody(len(frame)) for measure in MEASURES})
    costs = _costs(frame)
    whole = sum(costs.by_driver.values(), np.zeros(len(frame)))
    left = frame.numbers("margin") - whole
    columns = {
        "cost_to_serve": numeric(whole),
        "net_margin": numeric(left),
        "net_margin_rate": numeric(ratio(left, _covered(frame))),
    }
    return Outcome(columns, costs)


def _costs(frame: Frame) -> Costs:
    rows = frame.query("cost", small=frame.limits[declared.cost_small_limit])
    by_driver: dict[str, Floats] = {}
    told = [driver for driver in DRIVERS if not (driver.unless and frame.loaded(driver.unless))]
    loaded = [driver for driver in told if frame.loaded(driver.table)]
    for driver in loaded:
        mine = {name: values[rows["driver"] == driver.key] for name, values in rows.items()}
        price = _price(driver, frame.limits) or 0.0  # without one, what was written down is all that is known
        by_driver[driver.key] = frame.spread(mine, "times", 0.0) * price + frame.spread(mine, "cost", 0.0)
    known = tuple(driver for driver in loaded if not driver.unit_cost or _price(driver, frame.limits) is not None)
    return Costs(by_driver, known, tuple(driver for driver in told if driver not in known))


def _price(driver: Driver, limits: Limits) -> float | None:
    """The unit cost of a driver in policy; None where it has none, or nobody knows it."""
    found: float | None = limits[driver.unit_cost] if driver.unit_cost else None  # type: ignore[misc]
    return found


def _covered(frame: Frame) -> Floats:
    covered: Floats = frame.done["sales"].basis
    return covered
