"""A proposal before a committee for the tests of the pages: votes, a comment, a nomination, a decision."""

from __future__ import annotations

from clave.actions.decisions import comment, decide, vote
from clave.actions.nominations import nominate
from clave.actions.proposals import open_proposal
from clave.selection.listing import State
from clave.store.models import Nomination, Person, Proposal
from clave.store.status import memberships
from tests.store.proposing import NOW, RULES, SOON, keep_run, somebody
from tests.web.made import code

AS_MEMBERS: tuple[State, ...] = ("stays", "watched", "leaves", "stays")


def proposal_of_pages(by: Person, size: int = 40, entering: int = 2) -> Proposal:
    """Opened by somebody who votes too: one line agreed, one contested, one decided, one commented, one nominated."""
    changes: dict[str, State] = {code(5 + place): "enters" for place in range(entering)}
    standings = {**changes, code(size - 9): "waits", **dict(zip(memberships(), AS_MEMBERS * size, strict=False))}
    run = keep_run(size, standings)
    run.capacity = run.capacity | {"cap": 500}
    run.save(update_fields=["capacity"])
    if not Nomination.objects.filter(state="open").exists():
        nominate(
            by=somebody("lab"), now=NOW, customer=code(size - 8), name="x", reason="Ensaya.", criterion="knowledge"
        )
    people = [by, somebody("management"), somebody("kam", "Berta")]
    made = open_proposal(by=by, now=NOW, run=run, title="", closes_at=SOON, committee=people, rules=RULES)
    one, other = made.lines.filter(kind="enters").order_by("place")[:2]
    for person, word in zip(people, ("yes", "yes", "abstain"), strict=True):
        vote(by=person, now=NOW, line=one, choice=word)
    decide(by=people[1], now=NOW, line=one, verdict="accepted")
    vote(by=people[1], now=NOW, line=other, choice="yes", comment="Paga bien.")
    vote(by=people[2], now=NOW, line=other, choice="no")
    asked = comment(by=people[2], now=NOW, line=other, text="¿Y la cartera?")
    comment(by=people[1], now=NOW, line=other, text="Al día.", answers=asked)
    for person in people[1:]:
        vote(by=person, now=NOW, line=made.lines.get(kind="waits"), choice="no")
    return made
