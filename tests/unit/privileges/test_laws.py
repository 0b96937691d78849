"""The laws of dispatch (dispatch.md §10), each on random small books: which hold always, and which only where lines are
divisible and no dock is tight. `make soak` tries each on 2,000 books more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clave.privileges.dispatch.book import KILO, PALLET, Account, Book, Grade, Lot, Order
from clave.privileges.dispatch.codes import Code, Flag
from clave.privileges.dispatch.replan import released
from clave.privileges.dispatch.rules import Rules
from clave.privileges.dispatch.scan import Run, scan
from clave.privileges.dispatch.without import difference, without_priority
from tests.unit.privileges.small_books import (
    CATEGORIES,
    DIVISIBLE,
    EVERYTHING,
    PURE,
    Row,
    Setting,
    book,
    books,
    permuted,
)

RULES = st.builds(
    Rules, guard=st.sampled_from((0, 2000, 5000)), relief=st.sampled_from((0, 3)), by_weight=st.booleans()
)
PLAIN = st.just(Rules())
EXEMPT = {Code.GUARD_RESERVED, Code.LINE_COMPLETE_ONLY, Code.ORDER_COMPLETE_ONLY, Code.DOCK_FULL, Code.PALLETS_FULL,
          Code.PACK_ONLY}  # fmt: skip
AHEAD = Flag.PINNED | Flag.RELIEF | Flag.KEPT | Flag.GUARDED
Check = Callable[..., None]


def law(setting: Setting = EVERYTHING, rules: Any = RULES, **more: Any) -> Callable[[Check], Check]:
    """A law over random books and rules: 60 of them every day, 2,000 in the soak."""

    def over(check: Check) -> Check:
        many = settings(deadline=None, suppress_health_check=list(HealthCheck))
        tried = given(made=books(setting), rules=rules, **more)

        @pytest.mark.parametrize("tries", [60, pytest.param(2000, marks=pytest.mark.soak)])
        def test(tries: int) -> None:
            settings(many, max_examples=tries)(tried(check))()

        test.__doc__ = check.__doc__
        return test

    return over


def issued(book: Book, run: Run) -> dict[tuple[int, int, int], int]:
    """What left by product, warehouse and grade."""
    sums: dict[tuple[int, int, int], int] = defaultdict(int)
    picks = run.picks
    for line, warehouse, grade, quantity in zip(picks.line, picks.warehouse, picks.grade, picks.quantity, strict=True):
        sums[int(book.lines.product[line]), int(warehouse), int(grade)] += int(quantity)
    return sums


def stocked(book: Book) -> dict[tuple[int, int, int], int]:
    sums: dict[tuple[int, int, int], int] = defaultdict(int)
    for lot in book.lots:
        sums[lot.product, lot.warehouse, lot.grade] += lot.quantity
    return sums


def reason(run: Run, line: int) -> Code:
    """The code of what does not leave."""
    return Code(int(run.short[line] or run.code[line]))


def short(book: Book, run: Run) -> list[int]:
    """Eligible lines that do not leave whole."""
    return [int(i) for i in np.flatnonzero((run.shipped < book.lines.quantity) & (run.standing.blocked == 0))]


@law()
def test_t1_no_line_gets_more_than_it_asked_or_what_may_not_leave(made: Book, rules: Rules) -> None:
    run = scan(made, rules)
    assert (run.shipped >= 0).all()
    assert (run.shipped <= made.lines.quantity).all()
    assert (run.picks.quantity % made.lines.pack[run.picks.line] == 0).all()
    assert (run.shipped[run.standing.blocked > 0] == 0).all()
    for line, quantity in enumerate(run.shipped):
        if run.standing.single[line]:
            assert quantity in (0, made.lines.quantity[line])
            assert len({int(w) for w in run.picks.warehouse[run.picks.line == line]}) <= 1
    for order in set(made.lines.order[run.standing.whole].tolist()):
        of = np.flatnonzero(made.lines.order == order)
        assert (run.shipped[of] == 0).all() or (run.shipped[of] == made.lines.quantity[of]).all()
        assert len(set(run.picks.warehouse[np.isin(run.picks.line, of)].tolist())) <= 1


@law()
def test_t2_nothing_leaves_that_is_not_there_and_the_dock_holds(made: Book, rules: Rules) -> None:
    run = scan(made, rules)
    there = stocked(made)
    assert all(quantity <= there[place] for place, quantity in issued(made, run).items())
    for unit, limits, left in zip((made.weight, made.pallet), (made.dock, made.pallets), run.dock_after, strict=True):
        load = np.maximum(unit[run.picks.line], 0) * run.picks.quantity
        for warehouse, limit in enumerate(limits):
            took = int(load[run.picks.warehouse == warehouse].sum())
            assert limit is None or (took <= limit and left[warehouse] == limit - took)
    assert all(
        warehouse in made.lines.warehouses[line]
        for line, warehouse in zip(run.picks.line, run.picks.warehouse, strict=True)
    )


@law()
def test_t2_the_last_delivery_of_an_order_is_all_that_is_open_of_it(made: Book, rules: Rules) -> None:
    """It may be the first one too: an order that takes one delivery leaves complete or not at all, as T1 says of both."""
    run = scan(made, rules)
    for place, order in enumerate(made.orders):
        of = np.flatnonzero(made.lines.order == place)
        assert not order.last or run.standing.whole[of].all()
        assert order.last == (0 < order.most <= order.deliveries + 1)


@law(replace(EVERYTHING, dock=False))
def test_where_the_dock_takes_all_of_it_there_might_as_well_be_none(made: Book, rules: Rules) -> None:
    """Room for everything, in kilos and in pallets, changes nothing, and no line says that the dock was full."""
    wide = replace(made, dock=[10**12] * len(made.warehouses), pallets=[10**15] * len(made.warehouses))
    one, other = scan(made, rules), scan(wide, rules)
    assert (one.code == other.code).all()
    assert not set(other.code.tolist()) & {Code.DOCK_FULL, Code.PALLETS_FULL, Code.SHIP_PARTIAL_DOCK}


@law(replace(EVERYTHING, dock=False))
def test_as_many_pallets_as_kilos_are_the_same_limit(made: Book, rules: Rules) -> None:
    """A pallet of 100 kilos: whichever of the two measures holds the limit, the same lines leave."""
    share = PALLET // (100 * KILO)
    goods = [replace(one, pallet=max(one.weight, 0) * share) for one in made.products]
    made, some = replace(made, products=goods), len(made.warehouses)
    by_kilos, by_pallets = (
        scan(replace(made, dock=[200_000] * some), rules),
        scan(replace(made, pallets=[200_000 * share] * some), rules),
    )
    assert (by_kilos.shipped == by_pallets.shipped).all()
    full = by_kilos.code == Code.DOCK_FULL
    assert (full == (by_pallets.code == Code.PALLETS_FULL)).all()


@law()
def test_t3_no_key_line_lacks_stock_that_a_later_ordinary_line_takes(made: Book, rules: Rules) -> None:
    run = scan(made, rules)
    for line in short(made, run):
        if not made.key[line] or reason(run, line) in EXEMPT:
            continue
        for at, taker in enumerate(run.picks.line):
            later = run.position[taker] > run.position[line] and not made.key[taker]
            same = made.lines.product[taker] == made.lines.product[line] and not run.picks.grade[at]
            if later and same and run.picks.warehouse[at] in made.lines.warehouses[line]:
                assert int(run.flags[taker]) & AHEAD


@law(replace(EVERYTHING, ample=True, dock=False, blocks=False), PLAIN)
def test_t4_where_there_is_enough_priority_changes_nothing(made: Book, rules: Rules) -> None:
    assert (difference(made, scan(made, rules), without_priority(made, rules)).more == 0).all()


@law(EVERYTHING, RULES, data=st.data())
def test_t5_the_order_of_the_rows_is_nothing(made: Book, rules: Rules, data: st.DataObject) -> None:
    at = data.draw(st.permutations(range(len(made.lines))))
    one, other = scan(made, rules), scan(permuted(made, at), rules)
    for name in ("shipped", "code", "short", "position", "free", "flags"):
        assert (getattr(one, name)[list(at)] == getattr(other, name)).all(), name


@law()
def test_t6_every_line_has_one_reason_and_displaced_is_only_said_where_it_lost(made: Book, rules: Rules) -> None:
    run, plain = scan(made, rules), without_priority(made, rules)
    changed = difference(made, run, plain)
    flags = changed.flagged(run).flags
    assert all(int(code) in set(Code) for code in run.code)
    assert (((flags & Flag.DISPLACED_BY_PRIORITY) > 0) == (plain.shipped > run.shipped)).all()
    for line, code in enumerate(run.code):
        assert Code(int(code)).ships == bool(run.shipped[line])
        assert (Code(int(code)) is Code.SHIP_FULL) == (run.shipped[line] == made.lines.quantity[line])
        assert bool(run.short[line]) == (0 < run.shipped[line] < made.lines.quantity[line])
        assert Code(int(code)).blocked == bool(run.standing.blocked[line])


@law()
def test_t7_what_left_was_issued_to_the_unit(made: Book, rules: Rules) -> None:
    run = scan(made, rules)
    assert run.shipped.sum() == run.picks.quantity.sum()
    assert (run.picks.quantity > 0).all()
    prime = sum(lot.quantity for lot in made.lots if lot.grade == Grade.PRIME)
    assert run.free_after.sum() == prime - run.picks.quantity[run.picks.grade == 0].sum()


@law(EVERYTHING, PLAIN)
def test_t8_a_guard_of_nothing_is_no_guard(made: Book, rules: Rules) -> None:
    some = replace(rules, guard=0)
    assert (scan(made, some).code == scan(made, rules).code).all()
    assert not (scan(made, some).flags & Flag.GUARDED).any()


@law(DIVISIBLE, PLAIN, product=st.integers(0, 2), more=st.integers(1, 9))
def test_t9_more_stock_never_lowers_any_line(made: Book, rules: Rules, product: int, more: int) -> None:
    fuller = replace(made, lots=(*made.lots, Lot(product, 0, more)))
    assert (scan(fuller, rules).shipped >= scan(made, rules).shipped).all()


@law(DIVISIBLE, PLAIN)
def test_t10_promoting_a_customer_never_lowers_its_own_total(made: Book, rules: Rules) -> None:
    plain = [replace(account, category="volume", head_start=14) for account in made.accounts[:1]]
    before = replace(made, accounts=(replace(plain[0], category="", head_start=0), *made.accounts[1:]))
    after = replace(made, accounts=(*plain, *made.accounts[1:]))
    own = np.array([made.orders[order].account == 0 for order in made.lines.order])
    assert scan(after, rules).shipped[own].sum() >= scan(before, rules).shipped[own].sum()


@law(DIVISIBLE, PLAIN)
def test_t11_no_line_lacks_what_is_free_for_it(made: Book, rules: Rules) -> None:
    """With priority what is left over is held, and the reason says so; without it nothing is left over."""
    for run in (scan(made, rules), without_priority(made, rules)):
        for line in short(made, run):
            places = [int(made.lines.product[line]) * len(made.warehouses) + w for w in made.lines.warehouses[line]]
            assert not run.free_after[places].any() or reason(run, line) is Code.HELD_FOR_KEY
    assert Code.HELD_FOR_KEY not in without_priority(made, rules).code


@law(DIVISIBLE, PLAIN)
def test_t12_a_higher_guard_never_raises_what_key_lines_get(made: Book, rules: Rules) -> None:
    totals = [int(scan(made, replace(rules, guard=guard)).shipped[made.key].sum()) for guard in (0, 2000, 5000, 10000)]
    assert totals == sorted(totals, reverse=True)


@law(PURE, PLAIN)
def test_t13_key_lines_get_no_less_with_priority_than_without(made: Book, rules: Rules) -> None:
    run, plain = scan(made, rules), without_priority(made, rules, waiver=True)
    assert run.shipped[made.key].sum() >= plain.shipped[made.key].sum()


@law(replace(EVERYTHING, dock=False, packs=False, marks=False, grades=False), PLAIN, product=st.integers(0, 2))
def test_t14_with_more_stock_the_first_order_that_changes_gets_more(made: Book, rules: Rules, product: int) -> None:
    before = scan(made, rules)
    after = scan(replace(made, lots=(*made.lots, Lot(product, 0, 5))), rules)
    changed = np.flatnonzero((after.shipped != before.shipped)[before.standing.sequence])
    if len(changed):
        order = made.lines.order[before.standing.sequence[changed[0]]]
        of = made.lines.order == order
        assert after.shipped[of].sum() > before.shipped[of].sum()


@law(replace(EVERYTHING, marks=False))
def test_t15_nobody_ordinary_stands_behind_a_key_line_due_a_head_start_later(made: Book, rules: Rules) -> None:
    """Nor is anything held from it for such a line."""
    run = scan(made, replace(rules, by_weight=False))
    due = run.standing.due
    for line in np.flatnonzero(~made.key):
        for other in np.flatnonzero(made.key):
            if due[other] >= due[line] + made.head_start[other] and made.head_start[other]:
                assert run.position[line] < run.position[other] or due[other] >= 2_000_000
        if reason(run, int(line)) is Code.HELD_FOR_KEY and run.other[line] >= 0:
            holder = run.other[line]
            assert due[holder] < due[line] + made.head_start[holder] or due[line] >= 2_000_000


@law(replace(EVERYTHING, heads=(0,)))
def test_t16_a_head_start_of_nothing_is_no_priority(made: Book, rules: Rules) -> None:
    run, plain = scan(made, rules), without_priority(made, rules, waiver=True)
    assert (run.shipped == plain.shipped).all()
    assert (run.code == plain.code).all()


@law()
def test_t19_graded_stock_goes_to_who_signed_for_it_before_prime(made: Book, rules: Rules) -> None:
    run = scan(made, rules)
    there, gone = stocked(made), issued(made, run)
    for line, warehouse, grade in zip(run.picks.line, run.picks.warehouse, run.picks.grade, strict=True):
        accepts = made.account(int(line)).accepts
        assert not grade or ("F", Grade(int(grade))) in accepts
        if (
            grade
            or not accepts
            or int(made.lines.pack[line]) > 1
            or run.standing.single[line]
            or run.standing.whole[line]
        ):
            continue
        for _family, wanted in accepts:  # it took prime: nothing it signed for is left, or only the dock stopped it
            place = (int(made.lines.product[line]), int(warehouse), int(wanted))
            left = there[place] - gone[place]
            limited = any(measure[warehouse] is not None for measure in run.dock_after)
            assert not left or limited or int(run.flags[line]) & AHEAD


@law(replace(EVERYTHING, marks=False))
def test_t21_what_was_released_leaves_nothing_new_to_ship(made: Book, rules: Rules) -> None:
    run = scan(made, rules)
    again = scan(released(made, run), rules)
    assert again.shipped.sum() == 0


@law(replace(EVERYTHING, heads=(14,)), RULES, data=st.data())
def test_t24_the_names_of_the_categories_say_nothing(made: Book, rules: Rules, data: st.DataObject) -> None:
    other = dict(zip(CATEGORIES, data.draw(st.permutations(CATEGORIES)), strict=True))
    renamed = [replace(account, category=other.get(account.category, "")) for account in made.accounts]
    assert (scan(replace(made, accounts=renamed), rules).code == scan(made, rules).code).all()


def test_t23_a_key_line_due_in_three_days_is_not_robbed_today() -> None:
    accounts = (Account("K", category="volume", head_start=14), Account("N"))
    made = book([Row(0, 0, 8, due=3), Row(1, 0, 8)], [Order("OK", 0), Order("ON", 1)], accounts, [Lot(0, 0, 10)])
    run = scan(made, Rules())
    assert run.shipped.tolist() == [0, 2]
    assert (int(run.code[1]), int(run.short[1])) == (Code.SHIP_PARTIAL_STOCK, Code.HELD_FOR_KEY)
    assert run.other[1] == 0
