"""What people write down and nobody may forget: a competitor who came, a plan that nobody looks at. (G12, G8)"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from clave.base.figures import Figure
from clave.base.words import _
from clave.operations.alerts.shape import COUNTED, NOTED, Alert
from clave.policy import declared
from clave.policy.limits import Limits


@dataclass(frozen=True)
class CompetitorSeen:
    """A competitor was at a customer: who told us, what they offered in words, which family it is about ("" = not known)
    and what the customer buys of that in a year (None = not known)."""

    number: int
    account: str
    competitor: str
    on: date
    told_by: str
    words: str
    family: str = ""
    money: float | None = None


@dataclass(frozen=True)
class PlanLooked:
    """A plan of an account: when it was last reviewed (or made), and when the next review was due (None = no day)."""

    number: int
    account: str
    looked_on: date
    due_on: date | None = None
    money: float | None = None


def competitors(seen: Iterable[CompetitorSeen], as_of: date, limits: Limits) -> list[Alert]:
    """Visits of competitors of the last days of policy; at stake is what it buys of what they offered."""
    since = as_of - timedelta(days=limits[declared.alert_competitor])
    return [
        Alert(
            "competitor", one.account,
            _("{told} reported on {day} that {competitor} was there: «{words}»").fill(
                told=one.told_by, day=Figure(one.on, "date"), competitor=one.competitor, words=one.words),
            str(one.number), one.money, "buys" if one.money is not None else "", None, NOTED,
        )
        for one in seen
        if since < one.on <= as_of
    ]  # fmt: skip


def stale_plans(plans: Iterable[PlanLooked], as_of: date, limits: Limits) -> list[Alert]:
    """Plans whose review is past due, or that nobody looked at for longer than policy allows."""
    alerts = []
    for one in plans:
        late = one.due_on is not None and one.due_on < as_of
        if not late and (as_of - one.looked_on).days < limits[declared.alert_plan]:
            continue
        if late:
            days = {"due": Figure(one.due_on, "date"), "day": Figure(one.looked_on, "date")}
            why = _("its review was due on {due}; the last one was on {day}").fill(**days)
        else:
            quiet = Figure(float((as_of - one.looked_on).days), "days")
            why = _("nobody has reviewed its plan for {days}").fill(days=quiet)
        worth = "buys" if one.money is not None else ""
        alerts.append(Alert("plan", one.account, why, str(one.number), one.money, worth, None, COUNTED))  # type: ignore[arg-type]
    return alerts
