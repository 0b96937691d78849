"""The plan as its customer may read it: only what somebody marked as shared, and nothing that is ours alone. (G8)

Here is no margin, no worth, no score, no estimate of what it buys elsewhere, and nobody else's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from clave.operations.plan.said import OURS_ALONE, ActionSaid, ObjectiveSaid, Plan


def shared(plan: Plan, *, ended: bool = False) -> Plan:
    """The part of a plan that is shared. An objective is there if it is shared and its goal is, an action likewise; what came
    of it and from which note it came stay with us; with `ended`, for the table of a review, what was shared and dropped is
    there too, and what came of everything."""
    goals = {number: goal for number, goal in plan.goals.items() if goal.shared}
    objectives = {
        number: replace(one, worth=None)
        for number, one in plan.objectives.items()
        if one.shared and one.goal in goals and one.measure not in OURS_ALONE
    }
    actions = {
        number: replace(one, said_in=None, outcome=one.outcome if ended else "")
        for number, one in plan.actions.items()
        if one.shared and (ended or one.state != "dropped") and not _serves_another(one, plan, objectives)
    }
    return Plan(plan.period, goals, objectives, actions)


def _serves_another(one: ActionSaid, plan: Plan, objectives: Mapping[int, ObjectiveSaid]) -> bool:
    """Whether it serves an objective that the customer does not read."""
    return one.objective in plan.objectives and one.objective not in objectives
