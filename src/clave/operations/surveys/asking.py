"""Who is asked, and how often: nobody more than agreed in a year, nobody who said no. (C8)"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.operations.consent import Answer
from clave.policy import voice
from clave.policy.limits import Limits

PURPOSE = "survey"
"""The purpose of `operations.consent.PURPOSES` under which somebody is asked."""
A_YEAR = timedelta(days=365)
PULSE = "pulse"


@dataclass(frozen=True)
class Asked:
    """Somebody was asked on a day, in a survey of a kind, whether they answered or not."""

    on: date
    kind: str


@dataclass(frozen=True)
class Turn:
    """Whether somebody is asked now, whether by mail too, and why not."""

    asked: bool
    mail: bool
    why: Text | None = None


def turn(kind: str, before: Sequence[Asked], consent: Answer, on: date, limits: Limits) -> Turn:
    """Whether somebody may be asked on a day. Who said no to surveys is not asked at all; who never said anything finds it in the
    portal, and gets no mail."""
    if consent.allowed is False:
        return Turn(asked=False, mail=False, why=consent.because)
    year = sorted(one.on for one in before if on - A_YEAR < one.on <= on)
    most = limits[voice.most]
    if len(year) >= most:
        text = _("asked {n} times in twelve months, as many as agreed; from {day} on again")
        again = year[len(year) - most] + A_YEAR
        return Turn(asked=False, mail=False, why=text.fill(n=Figure(len(year), "count"), day=Figure(again, "date")))
    if kind == PULSE:
        rest = timedelta(days=limits[voice.pulse_rest])
        last = max((one.on for one in before if one.kind == PULSE and one.on <= on), default=None)
        if last is not None and last + rest > on:
            text = _("was asked about a delivery on {day}; from {again} on again")
            days = {"day": Figure(last, "date"), "again": Figure(last + rest, "date")}
            return Turn(asked=False, mail=False, why=text.fill(**days))
    return Turn(asked=True, mail=consent.allowed is True, why=None if consent.allowed else consent.because)
