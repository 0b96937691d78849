"""Why a line leaves or stays, as a finished sentence in the reader's language (dispatch.md §6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clave.base.figures import Figure, number
from clave.base.words import Joined, Shown, Text, _, counted, joined, reads
from clave.privileges.dispatch.book import NEVER, UNKNOWN, Book, Order, day_of, money
from clave.privileges.dispatch.codes import Code, Flag
from clave.privileges.dispatch.giving import NOBODY
from clave.privileges.dispatch.scan import Run
from clave.privileges.dispatch.without import Difference

LABELS: Mapping[Code, Text] = {
    Code.SHIP_FULL: _("Leaves whole"),
    Code.SHIP_PARTIAL_STOCK: _("Leaves in part: stock"),
    Code.SHIP_PARTIAL_DOCK: _("Leaves in part: dock"),
    Code.SHIP_PARTIAL_PACK: _("Leaves in part: whole packs only"),
    Code.CREDIT_HOLD: _("Held by credit"),
    Code.BLOCKED_BY_PERSON: _("Kept back by hand"),
    Code.NOT_DUE: _("Not due yet"),
    Code.BELOW_MIN: _("Below the minimum"),
    Code.NO_STOCK: _("No stock"),
    Code.STOCK_TO_EARLIER: _("Stock went to an earlier line"),
    Code.HELD_FOR_KEY: _("Stock held for a key account"),
    Code.GUARD_RESERVED: _("Share of ordinary lines"),
    Code.LINE_COMPLETE_ONLY: _("Only the whole line"),
    Code.ORDER_COMPLETE_ONLY: _("Only the whole order"),
    Code.PACK_ONLY: _("Whole packs only"),
    Code.DOCK_FULL: _("Dock full"),
    Code.PALLETS_FULL: _("No more pallets"),
}
FLAGS: Mapping[Flag, Text] = {
    Flag.PRIORITY_GAINED: _("gained by priority"),
    Flag.DISPLACED_BY_PRIORITY: _("gave way to priority"),
    Flag.MIN_WAIVED: _("minimum waived"),
    Flag.GRADE_SECOND: _("takes seconds"),
    Flag.PINNED: _("put first by hand"),
    Flag.RELIEF: _("gave way often: first today"),
    Flag.KEPT: _("promised earlier today"),
    Flag.GUARDED: _("from the share of ordinary lines"),
    Flag.DATE_UNKNOWN: _("no date"),
    Flag.PRICE_UNKNOWN: _("no price"),
    Flag.WEIGHT_UNKNOWN: _("no weight"),
    Flag.LAST_DELIVERY: _("its last delivery"),
}
NO_SUPPLY = _("no supply in sight")


@dataclass(frozen=True)
class Amount:
    """A quantity in the unit of sale, with the decimals it has."""

    value: Decimal

    def say(self, language: str = "es") -> str:
        """As a reader of `language` expects it: 12,5."""
        exponent = self.value.normalize().as_tuple().exponent
        return number(self.value, max(0, -exponent) if isinstance(exponent, int) else 0, language)

    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {"amount": str(self.value)}


reads("amount", lambda kept: Amount(Decimal(kept["amount"])))


def flags_of(run: Run, line: int) -> tuple[Text, ...]:
    """What else is true of a line, in words."""
    return tuple(text for flag, text in FLAGS.items() if run.names(line, flag))


def new_date(day: int) -> Shown:
    """The new date of a line as people read it."""
    known = day_of(day) if day != UNKNOWN else None
    return Figure(known, "date") if known else NO_SUPPLY


def why(book: Book, run: Run, line: int, changed: Difference | None = None, days: Any = None) -> Joined:
    """Why a line leaves or stays: what happens, because of what, and the new date.

    `changed`: the comparison without priority; only it may say that priority took something. `days`: from `promises`."""
    code = Code(int(run.code[line]))
    asked, shipped = int(book.lines.quantity[line]), int(run.shipped[line])
    parts: list[Shown] = []
    if code.ships and shipped < asked:
        parts.append(
            _("{shipped} of {asked} leave.").fill(
                shipped=_amount(book, line, shipped), asked=_amount(book, line, asked)
            )
        )
    takers = changed.takers.get(line, ()) if changed else ()
    if takers and changed is not None:
        lost = min(asked - shipped, -int(changed.more[line]))
        parts.append(_taken(book, run, line, lost, takers))
    else:
        parts.append(_SAID[Code(int(run.short[line])) if run.short[line] else code](book, run, line))
    if days is not None and shipped < asked and int(days[line]) != UNKNOWN and code is not Code.NOT_DUE:
        parts.append(_("New date: {day}.").fill(day=new_date(int(days[line]))))
    return joined(parts, " ")


def _amount(book: Book, line: int, quantity: int) -> Amount:
    return Amount(book.units(line, quantity))


def _named(book: Book, line: int) -> Joined:
    """PED-881 (Aceros Norte)."""
    return joined((book.of(line)[0], f"({book.account(line).name or book.account(line).code})"), " ")


def _taken(book: Book, run: Run, line: int, lost: int, takers: tuple[int, ...]) -> Text:
    """To whom priority gave what a line would have had; attributed, not proved."""
    named = joined([_taker(book, run, line, taker) for taker in takers], "; ")
    return _("By priority {lost} went to {takers}.").fill(lost=_amount(book, line, lost), takers=named)


def _taker(book: Book, run: Run, line: int, taker: int) -> Text:
    due, own = int(run.standing.due[taker]), int(run.standing.due[line])
    name, category = _named(book, taker), book.account(taker).category
    kind: Shown = _("key account") if category else _("ordinary")
    if NEVER in (due, own):
        return _("{name}, {kind}").fill(name=name, kind=kind)
    if due > own:
        days = counted("due {n} day later", "due {n} days later", due - own)
    elif due < own:
        days = counted("due {n} day earlier", "due {n} days earlier", own - due)
    else:
        days = _("due the same day")
    return _("{name}, {kind}, {days}").fill(name=name, kind=kind, days=days)


def _leaves(book: Book, run: Run, line: int) -> Text:
    where = [book.warehouses[place] for place in dict.fromkeys(run.picks.warehouse[run.picks.line == line].tolist())]
    text = _("All of it leaves from {warehouses}.") if any(where) else _("All of it leaves.")
    return text.fill(warehouses=", ".join(where)) if any(where) else text


def _credit(book: Book, _run: Run, line: int) -> Text:
    order = book.orders[book.lines.order[line]]
    return _("Credit holds it back: {reason}. Priority does not override it.").fill(
        reason=order.hold or book.account(line).hold
    )


def _person(book: Book, _run: Run, line: int) -> Text:
    pin = book.pins.get(book.of(line))
    if pin is None:
        return _("Somebody keeps it back by hand.")
    return _("{by} keeps it back: {reason}.").fill(by=pin.by, reason=pin.reason)


def _not_due(_book: Book, run: Run, line: int) -> Text:
    day = Figure(day_of(int(run.standing.due[line])), "date")
    return _("Its day is {day}, and it has no consent to leave earlier.").fill(day=day)


def _below(book: Book, _run: Run, line: int) -> Text:
    order = book.orders[book.lines.order[line]]
    missing = Figure(money(order.minimum - order.value), "money", book.currency)
    return _("Its order is below the minimum: with {missing} more it leaves.").fill(missing=missing)


def _none(book: Book, run: Run, line: int) -> Text:
    names = [book.warehouses[place] for place in book.lines.warehouses[line]]
    if run.shipped[line] and any(names):
        return _("There was no more of it in {warehouses}.").fill(warehouses=", ".join(names))
    if run.shipped[line]:
        return _("There was no more of it.")
    if not any(names):
        return _("There was nothing of it.")
    return _("There was nothing of it in {warehouses}.").fill(warehouses=", ".join(names))


def _earlier(book: Book, run: Run, line: int) -> Text:
    other = int(run.other[line])
    if other in (NOBODY, line):  # of a line that leaves in part, it took the last itself
        return _("What there was went to lines that stand before it.")
    return _("What there was went to lines that stand before it; the last was {line}.").fill(line=_named(book, other))


def _held(book: Book, run: Run, line: int) -> Text:
    other = int(run.other[line])
    day = Figure(day_of(int(run.standing.due[other])), "date")
    return _("Stock is held for {line}, a key account, whose day is {day}.").fill(line=_named(book, other), day=day)


def _guard(_book: Book, _run: Run, _line: int) -> Text:
    return _("A share of this stock is kept for ordinary lines, as policy says.")


def _whole_line(book: Book, run: Run, line: int) -> Text:
    return _("It leaves only whole and from one warehouse; {free} of {asked} are free.").fill(
        free=_amount(book, line, int(run.free[line])), asked=_amount(book, line, int(book.lines.quantity[line]))
    )


def _whole_order(book: Book, run: Run, line: int) -> Text:
    order, other = book.orders[book.lines.order[line]], int(run.other[line])
    if order.last and not order.complete:
        return _last_delivery(book, run, order, other)
    if other in (NOBODY, line):
        return _("Its order leaves only complete and from one warehouse, and of this line there is not enough.")
    return _("Its order leaves only complete, and line {number} stops it: {reason}").fill(
        number=book.of(other)[1], reason=_SAID[Code(int(run.code[other]))](book, run, other)
    )


def _last_delivery(book: Book, run: Run, order: Order, other: int) -> Text:
    """Why the rest of an order waits to be complete."""
    done = counted(
        "It left on {n} day already and takes {most} deliveries at most, so all that is open leaves together",
        "It left on {n} days already and takes {most} deliveries at most, so all that is open leaves together",
        order.deliveries,
    ).fill(most=Figure(order.most, "count"))
    if order.deliveries == 0:
        done = _("It takes one delivery only, so all of it leaves together")
    if other == NOBODY or Code(int(run.code[other])) is Code.ORDER_COMPLETE_ONLY:
        return _("{rule}; there is not enough for that.").fill(rule=done)
    return _("{rule}; line {number} stops it: {reason}").fill(
        rule=done, number=book.of(other)[1], reason=_SAID[Code(int(run.code[other]))](book, run, other)
    )


def _packs(book: Book, _run: Run, line: int) -> Text:
    return _("It leaves only in packs of {pack}.").fill(pack=_amount(book, line, int(book.lines.pack[line])))


def _dock(book: Book, _run: Run, line: int) -> Text:
    home = book.warehouses[book.lines.warehouses[line][0]]
    text = (
        _("There is no more room today on the dock of {warehouse}.")
        if home
        else _("There is no more room today on the dock.")
    )
    return text.fill(warehouse=home) if home else text


def _pallets(book: Book, _run: Run, line: int) -> Text:
    home = book.warehouses[book.lines.warehouses[line][0]]
    if not home:
        return _("No more pallets leave today.")
    return _("No more pallets leave {warehouse} today.").fill(warehouse=home)


_SAID: Mapping[Code, Callable[[Book, Run, int], Text]] = {
    Code.SHIP_FULL: _leaves,
    Code.SHIP_PARTIAL_STOCK: _earlier,
    Code.SHIP_PARTIAL_DOCK: _dock,
    Code.SHIP_PARTIAL_PACK: _packs,
    Code.CREDIT_HOLD: _credit,
    Code.BLOCKED_BY_PERSON: _person,
    Code.NOT_DUE: _not_due,
    Code.BELOW_MIN: _below,
    Code.NO_STOCK: _none,
    Code.STOCK_TO_EARLIER: _earlier,
    Code.HELD_FOR_KEY: _held,
    Code.GUARD_RESERVED: _guard,
    Code.LINE_COMPLETE_ONLY: _whole_line,
    Code.ORDER_COMPLETE_ONLY: _whole_order,
    Code.PACK_ONLY: _packs,
    Code.DOCK_FULL: _dock,
    Code.PALLETS_FULL: _pallets,
}
