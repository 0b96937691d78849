"""What people write into the plan of an account, and what cannot be written: the customer's goals and ours, objectives
that measure themselves, actions with somebody and a day on each side. (G8)

People are numbers: ours of `store.Person`, theirs of `store.Contact`. Days are both included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _

SIDES: dict[str, Text] = {"theirs": _("The customer's"), "ours": _("Ours")}
"""Whose goal it is; the customer's stand in its own words."""
MEASURES: dict[str, Text] = {
    "money": _("Purchases in money"),
    "kilos": _("Kilos bought"),
    "months": _("Months with purchases"),
    "margin": _("Margin in money"),
    "margin_rate": _("Margin rate"),
    "days_beyond": _("Days beyond terms"),
    "by_hand": _("By hand"),
}
"""How an objective is measured: from the facts, or by hand where no fact tells it."""
FLOWS = ("money", "kilos", "months", "margin")
"""What adds up over a period; the other measures are a level in it."""
OURS_ALONE = ("margin", "margin_rate")
"""What no customer is ever shown."""
RATES = ("margin_rate",)
STATES: dict[str, Text] = {"open": _("still to do"), "done": _("carried out"), "dropped": _("dropped")}
"""What became of an action."""
LONGEST = 1_000  # characters: a line or a paragraph, not a document
LONGEST_PLAN = 366 * 5  # days
FURTHEST = 366 * 10  # days back that a period of comparison may begin
RATINGS = range(1, 6)
LARGEST = Decimal(10) ** 13


@dataclass(frozen=True)
class PlanSaid:
    """From when until when the plan runs, and the day of its next review (None = nobody set one)."""

    starts_on: date
    ends_on: date
    next_review_on: date | None = None


@dataclass(frozen=True)
class GoalSaid:
    """What one side wants. `contact` is who of the customer said it; `shared`: the customer reads it here."""

    side: str
    text: str
    contact: int | None = None
    shared: bool = False


@dataclass(frozen=True)
class ObjectiveSaid:
    """How a goal is seen to be reached: a measure, of one family or product where it is narrowed, from `starts_on` to `due_on`,
    against the same measure in the period of comparison.

    `target` is a figure of the whole period for what adds up, a level for the others (rates as shares, days as days). Where
    it is measured by hand, `baseline`, `now` and `now_on` are typed, in `unit`. `worth` is what it brings us a year."""

    goal: int
    title: str
    measure: str
    starts_on: date
    due_on: date
    target: Decimal | None = None
    family: str = ""
    product: str = ""
    baseline_from: date | None = None
    baseline_to: date | None = None
    unit: str = ""
    baseline: Decimal | None = None
    now: Decimal | None = None
    now_on: date | None = None
    owner: int | None = None
    contact: int | None = None
    worth: Decimal | None = None
    shared: bool = False


@dataclass(frozen=True)
class ActionSaid:
    """One thing that somebody does: `owner` of ours, `contact` of theirs, or both; until `due_on`.

    `objective` None = it serves none yet. `said_in` is the contact it came from. `outcome` says what came of it, or why it
    was dropped, on `closed_on`."""

    text: str
    objective: int | None = None
    owner: int | None = None
    contact: int | None = None
    starts_on: date | None = None
    due_on: date | None = None
    shared: bool = False
    said_in: int | None = None
    state: str = "open"
    closed_on: date | None = None
    outcome: str = ""


@dataclass(frozen=True)
class ReviewSaid:
    """A meeting about the plan: the day, who was there, what was agreed, how good it was (1 to 5, None = nobody said), and the
    day of the next one."""

    on: date
    agreed: str
    attended: str = ""
    rating: int | None = None
    next_on: date | None = None


@dataclass(frozen=True)
class Plan:
    """A plan as it stands or stood: everything in it by its number."""

    period: PlanSaid
    goals: Mapping[int, GoalSaid]
    objectives: Mapping[int, ObjectiveSaid]
    actions: Mapping[int, ActionSaid]


Said = TypeVar("Said", GoalSaid, ObjectiveSaid, ActionSaid)


def checked_plan(said: PlanSaid) -> PlanSaid:
    """As it is kept. Raises ClaveError (`where` names the field) for a plan that ends before it begins."""
    if said.ends_on < said.starts_on:
        raise ClaveError(
            _("the plan would end on {end}, before it begins on {start}.").fill(
                end=Figure(said.ends_on, "date"), start=Figure(said.starts_on, "date")
            ),
            where="ends_on", remedy=_("Choose an end after its beginning."),
        )  # fmt: skip
    if (said.ends_on - said.starts_on).days > LONGEST_PLAN:
        raise ClaveError(
            _("a plan of more than five years is no plan."), where="ends_on", remedy=_("Plan a year, or a few.")
        )
    if said.next_review_on is not None and said.next_review_on < said.starts_on:
        raise ClaveError(
            _("its review would be before the plan begins."), where="next_review_on",
            remedy=_("Choose a day from its beginning on."),
        )  # fmt: skip
    return said


def checked_goal(said: GoalSaid) -> GoalSaid:
    """As it is kept. Raises ClaveError for no words, or a side that is none."""
    if said.side not in SIDES:
        raise ClaveError(
            _("this is no side."), where="side", remedy=_("Say whether it is the customer's goal or ours.")
        )
    text = _worded(said.text, "text", _("Say in a line what is wanted."))
    return replace(said, text=text, contact=said.contact if said.side == "theirs" else None)


def checked_objective(said: ObjectiveSaid, period: PlanSaid) -> ObjectiveSaid:
    """As it is kept; the period of comparison is that of the same days a year before where none was said.

    Raises ClaveError (`where` names the field) for what cannot be measured, and for days that contradict each other."""
    title = _worded(said.title, "title", _("Say in a line what is to be reached."))
    if said.measure not in MEASURES:
        raise ClaveError(_("this is no measure."), where="measure", remedy=_("Choose one of the list."))
    _checked_days(said, period)
    _checked_figures(said)
    if said.shared and said.measure in OURS_ALONE:
        raise ClaveError(
            _("margin is never shown to a customer."), where="shared",
            remedy=_("Leave it unshared, or measure it by something that the customer may see."),
        )  # fmt: skip
    if said.measure == "by_hand":
        return replace(said, title=title, family="", product="", baseline_from=None, baseline_to=None,
                       unit=said.unit.strip())  # fmt: skip
    narrowed = said.measure != "days_beyond"
    first, last = _compared(said)
    return replace(
        said, title=title, unit="", baseline=None, now=None, now_on=None, baseline_from=first, baseline_to=last,
        family=said.family.strip() if narrowed else "", product=said.product.strip() if narrowed else "",
    )  # fmt: skip


def checked_action(said: ActionSaid, period: PlanSaid) -> ActionSaid:
    """As it is kept. Raises ClaveError for no words, or a day before its start."""
    text = _worded(said.text, "text", _("Say in a line what is to be done."))
    if said.due_on is not None and said.due_on < (said.starts_on or period.starts_on):
        raise ClaveError(
            _("it would be done on {due}, before it begins on {start}.").fill(
                due=Figure(said.due_on, "date"), start=Figure(said.starts_on or period.starts_on, "date")
            ),
            where="due_on", remedy=_("Choose a day after its beginning and that of the plan."),
        )  # fmt: skip
    return replace(said, text=text)


def closed(said: ActionSaid, state: str, on: date, outcome: str, today: date) -> ActionSaid:
    """An action that came to an end. Raises ClaveError for one dropped without a reason, or ended in the future."""
    if on > today:
        raise ClaveError(_("this day is still to come."), where="on", remedy=_("Close it once it is so."))
    words = outcome.strip()
    if state == "dropped" and not words:
        raise ClaveError(
            _("it would be dropped without a reason."), where="outcome",
            remedy=_("Say why: whoever reads the plan in half a year will ask."),
        )  # fmt: skip
    if len(words) > LONGEST:
        raise _too_long(len(words), "outcome")
    return replace(said, state=state, closed_on=on, outcome=words)


def checked_review(said: ReviewSaid, today: date) -> ReviewSaid:
    """As it is kept. Raises ClaveError for a meeting to come, one about which nothing was said, and a next one before it."""
    if said.on > today:
        raise ClaveError(
            _("this day is still to come."), where="on", remedy=_("Write the review down after the meeting.")
        )
    agreed = _worded(said.agreed, "agreed", _("Say in a line what was agreed."))
    if said.rating is not None and said.rating not in RATINGS:
        raise ClaveError(
            _("a meeting is rated from 1 to 5."), where="rating", remedy=_("Leave it empty where nobody said.")
        )
    if said.next_on is not None and said.next_on <= said.on:
        raise ClaveError(
            _("the next review would not be after this one."), where="next_on", remedy=_("Choose a later day.")
        )
    return replace(said, agreed=agreed, attended=said.attended.strip())


def _compared(said: ObjectiveSaid) -> tuple[date, date]:
    if said.baseline_from is not None and said.baseline_to is not None:
        return said.baseline_from, said.baseline_to
    return _year_before(said.starts_on), _year_before(said.due_on)


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _checked_days(said: ObjectiveSaid, period: PlanSaid) -> None:
    if said.due_on < said.starts_on:
        raise ClaveError(
            _("it would be due on {due}, before it begins on {start}.").fill(
                due=Figure(said.due_on, "date"), start=Figure(said.starts_on, "date")
            ),
            where="due_on", remedy=_("Choose a day after its beginning."),
        )  # fmt: skip
    if said.starts_on < period.starts_on:
        raise ClaveError(
            _("it would begin before the plan does, on {start}.").fill(start=Figure(period.starts_on, "date")),
            where="starts_on", remedy=_("Choose a day of the plan."),
        )  # fmt: skip
    if (said.baseline_from is None) != (said.baseline_to is None):
        raise ClaveError(
            _("half a period of comparison compares nothing."),
            where="baseline_from" if said.baseline_from is None else "baseline_to",
            remedy=_("Write both days, or none: then it is the same days a year before."),
        )  # fmt: skip
    if said.baseline_from is not None and said.baseline_to is not None:
        _checked_comparison(said.baseline_from, said.baseline_to, said.starts_on)


def _checked_comparison(first: date, last: date, start: date) -> None:
    if last < first:
        raise ClaveError(
            _("the period of comparison would end before it begins."), where="baseline_to",
            remedy=_("Choose a day after its beginning."),
        )  # fmt: skip
    if last >= start:
        raise ClaveError(
            _("it would be compared with days of the objective itself."), where="baseline_to",
            remedy=_("Let the comparison end before the objective begins."),
        )  # fmt: skip
    if (start - first).days > FURTHEST:
        raise ClaveError(
            _("the period of comparison begins more than ten years before."), where="baseline_from",
            remedy=_("Check the day that you typed."),
        )  # fmt: skip


def _checked_figures(said: ObjectiveSaid) -> None:
    for name in ("target", "worth", "baseline", "now"):
        amount = getattr(said, name)
        if amount is not None and (amount < 0 or amount >= LARGEST):
            raise ClaveError(_("this figure cannot be."), where=name, remedy=_("Write it without a sign and as it is."))
    if said.target is None:
        raise ClaveError(
            _("an objective without a figure cannot be seen to be reached."), where="target",
            remedy=_("Write the figure, even if it is a first one."),
        )  # fmt: skip
    if said.measure in FLOWS and said.target == 0:
        raise ClaveError(
            _("to reach nothing is no objective."), where="target", remedy=_("Write the figure to be reached.")
        )
    if said.measure in RATES and said.target >= 1:
        raise ClaveError(_("a rate is below 100 %."), where="target", remedy=_("Write 31,5 for 31,5 %."))
    if said.measure == "by_hand" and (said.now is None) != (said.now_on is None):
        raise ClaveError(
            _("a figure of today needs its day, and a day its figure."), where="now_on" if said.now_on is None else "now",
            remedy=_("Write both, or none."),
        )  # fmt: skip


def _worded(text: str, where: str, remedy: Text) -> str:
    words = text.strip()
    if not words:
        raise ClaveError(_("there is nothing to keep yet."), where=where, remedy=remedy)
    if len(words) > LONGEST:
        raise _too_long(len(words), where)
    return words


def _too_long(length: int, where: str) -> ClaveError:
    return ClaveError(
        _("the text has {length} characters, {most} fit.").fill(length=length, most=LONGEST), where=where,
        remedy=_("Keep what matters."),
    )  # fmt: skip
