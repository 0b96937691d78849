"""The life of a status: the states it goes through, and which step may follow which (product.md §2.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
            FORMER, CONFIRMED, member=True,
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
