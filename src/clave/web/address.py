"""The address of the list of accounts: filters, order and columns live in it, so that it can be kept and shared."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict

from clave.base.words import Text, _
from clave.store.accounts import MINE, ORDERS, USUAL, VIEWS, Between, Wanted
from clave.web.columns import CHOOSABLE

VIEW, TEXT, ORDER, COLUMN, PAGE = "vista", "q", "orden", "col", "pagina"
LISTS = {
    "criterio": "criteria", "ciudad": "cities", "sector": "sectors", "canal": "channels", "grupo": "groups",
    "salud": "health", "pago": "gates", "abc": "classes", "estado": "states", "kam": "owners",
}  # fmt: skip
"""Filters that may have several values: their name in the address, and in `Wanted`."""
RANGES = {"compras": "money", "var": "growth"}
LOW, HIGH = "_min", "_max"
PERCENT = {"var"}
ENDS = tuple(name + end for name in RANGES for end in (LOW, HIGH))
FILTERS = (TEXT, *LISTS, *ENDS)
NAMES = (VIEW, TEXT, *LISTS, *ENDS, ORDER, COLUMN)
MANY, LONG, GREATEST = 60, 200, 1e15

NO_NUMBER = _("This is not a number: write digits only, such as 20000000.")
TURNED = _("The lower limit is above the upper one: swap them.")


@dataclass(frozen=True)
class Address:
    """What an address asks for. `columns` is empty where it leaves the choice open; `errors` are said beside fields."""

    wanted: Wanted
    columns: tuple[str, ...] = ()
    page: int = 1
    errors: dict[str, Text] = field(default_factory=dict)


def read(query: QueryDict, mine: frozenset[str] = frozenset(), day: date | None = None) -> Address:
    """An address as it was asked; what nobody declared is ignored, a limit that is no number is an error and no limit.
    `mine` are the accounts of whoever asks, and `day` the one on which owners are asked for."""
    ends, errors = _ends(query)
    spans = {name: Between(ends[name + LOW], ends[name + HIGH]) for name in RANGES}
    for name, span in spans.items():
        if span.low is not None and span.high is not None and span.low > span.high:
            errors[name + LOW] = TURNED
            spans[name] = Between()
    view, order = query.get(VIEW, ""), query.get(ORDER, USUAL)
    return Address(
        Wanted(
            view=view if view in VIEWS or view == MINE else "",
            text=query.get(TEXT, "").strip()[:LONG],
            order=order if order.removeprefix("-") in ORDERS else USUAL,
            mine=mine,
            day=day,
            **_chosen(query, spans),
        ),
        columns=tuple(key for key in CHOOSABLE if key in query.getlist(COLUMN)),
        page=_page(query.get(PAGE, "1")),
        errors=errors,
    )


def _values(query: QueryDict, key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value[:LONG] for value in query.getlist(key) if value))[:MANY]


def _chosen(query: QueryDict, spans: Mapping[str, Between]) -> dict[str, Any]:
    """The filters of lists and of ranges, by the name that `Wanted` gives them."""
    lists = {name: _values(query, key) for key, name in LISTS.items()}
    lists["owners"] = tuple(
        value for value in lists["owners"] if value.isascii() and value.isdigit() and len(value) < 10
    )
    return lists | {name: spans[key] for key, name in RANGES.items()}


def _ends(query: QueryDict) -> tuple[dict[str, float | None], dict[str, Text]]:
    ends: dict[str, float | None] = {}
    errors: dict[str, Text] = {}
    for name in ENDS:
        typed = query.get(name, "").strip()
        value = _number(typed)
        if typed and value is None:
            errors[name] = NO_NUMBER
        share = name.removesuffix(LOW).removesuffix(HIGH) in PERCENT
        ends[name] = value / 100 if value is not None and share else value
    return ends, errors


def _number(typed: str) -> float | None:
    """Digits as a number field sends them, whatever the language of the page."""
    try:
        value = float(typed)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= GREATEST else None


def _page(typed: str) -> int:
    return max(1, min(int(typed), 1_000_000)) if typed.isascii() and typed.isdigit() and len(typed) < 8 else 1


def kept(query: QueryDict, without: Iterable[str] = ()) -> str:
    """The part of an address that says which list it is, in one fixed order: what is kept, shared and exported."""
    plain, left_out = QueryDict(mutable=True), set(without)
    for name in NAMES:
        values = [value for value in query.getlist(name) if value and name not in left_out]
        if values and not (name == ORDER and values[-1] == USUAL):
            plain.setlist(name, values if name in LISTS or name == COLUMN else values[-1:])
    return plain.urlencode()


def changed(query: QueryDict, **changes: str | list[str]) -> str:
    """`?` and that part with some of it changed; empty leaves it out. The page is always the first one again."""
    plain = QueryDict(kept(query), mutable=True)
    for name, value in changes.items():
        plain.setlist(name, [value] if isinstance(value, str) and value else list(value))
    return "?" + kept(plain)
