"""The cut as the list shows it: limits used, the one that binds, what one more unit of it would bring."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.selection import capacity
from clave.selection.listing import Capacity
from clave.selection.picture import Picture
from clave.selection.programme import best_set
from clave.selection.rule import OUT, Needs


def shown(picture: Picture, members: Sequence[int]) -> Capacity:
    """The capacity of a list with these members (rows of the slate)."""
    room, limits, proposal = picture.room, picture.limits, picture.proposal
    taken = capacity.used(members, room, limits, len(picture.slate))
    brings = _one_more(picture)
    gap = proposal.last_in - proposal.first_out
    return Capacity(
        cap=room.cap if room.needs is None else int(proposal.inside.sum()),
        limits=capacity.limits_shown(taken, limits, frozenset(brings), brings),
        gap=float(gap) if np.isfinite(gap) else None,
        greedy_gap=proposal.greedy_gap,
        warnings=(*capacity.warnings(len(members), limits), *capacity.loose(room, limits)),
    )


def _one_more(picture: Picture) -> dict[str, Text]:
    """Per limit that decides the cut, what one more unit of it would bring; nothing where nobody is left out."""
    if not np.isfinite(picture.proposal.first_out):
        return {}
    return _one_more_need(picture, picture.room.needs) if picture.room.needs else _one_more_account(picture)


def _one_more_account(picture: Picture) -> dict[str, Text]:
    proposal, room = picture.proposal, picture.room
    left_out = picture.slate.candidates & ~proposal.inside
    first = int(np.argmax(np.where(left_out, proposal.values, OUT)))
    text = _("One more account would bring in {name}, with {points} points.").fill(
        name=picture.name(first), points=Figure(float(proposal.values[first]), "score")
    )
    return {key: text for key, allowed in room.accounts.items() if allowed == room.cap}


def _one_more_need(picture: Picture, needs: Needs) -> dict[str, Text]:
    """The best set again with one average account's worth more of each limit: it binds where that adds value."""
    room, proposal = picture.room, picture.proposal
    found: dict[str, Text] = {}
    before = float(proposal.values[proposal.inside].sum())
    for position, key in enumerate(room.resources):
        step = float(needs.each[:, position].mean())
        total = needs.total.copy()
        total[position] += step
        gain = _total(picture, room.cap, Needs(needs.each, total)) - before
        if gain > _SEEN:
            found[key] = _MORE[key].fill(more=_figure(picture, key, step), points=Figure(gain, "score"))
    gain = _total(picture, room.cap + 1, needs) - before
    if gain > _SEEN:
        text = _("One more account would add {points} points.").fill(points=Figure(gain, "score"))
        found |= {key: text for key, allowed in room.accounts.items() if allowed == room.cap}
    return found


_SEEN = 1e-6
_MORE = {
    "hours": _("{more} more hours a month would add {points} points."),
    "budget": _("{more} more a year would add {points} points."),
}


def _figure(picture: Picture, key: str, amount: float) -> Figure:
    return Figure(amount, "money", picture.measured.currency) if key == "budget" else Figure(amount, "score")


def _total(picture: Picture, cap: int, needs: Needs) -> float:
    proposal, fixed = picture.proposal, np.zeros(len(picture.slate), dtype=np.bool_)
    fixed[list(proposal.seated)] = True
    worth = np.where(picture.slate.candidates, proposal.values, OUT)
    return float(proposal.values[best_set(worth, fixed, cap, needs)].sum())
