"""Nominations, proposals before a committee and their lines."""

from __future__ import annotations

from django.utils import timezone

from clave.store.models import Nomination, Person, Proposal, ProposalLine
from clave.store.models.committee import CLOSED
from clave.store.roles import COMMITTEE
from tests.store.proposing import SOON, line_of, proposed, somebody, voted
from tests.web import made
from tests.web.objects.shape import NONE, Make, Sent, Things, World


def nominations(world: World) -> Things:
    """One that I made, one that a colleague made, and one that the committee has already."""
    mine, theirs, before = (
        _nomination(person, state)
        for person, state in ((world.me, "open"), (world.colleague, "open"), (somebody("lab", "Nora"), "before"))
    )
    return Things([mine], [theirs], [before], [NONE])


def _nomination(by: Person, state: str) -> str:
    one = Nomination.objects.create(
        customer=made.code(4), name="Cliente 0004", folded="cliente 0004", reason="Crece", state=state, by=by,
        created_at=timezone.now(),
    )  # fmt: skip
    return str(one.pk)


def proposals(world: World) -> Things:
    """The open one, on whose committee I am; one that ended, as there is one open at a time."""
    here, ended = _two(world)
    return Things([str(here.pk)], [str(ended.pk)], None, [NONE])


def lines(world: World) -> Things:
    """A line of the open one; one of a proposal that ended; that one, asked for under the open one; none."""
    here, ended = _two(world)
    one, old = line_of(here, "enters"), line_of(ended, "enters")
    return Things(
        [str(here.pk), str(one.pk)], [str(ended.pk), str(old.pk)], [str(here.pk), str(old.pk)], [str(here.pk), NONE]
    )


def _two(world: World) -> tuple[Proposal, Proposal]:
    people = [person for person in (world.me, world.colleague) if person.role in COMMITTEE]
    people = list(
        {person.pk: person for person in (*people, somebody("management"), somebody("kam", "Berta"))}.values()
    )
    here = proposed(people=people, closes_at=max(SOON, timezone.now() + (SOON - SOON.replace(day=1))))
    voted(line_of(here, "enters"), *("yes" for _person in people), now=timezone.now())
    ended = Proposal.objects.get(pk=here.pk)
    ended.pk, ended.state, ended.ended_at, ended.ended_by = None, CLOSED, timezone.now(), world.colleague
    ended.save(force_insert=True)
    line = ProposalLine.objects.get(pk=line_of(here, "enters").pk)
    line.pk, line.proposal = None, ended
    line.save(force_insert=True)
    return here, ended


KINDS: dict[str, Make] = {
    "nomination_withdraw": nominations,
    **dict.fromkeys(
        ("proposal", "proposal_stay", "proposal_agreed", "proposal_end", "proposal_sheet", "proposal_pdf"), proposals
    ),
    **dict.fromkeys(("proposal_vote", "proposal_comment", "proposal_decide"), lines),
}
POSTED: dict[str, Sent] = {
    "nomination_withdraw": {}, "proposal_stay": {}, "proposal_agreed": {},
    "proposal_end": {"como": "cerrar", "reason": "Terminó la reunión"},
    "proposal_vote": {"voto": "yes"}, "proposal_comment": {"comentario": "Paga bien"},
    "proposal_decide": {"que": "accepted", "reason": "Crece"},
}  # fmt: skip
