"""Reading proposals: their votes counted, and whether they still are what was frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Any

from django.db.models import Count, Q, QuerySet

from clave.base.words import Text, _
from clave.selection.committee import Ballot, Rules, Tally, tally
from clave.selection.life import LANDING, is_member
from clave.store.models import KeyStatus, Person, Proposal, ProposalLine, SelectionRun, Vote
from clave.store.models.committee import OPEN
from clave.store.roles import COMMITTEE

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
    return tallied(proposal, proposal.lines.only("owner"), votes_of(proposal))


def tallied(proposal: Proposal, lines: Iterable[ProposalLine], votes: Iterable[Vote]) -> dict[int, Tally]:
    """These votes of lines of a proposal, counted, by the key of the line."""
    members, ruled = members_of(proposal), rules(proposal)
    ballots: dict[int, list[Ballot]] = {}
    for vote in votes:
        ballots.setdefault(vote.line_id, []).append(Ballot(vote.person_id, vote.choice, vote.own))
    return {line.pk: tally(ballots.get(line.pk, ()), members, _owner(line.owner_id), ruled) for line in lines}


def votes_of(proposal: Proposal) -> list[Vote]:
    """What everybody votes on each of its lines now, the oldest first."""
    return list(Vote.objects.filter(line__proposal=proposal, current=True).order_by("at", "pk"))


def tally_of(line: ProposalLine) -> Tally:
    """The votes of one line, counted."""
    return tallied(line.proposal, [line], line.votes.filter(current=True).order_by("at", "pk"))[line.pk]


def members_of(proposal: Proposal) -> frozenset[int]:
    """The people of its committee."""
    return frozenset(member.person_id for member in proposal.committee.all())


def last_committee() -> list[int]:
    """Who of the last committee may vote still, by number; nobody where none has met."""
    last = Proposal.objects.order_by("-created_at", "-pk").first()
    people = Person.objects.filter(is_active=True, role__in=COMMITTEE, pk__in=members_of(last) if last else ())
    return list(people.order_by("name", "pk").values_list("pk", flat=True))


def _owner(number: int | None) -> frozenset[int]:
    return frozenset() if number is None else frozenset({number})


def digest(proposal: Proposal, run: SelectionRun, committee: Iterable[int], lines: Iterable[ProposalLine]) -> str:
    """SHA-256 over the canonical JSON of all that is frozen: what the list was made of, its rules, every line."""
    said = {
        "run": [run.facts_version, run.recorded, run.policy_version, run.as_of.isoformat()],
        "draws": [run.seed, run.draws, run.capacity["cap"]],
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


def intact(proposal: Proposal, lines: Iterable[ProposalLine] | None = None) -> bool:
    """Whether a proposal still is what it was when it was frozen; by its `lines` where all of them were read already."""
    every = proposal.lines.select_related("selected") if lines is None else lines
    return digest(proposal, proposal.run, members_of(proposal), every) == proposal.digest


def line_with_all(proposal: Proposal, number: int) -> ProposalLine | None:
    """A line of this very proposal with what was selected, decided and said of it; None where it is another's."""
    found = proposal.lines.select_related("selected", "owner", "decision__by", "proposal__run")
    return found.filter(pk=number).first()


def lines_in_short(proposal: Proposal) -> QuerySet[ProposalLine]:
    """Every line in its order, without the evidence of its criteria."""
    found = proposal.lines.select_related("selected", "owner", "decision__by").order_by("place")
    return found.defer("selected__criteria", "selected__why", "selected__would_take")


def takes_a_place(customer: str, inside: bool) -> bool:
    """Whether deciding it inside takes a place more: it is no key account now, or one that lands and left its place."""
    state = KeyStatus.objects.filter(customer=customer).values_list("state", flat=True).first() or ""
    return inside and (not is_member(state) or state == LANDING)


def open_one() -> Proposal | None:
    """The proposal that is before a committee now, if any."""
    return Proposal.objects.filter(state=OPEN).first()


def proposals() -> QuerySet[Proposal]:
    """All of them, the newest first, each with how many lines it has and how many were decided."""
    counts = {"size": Count("lines"), "decided": Count("lines", filter=Q(lines__decision__isnull=False))}
    return Proposal.objects.select_related("run", "by", "ended_by").annotate(**counts).order_by("-created_at", "-pk")
