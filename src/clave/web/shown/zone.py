"""The zone of decision: the first view of the selection shows the accounts around the cut, not the sure ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clave.report.meeting import BELOW
from clave.store.models import SelectionLine, SelectionRun
from clave.store.queries import Wanted, lines

LEADERS = 3
FEWEST_FOLDED = 3


@dataclass(frozen=True)
class Zone:
    """Lines above and below the cut; `folded` safe ones hidden after the leaders, `below` how many are not shown."""

    leaders: Sequence[SelectionLine]
    folded: Sequence[SelectionLine]
    members: Sequence[SelectionLine]
    outside: Sequence[SelectionLine]
    below: int

    @property
    def everybody(self) -> Sequence[SelectionLine]:
        """The members, in rank order."""
        return [*self.leaders, *self.folded, *self.members]


def zone(run: SelectionRun, chosen: str = "") -> Zone:
    """Read the members and the first ones outside; the safe middle is folded unless somebody in it is chosen."""
    found = lines(run, Wanted())
    inside = list(found.filter(member=True))
    outside = list(found.filter(member=False)[:BELOW])
    leaders, rest = inside[:LEADERS], inside[LEADERS:]
    run_of_safe = next((index for index, line in enumerate(rest) if line.firmness != "safe"), len(rest))
    folded, members = rest[:run_of_safe], rest[run_of_safe:]
    if len(folded) < FEWEST_FOLDED or any(line.customer == chosen for line in folded):
        folded, members = [], rest
    total = found.count()
    return Zone(
        leaders=leaders,
        folded=folded,
        members=members,
        outside=outside,
        below=total - len(inside) - len(outside),
    )
