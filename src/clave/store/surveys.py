"""Reading surveys: the list, what may be shown of one, what an account answered, and what a visitor of the portal is asked. (C8)

Anonymous answers leave this module only once their survey is closed and enough people answered (ADR 0031)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from clave.base.folding import folded
from clave.base.words import Text, _
from clave.operations.surveys.anonymity import enough, parts_shown
from clave.operations.surveys.asking import Turn, turn
from clave.operations.surveys.questions import KINDS, Sheet
from clave.operations.surveys.said import STATES, Choice, SurveySaid
from clave.operations.surveys.scores import Rate
from clave.policy import voice
from clave.policy.limits import Limits
from clave.store.models import AnonymousSheet, AnonymousWords, Survey, SurveyAnswer, SurveyAsk, Visitor
from clave.store.voters import Voter, asked_before, choice_of, chosen, voters

ORDERS = ("title", "state", "closes", "answered")
OVER = ("closed", "withdrawn")
STANDING = _("Do you notice that you are one of our key accounts?")
"""What the survey that stands is called, in the reader's language."""


@dataclass(frozen=True)
class Wanted:
    """Which surveys: words, a state, a kind; how ordered."""

    text: str = ""
    state: str = ""
    kind: str = ""
    order: str = ""

    @property
    def plain(self) -> bool:
        """Nothing filtered."""
        return Wanted(order=self.order) == self


@dataclass(frozen=True)
class Listed:
    """A survey in the list, with how many were asked and answered."""

    row: Survey
    rate: Rate


def title_of(row: Survey) -> str | Text:
    """What it is called: the one that stands, in the reader's language."""
    return row.title or STANDING


def listed() -> list[Listed]:
    """Every survey, those that are open first, then the newest."""
    rows = Survey.objects.filter(removed_at=None).select_related("by")
    counted = rows.annotate(asked=Count("asks"), used=Count("asks", filter=Q(asks__used=True)))
    ranked = sorted(counted, key=lambda one: (STATES.index(one.state) if one.state != "open" else -1, -one.pk))
    return [Listed(one, Rate(one.asked, one.used)) for one in ranked]


def among(every: Iterable[Listed], wanted: Wanted) -> list[Listed]:
    """Those that were asked for, in the order asked for."""
    words = folded(wanted.text).split()
    rows = [
        one
        for one in every
        if (wanted.state not in STATES or one.row.state == wanted.state)
        and (wanted.kind not in KINDS or one.row.kind == wanted.kind)
        and all(word in one.row.folded for word in words)
    ]
    column = wanted.order.removeprefix("-")
    if column not in ORDERS:
        return rows
    keys: dict[str, Callable[[Listed], Any]] = {
        "title": lambda one: folded(one.row.title), "state": lambda one: STATES.index(one.row.state),
        "closes": lambda one: one.row.closes_on or date.max, "answered": lambda one: one.rate.share or 0.0,
    }  # fmt: skip
    return sorted(rows, key=keys[column], reverse=wanted.order.startswith("-"))


def said_of(row: Survey) -> SurveySaid:
    """As the decider reads it."""
    return SurveySaid(
        row.kind, row.title, row.closes_on or date.max, row.anonymous, row.intro, row.wave, choice_of(row.chosen)
    )


def turns(choice: Choice, kind: str, today: date, limits: Limits) -> list[tuple[Voter, Turn]]:
    """Everybody of the chosen accounts who may come into the portal, and whether each would be asked today."""
    found = voters(chosen(choice), today)
    before = asked_before({one.contact for one in found})
    return [(one, turn(kind, before.get(one.contact, ()), one.consent, today, limits)) for one in found]


@dataclass(frozen=True)
class Results:
    """What may be shown of a survey: its sheets with their account ("" where it is not told), how many were asked and answered,
    which accounts may be looked at one by one, and their words. `hidden` says why nothing is shown yet."""

    rate: Rate
    accounts: Rate
    sheets: tuple[tuple[str, Sheet], ...]
    apart: frozenset[str]
    words: tuple[tuple[str, str, str], ...]
    """(account, who, words): both empty where they are anonymous."""
    hidden: Text | None = None
    names: Mapping[str, str] | None = None

    @property
    def all(self) -> list[Sheet]:
        """Every sheet, whoever's it is."""
        return [sheet for _customer, sheet in self.sheets]


OPEN_STILL = _(
    "The answers are anonymous: they are shown once the survey is closed, so that nobody sees them come one by one."
)
TOO_FEW = _(
    "The answers are anonymous and fewer than {least} people answered: nothing is shown, so that nobody can be guessed."
)


def results(row: Survey, limits: Limits) -> Results:
    """What may be shown of a survey today."""
    asks = list(SurveyAsk.objects.filter(survey=row).order_by("pk").values_list("customer", "name", "used"))
    rate = Rate(len(asks), sum(used for _code, _name, used in asks))
    names = {code: name for code, name, _used in asks}
    if row.anonymous:
        return _anonymous(row, rate, names, limits)
    answered = {code for code, _name, used in asks if used}
    rows = _answers(SurveyAnswer.objects.filter(ask__survey=row))
    sheets = tuple((one.ask.customer, Sheet(one.values, one.words)) for one in rows)
    words = tuple((one.ask.name, one.ask.contact.name, one.words) for one in rows if one.words)
    return Results(rate, Rate(len(names), len(answered)), sheets, frozenset(answered), words, None, names)


def _anonymous(row: Survey, rate: Rate, names: Mapping[str, str], limits: Limits) -> Results:
    """Nothing before it is over nor of too few; afterwards no account whose answers, or whose absence, would tell of few."""
    least, nothing = limits[voice.least], Rate(len(names), 0)
    if row.state not in OVER:
        return Results(rate, nothing, (), frozenset(), (), OPEN_STILL, names)
    kept = [(one.customer, Sheet(one.values)) for one in AnonymousSheet.objects.filter(survey=row).order_by("pk")]
    if not enough(len(kept), least):
        return Results(rate, nothing, (), frozenset(), (), TOO_FEW.fill(least=least), names)
    counts: dict[str, int] = {}
    for code, _sheet in kept:
        counts[code] = counts.get(code, 0) + 1
    apart = parts_shown({code or " ": n for code, n in counts.items()}, least) - {" "}
    sheets = tuple((code if code in apart else "", sheet) for code, sheet in kept)
    words = AnonymousWords.objects.filter(survey=row).order_by("pk").values_list("words", flat=True)
    return Results(rate, nothing, sheets, apart, tuple(("", "", one) for one in words), None, names)


def _answers(rows: QuerySet[SurveyAnswer]) -> list[SurveyAnswer]:
    return list(rows.select_related("ask__contact", "ask__survey").order_by("-at", "-pk"))


def waves(kind: str, limits: Limits, upto: Survey | None = None) -> list[tuple[Survey, Results]]:
    """The surveys of a kind that were sent, the earliest first, with what may be shown of each."""
    rows = Survey.objects.filter(kind=kind, removed_at=None, state__in=("open", "closed")).order_by("opened_at", "pk")
    return [(one, results(one, limits)) for one in rows if upto is None or one.pk <= upto.pk]


def named_of(customer: str) -> list[SurveyAnswer]:
    """What people of an account answered with their name, the newest first."""
    return _answers(SurveyAnswer.objects.filter(ask__customer=customer, ask__survey__removed_at=None))


def asked_in(customer: str) -> list[tuple[Survey, Rate]]:
    """In which surveys people of an account were asked with their name, and how many answered; the newest first. Of anonymous
    ones only how many were asked."""
    rows = SurveyAsk.objects.filter(customer=customer, survey__removed_at=None).exclude(survey__state="withdrawn")
    counted = rows.order_by().values_list("survey").annotate(n=Count("pk"), used=Count("pk", filter=Q(used=True)))
    rates = {number: Rate(asked, used) for number, asked, used in counted}
    found = Survey.objects.filter(pk__in=rates).order_by("-pk")
    return [(one, rates[one.pk] if not one.anonymous else Rate(rates[one.pk].asked, 0)) for one in found]


def low_since(customers: Sequence[str], since: date, until: date) -> list[SurveyAnswer]:
    """Low answers with a name, of these accounts, of these days."""
    rows = SurveyAnswer.objects.filter(
        ask__customer__in=customers, at__date__gt=since, at__date__lte=until, ask__survey__removed_at=None
    )
    return _answers(rows.exclude(low=""))


def open_asks(today: date) -> QuerySet[SurveyAsk]:
    """Every question that can be answered today."""
    return SurveyAsk.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today), Q(survey__closes_on=None) | Q(survey__closes_on__gte=today),
        survey__state="open", survey__removed_at=None,
    )  # fmt: skip


def asked_of(visitor: Visitor) -> QuerySet[SurveyAsk]:
    """Everything a visitor was ever asked and was not withdrawn, the newest first."""
    rows = SurveyAsk.objects.filter(
        contact=visitor.contact_id,
        customer=visitor.customer,
        survey__removed_at=None,
        survey__state__in=("open", "closed"),
    )
    return rows.select_related("survey").order_by("-asked_on", "-pk")


def waiting_for(visitor: Visitor, today: date) -> list[SurveyAsk]:
    """What waits for their answer, what ends first before the rest."""
    rows = open_asks(today).filter(contact=visitor.contact_id, customer=visitor.customer, used=False)
    return sorted(rows.select_related("survey"), key=lambda one: (last_day(one) or date.max, one.pk))


def last_day(ask: SurveyAsk) -> date | None:
    """The last day on which it can be answered; None = as long as the survey stands."""
    days = [day for day in (ask.ends_on, ask.survey.closes_on) if day]
    return min(days) if days else None
