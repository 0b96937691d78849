"""What holds of a whole plan, of planning again and of its words, on random small books (dispatch.md §9 and §10)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from clave.base.words import recalled, stored
from clave.privileges.dispatch.book import NEVER, UNKNOWN, Account, Book, Lines, Order, Pin
from clave.privileges.dispatch.codes import Code
from clave.privileges.dispatch.plan import planned
from clave.privileges.dispatch.promises import promises
from clave.privileges.dispatch.replan import by_lot, effect, moved, promised, released, stale
from clave.privileges.dispatch.rules import Rules
from clave.privileges.dispatch.scan import scan
from clave.privileges.dispatch.without import shares
from tests.unit.privileges.small_books import EVERYTHING, TODAY
from tests.unit.privileges.test_laws import RULES, law
from tests.unit.selection.population import limits

LIMITS = limits()


def with_new_order(made: Book) -> Book:
    """The book with one more line: a key account that wants everything today."""
    old = made.lines
    more = {
        "order": len(made.orders), "product": 0, "quantity": 99, "due": TODAY, "pack": 1, "price": 10_000, "early": False,
        "pin": Pin.NONE, "displaced": 0,
    }  # fmt: skip
    columns = {
        name: np.append(getattr(old, name), value).astype(getattr(old, name).dtype) for name, value in more.items()
    }
    lines = Lines(
        **columns, number=(*old.number, "1"), warehouses=(*old.warehouses, tuple(range(len(made.warehouses))))
    )
    account = Account("NEW", category="volume", head_start=30)
    orders = (*made.orders, Order("NEW", len(made.accounts), TODAY, value=0))
    return replace(made, lines=lines, orders=orders, accounts=(*made.accounts, account))


@law()
def test_a_promise_of_the_morning_is_not_taken_back_at_noon(made: Book, rules: Rules) -> None:
    """Whoever comes in between, of whatever class; only what a person pins goes before it."""
    morning = scan(made, rules)
    noon = scan(replace(with_new_order(made), promised=promised(made, morning)), rules)
    assert (noon.shipped[:-1] >= morning.shipped).all()


@law()
def test_a_second_plan_of_the_same_book_is_the_first(made: Book, rules: Rules) -> None:
    first = scan(made, rules)
    again = scan(replace(made, promised=promised(made, first)), rules)
    assert (again.shipped == first.shipped).all()


@law()
def test_every_line_says_why_in_both_languages_and_can_be_kept(made: Book, rules: Rules) -> None:
    plan = planned(made, LIMITS, rules=rules)
    for line in range(len(made.lines)):
        told = plan.why(line)
        assert told.say("es")
        assert "{" not in told.say("en")
        assert recalled(stored(told)).say("en") == told.say("en")


@law()
def test_no_new_date_lies_in_the_past_or_before_what_is_not_due(made: Book, rules: Rules) -> None:
    run = scan(made, rules)
    sure, hoped = promises(made, run), promises(made, run, confirmed=False)
    for line, day in enumerate(sure.tolist()):
        if run.shipped[line] == made.lines.quantity[line]:
            assert day == made.today
        elif day != UNKNOWN:
            assert made.today < day <= NEVER
            assert run.code[line] != Code.NOT_DUE or day >= run.standing.due[line]
        assert (day == UNKNOWN) == (hoped[line] == UNKNOWN)
        assert hoped[line] <= day


@law()
def test_the_parts_of_the_policy_add_up(made: Book, rules: Rules) -> None:
    found = shares(made, rules)
    both, none = scan(made, rules), scan(made, rules.without(waiver=False))
    for key, parts in (
        (True, found.sequence_key + found.waiver_key),
        (False, found.sequence_other + found.waiver_other),
    ):
        sent = [np.maximum(made.value(run.shipped), 0)[made.key == key].sum() for run in (both, none)]
        assert parts * 10_000 == int(sent[0]) - int(sent[1])


@law()
def test_picks_by_lot_are_the_picks(made: Book, rules: Rules) -> None:
    run = scan(made, rules)
    parts = by_lot(made, run)
    assert sum(part[-1] for part in parts) == run.shipped.sum()
    for at, lot in enumerate(made.lots):
        of_lot = [part for part in parts if part[2] == at]
        assert sum(part[-1] for part in of_lot) <= lot.quantity
        assert all((part[1], part[3]) == (lot.warehouse, lot.grade) for part in of_lot)


@law(EVERYTHING, RULES, data=st.data())
def test_a_plan_that_nothing_overtook_can_be_released_and_one_that_was_says_where(
    made: Book, rules: Rules, data: st.DataObject
) -> None:
    run = scan(made, rules)
    assert stale(made, run, made) == ()
    goes = data.draw(st.sets(st.sampled_from(range(len(made.lines)))))
    left = released(made, run, goes)
    assert left.lines.quantity.sum() == made.lines.quantity.sum() - run.shipped[sorted(goes)].sum()
    assert bool(stale(made, run, left)) == bool(run.shipped[sorted(goes)].sum())


@law(replace(EVERYTHING, marks=False), RULES, data=st.data())
def test_trying_a_move_says_what_saving_it_does(made: Book, rules: Rules, data: st.DataObject) -> None:
    line = data.draw(st.sampled_from(range(len(made.lines))))
    pin = {made.of(line): (data.draw(st.sampled_from((Pin.FIRST, Pin.BLOCKED))), None)}
    told = {(change.order, change.number): change.after - change.before for change in effect(made, rules, pin)}
    before, after = scan(made, rules), scan(moved(made, pin), rules)
    for at in range(len(made.lines)):
        more = int(after.shipped[at] - before.shipped[at])
        assert told.get(made.of(at), 0) == more
