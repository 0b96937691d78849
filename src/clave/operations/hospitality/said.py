"""What somebody writes down of an act of hospitality, checked. (G11)"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.hospitality.kinds import DIRECTIONS, IN, KINDS

LONGEST, AHEAD, BACK = 1_000, 366, 366 * 3
"""Characters of a text; days ahead that something is planned, and back that it is written down."""


@dataclass(frozen=True)
class HospitalitySaid:
    """What it is: the day, the kind, what, who it goes to (`contacts` by number), its cost for all of them (None = nobody
    knows). `declined` = it was offered and not accepted. `document` = the invoice or minute that proves it."""

    on: date
    kind: str
    what: str
    contacts: tuple[int, ...] = ()
    direction: str = "out"
    cost: Decimal | None = None
    declined: bool = False
    document: str = ""


def checked_hospitality(said: HospitalitySaid, today: date) -> HospitalitySaid:
    """As it is kept. Raises ClaveError (`where` names the field) for what cannot be."""
    if said.kind not in KINDS or said.direction not in DIRECTIONS:
        raise ClaveError(_("nobody knows this kind."), where="kind", remedy=_("Choose one of the list."))
    what = " ".join(said.what.split())
    if not what:
        raise ClaveError(
            _("it does not say what it is."), where="what", remedy=_("Say it in a line, such as «two tickets».")
        )
    if len(what) > LONGEST:
        raise ClaveError(_("this is too long."), where="what", remedy=_("Say it in a line."))
    if not said.contacts and said.direction != IN:
        raise ClaveError(
            _("it goes to nobody."), where="contacts", remedy=_("Choose who gets it: limits are of each person.")
        )
    if said.cost is not None and said.cost < 0:
        raise ClaveError(_("a cost is not below zero."), where="cost", remedy=_("Leave it empty where nobody knows."))
    _checked_day(said, today)
    return replace(said, what=what, contacts=tuple(sorted(set(said.contacts))), document=said.document.strip())


def _checked_day(said: HospitalitySaid, today: date) -> None:
    if (said.on - today).days > AHEAD or (today - said.on).days > BACK:
        raise ClaveError(
            _("this day is too far from today."),
            where="on",
            remedy=_("Check the day that you typed: look at its year."),
        )
    if said.declined and said.on > today:
        raise ClaveError(
            _("nobody has refused what is still to come."), where="declined",
            remedy=_("Write it down once it was offered."),
        )  # fmt: skip
