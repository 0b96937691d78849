"""The people of a customer: what we know of each, and what may not stand there. (G12)"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

import phonenumbers

from clave.base.errors import ClaveError
from clave.base.words import Text, _

AREAS: dict[str, Text] = {
    "management": _("Management"),
    "purchasing": _("Purchasing"),
    "technical": _("Technical and development"),
    "production": _("Production"),
    "quality": _("Quality"),
    "finance": _("Finance and payments"),
    "logistics": _("Logistics and warehouse"),
    "sales": _("Sales and marketing"),
    "other": _("Other"),
}
"""Where somebody works at the customer."""
CHANNELS: dict[str, Text] = {
    "visit": _("Visit"),
    "call": _("Call"),
    "video": _("Video call"),
    "mail": _("E-mail"),
    "message": _("Message"),
}
"""How somebody likes to be spoken to."""
LANGUAGES: dict[str, Text] = {"es": _("Spanish"), "en": _("English"), "pt": _("Portuguese"), "other": _("Other")}
LEAP = 2024  # a year that has a 29th of February: whoever was born on it has a birthday too


@dataclass(frozen=True)
class ContactSaid:
    """What somebody writes of a person of a customer; empty words and None = not known.

    `public_official` = works for a public body, so that stricter limits of hospitality apply."""

    name: str
    position: str = ""
    area: str = "other"
    email: str = ""
    phone: str = ""
    channel: str = ""
    language: str = "es"
    birth_day: int | None = None
    birth_month: int | None = None
    public_official: bool | None = None
    source: str = ""


def checked_contact(said: ContactSaid, country: str) -> ContactSaid:
    """As it is kept: spaces taken off, the phone as the world writes it. Raises ClaveError (`where` names the field)."""
    name, email = " ".join(said.name.split()), said.email.strip()
    if not name:
        raise ClaveError(_("nobody has no name."), where="name", remedy=_("Write how they are called."))
    if email and not _is_email(email):
        raise ClaveError(
            _("«{email}» is not an e-mail address.").fill(email=email), where="email",
            remedy=_("Write it as in ana@company.co, or leave it empty."),
        )  # fmt: skip
    _checked_birthday(said.birth_day, said.birth_month)
    return replace(said, name=name, email=email, phone=_phone(said.phone, country), position=said.position.strip(),
                   source=said.source.strip())  # fmt: skip


def birthday_in(year: int, day: int, month: int) -> date:
    """The day of a birthday in a year; the 29th of February is the 28th where there is none."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def _is_email(text: str) -> bool:
    name, at, domain = text.rpartition("@")
    return bool(name and at and "." in domain.strip(".") and not set(text) & set(" ,;<>()\"'\t\n"))


def _checked_birthday(day: int | None, month: int | None) -> None:
    """Both or none, and a day that the month has."""
    if day is None and month is None:
        return
    if day is None or month is None:
        raise ClaveError(
            _("a birthday is a day and a month."), where="birth_month" if month is None else "birth_day",
            remedy=_("Fill in both, or leave both empty; the year is not asked."),
        )  # fmt: skip
    if not (1 <= month <= 12 and 1 <= day <= monthrange(LEAP, month)[1]):
        raise ClaveError(_("that month has no such day."), where="birth_day", remedy=_("Check the day and the month."))


def _phone(text: str, country: str) -> str:
    """In international form; empty stays empty. Raises ClaveError for what no phone has."""
    if not text.strip():
        return ""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as refusal:
        raise _no_phone(text) from refusal
    if not phonenumbers.is_possible_number(number):
        raise _no_phone(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _no_phone(text: str) -> ClaveError:
    return ClaveError(
        _("«{phone}» is not a phone number.").fill(phone=text.strip()), where="phone",
        remedy=_("Write it with its area or country, such as 300 123 4567 or +57 300 123 4567."),
    )  # fmt: skip
