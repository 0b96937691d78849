"""Contacts that there were with a customer, as anybody logs them in ten seconds. (G7, C4)"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from snowballstemmer import stemmer

from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import Text, _

KINDS: dict[str, Text] = {
    "visit": _("Visit"),
    "call": _("Call"),
    "video": _("Video call"),
    "mail": _("E-mail"),
    "message": _("Message"),
    "hospitality": _("Hospitality"),
}
"""How there was contact; a video call counts among calls."""
DIRECTIONS: dict[str, Text] = {"out": _("We to them"), "in": _("They to us")}
LONGEST_TEXT = 4_000  # characters: a note, not a report
OLDEST = 366 * 3  # days back that a contact may be logged: before that it is a slip of the keyboard
_SPANISH = stemmer("spanish")


@dataclass(frozen=True)
class TouchpointSaid:
    """What somebody logs: the day, how, who came to whom, what happened (`text`), and what else they care to say.

    `topics` are short words, `feedback` what the customer said in its own words, `cost` in the company's currency (None = not
    known), `follow_up` what was left to do and until when."""

    on: date
    kind: str
    text: str
    direction: str = "out"
    topics: tuple[str, ...] = ()
    feedback: str = ""
    cost: Decimal | None = None
    follow_up: str = ""
    follow_up_on: date | None = None


def checked_touchpoint(said: TouchpointSaid, today: date) -> TouchpointSaid:
    """As it is kept. Raises ClaveError (`where` names the field) for what cannot have been."""
    text = said.text.strip()
    if not text:
        raise ClaveError(_("there is nothing to keep yet."), where="text", remedy=_("Say in a line what happened."))
    if len(text) > LONGEST_TEXT:
        raise ClaveError(
            _("the note has {length} characters, {most} fit.").fill(length=len(text), most=LONGEST_TEXT), where="text",
            remedy=_("Keep what matters; the whole document goes elsewhere."),
        )  # fmt: skip
    _checked_days(said, today)
    if said.cost is not None and said.cost < 0:
        raise ClaveError(_("a cost is not below zero."), where="cost", remedy=_("Leave it empty where nobody knows."))
    topics = tuple(dict.fromkeys(" ".join(topic.split()) for topic in said.topics if topic.strip()))
    return replace(said, text=text, topics=topics, feedback=said.feedback.strip(), follow_up=said.follow_up.strip())


def _checked_days(said: TouchpointSaid, today: date) -> None:
    if said.on > today:
        raise ClaveError(_("this day is still to come."), where="on", remedy=_("Log a contact once there was one."))
    if (today - said.on).days > OLDEST:
        raise ClaveError(_("this is more than three years ago."), where="on", remedy=_("Check the day that you typed."))
    if said.follow_up_on is not None and said.follow_up_on < said.on:
        raise ClaveError(
            _("what is left to do would be due before the contact."), where="follow_up_on",
            remedy=_("Choose the day of the contact or a later one."),
        )  # fmt: skip


def stems(text: str) -> list[str]:
    """The words of a text without endings, case and accents, so that «pedidos» finds «pedido». (Snowball, Spanish)"""
    words = "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()
    return [folded(stem) for stem in _SPANISH.stemWords(words)]


def stemmed(*texts: str) -> str:
    """Texts as they are searched: every stem once, between spaces."""
    return f" {' '.join(dict.fromkeys(stem for text in texts for stem in stems(text)))} "
