"""A2, A4, E7, E9, E10: what people judge on the written 0–4 scale: the median, and how far they disagree."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from clave.base.words import _
from clave.facts.tables import JUDGED
from clave.measures.frame import Frame, Outcome, nobody, numeric, text
from clave.measures.opened import Opened
from clave.measures.shape import Column, Measure
from clave.policy import declared

_NEEDS = ("invoice_line", "rating")
_SOURCES = {"knowledge": ("E7",), "prestige": ("A2", "E9"), "multinational": ("E10",), "extraordinary": ("A4",)}
_PARTS = ("rating", "low", "high", "raters")


def _of(criterion: str) -> tuple[Measure, Measure, Measure, Measure]:
    source = _SOURCES[criterion]
    return (
        Measure(f"{criterion}_rating", _("Rating"), "rating", _("Median of the ratings that count."), source, _NEEDS),
        Measure(f"{criterion}_low", _("Lowest rating"), "rating", _("Lowest rating that counts."), source, _NEEDS),
        Measure(f"{criterion}_high", _("Highest rating"), "rating", _("Highest rating that counts."), source, _NEEDS),
        Measure(f"{criterion}_raters", _("Raters"), "count", _("People whose rating counts."), source, _NEEDS),
    )


knowledge_rating, knowledge_low, knowledge_high, knowledge_raters = _of("knowledge")
prestige_rating, prestige_low, prestige_high, prestige_raters = _of("prestige")
multinational_rating, multinational_low, multinational_high, multinational_raters = _of("multinational")
extraordinary_rating, extraordinary_low, extraordinary_high, extraordinary_raters = _of("extraordinary")

MEASURES = (
    knowledge_rating, knowledge_low, knowledge_high, knowledge_raters,
    prestige_rating, prestige_low, prestige_high, prestige_raters,
    multinational_rating, multinational_low, multinational_high, multinational_raters,
    extraordinary_rating, extraordinary_low, extraordinary_high, extraordinary_raters,
)  # fmt: skip


def compute(frame: Frame) -> Outcome:
    """The latest rating of each rater, while it has not expired; nobody rated = no rating, and zero raters."""
    if not frame.loaded("rating"):
        return Outcome({measure.key: nobody(len(frame)) for measure in MEASURES})
    fresh_from = frame.windows.as_of - timedelta(days=frame.limits[declared.judged_days])
    counted = frame.warehouse.query(text("rating"), **frame.values(), fresh_from=fresh_from)
    frame.warehouse.add("counted", counted)
    rows = frame.query("ratings")
    columns: dict[str, Column] = {}
    for criterion in JUDGED:
        mine = {name: values[rows["criterion"] == criterion] for name, values in rows.items()}
        columns[f"{criterion}_rating"] = numeric(frame.spread(mine, "middle"))
        columns[f"{criterion}_low"] = numeric(frame.spread(mine, "low"))
        columns[f"{criterion}_high"] = numeric(frame.spread(mine, "high"))
        columns[f"{criterion}_raters"] = numeric(np.nan_to_num(frame.spread(mine, "raters")))
    return Outcome(columns, Opened(frame.codes, counted))
