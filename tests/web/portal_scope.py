"""Every address of the portal, and what it answers to a visitor of another account and to one who lacks the right.

A new route of the portal needs its row here: `make(visitor)` makes the thing that its address is about for a visitor of an account
and gives the arguments; None where the address is about nothing but who is in. The test asks for the thing of one account as a
visitor of another, and must get what does not exist (404)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.web import portal_scene, portals

from clave.store.models import Person, SurveyAsk, Visitor
from tests.web import portals, voice_made
from tests.web.knowing import person

Make = Callable[[Visitor], list[str]]


@dataclass(frozen=True)
class Scoped:
    """How a route is asked: what makes its thing, and what is sent (None = it is opened). `own` is what it answers to its own
    visitor where that is not simply shown (200) or done (302)."""

    make: Make | None = None
    arguments: list[str] = field(default_factory=list)
    sent: dict[str, str] | None = None
    own: tuple[int, ...] = (200, 302)


def a_session(visitor: Visitor) -> list[str]:
    """An open session of somebody else of the account."""
    colleague = portals.invited(visitor.customer, name="Otra Persona")
    portals.session(colleague)
    return [str(colleague.sessions.get().pk)]


def a_novelty(*more: str) -> Make:
    """A novelty about which the visitor was asked."""

    def make(visitor: Visitor) -> list[str]:
        kept = voice_made.novelty(somebody(), customer=visitor.customer, who=visitor.contact)
        return [str(kept.pk), *more]

    return make


def a_survey(visitor: Visitor) -> list[str]:
    """A survey that the visitor was asked."""
    kept = voice_made.survey(somebody(), "open", people=0, customer=visitor.customer)
    ask = SurveyAsk.objects.create(
        survey=kept, customer=visitor.customer, name="Empaques", contact=visitor.contact, asked_on=timezone.localdate()
    )
    return [str(ask.pk)]


def somebody() -> Person:
    """One of ours."""
    return Person.objects.filter(name="Rosa").first() or person("kam", "Rosa")


SCOPE: dict[str, Scoped] = {
    "portal_home": Scoped(),
    "portal_people": Scoped(),
    "portal_me": Scoped(),
    "portal_consent": Scoped(arguments=["news", "si"], sent={}),
    "portal_ask_data": Scoped(sent={"kind": "export", "words": "Una copia, por favor"}),
    "portal_sessions": Scoped(),
    "portal_session_end": Scoped(make=a_session, sent={}, own=(404,)),  # a session of a colleague is not theirs either
    "portal_novelties": Scoped(),
    "portal_novelty": Scoped(make=a_novelty()),
    "portal_novelty_file": Scoped(make=a_novelty()),
    "portal_novelty_approve": Scoped(make=a_novelty(), sent={"yes": "1"}, own=(200, 302, 422)),
    "portal_novelty_wish": Scoped(make=a_novelty("sample"), sent={}, own=(200, 302, 404, 422)),
    "portal_surveys": Scoped(),
    "portal_survey": Scoped(make=a_survey),
    "portal_language": Scoped(sent={"language": "es"}),
    "portal_leave": Scoped(sent={}),
    "portal_benefits": Scoped(),
    "portal_agreement": Scoped(),
    "portal_orders": Scoped(),
    "portal_orders_file": Scoped(arguments=["pedidos.csv"]),
    "portal_order": Scoped(make=portal_scene.an_order),
    "portal_asking": Scoped(),
    "portal_asking_file": Scoped(arguments=["necesidades.csv"]),
    "portal_ask": Scoped(make=portal_scene.an_ask),
    "portal_ask_act": Scoped(
        make=lambda customer: [*portal_scene.an_ask(customer), "comentar"], sent={"text": "¿Cómo va?"}
    ),
    "portal_plan": Scoped(),
    "portal_plan_done": Scoped(make=portal_scene.an_action, sent={}),
    "portal_plan_file": Scoped(make=portal_scene.a_plan),
    "portal_invitations": Scoped(),
    "portal_invitation": Scoped(make=portal_scene.an_invitation, sent={"answer": "no"}),
}
