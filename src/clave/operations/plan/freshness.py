"""Whether a plan is alive: touched lately, reviewed when it should be, and not over. A plan that is none is shown stale. (G8)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clave.base.figures import Figure
from clave.base.period import months_before
from clave.base.words import Text, _
from clave.operations.plan.said import PlanSaid
from clave.policy import declared
from clave.policy.limits import Limits

STATES: dict[str, Text] = {
    "fresh": _("alive"),
    "review": _("review overdue"),
    "stale": _("stale"),
    "over": _("its period is over"),
}


@dataclass(frozen=True)
class Freshness:
    """How alive a plan is, why, and the day by which its next review is due (None = nobody can say)."""

    state: str
    because: Text
    review_by: date | None = None

    @property
    def alive(self) -> bool:
        """Whether nothing has to be done about it."""
        return self.state == "fresh"


def freshness(plan: PlanSaid, changed_on: date, reviewed_on: date | None, today: date, limits: Limits) -> Freshness:
    """How alive a plan is. `changed_on` is the last day on which anybody changed it, `reviewed_on` that of its last review.

    The next review is due on the day that was set, else so many months after the last one or the beginning; a policy of
    both sides (`promise.plan_months`)."""
    due = _due(plan, reviewed_on, limits)
    if today > plan.ends_on:
        ended = _("It ended on {day}: begin the next one.").fill(day=Figure(plan.ends_on, "date"))
        return Freshness("over", ended, due)
    touched = max(changed_on, reviewed_on) if reviewed_on else changed_on
    idle = (today - touched).days
    if idle > limits[declared.plan_stale]:
        because = _("Nobody has touched it for {days}: what it says may be true no longer.")
        return Freshness("stale", because.fill(days=Figure(idle, "days")), due)
    if today > due:
        late = _("Its review was due on {day}.").fill(day=Figure(due, "date"))
        return Freshness("review", late, due)
    return Freshness("fresh", _("Its next review is due by {day}.").fill(day=Figure(due, "date")), due)


def _due(plan: PlanSaid, reviewed_on: date | None, limits: Limits) -> date:
    if plan.next_review_on is not None and (reviewed_on is None or plan.next_review_on > reviewed_on):
        return plan.next_review_on
    return months_before(reviewed_on or plan.starts_on, -limits[declared.promise_plan])
