"""The people of a customer as pages and files show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from clave.operations.consent import PURPOSES, Answer
from clave.operations.contacts import AREAS, CHANNELS, LANGUAGES
from clave.store.models import Contact
from clave.web.words import told

TONES: dict[bool | None, tuple[str, str]] = {True: ("ok", "check"), False: ("bad", "x"), None: ("", "help-circle")}


@dataclass(frozen=True)
class PersonRow:
    """A person: area, channel and language in words, what each purpose comes to, the last contact; `details` = the reader may
    read how to reach them."""

    contact: Contact
    area: str
    channel: str
    language: str
    said: Mapping[str, Answer]
    spoken: date | None
    details: bool

    @property
    def unasked(self) -> int:
        """For how many purposes nobody has asked them."""
        return sum(1 for answer in self.said.values() if answer.allowed is None)

    @property
    def relationship(self) -> tuple[str, str]:
        """Tone and icon of what they said to the first purpose: that we keep their data."""
        return TONES[self.said["relationship"].allowed]


def person_row(contact: Contact, said: Mapping[str, Answer], spoken: date | None, *, details: bool) -> PersonRow:
    """A contact as it is shown."""
    channel = told(CHANNELS[contact.channel]) if contact.channel else ""
    return PersonRow(
        contact, told(AREAS[contact.area]), channel, told(LANGUAGES[contact.language]), said, spoken, details
    )


def consent_rows(said: Mapping[str, Answer]) -> list[tuple[str, str, str, str]]:
    """Every purpose with tone, icon and what it comes to, in words."""
    return [(told(PURPOSES[key]), *TONES[answer.allowed], told(answer.because)) for key, answer in said.items()]
