"""How an account wants its invoice, and what an invoice lacks of it before it leaves (G6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from clave.base.figures import Figure
from clave.base.period import months_before
from clave.base.words import Text, _

Channel = Literal["mail", "portal", "paper", "edi"]


@dataclass(frozen=True)
class Wish:
    """As the account told us: to whom and through which channel (with the address of its portal), whether its order number
    must stand on it, and the last day of the month on which it takes invoices in (None = any)."""

    customer: str
    recipient: str = ""
    channel: Channel = "mail"
    portal: str = ""
    needs_order: bool = False
    cut_off: int | None = None


@dataclass(frozen=True)
class Invoice:
    """An invoice about to leave: its day, the customer's order number on it, to whom and how it goes."""

    document: str
    customer: str
    issued: date
    order: str = ""
    recipient: str = ""
    channel: Channel = "mail"


@dataclass(frozen=True)
class Lack:
    """One thing that would send an invoice back, with what to do."""

    code: Literal["order", "recipient", "channel", "cut_off"]
    sentence: Text


def taken_in(wish: Wish, issued: date) -> date:
    """The day on which the account takes an invoice in: the first of the next month after its cut-off day."""
    if wish.cut_off is None or issued.day <= wish.cut_off:
        return issued
    return months_before(issued.replace(day=1), -1)


def checks(wish: Wish, invoice: Invoice) -> tuple[Lack, ...]:
    """Everything that an invoice lacks of what its account asked for; () where it can leave."""
    tests: tuple[tuple[Lack, Callable[[], bool]], ...] = (
        (
            Lack("order", _("The order number of the customer is missing: without it the invoice comes back. Ask for it.")),
            lambda: wish.needs_order and not invoice.order.strip(),
        ),
        (
            Lack("recipient", _("It goes to {goes}, and the account asked for {wants}.").fill(
                goes=invoice.recipient or "—", wants=wish.recipient)),
            lambda: bool(wish.recipient) and invoice.recipient.strip().casefold() != wish.recipient.strip().casefold(),
        ),
        (
            Lack("channel", _("It goes by {goes}, and the account takes it by {wants}.").fill(
                goes=CHANNELS[invoice.channel], wants=CHANNELS[wish.channel])),
            lambda: invoice.channel != wish.channel,
        ),
        (
            Lack("cut_off", _("It is after day {day}: the account takes it in on {when}. Issue it then, or agree on it.").fill(
                day=wish.cut_off or 0, when=Figure(taken_in(wish, invoice.issued), "date"))),
            lambda: taken_in(wish, invoice.issued) != invoice.issued,
        ),
    )  # fmt: skip
    return tuple(lack for lack, wrong in tests if wrong())


CHANNELS: dict[str, Text] = {"mail": _("mail"), "portal": _("portal"), "paper": _("paper"), "edi": _("EDI")}
