"""A customer's measures and criteria as its pages show them: in words, with the facts that each one opens to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from clave.base.figures import Figure, percent
from clave.base.period import Windows
from clave.base.words import Joined, Text, _, counted, joined
from clave.criteria.gate import SENTENCES
from clave.facts.tables import TABLES
from clave.measures.account import Month
from clave.measures.shape import Missing
from clave.store.fields import NOTHING, SCORE, Sight, reserved, seen
from clave.store.models import MeasureLine, SelectionLine, SelectionRun
from clave.web.shown.selection import Head
from clave.web.words import reader, told

PAID = {"days_beyond", "within_terms", "worst_open", "overdue_money", "cash_share", "cash_discount"}
BEFORE = {"money_before"}
THIS_YEAR = {"money", "kilos", "margin", "margin_rate", "margin_cover", "share", "cumulated_share", "abc", "active"}
HISTORY = {
    "growth", "growth_median", "growth_low", "growth_high", "continuity", "months_bought", "first_purchase", "rhythm",
    "days_since", "overdue", "silent", "purchases",
}  # fmt: skip
IDLE = {"idle_money", "idle_kilos", "idle_share"}
BY_FAMILY = {
    "families_bought", "lost_families", "breadth", "breadth_trend", "wallet", "headroom", "share_of_wallet", "wallet_low",
    "wallet_high", "wallet_peers",
}  # fmt: skip
OF_GROUP = {"group", "sites", "countries"}
NET = {"cost_to_serve", "net_margin", "net_margin_rate"}
GROWTH = "growth"
RATED = {"rating", "low", "high", "raters"}
UNIT_TEXT, UNIT_FLAG, UNIT_DATE = "text", "flag", "date"


@dataclass(frozen=True)
class Shown:
    """A measure of the customer: its value in words, or why there is none; `opens` leads to the facts behind it.

    `reserved` = there may be one, and the reader may not see it."""

    key: str
    label: str
    meaning: str
    figure: Figure | str | None
    why_missing: Text | Joined | None
    opens: str
    reserved: bool = False

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


@dataclass(frozen=True)
class Told:
    """What the words need besides the run: the tables that are loaded (None = not known), and how many months of
    purchases are missing for a growth, whether the policy's unit costs are in the company's currency, and what the reader
    may see: nothing sensitive, unless it is said."""

    loaded: frozenset[str] | None = None
    waiting: int = 0
    unit_costs: bool = True
    sight: Sight = NOTHING


def all_measures(run: SelectionRun, line: MeasureLine, told_by: Told = Told()) -> dict[str, Shown]:
    """Every measure of the run for this customer, by key, in the order in which the run kept them."""
    judged = {criterion["key"]: told(criterion["label"]) for criterion in run.criteria if criterion["judged"]}
    judged |= {key: told(kept["label"]) for key, kept in run.out_of_force.items()}
    return {kept["key"]: _shown(run, line, kept, judged, told_by) for kept in run.measures}


def months_missing(months: Sequence[Month], needed: int) -> int:
    """Months with purchases that the last two years still lack for a growth to be told."""
    return max(0, needed - sum(month.known and month.money > 0 for month in months[-24:]))


def _shown(
    run: SelectionRun, line: MeasureLine, kept: Mapping[str, Any], judged: Mapping[str, str], told_by: Told
) -> Shown:
    if hidden := told_by.sight.hides((kept["key"],), line.customer):
        label, meaning = _label(kept, judged), told(kept["meaning"])
        return Shown(kept["key"], label, meaning, None, seen(hidden), "", reserved=True)
    value = line.values.get(kept["key"])
    missing = value["missing"] if isinstance(value, dict) else Missing.NOT_AVAILABLE if value is None else None
    return Shown(
        key=kept["key"],
        label=_label(kept, judged),
        meaning=told(kept["meaning"]),
        figure=None if missing else _figure(value, kept["unit"], run.currency),
        why_missing=_why_missing(missing, kept, told_by) if missing else None,
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


def _why_missing(missing: int, kept: Mapping[str, Any], told_by: Told) -> Text | Joined:
    """Names the files that would give it; of those already loaded it says that they do not tell it of this customer."""
    if missing == Missing.TOO_LITTLE_HISTORY:
        if kept["key"].startswith(GROWTH) and told_by.waiting:
            n = told_by.waiting
            return counted("{n} month missing to work it out", "{n} months missing to work it out", n)
        return _("too little history to say")
    if kept["key"] in NET and not told_by.unit_costs:
        return _("the unit costs of the policy are in another currency")
    files = [name for name in kept["needs"] if name in TABLES and name != "invoice_line"]
    if told_by.loaded is not None:
        files = [name for name in files if name not in told_by.loaded]
    if not files:
        return _("the files that are loaded do not say it of this customer")
    return _("no data; it would come from: {files}").fill(files=joined(TABLES[name].title for name in files))


def evidence(run: SelectionRun, customer: str, key: str) -> str:
    """The address of the facts behind a measure; empty where they are not facts of the ERP (ratings, contacts)."""
    for route, keys, part in _PAGES:
        if key in keys:
            return reverse(route, args=[customer]) + part
    windows = Windows(run.as_of)
    first, last = windows.history_from, run.as_of
    if key in BEFORE:
        first, last = windows.before_from, windows.before_to
    elif key in THIS_YEAR | IDLE | NET:
        first = windows.year_from
    elif key not in HISTORY:
        return ""
    query = {"desde": first, "hasta": last} | ({"reposo": "1"} if key in IDLE else {})
    return reverse("account_lines", args=[customer]) + "?" + urlencode(query)


_PAGES = (
    ("account_payments", PAID, "#gate"),
    ("account_families", BY_FAMILY, ""),
    ("account_group", OF_GROUP, ""),
)


@dataclass(frozen=True)
class CriterionShown:
    """One criterion of the customer: verdict, score, range, evidence in words, whether the gate shut it, its figures;
    `scored` = the reader may see its scores."""

    head: Head
    verdict: str
    score: float | None
    ungated: float | None
    low: float | None
    high: float | None
    because: str
    locked: bool
    gated: bool
    scored: bool
    figures: tuple[Shown, ...]

    @property
    def says(self) -> bool:
        """Whether it adds something to the verdict, or would if the customer paid."""
        return self.verdict != "does_not" or self.locked or bool(self.score)

    @property
    def ranged(self) -> bool:
        """Whether it may be something else than its score."""
        return self.low is not None and self.high is not None and self.high - self.low >= 1


def criteria(
    line: SelectionLine, run: SelectionRun, heads: Sequence[Head], known: Mapping[str, Shown], sight: Sight
) -> list[CriterionShown]:
    """The criteria in force, in order of importance; how it pays is said once, by the gate, and not by each of them."""
    kept = {criterion["key"]: criterion for criterion in run.criteria}
    return [_criterion(head, line, kept[head.key], known, sight) for head in heads if head.key in line.criteria]


def _criterion(
    head: Head, line: SelectionLine, kept: Mapping[str, Any], known: Mapping[str, Shown], sight: Sight
) -> CriterionShown:
    cell = line.criteria[head.key]
    score, ungated = cell["score"], cell["ungated"]
    scored, hidden = sight.sees(SCORE, line.customer), sight.hides(kept.get("needs", ()), line.customer)
    because = _without_payment(cell["because"]) if kept["gated"] else cell["because"]
    return CriterionShown(
        head=head,
        verdict=cell["verdict"],
        score=score if scored else None,
        ungated=ungated if scored else None,
        low=cell["low"] if scored else None,
        high=cell["high"] if scored else None,
        because=told(reserved(hidden)) if hidden else told(because),
        locked=score is not None and ungated is not None and ungated > score,
        gated=kept["gated"],
        scored=scored,
        figures=tuple(known[key] for key in kept.get("needs", ()) if key in known and known[key].opens),
    )


def _without_payment(because: Any) -> Any:
    """The explanation of a gated criterion without the gate's own sentence, where it ends with it."""
    parts: list[Any] = because.get("joined", []) if isinstance(because, Mapping) else []
    if len(parts) > 1 and isinstance(parts[-1], Mapping) and parts[-1].get("text") in SENTENCES:
        return {**because, "joined": parts[:-1]}
    return because


def payment_words(line: SelectionLine, run: SelectionRun) -> str:
    """The gate's own sentence, as any gated criterion keeps it; empty where none is in force."""
    for criterion in run.criteria:
        because = line.criteria.get(criterion["key"], {}).get("because") if criterion["gated"] else None
        parts = because.get("joined", ()) if isinstance(because, Mapping) else ()
        for part in parts:
            if isinstance(part, Mapping) and part.get("text") in SENTENCES:
                return told(part)
    return ""
