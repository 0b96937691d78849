"""The twin of an account is read by whoever reads the results, whosever account it is; who never entered has none."""

from __future__ import annotations

from tests.web import made, outcome_made
from tests.web.objects.shape import Make, Sent, Things, World, named


def twins(_world: World) -> Things:
    """Two accounts that entered, a customer that never did, and nobody."""
    outcome_made.kept(3)
    return Things([made.code(0)], [made.code(1)], [made.code(2_000)], ["NOBODY"])


def _files(world: World) -> Things:
    outcome_made.kept(3)
    return named("cuentas.csv", "cuentas.exe")(world)


KINDS: dict[str, Make] = {"results_effect_account": twins, "results_effect_file": _files}
POSTED: dict[str, Sent] = {}
