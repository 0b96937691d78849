"""Promises due per order: dispatch ahead of ordinary ones, complete and on time, any quantity. (G2, G3, E2)"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, counted, joined
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges import minimums
from clave.privileges.ledger.due import BROKEN, KEPT, UNKNOWN, Due
from clave.privileges.ledger.seen import Breach, Row, Rows, Seen, leave_by, left_whole
from clave.privileges.ledger.term import Term

NO_DAY = _(
    "Not measurable: a line of it has no day for which it was asked or promised; the file of order lines would tell."
)
NO_PRICE = _("Not measurable: a line of it has no price, so nobody knows whether it is below a minimum.")


def of_account(term: Term, seen: Seen, closed: frozenset[str]) -> dict[str, list[Row]]:
    """The orders of the account of a term with the lines somebody still waits for, by number, in order."""
    orders: dict[str, list[Row]] = {}
    for row in seen.of("order_line", term.account):
        if not _closed(row, closed):
            orders.setdefault(row["order"], []).append(row)
    return dict(sorted(orders.items()))


def closed_words(limits: Limits) -> frozenset[str]:
    """Words of the ERP that mean nobody waits for an order any more."""
    return frozenset(word.strip().casefold() for word in limits[declared.dispatch_closed])


def _closed(row: Row, closed: frozenset[str]) -> bool:
    return row["shipped_date"] is None and (row["status"] or "").strip().casefold() in closed


def fell_due(rows: Sequence[Row], transit: int, as_of: date) -> date | None:
    """The day an order is judged: when its last line left, or the day after the last one should have; None = not yet."""
    open_lines = [row for row in rows if row["shipped_date"] is None]
    if not open_lines:
        last: date = max(row["shipped_date"] for row in rows)
        return last if last <= as_of else None
    days = [day for row in open_lines if (day := leave_by(row, transit)) is not None]
    latest = max(days, default=None)
    return latest if latest is not None and latest < as_of else None


def dispatched(term: Term, seen: Seen, limits: Limits) -> Iterator[Due]:
    """No ordinary line of the same product left before a line of it that stood ahead. A breach is one on its first day,
    whether the order is over or not; an order without one is judged when it is over."""
    transit = limits[declared.dispatch_transit]
    by_order: dict[str, list[Breach]] = {}
    for breach in seen.breaches:
        by_order.setdefault(breach.order, []).append(breach)
    for order, rows in of_account(term, seen, closed_words(limits)).items():
        mine = sorted((b for b in by_order.get(order, ()) if b.day <= term.as_of), key=lambda b: (b.day, b.line))
        on = mine[0].day if mine else fell_due(rows, transit, term.as_of)
        if on is None or not term.holds(on):
            continue
        if mine:
            yield _inverted(term, order, rows, mine, seen.names)
            continue
        missing = _not_replayed(rows, transit, on, seen, term.account)
        if missing:
            why = _("Not measurable: the stock of {days} is not known, and ordinary lines of the same product left then; the "
                    "stock file of that day would tell.")  # fmt: skip
            yield term.due(on, order, UNKNOWN, why.fill(days=_days(missing)))
        else:
            yield term.due(on, order, KEPT, _("No ordinary line of the same product left before it."))


def _not_replayed(rows: Sequence[Row], transit: int, until: date, seen: Seen, account: str) -> tuple[date, ...]:
    """Days on which a line of an order waited while its product left for somebody else, and that could not be replayed."""
    found: set[date] = set()
    for row in rows:
        start = leave_by(row, transit) or row["ordered_date"]
        last = row["shipped_date"] or until
        if start is not None:
            left = seen.left.get(row["product"], {})
            found |= {day for day, them in left.items() if start <= day <= last and them - {account}}
    return tuple(sorted(found - seen.replayed))


def _inverted(term: Term, order: str, rows: Sequence[Row], mine: Sequence[Breach], names: Mapping[str, str]) -> Due:
    first = mine[0]
    amounts = [breach.money for breach in {breach.line: breach for breach in reversed(mine)}.values()]
    known = [amount for amount in amounts if amount is not None]
    money = sum(known, Decimal(0)) if known else None
    lines = {breach.line for breach in mine}
    takers = dict.fromkeys((take[2], take[0]) for breach in mine for take in breach.taken)
    others = joined([_taker(names.get(customer), customer, number) for customer, number in takers])
    waited = _waited(term, first.day, [row["shipped_date"] for row in rows if row["line"] in lines])
    text = _("On {day} line {line} stood ahead and stayed; {others} left with its product.").fill(
        day=Figure(first.day, "date"), line=first.line, others=others
    )
    return term.due(
        first.day, order, BROKEN, joined([text, waited], " "), money, tuple(dict.fromkeys(b.line for b in mine))
    )


def _taker(name: str | None, customer: str, order: str) -> str:
    """Suelas Tayrona (C-9, PED-9): who it is before its numbers; of whom no file names, the code stands for the name."""
    return f"{name} ({customer}, {order})" if name and name != customer else f"{customer} ({order})"


def _waited(term: Term, since: date, left: Sequence[date | None]) -> Text | Joined:
    """How long lines waited that stayed on a day; what has not left is still waiting, and nobody knows yet how long."""
    if None in left:
        return _("On {day} it was still waiting.").fill(day=Figure(term.as_of, "date"))
    last = max((day for day in left if day), default=since)
    return counted("It waited {n} day.", "It waited {n} days.", max(0, (last - since).days))


def complete(term: Term, seen: Seen, limits: Limits) -> Iterator[Due]:
    """The granted share of the lines of each order left complete and on time."""
    transit, share = limits[declared.dispatch_transit], term.parameter("share", 1.0)
    for order, rows in of_account(term, seen, closed_words(limits)).items():
        on = fell_due(rows, transit, term.as_of)
        if on is None or not term.holds(on):
            continue
        told = {row["line"]: _in_time(row, transit) for row in rows}
        late = [row for row in rows if told[row["line"]] is False]
        sure = sum(said is True for said in told.values())
        if sure >= share * len(rows):
            text = _("{good} of {all} lines left complete and on time.")
            yield term.due(on, order, KEPT, text.fill(good=sure, all=len(rows)))
        elif len(rows) - len(late) >= share * len(rows):
            yield term.due(on, order, UNKNOWN, NO_DAY)
        else:
            text = _("{late} of {all} lines left late or incomplete: {lines}.").fill(
                late=len(late), all=len(rows), lines=", ".join(row["line"] for row in late)
            )
            yield term.due(on, order, BROKEN, text, worth(late), tuple(row["line"] for row in late))


def _in_time(row: Row, transit: int) -> bool | None:
    """Whether a line left whole and in time; None where it has no day, unless it left short, which is late on any day."""
    day = leave_by(row, transit)
    if day is None:
        return False if row["shipped_date"] is not None and not left_whole(row) else None
    return left_whole(row) and row["shipped_date"] <= day


def worth(rows: Iterable[Row]) -> Decimal | None:
    """Money of lines; None where one has no price."""
    prices = [(row["unit_price"], row["quantity"]) for row in rows]
    return None if any(price is None for price, _q in prices) else sum((p * q for p, q in prices), Decimal(0))


def any_quantity(
    term: Term, seen: Seen, limits: Limits, rules: Sequence[minimums.Minimum], channel: str
) -> Iterator[Due]:
    """No order of it was held for being small. One that left late says nothing by itself: nobody wrote down why."""
    transit = limits[declared.dispatch_transit]
    for order, rows in of_account(term, seen, closed_words(limits)).items():
        on = fell_due(rows, transit, term.as_of)
        if on is None or not term.holds(on):
            continue
        told = below(rows, rules, channel, on)
        if told.unknown:
            yield term.due(on, order, UNKNOWN, NO_PRICE)
        elif told.short and all(_in_time(row, transit) for row in rows):
            yield term.due(on, order, KEPT, _("It was below the minimum and left all the same, on its day."))
        elif told.short:
            held = [row for row in rows if _says_small(row)]
            if held:
                why = _("It was below the minimum, and the ERP says that it was held for that: «{status}».")
                filled = why.fill(status=held[0]["status"])
                yield term.due(on, order, BROKEN, filled, worth(rows), tuple(row["line"] for row in held))
            else:
                why = _("Not measurable: it was below the minimum and left late, and no file says why; the state of the "
                        "order in the ERP would tell.")  # fmt: skip
                yield term.due(on, order, UNKNOWN, why)


def below(rows: Rows, rules: Sequence[minimums.Minimum], channel: str, at: date) -> minimums.Answer:
    """What the minimums say of an order, on the day it was placed."""
    day = min((row["ordered_date"] for row in rows if row["ordered_date"] is not None), default=at)
    lines = [
        minimums.Line(
            row["product"], row["quantity"], None if row["unit_price"] is None else row["unit_price"] * row["quantity"]
        )
        for row in rows
    ]
    return minimums.answer(lines, rules, channel=channel, at=day, waived=False, handling=Decimal(0))


def _says_small(row: Row) -> bool:
    words = (row["status"] or "").casefold()
    return any(word in words for word in ("mínimo", "minimo", "minimum"))


def _days(days: Sequence[date]) -> Text | Figure:
    if len(days) == 1:
        return Figure(days[0], "date")
    return _("{first} and {more} more days").fill(first=Figure(days[0], "date"), more=len(days) - 1)
