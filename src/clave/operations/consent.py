"""What a person of a customer lets us do with their data, purpose by purpose. (G12; Ley 1581 de 2012, GDPR art. 6 and 7)

Consent is said by the person, for one purpose, on a day, and how we know it; it can be taken back on any day. What nobody asked
is not known, and not known is never yes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clave.base.figures import Figure
from clave.base.words import Text, _

PURPOSES: dict[str, Text] = {
    "relationship": _("To keep their data and talk about business"),
    "greeting": _("Personal dates: greet them on their birthday"),
    "hospitality": _("Invitations and gifts"),
    "news": _("News and novelties by e-mail"),
    "survey": _("Surveys and votes"),
    "public": _("To be named or shown in public"),
    "reference": _("To speak as a reference with who wants to buy from us"),
}
"""For what data of a person may be used; the order in which they are asked."""


@dataclass(frozen=True)
class Consent:
    """What somebody said for one purpose: given or refused (or taken back), on which day, and how we know."""

    purpose: str
    given: bool
    on: date
    evidence: str = ""


@dataclass(frozen=True)
class Answer:
    """Whether a purpose is allowed: True, False or None (nobody asked), on which word, and why in words."""

    allowed: bool | None
    because: Text
    word: Consent | None = None


def allowed(purpose: str, said: Iterable[Consent], on: date) -> Answer:
    """What was last said for a purpose up to a day; of two words of the same day the refusal counts."""
    words = [each for each in said if each.purpose == purpose and each.on <= on]
    if not words:
        return Answer(None, _("nobody has asked them yet"))
    word = max(words, key=lambda each: (each.on, not each.given))
    if word.given:
        return Answer(True, _("they said yes on {day}").fill(day=Figure(word.on, "date")), word)
    return Answer(False, _("they said no on {day}").fill(day=Figure(word.on, "date")), word)
