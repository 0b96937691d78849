"""The difference between what is wished and what stands in Odoo: nothing is written without a plan that somebody could read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from clave.base.words import Text, _
from clave.facts.sources.odoo import refusals
from clave.facts.sources.odoo.directory import Directory
from clave.facts.sources.odoo.models import ORDER, Model, model
from clave.facts.sources.odoo.pushes.wished import OURS, Notice, Wishes
from clave.facts.sources.odoo.reading import Reading, Record

TAG, SELLING, DISPATCHING, DELIVERY, WORK = "tag", "selling", "dispatching", "delivery", "work"
NEW_TAG = 0
"""Stands for the number of a tag that the push has to make first."""
CARDS = model(
    "res.partner", "name commercial_partner_id category_id",
    "ref vat sale_warn sale_warn_msg picking_warn picking_warn_msg",
)  # fmt: skip
TAGS = model("res.partner.category", "name")
DELIVERIES = model("stock.picking", "name state priority", "partner_id sale_id origin")
WORKS = model("mrp.production", "name state priority")
LEAVING = [["picking_type_id.code", "=", "outgoing"], ["state", "not in", ["done", "cancel"]]]
TEXTS = {SELLING: ("sale_warn", "sale_warn_msg"), DISPATCHING: ("picking_warn", "picking_warn_msg")}
STAR, PLAIN = "1", "0"
OVER = ("done", "cancel")
TOGETHER = 500  # names asked for at once
SEVERAL_TAGS = _("Odoo has several tags of this name: clave gives the first and takes any; leave one of them there")

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One record that would change: `before` and `after` hold the fields that are written, by their names in Odoo;
    `customer` is the code of whose it is, "" where that is not known."""

    what: str
    model: str
    number: int
    name: str
    before: Values
    after: Values
    customer: str = ""

    @property
    def key(self) -> tuple[str, int]:
        """What names it within a plan."""
        return self.what, self.number


@dataclass(frozen=True)
class Left:
    """One record that is left alone although something was wished of it, and why."""

    what: str
    name: str
    why: Text


@dataclass(frozen=True)
class Plan:
    """All that a push would change, in the order it would, and what it leaves alone. `tag` is the name of the tag, and
    `tag_number` its number, NEW_TAG where it has to be made."""

    changes: tuple[Change, ...]
    left: tuple[Left, ...]
    tag: str
    tag_number: int

    @property
    def digest(self) -> str:
        """What somebody approves: it names exactly these changes of exactly these values."""
        content = [self.tag, self.tag_number, [asdict(change) for change in self.changes]]
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=list).encode()).hexdigest()


def planned(reading: Reading, directory: Directory, wishes: Wishes) -> Plan:
    """Read what stands there and say what would change; nothing is written. Raises OdooError."""
    changes: list[Change] = []
    left: list[Left] = []
    tag = NEW_TAG
    if wishes.accounts is not None:
        tags = list(reading.every(TAGS, [["name", "=", wishes.tag]]))
        tag = tags[0]["id"] if tags else NEW_TAG
        _cards(reading, directory, wishes.accounts, frozenset(one["id"] for one in tags), changes, left)
        if len(tags) > 1:
            left.append(Left(TAG, wishes.tag, SEVERAL_TAGS))
    deliveries = {**wishes.deliveries, **_of_orders(reading, directory, wishes.orders, left)}
    _starred(reading, directory, DELIVERIES, DELIVERY, deliveries, changes, left)
    _starred(reading, directory, WORKS, WORK, wishes.works, changes, left)
    return Plan(tuple(changes), tuple(left), wishes.tag, tag)


def _cards(
    reading: Reading,
    directory: Directory,
    accounts: Mapping[str, Notice],
    tags: frozenset[int],
    changes: list[Change],
    left: list[Left],
) -> None:
    """Tags and texts on the cards of customers: those of key accounts, and those that still say they are."""
    known = reading.known(CARDS).names
    found: set[str] = set()
    for card in reading.every(CARDS, [["customer_rank", ">", 0]]):
        if card["commercial_partner_id"] not in (card["id"], None):
            continue
        code = directory.customer(card) or ""
        notice = accounts.get(code)
        if notice:
            found.add(code)
        changes += _tagged(card, code, tags, notice is not None)
        for what, text in (
            (SELLING, notice.selling if notice else ""),
            (DISPATCHING, notice.dispatching if notice else ""),
        ):
            _noted(known, card, code, what, text, changes, left)
    left += [Left(TAG, code, _("Odoo has no customer of this code")) for code in sorted(set(accounts) - found)]


def _tagged(card: Record, code: str, tags: frozenset[int], wanted: bool) -> list[Change]:
    has = not tags.isdisjoint(card["category_id"] or ())
    if has == wanted:
        return []
    return [Change(TAG, CARDS.name, card["id"], card["name"], {"category_id": has}, {"category_id": wanted}, code)]


def _noted(
    known: Values, card: Record, code: str, what: str, text: str, changes: list[Change], left: list[Left]
) -> None:  # fmt: skip
    """The text on a card: up to 18 a choice says that there is one, from 19 on there is only the text."""
    choice, message = TEXTS[what]
    if message not in known:
        if text:
            left.append(Left(what, card["name"], _("this Odoo has no such text on its customers")))
        return
    stands = card[message] or ""
    if stands and not stands.startswith(OURS):
        if text:
            left.append(Left(what, card["name"], _("somebody wrote a text of their own there")))
        return
    if card.get(choice) == "block":
        if text:
            left.append(Left(what, card["name"], _("somebody blocked this customer there")))
        return
    wished = {message: OURS + text if text else ""}
    before = {message: stands}
    if choice in known:
        wished[choice], before[choice] = ("warning" if text else "no-message"), card[choice] or "no-message"
    if wished != before and (text or stands):
        changes.append(Change(what, CARDS.name, card["id"], card["name"], before, wished, code))


def _of_orders(
    reading: Reading, directory: Directory, orders: Collection[str], left: list[Left]
) -> dict[str, bool]:  # fmt: skip
    """The open deliveries of some orders of sale, all of which go first."""
    if not orders:
        return {}
    own, names = directory.options.own(), sorted(orders)
    by_order = "sale_id.name" if reading.fields.has(DELIVERIES.name, "sale_id") else "origin"
    found = [
        row
        for start in range(0, len(names), TOGETHER)
        for row in reading.every(DELIVERIES, [*LEAVING, *own, [by_order, "in", names[start : start + TOGETHER]]])
    ]
    heads = directory.optional(ORDER, (row.get("sale_id") for row in found))
    served = {head["name"] for head in heads.values()} if by_order != "origin" else {row["origin"] for row in found}
    left += [Left(DELIVERY, name, _("Odoo has no open delivery of this order")) for name in names if name not in served]
    return {row["name"]: True for row in found}


def _starred(
    reading: Reading, directory: Directory, model: Model, what: str, wished: Mapping[str, bool], changes: list[Change],
    left: list[Left],
) -> None:  # fmt: skip
    """Stars that are to be set or taken; of one that is to be taken from what is over or gone nothing is told."""
    if not wished:
        return
    if not {STAR, PLAIN} <= reading.fields.choices(model.name, "priority"):
        host = reading.client.wire.address.shown
        raise refusals.no_field(host, model.name, "priority")
    names = sorted(wished)
    rows = [
        row
        for start in range(0, len(names), TOGETHER)
        for row in reading.every(model, [["name", "in", names[start : start + TOGETHER]]])
    ]
    directory.partners(row.get("partner_id") for row in rows)
    for row in _once(rows):
        star = STAR if wished[row["name"]] else PLAIN
        if row["state"] in OVER:
            if wished[row["name"]]:
                left.append(Left(what, row["name"], _("it is over: it left, was made, or was cancelled")))
        elif (row["priority"] or PLAIN) != star:
            before = {"priority": row["priority"] or PLAIN}
            whose = directory.whose(row.get("partner_id")) or ""
            changes.append(Change(what, model.name, row["id"], row["name"], before, {"priority": star}, whose))
    counted = {row["name"] for row in rows}
    left += [
        Left(what, name, _("Odoo has none of this number")) for name in names if name not in counted and wished[name]
    ]
    left += [Left(what, name, _("Odoo has several of this number")) for name in sorted(_several(rows))]


def _several(rows: Iterable[Record]) -> set[str]:
    seen: dict[str, int] = {}
    for row in rows:
        seen[row["name"]] = seen.get(row["name"], 0) + 1
    return {name for name, times in seen.items() if times > 1}


def _once(rows: list[Record]) -> list[Record]:
    several = _several(rows)
    return [row for row in rows if row["name"] not in several]
