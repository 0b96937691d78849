"""The collection of accounts: what was noted of one I answer for, and of one that a colleague does."""

from __future__ import annotations

from django.utils import timezone

from clave.store.models import CollectionContact
from tests.web import made
from tests.web.objects.company import accounts
from tests.web.objects.shape import NONE, Make, Sent, Things, World, named, with_more


def debtors(world: World) -> Things:
    """Accounts; who only an earlier list has owes us nothing that we know."""
    return accounts(world)


def noting(world: World) -> Things:
    """A contact to be noted."""
    return with_more(accounts(world), "contacto")


def contacts(world: World) -> Things:
    """One of an account of mine, one of a colleague's, that one under mine, none."""
    accounts(world)
    mine, theirs = (
        str(
            CollectionContact.objects.create(
                customer=made.code(at), moment=timezone.now(), way="call", at=timezone.now()
            ).pk
        )
        for at in (0, 1)
    )
    one, other = made.code(0), made.code(1)
    return with_more(
        Things(
            [one, "contacto", mine], [other, "contacto", theirs], [one, "contacto", theirs], [one, "contacto", NONE]
        ),
        "deshacer",
    )


def _noted(_arguments: object) -> dict[str, str]:
    return {"moment": f"{timezone.localtime():%Y-%m-%dT%H:%M}", "way": "call", "whom": "Tesorería", "words": ""}


KINDS: dict[str, Make] = {
    "collection_account": debtors,
    "collection_new": noting,
    "collection_act": contacts,
    "collection_file": named("cartera.csv", "cartera.exe"),
}
POSTED: dict[str, Sent] = {"collection_new": _noted, "collection_act": {}}
