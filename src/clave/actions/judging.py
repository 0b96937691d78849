"""Judging customers: rating on the written scale, and taking back.

Whoever rates is held until the end (`held`), so that of two ratings sent at once one takes the other's place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from clave.actions.audit import record
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import _, joined, stored
from clave.criteria.anchors import ANCHORS, STEPS
from clave.criteria.kind_anchors import steps_of
from clave.facts.tables import KINDS
from clave.measures.kinds import KIND_NAMES
from clave.store.models import Person, Rating, RatingRequest
from clave.store.models.judging import ANSWERED, OPEN, WITHDRAWN
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
    kind: str = "",
) -> Rating:
    """Rate a customer on a judged criterion (of one `kind`, where it has kinds), 0–4; an earlier rating of the same person
    stays and no longer stands, and one of the whole gives way to one of a kind.

    Answers what this person was asked. Raises ClaveError (`where` names the field) for who may not rate, a value off the
    scale, no reason or evidence, an expiry before today."""
    today = timezone.localdate(now)
    may_rate(by, "")
    given = Rating(
        customer=customer, criterion=judged(criterion), kind=_of(criterion, kind), rater=held(by),
        value=_on_the_scale(value),
        reason=said(reason, "reason", _("a rating needs its reason."), _("Say in one sentence why.")),
        evidence=said(
            evidence, "evidence", _("a rating needs its evidence."),
            _("Name what proves it: a date, a document, who saw it. Without evidence it is only an impression."),
        ),
        anchor=stored(steps_of(criterion, kind)[value]), rated_on=today,
        expires_on=ahead(expires_on, today, "expires_on"), created_at=now,
    )  # fmt: skip
    before = Rating.objects.filter(customer=customer, criterion=criterion, rater=by, ended_at=None)
    before.filter(kind__in={kind, ""}).update(ended_at=now)
    given.save()
    asked = RatingRequest.objects.filter(customer=customer, criterion=criterion, person=by, state=OPEN)
    asked.update(state=ANSWERED, closed_at=now, rating=given)
    record(by=by, now=now, what="rating.given", about=f"customer:{customer}", fields=_named(given))
    return given


@dataclass(frozen=True)
class KindSaid:
    """What somebody says of one kind: how many of 4, why, what proves it, and the last day on which it counts."""

    kind: str
    value: int
    reason: str
    evidence: str
    expires_on: date | None = None


@action
def rate_kinds(
    *, by: Person, now: datetime, customer: str, criterion: str, kinds: Sequence[KindSaid]
) -> tuple[Rating, ...]:
    """Rate the kinds that somebody knows, all of them or none; the others stay as they were.

    Raises ClaveError as `rate`, with `where` naming kind and field («market-reason»); and where no kind is said, or one
    twice."""
    may_rate(by, "")
    held(by)
    if not kinds:
        raise ClaveError(
            _("no kind was rated."), remedy=_("Rate at least the kind that you know, or say that you cannot judge it.")
        )
    if len({one.kind for one in kinds}) < len(kinds):
        raise ClaveError(_("a kind was rated twice."), where="kind", remedy=_("Say one rating for each kind."))
    return tuple(_rated_kind(one, by, now, customer, criterion) for one in kinds)


def _rated_kind(one: KindSaid, by: Person, now: datetime, customer: str, criterion: str) -> Rating:
    try:
        return rate(
            by=by, now=now, customer=customer, criterion=criterion, kind=one.kind, value=one.value, reason=one.reason,
            evidence=one.evidence, expires_on=one.expires_on,
        )  # fmt: skip
    except ClaveError as refused:
        field = refused.where if refused.where in ("", "kind", "criterion") else f"{one.kind}-{refused.where}"
        raise ClaveError(refused.what, where=field, remedy=refused.remedy) from refused


@action
def take_back_rating(*, by: Person, now: datetime, rating: Rating) -> Rating:
    """Take back a rating of one's own that stands: the one before it stands again, what it answered is open again, and
    whoever clave asked because of it is asked no more.

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
    theirs = Rating.objects.filter(customer=mine.customer, criterion=mine.criterion, rater=by)
    standing = theirs.filter(ended_at=None)
    before = theirs.filter(withdrawn=False, ended_at=mine.created_at)
    # One of the whole gave way to all the kinds of an answer: it stands again when none of them does.
    before.filter(kind__in={mine.kind} if mine.kind and standing.exists() else {mine.kind, ""}).update(ended_at=None)
    if not standing.filter(created_at=mine.created_at).exists():
        answered = RatingRequest.objects.filter(person=by, state=ANSWERED, rating__in=theirs.filter(withdrawn=True))
        answered.filter(closed_at=mine.created_at).update(state=OPEN, closed_at=None, rating=None)
        _unask(mine, by, now)
    record(by=by, now=now, what="rating.taken_back", about=f"customer:{mine.customer}", fields=_named(mine))
    return mine


def _unask(rating: Rating, by: Person, now: datetime) -> None:
    """Close what clave itself asked of others at the moment of a rating (`rate_and_ask`); who answered meanwhile has."""
    asked = RatingRequest.objects.select_for_update().filter(
        customer=rating.customer, criterion=rating.criterion, by=None, state=OPEN, asked_at=rating.created_at
    )
    for one in asked.exclude(person=by).order_by("pk"):
        one.state, one.closed_at = WITHDRAWN, now
        one.save(update_fields=["state", "closed_at"])
        record(by=by, now=now, what="rating.unasked", about=f"person:{one.person_id}", fields=(one.criterion,))


@action
def take_back_answer(*, by: Person, now: datetime, rating: Rating) -> tuple[Rating, ...]:
    """Take back everything that somebody said of a customer and criterion at once, with this rating of theirs.

    Raises ClaveError where none of it stands any more."""
    held(by)
    given = Rating.objects.filter(
        customer=rating.customer, criterion=rating.criterion, rater=by, created_at=rating.created_at, ended_at=None
    )
    return tuple(take_back_rating(by=by, now=now, rating=one) for one in list(given) or [rating])


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


def _of(criterion: str, kind: str) -> str:
    """A kind of a criterion that has kinds, or none of one that has none."""
    kinds = KINDS.get(criterion, ())
    if kind in kinds or not (kind or kinds):
        return kind
    if kinds:
        raise ClaveError(
            _("an extraordinary benefit is judged kind by kind."),
            where="kind",
            remedy=_("Say of which: {kinds}.").fill(kinds=joined([KIND_NAMES[one] for one in kinds])),
        )
    raise ClaveError(
        _("«{criterion}» has no kinds.").fill(criterion=criterion), where="kind", remedy=_("Rate it as a whole.")
    )


def _named(rating: Rating) -> tuple[str, ...]:
    return (rating.criterion, rating.kind) if rating.kind else (rating.criterion,)


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
