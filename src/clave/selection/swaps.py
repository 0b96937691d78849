"""One criterion put ahead of its neighbour: which lists change, and how sure each customer would then be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clave.base.words import Text, _
from clave.measures.shape import Floats
from clave.policy import declared
from clave.policy.limits import Limits
from clave.selection.capacity import Room
from clave.selection.certainty import repeat
from clave.selection.listing import Change
from clave.selection.proposal import Proposal, propose
from clave.selection.seats import reserved
from clave.selection.slate import Bools, Slate

_FEWER = 4  # an order needs the rule repeated: a quarter of the draws doubles the error, to 2 points at most


@dataclass(frozen=True)
class Swap:
    """Two neighbours of the order changed about: for whom the verdict turns, and how sure each would be; both (n,)."""

    text: Text
    turned: Bools
    sure: Floats

    def turns(self, row: int) -> bool:
        """Whether this order turns the verdict on one customer."""
        return bool(self.turned[row])

    def change(self, row: int) -> Change:
        """It as a change for one customer."""
        return Change("order", self.text, float(self.sure[row]))


def swaps(
    slate: Slate,
    weights: Floats,
    proposal: Proposal,
    room: Room,
    limits: Limits,
    labels: dict[str, Text],
    draws: int,
    seed: int,
) -> tuple[Swap, ...]:
    """All the swaps of neighbours that change the proposal; the weights stay with the places of the order."""
    found = []
    for place in range(len(slate.criteria) - 1):
        order = [*slate.criteria]
        order[place], order[place + 1] = order[place + 1], order[place]
        other = slate.reordered(order)
        seats = reserved(other, limits[declared.seats], room.cap)
        turned = propose(other, weights, seats, room).inside != proposal.inside
        if np.any(turned):
            sure = repeat(other, seats, room.cap, max(1, draws // _FEWER), seed, room.needs).sure
            text = _("«{first}» ahead of «{second}» (our decision, not the customer's).").fill(
                first=labels[order[place]], second=labels[order[place + 1]]
            )
            found.append(Swap(text, turned, sure))
    return tuple(found)
