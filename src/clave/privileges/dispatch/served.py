"""How well each class is served, where stock is scarce, and whether key accounts ask for too much of it (F2; dispatch.md §5, §9).

Units are nearly zero-sum, lines and customers are not: all three are always told together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from clave.privileges.dispatch.book import Book, Bools, Grade, Ints, money
from clave.privileges.dispatch.scan import Run


@dataclass(frozen=True)
class Service:
    """The service of some lines that may leave today (what credit, a person, a minimum or its day keeps back is only
    counted, in `blocked`). `asked` and `sent` in units of sale, `value_asked` and `value_sent` in money, of what has a price;
    `customers_whole` got everything they could get today."""

    lines: int
    complete: int
    partly: int
    blocked: int
    asked: Decimal
    sent: Decimal
    value_asked: Decimal
    value_sent: Decimal
    customers: int
    customers_whole: int

    @property
    def fill(self) -> float | None:
        """Share of the units; None where nobody asked for anything."""
        return float(self.sent / self.asked) if self.asked else None

    @property
    def lines_complete(self) -> float | None:
        """Share of the lines that leave whole; None where there are none."""
        return self.complete / self.lines if self.lines else None


def service(book: Book, run: Run, lines: Bools | None = None) -> Service:
    """The service of all lines, or of those where `lines` is true (such as `book.key`)."""
    chosen = np.ones(len(book.lines), dtype=np.bool_) if lines is None else lines
    may = chosen & (run.standing.blocked == 0)
    asked, sent = book.lines.quantity, run.shipped
    whole = may & (sent == asked)
    account = np.array([order.account for order in book.orders], dtype=np.int64)[book.lines.order]
    everybody, lacking = np.unique(account[may]), np.unique(account[may & (sent < asked)])
    return Service(
        lines=int(may.sum()),
        complete=int(whole.sum()),
        partly=int((may & (sent > 0) & (sent < asked)).sum()),
        blocked=int((chosen & ~may).sum()),
        asked=_units(book, asked, may),
        sent=_units(book, sent, may),
        value_asked=money(_known(book.value(asked)[may])),
        value_sent=money(_known(book.value(sent)[may])),
        customers=len(everybody),
        customers_whole=len(everybody) - len(lacking),
    )


def by_category(book: Book, run: Run) -> dict[str, Service]:
    """The service by category of the grant, in the order in which they first appear; «» = ordinary."""
    of_order = [book.accounts[order.account].category for order in book.orders]
    categories = np.array([of_order[order] for order in book.lines.order.tolist()], dtype=object)
    return {name: service(book, run, np.asarray(categories == name)) for name in dict.fromkeys(categories.tolist())}


def _units(book: Book, quantity: Ints, where: Bools) -> Decimal:
    total = Decimal(0)
    for scale in np.unique(book.scale[where]).tolist():
        total += Decimal(int(quantity[where & (book.scale == scale)].sum())) / scale
    return total


def _known(values: Iterable[int]) -> int:
    return sum(value for value in map(int, values) if value > 0)


@dataclass(frozen=True)
class StockPicture:
    """One product in one warehouse today, in units of sale: what was free, what key lines and the others take, what is
    `held` for key lines whose day comes, what stays `free`, and what `lacks` for lines that may leave. `key_asked` is what
    key lines ask for, those it is held for included."""

    product: str
    name: str
    warehouse: str
    start: Decimal
    to_key: Decimal
    to_others: Decimal
    held: Decimal
    free: Decimal
    lacks: Decimal
    key_asked: Decimal

    @property
    def scarce(self) -> bool:
        """Whether somebody goes without."""
        return self.lacks > 0

    @property
    def key_share(self) -> float | None:
        """What key lines ask for as a share of what was free; None where nothing was."""
        return float(self.key_asked / self.start) if self.start else None


def stock_pictures(book: Book, run: Run) -> tuple[StockPicture, ...]:
    """Every product and warehouse that somebody asks for or that holds something, what lacks most first."""
    places, lines = len(book.warehouses), book.lines
    cells = len(book.products) * places
    home = lines.product * places + np.array([allowed[0] for allowed in lines.warehouses], dtype=np.int64)
    may, key = run.standing.blocked == 0, book.key
    taken = run.picks.grade == Grade.PRIME
    at = lines.product[run.picks.line] * places + run.picks.warehouse

    def total(cell: Ints, quantity: Ints, where: Bools) -> list[int]:
        sums = np.zeros(cells, dtype=np.int64)
        np.add.at(sums, cell[where], quantity[where])
        return [int(value) for value in sums]

    to_key = total(at, run.picks.quantity, taken & key[run.picks.line])
    to_others = total(at, run.picks.quantity, taken & ~key[run.picks.line])
    lacks = total(home, lines.quantity - run.shipped, may)
    waits = total(home, lines.quantity, run.standing.waits)
    asked = total(home, lines.quantity, may & key)
    found = []
    for cell in range(cells):
        after = int(run.free_after[cell])
        if not (after or to_key[cell] or to_others[cell] or lacks[cell] or waits[cell]):
            continue
        product = book.products[cell // places]
        held = min(after, waits[cell])
        lacking = max(0, lacks[cell] - (after - held))  # what only the dock keeps back lacks no stock
        figures = (after + to_key[cell] + to_others[cell], to_key[cell], to_others[cell], held, after - held, lacking,
                   asked[cell] + waits[cell])  # fmt: skip
        units = [Decimal(figure).scaleb(-product.decimals) for figure in figures]
        found.append(StockPicture(product.code, product.name, book.warehouses[cell % places], *units))
    return tuple(sorted(found, key=lambda picture: (-picture.lacks, picture.product, picture.warehouse)))


@dataclass(frozen=True)
class Alarm:
    """Key lines and scarce stock: how many scarce products and warehouses, the share of their stock that key lines ask for
    (each at most all of it; None where nothing is scarce), and whether that is above policy."""

    scarce: int
    share: float | None
    limit: float

    @property
    def rings(self) -> bool:
        """«If everybody is strategic, nobody is.»"""
        return self.share is not None and self.share > self.limit


def alarm(pictures: Iterable[StockPicture], limit: float) -> Alarm:
    """Whether key lines ask for more than `limit` of what is scarce. Products are different things, so each scarce one
    counts alike; one of which there is nothing to share out counts nothing."""
    scarce = [picture for picture in pictures if picture.scarce]
    shares = [min(1.0, picture.key_share) for picture in scarce if picture.key_share is not None]
    return Alarm(len(scarce), sum(shares) / len(shares) if shares else None, limit)
