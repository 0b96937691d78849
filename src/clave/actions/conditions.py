"""Preferential conditions: given with limits, an end and an objective reason; ended and taken back by rows. (C5)"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from clave.actions.audit import record
from clave.actions.following import restore, superseded
from clave.actions.grants import checked_back, checked_end, gone
from clave.actions.life import held_member
from clave.actions.shape import action
from clave.actions.status import limits_of
from clave.privileges.conditions import Condition as Agreed
from clave.privileges.conditions import checked
from clave.store.models import Condition, KeyStatus, Person
from clave.store.models.privileges import ENDED
from clave.store.privileges import conditions_of, standing_conditions


@action
def give_condition(*, by: Person, now: datetime, condition: Agreed) -> Condition:
    """Give a key account a preferential condition. Raises ClaveError (`where` names the field) where it is no key account,
    and for what `conditions.checked` refuses."""
    held_member(condition.account)
    said = replace(condition, words=condition.words.strip(), product=condition.product.strip().upper())
    new = checked(said, conditions_of(condition.account), limits_of(now))
    row = Condition.objects.create(
        customer=new.account, kind=new.kind, value=new.value, since=new.since, until=new.until, objective=new.reason,
        reason=new.words, product=new.product, family=new.family, quantity=new.quantity, money=new.money, by=by, at=now,
    )  # fmt: skip
    record(by=by, now=now, what="condition.given", about=f"customer:{new.account}", fields=("reason",))
    return row


@action
def end_condition(*, by: Person, now: datetime, number: int, last: date, because: str) -> Condition:
    """The condition holds until `last`, that day inside. Raises ClaveError as `end_grant`."""
    row = _held(number)
    checked_end(row, last, because)
    kept = superseded(row, by=by, now=now, did=ENDED, until=last, because=because.strip())
    record(by=by, now=now, what="condition.ended", about=f"customer:{row.customer}")
    return kept


@action
def take_back_condition(*, by: Person, now: datetime, number: int) -> Condition:
    """Undo the last thing that was done with a condition, by another row. Raises ClaveError after policy's hours."""
    row = _held(number)
    checked_back(row, now)
    kept = restore(row, by=by, now=now)
    record(by=by, now=now, what="condition.taken_back", about=f"customer:{row.customer}")
    return kept


def _held(number: int) -> Condition:
    """A condition that stands, its account held. Raises ClaveError where somebody changed it a moment ago."""
    found = Condition.objects.filter(pk=number).values_list("customer", flat=True).first()
    list(KeyStatus.objects.select_for_update().filter(customer=found))
    row = standing_conditions().filter(pk=number).first()
    if row is None:
        raise gone()
    return row
