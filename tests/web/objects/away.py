"""Sessions, events and consents are the company's, whoever wrote them down; who answers for the account acts on them."""

from __future__ import annotations

from clave.store.models import Person
from tests.web import away_made
from tests.web.objects.services import ACCOUNT, accounts, answers
from tests.web.objects.shape import NONE, Make, Sent, Things, World, named, with_more


def sessions(world: World) -> Things:
    """One that I planned, and one of a colleague."""
    answers(world)
    found = [away_made.session(by, at, stage="planned") for at, by in enumerate((world.me, world.colleague))]
    return Things([str(found[0].pk)], [str(found[1].pk)], None, [NONE])


def events(world: World) -> Things:
    """One that I wrote down, and one of a colleague."""
    answers(world)
    found = [away_made.event(by, at) for at, by in enumerate((world.me, world.colleague))]
    return Things([str(found[0].pk)], [str(found[1].pk)], None, [NONE])


def consents(world: World) -> Things:
    """One that I wrote down, and one of a colleague, that stand."""
    answers(world)
    found = [_consent(by, at) for at, by in enumerate((world.me, world.colleague))]
    return Things([found[0]], [found[1]], None, [NONE])


def withdrawn(world: World) -> Things:
    """The same, withdrawn."""
    answers(world)
    found = [_consent(by, at, withdrawn=True) for at, by in enumerate((world.me, world.colleague))]
    return Things([found[0]], [found[1]], None, [NONE])


def _consent(by: Person, at: int, *, withdrawn: bool = False) -> str:
    who = away_made.contact(name=f"Rosalba {at}")
    return str(away_made.consent(by, who, withdrawn, at).pk)


def _calling_off(_arguments: object) -> dict[str, str]:
    return {"here": "planned", "to": "cancelled"}


def _leaving(_arguments: object) -> dict[str, str]:
    return {"customer": ACCOUNT}


KINDS: dict[str, Make] = {
    "offsite": sessions, "offsite_edit": sessions, "offsite_act": lambda world: with_more(sessions(world), "mover"),
    "offsite_paper": lambda world: with_more(sessions(world), "agenda.pdf"),
    "offsites_file": named("sesiones.csv", "sesiones.exe"), "account_offsites": accounts, "event": events,
    "event_edit": events, "event_account": events, "event_act": lambda world: with_more(events(world), "sin-cuenta"),
    "events_file": named("eventos.csv", "eventos.exe"), "consents_file": named("permisos.csv", "permisos.exe"),
    "consent_withdraw": consents, "consent_back": withdrawn,
}  # fmt: skip
POSTED: dict[str, Sent] = {"offsite_act": _calling_off, "event_act": _leaving, "consent_back": lambda _arguments: {}}
