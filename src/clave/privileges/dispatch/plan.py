"""The plan of a day: the scan, what it costs the others, new dates and service, in one call.

opened = opening.opened(facts, today, limits, decided)
plan = planned(opened.book, limits)
for line in plan.run.standing.sequence: plan.why(line).say("es")
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from clave.base.words import Joined
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.dispatch.book import Book, Ints
from clave.privileges.dispatch.codes import Code
from clave.privileges.dispatch.promises import promises
from clave.privileges.dispatch.rules import Rates, Rules, rates_of, rules_of
from clave.privileges.dispatch.scan import Run, scan
from clave.privileges.dispatch.served import Alarm, Service, StockPicture, alarm, service, stock_pictures
from clave.privileges.dispatch.without import (
    Difference,
    Price,
    Shares,
    difference,
    price,
    shares,
    waived_orders,
    without_priority,
)
from clave.privileges.dispatch.words import why


@dataclass(frozen=True, eq=False)
class Plan:
    """A finished plan over the lines of `book`: the `run` with its flags, the run without priority (`plain`, in which waived
    minimums stay waived where `waiver_stays`), what `changed` between them, the day each line leaves (`days`, and with
    receipts that are only planned `hoped`), and the `price` of priority."""

    book: Book
    rules: Rules
    rates: Rates
    waiver_stays: bool
    alarm_share: float
    run: Run
    plain: Run
    changed: Difference
    days: Ints
    hoped: Ints
    price: Price

    def why(self, line: int) -> Joined:
        """Why a line leaves or stays, in words."""
        return why(self.book, self.run, line, self.changed, self.days)

    @cached_property
    def turns(self) -> Ints:
        """Per line, places gained (above 0) or lost in the sequence against the one without priority."""
        return self.plain.position - self.run.position

    @cached_property
    def counts(self) -> dict[Code, tuple[int, int]]:
        """What was selected and what stays, by reason: lines of key accounts and of the others. They add up to all lines."""
        of_key, of_others = (Counter(self.run.code[where].tolist()) for where in (self.book.key, ~self.book.key))
        return {code: (of_key[code], of_others[code]) for code in Code if of_key[code] or of_others[code]}

    @property
    def gave_way(self) -> list[int]:
        """Lines that priority displaced, in sequence."""
        return [int(line) for line in self.run.standing.sequence if self.changed.more[line] < 0]

    def service(self, *, key: bool, priority: bool = True) -> Service:
        """The service of key or of ordinary lines, with priority or without."""
        return service(self.book, self.run if priority else self.plain, self.book.key if key else ~self.book.key)

    @cached_property
    def stock(self) -> tuple[StockPicture, ...]:
        """Every product and warehouse, what lacks most first."""
        return stock_pictures(self.book, self.run)

    @cached_property
    def alarm(self) -> Alarm:
        """Whether key lines ask for too much of what is scarce."""
        return alarm(self.stock, self.alarm_share)

    @cached_property
    def shares(self) -> Shares:
        """What sequence and waiver each add to what leaves; four more scans."""
        return shares(self.book, self.rules)

    @cached_property
    def waivers(self) -> list[int]:
        """Orders, as places in the book, that begin to leave below their minimum because it was waived."""
        return waived_orders(self.book, self.run)


def planned(book: Book, limits: Limits, *, waiver_stays: bool = False, rules: Rules | None = None) -> Plan:
    """The plan of a book under a policy; `rules` in place of those of the policy, for a what-if."""
    under, rates = rules or rules_of(limits), rates_of(limits)
    run = scan(book, under)
    plain = without_priority(book, under, waiver=waiver_stays)
    changed = difference(book, run, plain)
    days = promises(book, run)
    return Plan(
        book, under, rates, waiver_stays, limits[declared.dispatch_scarce], changed.flagged(run), plain, changed, days,
        promises(book, run, confirmed=False), price(book, run, changed, days, rates),
    )  # fmt: skip
