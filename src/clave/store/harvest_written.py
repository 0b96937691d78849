"""What people wrote down of key accounts in a stretch of days, as the harvest counts it. (F1, B3, B4, B5, C8)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from clave.base.words import Text
from clave.facts.book import Book
from clave.operations.surveys.questions import Sheet
from clave.operations.surveys.scores import nps_of
from clave.outcome.harvest.given import Joint, Recommended, Round, Solved, Voices, Written
from clave.outcome.harvest.relation import KIND, NOTICED, nps_estimate
from clave.outcome.harvest.shape import Asked
from clave.outcome.window import Window
from clave.policy.limits import Limits
from clave.store.models import (
    ImprovementRequest,
    JointInitiative,
    Need,
    NeedStep,
    PublicUse,
    ReferenceAsk,
    Referral,
    Survey,
    SurveyAnswer,
    SurveyAsk,
    Trial,
)
from clave.store.models.judging import RUNNING
from clave.store.needs import listed, measured
from clave.store.surveys import results, title_of

ACHIEVED, DROPPED, SITE, IDEA, SOLVED, GIVEN_, WON = "achieved", "dropped", "site", "idea", "solved", "given", "won"
DELIVERED, PUBLISHED = "delivered", ("published", "down")
Day = tuple[str, str, date | None]
"""A kind, a customer, the day it counts from (None = it does not count yet)."""


def written_in(window: Window) -> tuple[Written, Written]:
    """What was written down of each customer in a window and in the one before. A register with anything in it is in use, so
    that nothing of a customer is zero; one that nobody uses is not in it."""
    days = list(_days())
    kinds = {kind for kind, _customer, _day in days}
    return _counted(days, kinds, window), _counted(days, kinds, window.before())


def _counted(days: Iterable[Day], kinds: Iterable[str], window: Window) -> Written:
    counts: dict[str, dict[str, int]] = {kind: {} for kind in kinds}
    for kind, customer, day in days:
        if day is not None and window.start <= day <= window.end:
            counts[kind][customer] = counts[kind].get(customer, 0) + 1
    return Written(counts)


def _days() -> Iterable[Day]:
    yield from _trials()
    for customer, on, state in PublicUse.objects.values_list("customer", "published_on", "state"):
        yield "public", customer, on if state in PUBLISHED else None
    for customer, state, day in ReferenceAsk.objects.filter(removed_at=None).values_list(
        "customer", "state", Coalesce("answered_on", "on")
    ):
        yield "references", customer, day if state == GIVEN_ else None
    for customer, kind, stage, day in JointInitiative.objects.filter(removed_at=None).values_list(
        "customer", "kind", "stage", "moved_on"
    ):
        yield "openings" if kind == SITE else "joint_achieved", customer, day if stage == ACHIEVED else None
    yield from _needs()
    for customer, stage, day in ImprovementRequest.objects.filter(removed_at=None).values_list(
        "customer", "stage", "closed_on"
    ):
        yield "requests_delivered", customer, day if stage == DELIVERED else None


def _trials() -> Iterable[Day]:
    rows = Trial.objects.filter(removed_at=None).values_list(
        "customer", "result", "used", Coalesce("ends_on", "starts_on")
    )
    for customer, result, used, day in rows:
        yield "trials", customer, None if result == RUNNING else day
        yield "trials_used", customer, day if used else None


def _needs() -> Iterable[Day]:
    solved = solved_on()
    for number, customer in Need.objects.filter(removed_at=None).values_list("pk", "customer"):
        yield "needs_solved", customer, solved.get(number)


def solved_on() -> Mapping[int, date]:
    """The day on which each need that is solved was solved, by its number."""
    steps = NeedStep.objects.filter(stage=SOLVED, undone_at=None, of__stage=SOLVED, of__removed_at=None)
    return dict(steps.order_by().values_list("of").annotate(day=Max("day")))


def solved_in(window: Window, keys: frozenset[str], book: Book) -> tuple[Solved, ...] | None:
    """The needs of these accounts that were solved in a window, with what was sold of each since it was offered; None where
    nobody ever wrote a need down."""
    every, days = listed(window.end), solved_on()
    if not every:
        return None
    inside = [
        one
        for one in every
        if one.row.customer in keys and (day := days.get(one.row.pk)) and window.start <= day <= window.end
    ]
    return tuple(Solved(one.row.customer, len(one.offers), one.extended, one.sold) for one in measured(inside, book))


def joint_in(window: Window, keys: frozenset[str]) -> tuple[Joint, ...] | None:
    """The joint initiatives of these accounts that ran in a window or were achieved in it; None where nobody wrote one down."""
    rows = list(JointInitiative.objects.filter(removed_at=None))
    if not rows:
        return None
    return tuple(
        Joint(
            one.customer, one.stage == ACHIEVED and one.moved_on <= window.end, bool(one.result.strip()),
            None if one.gained is None else float(one.gained),
        )
        for one in rows
        if one.customer in keys and one.started_on <= window.end and _ran(one, window)
    )  # fmt: skip


def _ran(one: JointInitiative, window: Window) -> bool:
    """Whether it ran on any day of the window: one that was achieved after it did, one achieved before it did not."""
    if one.stage == ACHIEVED:
        return window.start <= one.moved_on
    return one.stage not in (DROPPED, IDEA)


def recommended_in(window: Window, keys: frozenset[str]) -> Recommended | None:
    """References asked and given, and recommendations, of these accounts in a window; None where nobody wrote one down."""
    asks = list(ReferenceAsk.objects.filter(removed_at=None))
    told = list(Referral.objects.filter(removed_at=None))
    if not asks and not told:
        return None
    mine = [one for one in asks if one.customer in keys]
    asked = [one for one in mine if window.start <= one.on <= window.end]
    given = [one for one in mine if one.state == GIVEN_ and window.start <= (one.answered_on or one.on) <= window.end]
    referred = [one for one in told if one.customer in keys and window.start <= one.on <= window.end]
    results_of = [(one.result, one.amount) for one in given] + [(one.result, one.amount) for one in referred]
    won = [amount for result, amount in results_of if result == WON]
    known = [float(amount) for amount in won if amount is not None]
    return Recommended(
        len(asked), len(given), len(referred), len(won), sum(known) if known else None, len(won) - len(known)
    )


def voices_in(window: Window, limits: Limits) -> Voices:
    """What may be shown of the surveys that were sent in a window and in the one before, and who noticed that they are key."""
    rounds, before = _rounds(window, limits), _rounds(window.before(), limits)
    numbers = [one.asked.number for one in rounds]
    asks = SurveyAsk.objects.filter(survey__in=numbers).values_list("customer", "used", "survey__anonymous")
    answers = SurveyAnswer.objects.filter(
        ask__survey__kind="announcement",
        ask__survey__removed_at=None,
        at__date__gte=window.start,
        at__date__lte=window.end,
    ).order_by("pk")
    noticed = tuple(
        (customer, Sheet(values))
        for customer, values in answers.values_list("ask__customer", "values")
        if NOTICED in values
    )
    found = list(asks)
    return Voices(
        rounds, before, noticed, frozenset(customer for customer, *_rest in found),
        frozenset(customer for customer, used, anonymous in found if used and not anonymous),
    )  # fmt: skip


def _rounds(window: Window, limits: Limits) -> tuple[Round, ...]:
    rows: QuerySet[Survey] = Survey.objects.filter(
        kind=KIND, removed_at=None, state__in=("open", "closed"), opened_at__date__gte=window.start,
        opened_at__date__lte=window.end,
    ).order_by("opened_at", "pk")  # fmt: skip
    return tuple(_round(one, limits) for one in rows)


def _round(row: Survey, limits: Limits) -> Round:
    found = results(row, limits)
    title: str | Text = title_of(row)
    asked = Asked(
        row.pk, f"{title} {row.wave}".strip() if isinstance(title, str) else title,
        timezone.localdate(row.opened_at) if row.opened_at else None, row.anonymous, found.rate.asked, found.rate.answered,
        found.accounts.asked, None if row.anonymous else found.accounts.answered,
        nps_estimate(nps_of(found.all), limits), found.hidden,
    )  # fmt: skip
    return Round(asked, found.sheets, found.apart, found.names or {})
