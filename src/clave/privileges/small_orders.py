"""Small orders: which ones are below the minimum of their day, who is free of it, and what that costs. (G3)"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from clave.base.words import Text
from clave.facts.small_orders import SmallDocument
from clave.privileges.minimums import INVOICE, Line, Minimum, Of, Short, answer


@dataclass(frozen=True)
class Small:
    """An order, an invoice or a line of a product below its minimum: what is missing, whether a privilege frees it, and
    whether its waiver `counts` here: an order is one, however many of its lines and invoices are short."""

    document: SmallDocument
    short: Short
    waived: bool
    currency: str
    counts: bool = False

    @property
    def said(self) -> Text:
        """What is missing, in words."""
        return self.short.words(self.currency)


@dataclass(frozen=True)
class Smalls:
    """The report of small orders: all of them, what the waivers cost, and who has most of them; `stopped` where there are
    more than one report reads, and these are the newest; `handling` None = not known in this currency."""

    rows: tuple[Small, ...] = ()
    handling: Decimal | None = None
    ours: tuple[tuple[str, str, int], ...] = field(default=())
    stopped: bool = False

    @property
    def waived(self) -> tuple[Small, ...]:
        """Those that a privilege frees."""
        return tuple(row for row in self.rows if row.waived)

    @property
    def others(self) -> tuple[Small, ...]:
        """Those of customers without the privilege."""
        return tuple(row for row in self.rows if not row.waived)

    @property
    def waivers(self) -> int:
        """How many orders went on below a minimum: one each, on however many days and invoices it left."""
        return sum(row.counts for row in self.waived)

    @property
    def cost(self) -> Decimal | None:
        """What handling the waived ones cost; None where nobody said what one costs in this currency."""
        return None if self.handling is None else self.handling * self.waivers

    @property
    def missing(self) -> Decimal:
        """What the others lack in money, together."""
        return sum((r.short.missing for r in self.others if r.short.rule.measure == "money"), Decimal(0))


def smalls(
    documents: Iterable[SmallDocument],
    rules: Sequence[Minimum],
    free: Mapping[str, Sequence[tuple[date, date | None]]],
    *,
    handling: Decimal | None,
    currency: str,
    stopped: bool = False,
) -> Smalls:
    """Which documents are below the minimum that bound them on their day; `free` are the days on which each customer had
    the privilege."""
    found: list[Small] = []
    seen: set[tuple[bool, str, str]] = set()  # invoices of no single order are apart from orders
    for one in documents:
        waived = any(
            since <= one.day and (until is None or one.day <= until) for since, until in free.get(one.customer, ())
        )
        line = Line(one.product, one.quantity, one.money, one.family)
        of: Of = "invoice" if one.kind == INVOICE else "order"
        mine = [rule for rule in rules if rule.of == one.kind]
        got = answer(
            [line], mine, channel=one.channel, at=one.day, waived=False, handling=handling or Decimal(0), of=of
        )
        if got.short:
            short = max(got.short, key=lambda each: each.missing / each.rule.amount)
            name = (not one.order, one.order or one.document, one.customer)
            found.append(Small(one, short, waived, currency, waived and name not in seen))
            if waived:
                seen.add(name)
    counts = Counter((row.document.customer, row.document.name or row.document.customer) for row in found if row.counts)
    most = tuple((code, name, times) for (code, name), times in counts.most_common(5))
    return Smalls(tuple(found), handling, most, stopped)
