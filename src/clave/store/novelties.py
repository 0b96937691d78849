"""Reading novelties: the list, one with what its people answered, and what a visitor of the portal sees. (C6)"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from clave.base.folding import folded
from clave.operations.novelties.results import Approved, Found, Voice, found
from clave.operations.novelties.said import AREAS, KINDS, STATES, NoveltySaid
from clave.store.models import Novelty, NoveltyApproval, NoveltyAsk, NoveltyVersion, NoveltyVote, NoveltyWish, Visitor
from clave.store.voters import choice_of

ORDERS = ("title", "state", "closes", "answered")
VOTING, APPROVING = "voting", "approving"


@dataclass(frozen=True)
class Wanted:
    """Which novelties: words, a state, a kind, whose; how ordered."""

    text: str = ""
    state: str = ""
    kind: str = ""
    area: str = ""
    order: str = ""

    @property
    def plain(self) -> bool:
        """Nothing filtered."""
        return Wanted(order=self.order) == self


@dataclass(frozen=True)
class Listed:
    """A novelty in the list: how many people were asked and how many answered the version of now."""

    row: Novelty
    asked: int
    answered: int


def listed() -> list[Listed]:
    """Every novelty, those that are open first, then the newest."""
    rows = Novelty.objects.filter(removed_at=None).select_related("by").annotate(asked=Count("asks"))
    votes = NoveltyVote.objects.filter(ask__of__removed_at=None).order_by().values_list("ask__of", "version")
    answered = {(of, version): n for of, version, n in votes.annotate(n=Count("pk"))}
    ranked = sorted(rows, key=lambda one: (STATES.index(one.state) if one.state != "open" else -1, -one.pk))
    return [Listed(one, one.asked, answered.get((one.pk, one.version), 0)) for one in ranked]


def among(every: Iterable[Listed], wanted: Wanted) -> list[Listed]:
    """Those that were asked for, in the order asked for."""
    words = folded(wanted.text).split()
    rows = [
        one
        for one in every
        if (wanted.state not in STATES or one.row.state == wanted.state)
        and (wanted.kind not in KINDS or one.row.kind == wanted.kind)
        and (wanted.area not in AREAS or one.row.area == wanted.area)
        and all(word in one.row.folded for word in words)
    ]
    column = wanted.order.removeprefix("-")
    if column not in ORDERS:
        return rows
    keys: dict[str, Callable[[Listed], Any]] = {
        "title": lambda one: folded(one.row.title), "state": lambda one: STATES.index(one.row.state),
        "closes": lambda one: one.row.closes_on, "answered": lambda one: one.answered / one.asked if one.asked else -1.0,
    }  # fmt: skip
    return sorted(rows, key=keys[column], reverse=wanted.order.startswith("-"))


def said_of(row: Novelty) -> NoveltySaid:
    """As the decider reads it."""
    return NoveltySaid(
        row.kind, row.title, row.words, row.closes_on, row.area, row.product, row.available, row.approval,
        choice_of(row.chosen),
    )  # fmt: skip


def asks_of(row: Novelty) -> list[NoveltyAsk]:
    """Everybody who was asked, with their votes, approvals and wishes, by account and name."""
    found_ = (
        NoveltyAsk.objects.filter(of=row).select_related("contact").order_by("name", "customer", "contact__name", "pk")
    )
    return list(found_.prefetch_related("votes", "approvals", "wishes__service"))


def voices(asks: Sequence[NoveltyAsk], version: int) -> list[Voice]:
    """What each answered to a version."""
    made = []
    for one in asks:
        vote = next((each for each in one.votes.all() if each.version == version), None)
        answer, words, at = (vote.answer, vote.words, vote.at) if vote else ("", "", None)
        made.append(Voice(one.customer, one.name, one.contact.name, answer, words, at))
    return made


def approvals(asks: Sequence[NoveltyAsk]) -> list[Approved]:
    """Every approval and refusal, of every version."""
    return [
        Approved(one.customer, one.contact.name, each.version, each.yes, each.at, each.words)
        for one in asks
        for each in one.approvals.all()
    ]


def found_of(row: Novelty) -> Found:
    """What came of the version of now."""
    return found(voices(asks_of(row), row.version))


def version_of(row: Novelty, number: int | None = None) -> NoveltyVersion | None:
    """A version without its file; that of now where none is named."""
    return NoveltyVersion.objects.defer("file").filter(of=row, number=number or row.version).first()


def versions_of(row: Novelty) -> list[NoveltyVersion]:
    """Every version, the newest first, without the files."""
    return list(NoveltyVersion.objects.defer("file").filter(of=row).select_related("by").order_by("-number"))


def _theirs(visitor: Visitor) -> QuerySet[NoveltyAsk]:
    """What a visitor was asked and was not withdrawn; nothing without the right."""
    rows = NoveltyAsk.objects.filter(
        contact=visitor.contact_id, customer=visitor.customer, of__removed_at=None, of__state__in=("open", "closed")
    )
    return rows if visitor.may(VOTING) else rows.none()


def asked_of(visitor: Visitor) -> list[NoveltyAsk]:
    """Every novelty a visitor was asked about, the open ones first, then the newest; with their votes and approvals."""
    rows = _theirs(visitor).select_related("of").prefetch_related("votes", "approvals", "wishes")
    return sorted(
        rows,
        key=lambda one: (one.of.state != "open", one.of.closes_on if one.of.state == "open" else date.max, -one.pk),
    )


def ask_of(visitor: Visitor, number: int) -> NoveltyAsk | None:
    """What a visitor was asked about one novelty; None where they were not."""
    rows = _theirs(visitor).select_related("of").prefetch_related("votes", "approvals", "wishes")
    return rows.filter(of=number).first()


def vote_of(ask: NoveltyAsk) -> NoveltyVote | None:
    """Their answer to the version of now."""
    return next((one for one in ask.votes.all() if one.version == ask.of.version), None)


def approval_of(ask: NoveltyAsk) -> NoveltyApproval | None:
    """Their approval of the version of now."""
    return next((one for one in ask.approvals.all() if one.version == ask.of.version), None)


def wishes_of(ask: NoveltyAsk) -> dict[str, NoveltyWish]:
    """What they asked for, by kind."""
    return {one.kind: one for one in ask.wishes.all()}


def is_open(row: Novelty, today: date) -> bool:
    """Whether answers are taken today."""
    return row.state == "open" and row.closes_on >= today


def waiting_for(visitor: Visitor, today: date) -> list[NoveltyAsk]:
    """Those that wait for their answer."""
    return [one for one in asked_of(visitor) if is_open(one.of, today) and vote_of(one) is None]


def told_to(visitor: Visitor) -> NoveltyAsk | None:
    """The last novelty of which they were told what changed because of their vote."""
    rows = _theirs(visitor).filter(told_at__isnull=False).exclude(of__changed="").select_related("of")
    return rows.order_by("-told_at", "-pk").first()


def of_account(customer: str) -> list[NoveltyAsk]:
    """What people of an account were asked, the newest novelty first."""
    rows = NoveltyAsk.objects.filter(customer=customer, of__removed_at=None).exclude(of__state="withdrawn")
    votes = Prefetch("votes", queryset=NoveltyVote.objects.order_by("version"))
    return list(
        rows.select_related("of", "contact").prefetch_related(votes, "approvals").order_by("-of", "contact__name")
    )


def owners_of(area: str) -> Q:
    """Which people of ours get the answers of an area."""
    return Q(role=area, is_active=True)
