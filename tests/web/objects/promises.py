"""The ledger of promises: it is the company's, whoever had it judged."""

from __future__ import annotations

from tests.web import promises_made
from tests.web.objects.shape import Make, Sent, Things, World


def promises(world: World) -> Things:
    """Two promises of one ledger, and a mark that none has."""
    first, second = promises_made.ledger().dues.order_by("pk")[:2]
    return Things([first.mark], [second.mark], None, ["ffffffffffffffff"])


def files(world: World) -> Things:
    """The file of the promises, and one of an ending that nobody knows."""
    promises_made.ledger()
    return Things(["promesas.csv"], None, None, ["promesas.exe"])


def replies(world: World) -> Things:
    """Two promises that were broken, and one that was kept, about which nothing is to be said."""
    broken = promises_made.ledger().dues.filter(state="broken").order_by("pk")
    return Things([broken[0].mark], [broken[1].mark], None, ["ffffffffffffffff"])


KINDS: dict[str, Make] = {"promise": promises, "promise_reply": replies, "promises_file": files}
POSTED: dict[str, Sent] = {"promise_reply": {}}
