"""How a line of the list is drawn, on screen and on paper: its heat cells and what the list proposes for it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from clave.base.words import Text, _
from clave.selection.listing import Placed, to_debate

STEPS = (20, 40, 60, 80)
Proposed = Literal["enters", "debate", "outside", "stays", "watched", "leaves", "waits"]
PROPOSALS: dict[Proposed, Text] = {
    "enters": _("Enters"), "debate": _("Debate"), "outside": _("Outside"), "stays": _("Stays"),
    "watched": _("Watched"), "leaves": _("Leaves"), "waits": _("Waits"),
}  # fmt: skip


@dataclass(frozen=True)
class Heat:
    """One cell of the heat map: its step 0–4, what stands in it, whether the payment gate shut it or nobody knows."""

    step: int
    text: str
    locked: bool = False
    unknown: bool = False


UNKNOWN = Heat(0, "?", unknown=True)


def heat(score: float | None, ungated: float | None) -> Heat:
    """A locked cell shows the score it would have; an unknown one shows `?`. Scores 0–100."""
    if score is None:
        return UNKNOWN
    locked = ungated is not None and ungated > score
    value = ungated if locked and ungated is not None else score
    return Heat(0 if locked else sum(value >= limit for limit in STEPS), str(math.floor(value + 0.5)), locked)


def proposed(line: Placed) -> Proposed:
    """What the list proposes for a customer: what the bands do with it; a first list has nobody who stays or leaves."""
    if line.banded:
        return line.banded  # type: ignore[return-value]
    if to_debate(line):
        return "debate"
    return "enters" if line.member else "outside"
