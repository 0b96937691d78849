"""The debate: who enters and who leaves under each person's order, and under each named what-if (F1).

The population is read once; an order only changes about its columns and applies the rule on the point values. Nobody is
drawn 2,000 times here: how sure a list is, is reckoned for the one that is chosen. Reasons are written only for those who
enter or leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.measures.shape import Floats
from clave.policy import declared
from clave.selection import capacity, ordering, slate, weights
from clave.selection.because import Because, Reason, Rivals
from clave.selection.capacity import Treatment
from clave.selection.listed import Grounds
from clave.selection.listing import Gate
from clave.selection.proposal import Proposal, propose
from clave.selection.seats import reserved
from clave.selection.slate import Rows, Slate
from clave.selection.why import GATES

Keys = tuple[str, ...]


@dataclass(frozen=True)
class Mark:
    """What a criterion gives a customer; where nobody knows, what counts in its place."""

    score: float


@dataclass(frozen=True)
class Stand:
    """Where one customer stands under one order."""

    rank: int
    customer: str
    name: str
    member: bool
    candidate: bool
    score: float
    money: float
    categories: Keys
    seat: str | None
    gate: Gate
    criteria: Mapping[str, Mark]


@dataclass(frozen=True)
class Turn:
    """One customer that enters or leaves; None where it is not an active customer on that side."""

    before: Stand | None
    after: Stand | None
    because: tuple[Reason, ...]

    @property
    def stand(self) -> Stand:
        """Where it stands now, or stood where it no longer does."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True)
class Effect:
    """What one order or one reform does to the list: `money` inside after it, `gained` against before; both in the
    currency of the facts. `entered` and `left` are in rank order."""

    order: Keys
    weights: Mapping[str, float]
    members: int
    cap: int
    money: float
    gained: float
    entered: tuple[Turn, ...]
    left: tuple[Turn, ...]

    @property
    def empty(self) -> bool:
        """The same customers stay inside."""
        return not (self.entered or self.left)


class Population:
    """The active customers of a book under one policy, read once, to be listed under many orders.

    Raises ClaveError where nobody is active, no criterion is in force, or a limit makes no sense."""

    def __init__(self, grounds: Grounds, treatments: Mapping[str, Treatment] | None = None) -> None:
        order = ordering.resolve(grounds.limits, grounds.readings, None)
        self.grounds, self.limits, self.usual = grounds, grounds.limits, order.asked
        self.slate = slate.build(
            grounds.measured, grounds.readings, grounds.gates, grounds.criteria, order.in_force, grounds.limits
        )
        if not len(self.slate):
            raise ClaveError(
                _("no customer bought anything in the twelve months up to {day}.").fill(
                    day=Figure(grounds.as_of, "date")
                ),
                where="as_of",
                remedy=_("Choose a later date, or load the invoices of that year."),
            )
        self.room = capacity.room(self.slate.customers, self.limits, treatments)

    @cached_property
    def rows(self) -> dict[str, int]:
        """Row of the slate by customer."""
        return {code: row for row, code in enumerate(self.slate.customers)}

    @cached_property
    def money(self) -> Floats:
        """Purchases of the year of each row; what is not known adds nothing to a sum."""
        column = np.asarray(self.grounds.measured.columns["money"].values, dtype=np.float64)
        return np.nan_to_num(column[self.slate.rows])

    def choose(self, order: Sequence[str] | None = None) -> Choice:
        """Whom the rule chooses with the criteria in this order, those without data weighing nothing; None = as the
        policy has it. Criteria the order does not name count no more."""
        asked = tuple(order or self.usual)
        in_force = [key for key in asked if key in self.slate.criteria]
        board = self.slate.reordered(in_force)
        weight = weights.of_order(in_force, self.limits)
        seats = reserved(board, self.limits[declared.seats], self.room.cap)
        return Choice(self, asked, weight, board, propose(board, weight, seats, self.room))


@dataclass(frozen=True)
class Choice:
    """Whom the rule chooses of a population under one order, on the point values."""

    population: Population
    order: Keys
    weight: Floats
    slate: Slate
    proposal: Proposal

    @property
    def weights(self) -> Mapping[str, float]:
        """The weight of each criterion in force, in order of importance."""
        return dict(zip(self.slate.criteria, self.weight.tolist(), strict=True))

    @property
    def cap(self) -> int:
        """For how many there is room."""
        return self.population.room.cap

    @cached_property
    def inside(self) -> Mapping[str, int]:
        """The rows of those inside, by customer."""
        return {self.slate.customers[row]: int(row) for row in np.flatnonzero(self.proposal.inside)}

    @cached_property
    def money(self) -> float:
        """Purchases of the year inside."""
        return float(self.population.money[self.proposal.inside].sum())

    @cached_property
    def ranks(self) -> Rows:
        """Per row its place from 1: candidates first, each from the highest value down, equal ones by code."""
        ranking = np.lexsort((-self.proposal.values, ~self.slate.candidates))
        ranks = np.empty(len(ranking), dtype=np.intp)
        ranks[ranking] = np.arange(1, len(ranking) + 1)
        return ranks

    def stand(self, customer: str) -> Stand | None:
        """Where a customer stands; None where it is not active."""
        row = self.population.rows.get(customer)
        if row is None:
            return None
        board, grounds = self.slate, self.population.grounds
        names, place = grounds.measured.names, int(board.rows[row])
        return Stand(
            rank=int(self.ranks[row]),
            customer=customer,
            name=names[place] or customer,
            member=bool(self.proposal.inside[row]),
            candidate=bool(board.candidates[row]),
            score=float(self.proposal.values[row]),
            money=float(self.population.money[row]),
            categories=tuple(board.criteria[column] for column in np.flatnonzero(board.applying[row])),
            seat=self.proposal.seated.get(row),
            gate=GATES[int(grounds.gates[place])],
            criteria=dict(zip(board.criteria, map(Mark, board.point[row].tolist()), strict=True)),
        )


def effect(before: Choice, after: Choice) -> Effect:
    """What turns one choice into another: who enters and who leaves, each with its reasons."""
    came = _stands((code for code in after.inside if code not in before.inside), before, after)
    went = _stands((code for code in before.inside if code not in after.inside), before, after)
    because = Because(before, after)
    return Effect(
        order=after.order,
        weights=after.weights,
        members=len(after.inside),
        cap=after.cap,
        money=after.money,
        gained=after.money - before.money,
        entered=_told(because, came, against=went, who=_("Those that leave"), side=1),
        left=_told(because, went, against=came, who=_("Those that enter"), side=0),
    )


Both = tuple[Stand | None, Stand | None]


def _stands(codes: Iterable[str], before: Choice, after: Choice) -> list[Both]:
    return [(before.stand(code), after.stand(code)) for code in codes]


def _told(
    because: Because, found: Sequence[Both], *, against: Sequence[Both], who: Text, side: int
) -> tuple[Turn, ...]:
    """Each with what made it pass, or be passed by, those that go the other way; in rank order of its side."""
    others = [(before, after) for before, after in against if before and after]
    rivals: Rivals = because.rivals(others, who)
    turns = [Turn(before, after, because.of(before, after, rivals)) for before, after in found]
    return tuple(sorted(turns, key=lambda turn: _rank(turn, side)))


def _rank(turn: Turn, side: int) -> int:
    at = (turn.before, turn.after)[side]
    return at.rank if at else 0
