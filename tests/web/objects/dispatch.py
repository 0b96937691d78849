"""The dispatch of the day: plans, lines and moves are the company's, whoever made them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from clave.store.dispatching import basis_of
from clave.store.models import DispatchPlan
from clave.store.models.dispatch import CONFIRMED
from tests.web import dispatch_made
from tests.web.objects.shape import NONE, Make, Sent, Things, World, with_more


def _plans(world: World) -> list[DispatchPlan]:
    """One of mine for today, one of a colleague's for tomorrow, both from the facts of now."""
    today = timezone.localdate()
    days = ((world.me, today), (world.colleague, today + timedelta(days=1)))
    found = [dispatch_made.plan(by, day=day) for by, day in days]
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


def lines(world: World) -> Things:
    """A line of my plan and one of a colleague's."""
    mine, theirs = _plans(world)
    return Things([str(mine.lines.first().pk)], [str(theirs.lines.first().pk)], None, [NONE])  # type: ignore[union-attr]


def moving(world: World) -> Things:
    """The same, to be put first."""
    return with_more(lines(world), "primero")


def pins(world: World) -> Things:
    """A move of mine, one of a colleague's."""
    mine, theirs = dispatch_made.pinned(world.me, "PED-000001"), dispatch_made.pinned(world.colleague, "PED-000002")
    return Things([str(mine.pk)], [str(theirs.pk)], None, [NONE])


def files(world: World) -> Things:
    """The file of the plan there is, and one of an ending that nobody knows."""
    _plans(world)
    return Things(["despacho.csv"], None, None, ["despacho.exe"])


def _moved(_arguments: object) -> dict[str, str]:
    return {"reason": "Su línea para mañana", "until": f"{timezone.localdate()}"}


KINDS: dict[str, Make] = {
    "dispatch_line": lines, "dispatch_move": moving, "dispatch_unpin": pins, "dispatch_confirm": plans,
    "dispatch_reopen": confirmed, "dispatch_file": files, "dock_file": files,
}  # fmt: skip
POSTED: dict[str, Sent] = {
    "dispatch_move": _moved, "dispatch_unpin": {}, "dispatch_confirm": {}, "dispatch_reopen": {},
}  # fmt: skip
