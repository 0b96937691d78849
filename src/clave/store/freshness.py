"""Whether a kept selection still says what the facts and the policy say now."""

from __future__ import annotations

from datetime import datetime

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Joined, Text, _
from clave.store.facts import newest_facts
from clave.store.models import SelectionRun
from clave.store.policy import policy_in_force
from clave.store.recorded import recorded_at


def outdated(run: SelectionRun, now: datetime) -> tuple[Text | Joined, ...]:
    """Why the list should be made again, in sentences; empty where it is as new as its facts, its policy and what people
    have recorded."""
    return tuple(reason for reason in (_facts(run), _policy(run), recorded_since(run, now)) if reason)


def _facts(run: SelectionRun) -> Text | None:
    newest = newest_facts() if run.facts_version else None
    if newest is None or run.facts_version in (str(newest.version), str(newest.content)):
        return None
    return _("There are newer facts: version {newest}, of {day}. This list was made with version {own}.").fill(
        newest=newest.version, day=Figure(newest.at.date(), "date"), own=run.facts_version
    )


def _policy(run: SelectionRun) -> Text | Joined | None:
    try:
        version = policy_in_force().version
    except ClaveError as error:
        return error.sentence()
    return None if version == run.policy_version else _("The policy changed after this list was made.")


def recorded_since(run: SelectionRun, now: datetime) -> Text | None:
    """Whether people have rated or declared something that the list does not know yet."""
    if recorded_at(now).version == run.recorded:
        return None
    return _("What people judge or declare has changed since this list was made.")
