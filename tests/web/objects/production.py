"""The plan of the plant: plans, orders and locks are the company's, whoever made them."""

from __future__ import annotations

from django.utils import timezone

from clave.store.producing import basis_of
from tests.web import production_made
from tests.web.objects.plans import Plans
from tests.web.objects.shape import NONE, Make, Sent, Things, World, with_more

PLANS = Plans(production_made.plan, basis_of)


def orders(world: World) -> Things:
    """Two orders of the newest plan, which a colleague made: orders are the company's."""
    _mine, newest = PLANS.two(world)
    mine, theirs = newest.orders.order_by("order").values_list("order", flat=True)[:2]
    return Things([mine], [theirs], None, [NONE])


def locking(world: World) -> Things:
    """The same, to be held back."""
    return with_more(orders(world), "retener")


def locks(world: World) -> Things:
    """A lock of mine, one of a colleague's."""
    mine, theirs = production_made.held(world.me, "OP-00001"), production_made.held(world.colleague, "OP-00002")
    return Things([str(mine.pk)], [str(theirs.pk)], None, [NONE])


def _held(_arguments: object) -> dict[str, str]:
    return {"reason": "Falta la resina", "until": f"{timezone.localdate()}"}


KINDS: dict[str, Make] = {
    "production_order": orders, "production_lock": locking, "production_unlock": locks, "production_confirm": PLANS.open,
    "production_reopen": PLANS.confirmed, "production_file": PLANS.file("produccion"),
}  # fmt: skip
POSTED: dict[str, Sent] = {
    "production_lock": _held, "production_unlock": {}, "production_confirm": {}, "production_reopen": {},
}  # fmt: skip
