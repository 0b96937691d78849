"""The list of accounts as its table shows it: one cell for every column, unknown as `?`, and the totals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.http import QueryDict

from clave.base.figures import NARROW, Figure, Unit, number, percent
from clave.base.figures import day as figure_day
from clave.base.words import Text, _, counted, joined
from clave.measures.health import STATES, State
from clave.store.accounts import Totals, Whole
from clave.store.fields import EVERYTHING, FIELDS, RESERVED, Sight, reserved
from clave.store.models import AccountLine, SelectionRun
from clave.web import address
from clave.web.columns import PHONE, Column, orderable
from clave.web.shown.selection import Badge, Head, proposal, sure_tone
from clave.web.shown.spark import Spark, spark, within
from clave.web.shown.status import BADGES
from clave.web.words import reader, told
from clave.web.written import change, cop_m, kg, numero, pct, short_name

UNKNOWN = "?"
OTHERS = 2
HEALTH: dict[State, Badge] = {
    "at_risk": Badge("bad", "alert-triangle", STATES["at_risk"]),
    "watched": Badge("warn", "eye", STATES["watched"]),
    "healthy": Badge("ok", "circle-check", STATES["healthy"]),
    "unknown": Badge("", "help-circle", STATES["unknown"]),
    "inactive": Badge("", "minus", STATES["inactive"]),
}
GATES: dict[str, Text] = {
    "passes": _("Meets the payment condition"),
    "fails": _("Does not meet it"),
    "unknown": _("Not known how it pays"),
}


@dataclass(frozen=True)
class Cell:
    """What stands in a column: `text` with `small` under it, in a tone; some kinds are drawn from their own values."""

    column: Column
    kind: str = "plain"
    text: str = ""
    small: str = ""
    tone: str = ""
    tip: str = ""
    percent: int = 0
    badge: Badge | None = None
    spark: Spark | None = None
    categories: tuple[Head, ...] = ()
    hidden: tuple[Head, ...] = ()

    @property
    def css(self) -> str:
        """The classes of its cell."""
        number = "n" if self.column.number else ""
        tone = self.tone if self.kind == "plain" else ""
        return " ".join(word for word in (f"c-{self.column.key}", number, tone) if word)

    @property
    def more(self) -> int:
        """How many categories are not drawn."""
        return len(self.hidden)

    @property
    def roomless(self) -> bool:
        """Whether it has no place of its own on a phone."""
        return self.column.key not in PHONE


@dataclass(frozen=True)
class Row:
    """One account with its cells, in the order of the columns."""

    line: AccountLine
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class ColumnHead:
    """The head of a column: where a click leads, and how the list is ordered by it now ("" = it is not)."""

    column: Column
    query: str
    sort: str

    @property
    def turns(self) -> bool:
        """Whether it can be ordered by."""
        return bool(self.query)


@dataclass(frozen=True)
class Table:
    """What the cells of a run need to know: its currency and date, its criteria, and from when its facts are."""

    run: SelectionRun
    heads: Mapping[str, Head]
    columns: Sequence[Column]
    first_day: date | None
    statuses: Mapping[str, str]  # the state of each customer of the page that has one
    wished: bool  # whether somebody asked for these columns, so that a phone shows them all
    owners: Mapping[str, str] = field(default_factory=dict)
    sight: Sight = EVERYTHING

    def rows(self, lines: Iterable[AccountLine]) -> list[Row]:
        """Lines as rows."""
        return [Row(line, tuple(self._cell(line, column) for column in self.columns)) for line in lines]

    def _cell(self, line: AccountLine, column: Column) -> Cell:
        if column.field and not self.sight.sees(column.field, line.customer):
            return Cell(column, text=told(RESERVED), tone="mut", tip=told(reserved(FIELDS[column.field])))
        return CELLS[column.key](self, line, column)

    def months(self, line: AccountLine) -> list[float]:
        """Of the 24 months those that the facts cover."""
        return within(line.months, self.run.as_of, self.first_day)

    def totals(self, sums: Totals) -> list[Cell]:
        """The last row: what can be added up or weighed; the rest stays empty."""
        currency = self.run.currency
        said = {
            "money": cop_m(sums.money, currency) if sums.money is not None else "",
            "growth": change(sums.growth) if sums.growth is not None else "",
            "margin": pct(sums.rate, 1) if sums.rate is not None else "",
            "payment": _few(sums.beyond) if sums.beyond is not None else "",
        }
        return [Cell(column, text=self._total(column, said.get(column.key, ""))) for column in self.columns[1:]]

    def _total(self, column: Column, said: str) -> str:
        """A sum over accounts of which some are hidden tells of those too."""
        hidden = said and column.field and not self.sight.sees_all(column.field)
        return told(RESERVED) if hidden else said


def table(
    run: SelectionRun,
    heads: Iterable[Head],
    columns: Sequence[Column],
    sight: Sight,
    statuses: Mapping[str, str],
    *,
    wished: bool = False,
) -> Table:
    """The table of a run for whom sees so much; `statuses` are the states of the customers it will show."""
    first = run.facts.get("first_day")
    by_key, begin = {head.key: head for head in heads}, date.fromisoformat(first) if first else None
    return Table(run, by_key, columns, begin, statuses, wished, sight=sight)


def column_heads(columns: Iterable[Column], query: QueryDict, order: str, sight: Sight) -> list[ColumnHead]:
    """The heads: a first click orders by the column in its own direction, the next one turns it round."""
    return [
        _column_head(column, query, order) if orderable(column, sight) else ColumnHead(column, "", "")
        for column in columns
    ]


def _column_head(column: Column, query: QueryDict, order: str) -> ColumnHead:
    turn = column.second_order if order == column.first_order else column.first_order
    sort = "" if order.removeprefix("-") != column.key else "descending" if order.startswith("-") else "ascending"
    return ColumnHead(column, address.changed(query, orden=turn), sort)


def summary(sums: Totals, whole: Whole, currency: str) -> str:
    """The line that sums the page up: how many, their money, and what part of sales and of customers that is."""
    parts: list[Text] = [
        counted("{shown} account", "{shown} accounts", sums.count).fill(shown=Figure(sums.count, "count")),
        _("{money} in 12 months").fill(money=Figure(sums.money, "money", currency)),
    ]
    everybody = sums.count == whole.views[""]
    keys = whole.views["key"]
    money, customers = (whole.key_money, keys) if everybody else (sums.money or 0.0, sums.active)
    if whole.money > 0 and whole.active and customers:
        part = _("{sales} of sales with {customers} of the active customers")
        if everybody:
            part = counted(
                "the key one: {sales} of sales with {customers} of the active customers",
                "the {n} key ones: {sales} of sales with {customers} of the active customers",
                keys,
            )
        shares = {"sales": money / whole.money, "customers": customers / whole.active}
        parts.append(part.fill(**{name: _share(share) for name, share in shares.items()}))
    return joined(parts, " · ").say(reader())


def _share(share: float) -> str:
    """Without decimals, unless it would look like nothing."""
    return percent(share, reader(), 0 if abs(share) >= 0.01 else 1)


def last_purchase(run: SelectionRun, line: AccountLine) -> date | None:
    """The day of the last purchase; None where it never bought a product."""
    return None if line.days_since is None else run.as_of - timedelta(days=line.days_since)


def because(line: AccountLine) -> list[str]:
    """Why it is as it is, in the reader's words."""
    return [told(text) for text in line.because]


def reasons(line: AccountLine, heads: Mapping[str, Head]) -> tuple[Head, ...]:
    """The criteria that apply, as the selection ordered them."""
    return tuple(heads[key] for key in line.reasons.split("|") if key in heads)


Draw = Callable[[Table, AccountLine, Column], Cell]


def _few(days: float) -> str:
    """Days in a table: `28 d`, in every language."""
    tenths = round(days, 1)
    return number(tenths, 0 if tenths == int(tenths) else 1, reader()) + NARROW + "d"


def _plain(value: float | None, say: Callable[[float], str], column: Column, small: str = "", tone: str = "") -> Cell:
    return Cell(column, text=UNKNOWN, tone="mut") if value is None else Cell(
        column, text=say(value), small=small, tone=tone
    )  # fmt: skip


def _name(table: Table, line: AccountLine, column: Column) -> Cell:
    place, short = " · ".join(word for word in (line.city, line.sector) if word), short_name(line.name)
    code = line.customer if line.customer != line.name else ""
    badge = BADGES.get(table.statuses.get(line.customer, ""))
    tip = line.name if short != line.name else ""
    return Cell(column, "name", text=short, small=place or code, tip=tip, badge=badge)


def _categories(table: Table, line: AccountLine, column: Column) -> Cell:
    found = reasons(line, table.heads)
    small, tone = "", ""
    if line.but_for_payment:
        small, tone = _("key but for payment").say(reader()), "tbad"
    elif line.seat in table.heads:
        small, tone = _("seat: {seat}").fill(seat=table.heads[line.seat].label).say(reader()), "twarn"
    elif not found:
        small = (_("no criterion applies") if line.rank else _("not active")).say(reader())
    hidden = found[1 + OTHERS :]
    tip = ", ".join(head.label for head in hidden)
    return Cell(column, "categories", "", small, tone, tip, categories=found[: 1 + OTHERS], hidden=hidden)


def _status(table: Table, line: AccountLine, column: Column) -> Cell:
    badge = BADGES.get(table.statuses.get(line.customer, ""))
    return Cell(column, "badge", badge=badge) if badge else Cell(column, text="–", tone="mut")


def _score(table: Table, line: AccountLine, column: Column) -> Cell:
    if line.score is None:
        return Cell(column, text="–", tone="mut", tip=_("not active: it has no place in the selection").say(reader()))
    return Cell(column, "score", text=numero(line.score), percent=round(line.score))


def _sure(table: Table, line: AccountLine, column: Column) -> Cell:
    if line.sure is None:
        return Cell(column, text="–", tone="mut")
    return Cell(column, "sure", text=pct(line.sure), percent=round(100 * line.sure), tone=sure_tone(line))  # type: ignore[arg-type]


def proposed(table: Table, line: AccountLine) -> Badge:
    """What the list proposes for an account; one that is not active says so."""
    if line.rank is None:
        return HEALTH["inactive"]
    line.banded = table.run.standings.get(line.customer, {}).get("state", "")
    return proposal(line)  # type: ignore[arg-type]


def _proposal(table: Table, line: AccountLine, column: Column) -> Cell:
    return Cell(column, "badge", badge=proposed(table, line))


def _money(table: Table, line: AccountLine, column: Column) -> Cell:
    return _plain(line.money, lambda value: cop_m(value, table.run.currency), column, tone="b")


def _months(table: Table, line: AccountLine, column: Column) -> Cell:
    drawn = spark(table.months(line))
    if drawn is None:
        return Cell(column, text=UNKNOWN, tone="mut", tip=_("There are no months to draw.").say(reader()))
    said = _("last month {last}").fill(last=Figure(drawn.last, "money", table.run.currency))
    tone = {"at_risk": "bad", "watched": "warn"}.get(line.health, "")
    return Cell(column, "spark", spark=drawn, tone=tone, tip=said.say(reader()))


def _growth(table: Table, line: AccountLine, column: Column) -> Cell:
    tone = "" if not line.growth else "tok" if line.growth > 0 else "tbad"
    return _plain(line.growth, change, column, tone=tone)


def _margin(table: Table, line: AccountLine, column: Column) -> Cell:
    return _plain(line.margin_rate, lambda value: pct(value, 1), column)


def _payment(table: Table, line: AccountLine, column: Column) -> Cell:
    return _plain(line.days_beyond, _few, column, tone="tbad b" if line.gate == "fails" else "")


def _within(table: Table, line: AccountLine, column: Column) -> Cell:
    return _plain(line.within_terms, pct, column, tone="tbad b" if line.gate == "fails" else "")


def _abc(table: Table, line: AccountLine, column: Column) -> Cell:
    return Cell(column, text=line.abc or UNKNOWN, tone="" if line.abc else "mut")


def _kilos(table: Table, line: AccountLine, column: Column) -> Cell:
    return _plain(line.kilos, kg, column)


def _wallet(table: Table, line: AccountLine, column: Column) -> Cell:
    return _plain(line.share_of_wallet, pct, column)


def _headroom(table: Table, line: AccountLine, column: Column) -> Cell:
    return _plain(line.headroom, lambda value: cop_m(value, table.run.currency), column)


def _continuity(table: Table, line: AccountLine, column: Column) -> Cell:
    unit: Unit = "months"
    small = "" if line.months_bought is None else Figure(line.months_bought, unit).say(reader())
    return _plain(line.continuity, pct, column, small=small)


def _last(table: Table, line: AccountLine, column: Column) -> Cell:
    day, since = last_purchase(table.run, line), line.days_since
    if day is None or since is None:
        return Cell(column, text=UNKNOWN, tone="mut")
    return Cell(column, text=figure_day(day, reader(), table.run.as_of), small=_few(since))


def _health(table: Table, line: AccountLine, column: Column) -> Cell:
    why = because(line)
    return Cell(
        column, "badge", badge=HEALTH[line.health], small=why[0] if why else "", tip="; ".join(why[1:]) and "; ".join(why)  # type: ignore[index]
    )  # fmt: skip


def _group(table: Table, line: AccountLine, column: Column) -> Cell:
    return Cell(column, text=line.group or "–", tone="" if line.group else "mut")


def _owner(table: Table, line: AccountLine, column: Column) -> Cell:
    name = table.owners.get(line.customer)
    return Cell(column, text=name or "–", tone="" if name else "mut")


CELLS: dict[str, Draw] = {
    "name": _name, "status": _status, "categories": _categories,
    "score": _score, "sure": _sure, "proposal": _proposal, "money": _money,
    "months": _months, "growth": _growth, "margin": _margin, "payment": _payment, "within": _within, "abc": _abc, "kilos": _kilos,
    "wallet": _wallet, "headroom": _headroom, "continuity": _continuity, "last": _last, "health": _health,
    "group": _group, "owner": _owner,
}  # fmt: skip
