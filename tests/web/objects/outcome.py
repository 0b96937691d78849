"""The outcome is nobody's: who reads the results reads all of it, and a KAM what the programme costs in their accounts. The twin
of an account is read whosever account it is; who never entered has none, and a file of another name is none."""

from __future__ import annotations

from tests.web import made, outcome_made
from tests.web.objects.shape import Make, Sent, Things, World, named


def twins(_world: World) -> Things:
    """Two accounts that entered, a customer that never did, and nobody."""
    outcome_made.kept(3)
    return Things([made.code(0)], [made.code(1)], [made.code(2_000)], ["NOBODY"])


def _kept(name: str, missing: str) -> Make:
    """A thing of a reckoning, and one that it does not have."""

    def make(world: World) -> Things:
        outcome_made.kept(3)
        return named(name, missing)(world)

    return make


KINDS: dict[str, Make] = {
    "results_category": _kept("volume", "volumen"),
    "results_cost_file": _kept("costo.csv", "costo.exe"),
    "results_effect_account": twins,
    "results_effect_file": _kept("cuentas.csv", "cuentas.exe"),
    "results_file": _kept("resultados.csv", "resultados.exe"),
    "results_list_file": _kept("retencion.csv", "retencion.exe"),
}
POSTED: dict[str, Sent] = {}
