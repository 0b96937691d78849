"""What must be so in Odoo before anything is written there: how deliveries are reserved, and what our key may write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clave.base.words import Text, _
from clave.facts.sources.odoo import refusals
from clave.facts.sources.odoo.models import model
from clave.facts.sources.odoo.reading import Reading
from clave.facts.sources.odoo.refusals import OdooError

BY_DATE = "by_date"
TYPES = model(
    "stock.picking.type", "name code", "reservation_method reservation_days_before reservation_days_before_priority"
)
WRITTEN: Mapping[str, Text] = {
    "res.partner": _("customers: tag and texts"),
    "stock.picking": _("deliveries: priority"),
    "mrp.production": _("work orders: priority"),
}
"""The models that clave writes to, and what of them."""


@dataclass(frozen=True)
class Reserving:
    """How one type of outgoing delivery is reserved: Odoo's word for it, and how many days before it is due, for all and for
    what is starred."""

    name: str
    method: str
    days: int
    starred: int

    @property
    def serves_stars(self) -> bool:
        """Whether a star is enough: reserved by date, and earlier where there is a star (case E)."""
        return self.method == BY_DATE and self.starred > self.days


@dataclass(frozen=True)
class Right:
    """Whether a model is there, and whether we may write to it; None where Odoo does not tell."""

    model: str
    there: bool
    may: bool | None


@dataclass(frozen=True)
class Setup:
    """What was found."""

    reserving: tuple[Reserving, ...]
    rights: tuple[Right, ...]

    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "reserving": [[one.name, one.method, one.days, one.starred] for one in self.reserving],
            "rights": [[one.model, one.there, one.may] for one in self.rights],
        }

    @staticmethod
    def recalled(kept: Mapping[str, Any]) -> Setup:
        """The opposite of `stored`."""
        return Setup(
            tuple(Reserving(*one) for one in kept["reserving"]), tuple(Right(*one) for one in kept["rights"])
        )  # fmt: skip


def setup(reading: Reading) -> Setup:
    """Look at it; nothing is written. Raises OdooError."""
    return Setup(tuple(_reserving(reading)), tuple(_right(reading, name) for name in WRITTEN))


def advice(reading: Reading) -> tuple[Text, ...]:
    """What to set up in Odoo so that a star is enough: reservations by date, earlier for what is starred (case E)."""
    return tuple(advised(one) for one in _reserving(reading) if not one.serves_stars)


def advised(one: Reserving) -> Text:
    """What to change of a type of delivery whose stars come too late."""
    return _(
        "«{name}» reserves in Odoo before anybody can star a delivery: set its reservation to «before scheduled "
        "date», a few days for all and more days «when starred», and key accounts are served first by Odoo itself."
    ).fill(name=one.name)


def _reserving(reading: Reading) -> list[Reserving]:
    if reading.fields.of(TYPES.name) is None:
        return []
    return [
        Reserving(
            kind["name"], kind.get("reservation_method") or "", int(kind.get("reservation_days_before") or 0),
            int(kind.get("reservation_days_before_priority") or 0),
        )
        for kind in reading.every(TYPES, [["code", "=", "outgoing"]])
    ]  # fmt: skip


def _right(reading: Reading, name: str) -> Right:
    """Asked as each version answers it; where it answers neither, nobody knows before writing."""
    try:
        if reading.fields.of(name) is None:
            return Right(name, there=False, may=False)
    except OdooError as error:
        if error.kind != refusals.ACCESS:
            raise
        return Right(name, there=True, may=False)
    for method, named in (
        ("has_access", {"operation": "write"}),
        ("check_access_rights", {"operation": "write", "raise_exception": False}),
    ):
        try:
            return Right(name, there=True, may=bool(reading.client.call(name, method, **named)))
        except OdooError as error:
            if error.kind == refusals.ACCESS:
                return Right(name, there=True, may=False)
            if error.kind != refusals.METHOD:
                raise
    return Right(name, there=True, may=None)
