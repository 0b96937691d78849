"""A run's customers as lists of accounts need them: what was measured, what was selected, and how each one is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from clave.base.folding import folded
from clave.base.words import stored
from clave.measures.health import STATES, Health
from clave.measures.shape import Column, Measured, Missing
from clave.selection.listing import Line, Listing
from clave.store.models import AccountLine, SelectionRun

WORDS = ("city", "sector", "channel", "country", "group", "abc")
NUMBERS = (
    "money", "money_before", "growth", "growth_median", "margin", "margin_rate", "kilos", "days_beyond", "within_terms",
    "share_of_wallet", "headroom", "months_bought", "continuity", "days_since",
)  # fmt: skip
CONCERN = {state: place for place, state in enumerate(STATES)}
UNTOLD = Health("unknown")
OUT = {"rank": None, "score": None, "sure": None, "firmness": "", "member": False, "seat": "", "gate": "",
       "but_for_payment": False, "category_place": None, "reasons": ""}  # fmt: skip


def account_lines(run: SelectionRun, listing: Listing, measured: Measured) -> Iterator[AccountLine]:
    """One line for every customer that was measured, whether it was active or not."""
    selected = {line.customer: line for line in listing.lines}
    places = {key: place for place, key in enumerate(listing.weights, 1)}
    numbers, words = _numbers(measured), _words(measured)
    health: Sequence[Health] = measured.details.get("health") or [UNTOLD] * len(measured)
    months: Any = measured.details.get("growth")
    for index, customer in enumerate(measured.customers):
        line = selected.get(customer)
        name = measured.names[index] or customer
        group = words["group"][index]
        yield AccountLine(
            run=run,
            customer=customer,
            name=name,
            folded=f"{folded(name)} {folded(customer)}",
            group_folded=folded(group),
            health=health[index].state,
            concern=CONCERN[health[index].state],
            because=[stored(text) for text in health[index].because],
            months=[] if months is None else np.round(months[index], 2).tolist(),
            **{key: values[index] for key, values in words.items()},
            **{key: values[index] for key, values in numbers.items()},
            **(OUT if line is None else _selected(line, places)),
        )


def _numbers(measured: Measured) -> dict[str, list[float | None]]:
    columns = {key: np.asarray(measured.columns[key].values, dtype=np.float64).tolist() for key in NUMBERS}
    return {
        key: [None if math.isnan(value) else round(value, 4) for value in values] for key, values in columns.items()
    }


def _words(measured: Measured) -> dict[str, list[str]]:
    return {key: _said(measured.columns[key]) for key in WORDS}


def _said(column: Column) -> list[str]:
    known = (column.missing == Missing.NO).tolist()
    return [str(value) if there else "" for value, there in zip(column.values, known, strict=True)]


def _selected(line: Line, places: dict[str, int]) -> dict[str, Any]:
    return {
        "rank": line.rank,
        "score": float(line.score),
        "sure": float(line.sure),
        "firmness": line.firmness,
        "member": line.member,
        "seat": line.seat or "",
        "gate": line.gate,
        "but_for_payment": line.but_for_payment,
        "category_place": places.get(line.category) if line.category else None,
        "reasons": "".join(f"|{key}" for key in line.categories) + "|" if line.categories else "",
    }
