"""The status of an account, its landing, and the files of reviews and of the past."""

from __future__ import annotations

from django.utils import timezone

from clave.actions.life import watch_account
from clave.selection.life import CONFIRMED, LANDING
from clave.store.models import LandingPlan, LandingStep, Ownership, Person
from clave.web.access import STATUS_DECIDERS
from tests.store.lives import brought
from tests.store.proposing import somebody
from tests.web import made
from tests.web.objects.company import accounts
from tests.web.objects.shape import NONE, Make, Sent, Things, World, named, with_more

MINE, THEIRS = made.code(0), made.code(1)


def key_accounts(world: World) -> Things:
    """Accounts of mine and of a colleague's that are key."""
    found = accounts(world)
    for code in (MINE, THEIRS):
        brought(code, CONFIRMED)
    return found


def acts(world: World) -> Things:
    """What is decided about a status, and something that nobody can decide."""
    found = with_more(key_accounts(world), "watch")
    return Things(found.own, found.colleague, found.foreign, [MINE, "no-existe"])


def last_steps(world: World) -> Things:
    """A last step of mine, and one of a colleague's, each on the other's account: nobody decides on their own."""
    found = key_accounts(world)
    Ownership.objects.filter(customer=MINE).update(person=world.colleague)
    Ownership.objects.filter(customer=THEIRS).update(person=world.me)
    for code, person in ((MINE, world.me), (THEIRS, world.colleague)):
        by = person if person.role in STATUS_DECIDERS else None
        watch_account(by=by, now=timezone.now(), customer=code, on=timezone.localdate(), reason="Baja")
    return found


def landing_steps(world: World) -> Things:
    """A step of a landing: I carry it out, a colleague does; one of another account; none."""
    accounts(world)
    for code in (MINE, THEIRS):
        brought(code, LANDING, by=somebody("director", "Dora"))
    mine, theirs = (_step(code, person) for code, person in ((MINE, world.me), (THEIRS, world.colleague)))
    return Things([MINE, mine], [THEIRS, theirs], [MINE, theirs], [MINE, NONE])


def _step(code: str, owner: Person) -> str:
    plan = LandingPlan.objects.get(customer=code)
    step = LandingStep.objects.create(plan=plan, what="Visitar", due_on=plan.until, owner=owner)
    return str(step.pk)


KINDS: dict[str, Make] = {
    "account_status": key_accounts, "account_status_act": acts, "account_status_back": last_steps,
    "account_status_step": landing_steps,
    "reviews_file": named("revisiones.xlsx", "revisiones.exe"), "past_file": named("lista.csv", "lista.exe"),
}  # fmt: skip
POSTED: dict[str, Sent] = {
    "account_status_act": lambda _: {"on": f"{timezone.localdate()}", "reason": "Baja"},
    "account_status_back": {}, "account_status_step": {"hecho": "si"},
}  # fmt: skip
