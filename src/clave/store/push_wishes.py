"""What clave wishes to stand in the ERP today: from the decided list, the confirmed dispatch, and the plan of the plant."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _, counted, joined
from clave.criteria.registry import CRITERIA
from clave.facts.sources.odoo.pushes.plan import DELIVERY, WORK
from clave.facts.sources.odoo.pushes.wished import Notice, Wishes
from clave.policy import push
from clave.policy.limits import Limits
from clave.privileges.catalogue.grants import Held
from clave.privileges.dispatch.codes import Code, Flag
from clave.store.models import DispatchPlan, FactSource, PlannedOrder, ProductionPlan
from clave.store.models.plans import CONFIRMED
from clave.store.privileges import held_by_all
from clave.store.producing import plan_in_force
from clave.store.pushes import starred_by_us
from clave.store.status import key_accounts

ACCOUNTS, DELIVERIES, WORKS = "accounts", "deliveries", "works"
PARTS: Mapping[str, Text] = {
    ACCOUNTS: _("Who is key, and what sales and dispatch read of it"),
    DELIVERIES: _("Which deliveries go first"),
    WORKS: _("Which work orders go first"),
}
"""What can be written, in words."""
KEPT_BACK = (Code.CREDIT_HOLD, Code.BLOCKED_BY_PERSON, Code.BELOW_MIN)
LONGEST = 900
"""Letters of a text on a customer: more of it nobody reads in a warning."""


@dataclass(frozen=True)
class Wished:
    """What is wished, and sentences of what it was made from."""

    wishes: Wishes
    basis: tuple[Text, ...]


def wished(source: FactSource, parts: Collection[str], day: date, limits: Limits) -> Wished:
    """The wishes of a day for these parts. Raises ClaveError where there is nothing to wish from."""
    accounts: dict[str, Notice] | None = None
    deliveries: dict[str, bool] = {}
    works: dict[str, bool] = {}
    orders: frozenset[str] = frozenset()
    basis: list[Text] = []
    if ACCOUNTS in parts:
        accounts = notices(day, limits)
        basis.append(
            counted("{n} key account of the decided list", "{n} key accounts of the decided list", len(accounts))
        )
    if DELIVERIES in parts:
        plan = _dispatch(day, limits)
        orders = ahead(plan)
        deliveries = dict.fromkeys(sorted(starred_by_us(source, DELIVERY)), False)
        basis.append(_("the dispatch of {day} (plan {number})").fill(day=Figure(plan.day, "date"), number=plan.pk))
    if WORKS in parts:
        plant = _plant(day)
        first = PlannedOrder.objects.filter(plan=plant, key=True).values_list("order", flat=True)
        works = dict.fromkeys(sorted(starred_by_us(source, WORK)), False) | dict.fromkeys(sorted(first), True)
        basis.append(
            _("the plan of the plant of {day} (plan {number})").fill(day=Figure(plant.day, "date"), number=plant.pk)
        )
    return Wished(Wishes(accounts, deliveries, orders, works), tuple(basis))


def possible(parts: Collection[str], day: date, limits: Limits) -> list[str]:
    """Those of these parts that there is something to wish from on that day."""
    asked: dict[str, Callable[[], object]] = {
        ACCOUNTS: lambda: None, DELIVERIES: lambda: _dispatch(day, limits), WORKS: lambda: _plant(day),
    }  # fmt: skip
    found: list[str] = []
    for part in parts:
        with suppress(ClaveError):
            asked[part]()
            found.append(part)
    return found


def notices(day: date, limits: Limits) -> dict[str, Notice]:
    """What people read in the ERP of each key account: why it is one, and the privileges that policy names, in the words of
    the catalogue and the figures of its grants; never money, a margin or a score."""
    held = held_by_all(day)
    found: dict[str, Notice] = {}
    for status in key_accounts():
        has = held.get(status.customer, ())
        found[status.customer] = Notice(
            _said(status.category, has, limits[push.selling]), _said(status.category, has, limits[push.dispatching])
        )  # fmt: skip
    return found


def _said(category: str, held: Collection[Held], named: tuple[str, ...]) -> str:
    """One text, in the language of the installation."""
    reason = CRITERIA[category].name if category in CRITERIA else None
    head = _("Key account: {reason}.").fill(reason=reason) if reason else _("Key account.")
    whole = joined((head, *(one.words for one in held if one.privilege.key in named)), " ")
    text = whole.say(settings.LANGUAGE_CODE[:2])
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rsplit(' ', 1)[0]}…"


def _dispatch(day: date, limits: Limits) -> DispatchPlan:
    """The dispatch that was confirmed last, while it is not too old."""
    days = limits[push.plan_days]
    found = DispatchPlan.objects.filter(state=CONFIRMED, day__gte=day - timedelta(days=days)).order_by("-day", "-pk")
    if plan := found.first():
        return plan
    raise ClaveError(
        _("no dispatch was confirmed in the last {days}.").fill(days=Figure(days, "days")), where=DELIVERIES,
        remedy=_("Plan and confirm the dispatch first, or leave the deliveries out."),
    )  # fmt: skip


def ahead(plan: DispatchPlan) -> frozenset[str]:
    """The orders whose deliveries go first: those of key accounts that nothing keeps back, also of days to come, because a
    star counts when stock is reserved; and what a person put first."""
    lines = plan.lines.exclude(code__in=[int(code) for code in KEPT_BACK])
    rows = lines.values_list("order", "key", "flags")
    return frozenset(order for order, key, flags in rows if key or flags & Flag.PINNED)


def _plant(day: date) -> ProductionPlan:
    if plan := plan_in_force(day):
        return plan
    raise ClaveError(
        _("no plan of the plant was confirmed yet."), where=WORKS,
        remedy=_("Plan and confirm the plant first, or leave the work orders out."),
    )  # fmt: skip
