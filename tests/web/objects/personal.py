"""A personal list: its customers, its reminders, its file. Nobody else's is there."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from clave.store.models import Person, PersonalAccount, Reminder
from tests.store.proposing import somebody
from tests.web import made
from tests.web.objects.shape import NONE, Make, Sent, Things, World, named, with_more


def accounts(world: World) -> Things:
    """A customer on my list, on a colleague's, on that of a director."""
    people = (world.me, world.colleague, somebody("director", "Dora"))
    return Things(*([str(_account(person).pk)] for person in people), [NONE])


def _account(person: Person) -> PersonalAccount:
    return PersonalAccount.objects.create(
        person=person, customer=made.code(4), name="Cliente 0004", added_at=timezone.now()
    )


def reminders(world: World) -> Things:
    """Something that I, a colleague and a director want to remember."""
    people = (world.me, world.colleague, somebody("director", "Dora"))
    found = [
        Reminder.objects.create(account=_account(person), due_on=timezone.localdate(), text="Llamar", created_at=timezone.now())
        for person in people
    ]  # fmt: skip
    return with_more(Things(*([str(one.pk)] for one in found), [NONE]), "hecho")


KINDS: dict[str, Make] = {
    **dict.fromkeys(("personal_account", "personal_remove", "personal_reminder", "personal_nominate"), accounts),
    "personal_reminder_act": reminders, "personal_export": named("csv", "exe"),
}  # fmt: skip
POSTED: dict[str, Sent] = {
    "personal_remove": {}, "personal_reminder_act": {}, "personal_nominate": {"razon": "Crece"},
    "personal_reminder": lambda _: {"text": "Llamar", "due_on": f"{timezone.localdate() + timedelta(1)}"},
}  # fmt: skip
