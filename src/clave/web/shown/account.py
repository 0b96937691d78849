"""A customer as its page shows it: figures with their evidence, criteria one by one, months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from clave.base.figures import Figure, percent
from clave.base.period import Windows
from clave.base.words import Joined, Text, _, joined
from clave.facts.tables import TABLES
from clave.measures.shape import Missing
from clave.store.models import MeasureLine, SelectionLine, SelectionRun
from clave.web.shown.selection import Head
from clave.web.words import reader, told

PAID = {"days_beyond", "within_terms", "worst_open", "overdue_money", "cash_share", "cash_discount"}
BEFORE = {"money_before"}
THIS_YEAR = {"money", "kilos", "margin", "margin_rate", "margin_cover", "share", "idle_money", "idle_kilos"}
RATED = {"rating", "low", "high", "raters"}
UNIT_TEXT, UNIT_FLAG, UNIT_DATE = "text", "flag", "date"


@dataclass(frozen=True)
class Shown:
    """A measure of the customer: its value in words, or why there is none; `opens` leads to the facts behind it."""

    key: str
    label: str
    meaning: str
    figure: Figure | str | None
    why_missing: Text | Joined | None
    opens: str

    @property
    def value(self) -> str:
        """As it is written; empty when missing."""
        return "" if self.figure is None else told_value(self.figure)

    @property
    def whole(self) -> str:
        """A share without decimals, for the strip."""
        known = isinstance(self.figure, Figure) and self.figure.value is not None
        return percent(float(self.figure.value), reader(), 0) if known else ""  # type: ignore[union-attr, arg-type]


def told_value(figure: Figure | str) -> str:
    """A figure or a word."""
    return figure if isinstance(figure, str) else told(figure.stored())


def all_measures(run: SelectionRun, line: MeasureLine) -> dict[str, Shown]:
    """Every measure of the run for this customer, by key, in the order in which the run kept them."""
    judged = {criterion["key"]: told(criterion["label"]) for criterion in run.criteria if criterion["judged"]}
    judged |= {key: told(kept["label"]) for key, kept in run.out_of_force.items()}
    return {kept["key"]: _shown(run, line, kept, judged) for kept in run.measures}


def _shown(run: SelectionRun, line: MeasureLine, kept: Mapping[str, Any], judged: Mapping[str, str]) -> Shown:
    value = line.values.get(kept["key"])
    missing = value["missing"] if isinstance(value, dict) else Missing.NOT_AVAILABLE if value is None else None
    return Shown(
        key=kept["key"],
        label=_label(kept, judged),
        meaning=told(kept["meaning"]),
        figure=None if missing else _figure(value, kept["unit"], run.currency),
        why_missing=_why_missing(missing, kept["needs"]) if missing else None,
        opens=evidence(run, line.customer, kept["key"]),
    )


def _label(kept: Mapping[str, Any], judged: Mapping[str, str]) -> str:
    """A rating says of what it is: `Prestige · Rating`."""
    criterion, _line, rating = kept["key"].rpartition("_")
    label = told(kept["label"])
    return f"{judged[criterion]} · {label}" if rating in RATED and criterion in judged else label


def _figure(value: Any, unit: str, currency: str) -> Figure | str:
    if unit == UNIT_FLAG:
        return (_("yes") if value else _("no")).say(reader())
    if unit == UNIT_DATE:
        return Figure(date.fromisoformat(value), "date")
    if unit == UNIT_TEXT or isinstance(value, str):
        return str(value)
    return Figure(value, unit, currency if unit == "money" else "")  # type: ignore[arg-type]


def _why_missing(missing: int, needs: list[str]) -> Text | Joined:
    """Names the file that would give it."""
    if missing == Missing.TOO_LITTLE_HISTORY:
        return _("too little history to say")
    files = [TABLES[name].title for name in needs if name in TABLES and name != "invoice_line"]
    if not files:
        return _("the invoices do not hold it")
    return _("no data; it would come from: {files}").fill(files=joined(files))


def evidence(run: SelectionRun, customer: str, key: str) -> str:
    """The address of the facts behind a measure."""
    if key in PAID:
        return reverse("account_receivables", args=[customer])
    windows = Windows(run.as_of)
    first, last = windows.history_from, run.as_of
    if key in THIS_YEAR:
        first = windows.year_from
    elif key in BEFORE:
        first, last = windows.before_from, windows.before_to
    return reverse("account_lines", args=[customer]) + "?" + urlencode({"desde": first, "hasta": last})


@dataclass(frozen=True)
class CriterionShown:
    """One criterion of the customer: verdict, score, range, evidence in words and whether the gate shut it."""

    head: Head
    verdict: str
    score: float | None
    ungated: float | None
    low: float | None
    high: float | None
    because: str
    locked: bool

    @property
    def says(self) -> bool:
        """Whether it adds something to the verdict, or would if the customer paid."""
        return self.verdict != "does_not" or self.locked or bool(self.score)

    @property
    def ranged(self) -> bool:
        """Whether it may be something else than its score."""
        return self.low is not None and self.high is not None and self.high - self.low >= 1


def criteria(line: SelectionLine, heads: tuple[Head, ...]) -> list[CriterionShown]:
    """The criteria in force, in order of importance."""
    return [_criterion(head, line.criteria[head.key]) for head in heads if head.key in line.criteria]


def _criterion(head: Head, kept: Mapping[str, Any]) -> CriterionShown:
    score, ungated = kept["score"], kept["ungated"]
    return CriterionShown(
        head=head,
        verdict=kept["verdict"],
        score=score,
        ungated=ungated,
        low=kept["low"],
        high=kept["high"],
        because=told(kept["because"]),
        locked=score is not None and ungated is not None and ungated > score,
    )
