"""The cost of the programme as its page shows it: by account and part, by privilege, amount by amount; and what nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from clave.base.figures import NARROW, Figure, percent
from clave.base.folding import folded
from clave.base.words import Text, _
from clave.outcome.cost.parts import PARTS
from clave.outcome.cost.programme import sum_known
from clave.outcome.cost.shape import AccountCost, Amount, PartCost, Programme, Unknown, Where
from clave.report.sheet import Value
from clave.web.shown.outcome import NAMES, PERIODS, address
from clave.web.words import reader, told

VIEWS: Mapping[str, Text] = {
    "cuentas": _("By account"), "privilegios": _("By privilege"), "montos": _("Amount by amount"),
}  # fmt: skip
OPEN, DISPATCH, LEAST = "sin-cifra", "dispatch", "≥"
ALL = _("all accounts together")
Heads = tuple[tuple[Text, str, int], ...]


@dataclass(frozen=True)
class Wanted:
    """Which costs: as what (`view`), words, a part, one thing that costs, one account; `only` those with something unknown; in
    which order."""

    view: str = "cuentas"
    text: str = ""
    part: str = ""
    what: str = ""
    account: str = ""
    only: str = ""
    order: str = ""

    @property
    def plain(self) -> bool:
        """Nothing filtered."""
        return Wanted(view=self.view, order=self.order) == self


def wanted_of(get: Mapping[str, Any]) -> Wanted:
    """What the address asks for; what nobody declared is ignored."""
    view, part, order = get.get("ver", ""), get.get("parte", ""), get.get("orden", "")
    view = view if view in VIEWS else "cuentas"
    return Wanted(
        view, get.get("q", "").strip()[:100], part if part in PARTS else "", get.get("que", "")[:40],
        get.get("cliente", "")[:100], OPEN if get.get("solo") == OPEN else "",
        order if order.removeprefix("-") in ORDERS[view] else "",
    )  # fmt: skip


def periods(window: str, route: str) -> list[tuple[str, str, bool]]:
    """The windows that a page of this section can be seen over: name, address, whether it is this one."""
    return [(told(NAMES[key]), address(key, route), key == window) for key in PERIODS]


def money_of(value: float | None, currency: str) -> str:
    """Money, or that it is not known."""
    return told(Figure(value, "money", currency))


May = Callable[[str], bool]
"""Whether the reader may open a page, by its route."""


def opened(where: Where, may: May) -> str:
    """The address of a page that the chain names; empty where there is none of that name, or not for this reader."""
    if not may(where.route):
        return ""
    try:
        address = reverse(where.route, args=[where.about] if where.about else [])
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode(where.asked)}" if where.asked else address


def at_least(value: float | None, currency: str, *, incomplete: bool) -> str:
    """Money; `≥` where a part of it has no figure, and not known where nothing else is."""
    if incomplete and not value:
        return money_of(None, currency)
    said = money_of(value, currency)
    return f"{LEAST}{NARROW}{said}" if incomplete else said


@dataclass(frozen=True)
class ByPart:
    """One account with what it cost in each part, in the order of `PARTS`: the money (None = nothing of it is known), and whether
    something of the part has no figure. A part of which there is nothing is not in it."""

    row: AccountCost
    parts: tuple[tuple[float | None, bool] | None, ...]


def by_part(found: Programme) -> list[ByPart]:
    """Every account over every part."""
    cells: dict[tuple[str, str], list[Amount]] = {}
    for one in found.amounts:
        cells.setdefault((one.account, one.part), []).append(one)
    return [ByPart(row, tuple(_cell(cells.get((row.account, part), ())) for part in PARTS)) for row in found.accounts]


def _cell(amounts: Sequence[Amount]) -> tuple[float | None, bool] | None:
    if not amounts:
        return None
    return sum_known(one.money for one in amounts), any(_incomplete(one) for one in amounts)


def among(found: Programme, wanted: Wanted) -> Sequence[Any]:
    """The rows that were asked for, in their order: `ByPart`, `PartCost` or `Amount`."""
    words = folded(wanted.text).split()
    rows: Iterable[Any] = {
        "cuentas": lambda: by_part(found), "privilegios": lambda: found.privileges, "montos": lambda: found.amounts,
    }[wanted.view]()  # fmt: skip
    chosen = [one for one in rows if _fits(one, wanted) and all(word in _words(one) for word in words)]
    column = wanted.order.removeprefix("-")
    if not column:
        return chosen
    key = ORDERS[wanted.view][column]
    known, unknown = [one for one in chosen if key(one) is not None], [one for one in chosen if key(one) is None]
    return [*sorted(known, key=key, reverse=wanted.order.startswith("-")), *unknown]


def _fits(one: Any, wanted: Wanted) -> bool:
    if wanted.only and not _incomplete(one):
        return False
    if isinstance(one, Amount):
        return (
            wanted.part in ("", one.part) and wanted.what in ("", one.what) and wanted.account in ("", one.account)
        )  # fmt: skip
    return not isinstance(one, ByPart) or wanted.account in ("", one.row.account)


def _incomplete(one: Any) -> bool:
    if isinstance(one, Amount):
        return one.money is None or one.missing > 0
    return bool((one.row if isinstance(one, ByPart) else one).incomplete)


def _words(one: Any) -> str:
    if isinstance(one, ByPart):
        return folded(f"{one.row.account} {one.row.name}")
    if isinstance(one, PartCost):
        return folded(told(one.label))
    return folded(f"{one.account} {one.name} {told(one.label)}")


def _part(at: int) -> Callable[[ByPart], float | None]:
    return lambda one: one.parts[at][0] if one.parts[at] else None  # type: ignore[index]


ORDERS: Mapping[str, Mapping[str, Callable[[Any], Any]]] = {
    "cuentas": {
        "nombre": lambda one: folded(one.row.name), "costo": lambda one: one.row.money,
        "ventas": lambda one: one.row.over_sales, "faltan": lambda one: one.row.incomplete,
        **{part: _part(at) for at, part in enumerate(PARTS)},
    },
    "privilegios": {
        "nombre": lambda one: folded(told(one.label)), "costo": lambda one: one.money, "montos": lambda one: one.amounts,
        "faltan": lambda one: one.incomplete,
    },
    "montos": {
        "nombre": lambda one: folded(one.name), "que": lambda one: folded(told(one.label)), "veces": lambda one: one.times,
        "costo": lambda one: one.money,
    },
}  # fmt: skip
"""What each view can be ordered by; with «-» before it, the other way round."""


@dataclass(frozen=True)
class RowShown:
    """One row of the list: who or what, its figures in the order of the heads, and where it opens."""

    name: str
    about: str
    account: str
    figures: tuple[str, ...]
    href: str
    why: str = ""
    missing: str = ""


Link = Callable[[Mapping[str, str]], str]
"""The address of this page that asks for something."""


def rows_shown(rows: Iterable[Any], currency: str, link: Link, may: May) -> list[RowShown]:
    """Rows in words."""
    return [_row(one, currency, link, may) for one in rows]


def _row(one: Any, currency: str, link: Link, may: May) -> RowShown:
    if isinstance(one, ByPart):
        row = one.row
        asked = {"ver": "montos", "cliente": row.account} if row.account else {"ver": "montos", "que": DISPATCH}
        figures = tuple("–" if part is None else at_least(part[0], currency, incomplete=part[1]) for part in one.parts)
        over = "" if row.over_sales is None else percent(row.over_sales, reader())
        whole = at_least(row.money, currency, incomplete=row.incomplete > 0)
        return RowShown(
            row.name or told(ALL), row.account, row.account, (whole, over, *figures), link(asked),
            missing=str(row.incomplete) if row.incomplete else "",
        )  # fmt: skip
    if isinstance(one, PartCost):
        share = "" if one.share is None else percent(one.share, reader())
        figures = (at_least(one.money, currency, incomplete=one.incomplete > 0), share, str(one.amounts))
        missing = str(one.incomplete) if one.incomplete else ""
        return RowShown(told(one.label), "", "", figures, link({"ver": "montos", "que": one.key}), missing=missing)
    return _amount(one, currency, may)


def _amount(one: Amount, currency: str, may: May) -> RowShown:
    times = str(one.times) if one.times else ""
    missing = str(one.missing) if one.missing else ""
    return RowShown(
        one.name or told(ALL), told(one.label), one.account,
        (at_least(one.money, currency, incomplete=_incomplete(one)), times), opened(one.where, may),
        told(one.formula), missing,
    )  # fmt: skip


@dataclass(frozen=True)
class UnknownShown:
    """Something that costs and has no figure."""

    label: str
    part: str
    accounts: int
    why: str
    remedy: str
    href: str


def unknown_shown(found: Programme, may: May) -> list[UnknownShown]:
    """What nobody entered, part by part."""
    return [_unknown(one, may) for one in found.unknown]


def _unknown(one: Unknown, may: May) -> UnknownShown:
    return UnknownShown(
        told(one.label), told(PARTS[one.part]), one.accounts, told(one.why), told(one.remedy), opened(one.where, may)
    )


HEADS: Mapping[str, Heads] = {
    "cuentas": (
        (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("Cost"), "money", 16), (_("Purchases"), "money", 18),
        (_("Cost over purchases"), "share", 14), *((label, "money", 18) for label in PARTS.values()),
        (_("Amounts without a figure"), "whole", 14),
    ),
    "privilegios": (
        (_("Privilege or cost"), "text", 34), (_("Cost"), "money", 16), (_("Share of the known cost"), "share", 14),
        (_("Amounts"), "whole", 10), (_("Amounts without a figure"), "whole", 14),
    ),
    "montos": (
        (_("Part"), "text", 30), (_("Privilege or cost"), "text", 34), (_("Customer"), "text", 14), (_("Name"), "text", 34),
        (_("Times"), "whole", 10), (_("Cost"), "money", 16), (_("How it was reckoned"), "text", 60),
        (_("Without a figure"), "whole", 14),
    ),
}  # fmt: skip


def cells(rows: Iterable[Any]) -> list[list[Value]]:
    """The same rows as a file has them: figures as figures, and empty where nobody knows."""
    return [_cells(one) for one in rows]


def _cells(one: Any) -> list[Value]:
    if isinstance(one, ByPart):
        row = one.row
        return [
            row.account, row.name or told(ALL), row.money, row.sales, row.over_sales,
            *(None if part is None else part[0] for part in one.parts), row.incomplete,
        ]  # fmt: skip
    if isinstance(one, PartCost):
        return [told(one.label), one.money, one.share, one.amounts, one.incomplete]
    return [
        told(PARTS[one.part]), told(one.label), one.account, one.name or told(ALL), one.times or None, one.money,
        told(one.formula), one.missing,
    ]  # fmt: skip
