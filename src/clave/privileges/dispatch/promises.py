"""New dates for what does not leave today: the same sequence against the supply to come (dispatch.md §2).

A date is the first day on which what is left of today's stock and the confirmed receipts cover everybody up to that line,
each in its home warehouse. «No supply in the horizon» is an answer: `NEVER`. Lines that wait for something else than goods
(a credit hold, a minimum, a person) get none and use nothing up: `UNKNOWN`.
"""

from __future__ import annotations

import numpy as np

from clave.privileges.dispatch.book import NEVER, UNKNOWN, Book, Ints
from clave.privileges.dispatch.codes import Code
from clave.privileges.dispatch.scan import Run

_WAITING = (Code.CREDIT_HOLD, Code.BLOCKED_BY_PERSON, Code.BELOW_MIN)


def promises(book: Book, run: Run, *, confirmed: bool = True) -> Ints:
    """Per line the day its last part leaves: today where nothing is missing, `NEVER`, or `UNKNOWN`.

    `confirmed`: only confirmed receipts count; False = planned ones too, for the second date that people ask for."""
    places = len(book.warehouses)
    timeline = _timeline(book, run, confirmed)
    left = (book.lines.quantity - run.shipped).tolist()
    code, due = run.code.tolist(), run.standing.due.tolist()
    product, warehouses = book.lines.product.tolist(), book.lines.warehouses
    used: dict[int, int] = {}
    reached: dict[int, int] = {}
    days = [book.today] * len(left)
    for line in run.standing.sequence.tolist():
        if not left[line]:
            continue
        if code[line] in _WAITING:
            days[line] = UNKNOWN
            continue
        cell = product[line] * places + warehouses[line][0]
        used[cell] = used.get(cell, 0) + left[line]
        steps, at = timeline.get(cell, ()), reached.get(cell, 0)
        while at < len(steps) and steps[at][1] < used[cell]:
            at += 1
        reached[cell] = at
        covered = steps[at][0] if at < len(steps) else NEVER
        wanted = due[line] if code[line] == Code.NOT_DUE else 0
        days[line] = NEVER if covered == NEVER else max(covered, wanted, book.today + 1)
    return _together(book, run, np.array(days, dtype=np.int64))


def _timeline(book: Book, run: Run, confirmed: bool) -> dict[int, list[tuple[int, int]]]:
    """By cell the supply up to each day: (day, cumulated), from what today leaves on."""
    places, today = len(book.warehouses), book.today
    events: dict[int, list[tuple[int, int]]] = {}
    for cell in np.flatnonzero(run.free_after).tolist():
        events[cell] = [(today, int(run.free_after[cell]))]
    for receipt in book.receipts:
        if receipt.day > today and (receipt.confirmed or not confirmed):
            events.setdefault(receipt.product * places + receipt.warehouse, []).append((receipt.day, receipt.quantity))
    for steps in events.values():
        steps.sort()
        total = 0
        for at, (day, quantity) in enumerate(steps):
            total += quantity
            steps[at] = (day, total)
    return events


def _together(book: Book, run: Run, days: Ints) -> Ints:
    """An order that leaves only complete leaves when its last line can, and has no date while one of them has none."""
    whole = run.standing.whole & (run.shipped < book.lines.quantity)
    if not whole.any():
        return days
    last = np.full(len(book.orders), -1, dtype=np.int64)
    np.maximum.at(last, book.lines.order[whole], np.where(days[whole] == UNKNOWN, NEVER + 1, days[whole]))
    common = last[book.lines.order]
    return np.where(whole & (days != UNKNOWN), np.where(common > NEVER, UNKNOWN, common), days)
