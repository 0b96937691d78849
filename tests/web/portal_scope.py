"""Every address of the portal, and what it answers to a visitor of another account and to one who lacks the right.

A new route of the portal needs its row here: `make(customer)` makes the thing that its address is about for an account and gives
the arguments; None where the address is about nothing but who is in. The test asks for the thing of one account as a visitor of
another, and must get what does not exist (404)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.web import portal_scene, portals

Make = Callable[[str], list[str]]


@dataclass(frozen=True)
class Scoped:
    """How a route is asked: what makes its thing, and what is sent (None = it is opened). `own` is what it answers to its own
    visitor where that is not simply shown (200) or done (302)."""

    make: Make | None = None
    arguments: list[str] = field(default_factory=list)
    sent: dict[str, str] | None = None
    own: tuple[int, ...] = (200, 302)


def a_session(customer: str) -> list[str]:
    """An open session of somebody of the account."""
    visitor = portals.invited(customer, name="Otra Persona")
    portals.session(visitor)
    return [str(visitor.sessions.get().pk)]


SCOPE: dict[str, Scoped] = {
    "portal_home": Scoped(),
    "portal_people": Scoped(),
    "portal_me": Scoped(),
    "portal_consent": Scoped(arguments=["news", "si"], sent={}),
    "portal_ask_data": Scoped(sent={"kind": "export", "words": "Una copia, por favor"}),
    "portal_sessions": Scoped(),
    "portal_session_end": Scoped(make=a_session, sent={}, own=(404,)),  # a session of a colleague is not theirs either
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
    "portal_reports": Scoped(),
    "portal_report": Scoped(make=portal_scene.a_report),
    "portal_report_file": Scoped(make=lambda customer: [*portal_scene.a_report(customer), "informe.pdf"]),
    "portal_consumption": Scoped(),
    "portal_novelties": Scoped(),
    "portal_novelty": Scoped(make=portal_scene.a_novelty),
    "portal_novelty_file": Scoped(make=portal_scene.a_novelty),
    "portal_novelty_approve": Scoped(make=portal_scene.a_novelty, sent={"answer": "si"}, own=(200, 302, 422)),
    "portal_novelty_wish": Scoped(make=portal_scene.a_wish, sent={}, own=(200, 302, 422)),
    "portal_surveys": Scoped(),
    "portal_survey": Scoped(make=portal_scene.a_survey),
}
