"""Joint initiatives: what both sides build together, how far it came, and when it stands still. (B4, E10)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from clave.base.errors import ClaveError
from clave.base.words import Text, _, counted, joined
from clave.policy import declared
from clave.policy.limits import Limits

KINDS: Mapping[str, Text] = {
    "product": _("New product"),
    "service": _("New service"),
    "site": _("Another site or country"),
    "process": _("Process in common"),
}
LABELS: Mapping[str, Text] = {
    "idea": _("idea"),
    "agreed": _("agreed"),
    "working": _("under way"),
    "achieved": _("achieved"),
    "dropped": _("dropped"),
}
STAGES = tuple(LABELS)
FOLLOWING: Mapping[str, tuple[str, ...]] = {
    "idea": ("agreed", "dropped"),
    "agreed": ("working", "dropped"),
    "working": ("achieved", "dropped"),
    "achieved": (),
    "dropped": ("idea",),
}
OPEN = ("idea", "agreed", "working")
ENDS = frozenset({"achieved", "dropped"})
MOST_YEARS = 10


@dataclass(frozen=True)
class InitiativeSaid:
    """What both sides want: what `ours` and `theirs` puts in, the `next_step` with its day; of another site the `site`, its
    `country` (two letters) and whom to see there (`contact_name`, or `contact` a person we know)."""

    kind: str
    title: str
    started_on: date
    about: str = ""
    due_on: date | None = None
    ours: str = ""
    theirs: str = ""
    next_step: str = ""
    next_on: date | None = None
    site: str = ""
    country: str = ""
    contact: int | None = None
    contact_name: str = ""


def checked_initiative(said: InitiativeSaid, today: date) -> InitiativeSaid:
    """As it is kept. Raises ClaveError (`where` names the field) for what cannot be."""
    if said.kind not in KINDS:
        raise ClaveError(_("this is no kind of initiative."), where="kind", remedy=_("Choose one of the list."))
    title = said.title.strip()
    if not title:
        raise ClaveError(_("nobody could tell what it is."), where="title", remedy=_("Say it in a line."))
    if said.started_on > today:
        raise ClaveError(
            _("this day has not come yet."), where="started_on", remedy=_("Choose today or an earlier day.")
        )
    _checked_end(said)
    _checked_next(said)
    if said.kind == "site":
        _checked_site(said)
    words = ("about", "ours", "theirs", "next_step", "site", "contact_name")
    plain = {name: getattr(said, name).strip() for name in words}
    return replace(said, title=title, country=said.country.strip().upper(), **plain)


def _checked_end(said: InitiativeSaid) -> None:
    if said.due_on is None:
        return
    if said.due_on < said.started_on:
        raise ClaveError(
            _("it would be done before it began."), where="due_on",
            remedy=_("Choose a later day, or leave it empty while nobody agreed one."),
        )  # fmt: skip
    if said.due_on.year - said.started_on.year > MOST_YEARS:
        raise ClaveError(_("this is more than ten years away."), where="due_on", remedy=_("Look at its year."))


def _checked_next(said: InitiativeSaid) -> None:
    if said.next_step.strip() and said.next_on is None:
        raise ClaveError(
            _("a step without a day is not taken."), where="next_on", remedy=_("Say by when it will be done.")
        )
    if said.next_on is not None and not said.next_step.strip():
        raise ClaveError(
            _("there is a day and nothing to do on it."),
            where="next_step",
            remedy=_("Write the step, or empty the day."),
        )
    if said.next_on is not None and said.next_on < said.started_on:
        raise ClaveError(_("the next step would be before it began."), where="next_on", remedy=_("Choose a later day."))


def _checked_site(said: InitiativeSaid) -> None:
    """A chance elsewhere is followed only where it says where, with whom, and what comes next. (E10)"""
    if not said.site.strip() and not said.country.strip():
        raise ClaveError(
            _("a chance elsewhere is somewhere."), where="site", remedy=_("Name the site, the city or the country.")
        )
    if not said.contact_name.strip() and said.contact is None:
        raise ClaveError(
            _("nobody there would answer the telephone."), where="contact_name",
            remedy=_("Name who is to be seen there, or who of theirs introduces us."),
        )  # fmt: skip
    if not said.next_step.strip():
        raise ClaveError(
            _("without a next step nothing happens there."), where="next_step",
            remedy=_("Write the first thing to do, and its day."),
        )  # fmt: skip


def check_step(here: str, to: str, note: str) -> None:
    """Raises ClaveError where a stage may not follow another, or an end says nothing of what came of it."""
    if to not in FOLLOWING[here]:
        after = FOLLOWING[here]
        raise ClaveError(
            _("an initiative that is {here} cannot become {to}.").fill(here=LABELS[here], to=LABELS.get(to, to)),
            remedy=_("It may become: {stages}.").fill(stages=joined([LABELS[one] for one in after]))
            if after else _("It is achieved: write down a new one."),
        )  # fmt: skip
    if to in ENDS and not note.strip():
        raise ClaveError(_("nobody could tell what came of it."), where="note", remedy=_("Write it in a line."))


@dataclass(frozen=True)
class Standing:
    """What the decider reads of an initiative: its stage, when it last moved, its end and its next step."""

    stage: str
    moved_on: date
    due_on: date | None
    next_on: date | None


def stale(one: Standing, today: date, limits: Limits) -> tuple[Text, ...]:
    """Why an initiative stands still, in words; () where it does not, or it is over."""
    if one.stage not in OPEN:
        return ()
    found = []
    still = (today - one.moved_on).days
    if one.next_on is None:
        found.append(_("it has no next step"))
    elif one.next_on < today:
        found.append(
            counted("its next step is {n} day late", "its next step is {n} days late", (today - one.next_on).days)
        )
    if still > limits[declared.initiative_still]:
        found.append(counted("nothing moved for {n} day", "nothing moved for {n} days", still))
    if one.due_on is not None and one.due_on < today:
        found.append(
            counted(
                "it should have been done {n} day ago",
                "it should have been done {n} days ago",
                (today - one.due_on).days,
            )
        )
    return tuple(found)
