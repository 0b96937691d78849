"""Requests, hours and offers are the company's, whoever wrote them down; hours are corrected by who logged them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from clave.store.models import OWNER, ImprovementStep, Ownership
from tests.web import lab_made
from tests.web.objects.shape import NONE, Make, Sent, Things, World, named, with_more

ACCOUNT = "C-0002"


def answers(world: World) -> None:
    """I answer for the account, so that what only its owner may do is there to be done."""
    Ownership.objects.create(
        customer=ACCOUNT, part=OWNER, person=world.me, starts_on=timezone.localdate() - timedelta(days=1),
        created_at=timezone.now(),
    )  # fmt: skip


def requests(world: World) -> Things:
    """One that I wrote down, and one of a colleague."""
    answers(world)
    mine, theirs = lab_made.request(world.me), lab_made.request(world.colleague, 1)
    return Things([str(mine.pk)], [str(theirs.pk)], None, [NONE])


def answering(world: World) -> Things:
    """The same, to be answered."""
    return with_more(requests(world), "responder")


def steps(world: World) -> Things:
    """The last move of mine, and of a colleague's."""
    found = [lab_made.request(by, 1) for by in (world.me, world.colleague)]
    last = [ImprovementStep.objects.filter(request=one).latest("pk") for one in found]
    return Things([str(last[0].pk)], [str(last[1].pk)], None, [NONE])


def hours(world: World) -> Things:
    """Hours that I logged, and a colleague's."""
    mine, theirs = lab_made.request(world.me), lab_made.request(world.colleague, 1)
    return Things([str(mine.worked.get().pk)], [str(theirs.worked.get().pk)], None, [NONE])


def offers(world: World) -> Things:
    """An offer of mine, and one of a colleague, to an account that I answer for."""
    answers(world)
    lab_made.stocked()
    mine, theirs = lab_made.offer(world.me), lab_made.offer(world.colleague, ACCOUNT, product="PU-2001")
    return Things([str(mine.pk)], [str(theirs.pk)], None, [NONE])


def withdrawing(world: World) -> Things:
    """The same, to be withdrawn."""
    return with_more(offers(world), "retirar")


def letters(world: World) -> Things:
    """A letter that I wrote down, and one of a colleague."""
    answers(world)
    mine, theirs = lab_made.letter(world.me), lab_made.letter(world.colleague, grade="slow")
    return Things([str(mine.pk)], [str(theirs.pk)], None, [NONE])


def _worked(_arguments: object) -> dict[str, str]:
    return {"day": f"{timezone.localdate()}", "hours": "3", "what": "Mezcla"}


def _told(_arguments: object) -> dict[str, str]:
    return {"day": f"{timezone.localdate()}", "text": "Empezamos el lunes"}


KINDS: dict[str, Make] = {
    "lab_request": requests, "lab_edit": requests, "lab_act": answering, "lab_step_undo": steps, "lab_hours": hours,
    "lab_hours_back": hours, "lab_file": named("laboratorio.csv", "laboratorio.exe"),
    "idle_file": named("ofertas.csv", "ofertas.exe"), "idle_offer": offers, "idle_offer_act": withdrawing,
    "idle_letter_end": letters,
}  # fmt: skip
POSTED: dict[str, Sent] = {
    "lab_act": _told, "lab_step_undo": {}, "lab_hours": _worked, "lab_hours_back": {}, "idle_offer_act": {},
    "idle_letter_end": {},
}  # fmt: skip
