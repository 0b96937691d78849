"""Contacts are read by everybody of ours, and changed by who logged them or answers for the account; rhythms are agreed by who
answers for it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from clave.actions.people import hashed
from clave.operations.touchpoints import stemmed
from clave.store.models import OWNER, AgendaFeed, Cadence, Ownership, Person, Touchpoint
from tests.web.objects.shape import NOBODY, NONE, Make, Sent, Things, World, named, with_more

ACCOUNT, THEIRS = "C-0002", "C-0003"


def contact(by: Person, customer: str = ACCOUNT, **more: object) -> Touchpoint:
    """A contact that somebody logged, with something left to do."""
    now = timezone.now()
    return Touchpoint.objects.create(
        customer=customer, on=timezone.localdate(), kind="call", direction="out", text="Confirma la prueba",
        follow_up="Enviar la ficha", stems=stemmed("Confirma la prueba"), by=by, at=now, changed_at=now, **more,
    )  # fmt: skip


def rhythm(customer: str = ACCOUNT, topic: str = "") -> Cadence:
    """A rhythm of an account."""
    now = timezone.now()
    return Cadence.objects.create(
        customer=customer, who="owner", area="purchasing", channel="visit", topic=topic, days=15,
        since=timezone.localdate() - timedelta(days=90), mark=f"owner|purchasing|{topic}", created_at=now, changed_at=now,
    )  # fmt: skip


def _answers(world: World) -> None:
    Ownership.objects.create(
        customer=ACCOUNT, part=OWNER, person=world.me, starts_on=timezone.localdate() - timedelta(days=1),
        created_at=timezone.now(),
    )  # fmt: skip


def accounts(world: World) -> Things:
    """An account of mine, one of a colleague, and one that nobody knows."""
    _answers(world)
    return Things([ACCOUNT], [THEIRS], None, [NOBODY])


def contacts(world: World) -> Things:
    """One that I logged, and one that a colleague logged with another account."""
    mine, theirs = contact(world.me), contact(world.colleague, THEIRS)
    return Things([str(mine.pk)], [str(theirs.pk)], None, [NONE])


def acting(world: World) -> Things:
    """The same, to be done."""
    return with_more(contacts(world), "hecho")


def rhythms(world: World) -> Things:
    """One of my account, and one of another."""
    _answers(world)
    return Things([ACCOUNT, str(rhythm().pk)], [THEIRS, str(rhythm(THEIRS).pk)], None, [ACCOUNT, NONE])


def ending(world: World) -> Things:
    """The same, to be ended."""
    return with_more(rhythms(world), "terminar")


def agendas(world: World) -> Things:
    """My calendar, and one whose secret nobody has."""
    AgendaFeed.objects.create(person=world.me, secret_hash=hashed("secreto"), made_at=timezone.now())
    return Things(["secreto"], None, None, ["x" * 43])


KINDS: dict[str, Make] = {
    "account_touchpoints": accounts, "account_cadence": accounts, "cadence_new": accounts, "cadence_begin": accounts,
    "touchpoint_edit": contacts, "touchpoint_act": acting, "touchpoints_file": named("contactos.csv", "otra.csv"),
    "cadence_edit": rhythms, "cadence_act": ending, "agenda_ics": agendas,
}  # fmt: skip
POSTED: dict[str, Sent] = {"touchpoint_act": {}, "cadence_act": {}, "cadence_begin": {}}
