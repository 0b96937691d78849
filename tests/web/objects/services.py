"""Services, needs and initiatives are the company's, whoever wrote them down; who answers for the account acts on them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from clave.store.models import OWNER, Ownership
from tests.web import services_made
from tests.web.objects.shape import NOBODY, NONE, Make, Sent, Things, World, named, with_more

ACCOUNT = "C-0002"


def answers(world: World) -> None:
    """I answer for the account, so that what only its owner may do is there to be done."""
    Ownership.objects.create(
        customer=ACCOUNT, part=OWNER, person=world.me, starts_on=timezone.localdate() - timedelta(days=1),
        created_at=timezone.now(),
    )  # fmt: skip


def services(world: World) -> Things:
    """One that I asked for, and one of a colleague."""
    answers(world)
    found = [services_made.service(by, at) for at, by in enumerate((world.me, world.colleague))]
    return Things([str(found[0].pk)], [str(found[1].pk)], None, [NONE])


def needs(world: World) -> Things:
    """One that I wrote down, and one of a colleague."""
    answers(world)
    found = [services_made.need(by, at, stage="heard") for at, by in enumerate((world.me, world.colleague))]
    return Things([str(found[0].pk)], [str(found[1].pk)], None, [NONE])


def initiatives(world: World) -> Things:
    """One of mine, and one of a colleague."""
    answers(world)
    found = [services_made.initiative(by, at) for at, by in enumerate((world.me, world.colleague))]
    return Things([str(found[0].pk)], [str(found[1].pk)], None, [NONE])


def accounts(world: World) -> Things:
    """An account of mine, one of a colleague, none."""
    answers(world)
    return Things([ACCOUNT], ["C-0003"], [NOBODY], [NOBODY])


def _cancelled(_arguments: object) -> dict[str, str]:
    return {"note": "Ya no lo necesitan"}


def _solving(_arguments: object) -> dict[str, str]:
    return {"here": "heard", "to": "working", "day": f"{timezone.localdate()}"}


def _stepping(_arguments: object) -> dict[str, str]:
    return {"here": "Segundo ensayo", "words": "Tercer ensayo", "day": f"{timezone.localdate() + timedelta(days=9)}"}


def _budget(_arguments: object) -> dict[str, str]:
    return {"year": f"{timezone.localdate().year}", "amount": "20.000.000", "reason": "Lo de siempre"}


KINDS: dict[str, Make] = {
    "service": services, "service_edit": services, "service_act": lambda world: with_more(services(world), "cancelar"),
    "services_file": named("servicios.csv", "servicios.exe"), "need": needs, "need_edit": needs,
    "need_act": lambda world: with_more(needs(world), "mover"), "needs_file": named("necesidades.csv", "necesidades.exe"),
    "initiative": initiatives, "initiative_edit": initiatives,
    "initiative_act": lambda world: with_more(initiatives(world), "siguiente"),
    "initiatives_file": named("iniciativas.csv", "iniciativas.exe"), "account_services": accounts, "account_budget": accounts,
}  # fmt: skip
POSTED: dict[str, Sent] = {
    "service_act": _cancelled, "need_act": _solving, "initiative_act": _stepping, "account_budget": _budget,
}  # fmt: skip
