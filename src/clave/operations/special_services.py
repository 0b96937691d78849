"""Special services: what was asked beyond the ordinary, who approves it, what it costs, and the budget of the year. (G7)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _, joined
from clave.policy import declared
from clave.policy.limits import Limits

Stage = Literal["requested", "approved", "refused", "done", "cancelled"]
KINDS: Mapping[str, Text] = {
    "lab": _("Hours of laboratory"),
    "return": _("Return without a fault of ours"),
    "urgent": _("Urgent delivery"),
    "sample": _("Samples"),
    "training": _("Training"),
}
LABELS: Mapping[str, Text] = {
    "requested": _("requested"),
    "approved": _("approved"),
    "refused": _("refused"),
    "done": _("done"),
    "cancelled": _("cancelled"),
}
STAGES = tuple(LABELS)
FOLLOWING: Mapping[str, tuple[str, ...]] = {
    "requested": ("approved", "refused", "cancelled"),
    "approved": ("done", "cancelled"),
    "refused": (),
    "done": (),
    "cancelled": (),
}
OPEN = ("requested", "approved")
SPEAKS = frozenset({"refused", "cancelled"})
"""Stages that say why."""
APPROVERS: Mapping[str, str] = {
    "lab": "lab", "return": "quality", "urgent": "dispatch", "sample": "lab", "training": "lab",
}  # fmt: skip
"""The department that gives each kind, and so approves it, beside those who decide on everything."""
MOST_HOURS, MOST_MONEY = Decimal(2_000), Decimal(10) ** 13


@dataclass(frozen=True)
class ServiceSaid:
    """What is asked: `needed_on` by when, `hours` it will take, `expected` cost (None = nobody knows), `document` the order,
    invoice or request it is about. Of laboratory, `request` is the number of the request whose logged hours are its own."""

    kind: str
    what: str
    needed_on: date
    hours: Decimal | None = None
    expected: Decimal | None = None
    document: str = ""
    request: int | None = None


def checked_service(said: ServiceSaid) -> ServiceSaid:
    """As it is kept. Raises ClaveError (`where` names the field) for what cannot be."""
    if said.kind not in KINDS:
        raise ClaveError(_("this is no kind of service."), where="kind", remedy=_("Choose one of the list."))
    what = said.what.strip()
    if not what:
        raise ClaveError(
            _("nobody could tell what is asked."), where="what", remedy=_("Say in a line what the customer needs.")
        )
    checked_hours(said.hours, "hours")
    checked_cost(said.expected, "expected")
    if said.request is not None and said.kind != "lab":
        raise ClaveError(
            _("only hours of laboratory belong to a request of the laboratory."), where="request",
            remedy=_("Leave it empty."),
        )  # fmt: skip
    return replace(said, what=what, document=said.document.strip())


def checked_hours(hours: Decimal | None, where: str) -> None:
    """Raises ClaveError for hours that nobody can work."""
    if hours is not None and not 0 < hours <= MOST_HOURS:
        raise ClaveError(
            _("hours are above 0 and at most {most}.").fill(most=int(MOST_HOURS)), where=where,
            remedy=_("Correct them, or leave them empty where nobody knows."),
        )  # fmt: skip


def checked_cost(cost: Decimal | None, where: str) -> None:
    """Raises ClaveError for a cost that cannot be; zero is a cost, empty is not known."""
    if cost is not None and not 0 <= cost < MOST_MONEY:
        raise ClaveError(
            _("a cost is not below zero, and one that somebody can pay."), where=where,
            remedy=_("Write 0 where it cost nothing; leave it empty where nobody knows."),
        )  # fmt: skip


def check_step(here: str, to: str, note: str) -> None:
    """Raises ClaveError where a stage may not follow another, or one that says why says nothing."""
    after = FOLLOWING[here]
    if to not in after:
        raise ClaveError(
            _("a service that is {here} cannot become {to}.").fill(here=LABELS[here], to=LABELS.get(to, to)),
            remedy=_("It may become: {stages}.").fill(stages=joined([LABELS[one] for one in after]))
            if after else _("It is closed: ask for a new one."),
        )  # fmt: skip
    if to in SPEAKS and not note.strip():
        raise ClaveError(
            _("the customer will ask why."), where="note", remedy=_("Write the reason, as it can be told to them.")
        )


@dataclass(frozen=True)
class Priced:
    """What a service costs: `amount` None = nobody knows; `at_rate` = reckoned at the unit cost of policy, not said."""

    amount: Decimal | None
    at_rate: bool = False


def priced(kind: str, hours: Decimal | None, cost: Decimal | None, limits: Limits, currency: str) -> Priced:
    """The cost that was said; else hours of laboratory and urgent deliveries at the unit cost of policy, where it has one in
    this currency; else not known, which is not zero."""
    if cost is not None:
        return Priced(cost)
    if currency not in limits[declared.cost_currency]:
        return Priced(None)
    lab, urgent = limits[declared.cost_lab_hour], limits[declared.cost_urgent]
    if kind == "lab" and hours is not None and lab is not None:
        return Priced(hours * Decimal(str(lab)), at_rate=True)
    if kind == "urgent" and urgent is not None:
        return Priced(Decimal(str(urgent)), at_rate=True)
    return Priced(None)


@dataclass(frozen=True)
class Line:
    """A service as the budget counts it, on the day it was done, or is needed."""

    kind: str
    day: date
    stage: str
    price: Priced


@dataclass(frozen=True)
class Sum:
    """Services added up: how many, what those with a known cost come to, how many have no cost yet, how many are at rate."""

    count: int = 0
    money: Decimal = Decimal(0)
    without: int = 0
    at_rate: int = 0

    def plus(self, price: Priced) -> Sum:
        """With one more."""
        return Sum(
            self.count + 1, self.money + (price.amount or Decimal(0)), self.without + (price.amount is None),
            self.at_rate + price.at_rate,
        )  # fmt: skip


@dataclass(frozen=True)
class Position:
    """A year of an account against its budget (None = nobody set one).

    `spent` was done, `committed` is approved and not done, `asked` waits for somebody; `share` is spent and committed over
    the budget; `state` none / within / near / over; `by_kind` is what was done."""

    year: int
    budget: Decimal | None
    spent: Sum
    committed: Sum
    asked: Sum
    by_kind: Mapping[str, Sum]
    share: float | None
    state: str

    @property
    def left(self) -> Decimal | None:
        """What can still be approved; below zero where it is over; None without a budget."""
        return None if self.budget is None else self.budget - self.spent.money - self.committed.money

    @property
    def without(self) -> int:
        """How many of those done or approved have no cost yet."""
        return self.spent.without + self.committed.without


def position(lines: Iterable[Line], budget: Decimal | None, year: int, limits: Limits) -> Position:
    """Where an account stands in a year. What has no cost yet is counted apart and never as zero."""
    sums, by_kind = {stage: Sum() for stage in ("done", "approved", "requested")}, dict[str, Sum]()
    for line in lines:
        if line.day.year != year or line.stage not in sums:
            continue
        sums[line.stage] = sums[line.stage].plus(line.price)
        if line.stage == "done":
            by_kind[line.kind] = by_kind.get(line.kind, Sum()).plus(line.price)
    used = sums["done"].money + sums["approved"].money
    share = float(used / budget) if budget else None
    ordered = {kind: by_kind[kind] for kind in KINDS if kind in by_kind}
    return Position(
        year, budget, sums["done"], sums["approved"], sums["requested"], ordered, share,
        _state(share, used, budget, limits),
    )  # fmt: skip


def _state(share: float | None, used: Decimal, budget: Decimal | None, limits: Limits) -> str:
    if budget is None:
        return "none"
    if share is None:  # a budget of nothing
        return "over" if used else "within"
    if share > limits[declared.service_over]:
        return "over"
    return "near" if share >= limits[declared.service_alert] else "within"


@dataclass(frozen=True)
class Ruling:
    """Whether somebody may approve a service; where not, why and what to do; `over` = it goes past the budget."""

    allowed: bool
    why: Text | None = None
    remedy: Text | None = None
    over: bool = False


@dataclass(frozen=True)
class Approver:
    """Who wants to approve: the roles they act in, whether they decide on everything, and whether they asked for it."""

    roles: frozenset[str]
    decides: bool
    asked: bool


def ruling(kind: str, price: Priced, who: Approver, left: Decimal | None, limits: Limits, currency: str) -> Ruling:
    """Who may approve: the department that gives it or who decides on everything; never who asked, from the amount of
    policy on or where nobody knows the cost; and past the budget only who decides. `left` = what the budget still holds."""
    if not who.decides and APPROVERS[kind] not in who.roles:
        return Ruling(
            False, _("this kind of service is approved by who gives it."),
            _("Ask that department, or have it delegated to you; the request waits."),
        )  # fmt: skip
    if who.asked and (why := _of_their_own(price, limits, currency)):
        return Ruling(False, why, _("Somebody else approves it; the request waits."))
    over = left is not None and price.amount is not None and price.amount > left
    if over and not who.decides:
        return Ruling(
            False, _("the budget of the account does not hold it."),
            _("Ask the sales director: they may approve it with a reason, or raise the budget."), over=True,
        )  # fmt: skip
    return Ruling(True, over=over)


def _of_their_own(price: Priced, limits: Limits, currency: str) -> Text | None:
    """Why nobody approves this that they asked for; None where policy lets them. In a currency in which policy knows no
    costs, nothing is small."""
    if price.amount is None:
        return _("you asked for it, and nobody knows yet what it costs.")
    known = currency in limits[declared.cost_currency]
    own = Decimal(str(limits[declared.service_own])) if known else Decimal(0)
    if price.amount < own:
        return None
    return _("you asked for it, and from {amount} on nobody approves what they asked for.").fill(
        amount=Figure(own, "money", currency)
    )
