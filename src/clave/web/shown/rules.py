"""Conditions and minimums as their pages show them, with what they cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.facts.condition_use import Use
from clave.facts.small_orders import SmallDocument
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.conditions import KINDS, REASONS, Condition
from clave.privileges.minimums import INVOICE, OF, Line, Minimum, Of, Short, answer
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


@dataclass(frozen=True)
class Small:
    """An order, an invoice or a line of a product below its minimum: what is missing, whether a privilege frees it, and
    whether its waiver `counts` here: an order is one, however many of its lines and invoices are short."""

    document: SmallDocument
    short: Short
    waived: bool
    currency: str
    counts: bool = False

    @property
    def words(self) -> str:
        """What is missing, in the reader's language."""
        return told(self.short.words(self.currency))


@dataclass(frozen=True)
class Smalls:
    """The report of small orders: all of them, what the waivers cost, and who has most of them; `stopped` where there are
    more than one report reads, and these are the newest; `handling` None = not known in this currency."""

    rows: tuple[Small, ...] = ()
    handling: Decimal | None = None
    ours: tuple[tuple[str, str, int], ...] = field(default=())
    stopped: bool = False

    @property
    def waived(self) -> tuple[Small, ...]:
        """Those that a privilege frees."""
        return tuple(row for row in self.rows if row.waived)

    @property
    def others(self) -> tuple[Small, ...]:
        """Those of customers without the privilege."""
        return tuple(row for row in self.rows if not row.waived)

    @property
    def waivers(self) -> int:
        """How many orders went on below a minimum: one each, on however many days and invoices it left."""
        return sum(row.counts for row in self.waived)

    @property
    def cost(self) -> Decimal | None:
        """What handling the waived ones cost; None where nobody said what one costs in this currency."""
        return None if self.handling is None else self.handling * self.waivers

    @property
    def missing(self) -> Decimal:
        """What the others lack in money, together."""
        return sum((r.short.missing for r in self.others if r.short.rule.measure == "money"), Decimal(0))


def smalls(
    documents: Iterable[SmallDocument],
    rules: Sequence[Minimum],
    free: Mapping[str, Sequence[tuple[date, date | None]]],
    *,
    handling: Decimal | None,
    currency: str,
    stopped: bool = False,
) -> Smalls:
    """Which documents are below the minimum that bound them on their day; `free` are the days on which each customer had
    the privilege."""
    found: list[Small] = []
    seen: set[tuple[bool, str, str]] = set()  # invoices of no single order are apart from orders
    for one in documents:
        waived = any(
            since <= one.day and (until is None or one.day <= until) for since, until in free.get(one.customer, ())
        )
        line = Line(one.product, one.quantity, one.money, one.family)
        of: Of = "invoice" if one.kind == INVOICE else "order"
        mine = [rule for rule in rules if rule.of == one.kind]
        got = answer(
            [line], mine, channel=one.channel, at=one.day, waived=False, handling=handling or Decimal(0), of=of
        )
        if got.short:
            short = max(got.short, key=lambda each: each.missing / each.rule.amount)
            name = (not one.order, one.order or one.document, one.customer)
            found.append(Small(one, short, waived, currency, waived and name not in seen))
            if waived:
                seen.add(name)
    counts = Counter((row.document.customer, row.document.name or row.document.customer) for row in found if row.counts)
    most = tuple((code, name, times) for (code, name), times in counts.most_common(5))
    return Smalls(tuple(found), handling, most, stopped)
