"""Idle stock as its pages show it: lots with who would take them, offers with their state, and the strip. (E8)"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clave.base.figures import exact_money, kilos, money, number
from clave.base.words import Text, _, counted
from clave.privileges.idle_stock.matching import GRADES, Answer, Lot, Offer, Result, Taker, result
from clave.store.idle_lots import Shelf
from clave.store.models import IdleOffer
from clave.store.models.idle_stock import ACCEPTED, OPEN, REFUSED, UNANSWERED, WITHDRAWN
from clave.web.words import reader, told
from clave.web.written import ago

BECAUSE_WORDS: Mapping[str, Text] = {
    "price": _("the price"), "quantity": _("the quantity"), "quality": _("the quality"),
    "no_need": _("it does not need it now"), "other": _("another reason"),
}  # fmt: skip
EXPIRED = "expired"
STATES: Mapping[str, tuple[Text, str, str]] = {
    OPEN: (_("waits for its answer"), "info", "clock"), EXPIRED: (_("over, no answer"), "warn", "calendar-time"),
    ACCEPTED: (_("accepted"), "ok", "circle-check"), REFUSED: (_("refused"), "", "x"),
    UNANSWERED: (_("no answer"), "", "calendar-time"), WITHDRAWN: (_("withdrawn"), "", "arrow-back-up"),
}  # fmt: skip
TONES: Mapping[str, str] = {"second": "info", "slow": "warn", "dead": "bad"}


def units(value: Decimal) -> str:
    """A quantity with the decimals it has."""
    exact = value.normalize()
    exponent = exact.as_tuple().exponent
    return number(exact, max(0, -exponent) if isinstance(exponent, int) else 0, reader())


@dataclass(frozen=True)
class Candidate:
    """An account that would take a lot: how much, at which price it bought before, and why; `offers` = whoever looks may
    offer it."""

    customer: str
    name: str
    key: bool
    quantity: str
    price: str
    why: str
    offers: bool


@dataclass(frozen=True)
class LotRow:
    """A lot in the list. `cost` is empty where it is not told to who looks; `share` of each hundred units that are
    sold, offered and free."""

    shelf: Shelf
    grade: str
    tone: str
    there: str
    kilos: str
    cost: str
    idle: str
    sold: int
    offered: int
    free: str
    takers: tuple[Candidate, ...]
    nobody: str


def lot_row(shelf: Shelf, today: date, *, cost: bool, sells: Callable[[str], bool] = lambda _customer: False) -> LotRow:
    """A lot as pages show it; `cost` = whether it may be told, `sells` = to whom whoever looks may offer it."""
    lot, days, language = shelf.lot, shelf.idle_days(today), reader()
    whole = max(lot.quantity, shelf.sold + shelf.offered, Decimal(1))
    spent = told(_("cost unknown")) if shelf.cost is None else money(shelf.cost, shelf.currency, language)
    return LotRow(
        shelf,
        told(GRADES[lot.grade]),
        TONES[lot.grade],
        units(lot.quantity),
        told(_("weight unknown")) if shelf.kilos is None else kilos(float(shelf.kilos), language),
        spent if cost else "",
        told(_("never sold")) if days is None else told(ago(days)),
        round(100 * shelf.sold / whole),
        round(100 * shelf.offered / whole),
        units(shelf.free),
        tuple(_candidate(one, shelf.currency, sells) for one in shelf.takers),
        told(shelf.nobody),
    )


def _candidate(one: Offer, currency: str, sells: Callable[[str], bool]) -> Candidate:
    price = "" if one.price is None else exact_money(one.price, currency, reader())
    return Candidate(
        one.taker.customer, one.taker.name, one.taker.key, units(one.quantity), price, told(one.reason),
        sells(one.taker.customer),
    )  # fmt: skip


@dataclass(frozen=True)
class OfferRow:
    """An offer in the list: its state, what was offered and what came of it."""

    offer: IdleOffer
    state: str
    label: str
    tone: str
    icon: str
    quantity: str
    price: str
    kilos: str
    became: str

    @property
    def open(self) -> bool:
        """Whether its answer is still to be written down."""
        return self.offer.state == OPEN


def state_of(offer: IdleOffer, today: date) -> str:
    """The state that people see: an open offer whose day is over waits for nobody."""
    return EXPIRED if offer.state == OPEN and offer.until < today else offer.state


def offer_row(offer: IdleOffer, today: date) -> OfferRow:
    """An offer as pages show it."""
    state, language = state_of(offer, today), reader()
    label, tone, icon = STATES[state]
    weight = None if offer.unit_kilos is None else (offer.sold or offer.quantity) * offer.unit_kilos
    return OfferRow(
        offer, state, told(label), tone, icon, units(offer.quantity), exact_money(offer.price, offer.currency, language),
        told(_("weight unknown")) if weight is None else kilos(float(weight), language), _became(offer),
    )  # fmt: skip


def _became(offer: IdleOffer) -> str:
    if offer.state == ACCEPTED and offer.sold is not None and offer.sold_price is not None:
        price = exact_money(offer.sold_price, offer.currency, reader())
        return told(_("{units} u. at {price}").fill(units=units(offer.sold), price=price))
    if offer.state == REFUSED:
        words = told(BECAUSE_WORDS[offer.reason])
        return f"{words}: {offer.because}" if offer.because else words
    return offer.because


def results(offers: Iterable[IdleOffer]) -> Result:
    """What some offers came to."""
    return result(_answer(one) for one in offers)


def _answer(one: IdleOffer) -> Answer:
    grade = one.grade
    lot = Lot(one.product, one.product_name, one.family, grade, one.quantity, one.unit_kilos, one.unit_cost)  # type: ignore[arg-type]
    taker = Taker(one.customer, one.name, frozenset())
    made = Offer(lot, taker, one.quantity, one.price, (), _("offered"))
    return Answer(made, one.sold or Decimal(0), one.sold_price)


@dataclass(frozen=True)
class Figure:
    """A figure of the strip."""

    label: str
    value: str
    about: str
    href: str = ""


def strip(
    shelves: Sequence[Shelf], offers: Sequence[IdleOffer], today: date, *, cost: bool, months: int
) -> list[Figure]:
    """What lies idle, what it cost (where it may be told), what is offered, and what was moved in the last months."""
    language = reader()
    weighed, costed = (
        [one.kilos for one in shelves if one.kilos is not None],
        [one.cost for one in shelves if one.cost is not None],
    )
    currency = next((one.currency for one in shelves), "")
    open_ = [one for one in offers if state_of(one, today) == OPEN]
    over = sum(state_of(one, today) == EXPIRED for one in offers)
    moved = results(one for one in offers if one.state == ACCEPTED)
    ended = results(one for one in offers if one.state in (ACCEPTED, REFUSED, UNANSWERED))
    found = [
        Figure(
            told(_("Lies idle")), kilos(float(sum(weighed, Decimal(0))), language),
            _lacking(len(shelves) - len(weighed), told(counted("{n} lot", "{n} lots", len(shelves)))),
        ),
    ]  # fmt: skip
    if cost:
        found.append(
            Figure(
                told(_("What it cost")), money(sum(costed, Decimal(0)), currency, language),
                _lacking(len(shelves) - len(costed), told(_("at standard cost"))),
            )
        )  # fmt: skip
    about = (
        told(counted("{n} over without an answer", "{n} over without an answer", over))
        if over
        else told(_("wait for an answer"))
    )
    found.append(Figure(told(_("Open offers")), number(len(open_), 0, language), about, "/existencias/ofertas/"))
    span = told(counted("in {n} month", "in {n} months", months))
    found.append(
        Figure(
            told(_("Moved")),
            kilos(float(moved.kilos), language),
            _lacking(moved.unweighed, span),
            "/existencias/ofertas/?estado=accepted",
        )
    )
    rate = "" if ended.rate is None else told(_("{n} of {all} offers taken").fill(n=ended.taken, all=ended.made))
    found.append(Figure(told(_("Money recovered")), money(moved.money, currency, language), rate or span))
    return found


def _lacking(unknown: int, words: str) -> str:
    """The words, and how many could not be counted."""
    if not unknown:
        return words
    without = _("{n} without the figure").fill(n=unknown)
    return f"{words} · {told(without)}"
