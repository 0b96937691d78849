"""Idle stock matched with the accounts that take it: never to anybody who did not accept that kind (E8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Literal

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, joined
from clave.policy import declared
from clave.policy.limits import Limits

Grade = Literal["second", "slow", "dead"]
GRADES: Mapping[str, Text] = {"second": _("second quality"), "slow": _("slow rotation"), "dead": _("dead stock")}
ZERO = Decimal(0)


@dataclass(frozen=True)
class Lot:
    """Idle stock of a product: how much lies there, kilos of a unit and what it cost (None = not known)."""

    product: str
    name: str
    family: str
    grade: Grade
    quantity: Decimal
    unit_kilos: Decimal | None = None
    unit_cost: Decimal | None = None


@dataclass(frozen=True)
class Taken:
    """What a customer bought of a product (or only of its family) in the months of policy, at which mean price."""

    customer: str
    product: str
    family: str
    grade: Grade | None
    quantity: Decimal
    times: int
    price: Decimal | None = None


@dataclass(frozen=True)
class Taker:
    """An account as far as idle stock goes: the grades it accepts in writing (none = it is never offered any), whether it is
    key, and whether it is open to be sold to (no credit hold)."""

    customer: str
    name: str
    accepts: frozenset[Grade]
    key: bool = False
    held: bool = False


@dataclass(frozen=True)
class Offer:
    """An offer to make: how much of which product to whom, at the price it paid before (None = set one), and why."""

    lot: Lot
    taker: Taker
    quantity: Decimal
    price: Decimal | None
    strength: tuple[int, ...]
    reason: Text | Joined

    @property
    def kilos(self) -> Decimal | None:
        """What it weighs; None where nobody knows."""
        return None if self.lot.unit_kilos is None else self.quantity * self.lot.unit_kilos

    @property
    def cost(self) -> Decimal | None:
        """What the stock offered cost us; None where nobody knows."""
        return None if self.lot.unit_cost is None else self.quantity * self.lot.unit_cost


@dataclass(frozen=True)
class Matched:
    """Offers by lot, the best first, and the lots that nobody takes, with the reason."""

    offers: tuple[Offer, ...]
    left: tuple[tuple[Lot, Text], ...]


def match(lots: Iterable[Lot], takers: Sequence[Taker], taken: Iterable[Taken], limits: Limits) -> Matched:
    """Offers for every lot with something in it: first to those who took this very product, then its family in this grade,
    then its family at all; key accounts first among equals. Together never more than there is."""
    history: dict[str, list[Taken]] = {}
    for each in taken:
        history.setdefault(each.customer, []).append(each)
    offers: list[Offer] = []
    left: list[tuple[Lot, Text]] = []
    for lot in sorted(lots, key=lambda lot: (lot.grade, lot.product)):
        if lot.quantity <= 0:
            left.append((lot, _("There is nothing of it above zero: check the count.")))
            continue
        found = _offers(lot, takers, history, limits)
        offers += found
        if not found:
            left.append((lot, _nobody(lot, takers)))
    return Matched(tuple(offers), tuple(left))


def _offers(lot: Lot, takers: Sequence[Taker], history: Mapping[str, Sequence[Taken]], limits: Limits) -> list[Offer]:
    """The offers of one lot, as many as policy says, until it is used up."""
    asked = [
        offer
        for taker in takers
        if lot.grade in taker.accepts and not taker.held
        if (offer := _offer(lot, taker, history.get(taker.customer, ()), limits)) is not None
    ]
    asked.sort(key=lambda offer: ([-each for each in offer.strength], -offer.quantity, offer.taker.customer))
    kept, rest = [], lot.quantity
    for offer in asked[: limits[declared.rotation_offers]]:
        quantity = min(offer.quantity, rest)
        if quantity > 0:
            kept.append(Offer(lot, offer.taker, quantity, offer.price, offer.strength, offer.reason))
            rest -= quantity
    return kept


def _offer(lot: Lot, taker: Taker, history: Sequence[Taken], limits: Limits) -> Offer | None:
    """What one account is offered of a lot: so many months of what it takes, whole units; None where it takes none of it."""
    near = (
        (3, [each for each in history if each.product == lot.product]),
        (2, [each for each in history if each.family == lot.family and each.grade == lot.grade]),
        (1, [each for each in history if each.family == lot.family]),
    )
    how_near, found = next(((rank, rows) for rank, rows in near if rows), (0, []))
    bought = sum((each.quantity for each in found), ZERO)
    if bought <= 0:
        return None
    months = limits[declared.rotation_months]
    most = (
        bought * Decimal(str(limits[declared.rotation_cover])) / months
    )  # in this order: 80 of 24 months, times 3, is 10
    quantity = min(max(most.quantize(Decimal(1), ROUND_DOWN), Decimal(1)), lot.quantity)
    times = sum(each.times for each in found)
    price = next((each.price for each in sorted(found, key=lambda each: -each.times) if each.price is not None), None)
    said = joined(
        [_WHY[how_near].fill(times=times, months=months, bought=Figure(bought, "quantity")), _accepts(lot)], " "
    )
    return Offer(lot, taker, quantity, price if how_near == 3 else None, (how_near, int(taker.key), times), said)


def _accepts(lot: Lot) -> Text:
    return _("It accepts {grade} in writing.").fill(grade=GRADES[lot.grade])


def _nobody(lot: Lot, takers: Sequence[Taker]) -> Text:
    if not any(lot.grade in taker.accepts for taker in takers):
        return _("No account accepts {grade} in writing: ask those that bought it.").fill(grade=GRADES[lot.grade])
    return _("None of the accounts that accept {grade} buys this family.").fill(grade=GRADES[lot.grade])


_WHY: Mapping[int, Text] = {
    3: _("It bought this product {times} times in {months} months, {bought} units."),
    2: _("It bought this family in this grade {times} times in {months} months, {bought} units."),
    1: _("It buys this family: {times} times in {months} months, {bought} units."),
}


@dataclass(frozen=True)
class Answer:
    """What became of an offer: how much was sold, at which price (None = not invoiced yet)."""

    offer: Offer
    sold: Decimal = ZERO
    price: Decimal | None = None


@dataclass(frozen=True)
class Result:
    """Offers together: how many were made and taken, units, kilos (of those whose weight is known) and money moved, and what
    that stock had cost (of those whose cost is known)."""

    made: int
    taken: int
    quantity: Decimal
    kilos: Decimal
    money: Decimal
    cost: Decimal
    unweighed: int
    uncosted: int

    @property
    def rate(self) -> float | None:
        """Share of the offers that were taken; None where none was made."""
        return self.taken / self.made if self.made else None


def result(answers: Iterable[Answer]) -> Result:
    """What the offers came to; what nobody weighed or costed is counted apart and never taken for nothing."""
    every = list(answers)
    sold = [each for each in every if each.sold > 0]
    return Result(
        len(every),
        len(sold),
        sum((each.sold for each in sold), ZERO),
        sum((each.sold * each.offer.lot.unit_kilos for each in sold if each.offer.lot.unit_kilos is not None), ZERO),
        sum((each.sold * each.price for each in sold if each.price is not None), ZERO),
        sum((each.sold * each.offer.lot.unit_cost for each in sold if each.offer.lot.unit_cost is not None), ZERO),
        sum(each.offer.lot.unit_kilos is None for each in sold),
        sum(each.offer.lot.unit_cost is None for each in sold),
    )
