"""Events, sponsorships and publications in which customers take part: what is written down, and what cannot be. (C7)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.operations.public_use import USED

KINDS: Mapping[str, Text] = {
    "fair": _("Fair"),
    "training": _("Training"),
    "sponsorship": _("Sponsorship"),
    "publication": _("Publication"),
    "success": _("Success story"),
    "logo": _("Logo among our customers"),
}
STANDS: Mapping[str, Text] = {"coming": _("to come"), "on": _("under way"), "over": _("is over")}
LONGEST = 366 * 10
"""Days of an event, at most: a sponsorship of some years."""


@dataclass(frozen=True)
class EventSaid:
    """What it is, from which day to which (both included), where, and what it costs us in all (None = nobody knows yet)."""

    kind: str
    title: str
    starts_on: date
    ends_on: date
    place: str = ""
    cost: Decimal | None = None
    about: str = ""


@dataclass(frozen=True)
class ConsentSaid:
    """What a person of the customer let us use in public: on which day, what, for what, until when, how we know."""

    contact: int
    on: date
    covers: tuple[str, ...]
    purpose: str
    evidence: str
    until: date | None = None
    event: int | None = None


@dataclass(frozen=True)
class UseSaid:
    """What is used, where it is seen, from which day to which; `contact` is who is shown or quoted."""

    what: str
    where: str
    starts_on: date
    ends_on: date | None = None
    contact: int | None = None


def checked_event(said: EventSaid) -> EventSaid:
    """As it is kept. Raises ClaveError (`where` names the field) for what cannot be."""
    if said.kind not in KINDS:
        raise ClaveError(_("this is no kind of event."), where="kind", remedy=_("Choose one of the list."))
    title = said.title.strip()
    if not title:
        raise ClaveError(_("nobody could tell what it is."), where="title", remedy=_("Say it in a line."))
    if said.ends_on < said.starts_on:
        raise ClaveError(
            _("it would end before it begins."), where="ends_on", remedy=_("Choose its first day or a later one.")
        )
    if (said.ends_on - said.starts_on).days > LONGEST:
        raise ClaveError(_("this is more than ten years long."), where="ends_on", remedy=_("Look at its year."))
    if said.cost is not None and said.cost < 0:
        raise ClaveError(_("a cost is not below zero."), where="cost", remedy=_("Leave it empty where nobody knows."))
    return replace(said, title=title, place=said.place.strip(), about=said.about.strip())


def checked_consent(said: ConsentSaid, today: date) -> ConsentSaid:
    """As it is kept: a consent is a word that somebody gave, that can be shown."""
    if said.on > today:
        raise ClaveError(_("this day has not come yet."), where="on", remedy=_("Choose today or an earlier day."))
    if not said.covers or not set(said.covers) <= set(USED):
        raise ClaveError(
            _("a consent is for something."), where="covers", remedy=_("Choose what of theirs may be used.")
        )
    if said.until is not None and said.until < said.on:
        raise ClaveError(
            _("it would end before it was given."), where="until", remedy=_("Choose a later day, or leave it empty.")
        )
    purpose, evidence = said.purpose.strip(), said.evidence.strip()
    if not purpose:
        raise ClaveError(_("nobody consents to anything at all."), where="purpose", remedy=_("Say what it is for."))
    if not evidence:
        raise ClaveError(
            _("without evidence nobody could show that they said yes."), where="evidence",
            remedy=_("Write where it stands: the e-mail and its day, the signed letter, the contract."),
        )  # fmt: skip
    return replace(said, covers=tuple(each for each in USED if each in said.covers), purpose=purpose, evidence=evidence)


def checked_use(said: UseSaid) -> UseSaid:
    """As it is kept; whether it may be is decided by `public_use.may_use`."""
    if said.what not in USED:
        raise ClaveError(_("this is nothing of theirs."), where="what", remedy=_("Choose one of the list."))
    if not said.where.strip():
        raise ClaveError(
            _("nobody could take it down without knowing where it is."), where="where",
            remedy=_("Write the page, the stand, the brochure or the address."),
        )  # fmt: skip
    if said.ends_on is not None and said.ends_on < said.starts_on:
        raise ClaveError(
            _("it would end before it begins."), where="ends_on", remedy=_("Choose its first day or a later one.")
        )
    return replace(said, where=said.where.strip())


def stands(starts_on: date, ends_on: date, today: date) -> str:
    """Where an event stands on a day: a key of `STANDS`."""
    return "coming" if today < starts_on else "over" if today > ends_on else "on"
