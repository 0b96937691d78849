"""The file of the results: every figure on a row, with its interval, what it is, and the page that opens it."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.outcome.figures import figures
from clave.outcome.whole import Outcome
from clave.report.sheet import Value
from clave.store.models import OutcomeRun
from clave.web.shown.outcome import LONG, PARTS
from clave.web.words import told

HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("About"), "text", 20), (_("Figure"), "text", 40), (_("Value"), "number", 18), (_("Unit"), "text", 8),
    (_("From"), "number", 18), (_("To"), "number", 18), (_("How many"), "whole", 12), (_("Compared with"), "text", 34),
    (_("What it is"), "text", 80), (_("Where it opens"), "text", 34),
)  # fmt: skip


def cells(found: Outcome) -> Iterator[list[Value]]:
    """A row for each figure; what is not known is an empty cell."""
    for one in figures(found):
        yield [
            told(one.section), told(one.label), one.value, one.unit, one.low, one.high, one.n, told(one.versus),
            told(one.meaning), reverse(one.route, args=[one.about] if one.about else []),
        ]  # fmt: skip


def about(run_of: OutcomeRun, found: Outcome) -> list[tuple[str, str]]:
    """Where the figures come from."""
    window = found.window
    said = [
        (_("Verdict"), _("{head} {sentence}").fill(head=found.verdict.head, sentence=found.verdict.sentence)),
        (_("Window"), _("{name}: {first} to {last}").fill(
            name=LONG[window.key], first=Figure(window.start, "date"), last=Figure(window.end, "date"))),
        (_("Level of every interval"), Figure(found.level, "share")),
        (_("Facts"), run_of.facts_version),
        (_("Policy"), run_of.policy_version),
        (_("Reckoned"), run_of.made_at.strftime("%Y-%m-%d %H:%M")),
        *((PARTS[one.part], one.why) for one in found.refused),
    ]  # fmt: skip
    return [(told(label), told(value)) for label, value in said]
