"""What makes a survey: its kind, whether it is anonymous, until when; and what is told to who answers before they do. (C8)"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.operations.surveys.questions import KINDS

LABELS = {
    "draft": _("being prepared"),
    "open": _("open for answers"),
    "closed": _("closed"),
    "withdrawn": _("withdrawn"),
}
STATES = tuple(LABELS)
LONGEST = timedelta(days=366)
MOST_TITLE, MOST_INTRO = 120, 1_000
NAMED_ONLY = ("pulse", "announcement")
"""Kinds that are asked one person at a time: nobody could answer them without being known."""


@dataclass(frozen=True)
class Choice:
    """Which accounts: those in these states, of these categories, and these codes; all of them where the lists are empty."""

    states: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()

    @property
    def everybody(self) -> bool:
        """Whether nothing was chosen: every key account."""
        return self == Choice()

    def holds(self, customer: str, state: str, category: str) -> bool:
        """Whether an account is chosen: by hand, or by its state and its category where these are chosen."""
        if customer in self.customers:
            return True
        if not self.states and not self.categories:
            return not self.customers
        return (not self.states or state in self.states) and (not self.categories or category in self.categories)


@dataclass(frozen=True)
class SurveySaid:
    """What somebody writes of a survey; `wave` tells one round from another, `closes_on` is its last day."""

    kind: str
    title: str
    closes_on: date
    anonymous: bool = False
    intro: str = ""
    wave: str = ""
    choice: Choice = field(default_factory=Choice)


def checked_survey(said: SurveySaid, today: date) -> SurveySaid:
    """As it is kept. Raises ClaveError (`where` names the field)."""
    if said.kind not in KINDS:
        raise ClaveError(_("this is no kind of survey."), where="kind", remedy=_("Choose one of the list."))
    title = " ".join(said.title.split())[:MOST_TITLE]
    if not title:
        raise ClaveError(
            _("the survey has no title."), where="title", remedy=_("Write what customers will read above it.")
        )
    if not today <= said.closes_on <= today + LONGEST:
        raise ClaveError(
            _("a survey closes from today to a year from now."), where="closes_on", remedy=_("Choose another day.")
        )
    if said.anonymous and said.kind in NAMED_ONLY:
        raise ClaveError(
            _("this kind is asked one person at a time, about something of theirs: it cannot be anonymous."),
            where="anonymous", remedy=_("Leave it with names; the relationship survey can be anonymous."),
        )  # fmt: skip
    return replace(said, title=title, intro=said.intro.strip()[:MOST_INTRO], wave=" ".join(said.wave.split())[:40])


def promise(anonymous: bool, company: str, least: int) -> Text:
    """What is told to who answers, before they do."""
    if anonymous:
        return _(
            "This survey is anonymous: {company} keeps your answers without your name, without the hour and in no order, and "
            "shows them only once it is closed and at least {n} people answered. We know that you answered, so as not to remind "
            "you; not what. What you write is shown as you write it: leave out what would tell who you are."
        ).fill(company=company, n=Figure(least, "count"))
    return _(
        "Your answers go with your name to the people of {company} who look after your account, so that they can react. They are "
        "used for nothing else."
    ).fill(company=company)
