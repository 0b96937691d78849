"""Reading what customers asked in the portal: one customer's own, what waits for us, and what a thing came from. (G4)"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, QuerySet

from clave.base.folding import folded
from clave.operations.portal.asking import ENDED, Standing, last_of, waits_for_us
from clave.policy.limits import Limits
from clave.store.improvement import asked
from clave.store.models import (
    EventGuest,
    ImprovementRequest,
    ImprovementStep,
    LedgerDue,
    Need,
    NeedStep,
    OffsitePerson,
    PortalAsk,
    PortalWord,
    ReferenceAsk,
)

JUST_NOW = timedelta(minutes=1)
"""Within it the same words of the same person are one thing: a double click, a reload."""
MOST_A_DAY = (30, timedelta(days=1))
"""How often one person may write in a day: above it, it is a machine."""
ORDERS = ("dia", "estado", "asunto")


@dataclass(frozen=True)
class Wanted:
    """Which of one's own asks: words, `abiertas` or `terminadas` (empty = all); in which order."""

    text: str = ""
    state: str = ""
    order: str = ""

    @property
    def plain(self) -> bool:
        """Nothing filtered."""
        return not self.text and not self.state


def asks_of(customer: str) -> QuerySet[PortalAsk]:
    """What a customer asked, the newest first, with everything that a page says of it."""
    words = PortalWord.objects.select_related("contact", "person").order_by("at", "pk")
    found = PortalAsk.objects.filter(customer=customer).order_by("-at", "-pk")
    return found.select_related("contact", "responsible", "need", "request", "verdict_by").prefetch_related(
        Prefetch("words", queryset=words, to_attr="said"),
        Prefetch("need__steps", queryset=NeedStep.objects.filter(undone_at=None).order_by("pk"), to_attr="stood"),
        Prefetch("request__steps", queryset=ImprovementStep.objects.filter(undone_at=None).order_by("pk"), to_attr="stood"),
    )  # fmt: skip


def among(every: Iterable[PortalAsk], wanted: Wanted) -> list[PortalAsk]:
    """Those that were asked for, in the order asked for."""
    words = folded(wanted.text).split()
    found = [
        one
        for one in every
        if all(word in folded(one.text) for word in words)
        and (not wanted.state or (stage_of(one) in ENDED or taken_out(one)) == (wanted.state == "terminadas"))
    ]
    column = wanted.order.removeprefix("-")
    if column not in ORDERS:
        return found
    keys = {"dia": lambda one: one.at, "estado": stage_of, "asunto": lambda one: folded(one.text)}
    return sorted(found, key=keys[column], reverse=wanted.order.startswith("-"))


def thing_of(one: PortalAsk) -> Need | ImprovementRequest:
    """What it became."""
    thing = one.need or one.request
    assert thing is not None, "the constraint keeps one of the two"
    return thing


def stage_of(one: PortalAsk) -> str:
    """In which stage what it became stands."""
    return thing_of(one).stage


def taken_out(one: PortalAsk) -> bool:
    """Whether ours took out what it became."""
    return thing_of(one).removed_at is not None


def steps_of(one: PortalAsk) -> Sequence[NeedStep | ImprovementStep]:
    """The steps that stand of what it became, in order; of one that `asks_of` read."""
    found: Sequence[NeedStep | ImprovementStep] = thing_of(one).stood  # type: ignore[union-attr]
    return found


def standing(one: PortalAsk) -> Standing:
    """What decides whether it waits for us; of one that `asks_of` read."""
    words: Sequence[PortalWord] = one.said  # type: ignore[attr-defined]
    moved = [step.at for step in steps_of(one)[1:]]
    answered = one.request.answered_on if one.request else None
    ours = [*(word.at for word in words if word.person_id), *moved]
    if answered and one.request and not ours:
        ours = [one.request.changed_at]
    theirs = [word.at for word in words if word.contact_id]
    return Standing(stage_of(one), last_of(theirs), last_of(ours), one.verdict, one.verdict_at)


def places(today: date, limits: Limits) -> tuple[Mapping[int, int], int]:
    """The place of every open request in the queue of the laboratory, by its number, and how many are in it."""
    found = {one.row.pk: one.placed.place for one in asked(today, limits, money=False) if one.placed}
    return found, len(found)


def waiting(accounts: Collection[str] | None) -> list[PortalAsk]:
    """What customers asked in the portal and waits for us, of these accounts (None = everybody's), the nearest day first."""
    words = PortalWord.objects.order_by("at", "pk")
    rows = PortalAsk.objects.exclude(verdict="solved").select_related("contact", "responsible", "need", "request")
    if accounts is not None:
        rows = rows.filter(customer__in=accounts)
    found = rows.order_by("due_on", "pk").prefetch_related(
        Prefetch("words", queryset=words, to_attr="said"),
        Prefetch("need__steps", queryset=NeedStep.objects.filter(undone_at=None).order_by("pk"), to_attr="stood"),
        Prefetch("request__steps", queryset=ImprovementStep.objects.filter(undone_at=None).order_by("pk"), to_attr="stood"),
    )  # fmt: skip
    return [one for one in found if not taken_out(one) and waits_for_us(standing(one))]


def ask_behind(thing: Need | ImprovementRequest) -> PortalAsk | None:
    """What a need or a request came from, where it came from the portal."""
    field = "need" if isinstance(thing, Need) else "request"
    return asks_of(thing.customer).filter(**{field: thing}).first()


@dataclass(frozen=True)
class Answered:
    """Something of a customer that answered in the portal: who, when, yes or no, and which page of ours tells more."""

    customer: str
    name: str
    who: str
    at: datetime
    answer: str
    what: str
    route: str
    number: int


def answers_since(moment: datetime, accounts: Collection[str] | None) -> list[Answered]:
    """What was answered in the portal to invitations and references since a moment, the newest first."""
    asked_ = ReferenceAsk.objects.filter(word_at__gte=moment, removed_at=None).select_related("contact")
    guests = EventGuest.objects.filter(answered_at__gte=moment).select_related("contact", "account__event")
    people = OffsitePerson.objects.filter(answered_at__gte=moment).select_related("contact", "of")
    if accounts is not None:
        asked_, guests = asked_.filter(customer__in=accounts), guests.filter(account__customer__in=accounts)
        people = people.filter(of__customer__in=accounts)
    found = [
        Answered(row.customer, row.name, row.contact.name, row.word_at, row.word, row.prospect, "reference_one", row.pk)
        for row in asked_ if row.word_at
    ]  # fmt: skip
    found += [
        Answered(row.account.customer, row.account.name, row.contact.name, row.answered_at, row.answer,
                 row.account.event.title, "event", row.account.event_id)
        for row in guests if row.answered_at
    ]  # fmt: skip
    found += [
        Answered(row.of.customer, row.of.name, row.contact.name, row.answered_at, row.answer, row.of.place, "offsite", row.of_id)
        for row in people if row.answered_at and row.contact
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.at, reverse=True)


def breaches_of(customer: str, run: int, privileges: Collection[str], since: date, until: date) -> list[LedgerDue]:
    """The promises of these privileges to a customer that were broken between two days, the newest first."""
    found = LedgerDue.objects.filter(
        run=run, customer=customer, privilege__in=privileges, state="broken", on__gte=since, on__lte=until
    )
    return list(found.defer("facts", "took").order_by("-on", "pk"))
