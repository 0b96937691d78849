"""Debates on the order of importance, with their what-ifs."""

from __future__ import annotations

from django.utils import timezone

from clave.actions.debates import add_what_if, open_debate, submit_order
from clave.store.models import Debate, DebateParticipant, Person
from tests.store.proposing import somebody
from tests.web.objects.shape import NONE, Args, Fields, Make, Sent, Things, World, with_more


def debates(world: World) -> Things:
    """One to which I am invited and in which I gave my order; one that a colleague opened without me."""
    mine, theirs = _debate(world, world.me), _debate(world, world.colleague)
    return Things([str(mine.pk)], [str(theirs.pk)], None, [NONE])


def _debate(world: World, by: Person) -> Debate:
    """Invited are a key account manager, the management and whoever opens it, who gave an order (of any role: what
    others get is told by the table of access)."""
    people = {person.pk: person for person in (somebody("management", "Gema"), somebody("kam", "Berta"))}
    made = open_debate(
        by=by, now=timezone.now(), title="¿Qué pesa más?", run=world.latest, participants=people.values()
    )
    DebateParticipant.objects.create(debate=made, person=by)
    submit_order(by=by, now=timezone.now(), debate=made, order=made.criteria[::-1])
    return made


def effects(world: World) -> Things:
    """My order in my debate, another's in a debate that does not ask me; another's while I owe mine; nobody's."""
    found = debates(world)
    owed = _debate(world, world.colleague)
    DebateParticipant.objects.create(debate=owed, person=world.me)
    other = str(world.colleague.pk)
    assert found.colleague
    return Things(
        [*found.own, str(world.me.pk)], [*found.colleague, other], [str(owed.pk), other], [*found.own, "nadie"]
    )


def what_ifs(world: World) -> Things:
    """One that I added, one of a colleague; that one, asked for under another debate."""
    here, other = _debate(world, world.me), _debate(world, world.me)
    mine, theirs = (_what_if(here, by, count) for by, count in ((world.me, "7"), (world.colleague, "8")))
    return Things([str(here.pk), mine], [str(here.pk), theirs], [str(other.pk), theirs], [str(here.pk), NONE])


def _what_if(here: Debate, by: Person, count: str) -> str:
    words = [("capacity.count", count)]
    return str(add_what_if(by=by, now=timezone.now(), debate=here, name=f"Con {count}", words=words).pk)


def acts(world: World) -> Things:
    """Closing a debate; doing with it what nobody can."""
    found = with_more(debates(world), "cerrar")
    return Things(found.own, found.colleague, None, [found.own[0], "no-existe"])


def _order(arguments: Args) -> Fields:
    here = Debate.objects.filter(pk=arguments[0]).first()
    return {"order": ",".join(here.criteria if here else ()), "dar": "1"}


KINDS: dict[str, Make] = {
    **dict.fromkeys(("debate", "debate_order", "debate_what_if", "debate_choose", "debate_pdf"), debates),
    "debate_effect": effects, "debate_what_if_remove": what_ifs, "debate_act": acts,
}  # fmt: skip
POSTED: dict[str, Sent] = {
    "debate_order": _order, "debate_act": {}, "debate_what_if_remove": {},
    "debate_what_if": {"name": "Con nueve", "key": "capacity.count", "value": "9"},
}  # fmt: skip
