"""The plant as the sequence sees it: work orders, machines, setups, and what a sequence of them is (G5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from clave.base.words import Joined, Text
from clave.privileges.production.calendar import DAY, Calendar

Lines = Mapping[str, tuple[str, ...]]
"""A sequence as it is kept: the numbers of the work orders of each machine, first to last."""


@dataclass(frozen=True)
class WorkOrder:
    """One order to be made, whole, on one of its machines.

    `minutes` = how long it takes on each machine that can make it; `weight` = what a minute of lateness weighs;
    `category` = the criterion by which its customer is a key account, None = an ordinary customer or stock.
    It is due at the end of the day `due`, and can start on the morning of `released`."""

    order: str
    product: str
    family: str
    due: date
    minutes: Mapping[str, int]
    weight: int = 1
    category: str | None = None
    customer: str | None = None
    customer_name: str | None = None
    product_name: str | None = None
    quantity: Decimal | None = None
    released: date | None = None

    @property
    def key(self) -> bool:
        """Whether it is made for a key account."""
        return self.category is not None

    @property
    def who(self) -> str | None:
        """Its customer as people call it; None = it is made for stock."""
        return self.customer_name or self.customer


@dataclass(frozen=True)
class Machine:
    """A machine or line, with the hours it works and the setup family it stands ready for (None = not known)."""

    machine: str
    calendar: Calendar
    family: str | None = None


@dataclass(frozen=True)
class Setups:
    """Minutes of a change of family, by (machine, from, to) where "" stands for any; `default` where nothing says it.

    The most telling entry counts: machine before any machine, then from a family before from any."""

    default: int = 0
    known: Mapping[tuple[str, str, str], int] = field(default_factory=dict)

    def minutes(self, machine: str, before: str | None, after: str) -> int:
        """Minutes of setup on a machine between two families; none within one family unless an entry says so, and none
        where nobody knows what it stands ready for."""
        if before is None:
            return 0
        exact = ((machine, before, after), ("", before, after))
        if before == after:
            return next((self.known[key] for key in exact if key in self.known), 0)
        order = (exact[0], (machine, "", after), exact[1], ("", "", after))
        return next((self.known[key] for key in order if key in self.known), self.default)


@dataclass(frozen=True)
class SetAside:
    """Something of the facts that the plan leaves out (or mends), with the sentence that says why and what to do."""

    what: str
    sentence: Text | Joined


@dataclass(frozen=True)
class Lock:
    """A person keeps an order on a machine at a place, 1 = the first after the frozen ones; last where there are fewer."""

    order: str
    machine: str
    place: int


@dataclass(frozen=True)
class Plant:
    """All that is to be made and what it can be made on, at `now` (with its time zone, to the minute)."""

    now: datetime
    machines: tuple[Machine, ...]
    orders: tuple[WorkOrder, ...]
    setups: Setups = Setups()
    set_aside: tuple[SetAside, ...] = ()

    @property
    def by_order(self) -> dict[str, WorkOrder]:
        """The orders by their number."""
        return {order.order: order for order in self.orders}

    @property
    def by_machine(self) -> dict[str, Machine]:
        """The machines by name."""
        return {machine.machine: machine for machine in self.machines}

    def sorted(self) -> Plant:
        """The same plant with orders and machines by name, so that the order of rows in a file decides nothing."""
        orders = tuple(sorted(self.orders, key=lambda each: each.order))
        return replace(self, orders=orders, machines=tuple(sorted(self.machines, key=lambda each: each.machine)))

    def unweighted(self) -> Plant:
        """The same plant without priority: every order weighs 1. Customers stay what they are."""
        return replace(self, orders=tuple(replace(order, weight=1) for order in self.orders))

    def minute(self, day: date) -> int:
        """Midnight at which a day begins, in minutes from now."""
        return (day - self.now.date()).days * DAY - self.now.hour * 60 - self.now.minute

    def moment(self, minute: int) -> datetime:
        """The moment so many minutes from now."""
        return self.now + timedelta(minutes=minute)
