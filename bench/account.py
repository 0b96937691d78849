"""One customer's 36 months, its families and its invoice lines, out of a whole book.

    python -m bench.account [lines] [customers] [turns]        (10,000,000, 20,000 and 15 by default)

For the largest, a middle and a small customer, in milliseconds: the months and families of the account page (the lines
of the customer are read once and both come from them), the months alone, and the first fifty lines with their totals.
The first turn opens the book cold and is left out. Reach: 50 ms at 10 million lines for the 36 months.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from statistics import median

from bench import company
from bench.measuring import kept
from clave.facts.book import Book
from clave.facts.lines import Window, invoice_lines
from clave.facts.store import FactStore
from clave.measures import account
from clave.policy.reading import default

AS_OF = company.LAST
LIMITS = default().at(AS_OF)


def months(book: Book, customer: str) -> int:
    """The 36 months alone."""
    with account.opened(book, LIMITS, AS_OF, customer) as frame:
        return sum(month.money is not None for month in account.months(frame))


def page(book: Book, customer: str) -> int:
    """Months and families, as the account page asks for them."""
    with account.opened(book, LIMITS, AS_OF, customer) as frame:
        return len(account.months(frame)) + len(account.families(frame))


def lines(book: Book, customer: str) -> int:
    """The first page of the lines of three years, with totals."""
    return invoice_lines(book, Window(customer, company.LAST.replace(year=2023, month=1, day=1), AS_OF)).count


def took(work: Callable[[Book, str], int], book: Book, customer: str, turns: int) -> list[float]:
    """Milliseconds of every turn but the first."""
    found = []
    for _turn in range(turns + 1):
        start = time.perf_counter()
        work(book, customer)
        found.append((time.perf_counter() - start) * 1000)
    return found[1:]


def main(size: int, customers: int, turns: int) -> None:
    """Every work on every customer."""
    book = FactStore(kept(size, customers)).open()
    print(f"{size:,} lines, {customers:,} customers, {turns} turns")
    print(f"{'':<28}{'customer':<12}{'min ms':>9}{'median ms':>11}{'p95 ms':>9}{'lines':>9}")
    for place, customer in enumerate((0, customers // 5, customers - 2)):
        code = f"C{customer:06d}"
        for name, work in (("36 months", months), ("36 months and families", page), ("lines with totals", lines)):
            found = sorted(took(work, book, code, turns))
            late = found[min(len(found) - 1, round(0.95 * len(found)))]
            print(
                f"{name:<28}{('largest', 'middle', 'small')[place]:<12}{found[0]:>9.1f}{median(found):>11.1f}{late:>9.1f}"
                f"{lines(book, code):>9}"
            )


if __name__ == "__main__":
    main(*(int(argument) for argument in (sys.argv[1:] + ["10000000", "20000", "15"][len(sys.argv) - 1 :])))
