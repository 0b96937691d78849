"""B1: how is a customer? Its measures read as signs that business is being lost, each with its reason in words.

Silence against its own rhythm, purchases that surely fall, families that stopped, invoices left open, payment far beyond
terms. The worst sign gives the state. Who shows none is healthy only where its rhythm is known: of who bought too little
to have one, nothing is claimed. What is not known is no sign.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from clave.base.figures import Figure
from clave.base.words import Text, _, counted
from clave.measures import families, growth, payment, rhythm, sales
from clave.measures.shape import Measure, Measured
from clave.policy import declared
from clave.policy.limits import Limits
from clave.policy.shape import Value

State = Literal["at_risk", "watched", "healthy", "unknown", "inactive"]
STATES: dict[State, Text] = {
    "at_risk": _("At risk"),
    "watched": _("In watch"),
    "healthy": _("Healthy"),
    "unknown": _("Too little history"),
    "inactive": _("Not active"),
}
"""Every state by name, the one that asks for most attention first."""


@dataclass(frozen=True)
class Health:
    """How a customer is, and why: the gravest reason first, none where it is healthy."""

    state: State
    because: tuple[Text, ...] = ()


@dataclass(frozen=True)
class _Customer:
    """One customer's values by measure, NaN where unknown, which is neither above nor below anything."""

    values: Mapping[str, float]
    lost: tuple[str, ...]

    def __getitem__(self, measure: Measure) -> float:
        return self.values[measure.key]


@dataclass(frozen=True)
class _Sign:
    """Something that business is lost by: how far it has gone, from which policy figures it counts, how it is said."""

    reached: Callable[[_Customer], float]
    watch: Value[Any]
    risk: Value[Any]
    says: Callable[[_Customer], Text]
    from_on: bool = False  # whether the figure itself counts, or only what is above it

    def state(self, customer: _Customer, limits: Limits) -> State | None:
        """At risk, in watch, or nothing to say."""
        reached = self.reached(customer)
        for state, limit in (("at_risk", limits[self.risk]), ("watched", limits[self.watch])):
            if reached > limit or (self.from_on and reached == limit):
                return state  # type: ignore[return-value]
        return None


NEEDS = (
    sales.active, rhythm.silent, rhythm.overdue, rhythm.days_since, rhythm.rhythm, growth.growth_high,
    growth.growth_median, families.lost_families, payment.worst_open, payment.days_beyond,
)  # fmt: skip


def health(measured: Measured, limits: Limits) -> tuple[Health, ...]:
    """The health of every customer, in their order; length (customers,)."""
    columns = {measure.key: measured.numbers(measure).tolist() for measure in NEEDS}
    gone = measured.details.get("families", {})
    found = []
    for index, code in enumerate(measured.customers):
        values = {key: column[index] for key, column in columns.items()}
        lost = tuple(row["family"] for row in gone[code]) if gone and values[families.lost_families.key] > 0 else ()
        found.append(_health(_Customer(values, lost), limits))
    return tuple(found)


def _health(customer: _Customer, limits: Limits) -> Health:
    if customer[sales.active] == 0:
        return Health("inactive", (_("bought nothing in twelve months, net of returns"),))
    signs = list(_signs(customer, limits))
    at_risk = [text for state, text in signs if state == "at_risk"]
    watched = [text for state, text in signs if state == "watched"]
    if signs:
        return Health("at_risk" if at_risk else "watched", (*at_risk, *watched))
    known = customer[rhythm.silent] == customer[rhythm.silent]  # NaN is not itself
    return Health("healthy") if known else Health("unknown", (_("too few purchases to know its rhythm"),))


def _signs(customer: _Customer, limits: Limits) -> Iterator[tuple[State, Text]]:
    """Silence first: it is the one that is read from the customer's own habit alone."""
    if customer[rhythm.silent] == 1:
        yield "at_risk", _unusual(customer)
    elif customer[rhythm.overdue] >= limits[declared.health_overdue]:
        yield "watched", _unusual(customer)
    for sign in _SIGNS:
        if state := sign.state(customer, limits):
            yield state, sign.says(customer)


def _days(value: float) -> Figure:
    return Figure(value, "days")


def _unusual(customer: _Customer) -> Text:
    return _("{since} without buying; usually every {rhythm}").fill(
        since=_days(customer[rhythm.days_since]), rhythm=_days(customer[rhythm.rhythm])
    )


def _falls(customer: _Customer) -> Text:
    return _("buys {less} less, month by month").fill(less=Figure(-customer[growth.growth_median], "share"))


def _stopped(customer: _Customer) -> Text:
    if len(customer.lost) == 1:
        return _("stopped buying {family}").fill(family=customer.lost[0])
    return counted("stopped buying {n} family", "stopped buying {n} families", int(customer[families.lost_families]))


def _late(customer: _Customer) -> Text:
    return _("an invoice {late} overdue").fill(late=_days(customer[payment.worst_open]))


def _slow(customer: _Customer) -> Text:
    return _("pays {late} beyond terms").fill(late=_days(customer[payment.days_beyond]))


_SIGNS = (
    _Sign(lambda one: one[payment.worst_open], declared.health_open_watch, declared.health_open_risk, _late),
    _Sign(lambda one: -one[growth.growth_high], declared.health_fall_watch, declared.health_fall_risk, _falls),
    _Sign(
        lambda one: one[families.lost_families], declared.health_lost_watch, declared.health_lost_risk, _stopped, True
    ),
    _Sign(lambda one: one[payment.days_beyond], declared.health_beyond_watch, declared.health_beyond_risk, _slow),
)
