"""Plans of a day, whatever they plan: they are the company's, whoever made them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from clave.store.models.plans import CONFIRMED
from tests.web.objects.shape import NONE, Make, Things, World


@dataclass(frozen=True)
class Plans:
    """The plans of one room: how one is made, and from what the facts of now would make one."""

    made: Callable[..., Any]
    basis_of: Callable[[date], dict[str, str]]

    def two(self, world: World) -> list[Any]:
        """One of mine for today, one of a colleague's for tomorrow, both from the facts of now."""
        today = timezone.localdate()
        days = ((world.me, today), (world.colleague, today + timedelta(days=1)))
        found = [self.made(by, day=day) for by, day in days]
        for plan in found:
            plan.basis = self.basis_of(plan.day)
            plan.save(update_fields=["basis"])
        return found

    def open(self, world: World) -> Things:
        """Open plans."""
        mine, theirs = self.two(world)
        return Things([str(mine.pk)], [str(theirs.pk)], None, [NONE])

    def confirmed(self, world: World) -> Things:
        """My plan, confirmed and the last one; a colleague's that is open."""
        theirs, mine = self.two(world)
        mine.state, mine.confirmed_by, mine.confirmed_at = CONFIRMED, world.me, timezone.now()
        mine.save()
        return Things([str(mine.pk)], [str(theirs.pk)], None, [NONE])

    def file(self, name: str) -> Make:
        """The file of the plan there is, and one of an ending that nobody knows."""

        def found(world: World) -> Things:
            self.two(world)
            return Things([f"{name}.csv"], None, None, [f"{name}.exe"])

        return found
