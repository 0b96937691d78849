"""What people write down and nobody may forget: a competitor who came, a plan that nobody looks at, a low answer to a survey.
(G12, G8, C8)"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.operations.alerts.shape import COUNTED, NOTED, SAID, Alert
from clave.operations.plan.freshness import Freshness
from clave.policy import declared, voice
from clave.policy.limits import Limits


@dataclass(frozen=True)
class CompetitorSeen:
    """A competitor was at a customer: who told us, what they offered in words, which family it is about ("" = not known)
    and what the customer buys of that in a year (None = not known)."""

    number: int
    account: str
    competitor: str
    on: date
    told_by: str | Text
    words: str
    family: str = ""
    money: float | None = None


@dataclass(frozen=True)
class PlanLooked:
    """A plan of an account, how alive it is as its own page says it, and what the account buys in a year (None = not known)."""

    number: int
    account: str
    life: Freshness
    money: float | None = None


@dataclass(frozen=True)
class LowAnswer:
    """Somebody of a customer answered low, with their name: which answer it was in words, and what the account buys in a year."""

    number: int
    account: str
    on: date
    why: Text
    money: float | None = None


def low_answers(given: Iterable[LowAnswer], as_of: date, limits: Limits) -> list[Alert]:
    """Low answers of the last days of policy, one alert each."""
    since = as_of - timedelta(days=limits[voice.alert_days])
    return [
        Alert("survey", one.account, one.why, str(one.number), one.money, "buys" if one.money else "", None, SAID)
        for one in given
        if since < one.on <= as_of
    ]


def competitors(seen: Iterable[CompetitorSeen], as_of: date, limits: Limits) -> list[Alert]:
    """Visits of competitors of the last days of policy; at stake is what it buys of what they offered."""
    since = as_of - timedelta(days=limits[declared.alert_competitor])
    return [
        Alert(
            "competitor", one.account, _seen(one), str(one.number), one.money, "buys" if one.money else "", None, NOTED
        )
        for one in seen
        if since < one.on <= as_of
    ]


def _seen(one: CompetitorSeen) -> Text:
    said = {"told": one.told_by, "day": Figure(one.on, "date"), "competitor": one.competitor}
    if one.words:
        text = _("{told} reported on {day} that {competitor} was there: «{words}»")
        return text.fill(words=one.words.rstrip("."), **said)
    return _("{told} reported on {day} that {competitor} was there; what it offered is not known").fill(**said)


def stale_plans(plans: Iterable[PlanLooked]) -> list[Alert]:
    """Plans that are alive no longer: nobody touches them, their review is overdue, or their period is over."""
    return [
        Alert(
            "plan",
            one.account,
            one.life.because,
            str(one.number),
            one.money,
            "buys" if one.money else "",
            None,
            COUNTED,
        )
        for one in plans
        if not one.life.alive
    ]
