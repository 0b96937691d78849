"""People, kept lists and proposals for the tests of the committee."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from clave.actions.decisions import vote
from clave.actions.proposals import open_proposal
from clave.actions.selection import keep_selection
from clave.base.words import _
from clave.criteria.registry import CRITERIA
from clave.measures.registry import MEASURES
from clave.selection.committee import Rules
from clave.selection.life import CONFIRMED
from clave.selection.listing import Standing, State
from clave.store.models import Ownership, Person, Proposal, ProposalLine, SelectionRun
from tests.store.lives import brought
from tests.web import made

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
SOON, AFTER = NOW + timedelta(days=7), NOW + timedelta(days=8)
RULES = Rules(quorum_share=0.5, quorum_votes=2, separation="votes_and_decisions", override_days=365)
STANDINGS: Mapping[str, State] = {
    made.code(0): "stays", made.code(1): "stays", made.code(2): "watched", made.code(3): "leaves",
    made.code(5): "enters", made.code(6): "enters", made.code(7): "waits", "GONE": "leaves",
}  # fmt: skip
"""What the bands say in `review_run`: four members and one that no longer buys; two enter, one waits."""


def somebody(role: str, name: str = "") -> Person:
    """Somebody of a role; the same one when asked again."""
    email = f"{name or role}@clave.example".lower().replace(" ", ".")
    found = Person.objects.filter(email=email).first()
    return found or Person.objects.create_person(
        email=email, name=name or f"Ana {role}", role=role, password=None, created_at=NOW, language="es"
    )


def committee() -> list[Person]:
    """Four people: the director, the management and two key account managers."""
    return [somebody("director"), somebody("management"), somebody("kam", "Berta"), somebody("kam", "Carlos")]


def keep_run(size: int = 40, standings: Mapping[str, State] | None = None) -> SelectionRun:
    """A list of so many customers, twelve of them chosen by the rule; or as the bands leave its members."""
    listing = made.listing(size)
    said = {code: _standing(state) for code, state in (standings or {}).items()}
    lines = tuple(
        replace(
            line, standing=said.get(line.customer), member=line.member if not said else _inside(said, line.customer)
        )
        for line in listing.lines
    )
    return keep_selection(
        listing=replace(listing, lines=lines, standings=said),
        measured=made.measured(size),
        criteria=CRITERIA,
        measures=tuple(MEASURES.values()),
        by=None,
        now=NOW,
    )


def _standing(state: State) -> Standing:
    rival = made.code(2) if state == "waits" else None
    return Standing(state, state == "enters", int(state in ("watched", "leaves")), rival, _("The rule keeps it."))


def _inside(said: Mapping[str, Standing], code: str) -> bool:
    return code in said and said[code].member


def review_run() -> SelectionRun:
    """A list made with five members, as `STANDINGS` says."""
    for code, state in STANDINGS.items():
        if state in ("stays", "watched", "leaves"):
            brought(code, CONFIRMED, name="Se fue S.A." if code == "GONE" else "")
    return keep_run(standings=STANDINGS)


def proposed(
    run: SelectionRun | None = None, people: Sequence[Person] = (), rules: Rules = RULES, closes_at: datetime = SOON
) -> Proposal:
    """A proposal before a committee."""
    run = run or review_run()
    return open_proposal(
        by=somebody("director"), now=NOW, run=run, title="", closes_at=closes_at, committee=people or committee(),
        rules=rules,
    )  # fmt: skip


def line_of(proposal: Proposal, kind: str) -> ProposalLine:
    """Its first line of a kind."""
    return proposal.lines.filter(kind=kind).order_by("place")[0]


def voted(line: ProposalLine, *choices: str, now: datetime = NOW) -> None:
    """The committee votes, one after another; an empty word = not that one."""
    people = [member.person for member in line.proposal.committee.select_related("person").order_by("pk")]
    for person, choice in zip(people, choices, strict=False):
        if choice:
            vote(by=person, now=now, line=line, choice=choice)


def owned(customer: str, by: Person) -> Ownership:
    """Somebody answers for an account."""
    return Ownership.objects.create(
        customer=customer, part="owner", person=by, starts_on=NOW.date() - timedelta(days=30), created_at=NOW
    )
