"""The list as JSON: a contract (schema 1) that other programs read."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np

from clave.base.words import joined, said
from clave.measures.shape import Column, Measured, Missing
from clave.selection.listing import Cell, Change, Line, Listing

SCHEMA = 1
CENT = Decimal("0.01")


def listing_json(listing: Listing, language: str = "es", top: int | None = None) -> dict[str, Any]:
    """The whole list, or its first `top` lines; money as a decimal string, scores 0–100, `sure` 0–1."""
    lines = listing.lines if top is None else listing.lines[:top]
    return {
        "schema": SCHEMA,
        "as_of": listing.as_of.isoformat(),
        "currency": listing.currency,
        "facts": {
            "lines": listing.facts.lines,
            "customers": listing.facts.customers,
            "money": cents(listing.facts.money),
            "rejected": listing.rejected,
        },
        "policy": listing.policy_version,
        "order": list(listing.order),
        "weights": {key: round(weight, 6) for key, weight in listing.weights.items()},
        "out_of_force": {key: said(why, language) for key, why in listing.out_of_force.items()},
        "cap": listing.capacity.cap,
        "draws": listing.draws,
        "seed": listing.seed,
        "notes": [said(note, language) for note in listing.notes],
        "list": [_line(line, language) for line in lines],
    }


def cents(amount: Decimal) -> str:
    """An exact amount rounded once, to cents, as a decimal string."""
    return str(amount.quantize(CENT, ROUND_HALF_UP))


def _line(line: Line, language: str) -> dict[str, Any]:
    return {
        "rank": line.rank,
        "customer": line.customer,
        "name": line.name,
        "member": line.member,
        "score": round(line.score, 4),
        "sure": round(line.sure, 4),
        "firmness": line.firmness,
        "category": line.category,
        "categories": list(line.categories),
        "seat": line.seat,
        "gate": line.gate,
        "but_for_payment": line.but_for_payment,
        "money": round(line.money, 2),
        "criteria": {key: _cell(cell, language) for key, cell in line.criteria.items()},
        "why": said(joined(line.why, " "), language),
        "would_take": [_change(change, language) for change in line.would_take],
    }


def _cell(cell: Cell, language: str) -> dict[str, Any]:
    return {
        "verdict": cell.verdict,
        "score": _rounded(cell.score),
        "ungated": _rounded(cell.ungated),
        "because": said(cell.because, language),
    }


def _change(change: Change, language: str) -> dict[str, Any]:
    return {"kind": change.kind, "text": change.text.say(language), "sure": round(change.sure, 4)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def measures_json(measured: Measured, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Every measure of every customer; a value, or null with the reason under `missing`."""
    return {
        "schema": SCHEMA,
        **facts,
        "list": [
            {"customer": code, "name": measured.names[at], **_measures(measured, at)}
            for at, code in enumerate(measured.customers)
        ],
    }


def _measures(measured: Measured, at: int) -> dict[str, Any]:
    values = {key: _value(column, at) for key, column in measured.columns.items()}
    absent = {
        key: Missing(int(column.missing[at])).name.lower()
        for key, column in measured.columns.items()
        if column.missing[at] != Missing.NO
    }
    return {"measures": values, "missing": absent}


def _value(column: Column, at: int) -> Any:
    value = column.values[at]
    if column.missing[at] != Missing.NO or value is None:
        return None
    if isinstance(value, float | np.floating):
        return None if np.isnan(value) else round(float(value), 6)
    return value if isinstance(value, str | int | bool) else str(value)
