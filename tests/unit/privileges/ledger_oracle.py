"""Priority inversions the slow way, for books whose lines are divisible and that have no dock: unit by unit, in plain sight."""

from __future__ import annotations

from clave.privileges.dispatch.book import Book
from clave.privileges.ledger.inversions import Shipped

NOBODY_SAID = 2_000_000


def stands(book: Book, line: int) -> tuple[object, ...]:
    """Where a line stands: virtual due, due, day of the order, order, line."""
    order, due = book.orders[book.lines.order[line]], int(book.lines.due[line])
    head = book.accounts[order.account].head_start if book.accounts[order.account].key else 0
    return (due - head, due, order.ordered, order.code, int(book.lines.number[line]))


def eligible(book: Book, line: int) -> bool:
    """No credit hold, due or free to leave early, and not below a minimum that is not waived."""
    order = book.orders[book.lines.order[line]]
    account, due = book.accounts[order.account], int(book.lines.due[line])
    below = 0 <= order.value < order.minimum and not account.minimum_waived
    late = book.today < due < NOBODY_SAID and not book.lines.early[line]
    return not (order.hold or account.hold or below or late)


def lost(book: Book, shipments: tuple[Shipped, ...]) -> dict[int, int]:
    """By key line, the units it lost to ordinary lines behind it."""
    stock: dict[tuple[int, int], int] = {}
    for lot in book.lots:
        stock[lot.product, lot.warehouse] = stock.get((lot.product, lot.warehouse), 0) + lot.quantity
    lacks = {line: int(book.lines.quantity[line]) for line in range(len(book.lines))}
    units: list[tuple[int, int]] = []  # one entry for each unit that an ordinary line took: (line, warehouse)
    for gone in shipments:
        stock[int(book.lines.product[gone.line]), gone.warehouse] -= gone.quantity
        lacks[gone.line] -= gone.quantity
        if not book.account(gone.line).key:
            units += [(gone.line, gone.warehouse)] * gone.quantity
    found: dict[int, int] = {}
    for line in sorted(range(len(book.lines)), key=lambda each: stands(book, each)):
        if not book.account(line).key or not eligible(book, line):
            continue
        product = int(book.lines.product[line])
        places = book.lines.warehouses[line]
        need = lacks[line]
        base = min(need, sum(max(0, stock.get((product, place), 0)) for place in places))
        for place in places:
            while need:
                mine = [u for u in units if int(book.lines.product[u[0]]) == product and u[1] == place
                        and stands(book, u[0]) > stands(book, line)]  # fmt: skip
                if stock.get((product, place), 0) > 0:
                    stock[product, place] -= 1
                elif mine:
                    units.remove(max(mine, key=lambda u: stands(book, u[0])))
                else:
                    break
                need -= 1
        gain = lacks[line] - need - base
        if gain > 0:
            found[line] = gain
    return found
