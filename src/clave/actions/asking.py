"""Asking people to rate: whom, until when; declining, and who is still missing.

A rating that nobody asked for is welcome; a rating that is missing is asked for (policy says how many people are wanted)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from clave.actions.audit import record
from clave.actions.judging import KindSaid, ahead, held, judged, may_rate, rate, rate_kinds, said
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import _
from clave.criteria.asking import to_ask
from clave.criteria.voices import heard
from clave.facts.book import Book
from clave.facts.tables import KINDS
from clave.policy import declared
from clave.store.judging import said_of, who_could_rate
from clave.store.models import Person, Rating, RatingRequest
from clave.store.models.judging import DECLINED, OPEN, WITHDRAWN
from clave.store.policy import policy_in_force
from clave.store.roles import ADMINISTRATOR, DIRECTOR


@action
def ask_rating(
    *,
    by: Person | None,
    now: datetime,
    customer: str,
    name: str,
    criterion: str,
    person: Person,
    due_on: date | None = None,
) -> RatingRequest:
    """Ask somebody to rate, until `due_on` (else as many days as policy gives). Asking twice asks once.

    Raises ClaveError for who cannot rate, or whose rating still counts and is not about to expire."""
    today = timezone.localdate(now)
    may_rate(person, "person")
    limits = policy_in_force().at(today)
    due = ahead(due_on, today, "due_on") or today + timedelta(days=limits[declared.judged_answer])
    _not_rated_yet(person, customer, judged(criterion), today + timedelta(days=limits[declared.judged_renew]), today)
    asked, made = RatingRequest.objects.get_or_create(
        person=person, customer=customer, criterion=criterion, state=OPEN,
        defaults={"name": name, "by": by, "asked_at": now, "due_on": due},
    )  # fmt: skip
    if made:
        record(by=by, now=now, what="rating.asked", about=f"person:{person.pk}", fields=(criterion,))
    return asked


@action
def decline_rating(
    *, by: Person, now: datetime, customer: str, name: str, criterion: str, reason: str
) -> RatingRequest:
    """Say that one cannot judge this customer, and why: no longer asked for it, until somebody asks anew.

    Answers an open request, or one's own rating that is about to expire. Raises ClaveError without a reason."""
    may_rate(by, "")
    why = said(
        reason, "reason", _("say why you cannot judge it."),
        _("For example: I don't know this customer; I have not seen it for two years."),
    )  # fmt: skip
    today = timezone.localdate(now)
    declined, _made = RatingRequest.objects.select_for_update().get_or_create(
        person=held(by), customer=customer, criterion=judged(criterion), state=OPEN,
        defaults={"name": name, "by": None, "asked_at": now, "due_on": today},
    )  # fmt: skip
    declined.state, declined.reason, declined.closed_at = DECLINED, why, now
    declined.save(update_fields=["state", "reason", "closed_at"])
    record(by=by, now=now, what="rating.declined", about=f"customer:{customer}", fields=(criterion,))
    return declined


@action
def reopen_request(*, by: Person, now: datetime, request: RatingRequest) -> RatingRequest:
    """Take back one's own «I cannot judge it»; raises ClaveError where it is not one's own or not declined."""
    mine = RatingRequest.objects.select_for_update().filter(pk=request.pk, person=held(by), state=DECLINED).first()
    if (
        mine is None
        or RatingRequest.objects.filter(
            person=by, customer=request.customer, criterion=request.criterion, state=OPEN
        ).exists()
    ):
        raise _gone()
    mine.state, mine.reason, mine.closed_at = OPEN, "", None
    mine.save(update_fields=["state", "reason", "closed_at"])
    record(by=by, now=now, what="rating.reopened", about=f"customer:{mine.customer}", fields=(mine.criterion,))
    return mine


@action
def take_back_request(*, by: Person, now: datetime, request: RatingRequest) -> RatingRequest:
    """Stop asking; raises ClaveError where it was answered meanwhile, and for who neither asked nor leads."""
    if by.pk != request.by_id and by.role not in (ADMINISTRATOR.key, DIRECTOR.key):
        raise ClaveError(
            _("only whoever asked, or the sales director, can stop asking."),
            remedy=_("Where you cannot judge it yourself, decline and say why."),
        )
    asked = RatingRequest.objects.select_for_update().filter(pk=request.pk, state=OPEN).first()
    if asked is None:
        raise _gone()
    asked.state, asked.closed_at = WITHDRAWN, now
    asked.save(update_fields=["state", "closed_at"])
    record(by=by, now=now, what="rating.unasked", about=f"person:{asked.person_id}", fields=(asked.criterion,))
    return asked


@action
def ask_missing(
    *, by: Person | None, now: datetime, customer: str, name: str, criterion: str, book: Book | None
) -> tuple[RatingRequest, ...]:
    """Ask as many people as policy still wants: first who answers for the account, then sales and general management.

    `book` holds the ratings that files brought; None where it cannot be opened. Nobody is asked who has rated, was
    asked already or has declined."""
    today = timezone.localdate(now)
    limits = policy_in_force().at(today)
    ratings = said_of(customer, book).get(judged(criterion), [])
    known = RatingRequest.objects.filter(customer=customer, criterion=criterion)
    candidates = {person.pk: person for person in who_could_rate(customer, today)}
    chosen = to_ask(
        heard([one.voice for one in ratings], limits, today, KINDS.get(criterion, ())).wanted,
        list(candidates),
        rated={one.person for one in ratings if one.person and one.stands},
        asked=set(known.filter(state=OPEN).values_list("person_id", flat=True)),
        declined=set(known.filter(state=DECLINED).values_list("person_id", flat=True)),
    )
    return tuple(
        ask_rating(by=by, now=now, customer=customer, name=name, criterion=criterion, person=candidates[number])
        for number in chosen
    )


@action
def rate_and_ask(
    *,
    by: Person,
    now: datetime,
    customer: str,
    name: str,
    criterion: str,
    value: int,
    reason: str,
    evidence: str,
    expires_on: date | None,
    book: Book | None,
) -> tuple[Rating, tuple[RatingRequest, ...]]:
    """Rate, and ask whoever is still missing: a customer that somebody nominates is not judged by one person alone.

    Raises ClaveError as `rate`."""
    given = rate(
        by=by, now=now, customer=customer, criterion=criterion, value=value, reason=reason, evidence=evidence,
        expires_on=expires_on,
    )  # fmt: skip
    return given, ask_missing(by=None, now=now, customer=customer, name=name, criterion=criterion, book=book)


@action
def rate_kinds_and_ask(
    *,
    by: Person,
    now: datetime,
    customer: str,
    name: str,
    criterion: str,
    kinds: Sequence[KindSaid],
    book: Book | None,
) -> tuple[tuple[Rating, ...], tuple[RatingRequest, ...]]:
    """Rate the kinds that one knows, and ask whoever is still missing: once, for all of them.

    Raises ClaveError as `rate_kinds`."""
    given = rate_kinds(by=by, now=now, customer=customer, criterion=criterion, kinds=kinds)
    return given, ask_missing(by=None, now=now, customer=customer, name=name, criterion=criterion, book=book)


def _not_rated_yet(person: Person, customer: str, criterion: str, soon: date, today: date) -> None:
    """Nobody is asked for a rating that counts and will for a while."""
    limits = policy_in_force().at(today)
    standing = Rating.objects.filter(rater=person, customer=customer, criterion=criterion, ended_at=None)
    ends = [one.expires_on or one.rated_on + timedelta(days=limits[declared.judged_days]) for one in standing]
    last = max(ends, default=None)
    if last and last >= soon:
        raise ClaveError(
            _("{name} has rated it already; it counts until {day}.").fill(name=person.name, day=Figure(last, "date")),
            where="person",
            remedy=_("Ask somebody else."),
        )


def _gone() -> ClaveError:
    return ClaveError(
        _("this request is no longer so: somebody answered it, or took it back, a moment ago."),
        remedy=_("Look at the queue again."),
    )
