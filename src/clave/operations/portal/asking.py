"""What a customer asks in its portal: in its words, where it stands, what comes next, and when it waits for us. (G4, C4)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.holidays import holidays_of
from clave.base.words import Text, _

KINDS: Mapping[str, Text] = {
    "need": _("Something we need and you do not have"),
    "improvement": _("A product of yours that could be better"),
    "complaint": _("Something that does not work"),
}
VERDICTS = ("solved", "unsolved")
LONGEST, LONGEST_TITLE = 600, 90
SATURDAY = 5
STATES: Mapping[str, Text] = {
    "heard": _("We received it"),
    "working": _("We are working on it"),
    "solved": _("We have a solution"),
    "unsolved": _("No solution for now"),
    "received": _("We received it"),
    "assessed": _("We looked at it"),
    "accepted": _("We will do it"),
    "in_lab": _("In the laboratory"),
    "customer_trial": _("On trial with you"),
    "delivered": _("Delivered"),
    "declined": _("We will not do it"),
}
"""Stages of a need and of a request, as the customer reads them."""
NEXT: Mapping[str, Text] = {
    "heard": _("{name} tells you by {day} what will be done."),
    "working": _("{name} writes to you here with news."),
    "solved": _("Tell us whether it solves what you needed."),
    "unsolved": _("If it still matters to you, tell us so and we look at it again."),
    "received": _("{name} tells you by {day} what will be done."),
    "assessed": _("{name} tells you whether and when it is done."),
    "accepted": _("It goes to the laboratory when its turn comes."),
    "in_lab": _("The laboratory brings you something to try."),
    "customer_trial": _("Try it and tell us how it went."),
    "delivered": _("Tell us whether it solves what you needed."),
    "declined": _("If it still matters to you, tell us so and we look at it again."),
}
ENDED = frozenset({"solved", "unsolved", "delivered", "declined"})
"""Stages in which the customer says whether it is solved."""
FIRST = frozenset({"heard", "received"})


@dataclass(frozen=True)
class Standing:
    """What decides whether an ask waits for us: its stage, the last word of each side (None = none), and what they said of how
    it ended, and when."""

    stage: str
    theirs: datetime | None = None
    ours: datetime | None = None
    verdict: str = ""
    verdict_at: datetime | None = None


def checked_text(text: str) -> str:
    """What somebody wrote, as it is kept. Raises ClaveError for nothing, and for more than `LONGEST` letters."""
    words = " ".join(text.split())
    if not words:
        raise ClaveError(
            _("there is nothing written."), where="text", remedy=_("Write it in a line; we read it as you say it.")
        )
    if len(words) > LONGEST:
        raise ClaveError(
            _("this is longer than {most} letters.").fill(most=LONGEST), where="text",
            remedy=_("Say the essential; the rest we ask you."),
        )  # fmt: skip
    return words


def title_of(text: str) -> str:
    """The words in a line, cut at a word where they are longer."""
    if len(text) <= LONGEST_TITLE:
        return text
    cut = text[: LONGEST_TITLE - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut) + "…"


def working_day(day: date, after: int, country: str) -> date:
    """The working day `after` days of work later: Saturdays, Sundays and public holidays of the country do not count."""
    for _each in range(after):
        day += timedelta(days=1)
        while day.weekday() >= SATURDAY or day in holidays_of(country, day.year):
            day += timedelta(days=1)
    return day


def waits_for_us(one: Standing) -> bool:
    """Whether somebody of ours has to say something: nobody answered yet, or the last word is the customer's."""
    if one.verdict == "solved":
        return False
    if one.verdict == "unsolved" and one.verdict_at and (one.ours is None or one.ours < one.verdict_at):
        return True
    if one.theirs and (one.ours is None or one.ours < one.theirs):
        return True
    return one.stage in FIRST and one.ours is None


def next_words(stage: str, responsible: str, due_on: date) -> Text:
    """What comes next, who does it and when."""
    return NEXT[stage].fill(name=responsible, day=Figure(due_on, "date"))


def after_words(verdict: str, responsible: str) -> Text | None:
    """What comes after they said how it ended; None while they have not."""
    if verdict == "solved":
        return _("It is over: you said that it is solved.")
    return _("{name} looks at it again and writes to you here.").fill(name=responsible) if verdict else None


def place_words(place: int, of: int) -> Text:
    """Where it stands in the queue, naming nobody."""
    if place == 1:
        return _("It is the next one of {n}. Key accounts go first.").fill(n=of)
    return _("It is number {place} of {n}. Key accounts go first.").fill(place=place, n=of)


def last_of(moments: Sequence[datetime]) -> datetime | None:
    """The newest of some moments; None where there are none."""
    return max(moments, default=None)
