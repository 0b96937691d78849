"""What may be done with a status today, and why the rest may not (product.md §2.4). Nothing here moves anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from clave.base.figures import Figure
from clave.base.period import months_before
from clave.base.words import Text, _, counted
from clave.policy import declared
from clave.policy.limits import Limits
from clave.selection.life import ANNOUNCED, CONFIRMED, DECIDED, FORMER, LANDING, TRIAL, WATCHED, is_member

ANNOUNCE, BEGIN, CONFIRM, WATCH, KEEP, LAND, RECOVER, FINISH, EXTEND, LIFT = (
    "announce", "begin", "confirm", "watch", "keep", "land", "recover", "finish", "extend", "lift",
)  # fmt: skip


@dataclass(frozen=True)
class Here:
    """Where a status stands: its state, since when it is a key account, when its override or landing ends, and how many
    steps of its landing plan are still to be done."""

    state: str
    since: date | None = None
    until: date | None = None
    open_steps: int = 0


@dataclass(frozen=True)
class Act:
    """One thing a person may do: to which state it leads, and, where it may not be done today, why not."""

    key: str
    label: Text
    words: Text
    to: str
    refused: Text | None = None


def trial_ends(since: date, limits: Limits) -> date:
    """The day on which a year on trial is over."""
    return months_before(since, -limits[declared.life_trial])


def past_trial(here: Here, today: date, limits: Limits) -> bool:
    """Whether its time on trial is over."""
    return here.since is not None and trial_ends(here.since, limits) <= today


def acts(here: Here, today: date, limits: Limits) -> tuple[Act, ...]:
    """All that belongs to this state, the main act first; those that must wait say for what."""
    if not is_member(here.state):
        return ()
    keys = OF_STATE[here.state] + ((EXTEND, LIFT) if here.until and here.state != LANDING else ())
    return tuple(_MADE[key](here, today, limits) for key in keys)


def act(key: str, here: Here, today: date, limits: Limits) -> Act | None:
    """One of them by its key; None where it does not belong to this state."""
    return next((found for found in acts(here, today, limits) if found.key == key), None)


OF_STATE: Mapping[str, tuple[str, ...]] = {
    DECIDED: (ANNOUNCE, BEGIN, LAND),
    ANNOUNCED: (BEGIN, LAND),
    TRIAL: (CONFIRM, WATCH, LAND),
    CONFIRMED: (WATCH, LAND),
    WATCHED: (KEEP, LAND),
    LANDING: (FINISH, RECOVER, EXTEND),
}
"""Which acts belong to a state, besides those of an override."""


def _announce(_here: Here, _today: date, _limits: Limits) -> Act:
    return Act(ANNOUNCE, _("The customer was told"), _("Say how and when it was told, and by whom."), ANNOUNCED)


def _begin(_here: Here, _today: date, _limits: Limits) -> Act:
    return Act(
        BEGIN, _("Begin the trial"), _("The privileges run; its time on trial counts from its first day."), TRIAL
    )


def _confirm(here: Here, today: date, limits: Limits) -> Act:
    refused = None
    if not past_trial(here, today, limits) and here.since:
        ends = Figure(trial_ends(here.since, limits), "date")
        refused = _("Its trial ends on {day}: it can be confirmed from then on.").fill(day=ends)
    return Act(CONFIRM, _("Confirm"), _("Its trial is over and it stays."), CONFIRMED, refused)


def _watch(_here: Here, _today: date, _limits: Limits) -> Act:
    return Act(WATCH, _("Put in watch"), _("It stays, and the next review looks at it first."), WATCHED)


def _keep(here: Here, today: date, limits: Limits) -> Act:
    return Act(KEEP, _("Out of watch"), _("It stays as it was before."), _settled(here, today, limits))


def _land(_here: Here, _today: date, _limits: Limits) -> Act:
    return Act(LAND, _("Begin a soft landing"), _("It leaves with a plan: see first what that costs."), LANDING)


def _recover(here: Here, today: date, limits: Limits) -> Act:
    return Act(
        RECOVER, _("Keep it after all"), _("The landing ends and it stays on the list."), _settled(here, today, limits)
    )


def _finish(here: Here, today: date, _limits: Limits) -> Act:
    refused: Text | None = None
    if here.open_steps:
        refused = counted(
            "{n} step of its plan is not done yet: mark it done first.",
            "{n} steps of its plan are not done yet: mark them done first.",
            here.open_steps,
        )
    elif here.until and here.until > today:
        refused = _("Its landing lasts until {day}, as the customer was told.").fill(day=Figure(here.until, "date"))
    return Act(FINISH, _("End the landing"), _("It is no longer a key account."), FORMER, refused)


def _extend(here: Here, _today: date, _limits: Limits) -> Act:
    landing = here.state == LANDING
    label = _("Give the landing more time") if landing else _("Extend the override")
    return Act(EXTEND, label, _("It lasts until another day."), here.state)


def _lift(here: Here, _today: date, _limits: Limits) -> Act:
    return Act(LIFT, _("End the override"), _("It stays, without an end, by the same rule as everybody."), here.state)


def _settled(here: Here, today: date, limits: Limits) -> str:
    return CONFIRMED if past_trial(here, today, limits) else TRIAL


_MADE: Mapping[str, Callable[[Here, date, Limits], Act]] = {
    ANNOUNCE: _announce, BEGIN: _begin, CONFIRM: _confirm, WATCH: _watch, KEEP: _keep, LAND: _land,
    RECOVER: _recover, FINISH: _finish, EXTEND: _extend, LIFT: _lift,
}  # fmt: skip
