"""What holds of priority inversions on random small books (method.md §5), against the slow oracle and by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from clave.privileges.dispatch.book import Account, Book, Lot, Order, Pin
from clave.privileges.dispatch.rules import Rules
from clave.privileges.dispatch.scan import scan
from clave.privileges.dispatch.without import without_priority
from clave.privileges.ledger.inversions import Shipped, judged, planned_shipments
from tests.unit.privileges.ledger_oracle import lost
from tests.unit.privileges.small_books import DIVISIBLE, EVERYTHING, Row, book, permuted
from tests.unit.privileges.test_laws import PLAIN, RULES, law

KEY, OTHER = Account("K", category="volume", head_start=14), Account("N")


def carried(made: Book, data: st.DataObject) -> tuple[Shipped, ...]:
    """What a warehouse might do with a book: any line, eligible or not, anything up to what there is."""
    left = {(lot.product, lot.warehouse): lot.quantity for lot in made.lots}
    gone = []
    for line in data.draw(st.permutations(range(len(made.lines)))):
        rest = int(made.lines.quantity[line])
        for place in made.lines.warehouses[line]:
            cell = (int(made.lines.product[line]), place)
            many = data.draw(st.integers(0, min(rest, left.get(cell, 0))))
            if many:
                gone.append(Shipped(line, place, many))
                left[cell] -= many
                rest -= many
    return tuple(gone)


@law()
def test_a_plan_carried_out_to_the_letter_has_no_inversion(made: Book, rules: Rules) -> None:
    """With packs, whole lines and orders, two warehouses, grades, dock, pins, relief, guard and holds."""
    day = judged(made, rules, planned_shipments(scan(made, rules)))
    assert day.inversions == ()
    assert day.stayed == ()


@law(DIVISIBLE, PLAIN, data=st.data())
def test_inversions_are_what_the_slow_oracle_finds(made: Book, rules: Rules, data: st.DataObject) -> None:
    gone = carried(made, data)
    assert {one.line: one.lost for one in judged(made, rules, gone).inversions} == lost(made, gone)


@law(DIVISIBLE, PLAIN, data=st.data())
def test_a_planted_inversion_is_found_with_its_line_its_units_and_its_money(
    made: Book, rules: Rules, data: st.DataObject
) -> None:
    run = scan(made, rules)
    gone = list(planned_shipments(run))
    found = [
        (at, line)
        for at, one in enumerate(gone) if made.key[one.line]
        for line in range(len(made.lines))
        if not made.key[line] and made.lines.product[line] == made.lines.product[one.line]
        and one.warehouse in made.lines.warehouses[line] and run.position[line] > run.position[one.line]
        and made.lines.quantity[line] - run.shipped[line] >= one.quantity and not any(
            run.free_after[made.lines.product[line] * len(made.warehouses) + w] for w in made.lines.warehouses[one.line])
    ]  # fmt: skip
    if not found:
        return
    at, taker = data.draw(st.sampled_from(found))
    robbed = gone[at]
    gone[at] = replace(robbed, line=taker)
    (one,) = judged(made, rules, gone).inversions
    assert (one.line, one.lost) == (robbed.line, robbed.quantity)
    assert sum(part.quantity for part in one.taken) == one.lost
    price = int(made.lines.price[robbed.line])
    assert one.money == (price * robbed.quantity if price >= 0 else -1)


@law(EVERYTHING, RULES, data=st.data())
def test_the_order_of_the_rows_is_nothing_to_the_ledger(made: Book, rules: Rules, data: st.DataObject) -> None:
    at = data.draw(st.permutations(range(len(made.lines))))
    gone = planned_shipments(without_priority(made, rules))
    place = {line: new for new, line in enumerate(at)}
    moved = [replace(one, line=place[one.line]) for one in data.draw(st.permutations(gone))]
    one, other = judged(made, rules, gone), judged(permuted(made, at), rules, moved)
    assert [(place[x.line], x.lost, x.money) for x in one.inversions] == [
        (x.line, x.lost, x.money) for x in other.inversions
    ]
    assert [place[x.line] for x in one.allowed] == [x.line for x in other.allowed]


@law(EVERYTHING, RULES)
def test_no_unit_is_lost_twice(made: Book, rules: Rules) -> None:
    """What the ledger says ordinary lines took is never more than they took."""
    gone = planned_shipments(without_priority(made, rules))
    took = {(one.line, one.warehouse): 0 for one in gone}
    for one in gone:
        took[one.line, one.warehouse] += one.quantity
    for breach in judged(made, rules, gone).inversions:
        for part in breach.taken:
            took[part.line, part.warehouse] -= part.quantity
    assert min(took.values(), default=0) >= 0


def test_who_left_behind_a_line_that_stood_ahead_is_named_with_units_and_money() -> None:
    """Ten in stock; a key line of 8 due in 3 days may leave early; the ordinary one, due today, took 8 of them."""
    made = book(
        [Row(0, 0, 8, due=3, early=True), Row(1, 0, 8)], [Order("OK", 0), Order("ON", 1)], (KEY, OTHER), [Lot(0, 0, 10)]
    )
    (one,) = judged(made, Rules(), [Shipped(1, 0, 8), Shipped(0, 0, 2)]).inversions
    assert (one.line, one.lost, one.money) == (0, 6, 60_000)
    assert [(part.line, part.quantity) for part in one.taken] == [(1, 6)]


def test_an_ordinary_line_due_before_the_head_start_may_leave_first() -> None:
    made = book(
        [Row(0, 0, 8, due=0), Row(1, 0, 8, due=-15)], [Order("OK", 0), Order("ON", 1)], (KEY, OTHER), [Lot(0, 0, 8)]
    )
    assert judged(made, Rules(), [Shipped(1, 0, 8)]).inversions == ()


def test_stock_that_stayed_in_the_warehouse_is_nobodys_inversion() -> None:
    made = book([Row(0, 0, 4), Row(1, 0, 4)], [Order("OK", 0), Order("ON", 1)], (KEY, OTHER), [Lot(0, 0, 8)])
    day = judged(made, Rules(), [Shipped(1, 0, 4)])
    assert (day.inversions, day.stayed) == ((), ((0, 4),))


def test_a_whole_line_lost_all_of_it_to_the_few_units_that_were_missing() -> None:
    """It leaves only whole: the three units of the ordinary line cost it ten."""
    whole = replace(KEY, partial=1)
    made = book([Row(0, 0, 10), Row(1, 0, 3)], [Order("OK", 0), Order("ON", 1)], (whole, OTHER), [Lot(0, 0, 10)])
    (one,) = judged(made, Rules(), [Shipped(1, 0, 3)]).inversions
    assert (one.lost, one.taken[0].quantity) == (10, 3)


def test_pin_relief_and_guard_are_written_down_and_are_no_breach() -> None:
    rows = [Row(0, 0, 8), Row(1, 0, 8, pin=Pin.FIRST)]
    made = book(rows, [Order("OK", 0), Order("ON", 1)], (KEY, OTHER), [Lot(0, 0, 8)])
    day = judged(made, Rules(), [Shipped(1, 0, 8)])
    assert (day.inversions, [(one.line, one.quantity, one.right) for one in day.allowed]) == ((), [(1, 8, "pinned")])
    relieved = book([Row(0, 0, 8), Row(1, 0, 8, displaced=3)], made.orders, (KEY, OTHER), [Lot(0, 0, 8)])
    assert [one.right for one in judged(relieved, Rules(relief=3), [Shipped(1, 0, 8)]).allowed] == ["relief"]
    plain = book([Row(0, 0, 8), Row(1, 0, 8)], made.orders, (KEY, OTHER), [Lot(0, 0, 10)])
    shared = judged(plain, Rules(guard=2_000), [Shipped(1, 0, 8), Shipped(0, 0, 2)])
    assert [(one.quantity, one.right) for one in shared.allowed] == [(2, "guard")]
    assert [(one.lost, one.taken[0].quantity) for one in shared.inversions] == [(6, 6)]


def test_the_dock_excuses_only_what_it_would_not_have_taken() -> None:
    made = book(
        [Row(0, 0, 8), Row(1, 0, 8)],
        [Order("OK", 0), Order("ON", 1)],
        (KEY, OTHER),
        [Lot(0, 0, 20)],
        dock=[80_000, None],
    )
    (one,) = judged(made, Rules(), [Shipped(1, 0, 5), Shipped(0, 0, 3)]).inversions
    assert one.lost == 5


def test_a_key_line_that_was_not_eligible_lost_nothing() -> None:
    for row, account in ((Row(0, 0, 8, due=5), KEY), (Row(0, 0, 8), replace(KEY, hold="cupo"))):
        made = book([row, Row(1, 0, 8)], [Order("OK", 0), Order("ON", 1)], (account, OTHER), [Lot(0, 0, 8)])
        assert judged(made, Rules(), [Shipped(1, 0, 8)]).inversions == ()


def test_more_than_there_was_counts_as_nothing_left_over() -> None:
    made = book([Row(0, 0, 8), Row(1, 0, 8)], [Order("OK", 0), Order("ON", 1)], (KEY, OTHER), [Lot(0, 0, 5)])
    (one,) = judged(made, Rules(), [Shipped(1, 0, 8)]).inversions
    assert one.lost == 8
    assert np.all(made.lines.quantity == 8)
