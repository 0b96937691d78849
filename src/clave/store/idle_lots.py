"""The idle lots of the newest facts, with what is offered of them already and who would take the rest. (E8)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from clave.base.errors import ClaveError
from clave.base.period import months_before
from clave.base.words import Text, _
from clave.facts.book import Book
from clave.facts.idle_stock import Bought, IdleLot, bought_by, buyers_of, idle_lots, on_hold
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.idle_stock.matching import Grade, Lot, Matched, Offer, Taken, Taker, match
from clave.store.idle_stock import letters_on, newest_facts, promised_by_lot
from clave.store.models import IdleOffer, KeyStatus, SecondsLetter
from clave.store.models.idle_stock import ACCEPTED, OPEN
from clave.store.status import MEMBER_STATES

Name = tuple[str, str]  # product and grade


@dataclass(frozen=True)
class Shelf:
    """An idle lot as it stands today: what is offered and what is sold of it, who would take the rest (the best first), or
    why nobody; `currency` that of its money."""

    lot: IdleLot
    currency: str
    offered: Decimal
    sold: Decimal
    takers: tuple[Offer, ...] = ()
    nobody: Text | None = None

    @property
    def name(self) -> Name:
        """Product and grade."""
        return self.lot.product, self.lot.grade

    @property
    def free(self) -> Decimal:
        """Units that may still be offered; never below zero."""
        return max(self.lot.quantity - self.offered - self.sold, Decimal(0))

    @property
    def kilos(self) -> Decimal | None:
        """What all of it weighs; None where nobody knows."""
        return None if self.lot.unit_kilos is None else self.lot.quantity * self.lot.unit_kilos

    @property
    def cost(self) -> Decimal | None:
        """What all of it cost; None where nobody knows."""
        return None if self.lot.unit_cost is None else self.lot.quantity * self.lot.unit_cost

    def idle_days(self, today: date) -> int | None:
        """Days since it was sold last; None where it never was in the facts."""
        return None if self.lot.last_sold is None else max((today - self.lot.last_sold).days, 0)


@dataclass(frozen=True)
class Named:
    """A lot as an offer needs it."""

    name: str
    family: str
    unit_kilos: Decimal | None
    unit_cost: Decimal | None
    currency: str


def shelves(today: date, limits: Limits) -> tuple[Shelf, ...]:
    """Every idle lot with what became of it. () where there are no facts; raises ClaveError where they cannot be read."""
    book = newest_facts()
    if book is None:
        return ()
    lots, taken = idle_lots(book, today), promised_by_lot(today)
    bare = [Shelf(lot, book.currency, *taken.get((lot.product, lot.grade), (Decimal(0), Decimal(0)))) for lot in lots]
    return matched(bare, book, today, limits)


def matched(bare: Sequence[Shelf], book: Book, today: date, limits: Limits) -> tuple[Shelf, ...]:
    """The shelves with the accounts that would take what is free: those that accept its grade and family in writing and
    have no open offer of it. (method: `idle_stock.matching`)"""
    letters = list(letters_on(today))
    held, members = on_hold(book), _key()
    bought = bought_by(book, {letter.customer for letter in letters}, *_span(today, limits))
    history = [_taken(one) for one in bought]
    busy = set(IdleOffer.objects.filter(state=OPEN).values_list("customer", "product", "grade"))
    found = []
    for shelf in bare:
        takers = [one for one in _takers(letters, shelf, held, members) if (one.customer, *shelf.name) not in busy]
        result = match([_lot(shelf)], takers, history, limits)
        found.append(replace(shelf, takers=result.offers, nobody=_nobody(shelf, takers, result)))
    return tuple(found)


def _nobody(shelf: Shelf, takers: Sequence[Taker], result: Matched) -> Text | None:
    """Why nobody would take the rest; what is all promised already is said as that."""
    if result.offers:
        return None
    if shelf.free == 0 and shelf.lot.quantity > 0:
        return _("All of it is offered or sold.")
    if shelf.offered and not takers:
        return _("Who accepts it has an open offer of it.")
    return next((why for _lot, why in result.left), None)


def buyers(book: Book, product: str, today: date, limits: Limits) -> tuple[Bought, ...]:
    """Who bought a product in the months of policy, most often first: whom to ask for a letter."""
    found = buyers_of(book, product, *_span(today, limits))
    return tuple(sorted(found, key=lambda one: (-one.times, -one.quantity, one.customer)))


def lot_of(product: str, grade: str, today: date) -> Named:
    """A lot by its product and grade. Raises ClaveError where nothing of it is idle, or the facts cannot be read."""
    book = newest_facts()
    for lot in idle_lots(book, today) if book else ():
        if (lot.product, lot.grade) == (product, grade):
            return Named(lot.name, lot.family, lot.unit_kilos, lot.unit_cost, book.currency if book else "")
    raise ClaveError(
        _("nothing of this product is idle any more."), where="quantity",
        remedy=_("Look at the idle stock again: the facts changed; nothing was changed here."),
    )  # fmt: skip


def free_of(product: str, grade: str, today: date, but: int | None = None) -> Decimal:
    """Units of a lot that nobody was offered and nobody bought; what the offer `but` holds is free for it."""
    book = newest_facts()
    lots = idle_lots(book, today) if book else ()
    there = next((lot.quantity for lot in lots if (lot.product, lot.grade) == (product, grade)), Decimal(0))
    offered, sold = promised_by_lot(today, product=product, grade=grade).get((product, grade), (Decimal(0), Decimal(0)))
    mine = IdleOffer.objects.filter(pk=but).first() if but else None
    back = mine.quantity if mine and mine.state == OPEN and mine.until >= today else Decimal(0)
    if mine and mine.state == ACCEPTED and mine.takes_until and mine.takes_until >= today:
        back = min(mine.sold or Decimal(0), sold)
    return there - offered - sold + back


def _takers(
    letters: Sequence[SecondsLetter], shelf: Shelf, held: frozenset[str], members: Mapping[str, str]
) -> list[Taker]:
    grade: Grade = shelf.lot.grade  # type: ignore[assignment]
    names = {
        letter.customer: letter.name
        for letter in letters
        if letter.grade == grade and letter.family in ("", shelf.lot.family)
    }
    return [
        Taker(customer, name, frozenset((grade,)), customer in members, customer in held)
        for customer, name in sorted(names.items())
    ]


def _lot(shelf: Shelf) -> Lot:
    lot = shelf.lot
    return Lot(lot.product, lot.name, lot.family, lot.grade, shelf.free, lot.unit_kilos, lot.unit_cost)  # type: ignore[arg-type]


def _taken(one: Bought) -> Taken:
    return Taken(one.customer, one.product, one.family, one.grade, one.quantity, one.times, one.price)  # type: ignore[arg-type]


def _key() -> dict[str, str]:
    return dict(KeyStatus.objects.filter(state__in=MEMBER_STATES).values_list("customer", "category"))


def _span(today: date, limits: Limits) -> tuple[date, date]:
    return months_before(today, limits[declared.rotation_months]), today
