"""Judging customers: rating on the written scale, and taking back.

Whoever rates is held until the end (`held`), so that of two ratings sent at once one takes the other's place."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from clave.actions.audit import record
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import _, stored
from clave.criteria.anchors import ANCHORS, STEPS
from clave.store.models import Person, Rating, RatingRequest
from clave.store.models.judging import ANSWERED, OPEN
from clave.store.roles import RATERS, ROLES

LONGEST = 2000  # characters of a reason or of its evidence
FARTHEST = 3650  # days ahead that a rating may hold, or an answer be waited for


@action
def rate(
    *,
    by: Person,
    now: datetime,
    customer: str,
    criterion: str,
    value: int,
    reason: str,
    evidence: str,
    expires_on: date | None = None,
) -> Rating:
    """Rate a customer on a judged criterion, 0–4; an earlier rating of the same person stays and no longer stands.

    Answers what this person was asked. Raises ClaveError (`where` names the field) for who may not rate, a value off the
    scale, no reason or evidence, an expiry before today."""
    today = timezone.localdate(now)
    may_rate(by, "")
    given = Rating(
        customer=customer, criterion=judged(criterion), rater=held(by), value=_on_the_scale(value),
        reason=said(reason, "reason", _("a rating needs its reason."), _("Say in one sentence why.")),
        evidence=said(
            evidence, "evidence", _("a rating needs its evidence."),
            _("Name what proves it: a date, a document, who saw it. Without evidence it is only an impression."),
        ),
        anchor=stored(ANCHORS[criterion][value]), rated_on=today,
        expires_on=ahead(expires_on, today, "expires_on"), created_at=now,
    )  # fmt: skip
    Rating.objects.filter(customer=customer, criterion=criterion, rater=by, ended_at=None).update(ended_at=now)
    given.save()
    asked = RatingRequest.objects.filter(customer=customer, criterion=criterion, person=by, state=OPEN)
    asked.update(state=ANSWERED, closed_at=now, rating=given)
    record(by=by, now=now, what="rating.given", about=f"customer:{customer}", fields=(criterion,))
    return given


@action
def take_back_rating(*, by: Person, now: datetime, rating: Rating) -> Rating:
    """Take back a rating of one's own that stands: the one before it stands again, and what it answered is open again.

    Lists made meanwhile keep it. Raises ClaveError where it is somebody else's or no longer stands."""
    held(by)
    mine = Rating.objects.filter(pk=rating.pk, rater=by, ended_at=None).first()
    if mine is None:
        raise ClaveError(
            _("this rating can no longer be taken back."),
            remedy=_("Only whoever gave it can, and only while no newer one took its place."),
        )
    mine.ended_at, mine.withdrawn = now, True
    mine.save(update_fields=["ended_at", "withdrawn"])
    before = Rating.objects.filter(
        customer=mine.customer, criterion=mine.criterion, rater=by, withdrawn=False, ended_at=mine.created_at
    )
    before.update(ended_at=None)
    RatingRequest.objects.filter(rating=mine, state=ANSWERED).update(state=OPEN, closed_at=None, rating=None)
    record(by=by, now=now, what="rating.taken_back", about=f"customer:{mine.customer}", fields=(mine.criterion,))
    return mine


def said(text: str, field: str, what: object, remedy: object) -> str:
    """What somebody wrote, without the spaces around it; ClaveError beside its field where it is empty or endless."""
    plain = text.strip()
    if not plain:
        raise ClaveError(what, where=field, remedy=remedy)  # type: ignore[arg-type]
    if len(plain) > LONGEST:
        raise ClaveError(
            _("this is too long: {n} characters.").fill(n=len(plain)),
            where=field,
            remedy=_("Up to {most}: say the essence, and name the document that holds the rest.").fill(most=LONGEST),
        )
    return plain


def held(by: Person) -> Person:
    """Whoever rates, held: what they send at the same moment waits."""
    return Person.objects.select_for_update().get(pk=by.pk)


def may_rate(person: Person, field: str) -> None:
    """Raise ClaveError (beside `field`) for who does not judge customers."""
    if person.is_active and person.role in RATERS:
        return
    raise ClaveError(
        _("{name} cannot rate: {role}.").fill(name=person.name, role=ROLES[person.role].label),
        where=field,
        remedy=_("Ask somebody who sees the accounts: a KAM, sales, credit or general management."),
    )


def judged(criterion: str) -> str:
    """A criterion that people judge; ClaveError for any other."""
    if criterion not in ANCHORS:
        raise ClaveError(_("«{criterion}» is not judged by people.").fill(criterion=criterion), where="criterion")
    return criterion


def _on_the_scale(value: int) -> int:
    if value not in STEPS:
        raise ClaveError(
            _("{value} is not on the scale.").fill(value=value),
            where="value",
            remedy=_("Choose a step from 0 to 4: each says in words what it means."),
        )
    return value


def ahead(day: date | None, today: date, field: str) -> date | None:
    """A day not before today and not beyond ten years."""
    if day is None or today <= day <= today + timedelta(days=FARTHEST):
        return day
    if day < today:
        raise ClaveError(
            _("{day} is already past.").fill(day=Figure(day, "date")),
            where=field,
            remedy=_("Choose a day from today on."),
        )
    raise ClaveError(
        _("{day} is more than ten years away.").fill(day=Figure(day, "date")),
        where=field,
        remedy=_("Choose a nearer day, or leave it empty: policy says how long it holds."),
    )
