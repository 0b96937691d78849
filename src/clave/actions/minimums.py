"""Minimums of the company: set with a reason, ended and taken back by rows; two that contradict are refused. (G3)"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from clave.actions.audit import record
from clave.actions.ending import end_statement, still, take_back_statement
from clave.actions.shape import action
from clave.privileges.minimums import Minimum, checked
from clave.store.models import Company, MinimumRule, Person
from clave.store.privileges import minimums, standing_minimums


@action
def set_minimum(*, by: Person, now: datetime, rule: Minimum) -> MinimumRule:
    """Ask for a minimum from a day on. Raises ClaveError (`where` names the field) for what `minimums.checked` refuses."""
    _hold()
    said = replace(rule, reason=rule.reason.strip(), product=rule.product.strip().upper())
    new = checked(said, minimums())
    row = MinimumRule.objects.create(
        of=new.of, measure=new.measure, amount=new.amount, channel=new.channel, product=new.product, family=new.family,
        since=new.since, until=new.until, reason=new.reason, by=by, at=now,
    )  # fmt: skip
    record(by=by, now=now, what="minimum.set", about=f"minimum:{row.pk}", fields=("reason",))
    return row


@action
def end_minimum(*, by: Person, now: datetime, number: int, last: date, because: str) -> MinimumRule:
    """The minimum holds until `last`, that day inside. Raises ClaveError as `end_grant`."""
    return end_statement(_held(number), what="minimum.ended", by=by, now=now, last=last, because=because)


@action
def take_back_minimum(*, by: Person, now: datetime, number: int) -> MinimumRule:
    """Undo the last thing that was done with a minimum, by another row. Raises ClaveError after policy's hours."""
    return take_back_statement(_held(number), what="minimum.taken_back", by=by, now=now)


def _hold() -> None:
    """Minimums are of the company: who changes them waits for who does it now."""
    list(Company.objects.select_for_update().order_by("id")[:1])


def _held(number: int) -> MinimumRule:
    _hold()
    return still(standing_minimums(), number)
