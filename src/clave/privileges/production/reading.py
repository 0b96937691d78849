"""From the facts to a plant: open work orders, machines, shifts and setups; what is wrong is set aside, the rest stands (G5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from clave.base.words import Text, _
from clave.facts.book import Book
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.catalogue.grants import Grant, in_force
from clave.privileges.production.calendar import DAY, Shift, calendar
from clave.privileges.production.plant import Machine, Plant, SetAside, Setups, WorkOrder

HOUR = 60
ORDINARY = 1  # what an order weighs without priority: the unit of the weights
Row = Mapping[str, Any]

_OPEN = """
SELECT
  w.order AS "order", w.product AS product, w.customer AS customer, w.machine AS machine, w.setup_family AS setup_family,
  w.quantity AS quantity, w.hours AS hours, w.released_date AS released_date, w.due_date AS due_date,
  c.name AS customer_name, p.name AS product_name
FROM work_order AS w
LEFT JOIN (SELECT customer.customer AS customer, MIN(customer.name) AS name FROM customer GROUP BY customer.customer) AS c
  ON c.customer = w.customer
LEFT JOIN (SELECT product.product AS product, MIN(product.name) AS name FROM product GROUP BY product.product) AS p
  ON p.product = w.product
WHERE w.finished_date IS NULL OR w.finished_date > :day
ORDER BY w.order, w.due_date, w.product, w.machine
"""
_LAST = """
SELECT last.machine AS machine, MIN(last.family) AS family
FROM (
  SELECT w.machine AS machine, COALESCE(w.setup_family, w.product) AS family, w.finished_date AS finished,
    MAX(w.finished_date) OVER (PARTITION BY w.machine) AS latest
  FROM work_order AS w WHERE w.finished_date <= :day AND w.machine IS NOT NULL
) AS last
WHERE last.finished = last.latest GROUP BY last.machine
"""
_SHIFTS = "SELECT s.machine, s.weekday, s.date, s.starts, s.hours FROM shift AS s ORDER BY 1, 2, 3, 4, 5"
_ABLE = "SELECT e.product, e.setup_family, e.machine, e.speed FROM eligible_machine AS e ORDER BY 1, 2, 3, 4"
_SETUPS = "SELECT t.machine, t.from_family, t.to_family, t.minutes FROM setup_time AS t ORDER BY 1, 2, 3, 4"


@dataclass(frozen=True)
class Priority:
    """A customer with priority in the plant: the category by which it is key, and the weight of its grant (None = what policy
    gives that category)."""

    category: str
    weight: int | None = None


def priority(grants: Iterable[Grant], category: str, day: date) -> Priority | None:
    """The priority of an account by its grants in force on a day; None where it has none in the plant."""
    held = next((each for each in in_force(grants, day) if each.privilege.key == "production"), None)
    if held is None:
        return None
    weight = held.grant.parameters.get("weight")
    return Priority(category, None if weight is None else round(weight))


@dataclass(frozen=True)
class Facts:
    """The rows a plant is made of, as the declared tables have them, and the family that each machine made last."""

    orders: Sequence[Row] = ()
    shifts: Sequence[Row] = ()
    able: Sequence[Row] = ()
    setups: Sequence[Row] = ()
    last: Mapping[str, str] = field(default_factory=dict)


def facts(book: Book, now: datetime) -> Facts:
    """The rows of a book: work orders not finished by the day of `now`, and what the plant can do."""
    with book.open() as warehouse:
        day = now.date()
        last = {row["machine"]: row["family"] for row in warehouse.query(_LAST, day=day).to_pylist()}
        shifts, able, setups = (warehouse.query(sql).to_pylist() for sql in (_SHIFTS, _ABLE, _SETUPS))
        return Facts(warehouse.query(_OPEN, day=day).to_pylist(), shifts, able, setups, last)


def plant(found: Facts, now: datetime, limits: Limits, priorities: Mapping[str, Priority] | None = None) -> Plant:
    """The plant at `now`, a moment with its time zone; `priorities` by customer. What cannot be planned is in `set_aside`."""
    return _Reading(found, now.replace(second=0, microsecond=0), limits, priorities or {}).plant()


class _Reading:
    """One reading, with what it set aside on the way."""

    def __init__(self, found: Facts, now: datetime, limits: Limits, priorities: Mapping[str, Priority]) -> None:
        self.found, self.now, self.limits, self.priorities = found, now, limits, priorities
        self.set_aside: list[SetAside] = []

    def plant(self) -> Plant:
        """Setups, then orders, then the machines that they name, then the orders again that have a machine left."""
        setups = self._setups()
        able = self._able()
        orders = self._orders(able)
        machines = self._machines(orders, setups)
        placed = [placed for order in orders if (placed := self._placed(order, machines))]
        return Plant(self.now, tuple(machines.values()), tuple(placed), setups, tuple(self.set_aside))

    def _aside(self, what: str, text: Text, **values: object) -> None:
        self.set_aside.append(SetAside(what, text.fill(what=what, **values)))

    def _setups(self) -> Setups:
        known: dict[tuple[str, str, str], int] = {}
        for row in self.found.setups:
            key = (_named(row["machine"]), _named(row["from_family"]), row["to_family"])
            minutes = _whole(row["minutes"])
            name = f"{key[1] or '*'} → {key[2]}"
            if minutes is None:
                self._aside(
                    name, _("Setup {what}: its minutes are no number, so the usual setup counts. Correct the file.")
                )
            elif known.get(key, minutes) != minutes:
                self._aside(name, _("Setup {what}: there are two times for it, and the longer one counts. Leave one."))
                known[key] = max(known[key], minutes)
            else:
                known[key] = minutes
        return Setups(round(self.limits[declared.production_setup] * HOUR), known)

    def _able(self) -> dict[tuple[str, str], dict[str, float]]:
        """Speed by machine, by («product», code) or («family», name)."""
        able: dict[tuple[str, str], dict[str, float]] = {}
        for row in self.found.able:
            key = ("product", row["product"]) if row["product"] else ("family", row["setup_family"] or "")
            speed = 1.0 if row["speed"] is None else row["speed"]
            if not key[1]:
                self._aside(
                    row["machine"], _("Machine {what}: the row says neither product nor family, and was left out.")
                )
            elif not 0.01 <= speed <= 100:
                self._aside(
                    f"{row['machine']}, {key[1]}",
                    _("Machine {what}: its speed must be between 0.01 and 100, and the row was left out."),
                )
            else:
                able.setdefault(key, {})[row["machine"]] = speed
        return able

    def _orders(self, able: Mapping[tuple[str, str], Mapping[str, float]]) -> list[WorkOrder]:
        made: dict[str, WorkOrder] = {}
        for row in self.found.orders:
            family = row["setup_family"] or row["product"]
            wrong = self._wrong(row) or (
                _("Order {what} is there twice: the one due first counts. Leave one of them.")
                if row["order"] in made
                else None
            )
            speeds = able.get(("product", row["product"])) or able.get(("family", family)) or {}
            if row["machine"] and row["machine"] not in speeds:
                speeds = {**speeds, row["machine"]: 1.0}
            if wrong is None and not speeds:
                wrong = _("Order {what} says no machine, and none is known for its product. Enter one.")
            if wrong is not None:
                self._aside(row["order"], wrong, most=self.limits[declared.production_longest])
                continue
            minutes = {machine: max(round(row["hours"] * HOUR / speed), 1) for machine, speed in sorted(speeds.items())}
            made[row["order"]] = self._order(row, family, minutes)
        return list(made.values())

    def _wrong(self, row: Row) -> Text | None:
        """Why an order cannot be planned, whatever machine it goes to."""
        hours = row["hours"]
        if row["due_date"] is None:
            return _("Order {what} says no due day, and cannot be placed. Enter it.")
        if row["quantity"] is not None and row["quantity"] <= 0:
            return _("Order {what} asks for nothing: its quantity is not above zero. Correct or close it.")
        if hours is None:
            return _("Order {what} says no hours of machine. Enter how long it takes.")
        if not 0 < hours <= self.limits[declared.production_longest]:
            return _("Order {what}: its hours must be above 0 and at most {most}. Correct them, or split the order.")
        return None

    def _order(self, row: Row, family: str, minutes: Mapping[str, int]) -> WorkOrder:
        first = self.priorities.get(row["customer"]) if row["customer"] else None
        weight = ORDINARY
        if first is not None:
            usual = self.limits[declared.promise_weight].get(first.category, ORDINARY)
            weight = usual if first.weight is None else first.weight
        return WorkOrder(
            row["order"], row["product"], family, row["due_date"], minutes, weight,
            first.category if first else None, row["customer"], row["customer_name"], row["product_name"],
            row["quantity"], row["released_date"],
        )  # fmt: skip

    def _machines(self, orders: Iterable[WorkOrder], setups: Setups) -> dict[str, Machine]:
        """Every machine that an order names, with its shifts, those of every machine, or those of policy."""
        work: dict[str, int] = {}
        latest: dict[str, int] = {}
        setup = max((setups.default, *setups.known.values()))
        for order in orders:
            released = (order.released - self.now.date()).days * DAY if order.released else 0
            for machine, minutes in order.minutes.items():
                work[machine] = work.get(machine, 0) + minutes + setup
                latest[machine] = max(latest.get(machine, 0), released)
        shifts = self._shifts()
        made = {}
        for name in sorted(work):
            own = shifts.get(name) or shifts.get("") or self._usual()
            hours = calendar(own, self.now, work[name] + latest[name])
            if hours is None:
                self._aside(
                    name, _("Machine {what} has no hours to work in, so nothing is planned on it. Enter its shifts.")
                )
            else:
                made[name] = Machine(name, hours, self.found.last.get(name))
        return made

    def _shifts(self) -> dict[str, list[Shift]]:
        shifts: dict[str, list[Shift]] = {}
        for row in self.found.shifts:
            name, starts, minutes = (
                _named(row["machine"]),
                _whole((row["starts"] or 0.0) * HOUR),
                _whole(row["hours"] * HOUR),
            )
            if row["weekday"] is None and row["date"] is None:
                self._aside(name or "*", _("A shift of machine {what} says neither weekday nor day, and was left out."))
            elif starts is None or minutes is None or minutes > DAY or starts > DAY:
                self._aside(name or "*", _("A shift of machine {what} has hours that no day has, and was left out."))
            else:
                weekday = None if row["date"] else row["weekday"]
                shifts.setdefault(name, []).append(Shift(starts, minutes, weekday, row["date"], name))
        return shifts

    def _usual(self) -> list[Shift]:
        starts = round(self.limits[declared.production_starts] * HOUR)
        minutes = round(self.limits[declared.production_hours] * HOUR)
        return [Shift(starts, minutes, day) for day in range(1, self.limits[declared.production_days] + 1)]

    def _placed(self, order: WorkOrder, machines: Mapping[str, Machine]) -> WorkOrder | None:
        """The order on those of its machines that work; None where none does."""
        left = {machine: minutes for machine, minutes in order.minutes.items() if machine in machines}
        if not left:
            self._aside(
                order.order,
                _("Order {what} can only be made on machines without hours: {machines}."),
                machines=", ".join(order.minutes),
            )
            return None
        return WorkOrder(**{**vars(order), "minutes": left})


def _named(value: str | None) -> str:
    """What a row names; "" where it stands for any: `*`, or nothing."""
    return "" if value in (None, "*") else str(value)


def _whole(value: float) -> int | None:
    """A figure as whole minutes; None where it is none that can be."""
    return round(value) if 0 <= value < float("inf") else None
