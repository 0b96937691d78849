"""The list of accounts as a spreadsheet: the same columns as the table, each as one figure or word to a cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.utils import translation

from clave.base.figures import day
from clave.base.period import Windows
from clave.base.words import Text, _
from clave.measures.health import STATES
from clave.report.sheet import Head, Kind, Value
from clave.store.fields import RESERVED
from clave.store.models import AccountLine, SelectionRun
from clave.web.columns import Column
from clave.web.shown.accounts import GATES, Table, because, last_purchase, proposed, reasons
from clave.web.shown.status import BADGES
from clave.web.words import reader, told

Take = Callable[[Table, AccountLine], Value]
MONTHS = 24
YES, NO = _("yes"), _("no")


@dataclass(frozen=True)
class Field:
    """One column of the sheet."""

    label: Text
    kind: Kind
    take: Take
    width: int = 12


def _of(name: str) -> Take:
    return lambda table, line: getattr(line, name)


def _categories(table: Table, line: AccountLine) -> str:
    return ", ".join(head.label for head in reasons(line, table.heads))


def _status(table: Table, line: AccountLine) -> str:
    badge = BADGES.get(table.statuses.get(line.customer, ""))
    return told(badge.label) if badge else ""


def _proposal(table: Table, line: AccountLine) -> str:
    return told(proposed(table, line).label)


def _gate(table: Table, line: AccountLine) -> str:
    return told(GATES[line.gate]) if line.gate else ""


FIELDS: dict[str, tuple[Field, ...]] = {
    "name": (
        Field(_("Customer"), "text", _of("customer"), 14), Field(_("Name"), "text", _of("name"), 34),
        Field(_("City"), "text", _of("city"), 16), Field(_("Sector"), "text", _of("sector"), 16),
    ),
    "status": (Field(_("State as a key account"), "text", _status, 16),),
    "categories": (
        Field(_("Categories"), "text", _categories, 28),
        Field(_("Key but for payment"), "text", lambda table, line: told(YES if line.but_for_payment else NO)),
    ),
    "score": (Field(_("Score"), "number", _of("score"), 8),),
    "sure": (Field(_("How sure"), "share", _of("sure"), 9),),
    "proposal": (Field(_("Proposal"), "text", _proposal),),
    "money": (Field(_("Purchases, 12 months"), "money", _of("money"), 18),),
    "growth": (Field(_("Variation against the year before"), "share", _of("growth")),),
    "margin": (Field(_("Margin rate"), "share", _of("margin_rate")),),
    "payment": (
        Field(_("Days beyond terms"), "number", _of("days_beyond")),
        Field(_("Payment condition"), "text", _gate, 24),
    ),
    "within": (Field(_("Paid within terms"), "share", _of("within_terms")),),
    "abc": (Field(_("ABC class"), "text", _of("abc"), 8),),
    "kilos": (Field(_("Kilos, 12 months"), "whole", _of("kilos")),),
    "wallet": (Field(_("Our share of its wallet"), "share", _of("share_of_wallet")),),
    "headroom": (Field(_("What it could still buy"), "money", _of("headroom"), 16),),
    "continuity": (
        Field(_("Share of months with purchase"), "share", _of("continuity")),
        Field(_("Months with purchase"), "whole", _of("months_bought")),
    ),
    "last": (
        Field(_("Last purchase"), "date", lambda table, line: last_purchase(table.run, line)),
        Field(_("Days since"), "whole", _of("days_since")),
    ),
    "health": (
        Field(_("Health"), "text", lambda table, line: told(STATES[line.health])),  # type: ignore[index]
        Field(_("Why"), "text", lambda table, line: "; ".join(because(line)), 44),
    ),
    "group": (Field(_("Group"), "text", _of("group"), 20),),
    "owner": (Field(_("Owner"), "text", lambda table, line: table.owners.get(line.customer, ""), 24),),
}  # fmt: skip


def heads(run: SelectionRun, columns: Iterable[Column]) -> list[Head]:
    """The heads of the sheet, in the reader's language; a spark line becomes one column for each month."""
    found: list[Head] = []
    for column in columns:
        if column.key == "months":
            found += [Head(label, "money", 14) for label in _months(run)]
        else:
            found += [Head(told(field.label), field.kind, field.width) for field in FIELDS[column.key]]
    return found


def _months(run: SelectionRun) -> list[str]:
    """Each month by its last day: `31 oct 2026`."""
    windows = Windows(run.as_of)
    lasts = [windows.first_of(months) - timedelta(days=1) for months in range(MONTHS - 1, 0, -1)]
    return [day(last, reader()) for last in (*lasts, run.as_of)]


def rows(table: Table, columns: Sequence[Column], lines: Iterable[AccountLine]) -> Iterator[list[Value]]:
    """Each account as it is read, in the language of whoever asks, however late it is written."""
    return map(partial(_row, table, columns, reader()), lines)


def _row(table: Table, columns: Sequence[Column], language: str, line: AccountLine) -> list[Value]:
    with translation.override(language):
        return [value for column in columns for value in _cells(table, column, line)]


def _cells(table: Table, column: Column, line: AccountLine) -> list[Value]:
    if column.field and not table.sight.sees(column.field, line.customer):
        return [told(RESERVED)] * len(FIELDS[column.key])
    if column.key == "months":
        known = table.months(line)
        return [*[None] * (MONTHS - len(known)), *known]
    return [field.take(table, line) for field in FIELDS[column.key]]
