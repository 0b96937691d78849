"""Promises that broke and conditions that end. (§2.1, C5)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from clave.base.figures import Figure
from clave.base.words import Text, _, counted
from clave.operations.alerts.shape import COUNTED, Alert
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.catalogue.declared import PRIVILEGES
from clave.privileges.conditions import Condition, expiring
from clave.privileges.ledger.due import Due

BROKEN = "broken"


def broken(dues: Iterable[Due], as_of: date, limits: Limits) -> list[Alert]:
    """One alert an account and privilege, with every promise of the last days of policy that broke and the worst of them
    in words; money is what they were worth, of those that have a price."""
    since = as_of - timedelta(days=limits[declared.alert_broken])
    grouped: dict[tuple[str, str], list[Due]] = {}
    for due in dues:
        if due.state == BROKEN and since < due.on <= as_of:
            grouped.setdefault((due.account, due.privilege), []).append(due)
    return [_broken(account, privilege, rows) for (account, privilege), rows in sorted(grouped.items())]


def _broken(account: str, privilege: str, rows: list[Due]) -> Alert:
    worst = max(rows, key=lambda due: (due.money or Decimal(0), due.on))
    priced = [due.money for due in rows if due.money is not None]
    text = counted(
        "«{privilege}» broke {n} time; the worst on {day}: {why}",
        "«{privilege}» broke {n} times; the worst on {day}: {why}",
        len(rows),
    ).fill(privilege=PRIVILEGES[privilege].label, day=Figure(worst.on, "date"), why=worst.why)
    money = float(sum(priced, Decimal(0))) if priced else None
    return Alert("promise", account, text, privilege, money, "once" if priced else "", None, COUNTED)


def ending(conditions: Iterable[Condition], today: date, limits: Limits, used: Mapping[int, float]) -> list[Alert]:
    """Conditions that end within policy's days; at stake is what was bought with each (`used`, by its number)."""
    alerts = []
    for one in expiring(list(conditions), today, limits):
        money = used.get(one.number or 0)
        why = _ends(one, today)
        worth = "once" if money is not None else ""
        alerts.append(Alert("condition", one.account, why, str(one.number or ""), money, worth, None, COUNTED))  # type: ignore[arg-type]
    return alerts


def _ends(one: Condition, today: date) -> Text:
    what = one.product or one.family
    figures = {"day": Figure(one.until, "date"), "left": Figure(float((one.until - today).days), "days")}
    if what:
        return _("its condition on {what} ends on {day}, in {left}").fill(what=what, **figures)
    return _("its condition on all it buys ends on {day}, in {left}").fill(**figures)
