"""The plan of the plant: plans, orders and locks are the company's, whoever made them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from clave.store.models import ProductionPlan
from clave.store.models.dispatch import CONFIRMED
from clave.store.producing import basis_of
from tests.web import production_made
from tests.web.objects.shape import NONE, Make, Sent, Things, World, with_more


def _plans(world: World) -> list[ProductionPlan]:
    """One of mine for today, one of a colleague's for tomorrow, both from the facts of now."""
    today = timezone.localdate()
    days = ((world.me, today), (world.colleague, today + timedelta(days=1)))
    found = [production_made.plan(by, day=day) for by, day in days]
    for plan in found:
        plan.basis = basis_of(plan.day)
        plan.save(update_fields=["basis"])
    return found


def plans(world: World) -> Things:
    """Open plans."""
    mine, theirs = _plans(world)
    return Things([str(mine.pk)], [str(theirs.pk)], None, [NONE])


def confirmed(world: World) -> Things:
    """My plan, confirmed and the last one; a colleague's that is open."""
    theirs, mine = _plans(world)
    mine.state, mine.confirmed_by, mine.confirmed_at = CONFIRMED, world.me, timezone.now()
    mine.save()
    return Things([str(mine.pk)], [str(theirs.pk)], None, [NONE])


def orders(world: World) -> Things:
    """An order of my plan and one of a colleague's."""
    mine, theirs = (plan.orders.order_by("order")[number].pk for number, plan in enumerate(_plans(world)))
    return Things([str(mine)], [str(theirs)], None, [NONE])


def locking(world: World) -> Things:
    """The same, to be held back."""
    return with_more(orders(world), "retener")


def locks(world: World) -> Things:
    """A lock of mine, one of a colleague's."""
    mine, theirs = production_made.held(world.me, "OP-00001"), production_made.held(world.colleague, "OP-00002")
    return Things([str(mine.pk)], [str(theirs.pk)], None, [NONE])


def files(world: World) -> Things:
    """The file of the plan there is, and one of an ending that nobody knows."""
    _plans(world)
    return Things(["produccion.csv"], None, None, ["produccion.exe"])


def _held(_arguments: object) -> dict[str, str]:
    return {"reason": "Falta la resina", "until": f"{timezone.localdate()}"}


KINDS: dict[str, Make] = {
    "production_order": orders, "production_lock": locking, "production_unlock": locks, "production_confirm": plans,
    "production_reopen": confirmed, "production_file": files,
}  # fmt: skip
POSTED: dict[str, Sent] = {
    "production_lock": _held, "production_unlock": {}, "production_confirm": {}, "production_reopen": {},
}  # fmt: skip
