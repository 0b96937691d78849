"""Reading nominations, proposals, votes and decisions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db.models import Count, Q, QuerySet

from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import Text, _
from clave.facts.customers import card
from clave.selection.committee import Ballot, Rules, Tally, tally
from clave.store.facts import book_of
from clave.store.models import (
    AccountLine,
    MeasureLine,
    Nomination,
    Person,
    Proposal,
    ProposalLine,
    SelectionRun,
    Vote,
)
from clave.store.models.committee import BEFORE, DECIDED, NOMINATION_STATES, OPEN, WITHDRAWN
from clave.store.queries import latest_run

ORDERS = {"name": "folded", "at": "created_at", "by": "by__name", "criterion": "criterion"}


@dataclass(frozen=True)
class Wanted:
    """Which nominations, and in which order; `by` = only that person's; empty = all, the newest first."""

    text: str = ""
    state: str = ""
    criterion: str = ""
    order: str = ""
    by: Person | None = None


@dataclass(frozen=True)
class Named:
    """A customer as a search offers it: nothing but who it is."""

    code: str
    name: str


def known_customer(code: str) -> str | None:
    """The name of a customer of the latest run, or else of the customer file; None where neither knows the code."""
    run = latest_run()
    if run and (found := MeasureLine.objects.filter(run=run, customer=code).first()):
        return found.name
    try:
        listed = card(book_of(""), code)
    except ClaveError:  # no facts at all, or none that can be opened
        return None
    return None if listed is None else listed.name or code


def customers_named(text: str, most: int) -> list[Named]:
    """Customers of the latest run whose name or code has every word of `text`, by name; none without words."""
    run, words = latest_run(), folded(text).split()
    if run is None or not words:
        return []
    found = AccountLine.objects.filter(run=run)
    for word in words:
        found = found.filter(folded__contains=word)
    return [Named(*pair) for pair in found.order_by("folded").values_list("customer", "name")[:most]]


def nominations(wanted: Wanted) -> QuerySet[Nomination]:
    """As wanted; a state or an order that nobody declared is ignored."""
    found = _of(wanted)
    if wanted.state in NOMINATION_STATES:
        found = found.filter(state=wanted.state)
    column, falling = wanted.order.removeprefix("-"), wanted.order.startswith("-")
    order = ORDERS.get(column)
    chosen = (("-" if falling else "") + order,) if order else ()
    return found.select_related("by", "ended_by", "line__proposal", "line__decision").order_by(
        *chosen, "-created_at", "-pk"
    )


def counted_nominations(wanted: Wanted) -> Mapping[str, int]:
    """How many are in each state, among those that the other filters leave."""
    states = {state: Count("pk", filter=Q(state=state)) for state in (OPEN, BEFORE, DECIDED, WITHDRAWN)}
    return dict(_of(wanted).aggregate(**states))


def _of(wanted: Wanted) -> QuerySet[Nomination]:
    found = Nomination.objects.all()
    for word in folded(wanted.text).split():
        found = found.filter(folded__contains=word)
    if wanted.criterion:
        found = found.filter(criterion=wanted.criterion)
    return found if wanted.by is None else found.filter(by=wanted.by)


def standing_of(person: Person, customer: str) -> Nomination | None:
    """What this person has nominated of a customer and still stands."""
    return Nomination.objects.filter(by=person, customer=customer, state__in=(OPEN, BEFORE)).first()


VERDICTS: Mapping[str, Text] = {
    "accepted": _("accepted"),
    "rejected": _("rejected"),
    "overridden": _("against the rule"),
}


def rules(proposal: Proposal) -> Rules:
    """The rules a proposal was frozen with."""
    return Rules(**proposal.rules)


def tallies(proposal: Proposal) -> dict[int, Tally]:
    """The votes of every line, counted, by its key; in two queries whatever the number of lines."""
    members, ruled = _members(proposal), rules(proposal)
    ballots: dict[int, list[Ballot]] = {}
    for vote in Vote.objects.filter(line__proposal=proposal, current=True).order_by("at", "pk"):
        ballots.setdefault(vote.line_id, []).append(Ballot(vote.person_id, vote.choice, vote.own))
    return {
        pk: tally(ballots.get(pk, ()), members, _owner(owner), ruled)
        for pk, owner in proposal.lines.values_list("pk", "owner")
    }


def tally_of(line: ProposalLine) -> Tally:
    """The votes of one line, counted."""
    votes = line.votes.filter(current=True).order_by("at", "pk")
    ballots = [Ballot(vote.person_id, vote.choice, vote.own) for vote in votes]
    return tally(ballots, _members(line.proposal), _owner(line.owner_id), rules(line.proposal))


def _members(proposal: Proposal) -> frozenset[int]:
    return frozenset(proposal.committee.values_list("person", flat=True))


def _owner(number: int | None) -> frozenset[int]:
    return frozenset() if number is None else frozenset({number})


def digest(proposal: Proposal, run: SelectionRun, committee: Iterable[int], lines: Iterable[ProposalLine]) -> str:
    """SHA-256 over the canonical JSON of all that is frozen: what the list was made of, its rules, every line."""
    said = {
        "run": [run.facts_version, run.policy_version, run.as_of.isoformat(), run.seed, run.draws, run.capacity["cap"]],
        "rules": proposal.rules,
        "closes_at": proposal.closes_at.astimezone(UTC).isoformat(timespec="seconds"),
        "committee": sorted(committee),
        "lines": [_frozen(line) for line in sorted(lines, key=lambda line: line.place)],
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _frozen(line: ProposalLine) -> list[Any]:
    chosen = line.selected
    score = None if chosen is None else [chosen.rank, chosen.score, chosen.sure, chosen.member, chosen.categories]
    return [line.customer, line.kind, line.standing, line.before, line.owner_id, line.nominations, score]


def intact(proposal: Proposal) -> bool:
    """Whether a proposal still is what it was when it was frozen."""
    lines = proposal.lines.select_related("selected")
    return digest(proposal, proposal.run, _members(proposal), lines) == proposal.digest
