"""What priority costs the others: the same scan without it, and the difference line by line (dispatch.md §1.2, §5).

«Without priority» is a definition, to be said on the page: the same book in the sequence of H = 0, no stock held ahead, no
guard and no relief (they only fence priority in), nothing kept from an earlier plan of the day; the same credit holds, pins
and dock. Whether waived minimums stay waived is asked for. What one line lost is *attributed* to those that gained, never
proved to be caused by them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from clave.privileges.dispatch.book import NEVER, UNKNOWN, Book, Bools, Ints, money
from clave.privileges.dispatch.codes import Flag
from clave.privileges.dispatch.rules import Rates, Rules
from clave.privileges.dispatch.scan import Run, scan

NAMED = 3  # lines that a reason names at most


def without_priority(book: Book, rules: Rules, *, waiver: bool = False) -> Run:
    """The run of the same book without priority; `waiver`: whether waived minimums stay waived."""
    return scan(replace(book, promised=()), rules.without(waiver=waiver))


@dataclass(frozen=True, eq=False)
class Difference:
    """What priority changed, by line: `more` is what leaves with it less what would leave without it (smallest units).

    `takers` names, for each line that gave way, up to three that gained of the same product, in the same warehouse where
    there are some; largest first."""

    more: Ints
    takers: dict[int, tuple[int, ...]]

    @property
    def gained(self) -> Bools:
        """Lines that get more with priority."""
        return np.asarray(self.more > 0)

    @property
    def displaced(self) -> Bools:
        """Lines that get less with priority."""
        return np.asarray(self.more < 0)

    def flagged(self, run: Run) -> Run:
        """The run with its two flags of the comparison."""
        flags = run.flags.copy()
        flags[self.gained] |= int(Flag.PRIORITY_GAINED)
        flags[self.displaced] |= int(Flag.DISPLACED_BY_PRIORITY)
        return replace(run, flags=flags)


def difference(book: Book, run: Run, plain: Run) -> Difference:
    """The run less the run without priority; both over the same book."""
    more = run.shipped - plain.shipped
    gainers: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for (line, warehouse), quantity in _by_place(run, plain).items():
        if quantity > 0 and more[line] > 0:
            product = int(book.lines.product[line])
            gainers.setdefault((product, warehouse), []).append((-quantity, int(run.position[line])))
    ranked = {place: sorted(found)[:NAMED] for place, found in gainers.items()}
    sequence = run.standing.sequence
    takers: dict[int, tuple[int, ...]] = {}
    lost_at = _lost_at(plain)
    for line in np.flatnonzero(more < 0).tolist():
        own = _found(ranked, book, line, lost_at.get(line, ()))
        if not own and run.other[line] >= 0 and run.standing.whole[line]:  # another line of its order gave way
            own = _found(ranked, book, int(run.other[line]), lost_at.get(int(run.other[line]), ()))
        takers[line] = tuple(int(sequence[position]) for _quantity, position in sorted(own)[:NAMED])
    return Difference(more, takers)


def _found(
    ranked: dict[tuple[int, int], list[tuple[int, int]]], book: Book, line: int, places: Sequence[int]
) -> list[tuple[int, int]]:
    """Who gained of a line's product: where it would have been served, else anywhere."""
    product = int(book.lines.product[line])
    own = [found for place in places for found in ranked.get((product, place), ())]
    return own or [found for place in range(len(book.warehouses)) for found in ranked.get((product, place), ())]


def _by_place(run: Run, plain: Run) -> dict[tuple[int, int], int]:
    """What each line gets more, by line and warehouse."""
    moved: dict[tuple[int, int], int] = {}
    for picks, sign in ((run.picks, 1), (plain.picks, -1)):
        columns = (picks.line.tolist(), picks.warehouse.tolist(), picks.quantity.tolist())
        for line, warehouse, quantity in zip(*columns, strict=True):
            moved[line, warehouse] = moved.get((line, warehouse), 0) + sign * quantity
    return moved


def _lost_at(plain: Run) -> dict[int, list[int]]:
    places: dict[int, list[int]] = {}
    for line, warehouse in zip(plain.picks.line.tolist(), plain.picks.warehouse.tolist(), strict=True):
        places.setdefault(line, []).append(warehouse)
    return places


@dataclass(frozen=True)
class Price:
    """What priority costs on this day, in the company's currency.

    `deferred` money that gave way, `money_days` that money times the days until its new date, `undated` the part without
    one (no supply in the horizon), `unpriced` lines that gave way without a price; `carrying` = money_days × the rate of a
    day; `at_risk` = money_days ÷ 7 × the rate of a week; `waived` orders under their minimum that leave all the same, each
    on the first day on which something of it leaves, and `handling` = waived × the cost of handling one."""

    deferred: Decimal
    money_days: Decimal
    undated: Decimal
    unpriced: int
    carrying: Decimal
    at_risk: Decimal
    waived: int
    handling: Decimal


def price(book: Book, run: Run, changed: Difference, days: Ints, rates: Rates) -> Price:
    """The price of priority: `days` are the new dates of `promises`. Missing dates and prices are counted, never zero."""
    lost = np.where(changed.displaced, -changed.more, 0)
    value = book.value(lost)
    known = changed.displaced & (value >= 0)
    dated = known & (days < NEVER) & (days != UNKNOWN)
    money_days = sum((value[dated] * (days[dated] - book.today)).tolist())
    waived = len(waived_orders(book, run))
    total = money(money_days)
    return Price(
        deferred=money(sum(value[known].tolist())),
        money_days=total,
        undated=money(sum(value[known & ~dated].tolist())),
        unpriced=int((changed.displaced & (value < 0)).sum()),
        carrying=total * rates.carrying_day,
        at_risk=total / 7 * rates.lost_week,
        waived=waived,
        handling=waived * rates.handling,
    )


def waived_orders(book: Book, run: Run) -> list[int]:
    """Orders, as places in the book, that begin to leave below their minimum because it was waived. What is left of one that
    began before was waived then: one order is one waiver, on however many days it leaves."""
    flagged = (run.flags & int(Flag.MIN_WAIVED)) > 0
    return [order for order in np.unique(book.lines.order[flagged]).tolist() if not book.orders[order].begun]


@dataclass(frozen=True)
class Shares:
    """What each part of the policy adds to the money that leaves (Shapley value of the two): for key lines and for the
    others. `sequence` is head start and hold, `waiver` the waived minimums; the two add up to all of the difference."""

    sequence_key: Decimal
    sequence_other: Decimal
    waiver_key: Decimal
    waiver_other: Decimal


def shares(book: Book, rules: Rules) -> Shares:
    """Four runs, with and without each part. Lines without a price count nothing."""
    sent = {(head, waiver): _sent(book, rules, head, waiver) for head in (False, True) for waiver in (False, True)}

    def shapley(part: int, who: int) -> Decimal:
        both, none = sent[True, True][who], sent[False, False][who]
        alone, other = sent[part == 0, part == 1][who], sent[part == 1, part == 0][who]
        return money(both - other + alone - none) / 2

    return Shares(shapley(0, 0), shapley(0, 1), shapley(1, 0), shapley(1, 1))


def _sent(book: Book, rules: Rules, head: bool, waiver: bool) -> tuple[int, int]:
    """Money that leaves, of key lines and of the others."""
    run = scan(book, replace(rules, waiver=waiver)) if head else without_priority(book, rules, waiver=waiver)
    value = np.maximum(book.value(run.shipped), 0)
    return sum(value[book.key].tolist()), sum(value[~book.key].tolist())
