"""Small ASCII tables of scores, as the spec tests of the selection read them.

    customer | volume | knowledge | gate
    Andina   |   100* |         0 | passes
    Boreal   |     70 |   50..100 | fails

`*` = the criterion applies (a judged one applies from 75 by itself). `50..100` = people differ, from 50 to 100, half
of the draws on each side of 75. `?` = unknown, from 5 to 95. On a gated criterion `(70*)` is what it would score if it
paid well. The columns stand in the order of importance.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from clave.criteria.registry import CRITERIA
from clave.criteria.shape import GateState, Reading, Verdict
from clave.policy import declared
from clave.policy.shape import Value
from clave.selection.bands import Membership
from clave.selection.listed import Asked, Grounds, listed
from clave.selection.listing import Line, Listing
from tests.unit.selection.population import JUDGED, grounds, limits, reading

GATES = {"passes": GateState.PASSES, "fails": GateState.FAILS, "unknown": GateState.UNKNOWN}
CELL = re.compile(r"(?P<held>\()?(?:(?P<low>\d+)\.\.(?P<high>\d+)|(?P<score>\d+|\?))(?P<star>\*)?\)?")


def company(table: str, policy: Mapping[Value[Any], Any] | None = None) -> Grounds:
    """The table as readings; three places and no other limit, unless `policy` says so."""
    header, *lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    keys = [key for key in header[1:] if key != "gate"]
    columns = {key: [line[header.index(key)] for line in lines] for key in keys}
    gates = [GATES[line[header.index("gate")]] if "gate" in header else GateState.PASSES for line in lines]
    usual = {declared.order: tuple(keys), declared.capacity_count: 3, declared.capacity_share: 1.0}
    made = grounds(
        {key: _reading(key, cells) for key, cells in columns.items()},
        limits({**usual, **(policy or {})}),
        codes=[line[0] for line in lines],
        gates=[int(gate) for gate in gates],
    )
    return _real(made)


def _real(made: Grounds) -> Grounds:
    """With the real criteria's names, explained in a word: their evidence has its own tests."""
    criteria = {key: _named(key, fake) for key, fake in made.criteria.items()}
    return type(made)(**{**vars(made), "criteria": criteria})


def _named(key: str, fake: Any) -> Any:
    return type(fake)(**{**vars(fake), "label": CRITERIA[key].label, "name": CRITERIA[key].name})


def chosen(
    table: str,
    policy: Mapping[Value[Any], Any] | None = None,
    members: Mapping[str, Membership] | None = None,
    draws: int | None = None,
) -> Listing:
    """The list of the table."""
    return listed(company(table, policy), Asked(members=members, draws=draws))


def of(listing: Listing, customer: str) -> Line:
    """One customer's line."""
    return next(line for line in listing.lines if line.customer == customer)


def inside(listing: Listing) -> list[str]:
    """The customers inside, in rank order."""
    return [line.customer for line in listing.members]


def plain(text: str) -> str:
    """With ordinary spaces."""
    return text.replace("\u00a0", " ")


def _reading(key: str, cells: list[str]) -> Reading:
    found = [CELL.fullmatch(cell) for cell in cells]
    assert all(found), cells
    parts = [match.groupdict() for match in found if match]
    applies = [bool(part["star"]) or (key in JUDGED and _score(part) >= 75) for part in parts]
    made = reading(
        [0.0 if part["held"] else _score(part) for part in parts],
        applies=[does and not part["held"] for does, part in zip(applies, parts, strict=True)],
        low=[0.0 if part["held"] else _bound(part, "low") for part in parts],
        high=[0.0 if part["held"] else _bound(part, "high") for part in parts],
        ungated=[_score(part) for part in parts],
        before_gate=applies if any(part["held"] for part in parts) else None,
    )
    assert set(np.unique(made.verdict)) <= {int(verdict) for verdict in Verdict}
    return made


def _score(part: Mapping[str, str | None]) -> float:
    if part["low"] and part["high"]:
        return (float(part["low"]) + float(part["high"])) / 2
    return float("nan") if part["score"] == "?" else float(part["score"] or 0)


def _bound(part: Mapping[str, str | None], side: str) -> float:
    if part["score"] == "?":
        return 5.0 if side == "low" else 95.0
    return float(part[side] or part["score"] or 0)
