"""What is given, confirmed and promised: grants, the dispatch of the day, promises to pay. (F1, G2, G6)"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from clave.actions.collection import note_promise
from clave.actions.dispatch import confirm_dispatch
from clave.actions.grants import end_grant, give_grant
from clave.api.acts.shape import Act, Body, Done
from clave.api.asking import Asker
from clave.api.badge import Code
from clave.base.words import Text, _
from clave.privileges.catalogue.declared import PRIVILEGES
from clave.store.models import DispatchPlan, Grant

Words = Annotated[str, StringConstraints(max_length=4_000, pattern=r"^[^\x00]*$")]
GIVEN, ENDED = _("{privilege}: given."), _("{privilege}: it has an end now.")
CONFIRMED, PROMISED = _("The dispatch of {day} is confirmed."), _("The promise to pay is noted.")


class Given(Body):
    """A privilege of its own for a key account."""

    customer: Code
    privilege: Literal[tuple(PRIVILEGES)]  # type: ignore[valid-type]
    since: date
    until: date | None = Field(default=None, description="Inside; null = until it leaves")
    parameters: dict[str, float] = Field(
        default_factory=dict, description="Its figures by name; left out = the usual ones"
    )
    reason: Words
    shown: bool | None = Field(
        default=None, description="Whether the customer reads it in its portal; null = as the catalogue says"
    )


class Ended(Body):
    """The end of a grant."""

    grant: int
    last: date = Field(description="The last day, inside")
    because: Words


class Confirmed(Body):
    """A plan of the dispatch."""

    plan: int


class Promised(Body):
    """A promise to pay."""

    customer: Code
    documents: list[Code] = Field(min_length=1, max_length=500)
    amount: Decimal = Field(gt=0, lt=10**15)
    made: date
    until: date
    said_by: Words = Field(description="Who of the customer said it")


def _give(asker: Asker, body: Given) -> Done:
    row: Grant = give_grant(
        by=asker.person, now=asker.now, customer=body.customer, privilege=body.privilege, since=body.since, until=body.until,
        parameters=body.parameters, reason=body.reason, shown=body.shown,
    )  # fmt: skip
    return _said(asker, row, GIVEN)


def _end(asker: Asker, body: Ended) -> Done:
    return _said(
        asker, end_grant(by=asker.person, now=asker.now, number=body.grant, last=body.last, because=body.because), ENDED
    )


def _said(asker: Asker, row: Grant, words: Text) -> Done:
    label = PRIVILEGES[row.privilege].label
    return Done(id=row.pk, read="grants", said=words.fill(privilege=label).say(asker.spoken))


def _confirm(asker: Asker, body: Confirmed) -> Done:
    plan: DispatchPlan = confirm_dispatch(number=body.plan, by=asker.person, now=asker.now)
    return Done(id=plan.pk, read="dispatch-plans", said=CONFIRMED.fill(day=f"{plan.day:%Y-%m-%d}").say(asker.spoken))


def _promise(asker: Asker, body: Promised) -> Done:
    row = note_promise(
        by=asker.person, now=asker.now, customer=body.customer, documents=body.documents, amount=body.amount, made=body.made,
        until=body.until, said_by=body.said_by,
    )  # fmt: skip
    return Done(id=row.pk, read="payment-promises", said=PROMISED.say(asker.spoken))


def _whose_grant(body: Ended) -> str | None:
    found: str | None = Grant.objects.filter(pk=body.grant).values_list("customer", flat=True).first()
    return found


ACTS = (
    Act("grants", "Give a privilege", "A privilege of its own, beside or in place of what the template of its category gives.", Given, _give),
    Act("grant-endings", "End a privilege", "From the day after `last` it is not delivered any more.", Ended, _end, _whose_grant),
    Act("dispatch-confirmations", "Confirm the dispatch", "What the plan sends is out of the next ones.", Confirmed, _confirm),
    Act("payment-promises", "Note a promise to pay", "Of which documents, how much and until when; until then they are not asked for.", Promised, _promise),
)  # fmt: skip
