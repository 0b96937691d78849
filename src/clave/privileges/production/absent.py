"""An order that a plan of the plant does not have, in a sentence: held back, made, gone, or simply not planned yet (G5)."""

from __future__ import annotations

from clave.base.figures import Figure
from clave.base.words import Shown, _
from clave.privileges.production.progress import Seen


def absent(order: str, seen: Seen | None, held: Shown | None) -> Shown:
    """Why an order is not in a plan: what `held` says where a person keeps it back, else what the facts know of it (None:
    nothing any more)."""
    if held is not None:
        return held
    if seen is None:
        return _("The facts have no {order} any more: it was taken out of the work orders.").fill(order=order)
    if seen.finished is not None:
        text = _("{order} is no longer planned: the facts say that it was made by {day}.")
        return text.fill(order=order, day=Figure(seen.finished, "date"))
    return _(
        "{order} is open in the facts and not in this plan: it came after the plan was made, or was set aside. Look at what "
        "was set aside, or plan again."
    ).fill(order=order)
