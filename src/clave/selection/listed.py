"""From readings to the list: the whole rule in order, on arrays; what `run` does once the facts were measured."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, joined
from clave.criteria.shape import Criterion, GateState, Reading
from clave.facts.book import Summary
from clave.measures.shape import Measured
from clave.policy import declared
from clave.policy.limits import Limits
from clave.selection import bands, capacity, ordering, slate, weights, why
from clave.selection.bands import Membership, Review
from clave.selection.capacity import Treatment
from clave.selection.certainty import Progress, repeat
from clave.selection.change import Changes
from clave.selection.cut import shown
from clave.selection.listing import Line, Listing, Standing
from clave.selection.picture import Cells, Picture
from clave.selection.proposal import propose
from clave.selection.seats import reserved
from clave.selection.swaps import swaps

NEAR = 60  # lines around the cut that get their full explanation at once; besides them members and debated ones


@dataclass(frozen=True)
class Asked:
    """What somebody asks of a selection beyond facts and policy.

    `order` puts these criteria first; `members` are the current ones with their state; `treatments` what single
    customers would take; `explain` the customers to explain in full besides members and the lines near the cut."""

    order: Sequence[str] | None = None
    members: Mapping[str, Membership] | None = None
    treatments: Mapping[str, Treatment] | None = None
    explain: Collection[str] = ()
    draws: int | None = None
    seed: int | None = None
    progress: Progress | None = None


@dataclass(frozen=True)
class Grounds:
    """What a list stands on: measures, readings, gate and criteria of the population, and where the facts came from."""

    measured: Measured
    readings: Mapping[str, Reading]
    gates: npt.NDArray[np.int8]
    criteria: Mapping[str, Criterion]
    limits: Limits
    as_of: date
    summary: Summary
    out_of_force: Mapping[str, Text | Joined] = field(default_factory=dict)
    facts_version: str = ""
    rejected: int = 0


def listed(grounds: Grounds, asked: Asked = Asked()) -> Listing:
    """The list of every active customer, with its reasons.

    Raises ClaveError where nobody is active, no criterion is in force, or an order or a limit makes no sense."""
    order = ordering.resolve(grounds.limits, grounds.readings, asked.order)
    picture = _picture(grounds, order.in_force, asked)
    review = _review(picture, grounds, asked.members)
    return Listing(
        as_of=grounds.as_of,
        currency=grounds.measured.currency,
        facts=grounds.summary,
        rejected=grounds.rejected,
        facts_version=grounds.facts_version,
        policy_version=grounds.limits.version,
        order=order.asked,
        weights=dict(zip(order.in_force, picture.weights.tolist(), strict=True)),
        out_of_force={key: grounds.out_of_force.get(key, _NO_DATA) for key in order.asked if key not in order.in_force},
        lines=_lines(picture, review, asked),
        capacity=shown(picture, _members(picture, review)),
        draws=len(picture.draws),
        seed=picture.draws.seed,
        notes=(*order.notes, *_notes(picture, grounds, review)),
        names={key: grounds.criteria[key].name for key in order.asked if key in grounds.criteria},
        standings={} if review is None else review.standings,
    )


_NO_DATA = _("Nobody has data for it.")


def _picture(grounds: Grounds, in_force: Sequence[str], asked: Asked) -> Picture:
    limits = grounds.limits
    board = slate.build(grounds.measured, grounds.readings, grounds.gates, grounds.criteria, in_force, limits)
    if not len(board):
        raise ClaveError(
            _("no customer bought anything in the twelve months up to {day}.").fill(day=Figure(grounds.as_of, "date")),
            where="as_of",
            remedy=_("Choose a later date, or load the invoices of that year."),
        )
    weight = weights.of_order(in_force, limits)
    room = capacity.room(board.customers, limits, asked.treatments)
    seats = reserved(board, limits[declared.seats], room.cap)
    draws = limits[declared.draws] if asked.draws is None else asked.draws
    seed = limits[declared.seed] if asked.seed is None else asked.seed
    return Picture(
        measured=grounds.measured,
        readings=grounds.readings,
        criteria=grounds.criteria,
        limits=limits,
        slate=board,
        gates=grounds.gates[board.rows],
        weights=weight,
        room=room,
        proposal=propose(board, weight, seats, room),
        draws=repeat(board, seats, room.cap, draws, seed, room.needs, asked.progress),
    )


def _review(picture: Picture, grounds: Grounds, members: Mapping[str, Membership] | None) -> Review | None:
    if members is None:
        return None
    needs, board = picture.room.needs, picture.slate
    accounts = np.ones((len(board), 1))
    places = bands.Places(
        each=accounts if needs is None else np.hstack([accounts, needs.each]),
        total=np.array([picture.room.cap, *(() if needs is None else needs.total)], dtype=np.float64),
    )
    return bands.review(
        board.customers, picture.draws.sure, picture.proposal.values, members, places, grounds.as_of, grounds.limits,
        {code: picture.name(row) for row, code in enumerate(board.customers)},
    )  # fmt: skip


def _members(picture: Picture, review: Review | None) -> list[int]:
    """Rows of the slate that are inside after the review; without members before, the rule's choice."""
    if review is None:
        return [int(row) for row in np.flatnonzero(picture.proposal.inside)]
    return [row for row, code in enumerate(picture.slate.customers) if code in review.inside]


def _lines(picture: Picture, review: Review | None, asked: Asked) -> tuple[Line, ...]:
    ranking = picture.ranked()
    members = frozenset(_members(picture, review))
    explained = _explained(picture, members, asked.explain)
    limits, seed = picture.limits, picture.draws.seed
    labels = {key: picture.criteria[key].name for key in picture.slate.criteria}
    moved = swaps(
        picture.slate, picture.weights, picture.proposal, picture.room, limits, labels, len(picture.draws), seed
    )
    writer = _Writer(picture, review, members, explained, Changes(picture, moved))
    return tuple(
        writer.line(
            why.Place(
                int(row), ranking, position, int(row) in members, writer.standing(int(row)), bool(writer.payment[row])
            )
        )
        for position, row in enumerate(ranking)
    )


def _explained(picture: Picture, members: frozenset[int], asked: Collection[str]) -> frozenset[int]:
    """Members, the candidates nearest to the cut, who is to be debated, whom only payment keeps out, who was asked for."""
    unpaid = picture.but_for_payment()
    cut = picture.proposal.last_in if np.isfinite(picture.proposal.last_in) else picture.proposal.first_out
    far = np.abs(picture.proposal.values - cut) if np.isfinite(cut) else np.zeros(len(picture.slate))
    interesting = picture.slate.candidates | unpaid
    near = [int(row) for row in np.argsort(far, kind="stable") if interesting[row]][:NEAR]
    wanted = frozenset(asked)
    asked_for = {row for row, code in enumerate(picture.slate.customers) if code in wanted}
    debated = {row for row, sure in enumerate(picture.draws.sure.tolist()) if picture.firmness(sure) == "debate"}
    return members | {*near} | debated | {*map(int, np.flatnonzero(unpaid))} | asked_for


class _Writer:
    """Writes the lines of one list."""

    def __init__(
        self, picture: Picture, review: Review | None, members: frozenset[int], full: frozenset[int], changes: Changes
    ) -> None:
        self.picture, self.review, self.members, self.full, self.changes = picture, review, members, full, changes
        self.payment = picture.but_for_payment()
        self.candidates = picture.slate.candidates
        self.money = np.nan_to_num(np.asarray(picture.measured.columns["money"].values, dtype=np.float64))

    def standing(self, row: int) -> Standing | None:
        return None if self.review is None else self.review.standings.get(self.picture.slate.customers[row])

    def line(self, place: why.Place) -> Line:
        picture, row = self.picture, place.row
        keys, sure, full = picture.categories[row], float(picture.draws.sure[row]), row in self.full
        return Line(
            rank=place.position + 1,
            customer=picture.slate.customers[row],
            name=picture.name(row),
            member=place.member,
            candidate=bool(self.candidates[row]),
            score=float(picture.proposal.values[row]),
            sure=sure,
            firmness=picture.firmness(sure),
            category=keys[0] if keys else None,
            categories=keys,
            seat=picture.proposal.seated.get(row),
            gate=why.GATES[int(picture.gates[row])],
            but_for_payment=place.but_for_payment,
            criteria=Cells(picture, row),
            why=why.full(picture, place) if full else why.brief(picture, place),
            would_take=self.changes.of(row) if full else (),
            money=float(self.money[picture.slate.rows[row]]),
            standing=place.standing,
        )


def _notes(picture: Picture, grounds: Grounds, review: Review | None) -> list[Text | Joined]:
    notes: list[Text | Joined] = []
    if grounds.limits[declared.weighting] != "rank_order_centroid":
        notes.append(_("How sure: the draws go over all weights that respect the order, not only around these ones."))
    if (picture.gates == GateState.UNKNOWN).all():
        notes.append(
            _("How customers pay is not known: no receivables are loaded, so the payment condition is not applied.")
        )
    if not picture.slate.candidates.any():
        notes.append(_("No criterion applies to any customer, so nobody is chosen."))
    if picture.room.cap == 0:
        notes.append(_("The limits leave room for nobody."))
    gone = [] if review is None else [code for code in review.standings if code not in picture.slate.customers]
    if gone:
        notes.append(_("Members that bought nothing in the last twelve months: {names}.").fill(names=joined(gone)))
    return notes
