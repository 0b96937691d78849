"""Whether a plan can be: what fails first, each check in a sentence with the figures that made it so. (G8)"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from clave.base.figures import Figure
from clave.base.words import Text, _, counted, joined
from clave.operations.plan.freshness import Freshness
from clave.operations.plan.progress import UNITS, Progress, more_a_year
from clave.operations.plan.said import OURS_ALONE, Plan
from clave.policy import declared
from clave.policy.limits import Limits

STATES = ("bad", "unknown", "ok")
NAMED = 3
"""Titles that a check names; the others are counted."""


@dataclass(frozen=True)
class Headroom:
    """What is left to win of an account or a family a year, and up to how much as sure as policy's interval."""

    likely: float | None
    most: float | None


@dataclass(frozen=True)
class Around:
    """What a plan is held against. `progress` and `best` (its own best growth) by objective; `headroom` by family, "" = the
    whole account; `busy` = open actions of each person of ours in all plans; `names` of our people."""

    progress: Mapping[int, Progress]
    best: Mapping[int, float | None]
    freshness: Freshness
    headroom: Mapping[str, Headroom] = field(default_factory=dict)
    busy: Mapping[int, int] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    currency: str = ""


@dataclass(frozen=True)
class Check:
    """One check: `state` is ok, bad or unknown, `says` the answer, `why` the figures or titles behind it; `about` where to
    mend it: a kind of thing and its number, or nothing. `measures`: what must be seen to read `why`."""

    key: str
    state: str
    says: Text
    why: object = ""
    about: tuple[str, int] | None = None
    measures: frozenset[str] = frozenset()


def viability(plan: Plan, around: Around, today: date, limits: Limits) -> tuple[Check, ...]:
    """Every check, what fails first, then what nobody can tell."""
    found = [check(plan, around, today, limits) for check in _CHECKS]
    return tuple(sorted(found, key=lambda one: STATES.index(one.state)))


def open_actions(plan: Plan) -> dict[int, str]:
    """What is still to be done, by its number."""
    return {number: one.text for number, one in plan.actions.items() if one.state == "open"}


def _theirs(plan: Plan, _around: Around, _today: date, _limits: Limits) -> Check:
    n = sum(goal.side == "theirs" for goal in plan.goals.values())
    if n:
        return Check("theirs", "ok", _("The customer's own goals are in it"), Figure(n, "count"))
    why = _("It is a plan about the customer, not with it: ask what it wants, and write it in its words.")
    return Check("theirs", "bad", _("Nothing in it is the customer's own"), why)


def _sides(plan: Plan, _around: Around, _today: date, _limits: Limits) -> Check:
    lacking = [number for number, one in plan.objectives.items() if not one.owner or not one.contact]
    good = _("Each objective has somebody on both sides")
    bad = _("Objectives without somebody on both sides")
    return _of(plan.objectives, lacking, "sides", good, bad, lambda n: plan.objectives[n].title, "objetivo")


def _whole(plan: Plan, _around: Around, _today: date, _limits: Limits) -> Check:
    still = {number: plan.actions[number] for number in open_actions(plan)}
    lacking = [number for number, one in still.items() if not (one.owner or one.contact) or not one.due_on]
    good, bad = _("Each action has somebody and a day"), _("Actions without somebody or without a day")
    return _of(still, lacking, "whole", good, bad, lambda n: still[n].text, "accion")


def _served(plan: Plan, _around: Around, _today: date, _limits: Limits) -> Check:
    served = {one.objective for one in plan.actions.values() if one.state != "dropped"}
    lacking = [number for number in plan.objectives if number not in served]
    good, bad = _("Each objective has an action"), _("Objectives that no action serves")
    return _of(plan.objectives, lacking, "served", good, bad, lambda n: plan.objectives[n].title, "objetivo")


def _days(plan: Plan, _around: Around, _today: date, _limits: Limits) -> Check:
    lacking = [number for number, one in plan.objectives.items() if one.due_on > plan.period.ends_on]
    if lacking:
        bad = _("Objectives that end after the plan does")
        return _of(plan.objectives, lacking, "days", bad, bad, lambda n: plan.objectives[n].title, "objetivo")
    late = [
        number
        for number, one in plan.actions.items()
        if one.state == "open" and one.due_on and one.due_on > _due(plan, one.objective)
    ]
    good, bad = _("The days fit together"), _("Actions that end after what they serve")
    return _of(plan.actions, late, "days", good, bad, lambda n: plan.actions[n].text, "accion")


def _due(plan: Plan, objective: int | None) -> date:
    found = plan.objectives.get(objective) if objective else None
    return found.due_on if found else plan.period.ends_on


def _overdue(plan: Plan, _around: Around, today: date, _limits: Limits) -> Check:
    still = {number: plan.actions[number] for number in open_actions(plan)}
    late = [number for number, one in still.items() if one.due_on and one.due_on < today]
    good, bad = _("Nothing is overdue"), _("Overdue actions")
    return _of(still, late, "overdue", good, bad, lambda n: still[n].text, "accion")


def _few(plan: Plan, _around: Around, _today: date, limits: Limits) -> Check:
    n, most = len(plan.objectives), limits[declared.plan_objectives]
    why = _("{n} of {most}").fill(n=n, most=most)
    if n == 0:
        return Check("few", "bad", _("It has no objective"), _("Without one nobody will see whether it was kept."))
    if n > most:
        return Check("few", "bad", _("More objectives than anybody keeps in mind"), why)
    return Check("few", "ok", _("Few enough objectives"), why)


def _credible(plan: Plan, around: Around, _today: date, _limits: Limits) -> Check:
    """What is asked against the best that this customer ever did of the same thing."""
    told, beyond = [], []
    for number, one in plan.objectives.items():
        best, asked = around.best.get(number), None
        if number in around.progress and one.target is not None:
            asked = around.progress[number].asked(float(one.target))
        if best is None or asked is None:
            continue
        told.append((asked, best))
        if asked > max(best, 0.0):
            beyond.append((number, asked, best))
    if beyond:
        number, asked, best = max(beyond, key=lambda one: one[1] - one[2])
        why = _("«{title}» asks for {asked}; its best twelve months brought {best}.").fill(
            title=plan.objectives[number].title, asked=_signed(asked), best=_signed(best)
        )
        return Check("credible", "bad", _("It asks for more than it ever grew"), why, ("objetivo", number))
    if not told:
        return Check("credible", "unknown", _("Growth: nothing to compare with"), _NO_HISTORY)
    asked, best = max(told)
    why = _("asks for {asked}; best: {best}").fill(asked=_signed(asked), best=_signed(best))
    return Check("credible", "ok", _("Credible growth"), why)


_NO_HISTORY = _("No objective of money or kilos has two years of facts behind it.")


def _room(plan: Plan, around: Around, _today: date, _limits: Limits) -> Check:
    """What is asked against what the account is estimated to buy elsewhere."""
    told, beyond = 0, []
    for number, one in plan.objectives.items():
        more = (
            more_a_year(one, around.progress[number]) if one.measure == "money" and number in around.progress else None
        )
        left = around.headroom.get(one.family)
        if more is None or one.product or left is None or left.most is None:
            continue
        told += 1
        if more > left.most:
            beyond.append((more - left.most, number, more, left))
    if beyond:
        _gap, number, more, left = max(beyond, key=lambda one: one[0])
        why = _("«{title}» asks for {more} more a year; about {likely} is left to win, {most} at most.").fill(
            title=plan.objectives[number].title, more=_money(more, around), likely=_money(left.likely, around),
            most=_money(left.most, around),
        )  # fmt: skip
        return Check("room", "bad", _("It asks for more than there is room for"), why, ("objetivo", number))
    if not told:
        return Check(
            "room", "unknown", _("Room to grow: unknown"), _("No comparable customers, or nothing in money to compare.")
        )
    return Check("room", "ok", _("There is room for it"), "")


def _carried(plan: Plan, around: Around, _today: date, limits: Limits) -> Check:
    """Whether those of ours who are to do it can, with what other plans ask of them."""
    most = limits[declared.plan_carried]
    mine = {one.owner for number, one in plan.actions.items() if one.state == "open" and one.owner}
    over = [(around.busy.get(person, 0), person) for person in mine if around.busy.get(person, 0) > most]
    if over:
        n, person = max(over)
        why = _("{name} has {n} open actions in all plans; {most} is what one person keeps up with.").fill(
            name=around.names.get(person, ""), n=n, most=most
        )
        return Check("carried", "bad", _("Somebody has more than they can carry"), why)
    heaviest = max((around.busy.get(person, 0) for person in mine), default=0)
    return Check(
        "carried", "ok", _("Nobody has more than they can carry"), _("{n} of {most}").fill(n=heaviest, most=most)
    )


def _measured(plan: Plan, around: Around, _today: date, _limits: Limits) -> Check:
    lacking = [
        number
        for number in plan.objectives
        if number not in around.progress or around.progress[number].verdict == "unknown"
    ]
    good, bad = _("Each objective can be measured"), _("Objectives that cannot be measured yet")
    found = _of(plan.objectives, lacking, "measured", good, bad, lambda n: plan.objectives[n].title, "objetivo")
    return Check(found.key, "unknown" if lacking else found.state, found.says, found.why, found.about)


def _on_pace(plan: Plan, around: Around, _today: date, _limits: Limits) -> Check:
    late = [n for n in plan.objectives if n in around.progress and around.progress[n].verdict in ("behind", "missed")]
    good, bad = _("No objective is behind"), _("Objectives behind their pace")
    measures = frozenset(plan.objectives[n].measure for n in late) & frozenset(OURS_ALONE)
    found = _of(plan.objectives, late, "on_pace", good, bad, lambda n: plan.objectives[n].title, "objetivo")
    return Check(found.key, found.state, found.says, found.why, found.about, measures)


def _alive(_plan: Plan, around: Around, _today: date, _limits: Limits) -> Check:
    alive = around.freshness
    if alive.alive:
        return Check("alive", "ok", _("It is looked at in time"), alive.because)
    return Check("alive", "bad", _("It is not looked at in time"), alive.because, ("revision", 0))


_CHECKS: tuple[Callable[[Plan, Around, date, Limits], Check], ...] = (
    _theirs, _few, _credible, _room, _served, _sides, _whole, _days, _overdue, _on_pace, _carried, _measured, _alive,
)  # fmt: skip


def _of(
    every: Mapping[int, object],
    lacking: list[int],
    key: str,
    good: Text,
    bad: Text,
    title: Callable[[int], str],
    kind: str,
) -> Check:
    """A check of each thing: the first that lack something are named, the others counted."""
    if not lacking:
        return Check(key, "ok", good, _("{n} of {all}").fill(n=len(every), all=len(every)))
    named: list[object] = [f"«{title(number)}»" for number in lacking[:NAMED]]
    rest = len(lacking) - NAMED
    if rest > 0:
        named.append(counted("{n} more", "{n} more", rest))
    return Check(key, "bad", bad, joined(named), (kind, lacking[0]))  # type: ignore[arg-type]


def _money(amount: float | None, around: Around) -> Figure:
    return Figure(amount, UNITS["money"], around.currency)


def _signed(share: float) -> Signed:
    return Signed(share)


@dataclass(frozen=True)
class Signed:
    """A relative change as people read it: `+20 %`, `−8 %`."""

    share: float

    def say(self, language: str = "es") -> str:
        """With its sign in front."""
        return ("+" if self.share > 0 else "") + Figure(self.share, "share").say(language)
