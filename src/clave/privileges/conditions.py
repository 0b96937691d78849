"""Preferential conditions: a price, a discount or terms of its own, with limits, an end and an objective reason. (C5)

Each is checked line by line: applied, applied to what its limit leaves, or not, always with the reason; what it cost
is counted against the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Literal

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.policy import declared
from clave.policy.limits import Limits

Kind = Literal["price", "discount", "terms"]
PRICE, DISCOUNT, TERMS = "price", "discount", "terms"
KINDS: Mapping[str, Text] = {
    PRICE: _("Agreed price"), DISCOUNT: _("Discount on the list"), TERMS: _("Longer terms"),
}  # fmt: skip
REASONS: Mapping[str, Text] = {
    "volume": _("It buys enough for the cost of serving it to fall"),
    "logistics": _("It takes full loads, or fetches them itself"),
    "payment": _("It pays in advance or before its terms"),
    "forecast": _("It tells us ahead what it will buy"),
    "function": _("It does something for us: stock, technical service, distribution"),
    "idle": _("It takes seconds or slow stock"),
    "launch": _("It introduces or tests a new product"),
    "offer": _("A competitor's offer that we have in writing"),
}
"""The objective reasons for treating customers differently: what competition law can read. Counsel confirms."""
APPLIED, PARTLY, USED_UP, NOT_YET, OVER, UNPRICED, NO_BETTER = (
    "applied", "partly", "used_up", "not_yet", "over", "unpriced", "no_better",
)  # fmt: skip
DAYS_A_YEAR = 365
MOST = Decimal(10) ** 13
CENT = Decimal("0.0001")


@dataclass(frozen=True)
class Condition:
    """What one account has on a product or family (both empty = on all it buys), from `since` to `until`, both inside.

    `value` is a price of one unit, a share (0.05 = 5 %) or days, by `kind`; `quantity` and `money` limit what is bought
    with it, all its life; `reason` is a key of REASONS and `words` say it."""

    account: str
    kind: Kind
    value: Decimal
    since: date
    until: date
    reason: str
    words: str
    product: str = ""
    family: str = ""
    quantity: Decimal | None = None
    money: Decimal | None = None
    approver: str = ""
    number: int | None = None

    def covers(self, day: date) -> bool:
        """Whether it holds on that day."""
        return self.since <= day <= self.until

    def about(self, product: str, family: str) -> bool:
        """Whether it is about that product."""
        return self.product in ("", product) and self.family in ("", family)

    @property
    def special(self) -> tuple[bool, bool]:
        """How particular it is: a product before its family before all."""
        return (bool(self.product), bool(self.family))

    def figure(self, currency: str) -> Figure:
        """What it gives, with its unit."""
        if self.kind == PRICE:
            return Figure(self.value, "money", currency)
        return Figure(self.value, "share") if self.kind == DISCOUNT else Figure(self.value, "days")


@dataclass(frozen=True)
class Used:
    """What has been bought with a condition so far."""

    quantity: Decimal = Decimal(0)
    money: Decimal = Decimal(0)


@dataclass(frozen=True)
class OrderLine:
    """One line at order entry: the list price of a unit is None where nobody knows it."""

    product: str
    quantity: Decimal
    on: date
    price: Decimal | None = None
    family: str = ""


@dataclass(frozen=True)
class Outcome:
    """What one condition does to one line: `state`, why in words, for how many units, at which price, at what cost.

    `cost` is what the list would have brought more, or the credit costs; None = it cannot be measured."""

    condition: Condition
    state: str
    why: Text
    quantity: Decimal = Decimal(0)
    price: Decimal | None = None
    cost: Decimal | None = None

    @property
    def applies(self) -> bool:
        """Whether the line has it, at least in part."""
        return self.state in (APPLIED, PARTLY)


def checked(condition: Condition, others: Iterable[Condition], limits: Limits) -> Condition:
    """The condition, if it may stand beside `others` of the same account under this policy. Raises ClaveError (`where`
    names the field) for what is out of bounds, without an objective reason, or overlaps."""
    if condition.kind not in KINDS:
        raise ClaveError(_("this is no kind of condition."), where="kind", remedy=_("Choose one of the list."))
    _sound_value(condition, limits)
    _sound_days(condition, limits)
    if condition.product and condition.family:
        raise ClaveError(
            _("it is about a product or about a family, not both."),
            where="family",
            remedy=_("Leave one of them empty."),
        )
    if condition.kind == PRICE and not condition.product:
        raise ClaveError(
            _("a price is agreed for one product."), where="product",
            remedy=_("Write its code; for a family agree on a discount."),
        )  # fmt: skip
    for field, limit in (("quantity", condition.quantity), ("money", condition.money)):
        if limit is not None and (not limit.is_finite() or not 0 < limit < MOST):
            raise ClaveError(
                _("a limit is more than zero, and a figure that can be reached."),
                where=field,
                remedy=_("Leave it empty for no limit."),
            )
    if condition.reason not in REASONS:
        raise ClaveError(
            _("a condition has an objective reason."), where="reason",
            remedy=_("Choose the one of the list that holds; where none does, it must not be given."),
        )  # fmt: skip
    if not condition.words.strip():
        raise ClaveError(
            _("the reason is not yet said in words."), where="words",
            remedy=_("Write what shows it: figures, a document, a date."),
        )  # fmt: skip
    for other in others:
        if _same_matter(condition, other) and condition.since <= other.until and other.since <= condition.until:
            raise ClaveError(
                _("it already has «{kind}» on the same from {since} to {until}.").fill(
                    kind=KINDS[other.kind], since=Figure(other.since, "date"), until=Figure(other.until, "date")
                ),
                where="since", remedy=_("Begin after that day, or end that one first."),
            )  # fmt: skip
    return condition


def _same_matter(one: Condition, other: Condition) -> bool:
    same_side = (one.kind == TERMS) == (other.kind == TERMS)
    return same_side and (one.product, one.family) == (other.product, other.family)


def _sound_value(condition: Condition, limits: Limits) -> None:
    value = condition.value
    largest = Decimal(str(limits[declared.condition_discount]))
    longest = limits[declared.condition_terms]
    if not value.is_finite() or value <= 0 or value >= MOST:
        raise ClaveError(_("it gives nothing: write a figure above zero."), where="value")
    if condition.kind == DISCOUNT and value > largest:
        raise ClaveError(
            _("a discount is {largest} at most, by policy.").fill(largest=Figure(largest, "share")),
            where="value", remedy=_("Give less, or change the policy with its reason first."),
        )  # fmt: skip
    if condition.kind == TERMS and (value > longest or value != value.to_integral_value()):
        raise ClaveError(
            _("terms are whole days, {longest} more at most, by policy.").fill(longest=Figure(longest, "days")),
            where="value", remedy=_("Give less, or change the policy with its reason first."),
        )  # fmt: skip


def _sound_days(condition: Condition, limits: Limits) -> None:
    if condition.until < condition.since:
        raise ClaveError(_("it would end before it begins."), where="until", remedy=_("Choose a later day."))
    longest = limits[declared.condition_days]
    last = condition.since + timedelta(days=longest - 1)
    if condition.until > last:
        raise ClaveError(
            _("a condition is given for {days} at most, by policy.").fill(days=Figure(longest, "days")),
            where="until", remedy=_("Choose {day} or an earlier day: it can be renewed then.").fill(day=Figure(last, "date")),
        )  # fmt: skip


def considered(
    line: OrderLine, conditions: Iterable[Condition], used: Mapping[int, Used], limits: Limits
) -> tuple[Outcome, ...]:
    """What every condition about the product of a line does to it: of price and discount only the most particular one
    that holds that day; terms besides. Those that do nothing say why."""
    mine = sorted(
        (one for one in conditions if one.about(line.product, line.family)),
        key=lambda one: (one.kind == TERMS, not one.covers(line.on), *(not part for part in one.special), one.until),
    )  # fmt: skip
    outcomes: list[Outcome] = []
    for condition in mine:
        taken = next((o for o in outcomes if o.applies and _side(o.condition) == _side(condition)), None)
        outcome = applied(line, condition, used.get(condition.number or 0, Used()), limits)
        if taken is not None and outcome.applies:
            words = _("Another one that is more particular comes first: {kind}.").fill(kind=KINDS[taken.condition.kind])
            outcome = Outcome(condition, NO_BETTER, words)
        outcomes.append(outcome)
    return tuple(outcomes)


def _side(condition: Condition) -> bool:
    return condition.kind == TERMS


def applied(line: OrderLine, condition: Condition, used: Used, limits: Limits) -> Outcome:
    """What one condition that is about the line's product does to it."""
    if line.on < condition.since:
        return Outcome(condition, NOT_YET, _("It begins on {day}.").fill(day=Figure(condition.since, "date")))
    if line.on > condition.until:
        return Outcome(condition, OVER, _("It ended on {day}.").fill(day=Figure(condition.until, "date")))
    price = _price(line, condition)
    if price is None and condition.money is not None:
        return Outcome(condition, UNPRICED, _("The line has no price, and the condition has a limit in money."))
    if condition.kind == PRICE and line.price is not None and condition.value >= line.price:
        return Outcome(condition, NO_BETTER, _("The list price is no higher than the agreed one."))
    left = _left(condition, used, price)
    if left is not None and left <= 0:
        return Outcome(condition, USED_UP, _("Its limit is used up."))
    quantity = line.quantity if left is None else min(line.quantity, left)
    cost = _cost(line, condition, quantity, price, limits)
    if quantity < line.quantity:
        words = _("For {quantity} of {asked}: there its limit ends.")
        filled = words.fill(quantity=Figure(quantity, "quantity"), asked=Figure(line.quantity, "quantity"))
        return Outcome(condition, PARTLY, filled, quantity, price, cost)
    return Outcome(condition, APPLIED, _("Applied to the whole line."), quantity, price, cost)


def _price(line: OrderLine, condition: Condition) -> Decimal | None:
    if condition.kind == PRICE:
        return condition.value
    if line.price is None:
        return None
    return (line.price * (1 - condition.value)).quantize(CENT) if condition.kind == DISCOUNT else line.price


def _left(condition: Condition, used: Used, price: Decimal | None) -> Decimal | None:
    """Units that its limits leave; None where nothing limits them."""
    left: list[Decimal] = []
    if condition.quantity is not None:
        left.append(condition.quantity - used.quantity)
    if condition.money is not None and price:
        left.append(((condition.money - used.money) / price).to_integral_value(ROUND_FLOOR))
    return min(left) if left else None


def _cost(
    line: OrderLine, condition: Condition, quantity: Decimal, price: Decimal | None, limits: Limits
) -> Decimal | None:
    if line.price is None or price is None:
        return None
    if condition.kind == TERMS:
        rate = Decimal(str(limits[declared.cost_capital]))
        return (quantity * price * condition.value * rate / DAYS_A_YEAR).quantize(CENT)
    return (quantity * (line.price - price)).quantize(CENT)


def expiring(conditions: Sequence[Condition], at: date, limits: Limits) -> tuple[Condition, ...]:
    """Those in force that end within policy's days, the nearest end first."""
    last = at + timedelta(days=limits[declared.condition_expiring])
    return tuple(
        sorted((c for c in conditions if c.covers(at) and c.until <= last), key=lambda c: (c.until, c.account))
    )
