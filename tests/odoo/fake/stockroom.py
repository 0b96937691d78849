"""How reservations were seen to behave on 18: who gets the stock when it is assigned, scheduled or received."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.odoo.fake.database import Database, Record

WAITING = ("confirmed", "partially_available")


class Stockroom:
    """What moves, over one database: each method is one that pickings have."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def action_assign(self, pickings: Sequence[int]) -> bool:
        """Reserve for these pickings: the starred ones first, then the earlier; what others hold is theirs (A, B)."""
        moves = self._moves(pickings)
        self._reserve(sorted(moves, key=lambda move: (-int(move["priority"]), move["date"], move["id"])))
        return True

    def do_unreserve(self, pickings: Sequence[int]) -> None:
        """Give back what these pickings hold; it returns nothing, so that over JSON-RPC there is no result."""
        for move in self._moves(pickings):
            if move["state"] in ("assigned", "partially_available"):
                self._hold(move, -move["quantity"])

    def run_scheduler(self) -> None:
        """What runs at night: reservation date first, then the star (C, C2, E)."""
        today = self.database.moment.date().isoformat()
        due = [move for move in self._outgoing() if move["reservation_date"] <= today]
        self._reserve(
            sorted(due, key=lambda move: (move["reservation_date"], -int(move["priority"]), move["date"], move["id"]))
        )

    def button_validate(self, pickings: Sequence[int]) -> bool:
        """What came or left: a receipt is given out at once, the star first (C3); a delivery loses its star (D)."""
        database = self.database
        for number in pickings:
            picking = database.get("stock.picking", number)
            incoming = database.get("stock.picking.type", picking["picking_type_id"])["code"] == "incoming"
            for move in self._moves([number]):
                if incoming:
                    self._quant(move["product_id"])["quantity"] += move["product_uom_qty"]
                    move["quantity"] = move["product_uom_qty"]
                else:
                    quant = self._quant(move["product_id"])
                    quant["quantity"] -= move["quantity"]
                    quant["reserved_quantity"] -= move["quantity"]
                move.update(state="done", date=database.stamp, write_date=database.stamp)
            picking.update(state="done", date_done=database.stamp, write_date=database.stamp, priority="0")
            if incoming:
                waiting = [
                    move for move in self._outgoing() if move["reservation_date"] <= database.moment.date().isoformat()
                ]
                self._reserve(
                    sorted(waiting, key=lambda m: (-int(m["priority"]), m["reservation_date"], m["date"], m["id"]))
                )
        return True

    def written(self, pickings: Sequence[int], values: dict[str, Any]) -> None:
        """After a write: moves follow the star of their picking, and by-date reservations are reckoned anew."""
        if "priority" in values:
            for move in self._moves(pickings):
                move.update(priority=values["priority"] or "0", write_date=self.database.stamp)
                self.dated(move)

    def dated(self, move: Record) -> None:
        """From when on a move may be reserved, where its type says so by date (E)."""
        picking = self.database.get("stock.picking", move["picking_id"])
        kind = self.database.get("stock.picking.type", picking["picking_type_id"])
        if kind["reservation_method"] == "by_date":
            before = kind["reservation_days_before_priority" if move["priority"] == "1" else "reservation_days_before"]
            due = datetime.fromisoformat(f"{move['date']}+00:00").astimezone(UTC) - timedelta(days=before)
            move["reservation_date"] = due.date().isoformat()

    def held(self, picking: int) -> float:
        """How much a picking holds."""
        return sum(move["quantity"] for move in self._moves([picking]))

    def _moves(self, pickings: Iterable[int]) -> list[Record]:
        wanted = set(pickings)
        for number in wanted:
            self.database.get("stock.picking", number)
        return [move for move in self.database.rows["stock.move"].values() if move["picking_id"] in wanted]

    def _outgoing(self) -> list[Record]:
        rows = self.database.rows
        kinds = {one["id"] for one in rows["stock.picking.type"].values() if one["code"] == "outgoing"}
        pickings = {one["id"] for one in rows["stock.picking"].values() if one["picking_type_id"] in kinds}
        return [
            move for move in rows["stock.move"].values() if move["picking_id"] in pickings and move["state"] in WAITING
        ]

    def _quant(self, product: int) -> Record:
        rows = self.database.rows
        inside = {one["id"] for one in rows["stock.location"].values() if one["usage"] == "internal"}
        for quant in rows["stock.quant"].values():
            if quant["product_id"] == product and quant["location_id"] in inside:
                return quant
        number = self.database.add(
            "stock.quant", product_id=product, location_id=min(inside), quantity=0.0, reserved_quantity=0.0,
            in_date=self.database.stamp,
        )  # fmt: skip
        return rows["stock.quant"][number]

    def _reserve(self, moves: Iterable[Record]) -> None:
        for move in moves:
            quant = self._quant(move["product_id"])
            free = quant["quantity"] - quant["reserved_quantity"]
            wanted = move["product_uom_qty"] - move["quantity"]
            if move["state"] in WAITING and free > 0 and wanted > 0:
                self._hold(move, min(free, wanted))

    def _hold(self, move: Record, more: float) -> None:
        self._quant(move["product_id"])["reserved_quantity"] += more
        move["quantity"] += more
        full = move["quantity"] >= move["product_uom_qty"]
        move["state"] = "assigned" if full else "partially_available" if move["quantity"] > 0 else "confirmed"
        move["write_date"] = self.database.stamp
        picking = self.database.get("stock.picking", move["picking_id"])
        states = {one["state"] for one in self._moves([picking["id"]])}
        picking["state"] = "assigned" if states == {"assigned"} else "confirmed"
