"""How Farallones invoices and collects: routes that owners chose, how accounts want their invoice, promises kept and broken,
a dispute, two errors of invoices, and what was said by telephone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from clave.actions.collection import ERROR, close_note, note_contact, note_promise, open_dispute, report_error
from clave.actions.collection_terms import choose_route, keep_wish
from clave.demo.judged import DIANA
from clave.demo.people import LUZ, ROSALBA
from clave.demo.programme import Cast
from clave.facts.book import Book
from clave.privileges.collection.debts import Debt, read
from clave.privileges.collection.records import Days
from clave.privileges.collection.routes import Route
from clave.privileges.collection.wishes import Wish
from clave.store.ownership import owners
from clave.store.status import key_accounts

ROUTES = (
    ("visit", "courteous", "Señora Gómez, tesorería", 8, 5, 10, "Prefiere que se le recuerde en la visita del mes"),
    ("call", "courteous", "Don Álvaro, gerente", 5, 3, 7, "Solo autoriza pagos los jueves: se le llama el miércoles"),
    ("mail", "usual", "Cuentas por pagar", 5, 2, 7, "Pidió todo por correo, con el extracto adjunto"),
)
WISHES = (
    ("portal", "", "https://proveedores.calzado.example", True, 25, "Manual de proveedores, enero"),
    ("mail", "facturas@empaques.example", "", True, 28, "Correo de su jefe de compras"),
    ("mail", "recepcion@colchones.example", "", False, None, "Nos lo dijo su contadora"),
    ("paper", "", "", False, 20, "Recibe en portería, de 8:00 a 11:00"),
)
OLD = timedelta(days=20)
LEGAL_FORMS = ("S.A.", "S.A.S", "Ltda", "E.U.", "S. en C", "Inc", "LLC", "C.A.", "Cía")


def collect(cast: Cast, book: Book, until: date, *, now: datetime) -> None:
    """All of it; promises and contacts on the days before the last one of the facts."""
    debts = read(book, until).rows
    keys = {status.customer for status in key_accounts()}
    late = [one for one in _worth(debts) if one.late(until) > 0]
    _terms(cast, [one.customer for one in late if one.customer in keys], sorted(keys), until, now)
    _promises(cast, debts, late, until)
    _troubles(
        cast,
        _first_of_each(one for one in _worth(debts) if one.customer in keys and _known_by(one, until - OLD)),
        until,
    )
    _called(cast, late, until)
    _person(cast, late, keys, until, now)


def _worth(debts: Sequence[Debt]) -> list[Debt]:
    """What is open, most money first."""
    return sorted((one for one in debts if one.balance > 0), key=lambda one: (-one.balance, one.document))


def _known_by(debt: Debt, day: date) -> bool:
    return debt.issued is not None and debt.issued <= day


def _first_of_each(debts: Iterator[Debt]) -> list[Debt]:
    found: dict[str, Debt] = {}
    for one in debts:
        found.setdefault(one.customer, one)
    return list(found.values())


def _terms(cast: Cast, late: list[str], keys: list[str], until: date, now: datetime) -> None:
    """Routes of who is late first, and how the first key accounts want their invoice."""
    named = owners(timezone.localdate(now))
    order = list(dict.fromkeys([*late, *keys]))
    for code, (way, tone, contact, before, first, again, reason) in zip(order, ROUTES, strict=False):
        owner = named.get(code) or cast.people[DIANA]
        route = Route(code, "", way, tone, contact, before, first, again)  # type: ignore[arg-type]
        choose_route(
            by=owner,
            now=now,
            customer=code,
            route=route,
            asks=owner,
            days=Days(until - timedelta(days=90)),
            reason=reason,
        )
    for code, (channel, recipient, portal, needs, cut_off, reason) in zip(order, WISHES, strict=False):
        wish = Wish(code, recipient, channel, portal, needs, cut_off)  # type: ignore[arg-type]
        keep_wish(
            by=cast.people[ROSALBA],
            now=now,
            customer=code,
            wish=wish,
            days=Days(until - timedelta(days=200)),
            reason=reason,
        )


def _promises(cast: Cast, debts: Sequence[Debt], late: list[Debt], until: date) -> None:
    """Two that were kept, one that was broken, one that still runs."""
    rosalba = cast.people[ROSALBA]
    paid = [
        one
        for one in debts
        if one.paid_on and until - timedelta(days=40) < one.paid_on <= until and one.paid_on > one.due
    ]
    for one in _first_of_each(iter(paid[:6]))[:2]:
        day = one.paid_on or until
        made = max(day - timedelta(days=4), (one.issued or day) + timedelta(days=1))
        if made < day:
            note_promise(by=rosalba, now=_at(made), customer=one.customer, documents=[one.document], amount=one.amount,
                         made=made, until=day, said_by="Tesorería")  # fmt: skip
    whole = _first_of_each(iter(late))
    for one, ago, ends, who in zip(whole[4:6], (14, 2), (-7, 6), ("Su gerente", "La auxiliar de pagos"), strict=False):
        day = until - timedelta(days=ago)
        if (one.issued or day) <= day:
            note_promise(by=rosalba, now=_at(day), customer=one.customer, documents=[one.document], amount=one.balance,
                         made=day, until=until + timedelta(days=ends), said_by=who)  # fmt: skip


def _troubles(cast: Cast, late: list[Debt], until: date) -> None:
    """A dispute of a key account, an error that was put right and one that is not yet."""
    rosalba, luz = cast.people[ROSALBA], cast.people[LUZ]
    for one, told in zip(late[1:2], (9,), strict=False):
        day = until - timedelta(days=told)
        open_dispute(
            by=rosalba, now=_at(day), customer=one.customer, document=one.document, reason="quality", amount=one.amount / 2,
            words="Dos canecas llegaron golpeadas; devuelven la mitad", told_on=day, answers=luz,
        )  # fmt: skip
    for one, told, solved in zip(late[2:4], (20, 5), (17, None), strict=False):
        day = until - timedelta(days=told)
        row = report_error(
            by=rosalba, now=_at(day), customer=one.customer, document=one.document, kind="order",
            words="Salió sin el número de su orden de compra y el portal la devolvió", told_on=day,
            answers=rosalba, until=day + timedelta(days=3),
        )  # fmt: skip
        if solved is not None:
            close_note(by=rosalba, now=_at(until - timedelta(days=solved)), customer=one.customer, kind=ERROR, number=row.pk,
                       closed_on=until - timedelta(days=solved), outcome="Nota crédito y factura nueva con la orden")  # fmt: skip


def _called(cast: Cast, late: list[Debt], until: date) -> None:
    """Who was asked in the last days."""
    for at, one in enumerate(_first_of_each(iter(late))[6:10]):
        day = until - timedelta(days=2 + 4 * at)
        note_contact(
            by=cast.people[ROSALBA], now=_at(day), customer=one.customer, moment=_at(day), way="call" if at % 2 else "mail",
            whom="Cuentas por pagar", words="Confirman que la factura está en el próximo pago",
        )  # fmt: skip


def _person(cast: Cast, late: list[Debt], keys: set[str], until: date, now: datetime) -> None:
    """One customer who is a natural person, whom the law protects."""
    found = next(
        (
            one
            for one in late
            if one.customer not in keys and one.name and not any(form in one.name for form in LEGAL_FORMS)
        ),
        None,
    )
    if found is not None:
        choose_route(
            by=cast.people[DIANA], now=now, customer=found.customer,
            route=Route(found.customer, "", "call", "courteous", found.name or "", None, 3, 7, person=True), asks=None,
            days=Days(until - timedelta(days=60)), reason="Compra como persona natural, con cédula",
        )  # fmt: skip


def _at(day: date) -> datetime:
    """Ten in the morning of a day."""
    return timezone.make_aware(datetime.combine(day, time(10)))
