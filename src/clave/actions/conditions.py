"""Preferential conditions: given with limits, an end and an objective reason; ended and taken back by rows. (C5)"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from clave.actions.audit import record
from clave.actions.ending import end_statement, held_with_account, take_back_statement
from clave.actions.life import held_member
from clave.actions.shape import action
from clave.actions.status import limits_of
from clave.privileges.conditions import Condition as Agreed
from clave.privileges.conditions import checked
from clave.store.models import Condition, Person
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
    return end_statement(_held(number), what="condition.ended", by=by, now=now, last=last, because=because)


@action
def take_back_condition(*, by: Person, now: datetime, number: int) -> Condition:
    """Undo the last thing that was done with a condition, by another row. Raises ClaveError after policy's hours."""
    return take_back_statement(_held(number), what="condition.taken_back", by=by, now=now)


def _held(number: int) -> Condition:
    return held_with_account(standing_conditions(), number)
