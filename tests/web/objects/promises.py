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


KINDS: dict[str, Make] = {"promise": promises, "promises_file": files}
POSTED: dict[str, Sent] = {}
