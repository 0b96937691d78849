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
UNDONE = [["state", "not in", ["draft", "done", "cancel"]]]
OPEN = [["picking_type_id.code", "=", "outgoing"], *UNDONE]
PICKINGS = model("stock.picking", "name state partner_id priority", "date_deadline scheduled_date")
GIVE, TAKE = ("do_unreserve", False), ("action_assign", True)
BACK = (("action_assign", False),)
"""What is asked of the giver or (True) of the taker: to give back, to be served, and for the giver what is left."""
SLACK = 1e-6
"""Less than this of a product is nothing: it comes from converting units."""
SHORT = _("the delivery that gave did not get back all that the other one did not take")
MOVES = model(
    "stock.move",
    "picking_id product_id product_uom_qty state",
    held="quantity reserved_availability",
    unit="product_uom",
)


@dataclass(frozen=True)
class Swap:
    """One proposal: `giver` gives back what it holds, then `taker`, of a key account, is served first.

    `quantity` of `product` is what the taker lacks and the giver holds; the giver is assigned again with what is left.
    `held` is what giver and taker held of it when it was proposed, and `rest` what else the giver held, (number of the product,
    how much), of which the taker lacked nothing. All in the units of the products."""

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
    rest: tuple[tuple[int, float], ...] = ()

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
        rest = tuple((product, held) for product, held in kept["rest"])
        return Swap(**{**kept, "held": (giver, taker), "rest": rest})


@dataclass(frozen=True)
class Approval:
    """Who approved which proposal, and when."""

    digest: str
    by: str
    at: datetime


def proposed(reading: Reading, directory: Directory, keys: Collection[str]) -> tuple[Swap, ...]:
    """What could be moved from normal customers to the key accounts `keys` that wait: the latest due gives first.

    Nobody gives twice, no key account gives, and neither does a delivery that holds something else that the taker lacks: Odoo
    gives back and serves whole deliveries, so that it would move as well. Nothing is written. Raises OdooError."""
    pickings = {row["id"]: row for row in reading.every(PICKINGS, OPEN)}
    directory.partners(row["partner_id"] for row in pickings.values())
    whose = {number: directory.whose(row["partner_id"]) or "" for number, row in pickings.items()}
    moves = _together(directory, reading.those(MOVES, "picking_id", pickings, UNDONE))
    of_product: dict[int, list[Record]] = defaultdict(list)
    of_picking: dict[int, list[Record]] = defaultdict(list)
    for move in moves:
        of_product[move["product_id"]].append(move)
        of_picking[move["picking_id"]].append(move)
    gave: set[int] = set()
    found: list[Swap] = []
    for waiting in sorted(
        (move for move in moves if whose[move["picking_id"]] in keys and _lacks(move) > SLACK),
        key=lambda move: (_due(pickings[move["picking_id"]]), move["id"]),
    ):
        lacked = _lacked(of_picking[waiting["picking_id"]], waiting["product_id"])
        givers = [
            move
            for move in of_product[waiting["product_id"]]
            if move["held"] > SLACK and whose[move["picking_id"]] not in keys
            and move["picking_id"] not in gave
            and not lacked & set(_rest(of_picking[move["picking_id"]], waiting["product_id"]))
        ]  # fmt: skip
        lacking = _lacks(waiting)
        for giver in sorted(givers, key=lambda move: (_due(pickings[move["picking_id"]]), move["id"]), reverse=True):
            if lacking <= SLACK:
                break
            gave.add(giver["picking_id"])
            rest = _rest(of_picking[giver["picking_id"]], waiting["product_id"])
            pair = pickings[waiting["picking_id"]], pickings[giver["picking_id"]]
            found.append(_swap(waiting, giver, pair, whose, directory, min(lacking, giver["held"]), rest))
            lacking -= giver["held"]
    return tuple(found)


def _swap(
    waiting: Record, giver: Record, pair: tuple[Record, Record], whose: Mapping[int, str], directory: Directory,
    quantity: float, rest: Mapping[int, float],
) -> Swap:  # fmt: skip
    to, of = pair
    return Swap(
        to["name"], to["id"], whose[to["id"]], of["name"], of["id"], whose[of["id"]],
        directory.product(waiting["product_id"]) or "", waiting["product_id"], quantity, (giver["held"], waiting["held"]),
        tuple(sorted(rest.items())),
    )  # fmt: skip


def _together(directory: Directory, moves: Sequence[Record]) -> list[Record]:
    """One record per picking and product: what it wants and holds of it in all, in the unit of the product."""
    directory.products(move["product_id"] for move in moves)
    found: dict[tuple[int, int], Record] = {}
    for move in moves:
        size = directory.in_sale_units(move["product_id"], move.get("unit"))
        one = found.setdefault((move["picking_id"], move["product_id"]), {**move, "product_uom_qty": 0.0, "held": 0.0})
        one["product_uom_qty"] += (move["product_uom_qty"] or 0.0) * size
        one["held"] += (move.get("held") or 0.0) * size
    return list(found.values())


def _lacks(move: Record) -> float:
    return float(move["product_uom_qty"]) - float(move["held"])


def _lacked(moves: Sequence[Record], but: int) -> frozenset[int]:
    """Products that a delivery lacks, but for one."""
    return frozenset(move["product_id"] for move in moves if move["product_id"] != but and _lacks(move) > SLACK)


def _rest(moves: Sequence[Record], but: int) -> dict[int, float]:
    """What a delivery holds, but for one product."""
    return {move["product_id"]: move["held"] for move in moves if move["product_id"] != but and move["held"] > SLACK}


def _due(picking: Record) -> str:
    return str(picking.get("date_deadline") or picking.get("scheduled_date") or "")


@dataclass(frozen=True)
class _Stands:
    """What the two deliveries hold: of the product, what else the giver holds, and what else the taker lacks."""

    giver: float
    taker: float
    wanted: float
    rest: Mapping[int, float]
    lacked: frozenset[int]

    @property
    def pair(self) -> tuple[float, float]:
        """What giver and taker hold of the product."""
        return self.giver, self.taker


def swap(
    reading: Reading, directory: Directory, proposal: Swap, approval: Approval, *, now: datetime, begun: bool = False,
    begin: Callable[[], None] = lambda: None,
) -> Entry:  # fmt: skip
    """Do one approved swap and read back what both hold; a line of the ledger whatever becomes of it. `begin` hears when it
    is about to be done; `begun`, that an earlier try was: what both hold now says how far it came, and however far, the giver
    is assigned again what is left.

    Raises ClaveError where the approval is of another proposal."""
    if approval.digest != proposal.digest:
        raise ClaveError(
            _("this swap of stock was not approved as it stands."), where=proposal.taker,
            remedy=_("Let somebody read the proposal again and approve it."),
        )  # fmt: skip
    stands = _standing(reading, directory, proposal)
    left = _left(proposal, stands, begun)
    held = stands.pair if stands else None
    before = held if held and not begun else proposal.held
    if left and not begun:
        return _entry(proposal, approval, now, held, held, left)
    begin()
    told, lost = _moved(reading.client, proposal, BACK if left else (GIVE, TAKE, *BACK))
    try:
        after = _standing(reading, directory, proposal)
    except OdooError as error:
        return _entry(proposal, approval, now, before, None, NOT_TOLD, told or error.sentence())
    became = _became(proposal, before, after, left, told is not None, lost)
    said = told if became != WRITTEN or lost else BY_THEN if left else None
    if became == NOT_KEPT and not told and after and not _back(proposal, before, after):
        said = SHORT
    return _entry(proposal, approval, now, before, after.pair if after else None, became, said)


def _left(proposal: Swap, stands: _Stands | None, begun: bool) -> str:
    """Why nothing is given any more: it is over, it changed so that more or other stock would move than was approved, or an
    earlier try did it; "" where it is to be done."""
    if stands is None:
        return GONE
    if begun and _served(proposal, proposal.held[1], stands):
        return WRITTEN
    giver, rest = stands.giver, set(stands.rest)
    if begun:
        giver, rest = max(giver, proposal.held[0]), rest | {product for product, _held in proposal.rest}
    elif abs(giver - proposal.held[0]) > SLACK:
        return MEANWHILE
    lacking = stands.wanted - stands.taker
    if lacking <= SLACK or min(giver, lacking) > proposal.quantity + SLACK or stands.lacked & rest:
        return MEANWHILE
    return ""


def _served(proposal: Swap, before: float, stands: _Stands) -> bool:
    """Whether the taker holds what was approved, or all that it still wants."""
    return stands.taker >= min(before + proposal.quantity, stands.wanted) - SLACK


def _back(proposal: Swap, before: tuple[float, float], after: _Stands) -> bool:
    """Whether the giver holds again whatever it held and the taker did not get."""
    gained = max(0.0, after.taker - before[1])
    whole = all(after.rest.get(product, 0.0) >= held - SLACK for product, held in proposal.rest)
    return whole and after.giver + gained >= before[0] - SLACK


def _became(
    proposal: Swap, before: tuple[float, float], after: _Stands | None, left: str, refused: bool, lost: bool
) -> str:  # fmt: skip
    if after is None or left in (GONE, MEANWHILE):
        return NOT_TOLD if lost else left or GONE
    served, back = _served(proposal, before[1], after), _back(proposal, before, after)
    if served and back:
        return WRITTEN
    if lost:
        return NOT_TOLD
    return REFUSED if refused and back else NOT_KEPT


def _moved(client: Client, proposal: Swap, steps: Sequence[tuple[str, bool]]) -> tuple[Joined | None, bool]:
    """Give back, serve the key account, and serve the giver with what is left, even where the middle one failed or an answer
    was lost: the first sentence of what went otherwise, and whether an answer was lost."""
    told: Joined | None = None
    lost = False
    for method, of_taker in steps:
        try:
            client.call(PICKINGS.name, method, ids=[proposal.taker_number if of_taker else proposal.giver_number])
        except OdooError as error:
            told, lost = told or error.sentence(), lost or error.unsaid
            if (method, of_taker) == GIVE and not error.unsaid:
                break
    return told, lost


def _standing(reading: Reading, directory: Directory, proposal: Swap) -> _Stands | None:
    """What giver and taker hold; None where one of them no longer waits for the product."""
    pair: Sequence[int] = (proposal.giver_number, proposal.taker_number)
    moves = _together(directory, reading.those(MOVES, "picking_id", pair, UNDONE))
    of_product = {move["picking_id"]: move for move in moves if move["product_id"] == proposal.product_number}
    if set(of_product) != set(pair):
        return None
    giver, taker = ([move for move in moves if move["picking_id"] == number] for number in pair)
    waiting = of_product[proposal.taker_number]
    return _Stands(
        of_product[proposal.giver_number]["held"], waiting["held"], waiting["product_uom_qty"],
        _rest(giver, proposal.product_number), _lacked(taker, proposal.product_number),
    )  # fmt: skip


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
