"""A plan as its page shows it: goals of both sides, objectives with their progress, actions with their state, the checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.operations.plan.freshness import STATES as LIVES
from clave.operations.plan.freshness import Freshness
from clave.operations.plan.progress import UNITS, VERDICTS, Progress
from clave.operations.plan.said import FLOWS, MEASURES, OURS_ALONE, STATES, ActionSaid, GoalSaid, ObjectiveSaid, Plan
from clave.operations.plan.viable import Check
from clave.store.fields import FIELDS, MARGIN, RESERVED, seen
from clave.web.shown.selection import Badge
from clave.web.words import told

TONES = {
    "reached": ("ok", "circle-check"), "on_pace": ("ok", "trending-up"), "behind": ("warn", "alert-triangle"),
    "missed": ("bad", "x"), "not_begun": ("", "clock"), "unknown": ("", "help-circle"),
}  # fmt: skip
LIFE = {
    "fresh": ("ok", "heartbeat"),
    "review": ("warn", "calendar-time"),
    "stale": ("bad", "clock"),
    "over": ("bad", "calendar-event"),
}
ACTS = {"open": ("", "clock"), "late": ("bad", "alert-triangle"), "done": ("ok", "check"), "dropped": ("", "x")}
WORDS: dict[str, Text] = {**STATES, "late": _("overdue")}
CHECKS = {"bad": "alert-triangle", "unknown": "help-circle", "ok": "circle-check"}
A_YEAR = 12


@dataclass(frozen=True)
class GoalShown:
    """A goal, who said it, and how many objectives serve it."""

    number: int
    said: GoalSaid
    who: str
    serving: int


@dataclass(frozen=True)
class ObjectiveShown:
    """An objective with its figures as people read them; `hidden`: whoever looks may not see its margin."""

    number: int
    said: ObjectiveSaid
    goal: str
    how: str
    ours: str
    theirs: str
    baseline: str
    now: str
    target: str
    asked: str
    verdict: Badge
    because: str
    opens: str
    hidden: bool


@dataclass(frozen=True)
class ActionShown:
    """An action, who does it, and how it stands."""

    number: int
    said: ActionSaid
    objective: str
    ours: str
    theirs: str
    state: Badge
    late: bool


@dataclass(frozen=True)
class CheckShown:
    """A check with where to mend it (empty = nowhere in particular)."""

    state: str
    icon: str
    says: str
    why: str
    mend: str


@dataclass(frozen=True)
class Bar:
    """An action in the calendar of the plan: from which of its months on, over how many."""

    text: str
    start: int
    span: int
    tone: str


def goals(plan: Plan, theirs: Mapping[int, str], side: str) -> list[GoalShown]:
    """The goals of one side."""
    return [
        GoalShown(
            number, goal, theirs.get(goal.contact or 0, ""), sum(one.goal == number for one in plan.objectives.values())
        )
        for number, goal in plan.goals.items()
        if goal.side == side
    ]


def objectives(
    plan: Plan,
    measured: Mapping[int, Progress],
    names: tuple[Mapping[int, str], Mapping[int, str]],
    currency: str,
    customer: str,
    *,
    margin: bool,
) -> list[ObjectiveShown]:
    """The objectives, the first to end first; `margin`: whoever looks may see it."""
    found = []
    for number, one in sorted(plan.objectives.items(), key=lambda item: (item[1].due_on, item[0])):
        hidden = one.measure in OURS_ALONE and not margin
        found.append(_objective(number, one, plan, measured[number], names, currency, customer, hidden=hidden))
    return found


def _objective(
    number: int,
    one: ObjectiveSaid,
    plan: Plan,
    found: Progress,
    names: tuple[Mapping[int, str], Mapping[int, str]],
    currency: str,
    customer: str,
    *,
    hidden: bool,
) -> ObjectiveShown:
    asked = found.asked(float(one.target)) if one.target is not None and one.measure in FLOWS else None
    tone, icon = TONES[found.verdict]
    word = told(RESERVED)
    verdict = Badge("", "lock", RESERVED) if hidden else Badge(tone, icon, VERDICTS[found.verdict])
    return ObjectiveShown(
        number, one, plan.goals[one.goal].text if one.goal in plan.goals else "", how(one),
        names[0].get(one.owner or 0, ""), names[1].get(one.contact or 0, ""),
        word if hidden else figure(one, found.baseline, currency), word if hidden else figure(one, found.now, currency),
        word if hidden else figure(one, None if one.target is None else float(one.target), currency),
        "" if hidden or asked is None else ("+" if asked > 0 else "") + told(Figure(asked, "share")),
        verdict, told(seen(FIELDS[MARGIN])) if hidden else told(found.because), _opens(one, found, customer), hidden,
    )  # fmt: skip


def figure(one: ObjectiveSaid, amount: float | None, currency: str) -> str:
    """An amount of an objective in its unit; what is typed by hand carries the unit that was typed."""
    shown = told(Figure(amount, UNITS[one.measure], currency))
    return f"{shown} {one.unit}".strip() if one.measure == "by_hand" and amount is not None else shown


def how(one: ObjectiveSaid) -> str:
    """By what it is measured, in a line."""
    narrowed = one.product or one.family
    return " · ".join(word for word in (told(MEASURES[one.measure]), narrowed, one.unit) if word)


def _opens(one: ObjectiveSaid, found: Progress, customer: str) -> str:
    """The lines behind today's figure."""
    if found.as_of is None or one.measure in ("by_hand", "days_beyond"):
        return ""
    address = reverse("account_lines", args=[customer])
    narrowed = f"&familia={one.family}" if one.family else f"&producto={one.product}" if one.product else ""
    return f"{address}?desde={one.starts_on}&hasta={found.as_of}{narrowed}"


def actions(plan: Plan, names: tuple[Mapping[int, str], Mapping[int, str]], today: date) -> list[ActionShown]:
    """The actions: overdue, then open by their day, then what ended, the newest first."""
    found = []
    for number, one in plan.actions.items():
        late = one.state == "open" and one.due_on is not None and one.due_on < today
        state = "late" if late else one.state
        served = plan.objectives.get(one.objective or 0)
        found.append(
            ActionShown(
                number, one, served.title if served else "", names[0].get(one.owner or 0, ""),
                names[1].get(one.contact or 0, ""), Badge(*ACTS[state], WORDS[state]), late,
            )
        )  # fmt: skip
    return sorted(found, key=_in_order)


def _in_order(one: ActionShown) -> tuple[int, int, int]:
    if one.said.state == "open":
        return 0, (one.said.due_on or date.max).toordinal(), one.number
    return 1, -(one.said.closed_on or date.min).toordinal(), one.number


def checks(found: tuple[Check, ...], customer: str, *, margin: bool, may: bool) -> list[CheckShown]:
    """The checks as they came, what fails first; titles that tell a margin to nobody who may not see it."""
    return [
        CheckShown(
            one.state, CHECKS[one.state], told(one.says), "" if one.measures and not margin else told(one.why),
            _mend(one, customer) if may and one.state == "bad" else "",
        )
        for one in found
    ]  # fmt: skip


def _mend(one: Check, customer: str) -> str:
    if one.about is None:
        return ""
    kind, number = one.about
    if kind == "revision":
        return reverse("plan_review", args=[customer])
    return reverse("plan_edit", args=[customer, kind, number])


def life(found: Freshness) -> Badge:
    """Whether it is alive."""
    return Badge(*LIFE[found.state], LIVES[found.state])


def months(plan: Plan) -> list[date]:
    """The first twelve months of the plan, by their first day."""
    first = plan.period.starts_on
    index = [first.year * 12 + first.month - 1 + at for at in range(A_YEAR)]
    return [date(one // 12, one % 12 + 1, 1) for one in index]


def bars(found: list[ActionShown], plan: Plan) -> list[Bar]:
    """The actions that have days, in the months of the plan."""
    first = plan.period.starts_on.year * 12 + plan.period.starts_on.month
    drawn = []
    for one in found:
        if one.said.due_on is None or one.said.state == "dropped":
            continue
        begins = one.said.starts_on or one.said.due_on
        start, end = (day.year * 12 + day.month - first for day in (begins, one.said.due_on))
        if end >= 0 and start < A_YEAR:
            start, end = max(start, 0), min(end, A_YEAR - 1)
            tone = "over" if one.late else one.said.state
            drawn.append(Bar(one.said.text, start + 1, end - start + 1, tone))
    return drawn
