"""What came of a promotion: bought against its baseline, what fell afterwards, and what our money brought. (G9)"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, counted, joined
from clave.measures.shape import Floats
from clave.operations.promotions.baseline import YEAR, Baseline, baseline
from clave.operations.promotions.said import PromotionSaid, unit_of
from clave.policy import declared
from clave.policy.limits import Limits

BEFORE, DURING, AFTER = "before", "during", "after"
VERDICTS: dict[str, Text] = {
    "lift": _("it bought more"),
    "fall": _("it bought less"),
    "none": _("no difference can be seen"),
    "unknown": _("cannot be said"),
    "not_begun": _("not begun"),
}


@dataclass(frozen=True)
class Month:
    """One month counted from the first day of the promotion: its `part`, its days (`share` of a whole month), what was bought
    in them (in the measure of the promotion), the money whose cost is known with that cost (None = of none), what the comparable
    accounts bought together (None = there are too few). Not `used` where another promotion was on."""

    part: str
    first: date
    last: date
    share: float
    amount: float
    covered: float | None = None
    cost: float | None = None
    money: float = 0.0
    peers: float | None = None
    used: bool = True


@dataclass(frozen=True)
class Seen:
    """What the facts up to `until` tell of a promotion; `peers` comparable accounts stand behind the pull."""

    months: tuple[Month, ...]
    until: date
    peers: int = 0

    def of(self, part: str) -> tuple[Month, ...]:
        """The months of one part."""
        return tuple(one for one in self.months if one.part == part)


@dataclass(frozen=True)
class Gap:
    """Bought in some months against their baseline: the difference with its interval."""

    bought: float
    base: Baseline

    @property
    def lift(self) -> float:
        """More than would have been bought; below zero less."""
        return self.bought - self.base.expected

    @property
    def low(self) -> float:
        """The least it may be."""
        return self.bought - self.base.high

    @property
    def high(self) -> float:
        """The most it may be."""
        return self.bought - self.base.low

    @property
    def verdict(self) -> str:
        """lift or fall beyond what chance does, else none."""
        return "lift" if self.low > 0 else "fall" if self.high < 0 else "none"


@dataclass(frozen=True)
class Return:
    """Extra margin less our money, with the interval of the lift; `why` where it cannot be said (the figures are None then)."""

    why: Text | None = None
    rate: float | None = None
    money: float | None = None
    low: float | None = None
    high: float | None = None
    spent: bool = False


@dataclass(frozen=True)
class Measured:
    """A promotion measured up to a day. `during` its own months, `after` those in which purchases brought forward would be
    missing, `net` both together: None where nothing can be said of them, and `because` or `pantry` says why."""

    verdict: str
    because: Text | Joined
    until: date | None = None
    bought: float | None = None
    during: Gap | None = None
    after: Gap | None = None
    net: Gap | None = None
    pantry: Text | Joined | None = None
    goal: float | None = None


def measured(said: PromotionSaid, seen: Seen | None, limits: Limits, currency: str) -> Measured:
    """What came of a promotion by the facts `seen` (None = they cannot be read)."""
    if seen is None:
        return Measured("unknown", _("The facts cannot be read: nobody knows what was bought."))
    if seen.until < said.starts_on:
        return Measured(
            "not_begun",
            _("It begins on {day}, and the facts end on {end}.").fill(
                day=Figure(said.starts_on, "date"), end=Figure(seen.until, "date")
            ),
        )
    during = seen.of(DURING)
    bought = sum(one.amount for one in during)
    until = min(seen.until, said.ends_on)
    goal = bought / float(said.target) if said.target else None
    if why := _too_little(seen, limits):
        return Measured("unknown", why, until, bought, goal=goal)
    weights = np.array([one.share for one in during])
    gap = _gap(seen, during, weights, limits)
    if gap is None:
        return Measured("unknown", _few_windows(limits), until, bought, goal=goal)
    after, net, pantry = _pantry(said, seen, weights, gap, limits, currency)
    return Measured(gap.verdict, _words(said, gap, until, currency), until, bought, gap, after, net, pantry, goal)


def _too_little(seen: Seen, limits: Limits) -> Text | None:
    before = [one for one in seen.of(BEFORE) if one.used]
    if len(before) < YEAR:
        return counted(
            "The facts reach back {n} month before it: with less than twelve nobody can say what it would have bought.",
            "The facts reach back {n} months before it: with less than twelve nobody can say what it would have bought.",
            len(before),
        )
    with_purchases = sum(one.amount > 0 for one in before[-YEAR:])
    if with_purchases < limits[declared.promotion_bought]:
        return counted(
            "It bought these products in {n} of the twelve months before: there is no level to compare with.",
            "It bought these products in {n} of the twelve months before: there is no level to compare with.",
            with_purchases,
        )
    return None


def _few_windows(limits: Limits) -> Text:
    return _(
        "Its history has fewer than {n} stretches as long as this one: nobody can say how far a baseline may miss."
    ).fill(n=Figure(limits[declared.promotion_windows], "count"))


def _gap(seen: Seen, part: Sequence[Month], weights: Floats, limits: Limits, share: float | None = None) -> Gap | None:
    """The purchases of a part against the baseline of the places that `weights` count, with this `share` of season."""
    before = seen.of(BEFORE)
    own = np.array([one.amount if one.used else np.nan for one in before])
    theirs = [one.peers for one in (*before, *seen.of(DURING), *seen.of(AFTER))]
    peers = np.array(theirs[: len(before) + len(weights)], dtype=np.float64) if seen.peers else None
    if peers is not None:
        peers = _whole(peers, seen, len(before), len(weights))
    base = baseline(own, peers, weights, limits, share)
    return Gap(sum(one.amount for one in part), base) if base else None


def _whole(peers: Floats, seen: Seen, start: int, span: int) -> Floats:
    """The purchases of the others as of whole months: a month of which days are missing is taken up to its share, so that a
    weight of half a month counts half of it."""
    shares = np.array([one.share for one in (*seen.of(DURING), *seen.of(AFTER))][:span])
    found = peers.copy()
    found[start : start + span] = peers[start : start + span] / shares
    return found


def _pantry(
    said: PromotionSaid, seen: Seen, weights: Floats, gap: Gap, limits: Limits, currency: str
) -> tuple[Gap | None, Gap | None, Text | Joined]:
    """The months after: what was bought forward is missing in them."""
    most, months = limits[declared.promotion_after], seen.of(AFTER)
    if len(months) < most:
        return None, None, counted(
            "Whether it only bought sooner is not known yet: {n} month after it is needed.",
            "Whether it only bought sooner is not known yet: {n} months after it are needed.",
            most,
        )  # fmt: skip
    apart = np.concatenate([np.zeros(len(weights)), np.ones(len(months))])
    whole = np.concatenate([weights, np.ones(len(months))])
    after = _gap(seen, months, apart, limits, gap.base.share)
    net = _gap(seen, (*seen.of(DURING), *months), whole, limits, gap.base.share)
    if after is None or net is None:
        return None, None, _("The history is too short to tell whether the months after fell.")
    return after, net, _pantry_words(said, after, net, gap, len(months), currency)


def _pantry_words(said: PromotionSaid, after: Gap, net: Gap, gap: Gap, months: int, currency: str) -> Text | Joined:
    shown = _shower(said, currency)
    first = _("In the {n} months after it bought {bought}; {expected} were to be expected.").fill(
        n=Figure(months, "count"), bought=shown(after.bought), expected=shown(after.base.expected)
    )
    if after.verdict == "fall":
        second = _(
            "They fell by {fall}: part of the promotion was bought sooner, not more. With them, the difference is {net}."
        )
    elif after.lift < 0 < gap.lift:
        second = _("They are {fall} below, which chance alone explains too. With them, the difference is {net}.")
    else:
        second = _("They did not fall. With them, the difference is {net}.")
    return joined([first, second.fill(fall=shown(-after.lift), net=_with_interval(net, shown))], " ")


def _words(said: PromotionSaid, gap: Gap, until: date, currency: str) -> Text | Joined:
    shown = _shower(said, currency)
    parts: list[Text | Joined] = [
        _("Up to {day} it bought {bought}; without it {expected} were to be expected, from {low} to {high}.").fill(
            day=Figure(until, "date"), bought=shown(gap.bought), expected=shown(gap.base.expected), low=shown(gap.base.low),
            high=shown(gap.base.high),
        )
    ]  # fmt: skip
    if gap.verdict == "none":
        parts.append(
            _(
                "The difference of {lift} is within what its months vary by themselves: only one above {half} would be seen."
            ).fill(lift=shown(gap.lift), half=shown(gap.base.half))
        )
    elif gap.verdict == "lift":
        parts.append(_("It bought {lift} more.").fill(lift=_with_interval(gap, shown)))
    else:
        parts.append(_("It bought {lift} less than without it.").fill(lift=shown(-gap.lift)))
    return joined(parts, " ")


def _with_interval(gap: Gap, shown: Shower) -> Text:
    return _("{amount} (from {low} to {high})").fill(amount=shown(gap.lift), low=shown(gap.low), high=shown(gap.high))


class Shower:
    """How amounts of a promotion are shown."""

    def __init__(self, measure: str, currency: str) -> None:
        self.measure, self.currency = measure, currency

    def __call__(self, amount: float | None) -> Figure:
        return Figure(amount, unit_of(self.measure), self.currency)


def _shower(said: PromotionSaid, currency: str) -> Shower:
    return Shower(said.measure, currency)


def how(base: Baseline, peers: int, limits: Limits, shown: Shower) -> tuple[Text, ...]:
    """How a baseline came about, in sentences."""
    found = [_("Level: {level} a month, the mean of the twelve months before.").fill(level=shown(base.level))]
    if base.share:
        found.append(
            _("Season: its same months of other years were {factor} times their year; {share} of it counts.").fill(
                factor=Figure(base.season, "quantity"), share=Figure(base.share, "share")
            )
        )
    else:
        found.append(_("Season: it does not count, because in its own past the level alone missed as little."))
    if base.pull is None:
        found.append(_("Comparable accounts: too few, or none; their pull does not count."))
    else:
        found.append(
            _("{n} comparable accounts bought {factor} times what they would have; {share} of that counts.").fill(
                n=Figure(peers, "count"), factor=Figure(base.pull, "quantity"),
                share=Figure(limits[declared.promotion_pull], "share"),
            )
        )  # fmt: skip
    found.append(
        _(
            "How sure: the same reckoning at every month before missed so much that {level} of {n} stretches fall inside."
        ).fill(level=Figure(limits[declared.interval_level], "share"), n=Figure(base.windows, "count"))
    )
    return tuple(found)


def returned(
    found: Measured, seen: Seen | None, ours: Decimal | None, spent: Decimal | None, said: PromotionSaid, limits: Limits
) -> Return:
    """Extra margin less our money: what was spent, else what was budgeted. Counts the months after where they are known."""
    gap = found.net or found.during
    if gap is None or seen is None:
        return Return(_("Nobody can say what it brought while the difference cannot be said."))
    money = spent if spent is not None else ours
    if money is None:
        return Return(_("Nobody wrote down what we pay for it."))
    if said.measure != "money":
        return Return(_("It is measured in kilos: the margin of a difference in kilos is not known."))
    during = seen.of(DURING)
    covered = sum(one.covered or 0.0 for one in during)
    cost = sum(one.cost or 0.0 for one in during)
    all_ = sum(one.money for one in during)
    if not covered > 0 or covered < limits[declared.promotion_cost_cover] * all_:
        return Return(_("The costs of these products are not known: load them to see what it brought."))
    rate, own = (covered - cost) / covered, float(money)
    low, high = sorted((rate * gap.low - own, rate * gap.high - own))
    return Return(None, rate, rate * gap.lift - own, low, high, spent is not None)
