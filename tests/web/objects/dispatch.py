"""The dispatch of the day: plans, lines and moves are the company's, whoever made them."""

from __future__ import annotations

from django.utils import timezone

from clave.store.dispatching import basis_of
from tests.web import dispatch_made
from tests.web.objects.plans import Plans
from tests.web.objects.shape import NONE, Make, Sent, Things, World, with_more

PLANS = Plans(dispatch_made.plan, basis_of)


def lines(world: World) -> Things:
    """A line of my plan and one of a colleague's."""
    mine, theirs = PLANS.two(world)
    return Things([str(mine.lines.first().pk)], [str(theirs.lines.first().pk)], None, [NONE])


def moving(world: World) -> Things:
    """The same, to be put first."""
    return with_more(lines(world), "primero")


def pins(world: World) -> Things:
    """A move of mine, one of a colleague's."""
    mine, theirs = dispatch_made.pinned(world.me, "PED-000001"), dispatch_made.pinned(world.colleague, "PED-000002")
    return Things([str(mine.pk)], [str(theirs.pk)], None, [NONE])


def _moved(_arguments: object) -> dict[str, str]:
    return {"reason": "Su línea para mañana", "until": f"{timezone.localdate()}"}


KINDS: dict[str, Make] = {
    "dispatch_line": lines, "dispatch_move": moving, "dispatch_unpin": pins, "dispatch_confirm": PLANS.open,
    "dispatch_reopen": PLANS.confirmed, "dispatch_file": PLANS.file("despacho"),
    "dock_file": PLANS.file("muelle"),
}  # fmt: skip
POSTED: dict[str, Sent] = {
    "dispatch_move": _moved, "dispatch_unpin": {}, "dispatch_confirm": {}, "dispatch_reopen": {},
}  # fmt: skip
