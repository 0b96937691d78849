"""Off-site sessions as their pages show them: rows, the agenda with its clock, and what came of each idea. (C3)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from clave.base.figures import number
from clave.base.words import Text, _, counted
from clave.operations import initiatives, needs
from clave.operations.offsite import BECAME, LABELS, clock
from clave.operations.plan.said import STATES
from clave.store.fields import RESERVED
from clave.store.models import OffsiteIdea, OffsitePoint
from clave.store.offsite import Listed, became
from clave.web.shown.special_services import Badge, Figure, money
from clave.web.words import reader, told

PREFIX = "SE-"
TONES: Mapping[str, tuple[str, str]] = {
    "planned": ("info", "calendar-event"), "held": ("key", "users"), "closed": ("ok", "circle-check"),
    "cancelled": ("", "minus"),
}  # fmt: skip
ROUTES: Mapping[str, tuple[str, Text, str]] = {
    "need": ("need_new", _("Make it a need"), "bulb"),
    "initiative": ("initiative_new", _("Make it an initiative"), "heart-handshake"),
    "action": ("plan_new", _("Make it an action"), "target-arrow"),
}
UNKNOWN = "–"


@dataclass(frozen=True)
class Row:
    """A session in the list; `cost` is «reserved» for whom it is hidden, a dash where nobody knows it."""

    one: Listed
    number: str
    stage: Badge
    ideas: str
    cost: str
    lying: str


def stage_of(key: str) -> Badge:
    """A stage in words."""
    return Badge(key, told(LABELS[key]), *TONES[key])


def offsite_row(one: Listed, currency: str, *, seen: bool) -> Row:
    """One session, its cost as whoever asks may see it."""
    row = one.row
    ideas = told(counted("{n} idea", "{n} ideas", len(one.ideas))) if one.ideas else told(_("no ideas yet"))
    if one.ideas:
        done = _("{became} became something, {undecided} undecided")
        ideas += ": " + told(
            done.fill(became=number(one.became, 0, reader()), undecided=number(one.undecided, 0, reader()))
        )
    return Row(
        one, f"{PREFIX}{row.pk}", stage_of(row.stage), ideas, cost_of(row.cost, currency, seen=seen),
        told(one.lying) if one.lying else "",
    )  # fmt: skip


def cost_of(cost: object, currency: str, *, seen: bool) -> str:
    """A cost as whoever asks may see it: never a zero where nobody knows, nor where it is reserved."""
    if not seen:
        return told(RESERVED)
    return UNKNOWN if cost is None else money(cost, currency)  # type: ignore[arg-type]


def strip(every: Sequence[Listed], currency: str, *, seen: bool) -> list[Figure]:
    """What stands above the list."""
    held = [one for one in every if one.row.stage in ("held", "closed")]
    costs = [one.row.cost for one in held if one.row.cost is not None]
    ideas, made = sum(len(one.ideas) for one in held), sum(one.became for one in held)
    planned = sum(one.row.stage == "planned" for one in every)
    forgotten = sum(one.lying is not None for one in every)
    return [
        Figure(told(_("Being prepared")), _n(planned), told(_("sessions")), "?etapa=planned"),
        Figure(told(_("Took place")), _n(len(held)), told(_("sessions")), "?"),
        Figure(told(_("Ideas said")), _n(ideas), told(_("in those that took place"))),
        Figure(told(_("Became something")), _n(made), told(_("need, initiative or action"))),
        Figure(
            told(_("Forgotten")), _n(forgotten), told(_("sessions with ideas that nobody touched")), "?solo=olvidadas",
            "tbad" if forgotten else "",
        ),
        Figure(
            told(_("What they cost")),
            told(RESERVED) if not seen else money(sum(costs), currency) if costs else UNKNOWN,
            told(counted("{n} without a figure", "{n} without a figure", len(held) - len(costs))) if seen else "",
        ),
    ]  # fmt: skip


def _n(count: int) -> str:
    return number(count, 0, reader())


@dataclass(frozen=True)
class Made:
    """A thing that an idea may become: the words of its button, its address and its icon."""

    label: str
    href: str
    icon: str


@dataclass(frozen=True)
class IdeaRow:
    """An idea with where it stands: what it became (`href`, `thing` with its own state), or what it may become."""

    idea: OffsiteIdea
    said_by: str
    stands: Badge
    thing: str = ""
    href: str = ""
    may: tuple[Made, ...] = ()


def idea_row(idea: OffsiteIdea, customer: str, opens: Sequence[str]) -> IdeaRow:
    """One idea; `opens` are the things that whoever asks may make."""
    who = idea.person or idea.contact
    said_by, key = who.name if who else "", became(idea)
    if key:
        return _became(idea, said_by, key, customer)
    if idea.turned_down:
        return IdeaRow(idea, said_by, Badge("no", told(_("turned down")), "", "x"))
    may = tuple(
        Made(told(ROUTES[each][1]), _address(each, customer, idea.pk), ROUTES[each][2])
        for each in BECAME
        if each in opens
    )
    return IdeaRow(idea, said_by, Badge("", told(_("undecided")), "warn", "help-circle"), may=may)


def _address(key: str, customer: str, idea: int) -> str:
    args = [customer, "accion"] if key == "action" else []
    return f"{reverse(ROUTES[key][0], args=args)}?idea={idea}"


def _became(idea: OffsiteIdea, said_by: str, key: str, customer: str) -> IdeaRow:
    if key == "need" and idea.need is not None:
        state, href = told(needs.LABELS[idea.need.stage]), reverse("need", args=[idea.need.pk])
    elif key == "initiative" and idea.initiative is not None:
        state, href = told(initiatives.LABELS[idea.initiative.stage]), reverse("initiative", args=[idea.initiative.pk])
    else:
        state, href = told(STATES[idea.action.state]) if idea.action else "", reverse("account_plan", args=[customer])
    return IdeaRow(idea, said_by, Badge(key, state, "ok", "check"), told(BECAME[key]), href)


@dataclass(frozen=True)
class PointRow:
    """A point of the agenda with from when until when it runs, counted in minutes from the beginning."""

    point: OffsitePoint
    lead: str
    runs: str


def agenda(points: Sequence[OffsitePoint]) -> list[PointRow]:
    """The agenda in order."""
    return [
        PointRow(each, _lead(each), "" if first is None or last is None else f"{_clock(first)}–{_clock(last)}")
        for each, (first, last) in zip(points, clock([one.minutes for one in points]), strict=True)
    ]


def _lead(point: OffsitePoint) -> str:
    who = point.person or point.contact
    return who.name if who else ""


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"
