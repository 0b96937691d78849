"""Who stands where: which lines may leave today, and the one order in which they are looked at (dispatch.md §2).

The order is total: pinned first, then virtual due (due − head start), due, day of the order, order, line. So the same book
gives the same plan whatever the order of its rows. An order that leaves only complete stands together: it is due when its
last line is, and a pin on one of its lines is a pin on all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clave.privileges.dispatch.book import NEVER, Book, Bools, Ints, Partial, Pin
from clave.privileges.dispatch.codes import Code
from clave.privileges.dispatch.rules import Rules


@dataclass(frozen=True, eq=False)
class Standing:
    """Per line: `due` and `virtual` day, `first` (pinned or relief), `relief`, `whole` (its order leaves only complete),
    `single` (it leaves only whole), `blocked` (a `Code`, 0 = eligible), `waits` (a key line whose day has not come and for
    which stock is held), `waived` (a minimum was waived); `sequence` holds the lines in their order."""

    due: Ints
    virtual: Ints
    first: Bools
    relief: Bools
    whole: Bools
    single: Bools
    blocked: Ints
    waits: Bools
    waived: Bools
    sequence: Ints


def stand(book: Book, rules: Rules) -> Standing:
    """Where every line stands under these rules."""
    lines, n_orders = book.lines, len(book.orders)
    whole_order = np.array([_leaves_whole(book, place) for place in range(n_orders)], dtype=np.bool_)
    single_order = np.array(
        [book.accounts[order.account].partial == Partial.LINE for order in book.orders], dtype=np.bool_
    )
    whole = whole_order[lines.order]
    due = np.where(whole, _last_of_order(lines.due, lines.order, n_orders), lines.due)
    head = book.head_start if rules.head_start else np.zeros(len(lines), dtype=np.int64)
    relief = _relieved(book, rules, head)
    first = _any_of_order((lines.pin == Pin.FIRST) | relief, lines.order, whole, n_orders)
    early = ~_any_of_order(~lines.early, lines.order, whole, n_orders)
    held, below, waived = _by_order(book, rules)
    late = (due > book.today) & (due < NEVER) & ~early
    blocked = np.zeros(len(lines), dtype=np.int64)
    for code, where in (
        (Code.BELOW_MIN, below[lines.order]),
        (Code.NOT_DUE, late),
        (Code.BLOCKED_BY_PERSON, lines.pin == Pin.BLOCKED),
        (Code.CREDIT_HOLD, held[lines.order]),
    ):
        blocked[where] = code  # the last one written is the one that is said
    barred = _any_of_order((blocked > 0) & (blocked != Code.NOT_DUE), lines.order, whole, n_orders)
    waits = (head > 0) & (blocked == Code.NOT_DUE) & ~below[lines.order] & ~barred
    virtual = due - head
    keys = (*_names(book), _ordered(book), *_by_weight(book, rules, whole), due, virtual, ~first)
    return Standing(
        due, virtual, first, relief, whole, single_order[lines.order] & ~whole, blocked, waits, waived[lines.order],
        np.lexsort(keys).astype(np.int64),
    )  # fmt: skip


def _leaves_whole(book: Book, place: int) -> bool:
    order = book.orders[place]
    return order.complete or order.last or book.accounts[order.account].partial == Partial.ORDER


def _relieved(book: Book, rules: Rules, head: Ints) -> Bools:
    """Ordinary lines that priority displaced too often; only where there is priority at all."""
    if not (rules.relief and head.any()):
        return np.zeros(len(head), dtype=np.bool_)
    return np.asarray(~book.key & (book.lines.displaced >= rules.relief))


def _last_of_order(due: Ints, order: Ints, n_orders: int) -> Ints:
    """Per line the last day said in its order; `NEVER` where no line of it has one."""
    last = np.full(n_orders, -1, dtype=np.int64)
    np.maximum.at(last, order, np.where(due < NEVER, due, -1))
    return np.where(last < 0, NEVER, last)[order]


def _any_of_order(flags: Bools, order: Ints, whole: Bools, n_orders: int) -> Bools:
    """The flags, and of orders that leave only complete the flag of any of their lines."""
    if not whole.any():
        return flags
    some = np.zeros(n_orders, dtype=np.bool_)
    some[order[flags & whole]] = True
    return np.asarray(flags | (whole & some[order]))


def _by_order(book: Book, rules: Rules) -> tuple[Bools, Bools, Bools]:
    """Per order: held by credit, below its minimum and not waived, below it and waived. A value nobody knows is not below."""
    held, below, waived = (np.zeros(len(book.orders), dtype=np.bool_) for _each in range(3))
    for place, order in enumerate(book.orders):
        account = book.accounts[order.account]
        held[place] = bool(order.hold or account.hold)
        if 0 <= order.value < order.minimum:
            free = rules.waiver and account.minimum_waived
            (waived if free else below)[place] = True
    return held, below, waived


def _ordered(book: Book) -> Ints:
    return np.array([order.ordered for order in book.orders], dtype=np.int64)[book.lines.order]


def _names(book: Book) -> tuple[Ints, Ints]:
    """Rank of the line number (numbers by size, then words) and of the order's code."""
    codes = [order.code for order in book.orders]
    return _ranked(book.lines.number, _numeric), np.asarray(_ranked(codes, str)[book.lines.order])


def _numeric(text: str) -> tuple[int, int, str]:
    return (0, int(text), text) if text.isascii() and text.isdigit() else (1, 0, text)


def _ranked(texts: Sequence[str], key: object) -> Ints:
    places = {text: place for place, text in enumerate(sorted(set(texts), key=key))}  # type: ignore[call-overload]
    return np.array([places[text] for text in texts], dtype=np.int64)


def _by_weight(book: Book, rules: Rules, whole: Bools) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], ...]:
    """Money per kilo, the highest first and unknown ones last; of orders that leave complete that of their best line."""
    if not rules.by_weight:
        return ()
    price, weight = book.lines.price, book.weight
    known = (price >= 0) & (weight > 0)
    worth = np.where(known, price / np.where(weight > 0, weight, 1), -1.0)
    best = np.full(len(book.orders), -1.0)
    np.maximum.at(best, book.lines.order, worth)
    return (-np.where(whole, best[book.lines.order], worth),)
