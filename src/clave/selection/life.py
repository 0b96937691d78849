"""The life of a status: the states it goes through, which step may follow which, and what its steps come to
(product.md §2.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from clave.base.words import Text, _


@dataclass(frozen=True)
class State:
    """One state: its name, what it means, whether the customer is a key account in it, and what may come next.

    The empty key stands for «no status»: never nominated, or withdrawn before anybody decided."""

    key: str
    label: Text
    words: Text
    member: bool
    next: frozenset[str]


def _state(key: str, label: Text, words: Text, *following: str, member: bool = False) -> State:
    return State(key, label, words, member, frozenset(following))


NONE = ""
NOMINATED, PROPOSED, DECIDED, ANNOUNCED, TRIAL, CONFIRMED, WATCHED, LANDING, FORMER = (
    "nominated", "proposed", "decided", "announced", "trial", "confirmed", "watched", "landing", "former",
)  # fmt: skip
STATES: Mapping[str, State] = {
    state.key: state
    for state in (
        _state(NOMINATED, _("Nominated"), _("Somebody gave a reason; no committee has it yet."), PROPOSED, NONE),
        _state(PROPOSED, _("Proposed"), _("Before the committee."), DECIDED, NOMINATED, NONE, FORMER),
        _state(
            DECIDED, _("Decided"), _("On the list; the customer does not know yet."), ANNOUNCED, TRIAL, LANDING, member=True
        ),
        _state(ANNOUNCED, _("Announced"), _("The customer has been told."), TRIAL, LANDING, member=True),
        _state(TRIAL, _("First year"), _("Key account in its year on trial."), CONFIRMED, WATCHED, LANDING, member=True),
        _state(CONFIRMED, _("Confirmed"), _("Key account past its first year."), WATCHED, LANDING, member=True),
        _state(
            WATCHED, _("Watched"), _("Below the exit band: it stays, and is looked at again at the next review."),
            CONFIRMED, TRIAL, LANDING, member=True,
        ),
        _state(
            LANDING, _("Soft landing"), _("Leaving with a plan: privileges end one by one, and it was told why."),
            FORMER, CONFIRMED, TRIAL, member=True,
        ),
        _state(FORMER, _("Former"), _("Was a key account."), NOMINATED, PROPOSED),
    )
}  # fmt: skip
BEGINNING = frozenset({NOMINATED, PROPOSED})
"""What may follow where there is no status yet."""


def may_follow(before: str, after: str) -> bool:
    """Whether a status may go from one state to another; the empty key is «no status»."""
    return after in (STATES[before].next if before else BEGINNING)


def is_member(state: str) -> bool:
    """Whether a customer in that state is a key account."""
    return state in STATES and STATES[state].member


def in_no_danger(state: str) -> bool:
    """Whether a key account stays one by itself, so that nobody needs to nominate it."""
    return is_member(state) and state not in (WATCHED, LANDING)


@dataclass(frozen=True)
class Step:
    """One step as it counts: to which state, from which day, with which end; `back` = it undoes the step before it."""

    after: str
    effective_on: date
    until: date | None = None
    category: str = ""
    back: bool = False


@dataclass(frozen=True)
class Stand:
    """What steps come to: the state, the day it became a key account, the day on which its override or landing ends,
    its first category, and the day before which no further step may count: that of the last one that touched the list."""

    state: str = NONE
    since: date | None = None
    until: date | None = None
    category: str = ""
    floor: date | None = None


def stand(steps: Iterable[Step]) -> Stand:
    """Where all steps of a customer, in the order they were entered, leave it. A step back leaves it where it stood
    before the step that it undoes."""
    stood = [Stand()]
    for step in steps:
        if step.back:
            stood.pop()
        else:
            stood.append(_after(stood[-1], step))
    return stood[-1]


def _after(before: Stand, step: Step) -> Stand:
    was, now = is_member(before.state), is_member(step.after)
    since = before.since if now else None
    if now and not was:
        since = step.effective_on
    return replace(
        before,
        state=step.after,
        since=since,
        until=step.until,
        category=step.category or before.category,
        floor=step.effective_on if was or now else before.floor,
    )
