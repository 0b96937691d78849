"""The plan of the plant as the page shows it: the orders row by row, and the figures of its head."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clave.base.figures import exact_money, number
from clave.base.words import _, counted
from clave.store.models import OrderLock, PlannedOrder, ProductionPlan
from clave.store.production_plan import places_asked
from clave.web.shown.dispatch import Figure, amount
from clave.web.shown.dispatch import category as kind_of
from clave.web.shown.gantt import hours, moment
from clave.web.words import reader, told

STOCK = _("for stock")
IN_TIME = _("in time")
LATE = _("{hours} late")
NOBODY = _("Nobody")


@dataclass(frozen=True)
class Row:
    """An order of the table, its figures in words; `costs` are those that gave way to it: (order, who, how much later)."""

    order: PlannedOrder
    stands: str
    quantity: str
    who: str
    kind: str
    start: str
    end: str
    late: str
    late_without: str
    setup: str
    why: str
    costs: tuple[tuple[str, str, str], ...]
    gave: str
    lock: OrderLock | None

    @property
    def tint(self) -> str:
        """How its row is coloured: what gave way, what a person or the frozen zone keeps."""
        return "moved" if self.order.gave_way else "prot" if self.order.frozen or self.order.locked else ""


def row(one: PlannedOrder, here: Any, lock: OrderLock | None = None) -> Row:
    """An order as the table shows it, its moments by the clock of the place."""
    setup = _("setup {minutes} min from {family}").fill(
        minutes=number(one.setup, 0, reader()), family=one.family_before or "?"
    )
    return Row(
        order=one,
        stands=at_place(one.machine, one.place),
        quantity="" if one.quantity is None else amount(one.quantity),
        who=one.name or told(STOCK),
        kind=_kind(one),
        start=moment(one.start, here),
        end=moment(one.end, here),
        late=late(one.late),
        late_without=late(one.late_without),
        setup=told(setup) if one.setup else "",
        why=told(one.why),
        costs=tuple((cost["order"], cost["name"] or told(STOCK), hours(cost["hours"] * 60)) for cost in one.costs),
        gave=_gave(one),
        lock=lock,
    )


def at_place(machine: str, place: int) -> str:
    """A place of a machine as every page says it: «Cortadora, puesto 4»."""
    return told(_("{machine}, place {n}").fill(machine=machine, n=place))


@dataclass(frozen=True)
class Locked:
    """A lock as pages show it: where it keeps its order, in places of the plan; held back where that is empty."""

    lock: OrderLock
    at: str


def locked(plan: ProductionPlan, locks: Iterable[OrderLock]) -> list[Locked]:
    """Locks that stand, as a plan has them."""
    there = list(locks)
    places = places_asked(plan, there)
    return [Locked(one, at_place(one.machine, places[one.pk]) if one.pk in places else "") for one in there]


def _kind(one: PlannedOrder) -> str:
    if not one.customer:
        return told(STOCK)
    return kind_of(one)


def late(minutes: int) -> str:
    """In time, or how late."""
    return told(LATE.fill(hours=hours(minutes))) if minutes else told(IN_TIME)


def _gave(one: PlannedOrder) -> str:
    if not one.gave_way:
        return ""
    more = hours(one.late - one.late_without)
    first = one.gave_to[0]["name"] if one.gave_to else ""
    text = _("It ends {hours} later for {name}") if first else _("It ends {hours} later")
    return told(text.fill(hours=more, name=first))


def strip(plan: ProductionPlan) -> tuple[Figure, ...]:
    """The four figures above the chart, each against the plan without priority; the list behind one is its link."""
    kept = plan.summary
    return (_weighted(kept), _key(kept), _setups(plan), _others(kept))


def _weighted(kept: Mapping[str, Any]) -> Figure:
    now, before = kept["weighted"], kept["weighted_without"]
    about = _("hours late times weight; without priority {before}")
    if now > before:  # only where key orders come first whatever it costs in all: by weight it is never more
        about = _(
            "hours late times weight; without priority {before}, but key orders go first even if all together wait more"
        )
    about = about.fill(before=number(before, 0, reader()))
    tone = "tok" if now < before else "tbad" if now > before else "mut"
    return Figure(
        told(_("Weighted lateness")), number(now, 0, reader()), _against(now, before), tone, told(about), "?solo=tarde"
    )


def _against(now: float, before: float) -> str:
    """The difference in per cent; the sign = where there is none."""
    if now == before or not before:
        return "="
    sign = "+" if now > before else "\u2212"
    return f"{sign}{number(abs(now - before) / before * 100, 0, reader())}\u00a0%"


def _key(kept: Mapping[str, Any]) -> Figure:
    now, before = kept["key"], kept["key_without"]
    about = _("of {n} in all; without priority {before}").fill(n=number(now["orders"], 0, reader()))
    tone = "tok" if now["late"] < before["late"] else "tbad" if now["late"] > before["late"] else "mut"
    return Figure(
        told(_("Key orders late")), number(now["late"], 0, reader()), _plus(now["late"] - before["late"], 0), tone,
        told(about.fill(before=number(before["late"], 0, reader()))), "?solo=clave&orden=-late",
    )  # fmt: skip


def _plus(value: float, decimals: int) -> str:
    if not value:
        return "="
    return ("+" if value > 0 else "") + number(value, decimals, reader())


def _setups(plan: ProductionPlan) -> Figure:
    kept = plan.summary
    more, cost = kept["setup_more"], Decimal(kept["setup_cost"])
    about = (
        _("{hours} h because of priority: {cost}").fill(
            hours=_plus(more, 1), cost=exact_money(cost, plan.currency, reader())
        )
        if more
        else _("as many as without priority")
    )
    return Figure(told(_("Hours of setups")), number(kept["setup_hours"], 1, reader()), "", "", told(about))


def _others(kept: Mapping[str, Any]) -> Figure:
    gave = kept["gave_way"]
    about = (
        _("{hours} later between them; the worst {most}").fill(
            hours=hours(kept["gave_hours"] * 60), most=hours(kept["gave_most"] * 60)
        )
        if gave
        else _("nobody ends later for it")
    )
    value = counted("{n} order gives way", "{n} orders give way", gave) if gave else NOBODY
    return Figure(told(_("What it costs the others")), told(value), "", "", told(about), "?solo=cede" if gave else "")


@dataclass(frozen=True)
class Changes:
    """What a plan changes against the one in force, in sentences and order by order; `n` orders, of which the first are here."""

    sentences: tuple[str, ...]
    moved: tuple[tuple[str, str], ...]
    n: int


def changes(plan: ProductionPlan) -> Changes:
    """As it was kept."""
    kept = plan.summary["changes"]
    return Changes(
        tuple(map(told, kept["sentences"])),
        tuple((one["order"], told(one["text"])) for one in kept["moved"]),
        kept.get("n", len(kept["moved"])),
    )


def marks(plan: ProductionPlan, which: str) -> list[tuple[str, str]]:
    """What is `held` back or `marked` in a plan: order and sentence."""
    return [(one["order"], told(one["text"])) for one in plan.summary[which]]
