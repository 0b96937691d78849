"""Charts, each declared once as a Vega-Lite spec with its data: the page and the printed report draw the same one.

A spec says what is drawn; colours, fonts and sizes come from the styles that whoever draws it configures: `now`,
`before`, `earlier` (the three years), `good`, `late` (bars within their limit or past it) and `terms` (the limit).
Figures in tips are said here, in the reader's language. No chart draws what is not known: there is no mark for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clave.base.figures import MONTHS, Figure, Unit, exact_money
from clave.base.words import Text, _
from clave.measures.account import Month

Spec = dict[str, Any]
YEAR = 12
MILLION, TONNE, TONNES_FROM = 1e6, 1000.0, 10_000.0
NOW, BEFORE, EARLIER = _("Last 12 months"), _("The year before"), _("Two years before")


@dataclass(frozen=True)
class Scale:
    """In which unit an axis counts: what one step of it is worth, and what it is called."""

    step: float
    called: Text


@dataclass(frozen=True)
class Paid:
    """How what fell due in a month was paid, weighted by money: days from the invoice, and days of credit agreed."""

    year: int
    month: int
    days: float
    terms: float
    money: float


def scale(greatest: float, unit: Unit) -> Scale:
    """Millions from a million on, tonnes from ten on; whole units below."""
    if unit == "kilos":
        return Scale(TONNE, _("tonnes a month")) if greatest >= TONNES_FROM else Scale(1.0, _("kilos a month"))
    return Scale(MILLION, _("millions a month")) if greatest >= MILLION else Scale(1.0, _("money a month"))


def amounts(months: Sequence[Month], unit: Unit) -> list[float | None]:
    """Money or kilos of each month; None where it is not known."""
    return [(month.kilos if unit == "kilos" else month.money) if month.known else None for month in months]


def consumption(months: Sequence[Month], unit: Unit, currency: str, language: str) -> Spec:
    """Three years by month: bars for the last twelve, ticks for the same months of the two years before.

    `months`: 36, oldest first; `unit` 'money' or 'kilos'."""
    values = amounts(months, unit)
    step = scale(max((value for value in values if value is not None), default=0.0), unit).step
    rows = [_year_row(months, values, at, step, unit, currency, language) for at in range(YEAR)]
    tip = [
        {"field": "month", "type": "nominal", "title": " "},
        *({"field": f"say_{name}", "type": "nominal", "title": title.say(language)} for name, title in _YEARS),
    ]
    return {
        "width": "container",
        "height": 248,
        "data": {"values": rows},
        "encoding": {"x": {"field": "month", "type": "ordinal", "sort": None, "axis": {"title": None}}},
        "layer": [
            _mark(kind, name, tip)
            for kind, name in (("bar", "now"), ("tick", "earlier"), ("tick", "before"))
            if kind == "bar" or any(row[name] is not None for row in rows)  # no scale can be made of a year unknown
        ],
    }


_YEARS = (("now", NOW), ("before", BEFORE), ("earlier", EARLIER))


def _mark(kind: str, name: str, tip: list[Spec]) -> Spec:
    axis: Spec = {"title": None, "format": ",~f", "tickCount": 5}
    y = {"field": name, "type": "quantitative", "axis": axis, "stack": None}
    return {"mark": {"type": kind, "style": name}, "encoding": {"y": y, "tooltip": tip}}


def _year_row(
    months: Sequence[Month],
    values: Sequence[float | None],
    at: int,
    step: float,
    unit: Unit,
    currency: str,
    language: str,
) -> Spec:
    month = months[-YEAR + at]
    row: Spec = {"month": MONTHS[language][month.month - 1]}
    for back, (name, _title) in enumerate(_YEARS):
        value = values[at - YEAR * (back + 1)]
        row[name] = None if value is None else round(value / step, 4)
        row[f"say_{name}"] = said(value, unit, currency, language)
    return row


def said(value: float | None, unit: Unit, currency: str, language: str) -> str:
    """A month's figure, whole: what the tip and the table say; the word for unknown where it is not known."""
    if value is not None and unit == "money":
        return exact_money(value, currency, language)
    return Figure(value, unit, currency).say(language)


def payment(months: Sequence[Paid], tolerated: float, language: str) -> Spec:
    """How long it took to pay what fell due in each month, against the terms agreed; bars later than tolerated stand out."""
    rows = [
        {
            "month": MONTHS[language][paid.month - 1],
            "good": None if paid.days > paid.terms + tolerated else round(paid.days, 1),
            "late": round(paid.days, 1) if paid.days > paid.terms + tolerated else None,
            "terms": round(paid.terms, 1),
            "say_days": Figure(round(paid.days, 1), "days").say(language),
            "say_terms": Figure(round(paid.terms, 1), "days").say(language),
        }
        for paid in months
    ]
    tip = [
        {"field": "month", "type": "nominal", "title": " "},
        {"field": "say_days", "type": "nominal", "title": _("Paid in").say(language)},
        {"field": "say_terms", "type": "nominal", "title": _("Terms").say(language)},
    ]
    return {
        "width": "container",
        "height": 148,
        "data": {"values": rows},
        "encoding": {"x": {"field": "month", "type": "ordinal", "sort": None, "axis": {"title": None}}},
        "layer": [
            *(_mark("bar", name, tip) for name in ("good", "late") if any(row[name] is not None for row in rows)),
            _mark("tick", "terms", tip),
        ],
    }
