"""What was set aside when a book was opened, each with its place and a finished sentence."""

from __future__ import annotations

from dataclasses import dataclass

from clave.base.words import Joined, Text, _, joined

NO_ORDER = _("A line without the number of its order stays out: give it one in the file.")
NO_CUSTOMER = _("It stays out: nobody knows who ordered it.")
NO_PRODUCT = _("It stays out: it names no product.")
NO_DATE = _("It stays out: an order without the day it was placed has no turn. Complete the date in the file.")
NO_QUANTITY = _("It stays out: nobody said how much.")
NEGATIVE = _("It stays out: a quantity of {quantity} cannot be dispatched. Correct it in the file.")
TWICE = _("It came twice with the same order and line; the first one counts, the other stays out.")
UNKNOWN_PRODUCT = _("It stays out: the product file does not list {product}. Load the product, or correct the code.")
NO_DAY = _("Nobody said for when. It may leave today, after everything that has a day.")
TWO_CUSTOMERS = _("Its lines name several customers; the order counts as of {customer}.")
NEGATIVE_STOCK = _("This count stays out: stock below zero is no stock. Count it again.")
OVER_RELEASED = _("More is blocked and released than there is; nothing of it is free.")
EXPIRED = _("It expired on {day} and stays where it is.")
LATE_RECEIPT = _("It was expected on {day} and has not come: nothing is promised on it until it has a new day.")


@dataclass(frozen=True, slots=True)
class Aside:
    """One remark: of an order line its order and number, of stock product and warehouse, of a receipt document and product."""

    where: str
    part: str
    what: Text
    table: str = "order_line"

    def sentence(self) -> Joined:
        """Where and what, as one text."""
        return joined([" · ".join(piece for piece in (self.where, self.part) if piece) or "–", self.what], ": ")
