"""Conditions and minimums as their pages show them, with what they cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.facts.condition_use import Use
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.conditions import KINDS, REASONS, Condition
from clave.privileges.minimums import OF, Minimum
from clave.store.ending_conditions import cost_of
from clave.web.shown.privileges import Badge, span
from clave.web.words import told

COMING, RUNNING, NEAR, OVER = "vienen", "vigentes", "por-vencer", "terminadas"
STATES: Mapping[str, Text] = {
    RUNNING: _("In force"), NEAR: _("About to end"), COMING: _("Still to come"), OVER: _("Over"),
}  # fmt: skip
_BADGES = {RUNNING: ("ok", "check"), NEAR: ("warn", "calendar-time"), COMING: ("info", "clock"), OVER: ("", "minus")}


def state_of(condition: Condition, today: date, limits: Limits) -> str:
    """Where a condition stands on a day."""
    if today < condition.since:
        return COMING
    if today > condition.until:
        return OVER
    near = today + timedelta(days=limits[declared.condition_expiring])
    return NEAR if condition.until <= near else RUNNING


@dataclass(frozen=True)
class ConditionShown:
    """One condition: whose, what, on what, why, its state, what was bought with it and what that cost."""

    condition: Condition
    name: str
    kind: str
    value: str
    on_what: str
    days: str
    objective: str
    state: Badge
    bought: Decimal | None
    cost: Decimal | None
    limit: str
    used: int | None
    back: bool


def condition_shown(
    condition: Condition,
    name: str,
    use: Use | None,
    *,
    measured: bool,
    today: date,
    limits: Limits,
    currency: str,
    back: bool,
) -> ConditionShown:
    """`measured` = the invoices could be read, so that no use is nothing bought and not nothing known."""
    state = state_of(condition, today, limits)
    tone, icon = _BADGES[state]
    return ConditionShown(
        condition, name, told(KINDS[condition.kind]), told(condition.figure(currency)),
        condition.product or condition.family or told(_("all it buys")), span(condition.since, condition.until),
        told(REASONS[condition.reason]), Badge(tone, icon, told(STATES[state])),
        (use.money if use else Decimal(0)) if measured else None,
        cost_of(condition, use, limits) if measured else None, *_limit(condition, use, currency), back,
    )  # fmt: skip


def _limit(condition: Condition, use: Use | None, currency: str) -> tuple[str, int | None]:
    """Its limit in words, and which part of it is used, in percent up to 100."""
    pairs: list[tuple[Decimal, Decimal, Figure]] = []
    if condition.quantity is not None:
        pairs.append((condition.quantity, use.quantity if use else Decimal(0), Figure(condition.quantity, "quantity")))
    if condition.money is not None:
        pairs.append((condition.money, use.money if use else Decimal(0), Figure(condition.money, "money", currency)))
    if not pairs:
        return "", None
    whole, used, figure = max(pairs, key=lambda pair: pair[1] / pair[0])
    return told(_("of {limit}").fill(limit=figure)), max(0, min(100, int(100 * used / whole)))


@dataclass(frozen=True)
class MinimumShown:
    """One minimum: of what, how much, for whom, on what, its days and why."""

    rule: Minimum
    of: str
    amount: str
    whom: str
    on_what: str
    days: str
    running: bool
    back: bool


def minimum_shown(rule: Minimum, today: date, currency: str, back: bool) -> MinimumShown:
    """A rule in words."""
    units = "" if rule.measure == "money" else " " + told(_("units"))
    return MinimumShown(
        rule, told(OF[rule.of]), told(rule.figure(rule.amount, currency)) + units,
        rule.channel or told(_("all customers")), rule.product or rule.family, span(rule.since, rule.until),
        rule.covers(today), back,
    )  # fmt: skip
