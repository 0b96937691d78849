"""Off-site sessions: a day away with a customer, its agenda, and what came of each idea that was said in it. (C3)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from clave.base.errors import ClaveError
from clave.base.words import Text, _, counted, joined
from clave.policy import declared
from clave.policy.limits import Limits

LABELS: Mapping[str, Text] = {
    "planned": _("being prepared"),
    "held": _("took place"),
    "closed": _("closed"),
    "cancelled": _("called off"),
}
MOVES: Mapping[str, Text] = {
    "planned": _("Prepare it again"),
    "held": _("It took place"),
    "closed": _("Close the session"),
    "cancelled": _("Call it off"),
}
"""What brings a session to a stage, as on a button."""
STAGES = tuple(LABELS)
FOLLOWING: Mapping[str, tuple[str, ...]] = {
    "planned": ("held", "cancelled"),
    "held": ("closed",),
    "closed": ("held",),
    "cancelled": ("planned",),
}
OPEN = ("planned", "held")
BECAME: Mapping[str, Text] = {
    "need": _("need"),
    "initiative": _("joint initiative"),
    "action": _("action of the plan"),
}
"""What an idea may become, in the order in which it is offered."""
LONGEST, LONGEST_POINT = 1_000, 480
"""Characters of a text, and minutes of one point of an agenda (a working day)."""


@dataclass(frozen=True)
class OffsiteSaid:
    """A session: the day, the place, what it is for, and what it costs in all (None = nobody knows yet). `ours` are people of
    ours and `theirs` of the customer, by number; `agreed` what was agreed in it, in words."""

    on: date
    place: str
    purpose: str
    cost: Decimal | None = None
    ours: tuple[int, ...] = ()
    theirs: tuple[int, ...] = ()
    agreed: str = ""


@dataclass(frozen=True)
class PointSaid:
    """A point of the agenda, how many minutes it takes and who leads it: of ours, or of the customer; None = nobody yet."""

    text: str
    minutes: int | None = None
    ours: int | None = None
    theirs: int | None = None


def checked_offsite(said: OffsiteSaid) -> OffsiteSaid:
    """As it is kept. Raises ClaveError (`where` names the field) for what cannot be."""
    place, purpose = said.place.strip(), said.purpose.strip()
    if not place:
        raise ClaveError(
            _("nobody would know where to go."), where="place", remedy=_("Write the place, as on the invitation.")
        )
    if not purpose:
        raise ClaveError(
            _("a day away without a purpose is an outing."), where="purpose",
            remedy=_("Say in a line what both sides want to leave with."),
        )  # fmt: skip
    if said.cost is not None and said.cost < 0:
        raise ClaveError(_("a cost is not below zero."), where="cost", remedy=_("Leave it empty where nobody knows."))
    return replace(said, place=place, purpose=purpose, agreed=said.agreed.strip())


def checked_point(said: PointSaid, ours: Sequence[int], theirs: Sequence[int]) -> PointSaid:
    """A point as it is kept; who leads it is one of the people (`ours`, `theirs`) of the session."""
    text = said.text.strip()
    if not text:
        raise ClaveError(_("the point says nothing."), where="text", remedy=_("Write it in a line."))
    if said.minutes is not None and not 0 < said.minutes <= LONGEST_POINT:
        raise ClaveError(
            _("a point takes between a minute and a working day."), where="minutes",
            remedy=_("Write its minutes, or leave it empty."),
        )  # fmt: skip
    if (said.ours is not None and said.ours not in ours) or (said.theirs is not None and said.theirs not in theirs):
        raise ClaveError(
            _("who leads it does not come to the session."), where="lead",
            remedy=_("Choose one of its people, or add them to the session first."),
        )  # fmt: skip
    return replace(said, text=text)


def check_step(here: str, to: str, said: OffsiteSaid, untouched: int, today: date) -> None:
    """Raises ClaveError where a session may not come to a stage: it took place only with both sides and on a day that has
    come, and it is closed only when every idea became something or was turned down."""
    if to not in FOLLOWING[here]:
        raise ClaveError(
            _("a session that is {here} cannot become {to}.").fill(here=LABELS[here], to=LABELS.get(to, to)),
            remedy=_("It may become: {stages}.").fill(stages=joined([LABELS[one] for one in FOLLOWING[here]])),
        )
    if to == "held" and here == "planned":
        if said.on > today:
            raise ClaveError(
                _("its day has not come yet."), where="to", remedy=_("Correct its day first, if it took place earlier.")
            )
        if not said.ours or not said.theirs:
            raise ClaveError(
                _("nobody could tell who was there of both sides."), where="to",
                remedy=_("Write down who came, of ours and of theirs, and then that it took place."),
            )  # fmt: skip
    if to == "closed" and untouched:
        raise ClaveError(
            counted("{n} idea was not decided.", "{n} ideas were not decided.", untouched), where="to",
            remedy=_("Make each a need, an initiative or an action, or say why not; then close it."),
        )  # fmt: skip


def checked_reason(words: str) -> str:
    """Why an idea is turned down. Raises ClaveError where nothing is said."""
    if not words.strip():
        raise ClaveError(
            _("whoever had the idea would not know why not."), where="why", remedy=_("Say why in a line they can read.")
        )
    return words.strip()


def left_lying(stage: str, on: date, untouched: int, today: date, limits: Limits) -> Text | None:
    """What is said of a session whose ideas nobody touched after so many days; None while there is nothing to say."""
    days = (today - on).days
    if stage != "held" or not untouched or days < limits[declared.offsite_follow_up]:
        return None
    return _("{ideas} lie untouched since {days}").fill(
        ideas=counted("{n} idea", "{n} ideas", untouched), days=counted("{n} day", "{n} days", days)
    )


def clock(minutes: Sequence[int | None]) -> tuple[tuple[int | None, int | None], ...]:
    """From which minute to which each point runs, counted from the beginning; (None, None) from the first point without minutes
    on, as nobody can tell."""
    found: list[tuple[int | None, int | None]] = []
    at: int | None = 0
    for one in minutes:
        begins = at if one is not None else None
        at = begins + one if begins is not None and one is not None else None
        found.append((begins, at))
    return tuple(found)
