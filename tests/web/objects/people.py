"""People of a customer, what we know of it and what we think of them: the company's, whoever wrote them down; a file that is
not loaded yet is of who brought it."""

from __future__ import annotations

from django.utils import timezone

from tests.web import people_made
from tests.web.objects.laboratory import ACCOUNT, answers
from tests.web.objects.shape import NOBODY, NONE, Make, Sent, Things, World, with_more


def customers(world: World) -> Things:
    """An account that I answer for, one of a colleague, and one that no list has."""
    answers(world)
    return Things([ACCOUNT], ["C-0003"], None, [NOBODY])


def contacts(world: World) -> Things:
    """A person of mine, one that a colleague wrote down, and one of another customer."""
    answers(world)
    mine, theirs = people_made.contact(world.me, ACCOUNT), people_made.contact(world.colleague, ACCOUNT, "Otra")
    far = people_made.contact(world.me, "C-0003")
    return Things([ACCOUNT, str(mine.pk)], [ACCOUNT, str(theirs.pk)], [ACCOUNT, str(far.pk)], [ACCOUNT, NONE])


def files(world: World) -> Things:
    """A file of mine, one of a colleague, and one of another customer."""
    answers(world)
    mine, theirs = people_made.file(world.me, ACCOUNT), people_made.file(world.colleague, ACCOUNT)
    far = people_made.file(world.me, "C-0003")
    return Things([ACCOUNT, str(mine.pk)], [ACCOUNT, str(theirs.pk)], [ACCOUNT, str(far.pk)], [ACCOUNT, NONE])


def statements(world: World) -> Things:
    """What I said of an account, what a colleague did, and something of another customer."""
    answers(world)
    mine, theirs = people_made.statement(world.me, ACCOUNT), people_made.statement(world.colleague, ACCOUNT)
    far = people_made.statement(world.me, "C-0003")
    return Things(
        [ACCOUNT, "dato", str(mine.pk)], [ACCOUNT, "dato", str(theirs.pk)], [ACCOUNT, "dato", str(far.pk)],
        [ACCOUNT, "dato", NONE],
    )  # fmt: skip


def opinions(world: World) -> Things:
    """An opinion of mine, one of a colleague, one of another customer's person."""
    found = contacts(world)
    for things in (found.own, found.colleague, found.foreign):
        assert things
        people_made.opinion(world.me, int(things[1]))
    return with_more(found, "1")


def _more(make: Make, *more: str) -> Make:
    return lambda world: with_more(make(world), *more)


def _said(_arguments: object) -> dict[str, str]:
    return {"purpose": "news", "given": "yes", "on": f"{timezone.localdate()}", "evidence": "Correo"}


KINDS: dict[str, Make] = {
    **dict.fromkeys(
        ("account_people", "contact_new", "contact_import", "visit_new", "account_profile", "profile_confirm",
         "account_influence"),
        customers,
    ),
    **dict.fromkeys(("contact", "contact_edit", "contact_consent", "influence_contact"), contacts),
    "contact_act": _more(contacts, "quitar"), "contacts_file": _more(customers, "personas.csv"),
    "contact_import_page": files, "profile_say": _more(customers, "sales"), "profile_act": statements,
    "influence_undo": opinions,
}  # fmt: skip
POSTED: dict[str, Sent] = {
    "contact_act": {}, "contact_consent": _said, "profile_act": {}, "influence_undo": {},
    "contact_import_page": {"discard": "1"},
}  # fmt: skip
