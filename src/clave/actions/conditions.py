"""Preferential conditions: given with limits, an end and an objective reason; ended and taken back by rows. (C5)"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from clave.actions.audit import record
from clave.actions.ending import end_statement, held_with_account, take_back_statement
from clave.actions.life import held_member
from clave.actions.mail import write
from clave.actions.shape import action
from clave.actions.status import limits_of
from clave.privileges.conditions import Condition as Agreed
from clave.privileges.conditions import checked
from clave.report.ending_condition import key_of
from clave.store.ending_conditions import cost_of, untold, used
from clave.store.models import Company, Condition, KeyStatus, Person
from clave.store.ownership import owners
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


@action
def tell_of_endings(*, now: datetime) -> int:
    """Write, once for each condition that ends within policy's days, to whoever answers for its account, else to who gave
    it. How many."""
    today, limits = timezone.localdate(now), limits_of(now)
    ending = untold(today, limits)
    own, use = owners(today, [one.account for one in ending]), used(ending) if ending else {}
    names = dict(KeyStatus.objects.filter(customer__in=[one.account for one in ending]).values_list("customer", "name"))
    given = {row.pk: row.by for row in standing_conditions().filter(pk__in=[one.number for one in ending])}
    company = Company.objects.order_by("id").first()
    told = 0
    for one in ending:
        number = one.number or 0
        to = next((who for who in (own.get(one.account), given.get(number)) if who and who.is_active), None)
        if to is None:
            continue
        found = use.get(number) if use is not None else None
        data = {
            "customer": names.get(one.account) or one.account, "condition": one,
            "currency": company.currency if company else "",
            "bought": None if use is None else found.money if found else Decimal(0),
            "cost": None if use is None else cost_of(one, found, limits),
            "page": settings.CLAVE_ADDRESS + reverse("conditions"),
        }  # fmt: skip
        language = to.language or settings.LANGUAGE_CODE
        key = key_of(number, one.until)
        write(by=None, now=now, to=to, template="condition_ends", data=data, language=language, key=key)
        told += 1
    return told


def _held(number: int) -> Condition:
    return held_with_account(standing_conditions(), number)
