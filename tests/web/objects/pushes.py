"""What is written to an ERP is nobody's own: who may read it reads all of it, and who decides decides on any."""

from __future__ import annotations

from tests.web import pushes_made
from tests.web.objects.shape import NONE, Make, Sent, Things, World


def sources(world: World) -> Things:
    """An Odoo, and none."""
    return Things([str(pushes_made.odoo(world.me).pk)], None, None, [NONE])


def _more(*more: str) -> Make:
    def make(world: World) -> Things:
        found = sources(world)
        return Things([*found.own, *more], None, None, [*found.missing, *more])

    return make


def pushes(world: World) -> Things:
    """A plan of an Odoo, and one that it does not have."""
    source = pushes_made.odoo(world.me)
    push = pushes_made.planned(source, None)  # type: ignore[arg-type]
    return Things([str(source.pk), str(push.pk)], None, None, [str(source.pk), NONE])


def _act(*more: str) -> Make:
    def make(world: World) -> Things:
        found = pushes(world)
        return Things([*found.own, *more], None, None, [*found.missing, *more])

    return make


KINDS: dict[str, Make] = {
    "pushes": sources,
    "push_swaps": sources,
    "push_history": sources,
    "push_ask": _more("revisar"),
    "push_history_file": _more("historia.csv"),
    "push": pushes,
    "push_file": _act("escritura.csv"),
    "push_act": _act("rechazar"),
}
POSTED: dict[str, Sent] = {"push_ask": {"parte": "accounts"}, "push_act": {"motivo": "Falta Cali"}}
