"""A2, A4, E7, E9, E10: what people judge on the written 0–4 scale: the median, and how far they disagree.

An extraordinary benefit (A4) is judged kind by kind; policy says how its kinds make the one rating."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from clave.base.words import _
from clave.facts.tables import JUDGED, KINDS
from clave.measures.frame import Frame, Outcome, Rows, nobody, numeric, text
from clave.measures.kinds import KIND_NAMES, WHOLE, together
from clave.measures.opened import Opened
from clave.measures.shape import Column, Measure
from clave.policy import declared

_NEEDS = ("invoice_line", "rating")
_SOURCES = {"knowledge": ("E7",), "prestige": ("A2", "E9"), "multinational": ("E10",), "extraordinary": ("A4",)}
_PARTS = {"rating": "middle", "low": "low", "high": "high"}  # of a measure's key: the column of ratings.sql
_MIDDLE = _("Median of the ratings that count; where it is judged by kind, of its kinds as policy says.")


def _of(criterion: str) -> tuple[Measure, Measure, Measure, Measure]:
    source = _SOURCES[criterion]
    middle = _MIDDLE if criterion in KINDS else _("Median of the ratings that count.")
    return (
        Measure(f"{criterion}_rating", _("Rating"), "rating", middle, source, _NEEDS),
        Measure(f"{criterion}_low", _("Lowest rating"), "rating", _("Lowest rating that counts."), source, _NEEDS),
        Measure(f"{criterion}_high", _("Highest rating"), "rating", _("Highest rating that counts."), source, _NEEDS),
        Measure(f"{criterion}_raters", _("Raters"), "count", _("People whose rating counts."), source, _NEEDS),
    )


def _lines(criterion: str) -> dict[str, Measure]:
    """What is judged of a criterion kind by kind, and as a whole, by the kind ("" = the whole)."""
    meaning, source = _("Median of the ratings of this kind that count."), _SOURCES[criterion]
    named = {kind: (f"{criterion}_{kind}", KIND_NAMES[kind]) for kind in KINDS[criterion]}
    named[""] = (f"{criterion}_whole", WHOLE)
    return {kind: Measure(key, name, "rating", meaning, source, _NEEDS) for kind, (key, name) in named.items()}


knowledge_rating, knowledge_low, knowledge_high, knowledge_raters = _of("knowledge")
prestige_rating, prestige_low, prestige_high, prestige_raters = _of("prestige")
multinational_rating, multinational_low, multinational_high, multinational_raters = _of("multinational")
extraordinary_rating, extraordinary_low, extraordinary_high, extraordinary_raters = _of("extraordinary")
extraordinary_lines = _lines("extraordinary")

MEASURES = (
    knowledge_rating, knowledge_low, knowledge_high, knowledge_raters,
    prestige_rating, prestige_low, prestige_high, prestige_raters,
    multinational_rating, multinational_low, multinational_high, multinational_raters,
    extraordinary_rating, extraordinary_low, extraordinary_high, extraordinary_raters,
    *extraordinary_lines.values(),
)  # fmt: skip


def compute(frame: Frame) -> Outcome:
    """The latest rating of each rater, while it has not expired; nobody rated = no rating, and zero raters."""
    if not frame.loaded("rating"):
        return Outcome({measure.key: nobody(len(frame)) for measure in MEASURES})
    fresh_from = frame.windows.as_of - timedelta(days=frame.limits[declared.judged_days])
    counted = frame.warehouse.query(text("rating"), **frame.values(), fresh_from=fresh_from)
    frame.warehouse.add("counted", counted)
    rows, people = frame.query("ratings"), frame.query("raters")
    columns: dict[str, Column] = {}
    for criterion in JUDGED:
        said, raters = _only(rows, "criterion", criterion), _only(people, "criterion", criterion)
        if criterion in KINDS:
            columns |= _by_kind(frame, criterion, said)
        else:
            columns |= {f"{criterion}_{part}": numeric(frame.spread(said, name)) for part, name in _PARTS.items()}
        columns[f"{criterion}_raters"] = numeric(np.nan_to_num(frame.spread(raters, "raters")))
    return Outcome(columns, Opened(frame.codes, counted))


def _by_kind(frame: Frame, criterion: str, said: Rows) -> dict[str, Column]:
    """Each kind's median, and what the kinds come to: their medians, their lowest, their highest."""
    lines = [_only(said, "kind", kind or None) for kind in extraordinary_lines]
    parts = {
        part: np.stack([frame.spread(line, name) for line in lines]) for part, name in _PARTS.items()
    }  # shape (kinds, customers)
    rule = frame.limits[declared.judged_kinds]
    found = {f"{criterion}_{part}": numeric(together(values, rule)) for part, values in parts.items()}
    medians = zip(extraordinary_lines.values(), parts["rating"], strict=True)
    return found | {measure.key: numeric(values) for measure, values in medians}


def _only(rows: Rows, column: str, value: str | None) -> Rows:
    """The rows with one value in a column."""
    chosen = np.array([one == value for one in rows[column]], dtype=np.bool_)
    return {name: values[chosen] for name, values in rows.items()}
