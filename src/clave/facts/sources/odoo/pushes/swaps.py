"""Stock that a normal delivery holds and a key account waits for: a proposal that a person approves, never a push of its own.

Odoo leaves reserved stock where it is, whatever star comes later (case B); the star alone wins only where nothing is held
yet, or where reservations are made by date (case E), and that set-up is what clave advises first (`setup`)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from clave.base.errors import ClaveError
from clave.base.words import Joined, Text, _
from clave.facts.sources.odoo.client import Client
from clave.facts.sources.odoo.directory import Directory
from clave.facts.sources.odoo.models import model
from clave.facts.sources.odoo.pushes.push import BY_THEN, GONE, MEANWHILE, NOT_KEPT, NOT_TOLD, REFUSED, WRITTEN, Entry
from clave.facts.sources.odoo.reading import Reading, Record
from clave.facts.sources.odoo.refusals import OdooError

SWAP = "swap"
OPEN = [["picking_type_id.code", "=", "outgoing"], ["state", "not in", ["draft", "done", "cancel"]]]
PICKINGS = model("stock.picking", "name state partner_id priority", "date_deadline scheduled_date")
MOVES = model(
    "stock.move",
    "picking_id product_id product_uom_qty state",
    held="quantity reserved_availability",
    unit="product_uom",
)


@dataclass(frozen=True)
class Swap:
    """One proposal: `giver` gives back what it holds, then `taker`, of a key account, is served first.

    `quantity` of `product` is what the taker lacks and the giver holds, in the product's unit; the giver is assigned again
    with what is left. `held` is what giver and taker held of it when it was proposed, in the unit of their moves, and
    `wanted` what the taker has to get."""

    taker: str
    taker_number: int
    taker_customer: str
    giver: str
    giver_number: int
    giver_customer: str
    product: str
    product_number: int
    quantity: float
    held: tuple[float, float]
    wanted: float

    @property
    def digest(self) -> str:
        """What a person approves."""
        return hashlib.sha256(repr(self).encode()).hexdigest()

    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)

    @staticmethod
    def recalled(kept: Mapping[str, Any]) -> Swap:
        """The opposite of `stored`."""
        giver, taker = kept["held"]
        return Swap(**{**kept, "held": (giver, taker)})


@dataclass(frozen=True)
class Approval:
    """Who approved which proposal, and when."""

    digest: str
    by: str
    at: datetime


def proposed(reading: Reading, directory: Directory, keys: Collection[str]) -> tuple[Swap, ...]:
    """What could be moved from normal customers to the key accounts `keys` that wait: the latest due gives first.

    Nobody gives twice, and no key account gives. Nothing is written. Raises OdooError."""
    pickings = {row["id"]: row for row in reading.every(PICKINGS, OPEN)}
    moves = reading.those(MOVES, "picking_id", pickings, [["state", "not in", ["draft", "done", "cancel"]]])
    directory.partners(row["partner_id"] for row in pickings.values())
    whose = {number: directory.whose(row["partner_id"]) or "" for number, row in pickings.items()}
    of_product: dict[int, list[Record]] = defaultdict(list)
    moves = _together(moves)
    for move in moves:
        of_product[move["product_id"]].append(move)
    gave: set[int] = set()
    found: list[Swap] = []
    for waiting in sorted(
        (move for move in moves if whose[move["picking_id"]] in keys and _lacks(move) > 0),
        key=lambda move: (_due(pickings[move["picking_id"]]), move["id"]),
    ):
        found += _givers(waiting, of_product, pickings, whose, keys, gave, directory)
    return tuple(found)


def _givers(
    waiting: Record, of_product: dict[int, list[Record]], pickings: dict[int, Record], whose: dict[int, str],
    keys: Collection[str], gave: set[int], directory: Directory,
) -> list[Swap]:  # fmt: skip
    lacking, product = _lacks(waiting), waiting["product_id"]
    holding = [
        move
        for move in of_product[product]
        if move["held"] > 0 and whose[move["picking_id"]] not in keys and move["picking_id"] not in gave
    ]
    swaps = []
    for giver in sorted(holding, key=lambda move: (_due(pickings[move["picking_id"]]), move["id"]), reverse=True):
        if lacking <= 0:
            break
        taker_picking, giver_picking = pickings[waiting["picking_id"]], pickings[giver["picking_id"]]
        size = directory.in_sale_units(product, giver.get("unit"))
        swaps.append(
            Swap(
                taker_picking["name"], taker_picking["id"], whose[taker_picking["id"]], giver_picking["name"],
                giver_picking["id"], whose[giver_picking["id"]], directory.product(product) or "", product,
                min(lacking, giver["held"]) * size, (float(giver["held"]), float(waiting["held"])),
                float(waiting["product_uom_qty"]),
            )
        )  # fmt: skip
        gave.add(giver_picking["id"])
        lacking -= giver["held"]
    return swaps


def _together(moves: Sequence[Record]) -> list[Record]:
    """One record per picking and product: what it wants and holds of it in all."""
    found: dict[tuple[int, int, int | None], Record] = {}
    for move in moves:
        key = (move["picking_id"], move["product_id"], move.get("unit"))
        one = found.setdefault(key, {**move, "product_uom_qty": 0.0, "held": 0.0})
        one["product_uom_qty"] += move["product_uom_qty"] or 0.0
        one["held"] += move.get("held") or 0.0
    return list(found.values())


def _lacks(move: Record) -> float:
    return float(move["product_uom_qty"]) - float(move["held"])


def _due(picking: Record) -> str:
    return str(picking.get("date_deadline") or picking.get("scheduled_date") or "")


def swap(
    reading: Reading, proposal: Swap, approval: Approval, *, now: datetime, begun: bool = False,
    begin: Callable[[], None] = lambda: None,
) -> Entry:  # fmt: skip
    """Do one approved swap and read back what both hold; a line of the ledger whatever becomes of it. `begin` hears when it
    is about to be done; `begun`, that an earlier try was: what both hold now says how far it came.

    Raises ClaveError where the approval is of another proposal."""
    if approval.digest != proposal.digest:
        raise ClaveError(
            _("this swap of stock was not approved as it stands."), where=proposal.taker,
            remedy=_("Let somebody read the proposal again and approve it."),
        )  # fmt: skip
    held = _held(reading, proposal)
    if held is None:
        return _entry(proposal, approval, now, None, None, GONE)
    if begun and held[1] > proposal.held[1]:
        return _entry(proposal, approval, now, proposal.held, held, WRITTEN, BY_THEN)
    if (held[0] != proposal.held[0] and not begun) or held[1] >= proposal.wanted:
        return _entry(proposal, approval, now, held, held, MEANWHILE)
    begin()
    told = _moved(reading.client, proposal)
    try:
        after = _held(reading, proposal)
    except OdooError as error:
        return _entry(proposal, approval, now, held, None, NOT_TOLD, told or error.sentence())
    became = WRITTEN if after and after[1] > held[1] else REFUSED if told else NOT_KEPT
    return _entry(proposal, approval, now, held, after, became, told)


def _moved(client: Client, proposal: Swap) -> Joined | None:
    """Give back, serve the key account, and serve the giver with what is left, even where the middle one failed."""
    told: Joined | None = None
    for method, number in (
        ("do_unreserve", proposal.giver_number),
        ("action_assign", proposal.taker_number),
        ("action_assign", proposal.giver_number),
    ):
        try:
            client.call(PICKINGS.name, method, ids=[number])
        except OdooError as error:
            told = told or error.sentence()
            if method == "do_unreserve":
                break
    return told


def _held(reading: Reading, proposal: Swap) -> tuple[float, float] | None:
    """What giver and taker hold of the product; None where one of them is no longer open."""
    pair: Sequence[int] = (proposal.giver_number, proposal.taker_number)
    moves = reading.those(
        MOVES,
        "picking_id",
        pair,
        [["product_id", "=", proposal.product_number], ["state", "not in", ["done", "cancel"]]],
    )
    if {move["picking_id"] for move in moves} != set(pair):
        return None
    giver, taker = (sum(float(m.get("held") or 0) for m in moves if m["picking_id"] == number) for number in pair)
    return giver, taker


def _entry(
    proposal: Swap, approval: Approval, now: datetime, before: tuple[float, float] | None,
    after: tuple[float, float] | None, became: str, told: Joined | Text | None = None,
) -> Entry:  # fmt: skip
    def said(held: tuple[float, float] | None) -> dict[str, float] | None:
        return None if held is None else {proposal.giver: held[0], proposal.taker: held[1]}

    wished = {proposal.taker: proposal.held[1] + proposal.quantity}
    return Entry(
        now, approval.by, SWAP, PICKINGS.name, proposal.taker_number, proposal.taker, said(before), wished, said(after),
        became, told,
    )  # fmt: skip
