"""A1, E1, E3, E4: what a customer bought in the year, in money, kilos and margin, and its place among all."""

from __future__ import annotations

import numpy as np

from clave.base.words import _
from clave.measures.frame import Frame, Outcome, Rows, numeric, ratio
from clave.measures.shape import Column, Floats, Measure, Missing, texts
from clave.policy import declared

money = Measure(
    "money", _("Purchases"), "money",
    _("Net purchases of the 12 months up to the date: returns and credit notes netted, charges included."),
    ("A1", "E1"),
)  # fmt: skip
money_before = Measure(
    "money_before", _("Purchases the year before"), "money",
    _("Net purchases of the 12 months before those."), ("A1", "E5"),
)  # fmt: skip
kilos = Measure(
    "kilos", _("Kilos"), "kilos",
    _("Kilos of the year, returns netted: the line's own, else quantity × weight of the product; charges weigh nothing."),
    ("A1", "E3"), ("invoice_line", "product"),
)  # fmt: skip
margin = Measure(
    "margin", _("Margin"), "money",
    _("Net minus cost over the lines of the year whose cost is known."), ("A1", "E4", "B2"), ("invoice_line", "product"),
)  # fmt: skip
margin_rate = Measure(
    "margin_rate", _("Margin rate"), "share",
    _("Margin over the net money of the same lines."), ("E4", "B2"), ("invoice_line", "product"),
)  # fmt: skip
margin_cover = Measure(
    "margin_cover", _("Money whose cost is known"), "share",
    _("Share of the money moved in the year, sales and returns alike, whose cost is known."),
    ("E4",), ("invoice_line", "product"),
)  # fmt: skip
share = Measure(
    "share", _("Share of the total"), "share", _("Its purchases over those of all active customers."), ("A1",)
)
cumulated_share = Measure(
    "cumulated_share", _("Cumulated share"), "share",
    _("Share of the total of this customer and all larger ones; equal ones by code."), ("A1",),
)  # fmt: skip
abc = Measure(
    "abc", _("ABC class"), "text",
    _("A until the larger customers reach the first limit of the cumulated share, B until the second, then C."), ("A1",),
)  # fmt: skip
active = Measure("active", _("Active"), "flag", _("Net purchases above zero in the year."), ("A1", "F2"))

MEASURES = (money, money_before, kilos, margin, margin_rate, margin_cover, share, cumulated_share, abc, active)


def compute(frame: Frame) -> Outcome:
    """Sales of the year and of the year before; who bought nothing in it has zero money, not missing money.

    The detail and the basis are the net money whose cost is known, NaN where none is; shape (customers,)."""
    rows = frame.query("sales")
    bought = frame.spread(rows, "money", 0.0)
    before = frame.spread(rows, "money_before", 0.0)
    columns = {
        "money": numeric(bought),
        "money_before": numeric(
            before if frame.reaches_before else np.full(len(frame), np.nan), Missing.TOO_LITTLE_HISTORY
        ),
        "kilos": numeric(_known(frame, rows, "kilos", "weighed_lines", "product_lines")),
        "margin": numeric(_known(frame, rows, "margin", "costed_lines", "lines")),
        "margin_rate": numeric(ratio(frame.spread(rows, "margin"), frame.spread(rows, "covered"))),
        "margin_cover": numeric(_cover(frame, rows)),
        "active": numeric((bought > 0).astype(np.float64)),
    }
    covered = frame.spread(rows, "covered")
    return Outcome({**columns, **_places(frame, rows, bought)}, covered, covered)


def _known(frame: Frame, rows: Rows, name: str, known: str, all_lines: str) -> Floats:
    """The sum where some line gives it; zero for who has no line at all, if the book gives it for anybody."""
    some, lines = frame.spread(rows, known, 0.0), frame.spread(rows, all_lines, 0.0)
    if not some.any():
        return np.full(len(frame), np.nan)
    return np.where((some > 0) | (lines == 0), frame.spread(rows, name, 0.0), np.nan)


def _cover(frame: Frame, rows: Rows) -> Floats:
    covered = frame.spread(rows, "covered_turnover")
    return ratio(covered, frame.spread(rows, "turnover")) if (covered > 0).any() else np.full(len(frame), np.nan)


def _places(frame: Frame, rows: Rows, bought: Floats) -> dict[str, Column]:
    total = frame.spread(rows, "total")
    until = ratio(frame.spread(rows, "cumulated_before"), total)
    limits = frame.limits
    letters = np.where(until < limits[declared.abc_a], "A", np.where(until < limits[declared.abc_b], "B", "C"))
    return {
        "share": numeric(ratio(np.where(bought > 0, bought, np.nan), total)),
        "cumulated_share": numeric(ratio(frame.spread(rows, "cumulated"), total)),
        "abc": texts([None if np.isnan(place) else str(letter) for place, letter in zip(until, letters, strict=True)]),
    }
