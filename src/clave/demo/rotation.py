"""Farallones' idle stock: who accepts it in writing, and offers in every state."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from clave.actions.idle_stock import (
    LetterSaid,
    OfferSaid,
    accept_offer,
    note_letter,
    note_no_answer,
    offer_lot,
    refuse_offer,
)
from clave.demo.judged import DIANA
from clave.demo.programme import Cast
from clave.facts.book import Book
from clave.facts.idle_stock import idle_lots, names_of
from clave.policy.reading import Policy
from clave.store.idle_lots import Shelf, buyers, shelves
from clave.store.idle_stock import newest_facts
from clave.store.models import IdleOffer, Person

TAKERS, MADE = 3, 6
MOST_DAYS = 24
"""So many days ago the offers were made, but never before the stock was counted."""
SIGNED, WAITING = 12, 10
"""Letters of those who bought idle stock, and of those who wait for a product of which seconds lie there."""
_WAITING = """
SELECT s.product AS product, s.grade AS grade, l.customer AS customer, SUM(l.quantity) AS quantity
FROM order_line AS l JOIN stock AS s ON s.product = l.product AND s.warehouse = l.warehouse
WHERE l.shipped_date IS NULL AND l.required_date <= :by AND s.grade IN ('second', 'slow')
GROUP BY s.product, s.grade, l.customer ORDER BY s.product, s.grade, quantity DESC, l.customer
"""
LETTER = "Carta del gerente de compras, archivada con su contrato"
NOTE = "Segunda por color; pega igual. Se entrega en su empaque normal."


def offer_idle_stock(cast: Cast, policy: Policy, *, now: datetime) -> None:
    """Those who bought each lot most accept its grade in writing; the first lots are offered, and most of them answered."""
    diana, today = cast.people[DIANA], timezone.localdate(now)
    _letters(diana, policy, now)
    made: list[IdleOffer] = []
    for shelf in shelves(today, policy.at(today)):
        if shelf.takers and len(made) < MADE:
            ago = min(MOST_DAYS, (today - shelf.lot.counted).days)
            made.append(_offered(shelf, diana, now - timedelta(days=ago)))
    for at, one in enumerate(made[:-2]):
        _answered(one, at, diana, now - (now - one.made_at) / 2)


def _letters(diana: Person, policy: Policy, now: datetime) -> None:
    book, today = newest_facts(), timezone.localdate(now)
    if book is None:
        return
    waiting = _waiting(book, today)
    signed: set[tuple[str, str]] = set()
    for lot in idle_lots(book, today):
        bought = [one.customer for one in buyers(book, lot.product, today, policy.at(today))[:TAKERS]]
        asks = waiting.get((lot.product, lot.grade), [])
        for wanted, most in ((asks[:1], SIGNED + WAITING), (bought, SIGNED)):
            for customer, name in names_of(book, wanted).items():
                if lot.grade != "dead" and (customer, lot.grade) not in signed and len(signed) < most:
                    signed.add((customer, lot.grade))
                    letter = LetterSaid(lot.grade, today - timedelta(days=90), LETTER)
                    note_letter(by=diana, now=now - timedelta(days=80), customer=customer, name=name, letter=letter)


def _waiting(book: Book, today: date) -> dict[tuple[str, str], list[str]]:
    """Who waits for a product of which a lot of second quality, or slow, was counted where it is to leave from: product and
    grade, with the customers, who asks for most first."""
    with book.open() as warehouse:
        rows = warehouse.query(_WAITING, by=today + timedelta(days=1)).to_pylist()
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        found.setdefault((row["product"], row["grade"]), []).append(row["customer"])
    return found


def _offered(shelf: Shelf, diana: Person, then: datetime) -> IdleOffer:
    best = shelf.takers[0]
    price = best.price or (shelf.lot.unit_cost or Decimal(20_000)) * Decimal("0.9")
    said = OfferSaid(best.quantity, price.quantize(Decimal(1)), timezone.localdate(then) + timedelta(days=40), NOTE)
    return offer_lot(
        by=diana, now=then, customer=best.taker.customer, name=best.taker.name, product=shelf.lot.product,
        grade=shelf.lot.grade, offer=said,
    )  # fmt: skip


def _answered(one: IdleOffer, at: int, diana: Person, now: datetime) -> None:
    """One refuses, one does not answer, the others take it; the first of them less than was offered."""
    day = timezone.localdate(now)
    if at == 1:
        refuse_offer(
            by=diana, now=now, customer=one.customer, number=one.pk, day=day, reason="price", because="A 10 % menos lo lleva",
        )  # fmt: skip
    elif at == 2:
        note_no_answer(by=diana, now=now, customer=one.customer, number=one.pk)
    else:
        sold = max((one.quantity * Decimal("0.8")).quantize(Decimal(1)), Decimal(1))
        accept_offer(
            by=diana, now=now, customer=one.customer, number=one.pk, day=day, sold=sold, price=one.price,
            takes_until=day + timedelta(days=45),
        )  # fmt: skip
