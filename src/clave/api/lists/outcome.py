"""Whether the programme works and pays, as reckoned last: the verdict, and every figure on a row. (B1–B5, F1, F2)"""

from __future__ import annotations

from typing import Any, get_origin, get_type_hints

from clave.api.asking import Asker
from clave.api.listed.shape import Column, Listing, Rows
from clave.api.lists.pieces import of_result, told
from clave.api.lists.reckoned import RUN, Asked, Behind, basis, behind, run_of, settled_run
from clave.outcome.figures import Told, figures
from clave.outcome.whole import Outcome
from clave.store.models.outcome import WINDOWS
from clave.store.outcome import of


def _windows(_asker: Asker, asked: Asked) -> Rows:
    run = run_of(asked)
    if run is None:
        return []
    return [{"window": key, "found": found} for key in WINDOWS if (found := of(run, key, Outcome)) is not None]


def _part(name: str) -> Column:
    """A part of the page of the outcome, whole, with its sentences."""
    hint = get_type_hints(Outcome)[name]
    kind = list[Any] if get_origin(hint) is tuple else dict[str, Any]
    return Column(name, kind, "", lambda row, look: told(getattr(row["found"], name), look))


LISTS = (
    Listing(
        "outcome", "Does it work and does it pay",
        "The verdict of the newest reckoning over each window, with every figure of its page.",
        _windows,
        (
            Column("window", str, "Months: 12, 24 or all"),
            Column("answer", str, "Stable, for programs", "found.verdict.answer"),
            Column("verdict", str, "", lambda row, look: look.say(row["found"].verdict.head)),
            Column("sentence", str, "", lambda row, look: look.say(row["found"].verdict.sentence)),
            Column("level", float, "Of every interval", "found.level"),
            Column("compared", int, "Accounts that were compared", "found.compared"),
            Column("comparables", int, "Customers they were compared with", "found.comparables"),
        ),
        (RUN,), key="window", key_kind=str, basis=basis, accounts=lambda _row: (), settle=settled_run,
        more=tuple(map(_part, ("measured", "effect", "back", "programme", "whale", "concentration", "harvest", "refused"))),
        nature="estimated",
    ),
    behind(
        "outcome-summary", "Every figure of the results", "The figures of the page on a row each, as in its file.",
        of_result(
            Told, "row.", but="route", means={
                "unit": "pp points, % per cent, x times, n a number, or a currency", "n": "Of how many",
                "about": "The category that it is of; empty = of none", "versus": "What it is compared with",
            },
        ),
        Behind(Outcome, lambda found, _asker: figures(found)),
        nature="estimated",
    ),
)  # fmt: skip
