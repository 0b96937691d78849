"""The difference between what is wished and what stands in Odoo: nothing is written without a plan that somebody could read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from clave.base.words import Text, _
from clave.facts.sources.odoo import refusals
from clave.facts.sources.odoo.directory import Directory
from clave.facts.sources.odoo.models import Model, model
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
DELIVERIES = model("stock.picking", "name state priority")
WORKS = model("mrp.production", "name state priority")
TEXTS = {SELLING: ("sale_warn", "sale_warn_msg"), DISPATCHING: ("picking_warn", "picking_warn_msg")}
STAR, PLAIN = "1", "0"
OVER = ("done", "cancel")

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One record that would change: `before` and `after` hold the fields that are written, by their names in Odoo."""

    what: str
    model: str
    number: int
    name: str
    before: Values
    after: Values


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
        _cards(reading, directory, wishes.accounts, tag, changes, left)
    _starred(reading, DELIVERIES, DELIVERY, wishes.deliveries, changes, left)
    _starred(reading, WORKS, WORK, wishes.works, changes, left)
    return Plan(tuple(changes), tuple(left), wishes.tag, tag)


def _cards(
    reading: Reading,
    directory: Directory,
    accounts: Mapping[str, Notice],
    tag: int,
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
        changes += _tagged(card, tag, notice is not None)
        for what, text in (
            (SELLING, notice.selling if notice else ""),
            (DISPATCHING, notice.dispatching if notice else ""),
        ):
            _noted(known, card, what, text, changes, left)
    left += [Left(TAG, code, _("Odoo has no customer of this code")) for code in sorted(set(accounts) - found)]


def _tagged(card: Record, tag: int, wanted: bool) -> list[Change]:
    has = tag != NEW_TAG and tag in (card["category_id"] or ())
    if has == wanted:
        return []
    return [Change(TAG, CARDS.name, card["id"], card["name"], {"category_id": has}, {"category_id": wanted})]


def _noted(known: Values, card: Record, what: str, text: str, changes: list[Change], left: list[Left]) -> None:
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
        changes.append(Change(what, CARDS.name, card["id"], card["name"], before, wished))


def _starred(
    reading: Reading, model: Model, what: str, wished: Mapping[str, bool], changes: list[Change], left: list[Left]
) -> None:
    if not wished:
        return
    if not {STAR, PLAIN} <= reading.fields.choices(model.name, "priority"):
        host = reading.client.wire.address.shown
        raise refusals.no_field(host, model.name, "priority")
    names = sorted(wished)
    rows = [
        row
        for start in range(0, len(names), 500)
        for row in reading.every(model, [["name", "in", names[start : start + 500]]])
    ]
    for row in _once(rows):
        star = STAR if wished[row["name"]] else PLAIN
        if row["state"] in OVER:
            left.append(Left(what, row["name"], _("it is over: it left, was made, or was cancelled")))
        elif (row["priority"] or PLAIN) != star:
            before = {"priority": row["priority"] or PLAIN}
            changes.append(Change(what, model.name, row["id"], row["name"], before, {"priority": star}))
    counted = {row["name"] for row in rows}
    left += [Left(what, name, _("Odoo has none of this number")) for name in names if name not in counted]
    left += [Left(what, name, _("Odoo has several of this number")) for name in sorted(_several(rows))]


def _several(rows: Iterable[Record]) -> set[str]:
    seen: dict[str, int] = {}
    for row in rows:
        seen[row["name"]] = seen.get(row["name"], 0) + 1
    return {name for name, times in seen.items() if times > 1}


def _once(rows: list[Record]) -> list[Record]:
    several = _several(rows)
    return [row for row in rows if row["name"] not in several]
