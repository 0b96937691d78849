"""The list of accounts as its table shows it: one cell for every column, unknown as `?`, and the totals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from clave.base.figures import Figure, Unit
from clave.base.words import Text, _
from clave.measures.health import STATES, State
from clave.store.accounts import Totals
from clave.store.models import AccountLine, SelectionRun
from clave.web.columns import Column
from clave.web.shown.selection import Badge, Head, proposal, sure_tone
from clave.web.shown.spark import Spark, spark, within
from clave.web.templatetags.figures import change, cop_m, fecha_corta, kg, numero, pct
from clave.web.words import reader, told

UNKNOWN = "?"
OTHERS = 3
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

    @property
    def key(self) -> str:
        """Of its column."""
        return self.column.key


@dataclass(frozen=True)
class Row:
    """One account with its cells, in the order of the columns."""

    line: AccountLine
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """What the cells of a run need to know: its currency and date, its criteria, and from when its facts are."""

    run: SelectionRun
    heads: Mapping[str, Head]
    columns: Sequence[Column]
    first_day: date | None = field(default=None)

    def rows(self, lines: Iterable[AccountLine]) -> list[Row]:
        """Lines as rows."""
        return [Row(line, tuple(CELLS[column.key](self, line, column) for column in self.columns)) for line in lines]

    def totals(self, sums: Totals) -> list[Cell]:
        """The last row: what can be added up or weighed; the rest stays empty."""
        currency = self.run.currency
        said = {
            "money": cop_m(sums.money, currency) if sums.money is not None else "",
            "growth": change(sums.growth) if sums.growth is not None else "",
            "margin": pct(sums.rate, 1) if sums.rate is not None else "",
            "payment": _days(sums.beyond) if sums.beyond is not None else "",
        }
        return [Cell(column, text=said.get(column.key, "")) for column in self.columns[1:]]


def table(run: SelectionRun, heads: Iterable[Head], columns: Sequence[Column]) -> Table:
    """The table of a run."""
    first = run.facts.get("first_day")
    return Table(run, {head.key: head for head in heads}, columns, date.fromisoformat(first) if first else None)


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


def _days(value: float) -> str:
    return Figure(value, "days").say(reader())


def _plain(value: float | None, say: Callable[[float], str], column: Column, small: str = "", tone: str = "") -> Cell:
    return Cell(column, text=UNKNOWN, tone="mut") if value is None else Cell(
        column, text=say(value), small=small, tone=tone
    )  # fmt: skip


def _name(table: Table, line: AccountLine, column: Column) -> Cell:
    place = " · ".join(word for word in (line.city, line.sector) if word)
    return Cell(column, "name", text=line.name, small=place or line.customer)


def _categories(table: Table, line: AccountLine, column: Column) -> Cell:
    found = reasons(line, table.heads)
    small, tone = "", ""
    if line.but_for_payment:
        small, tone = _("key but for payment").say(reader()), "tbad"
    elif line.seat in table.heads:
        small, tone = _("seat: {seat}").fill(seat=table.heads[line.seat].label).say(reader()), "twarn"
    elif not found:
        small = (_("no criterion applies") if line.rank else _("not active")).say(reader())
    hidden = ", ".join(head.label for head in found[1 + OTHERS :])
    return Cell(column, "categories", categories=found[: 1 + OTHERS], small=small, tone=tone, tip=hidden)


def _score(table: Table, line: AccountLine, column: Column) -> Cell:
    if line.score is None:
        return Cell(column, text="–", tone="mut", tip=_("not active: it has no place in the selection").say(reader()))
    return Cell(column, "score", text=numero(line.score), percent=round(line.score))


def _sure(table: Table, line: AccountLine, column: Column) -> Cell:
    if line.sure is None:
        return Cell(column, text="–", tone="mut")
    return Cell(column, "sure", text=pct(line.sure), percent=round(100 * line.sure), tone=sure_tone(line))  # type: ignore[arg-type]


def _proposal(table: Table, line: AccountLine, column: Column) -> Cell:
    return Cell(column, "badge", badge=HEALTH["inactive"] if line.rank is None else proposal(line))  # type: ignore[arg-type]


def _money(table: Table, line: AccountLine, column: Column) -> Cell:
    return _plain(line.money, lambda value: cop_m(value, table.run.currency), column, tone="b")


def _months(table: Table, line: AccountLine, column: Column) -> Cell:
    drawn = spark(within(line.months, table.run.as_of, table.first_day))
    if drawn is None:
        return Cell(column, text=UNKNOWN, tone="mut", tip=_("There are no months to draw.").say(reader()))
    said = _("last month {last}, between {lowest} and {highest}").fill(
        last=Figure(drawn.last, "money", table.run.currency),
        lowest=Figure(drawn.lowest, "money", table.run.currency),
        highest=Figure(drawn.highest, "money", table.run.currency),
    )
    tone = {"at_risk": "bad", "watched": "warn"}.get(line.health, "")
    return Cell(column, "spark", spark=drawn, tone=tone, tip=said.say(reader()))


def _growth(table: Table, line: AccountLine, column: Column) -> Cell:
    tone = "" if not line.growth else "tok" if line.growth > 0 else "tbad"
    return _plain(line.growth, change, column, tone=tone)


def _margin(table: Table, line: AccountLine, column: Column) -> Cell:
    return _plain(line.margin_rate, lambda value: pct(value, 1), column)


def _payment(table: Table, line: AccountLine, column: Column) -> Cell:
    small = "" if line.within_terms is None else _("{share} in time").fill(share=Figure(line.within_terms, "share"))
    return _plain(
        line.days_beyond,
        _days,
        column,
        small=small.say(reader()) if isinstance(small, Text) else "",
        tone="tbad b" if line.gate == "fails" else "",
    )


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
    day = last_purchase(table.run, line)
    if day is None:
        return Cell(column, text=UNKNOWN, tone="mut")
    return Cell(column, text=fecha_corta(day), small=_days(line.days_since or 0))


def _health(table: Table, line: AccountLine, column: Column) -> Cell:
    why = because(line)
    return Cell(
        column, "badge", badge=HEALTH[line.health], small=why[0] if why else "", tip="; ".join(why)  # type: ignore[index]
    )  # fmt: skip


def _group(table: Table, line: AccountLine, column: Column) -> Cell:
    return Cell(column, text=line.group or "–", tone="" if line.group else "mut")


CELLS: dict[str, Draw] = {
    "name": _name, "categories": _categories, "score": _score, "sure": _sure, "proposal": _proposal, "money": _money,
    "months": _months, "growth": _growth, "margin": _margin, "payment": _payment, "abc": _abc, "kilos": _kilos,
    "wallet": _wallet, "headroom": _headroom, "continuity": _continuity, "last": _last, "health": _health,
    "group": _group,
}  # fmt: skip
