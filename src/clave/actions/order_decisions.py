"""Deciding at order entry, and keeping what was answered. (G2, G3, C5, G6)

Each answer is a row of its own and the log of itself: the chain of the audit log is for what people decide, one at a time,
and moves what every answer is made from (ADR 0027)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.privileges.entry import Customer, decide
from clave.store.models import ApiKey, OrderDecision, Person
from clave.store.order_decisions import Question, kept_answer
from clave.store.order_entry import ready

LONGEST = 200  # signs of an order number or an Idempotency-Key


def decide_order(
    question: Question, *, now: datetime, by: Person | None = None, key: ApiKey | None = None, repeat: str = ""
) -> tuple[OrderDecision, bool]:
    """The answer to a question of a person or a system, and whether it had been given before.

    The same question over the same list is kept once. With an Idempotency-Key (`repeat`) it is the first answer, whatever
    happened since. Raises ClaveError where that key came with another question, or who asks may not."""
    _sound(question, repeat)
    asker = f"key:{key.pk}" if key is not None else f"person:{by.pk}" if by is not None else "clave"
    if repeat and (earlier := OrderDecision.objects.filter(asker=asker, repeat=repeat).first()):
        return _same(earlier, question), True
    found = ready(timezone.localdate(now))
    digest = question.digest()
    if not repeat:
        same = OrderDecision.objects.filter(asker=asker, digest=digest, basis=found.basis, repeat="").first()
        if same is not None:
            return same, True
    decision = decide(
        question.customer, question.lines, question.wanted, found.known, found.limits, on=timezone.localdate(now)
    )
    customer = found.known.customers.get(decision.customer) or Customer(decision.customer)
    row = OrderDecision(
        at=now, day=timezone.localdate(now), asker=asker, by=by, key=key, repeat=repeat, order=question.order.strip(),
        customer=decision.customer, digest=digest, basis=found.basis, question=question.kept(),
        answer=kept_answer(decision, customer, found.known.currency), may_go_on=decision.may_go_on,
        waived=decision.minimum.waived, cost=decision.minimum.cost,
    )  # fmt: skip
    return keep_order_decision(by=by, now=now, row=row, question=question)


@action
def keep_order_decision(
    *, by: Person | None, now: datetime, row: OrderDecision, question: Question
) -> tuple[OrderDecision, bool]:
    """Keep an answer once; of two who ask the same at the same moment both get the one that came first. Raises ClaveError
    where an Idempotency-Key came with another question."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        same = OrderDecision.objects.filter(asker=row.asker, repeat=row.repeat)
        earlier = same.first() if row.repeat else same.get(digest=row.digest, basis=row.basis)
        if earlier is None:
            raise
        return _same(earlier, question), True
    return row, False


def _same(earlier: OrderDecision, question: Question) -> OrderDecision:
    if earlier.digest == question.digest():
        return earlier
    raise ClaveError(
        _("this Idempotency-Key came before with another order."),
        where="Idempotency-Key",
        remedy=_("Send a new key with each new order; nothing was decided."),
    )


def _sound(question: Question, repeat: str) -> None:
    """Raise ClaveError for what cannot be kept."""
    for where, text in (("order", question.order), ("Idempotency-Key", repeat), ("customer", question.customer)):
        if len(text) > LONGEST or any(ord(sign) < 32 for sign in text):
            raise ClaveError(
                _("«{where}» is a line of {most} signs at most.").fill(where=where, most=LONGEST),
                where=where, remedy=_("Write it shorter, on one line."),
            )  # fmt: skip
