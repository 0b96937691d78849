"""How a file writes figures and days: decided once, on whole columns, and told in the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from clave.base.words import Text, _
from clave.facts.intake import dates, numbers
from clave.facts.intake.dates import Calendar
from clave.facts.intake.guess import Mapping
from clave.facts.intake.headers import is_spanish
from clave.facts.intake.source import Source
from clave.facts.intake.staging import NATIVE, Grid, Staging, literal, trimmed
from clave.facts.tables import TABLES, Kind
from clave.policy import declared
from clave.policy.limits import Limits

NUMBERS = (Kind.MONEY, Kind.QUANTITY, Kind.KILOS, Kind.RATE, Kind.INTEGER)
VOTERS = 100_000  # cells of a column that are looked at to decide its decimal sign
FIRST_VOTERS, CLEAR = 10_000, 200  # of these so many agree and none differs: the others need not be asked
AHEAD = {"due_date", "required_date", "promised_date", "expires_date", "released_date"}
TO_COME = {"expected_receipt", "shift"}  # tables whose every date may lie ahead


@dataclass(frozen=True)
class Style:
    """How a file writes its cells: its decimal sign, each date column's calendar, SQL of the day that a text means,
    the code columns that end in .0, and what of it must be told."""

    decimal: str
    calendars: dict[str, Calendar]
    days: dict[str, Callable[[str], str]] = field(default_factory=dict)
    whole_codes: frozenset[str] = frozenset()
    decisions: tuple[Text, ...] = ()


def style_of(
    grid: Grid, headers: Sequence[str], header: int, mapping: Mapping, source: Source | None, limits: Limits,
    dated: date, staging: Staging,
) -> Style:  # fmt: skip
    """Decide how a file writes its figures and days; `dated` is the file's own date."""
    spanish = is_spanish(tuple(headers))
    decimal, said_decimal = _decimal(grid, header, mapping, source, spanish, staging)
    calendars, days, said_days = _calendars(grid, header, mapping, source, spanish, limits, dated, staging)
    whole, said_whole = _whole_codes(grid, header, mapping, staging)
    return Style(decimal, calendars, days, whole, (*said_decimal, *said_days, *said_whole))


def text(place: int, grid: Grid) -> str:
    """SQL for the trimmed text of a column, NULL where it holds nothing."""
    if place in grid.native:
        return f"CAST(c{place} AS VARCHAR)"
    return f"NULLIF({trimmed(f'c{place}', grid.blanks)}, '')" if place in grid.padded else f"c{place}"


def _decimal(
    grid: Grid, header: int, mapping: Mapping, source: Source | None, spanish: bool, staging: Staging
) -> tuple[str, list[Text]]:
    if source and source.decimal:
        return source.decimal, []
    table = TABLES[mapping.table]
    places = [
        place for name, place in mapping.places.items() if table[name].kind in NUMBERS and place not in grid.native
    ]
    comma, point, grouped = _votes(grid, header, places, FIRST_VOTERS, staging)
    if min(comma, point) or max(comma, point) < CLEAR:
        comma, point, grouped = _votes(grid, header, places, VOTERS, staging)
    if comma != point:
        return ("," if comma > point else "."), []
    sign = "," if spanish or grid.delimiter == ";" else "."
    if not grouped:
        return sign, []
    told = _("Figures such as 12.345 could be read two ways in this file; the decimal sign was taken to be «{sign}».")
    return sign, [told.fill(sign=sign)]


def _votes(
    grid: Grid, header: int, places: Sequence[int], voters: int, staging: Staging
) -> tuple[int, int, int]:  # fmt: skip
    """Votes of some cells of each column for the comma and the point, and cells that could be either."""
    step = max(1, grid.records // voters)
    found = [numbers.votes(_shapes(grid, header, place, step, staging)) for place in places]
    comma, point, grouped = (sum(votes) for votes in zip((0, 0, 0), *found, strict=True))
    return comma, point, grouped


def _shapes(grid: Grid, header: int, place: int, step: int, staging: Staging) -> list[tuple[str, int]]:
    """How figures are written in a column, every digit but zero as a nine, and how many different cells so."""
    cell = text(place, grid)
    cells = (
        f"SELECT DISTINCT {cell} AS cell FROM {grid.relation} WHERE rowid > {header} AND rowid % {step} = 0 "
        f"AND (CONTAINS({cell}, ',') OR CONTAINS({cell}, '.')) AND NOT STARTS_WITH({cell}, '{NATIVE}')"
    )
    rows = staging.rows(f"SELECT TRANSLATE(cell, '12345678', '99999999'), COUNT(*) FROM ({cells}) GROUP BY 1")
    return [(shape, count) for shape, count in rows]


def _calendars(
    grid: Grid, header: int, mapping: Mapping, source: Source | None, spanish: bool, limits: Limits, dated: date,
    staging: Staging,
) -> tuple[dict[str, Calendar], dict[str, Callable[[str], str]], list[Text]]:  # fmt: skip
    table = TABLES[mapping.table]
    names = [name for name in mapping.places if table[name].kind is Kind.DATE]
    texts = {name: _distinct_days(grid, header, mapping.places[name], staging) for name in names}
    decided = {name: dates.order_of(texts[name]) for name in names}
    known = source.dates if source and source.dates else next((order for order in decided.values() if order), "")
    first = date(limits[declared.earliest_year], 1, 1)
    near = dated + timedelta(days=limits[declared.days_ahead])
    far = date(dated.year + limits[declared.years_ahead], 12, 31)
    calendars: dict[str, Calendar] = {}
    days: dict[str, Callable[[str], str]] = {}
    told: list[Text] = []
    for name in names:
        order = source.dates if source and source.dates else decided[name] or known
        parts = dates.has_parts(texts[name])
        assumed = not order and parts
        order = order or ("dmy" if spanish or not _english(grid) else "mdy")
        if assumed:
            told.append(_told(order, mapping.headers[name], dates.contradict(texts[name])))
        last = far if name in AHEAD or table.name in TO_COME else near
        calendars[name] = Calendar(order, first, last, parts)
        if mapping.places[name] not in grid.native:
            days[name] = _kept(texts[name], calendars[name], staging)
    return calendars, days, told


def _english(grid: Grid) -> bool:
    return grid.delimiter == ","


def _told(order: str, header: str, both: bool) -> Text:
    told = (
        _("«{header}» has days that can only be day/month/year and as many that can only be month/day/year: it was "
          "read as {order}, and the others were not loaded.")
        if both
        else _("Every day of «{header}» is 12 or less, so its order cannot be known: it was read as {order}.")
    )  # fmt: skip
    return told.fill(header=header, order=_("day/month/year") if order == "dmy" else _("month/day/year"))


def _distinct_days(grid: Grid, header: int, place: int, staging: Staging) -> list[str]:
    if place in grid.native:
        return []
    found = dates.key(text(place, grid))
    return [
        row[0]
        for row in staging.rows(f"SELECT DISTINCT {found} AS d FROM {grid.relation} WHERE rowid > {header}")
        if row[0] is not None
    ]


def _kept(texts: list[str], calendar: Calendar, staging: Staging) -> Callable[[str], str]:
    pairs = [(found, dates.day_of(found, calendar.order)) for found in texts]
    return staging.lookup("DATE", [pair for pair in pairs if pair[1] and calendar.first <= pair[1] <= calendar.last])


def _whole_codes(grid: Grid, header: int, mapping: Mapping, staging: Staging) -> tuple[frozenset[str], list[Text]]:
    """Code columns that passed through a program that made figures of them: every code ends in .0."""
    whole: list[str] = []
    table = TABLES[mapping.table]
    for name in ("customer", "product", "document", "order", "line"):
        if name not in mapping.places or table[name].kind is not Kind.TEXT or mapping.places[name] in grid.native:
            continue
        cell = text(mapping.places[name], grid)
        filled, ends = staging.row(
            f"SELECT COUNT({cell}), COUNT(*) FILTER (WHERE {cell} LIKE '%.0') FROM {grid.relation} "
            f"WHERE rowid > {header} AND rowid <= {header} + 20000"
        )
        if filled and ends >= filled * 0.98:
            whole.append(name)
    told = _("The codes of «{header}» came as figures ending in .0; the ending was left out.")
    return frozenset(whole), [told.fill(header=mapping.headers[name]) for name in whole]


def in_list(texts: Sequence[str]) -> str:
    """Texts as an SQL list."""
    return "(" + ", ".join(literal(found) for found in texts) + ")"
