"""A finished plan as it is kept: every line with its words, and what stands around the queue."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from clave.base.figures import Figure
from clave.base.folding import folded
from clave.base.words import Text, _, counted, stored
from clave.privileges.dispatch.aside import Aside
from clave.privileges.dispatch.book import KILO, NEVER, PALLET, UNKNOWN, Ints, day_of, money
from clave.privileges.dispatch.codes import Code
from clave.privileges.dispatch.plan import Plan
from clave.privileges.dispatch.scan import Picks
from clave.privileges.dispatch.served import Service, StockPicture
from clave.privileges.dispatch.words import why
from clave.store.dispatching import Ready
from clave.store.models import DispatchPlan
from clave.store.pouring import Plain

NAMED, SHELVES, ASIDE = 3, 12, 50
"""Lines named as those who pay; products in the picture of the stock; remarks kept with their words."""


@dataclass(frozen=True)
class Turns:
    """Per line its turn among those of its warehouse that may leave, −1 where it may not."""

    warehouse: Ints
    turn: Ints
    before: Ints


def turns(plan: Plan) -> Turns:
    """The turns with priority and without it; a line stands in the warehouse it leaves from, else in its home."""
    book, n = plan.book, len(plan.book.lines)
    house = np.array([allowed[0] for allowed in book.lines.warehouses], dtype=np.int64).reshape(n)
    picks = plan.run.picks
    house[picks.line[::-1]] = picks.warehouse[::-1]  # the first pick counts
    may, might = plan.run.standing.blocked == 0, plan.plain.standing.blocked == 0
    return Turns(house, _ranks(house, plan.run.position, may), _ranks(house, plan.plain.position, might))


def _ranks(house: Ints, position: Ints, may: Any) -> Ints:
    found = np.full(len(house), -1, dtype=np.int64)
    for one in np.unique(house):
        places = np.flatnonzero((house == one) & may)
        found[places[np.argsort(position[places], kind="stable")]] = np.arange(1, len(places) + 1)
    return found


class Rows:
    """The rows of a plan, made one by one as `store.pouring` takes them; what they need of other lines is looked up once."""

    def __init__(self, plan: Plan, kept: DispatchPlan) -> None:
        self.plan, self.kept, self.picks = plan, kept, _by_line(plan.run.picks)
        self.losers: dict[int, list[int]] = {}
        for loser, takers in plan.changed.takers.items():
            for taker in takers:
                self.losers.setdefault(taker, []).append(loser)
        self.empty = Picks(*np.zeros((5, 0), dtype=np.int64))
        self.columns = {name: column.tolist() for name, column in _columns(plan).items()}
        self.found: dict[str, str] = {}

    def __iter__(self) -> Iterator[dict[str, Plain]]:
        for line in self.plan.run.standing.sequence.tolist():
            yield self.row(line)

    def row(self, line: int) -> dict[str, Plain]:
        """One line as it is kept: the fields of `DispatchLine`."""
        book, of = self.plan.book, {name: column[line] for name, column in self.columns.items()}
        order, number = book.of(line)
        account, product = book.account(line), book.products[of["product"]]
        day, promised = _promise(self.plan, line)

        def units(quantity: int) -> str:
            return str(quantity) if not product.decimals else str(book.units(line, quantity))

        return {
            "plan_id": self.kept.pk,
            "position": of["position"],
            "position_without": of["position_without"],
            "turn": _turn(of["turn"]),
            "turn_without": _turn(of["turn_without"]),
            "order": order,
            "line": number,
            "customer": account.code,
            "name": account.name or account.code,
            "category": account.category,
            "key": int(account.key),
            "product": product.code,
            "product_name": product.name or product.code,
            "warehouse": book.warehouses[of["house"]],
            "asked": units(of["asked"]),
            "given": units(of["given"]),
            "given_without": units(of["given_without"]),
            "free": units(of["free"]),
            "unit_kilos": None if product.weight == UNKNOWN else str(Decimal(product.weight) / KILO),
            "unit_pallets": None if product.pallet == UNKNOWN else f"{Decimal(product.pallet) / PALLET:f}",
            "waits": int(of["given"] < of["asked"]),
            "displaced": int(of["more"] < 0),
            "code": of["code"],
            "flags": of["flags"],
            "due": _written(day_of(of["due"])),
            "promise": _written(day),
            "promised": promised,
            "picks": _json(
                [[book.warehouses[at], grade, units(quantity)] for at, grade, quantity in self._picks(line)]
            ),
            "why": _json(stored(self._why(line))),
            "costs": _json([self._cost(loser) for loser in self.losers.get(line, ())[:NAMED]]),
            "gave_to": _json([self._named(taker) for taker in self.plan.changed.takers.get(line, ())]),
            "money_waiting": str(money(of["money"])) if of["more"] < 0 and of["money"] != UNKNOWN else None,
            "folded": " ".join(map(self._folded, (account.name, account.code, order, product.code, product.name))),
        }

    def _folded(self, text: str) -> str:
        """A word folded once, however many lines have it."""
        found = self.found.get(text)
        if found is None:
            found = self.found[text] = folded(text)
        return found

    def _picks(self, line: int) -> list[tuple[int, int, int]]:
        picks = self.picks.get(line, self.empty)
        return list(zip(picks.warehouse.tolist(), picks.grade.tolist(), picks.quantity.tolist(), strict=True))

    def _why(self, line: int) -> Any:
        """The words of one line, over its own picks alone: they name where it leaves from."""
        run = replace(self.plan.run, picks=self.picks.get(line, self.empty))
        return why(self.plan.book, run, line, self.plan.changed, self.plan.days)

    def _cost(self, loser: int) -> dict[str, Any]:
        plan, book = self.plan, self.plan.book
        day, _promised = _promise(plan, loser)
        order, number = book.of(loser)
        lost = book.units(loser, -int(plan.changed.more[loser]))
        return {
            "order": order, "line": number, "name": book.account(loser).name, "quantity": str(lost),
            "day": str(day) if day else None,
        }  # fmt: skip

    def _named(self, line: int) -> dict[str, str]:
        order, number = self.plan.book.of(line)
        return {"order": order, "line": number, "name": self.plan.book.account(line).name}


def _by_line(picks: Picks) -> dict[int, Picks]:
    order = np.argsort(picks.line, kind="stable")
    names, starts = np.unique(picks.line[order], return_index=True)
    parts = np.split(order, starts[1:])
    return {
        int(name): Picks(*(getattr(picks, column.name)[part] for column in fields(picks)))
        for name, part in zip(names.tolist(), parts, strict=True)
    } if len(names) else {}  # fmt: skip


def _columns(plan: Plan) -> dict[str, Ints]:
    """What a row says of its line, by line."""
    run, at = plan.run, turns(plan)
    return {
        "position": run.position, "position_without": plan.plain.position, "turn": at.turn, "turn_without": at.before,
        "house": at.warehouse, "product": plan.book.lines.product, "asked": plan.book.lines.quantity,
        "given": run.shipped, "given_without": plan.plain.shipped, "free": run.free, "more": plan.changed.more,
        "code": run.code, "flags": run.flags, "due": run.standing.due,
        "money": plan.book.value(np.where(plan.changed.displaced, -plan.changed.more, 0)),
    }  # fmt: skip


def _turn(rank: int) -> int | None:
    return None if rank < 0 else rank


def _written(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _promise(plan: Plan, line: int) -> tuple[Any, str]:
    """The day of a line, and what it is: a day, none in sight, or that it waits for something else."""
    day = int(plan.days[line])
    if day == UNKNOWN:
        return None, "waits"
    return (None, "none") if day >= NEVER else (day_of(day), "day")


def summary(plan: Plan, ready: Ready) -> dict[str, Any]:
    """What stands around the queue of a kept plan; texts as `stored` writes them, money and quantities as words of digits."""
    book, price, at = plan.book, plan.price, turns(plan)
    gave = [line for line in plan.gave_way if not book.key[line]]
    others = book.lines.order[~book.key & (plan.run.standing.blocked == 0)]
    late = [int(plan.days[line]) - book.today for line in gave if book.today <= plan.days[line] < NEVER]
    weight = np.where(book.weight > 0, book.weight * plan.run.shipped // book.scale, 0)
    codes = np.unique(plan.run.code, return_counts=True)
    return {
        "key": _service(plan, key=True),
        "others": _service(plan, key=False),
        "moved": len({int(book.lines.order[line]) for line in gave}),
        "moved_of": len(np.unique(others)),
        "moved_days": max(late, default=None),
        "moved_undated": sum(int(plan.days[line]) >= NEVER for line in gave),
        "carrying": str(price.carrying),
        "handling": str(price.handling),
        "waived": price.waived,
        "deferred": str(price.deferred),
        "at_risk": str(price.at_risk),
        "undated": str(price.undated),
        "unpriced": price.unpriced,
        "lines": len(book.lines),
        "leave": int((plan.run.shipped > 0).sum()),
        "kilos": str(Decimal(int(weight.sum())) / 10_000),
        "weightless": int(((book.weight <= 0) & (plan.run.shipped > 0)).sum()),
        "warehouses": [
            {"name": name, "lines": int(((at.warehouse == place) & (at.turn > 0)).sum()), "cut_off": ready.cut_offs.get(name),
             "kilos": _room(book.dock, place, KILO), "pallets": _room(book.pallets, place, PALLET)}
            for place, name in enumerate(book.warehouses)
        ],
        "codes": {Code(int(code)).name: int(n) for code, n in zip(*codes, strict=True)},
        "stock": [_shelf(one) for one in plan.stock[:SHELVES]],
        "alarm": {"scarce": plan.alarm.scarce, "share": plan.alarm.share, "rings": plan.alarm.rings},
        "aside": _asides(ready.opened.refused),
        "noted": _asides(ready.opened.noted),
        "blocked": _blocked(plan),
        "rules": [[stored(head), stored(words)] for head, words in rules_in_words(plan)],
    }  # fmt: skip


def _room(limits: Sequence[int | None], place: int, unit: int) -> str | None:
    """What may leave a warehouse on the day; None = no limit."""
    limit = limits[place] if limits else None
    return None if limit is None else str(Decimal(limit) / unit)


def _service(plan: Plan, *, key: bool) -> dict[str, Any]:
    now, before = plan.service(key=key), plan.service(key=key, priority=False)
    return _one_service(now) | {"before": _one_service(before)}


def _one_service(one: Service) -> dict[str, Any]:
    return {"lines": one.lines, "complete": one.complete, "share": one.lines_complete, "fill": one.fill,
            "blocked": one.blocked}  # fmt: skip


def _shelf(one: StockPicture) -> dict[str, Any]:
    figures = {name: str(getattr(one, name)) for name in ("start", "to_key", "to_others", "held", "free", "lacks")}
    return {"product": one.product, "name": one.name, "warehouse": one.warehouse} | figures


def _asides(found: Sequence[Aside]) -> dict[str, Any]:
    return {"n": len(found), "shown": [stored(one.sentence()) for one in found[:ASIDE]]}


def _blocked(plan: Plan) -> list[dict[str, Any]]:
    """Key lines that stay whatever the stock: for whoever answers for the account."""
    codes = (Code.CREDIT_HOLD, Code.BELOW_MIN, Code.ORDER_COMPLETE_ONLY, Code.BLOCKED_BY_PERSON)
    book, run = plan.book, plan.run
    there = np.flatnonzero(book.key & np.isin(run.code, [int(code) for code in codes]))
    first: dict[str, dict[str, Any]] = {}
    for line in sorted(there.tolist(), key=lambda line: int(run.position[line])):
        order, number = book.of(line)
        words = {"order": order, "line": number, "customer": book.account(line).code, "name": book.account(line).name}
        first.setdefault(order, words | {"why": stored(plan.why(line))})
        if len(first) == ASIDE:
            break
    return list(first.values())


def rules_in_words(plan: Plan) -> list[tuple[Text, Text]]:
    """The rules of a plan as a dispatcher reads them, in the order in which they act."""
    rules, starts = plan.rules, sorted({one.head_start for one in plan.book.accounts if one.key})
    found = [(_("Put first by hand"), _("with a name and a reason, until its day"))]
    if rules.relief:
        days = counted("after {n} day on which it gave way", "after {n} days on which it gave way", rules.relief)
        found.append((_("Who gave way often goes first"), days))
    if len(starts) == 1:
        found.append(
            (
                _("Key accounts: a head start"),
                counted("of {n} day, in turn and in stock held", "of {n} days, in turn and in stock held", starts[0]),
            )
        )
    elif starts:
        found.append(
            (
                _("Key accounts: a head start"),
                _("of {least} to {most} days, as each account has it").fill(
                    least=Figure(starts[0], "count"), most=Figure(starts[-1], "count")
                ),
            )
        )
    if rules.guard:
        share = Figure(rules.guard / 10_000, "share")
        found.append(
            (_("A share for the others"), _("{share} of each stock first for ordinary lines").fill(share=share))
        )
    found.append(
        (_("The earliest day first"), _("then money per kilo") if rules.by_weight else _("then the oldest order"))
    )
    found.append((_("Credit is never overridden"), _("what it holds goes to who answers for the account")))
    return found
