"""Minimums: which one binds an order, who is free of them, what is missing, and what each waiver costs. (G3)

A minimum is a dated rule of the company: for a whole order, a whole invoice, or each line of a product; for all
customers or those of one channel; in money or in units. A privilege waives it, and each waiver is counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.policy import declared
from clave.policy.limits import Limits

Of = Literal["order", "invoice", "product"]
Measure = Literal["money", "quantity"]
ORDER, INVOICE, PRODUCT = "order", "invoice", "product"
OF: dict[str, Text] = {ORDER: _("each order"), INVOICE: _("each invoice"), PRODUCT: _("each line of a product")}
MEASURES: dict[str, Text] = {"money": _("money"), "quantity": _("units")}
MOST = Decimal(10) ** 13  # what fits in a column of money


@dataclass(frozen=True)
class Minimum:
    """One rule, from `since` to `until` (both inside; None = open): at least `amount` of `measure` in what `of` names.

    `channel` is the class of customers it holds for, `product` or `family` what it is about; empty = all of them."""

    of: Of
    measure: Measure
    amount: Decimal
    since: date
    until: date | None = None
    channel: str = ""
    product: str = ""
    family: str = ""
    reason: str = ""
    number: int | None = None

    def covers(self, day: date) -> bool:
        """Whether it holds on that day."""
        return self.since <= day and (self.until is None or day <= self.until)

    @property
    def matter(self) -> tuple[str, ...]:
        """What it is about: of two rules with the same matter only one may hold on a day."""
        return (self.of, self.measure, self.channel, self.product, self.family)

    @property
    def special(self) -> tuple[bool, bool, bool]:
        """How particular it is: a product before its family before all, a channel before all customers."""
        return (bool(self.product), bool(self.family), bool(self.channel))

    def figure(self, amount: Decimal, currency: str) -> Figure:
        """An amount of its measure, to be said."""
        return Figure(amount, "money", currency) if self.measure == "money" else Figure(amount, "quantity")


@dataclass(frozen=True)
class Line:
    """One line of an order or invoice: what of, how much, and its net money (None = without a price)."""

    product: str
    quantity: Decimal
    money: Decimal | None
    family: str = ""


@dataclass(frozen=True)
class Short:
    """What an order lacks for the minimum that binds it; `unknown` where a line without a price leaves it open."""

    rule: Minimum
    reached: Decimal
    about: str = ""
    unknown: bool = False

    @property
    def missing(self) -> Decimal:
        """How much must be added."""
        return self.rule.amount - self.reached

    def words(self, currency: str) -> Text:
        """«Add N to reach the minimum», with the product it is about."""
        values = {
            "missing": self.rule.figure(self.missing, currency),
            "minimum": self.rule.figure(self.rule.amount, currency),
        }
        if self.about:
            return _("Add {missing} of {product} to reach its minimum of {minimum}.").fill(product=self.about, **values)
        if self.rule.measure == "money":
            return _("Add {missing} to reach the minimum of {minimum}.").fill(**values)
        if self.missing == 1:
            return _("Add 1 unit to reach the minimum of {minimum}.").fill(minimum=values["minimum"])
        return _("Add {missing} units to reach the minimum of {minimum}.").fill(**values)


@dataclass(frozen=True)
class Answer:
    """What the minimums say of an order: what it lacks, whether that is waived, and what handling it then costs.

    `unknown`: a minimum in money binds it and a line has no price, so nobody can say whether it is reached."""

    short: tuple[Short, ...] = ()
    waived: bool = False
    cost: Decimal = Decimal(0)
    unknown: bool = False

    @property
    def passes(self) -> bool:
        """Whether it may go on as it is."""
        return self.waived or not (self.short or self.unknown)

    def words(self, currency: str) -> tuple[Text, ...]:
        """The answer in sentences."""
        if self.waived and not self.cost:
            return (_("Below the minimum, and free of it."),)
        if self.waived:
            cost = Figure(self.cost, "money", currency)
            return (_("Below the minimum, which is waived: handling it costs {cost}.").fill(cost=cost),)
        told = tuple(one.words(currency) for one in self.short)
        return (*told, _("A line has no price: whether it reaches the minimum is not known.")) if self.unknown else told


def handling_in(currency: str, limits: Limits) -> Decimal | None:
    """What handling one small order costs; None in a currency for which the policy holds no unit costs."""
    return Decimal(str(limits[declared.cost_small_order])) if currency in limits[declared.cost_currency] else None


def checked(rule: Minimum, others: Iterable[Minimum] = ()) -> Minimum:
    """The rule, if it may stand beside `others`. Raises ClaveError (`where` names the field) for an amount that is not
    above zero, an end before its beginning, a scope that says nothing, no reason, or a rule that it contradicts."""
    if rule.of not in OF or rule.measure not in MEASURES:
        raise ClaveError(_("this is no kind of minimum."), where="of", remedy=_("Choose one of the list."))
    if not rule.amount.is_finite() or not 0 < rule.amount < MOST:
        raise ClaveError(
            _("a minimum is more than zero, and a sum that an order can come to."),
            where="amount",
            remedy=_("Write how much is the least."),
        )
    if rule.until is not None and rule.until < rule.since:
        raise ClaveError(
            _("it would end before it begins."), where="until", remedy=_("Choose a later day, or leave it empty.")
        )
    if rule.of != PRODUCT and (rule.product or rule.family):
        raise ClaveError(
            _("a minimum of {of} is not about one product.").fill(of=OF[rule.of]), where="product",
            remedy=_("Leave product and family empty, or choose «{of}».").fill(of=OF[PRODUCT]),
        )  # fmt: skip
    if rule.product and rule.family:
        raise ClaveError(
            _("it is about a product or about a family, not both."),
            where="family",
            remedy=_("Leave one of them empty."),
        )
    if not rule.reason.strip():
        raise ClaveError(_("a minimum has a reason."), where="reason", remedy=_("Write it in one sentence."))
    for other in others:
        if other.matter == rule.matter and _meet(rule, other):
            raise _contradiction(other)
    return rule


def _meet(one: Minimum, other: Minimum) -> bool:
    before = other.until is None or one.since <= other.until
    return before and (one.until is None or other.since <= one.until)


def _contradiction(other: Minimum) -> ClaveError:
    values = {"amount": other.figure(other.amount, ""), "since": Figure(other.since, "date")}
    if other.until is None:
        said = _("there is already a minimum for the same: {amount} since {since}.").fill(**values)
    else:
        until = Figure(other.until, "date")
        said = _("there is already a minimum for the same: {amount} from {since} to {until}.").fill(
            until=until, **values
        )
    return ClaveError(
        said, where="amount", remedy=_("Two minimums must not contradict each other: end that one first.")
    )


def binding(rules: Iterable[Minimum], of: str, channel: str, at: date, line: Line | None = None) -> tuple[Minimum, ...]:
    """The rules that bind on a day: per measure the most particular one, and of two equally particular the higher."""
    chosen: dict[str, Minimum] = {}
    for rule in rules:
        if rule.of == of and rule.covers(at) and rule.channel in ("", channel) and _about(rule, line):
            best = chosen.get(rule.measure)
            if best is None or (rule.special, rule.amount) > (best.special, best.amount):
                chosen[rule.measure] = rule
    return tuple(chosen[measure] for measure in MEASURES if measure in chosen)


def _about(rule: Minimum, line: Line | None) -> bool:
    return line is None or (rule.product in ("", line.product) and rule.family in ("", line.family))


def answer(
    lines: Sequence[Line],
    rules: Sequence[Minimum],
    *,
    channel: str,
    at: date,
    waived: bool,
    handling: Decimal,
    of: Of = "order",
) -> Answer:
    """What the minimums say of one order or invoice of a customer of `channel` on a day.

    `waived`: it has the privilege; `handling`: what a small order costs, by policy."""
    whole = [_short(rule, lines) for rule in binding(rules, of, channel, at)]
    each = [_short(rule, [line], line.product) for line in lines for rule in binding(rules, PRODUCT, channel, at, line)]
    short = tuple(one for one in (*whole, *each) if one is not None)
    sure = tuple(one for one in short if not one.unknown)
    if waived:
        return Answer(sure, bool(sure), handling if sure else Decimal(0))
    return Answer(sure, unknown=len(sure) < len(short))


def _short(rule: Minimum, lines: Sequence[Line], about: str = "") -> Short | None:
    """What is missing; None where nothing is."""
    if rule.measure == "quantity":
        reached = sum((line.quantity for line in lines), Decimal(0))
    else:
        reached = sum((line.money for line in lines if line.money is not None), Decimal(0))
    if reached >= rule.amount:
        return None
    return Short(rule, reached, about, rule.measure == "money" and any(line.money is None for line in lines))
