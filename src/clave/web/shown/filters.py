"""The filters of the list of accounts as the page shows them: what can be chosen, what is, and how it is taken away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.measures.health import STATES
from clave.selection.life import STATES as STATUS
from clave.store.accounts import MINE, NOBODY, Between, Option, Wanted, Whole
from clave.store.fields import Sight
from clave.store.models import SavedView, SelectionRun
from clave.web import address
from clave.web.columns import COLUMNS, Column, orderable
from clave.web.shown.accounts import GATES
from clave.web.shown.selection import Head
from clave.web.words import reader, told

VIEWS: dict[str, Text] = {
    "": _("All"),
    "key": _("Key"),
    MINE: _("My accounts"),
    "debate": _("To debate"),
    "payment": _("Key but for payment"),
    "at_risk": _("At risk"),
    "watched": _("In watch"),
    "unclassified": _("No criterion"),
    "inactive": _("Inactive"),
}
ALWAYS = {"", "key"}
OWNERLESS = _("Nobody answers for it")
CLASSES = ("A", "B", "C")
LABELS: dict[str, Text] = {
    "criterio": _("Category"),
    "ciudad": _("City"),
    "sector": _("Sector"),
    "canal": _("Channel"),
    "grupo": _("Group"),
    "salud": _("Health"),
    "pago": _("Payment"),
    "abc": _("ABC class"),
    "estado": _("State"),
    "kam": _("Owner"),
}
FIELDS = {"ciudad": "city", "sector": "sector", "canal": "channel", "grupo": "group"}
"""Filters whose values are those of the run, and the field they are in."""


MORE = ("estado", "kam", "pago", "abc", "sector", "canal", "grupo")
"""Filters that stand in the panel, not in the bar."""


@dataclass(frozen=True)
class Segment:
    """A view in the bar: its name, how many accounts it has (None = not counted), and whether it is this one."""

    label: str
    query: str
    count: int | None
    current: bool


@dataclass(frozen=True)
class Choice:
    """A value that can be ticked."""

    value: str
    label: str
    count: int | None
    ticked: bool


@dataclass(frozen=True)
class Filter:
    """A filter with its choices; `ticked` = how many are."""

    name: str
    label: str
    choices: tuple[Choice, ...]

    @property
    def ticked(self) -> int:
        """How many are chosen."""
        return sum(choice.ticked for choice in self.choices)


@dataclass(frozen=True)
class Chip:
    """A filter in force, in words, and the address without it."""

    text: str
    without: str


def segments(
    whole: Whole, own: Iterable[SavedView], query: QueryDict, wanted: Wanted, mine: int, hidden: Collection[str] = ()
) -> list[Segment]:
    """The views clave ships, without those that are empty or hidden from the reader, and then a person's own; `mine`: how
    many accounts of the run whoever looks has a part in."""
    here = address.kept(query)
    saved = [Segment(view.name, "?" + view.query, None, current=view.query == here) for view in own]
    taken = any(view.current for view in saved)
    counts = {**whole.views, MINE: mine}
    shipped = [
        Segment(told(label), _of_view(query, key), counts[key], current=wanted.view == key and not taken)
        for key, label in VIEWS.items()
        if key not in hidden and (counts[key] or key in ALWAYS or wanted.view == key)
    ]
    return shipped + saved


def _of_view(query: QueryDict, key: str) -> str:
    """A view begins without other filters; the columns stay."""
    return address.changed(_only_columns(query), vista=key)


def _only_columns(query: QueryDict) -> QueryDict:
    plain = QueryDict(mutable=True)
    plain.setlist(address.COLUMN, query.getlist(address.COLUMN))
    return plain


def filters(
    heads: Iterable[Head],
    offered: Mapping[str, Sequence[Option]],
    wanted: Wanted,
    owners: Iterable[tuple[int, str, int]] = (),
) -> dict[str, Filter]:
    """Every filter with several values, by its name in the address; `owners`: number, name, and how many accounts."""
    fixed: dict[str, list[tuple[str, str, int | None]]] = {
        "criterio": [(head.key, f"{head.number} · {head.label}", None) for head in heads],
        "salud": [(key, told(label), None) for key, label in STATES.items()],
        "pago": [(key, told(label), None) for key, label in GATES.items()],
        "abc": [(value, value, None) for value in CLASSES],
        "estado": [(key, told(state.label), None) for key, state in STATUS.items()],
        "kam": [(str(number), name, count) for number, name, count in owners],
    }
    if fixed["kam"] or NOBODY in wanted.owners:
        fixed["kam"].append((NOBODY, told(OWNERLESS), None))
    found = {}
    for name, label in LABELS.items():
        ticked = getattr(wanted, address.LISTS[name])
        values = fixed.get(name) or [(option.value, option.value, option.count) for option in offered.get(name, ())]
        known = {value for value, _label, _count in values}
        values += [(value, value, None) for value in ticked if value not in known]  # asked for by address
        choices = tuple(Choice(value, said, count, value in ticked) for value, said, count in values)
        found[name] = Filter(name, told(label), choices)
    return found


def chips(run: SelectionRun, shown: Mapping[str, Filter], query: QueryDict, wanted: Wanted) -> list[Chip]:
    """The filters in force, one chip for each value."""
    found = [
        Chip(f"{one.label}: {choice.label}", _less(query, name, choice.value))
        for name, one in shown.items()
        for choice in one.choices
        if choice.ticked
    ]
    if wanted.text:
        found.append(Chip(f"«{wanted.text}»", address.changed(query, q="")))
    found += _ranges(run, query, "compras", _("Purchases"), wanted.money)
    return found + _ranges(run, query, "var", _("Variation"), wanted.growth)


def _less(query: QueryDict, name: str, value: str) -> str:
    return address.changed(query, **{name: [other for other in query.getlist(name) if other != value]})


def _ranges(run: SelectionRun, query: QueryDict, name: str, label: Text, span: Between) -> list[Chip]:
    ends = (
        (address.LOW, span.low, _("{what} from {limit}")),
        (address.HIGH, span.high, _("{what} up to {limit}")),
    )
    return [
        Chip(text.fill(what=label, limit=_limit(run, name, limit)).say(reader()),
             address.changed(query, **{name + end: ""}))
        for end, limit, text in ends
        if limit is not None
    ]  # fmt: skip


def _limit(run: SelectionRun, name: str, limit: float) -> Figure:
    return Figure(limit, "share") if name in address.PERCENT else Figure(limit, "money", run.currency)


def orders(columns: Iterable[Column], order: str, sight: Sight) -> list[Choice]:
    """By which columns the list can be ordered, each in its own direction; the one in force can be turned round."""
    found = {column.first_order: told(column.head) for column in columns if orderable(column, sight)}
    column = COLUMNS[order.removeprefix("-")]
    found.setdefault(column.first_order, told(column.head))  # it may not be shown
    found[column.second_order] = told(_("{column}, the other way round").fill(column=column.head))
    return [Choice(value, label, None, value == order) for value, label in found.items()]
