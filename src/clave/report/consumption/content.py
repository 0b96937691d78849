"""What a report of consumption holds, and how it is kept: figures and words of one customer, nothing that is ours alone. (G10)

Here is no margin, no cost, no score, no place in a list, no estimate of what it buys elsewhere, and nobody else's name. What is
not a field here cannot reach the customer: page, PDF, Excel and CSV are made from this alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clave.base.words import Joined, Text, recalled, stored
from clave.facts.open_orders import OpenOrder
from clave.report.consumption.bought import Amount, Amounts
from clave.report.consumption.figures import Changes, Family, Figures, Side
from clave.report.consumption.period import Period

Words = Text | Joined | str


@dataclass(frozen=True)
class Expected:
    """What a family (empty = all together) may come to in the next period: `point` in a range, and what it was in the same
    period a year before; all None where there is too little history to say it."""

    name: str
    low: Amount
    point: Amount
    high: Amount
    before: Amount
    others: int = 0


@dataclass(frozen=True)
class Proposal:
    """The figures for the budget of the next period: by family and together, the months of the whole as (low, point, high),
    how they were reckoned, and how good those of the last period were. Without rows, `why` says why there are none."""

    period: Period
    rows: tuple[Expected, ...] = ()
    total: Expected | None = None
    months: tuple[tuple[float, float, float], ...] = ()
    how: Words = ""
    looked_back: Words = ""
    why: Words = ""


@dataclass(frozen=True)
class Benefit:
    """Something it has as a key account: its name, what we commit to, and how often it fell due in the period: kept, broken, and
    not measurable."""

    label: Words
    commitment: Words
    kept: int
    broken: int
    unknown: int


@dataclass(frozen=True)
class Need:
    """Something it asked for: in its own words, when, how far it came, and until when we promised it (None = no day)."""

    words: str
    asked_on: date
    state: Words
    until: date | None = None


@dataclass(frozen=True)
class Step:
    """Something agreed in the shared plan, and until when."""

    words: str
    until: date | None


@dataclass(frozen=True)
class Who:
    """Somebody of ours, and how to reach them; empty where it is not known."""

    name: str = ""
    email: str = ""
    substitute: str = ""
    substitute_email: str = ""


NOBODY = Who()
"""Of an account that nobody answers for."""


@dataclass(frozen=True)
class Monthly:
    """Money and kilos of one family, month by month as in the figures."""

    name: str
    money: Amounts
    kilos: Amounts


@dataclass(frozen=True)
class Content:
    """A whole report as it is frozen: of whom, made by which company on which day from invoices up to which day, in which
    currency; the figures, and what is said beside them."""

    company: str
    customer: str
    made_on: date
    invoices_until: date | None
    figures: Figures
    proposal: Proposal
    monthly: tuple[Monthly, ...] = ()
    orders: tuple[OpenOrder, ...] = ()
    orders_known: bool = True
    benefits: tuple[Benefit, ...] = ()
    needs: tuple[Need, ...] = ()
    steps: tuple[Step, ...] = ()
    commit: tuple[Words, ...] = ()
    ask: tuple[Words, ...] = ()
    who: Who = NOBODY

    @property
    def currency(self) -> str:
        """Of all its money."""
        return self.figures.currency

    @property
    def period(self) -> Period:
        """Of which it tells."""
        return self.figures.period


def kept(content: Content) -> dict[str, Any]:
    """A report as JSON keeps it."""
    found: dict[str, Any] = _plain(content)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Text | Joined):
        return stored(value)
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value


def reopened(found: Mapping[str, Any]) -> Content:
    """The opposite of `kept`."""
    made = _day(found["made_on"])
    return Content(
        found["company"], found["customer"], made or date.min, _day(found["invoices_until"]), _figures(found["figures"]),
        _proposal(found["proposal"]),
        tuple(Monthly(one["name"], _amounts(one["money"]), _amounts(one["kilos"])) for one in found["monthly"]),
        tuple(_order(one) for one in found["orders"]), found["orders_known"],
        tuple(Benefit(recalled(one["label"]), recalled(one["commitment"]), one["kept"], one["broken"], one["unknown"])
              for one in found["benefits"]),
        tuple(Need(one["words"], _day(one["asked_on"]) or date.min, recalled(one["state"]), _day(one["until"]))
              for one in found["needs"]),
        tuple(Step(one["words"], _day(one["until"])) for one in found["steps"]),
        tuple(map(recalled, found["commit"])), tuple(map(recalled, found["ask"])), Who(**found["who"]),
    )  # fmt: skip


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _period(found: Mapping[str, Any]) -> Period:
    return Period(date.fromisoformat(found["first"]), found["months"], found["begins"])


def _family(found: Mapping[str, Any]) -> Family:
    return Family(**{**found, "last_month": _day(found["last_month"])})


def _figures(found: Mapping[str, Any]) -> Figures:
    changes = {kind: tuple(map(_family, rows)) for kind, rows in found["changes"].items()}
    return Figures(
        _period(found["period"]), found["currency"], date.fromisoformat(found["start"]), _amounts(found["money"]),
        _amounts(found["kilos"]),
        tuple(Side(**{**one, "period": _period(one["period"])}) for one in found["sides"]), found["year"],
        found["year_before"], tuple(map(_family, found["families"])), Changes(**changes),
    )  # fmt: skip


def _amounts(found: list[Amount]) -> Amounts:
    return tuple(found)


def _proposal(found: Mapping[str, Any]) -> Proposal:
    low_point_high = tuple((one[0], one[1], one[2]) for one in found["months"])
    return Proposal(
        _period(found["period"]), tuple(Expected(**one) for one in found["rows"]),
        Expected(**found["total"]) if found["total"] else None, low_point_high, recalled(found["how"]),
        recalled(found["looked_back"]), recalled(found["why"]),
    )  # fmt: skip


def _order(found: Mapping[str, Any]) -> OpenOrder:
    days = {name: _day(found[name]) for name in ("ordered_on", "wanted_on", "promised_on")}
    return OpenOrder(**{**found, **days})
