"""When something is due by a line of cron, in the time of a place."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from cronsim import CronSim

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
LONGEST = timedelta(days=7)


def length(text: str) -> timedelta | None:
    """A length of time such as 5s, 30m, 2h or 1d; None for anything else, and for more than a week."""
    found = re.fullmatch(r"(\d{1,6})([smhd])", text)
    long = timedelta(seconds=int(found[1]) * UNITS[found[2]]) if found else timedelta(0)
    return long if timedelta(0) < long <= LONGEST else None


def last_due(cron: str, moment: datetime) -> datetime:
    """The latest instant that was due at or before `moment`, in the time zone of `moment`.

    Where clocks change, an hour that there is twice counts once, and one that is left out counts as the next."""
    return next(CronSim(cron, moment.replace(microsecond=0) + timedelta(seconds=1), reverse=True))


def next_due(cron: str, moment: datetime) -> datetime:
    """The first instant due after `moment`, in its time zone."""
    return next(CronSim(cron, moment))


def owed(cron: str, moment: datetime, *, since: datetime, patience: timedelta | None = None) -> datetime | None:
    """The instant that is due now: the latest one after `since`, however many were missed before it; None where there
    is none, or where it is older than `patience` (None = it is never too late)."""
    due = last_due(cron, moment)
    late = patience is not None and moment - due > patience
    return None if due <= since or late else due
