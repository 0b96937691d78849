"""The code of relationship: what we commit to and what we ask, generated from what an account has. (C1)

Written to the customer: no reason of ours, no cost, no score, nothing of other customers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.privileges.catalogue.grants import Held

HOUSE_ASKS: tuple[Text, ...] = (
    _("That you pay as agreed; if something prevents it, that you tell us before the due date."),
    _("That you tell us in time about your projects, changes and forecasts."),
    _("That what does not work reaches us first, so that we can put it right."),
)
"""What we ask of every key account."""
UNTIL = _("{commitment} Until {day}.")


@dataclass(frozen=True)
class Code:
    """What the customer reads: what we commit to, and what we ask."""

    commit: tuple[Text, ...]
    ask: tuple[Text, ...]


def code_of(held: Iterable[Held]) -> Code:
    """The code of what an account has on a day, each sentence once, in the order of the catalogue."""
    has = tuple(held)
    asks = (one.privilege.asks for one in has if one.privilege.asks)
    return Code(tuple(_committed(one) for one in has), tuple(dict.fromkeys((*HOUSE_ASKS, *asks))))


def _committed(one: Held) -> Text:
    """The commitment in the customer's words, with its end where it has one."""
    said = one.privilege.filled(one.privilege.to_customer, one.grant.parameters)
    until = one.grant.until
    if until is None:
        return said
    if one.privilege.by_condition:
        return said.fill(until=Figure(until, "date"))
    return UNTIL.fill(commitment=said, day=Figure(until, "date"))
