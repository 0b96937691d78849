"""What an integration does every day: a contact logged, an alert answered, a customer nominated. (C3, G7)"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from clave.actions.alerts import assign_alert, mark_false_alarm, snooze_alert, take_back_false_alarm, wake_alert
from clave.actions.nominations import nominate
from clave.actions.touchpoints import finish_follow_up, log_touchpoint
from clave.api.acts.shape import Act, Body, Done
from clave.api.asking import Asker
from clave.api.badge import Code
from clave.api.problems import Refusal
from clave.base.words import _
from clave.criteria.registry import CRITERIA
from clave.operations.touchpoints import DIRECTIONS, KINDS, LONGEST_TEXT, TouchpointSaid
from clave.store.alerts import takers
from clave.store.models import RaisedAlert, Touchpoint
from clave.store.nominations import known_customer

Words = Annotated[str, StringConstraints(max_length=LONGEST_TEXT, pattern=r"^[^\x00]*$")]
NOBODY = _("there is no such alert.")
LOGGED, DONE, OPEN = _("The contact is logged."), _("What was left to do is done."), _("It is open again.")
ANSWERED, NOMINATED = _("The alert is answered."), _("The customer is nominated.")


class Contacted(Body):
    """A contact that there was with a customer."""

    customer: Code
    on: date = Field(description="A day that is over, or today")
    kind: Literal[tuple(KINDS)]  # type: ignore[valid-type]
    direction: Literal[tuple(DIRECTIONS)] = "out"  # type: ignore[valid-type]
    text: Words = Field(description="In a line, what happened")
    topics: list[Code] = Field(default_factory=list, max_length=20)
    feedback: Words = Field(default="", description="In the customer's own words")
    cost: Decimal | None = Field(
        default=None, description="In the company's currency; null = nobody knows", ge=0, lt=10**13
    )
    follow_up: Words = Field(default="", description="What is left to do")
    follow_up_on: date | None = None
    people: list[int] = Field(
        default_factory=list, max_length=50, description="Numbers of people of that customer (contacts)"
    )


class FollowedUp(Body):
    """What was left to do of a contact."""

    touchpoint: int
    done: bool = Field(default=True, description="False = it is open again")


class Answer(Body):
    """What is done with an alert: `snooze` needs `until` and `reason`, `false` needs `reason`, `assign` needs `person`."""

    alert: int
    answer: Literal["snooze", "wake", "false", "not_false", "assign"]
    until: date | None = None
    reason: Words = ""
    person: int | None = Field(
        default=None, description="Number of who answers for the account; null = whoever owns it"
    )


class Nominated(Body):
    """Who should be a key account, and why."""

    customer: Code
    reason: Words
    criterion: Literal[("", *CRITERIA)] = ""  # type: ignore[valid-type]


def _log(asker: Asker, body: Contacted) -> Done:
    said = TouchpointSaid(
        body.on, body.kind, body.text, body.direction, tuple(body.topics), body.feedback, body.cost, body.follow_up,
        body.follow_up_on,
    )  # fmt: skip
    row: Touchpoint = log_touchpoint(
        by=asker.person, now=asker.now, customer=body.customer, said=said, people=body.people
    )
    return Done(id=row.pk, read="touchpoints", said=LOGGED.say(asker.spoken))


def _follow(asker: Asker, body: FollowedUp) -> Done:
    row = finish_follow_up(by=asker.person, now=asker.now, number=body.touchpoint, done=body.done)
    return Done(id=row.pk, read="touchpoints", said=(DONE if body.done else OPEN).say(asker.spoken))


def _answer(asker: Asker, body: Answer) -> Done:
    row = RaisedAlert.objects.filter(pk=body.alert).first()
    if row is None:
        raise Refusal(422, NOBODY, [{"where": "alert", "why": NOBODY.say(asker.spoken)}])
    by, now, customer, number = asker.person, asker.now, row.customer, row.pk
    if body.answer == "snooze":
        until = body.until or asker.day
        snooze_alert(
            customer=customer, number=number, until=until, reason=body.reason, limits=asker.limits, by=by, now=now
        )
    elif body.answer == "false":
        mark_false_alarm(customer=customer, number=number, reason=body.reason, by=by, now=now)
    elif body.answer == "assign":
        to = next((one for one in takers(customer, asker.day) if one.pk == body.person), None)
        if body.person is not None and to is None:
            raise Refusal(422, NOT_THEIRS, [{"where": "person", "why": NOT_THEIRS.say(asker.spoken)}])
        assign_alert(customer=customer, number=number, to=to, by=by, now=now)
    else:
        back = wake_alert if body.answer == "wake" else take_back_false_alarm
        back(customer=customer, number=number, by=by, now=now)
    return Done(id=number, read="alerts", said=ANSWERED.say(asker.spoken))


NOT_THEIRS = _("whoever has that number does not answer for this account: choose its owner or its substitute.")


def _whose_alert(body: Answer) -> str | None:
    found: str | None = RaisedAlert.objects.filter(pk=body.alert).values_list("customer", flat=True).first()
    return found


def _nominate(asker: Asker, body: Nominated) -> Done:
    name = known_customer(body.customer) or body.customer
    row = nominate(
        by=asker.person, now=asker.now, customer=body.customer, name=name, reason=body.reason, criterion=body.criterion
    )
    return Done(id=row.pk, read="nominations", said=NOMINATED.say(asker.spoken))


ACTS = (
    Act("touchpoints", "Log a contact", "As «Registrar contacto» of any page: what happened, with whom, what is left to do.", Contacted, _log),
    Act("follow-ups", "Finish what was left to do", "What was left to do of a contact is done, or open again.", FollowedUp, _follow),
    Act("alert-answers", "Answer an alert", "Put it off, bring it back, mark it as a false alarm or not, give it to somebody.", Answer, _answer, _whose_alert),
    Act("nominations", "Nominate a customer", "Ask that a customer become, or stay, a key account.", Nominated, _nominate),
)  # fmt: skip
