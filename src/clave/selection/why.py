"""Why a customer is in or out, in words: reasons, contributions, seat, gate, and whom it beats or who beats it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, joined
from clave.criteria.shape import GateState
from clave.selection.listing import Gate, Standing
from clave.selection.picture import Picture
from clave.selection.slate import Rows

GATES: dict[int, Gate] = {GateState.PASSES: "passes", GateState.FAILS: "fails", GateState.UNKNOWN: "unknown"}
KEY_FOR = _("Key for: {reasons}.")
Reason = Text | Joined


@dataclass(frozen=True)
class Place:
    """Where a customer stands: its row of the slate, the whole ranking, its position there, and what became of it."""

    row: int
    ranking: Rows
    position: int
    member: bool
    standing: Standing | None
    but_for_payment: bool


def brief(picture: Picture, place: Place) -> tuple[Reason, ...]:
    """The verdict in a sentence or two: for the many lines far from the cut."""
    said: list[Reason] = []
    if place.but_for_payment:
        said.append(_("Key but for payment: if it paid as agreed it would be inside the cut."))
    if picture.slate.candidates[place.row] or not said:
        said.append(_reasons(picture, place.row))
    if _distributor_outside(picture, place):
        said.append(_("Key by distributor, no capacity: it gets the lighter treatment."))
    if place.standing:
        said.append(place.standing.because)
    return tuple(said)


def full(picture: Picture, place: Place) -> tuple[Reason, ...]:
    """All of it, what decides first: reasons, seat, distance to the cut, gate, how sure, contributions, who is next."""
    said = [*brief(picture, place)]
    seat = picture.proposal.seated.get(place.row)
    if seat:
        said.append(_("It holds the seat reserved for «{criterion}».").fill(criterion=picture.criteria[seat].name))
    said += [*_at_the_cut(picture, place), _GATE[int(picture.gates[place.row])], _sure(picture, place.row)]
    return (*said, *_contributions(picture, place.row), *_next(picture, place))


def _reasons(picture: Picture, row: int) -> Reason:
    keys = picture.categories[row]
    if not keys:
        return _("No criterion applies to it, so it is not a candidate.")
    return KEY_FOR.fill(reasons=joined([picture.criteria[key].name for key in keys]))


def _distributor_outside(picture: Picture, place: Place) -> bool:
    return not place.member and "distributor" in picture.categories[place.row]


def contributions(picture: Picture, row: int) -> dict[str, float]:
    """Points that each criterion in force adds to the value (w·score), largest first; they add up to the value."""
    parts = picture.weights * picture.slate.point[row]
    return {picture.slate.criteria[at]: float(parts[at]) for at in np.argsort(-parts, kind="stable")}


def _contributions(picture: Picture, row: int) -> list[Reason]:
    parts = {key: points for key, points in contributions(picture, row).items() if points > 0}
    if not parts:
        return []
    listed = [
        _("{criterion} {points}").fill(criterion=picture.criteria[key].name, points=Figure(points, "score"))
        for key, points in parts.items()
    ]
    total = Figure(float(picture.proposal.values[row]), "score")
    return [_("Its {total} points: {parts}.").fill(total=total, parts=joined(listed, " + "))]


_GATE: dict[int, Text] = {
    GateState.PASSES: _("It meets the payment condition."),
    GateState.FAILS: _("It does not meet the payment condition, so what depends on it counts nothing."),
    GateState.UNKNOWN: _("How it pays is not known."),
}


def _next(picture: Picture, place: Place) -> list[Reason]:
    """Whom it beats next and by how much."""
    if not picture.slate.candidates[place.row]:
        return []
    below = next((int(row) for row in place.ranking[place.position + 1 :][:1] if picture.slate.candidates[row]), None)
    if below is None:
        return []
    values = picture.proposal.values
    text = _("The next one, {name}, is {points} points behind.")
    return [text.fill(points=_points(values[place.row] - values[below]), name=picture.name(below))]


def _at_the_cut(picture: Picture, place: Place) -> list[Reason]:
    """How far a candidate is from the first one out, or from the last one in; a seat does not stand in that line."""
    value, proposal = float(picture.proposal.values[place.row]), picture.proposal
    if not picture.slate.candidates[place.row]:
        return []
    if proposal.inside[place.row]:
        if place.row in proposal.seated or not np.isfinite(proposal.first_out):
            return []
        text = _("It is {points} points above the first one left out.")
        return [text.fill(points=_points(value - proposal.first_out))]
    if value > proposal.last_in:
        return [_("Its points would do, but what it takes does not fit in what is left of the programme.")]
    if not np.isfinite(proposal.last_in):
        return []
    text = _("The last one in, {name}, is {points} points ahead.")
    last = _last_in(picture, place.ranking)
    return [text.fill(points=_points(proposal.last_in - value), name=picture.name(last))]


def _last_in(picture: Picture, ranking: Rows) -> int:
    inside = [int(row) for row in ranking if picture.proposal.inside[row] and int(row) not in picture.proposal.seated]
    return min(inside, key=lambda row: (picture.proposal.values[row], -row))


def _points(difference: float) -> Figure:
    return Figure(float(difference), "score")


def _sure(picture: Picture, row: int) -> Text:
    sure = float(picture.draws.sure[row])
    return _SURE[picture.firmness(sure)].fill(sure=Figure(sure, "share"), draws=Figure(len(picture.draws), "count"))


_SURE = {
    "safe": _("It is inside in {sure} of {draws} draws of weights that respect the order: safe."),
    "debate": _("It is inside in {sure} of {draws} draws of weights that respect the order: to be debated."),
    "out": _("It is inside in {sure} of {draws} draws of weights that respect the order: out."),
}
