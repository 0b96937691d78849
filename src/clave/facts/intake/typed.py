"""Records to typed rows: strict SQL that marks every cell it cannot believe; it runs once, when rows are finished."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from clave.base.words import Text, _
from clave.facts.intake import choices, dates, numbers
from clave.facts.intake.guess import Mapping, missing
from clave.facts.intake.staging import BREAK, NATIVE, QUOTE, Grid, Staging, begins, literal
from clave.facts.intake.styles import NUMBERS, Style, in_list, text
from clave.facts.tables import TABLES, Column, Kind

DATA, BLANK, HEADER, TOTAL, NOTE, BARE = range(6)
OTHER = {BLANK: "blank", HEADER: "header", TOTAL: "total", NOTE: "note", BARE: "bare"}
LONGER = 1 << 60  # a record with more cells than there are headers
REPEATED = 1 << 61  # an identity that an earlier record of the file has
NO_RATE = 1 << 62  # money in a currency without an exchange rate on its day
TOTAL_WORDS = r"(?i)(^|[|])[^|\w]*((grand?|sub)[ -]*)?(total(es)?|sumas?|sumatoria)\b[^|]{0,40}($|[|])"
TOTAL_DOCUMENT = r"(?i)^\W*((grand?|sub)[ -]*)?total(es)?\b"  # no invoice is numbered so
TOTAL_LABEL = (  # of a product or a customer, whose own name may begin so (TOTAL QUARTZ, Total Energies)
    r"(?i)^\W*(((grand|gran|sub)[ -]*total(es)?)\b|total(es)?[ :.-]+(general|(por |del? |for )?"
    r"(cliente|customer|factura|invoice|documento|document|vendedor|mes|month|d[ií]a|day|zona)\b))"
)
TOTAL_PRODUCT = TOTAL_LABEL + r"|(?i)^\W*total(es)?\W*$"
CODES = ("customer", "product", "document", "order", "currency", "line")
UPPER = ("product", "currency")
NO_CODE = ("NULL", "null", "NaN", "nan", "#N/A", "#N/D", "None")


@dataclass(frozen=True)
class Typed:
    """Rows as the view `relation`: record `r`, `class`, the `bad` mask, and the mapped columns, typed."""

    relation: str
    grid: Grid
    header: int
    headers: tuple[str, ...]
    mapping: Mapping
    style: Style
    decisions: tuple[Text, ...] = ()

    def bit(self, name: str) -> int:
        """The bit of the mask that says this column was not believed."""
        return 1 << list(TABLES[self.mapping.table].by_name).index(name)


def type_rows(
    grid: Grid, header: int, headers: tuple[str, ...], mapping: Mapping, style: Style, staging: Staging
) -> Typed:
    """Type and mark every record below the header."""
    typed = Typed(staging.fresh("typed"), grid, header, headers, mapping, style)
    values, told = [], list[Text]()
    for name, place in mapping.places.items():
        column = TABLES[mapping.table][name]
        value, said = _value(column, place, typed, staging)
        values.append(f'{value} AS "{name}"')
        told += said
    texts = ", ".join(f"{text(place, grid)} AS t{place}" for place in range(grid.width))
    inner = f"SELECT rowid AS r, {texts} FROM {grid.relation} WHERE rowid > {header}"
    middle = f"SELECT r, {_cells(grid)}, {', '.join(values)} FROM ({inner})"
    kept = ", ".join(f'"{name}"' for name in mapping.places)
    staging.run(
        f"CREATE VIEW {typed.relation} AS SELECT r, {kept}, CAST({_class(typed)} AS TINYINT) AS class, "
        f"CAST({_bad(typed)} AS BIGINT) AS bad FROM ({middle})"
    )
    return Typed(typed.relation, grid, header, headers, mapping, style, tuple(told))


def _cells(grid: Grid) -> str:
    return ", ".join(f"t{place}" for place in range(grid.width))


def _value(column: Column, place: int, typed: Typed, staging: Staging) -> tuple[str, list[Text]]:
    """SQL of a column's value, and what was decided on the way."""
    cell, native = f"t{place}", typed.grid.native.get(place, "")
    if column.kind is Kind.DATE:
        if native:
            calendar = typed.style.calendars[column.name]
            day = f"TRY_CAST({cell} AS DATE)" if native != "BLOB" else "NULL"
            low, high = calendar.first.isoformat(), calendar.last.isoformat()
            return f"CASE WHEN {day} BETWEEN DATE '{low}' AND DATE '{high}' THEN {day} END", []
        return typed.style.days[column.name](dates.key(cell)), []
    if column.choices or column.kind is Kind.FLAG:
        return _chosen(column, place, typed, staging)
    if column.kind in NUMBERS:
        return _number(column, cell, native, typed), []
    if column.understood:
        return _understood(column, place, typed, staging)
    return _text(column, cell, typed), []


def _number(column: Column, cell: str, native: str, typed: Typed) -> str:
    figure = (
        f"TRY_CAST({cell} AS {numbers.TYPE})" if native else numbers.sql(cell, typed.style.decimal, typed.grid.marked)
    )
    if column.kind is Kind.INTEGER:
        figure = f"CASE WHEN {figure} = TRUNC({figure}) THEN {figure} END"
    if column.minimum is not None:
        figure = f"CASE WHEN {figure} >= {column.minimum} THEN {figure} END"
    if column.maximum is not None and column.name != "discount":
        figure = f"CASE WHEN {figure} <= {column.maximum} THEN {figure} END"
    return figure


def _text(column: Column, cell: str, typed: Typed) -> str:
    value = cell
    if typed.grid.marked:
        value = f"LTRIM({value}, '{NATIVE}')"
    if typed.grid.repaired or typed.grid.breaks:
        value = f"TRANSLATE({value}, '{QUOTE}{BREAK}', '\" ')"
    if column.name in typed.style.whole_codes:
        value = f"REGEXP_REPLACE({value}, '\\.0$', '')"
    if column.name in UPPER:
        value = f"UPPER({value})"
    if column.name in CODES:
        value = f"CASE WHEN {value} NOT IN {in_list(NO_CODE)} THEN {value} END"
    return value


def _understood(column: Column, place: int, typed: Typed, staging: Staging) -> tuple[str, list[Text]]:
    """Any words: those that clave understands become the values it knows, the others stay as they are."""
    meant = [(word, choices.understood(column, word.lstrip(NATIVE))) for word in _words(place, typed, staging)]
    known = staging.lookup("VARCHAR", [(word, value) for word, value in meant if value is not None])
    return f"COALESCE({known(f't{place}')}, {_text(column, f't{place}', typed)})", []


def _words(place: int, typed: Typed, staging: Staging) -> list[str]:
    """The different words of a column."""
    cell = text(place, typed.grid)
    found = staging.rows(
        f"SELECT DISTINCT {cell} AS v FROM {typed.grid.relation} WHERE rowid > {typed.header} AND {cell} IS NOT NULL "
        f"LIMIT 5000"
    )
    return [str(row[0]) for row in found]


def _chosen(column: Column, place: int, typed: Typed, staging: Staging) -> tuple[str, list[Text]]:
    """The few values of a column by a small table of the words found in it."""
    words = _words(place, typed, staging)
    values = [_meant(column, word.lstrip(NATIVE)) for word in words]
    told: list[Text] = []
    if column.name == "document_kind":
        header = typed.headers[place].lower()  # long exports print their headers again on every page
        found = zip(words, values, strict=True)
        strange = sorted(word for word, value in found if value is None and word.lower() != header)
        values = [value or "invoice" for value in values]
        if strange:
            note = _("«{header}» holds words that are no known kind of document, read as invoices: {words}.")
            told.append(note.fill(header=typed.headers[place], words=", ".join(strange[:10])))
    pairs = [(word, value) for word, value in zip(words, values, strict=True) if value is not None]
    return staging.lookup("BOOLEAN" if column.kind is Kind.FLAG else "VARCHAR", pairs)(f"t{place}"), told


def _meant(column: Column, word: str) -> str | bool | None:
    return choices.flag(word) if column.kind is Kind.FLAG else choices.choice(column, word)


def _class(typed: Typed) -> str:
    """Whether a record is data, and if not what it is; looked at only where the key of a row is missing."""
    table, grid = TABLES[typed.mapping.table], typed.grid
    key = [column for column in table.required if column.kind in (Kind.TEXT, Kind.DATE)]
    mapped = [column for column in key if column.name in typed.mapping.places]
    told_apart = [column for column in mapped if column.kind is Kind.DATE]
    cells = [f"t{place}" for place in range(grid.width)]
    everything = f"COALESCE({', '.join(f'CAST({cell} AS VARCHAR)' for cell in cells)})"
    shown = f"CONCAT_WS('|', {', '.join(cells)})"
    filled = " + ".join(f"CAST({cell} IS NOT NULL AS INTEGER)" for cell in cells)
    heads = [
        (place, head) for place, head in enumerate(typed.headers) if head and place in typed.mapping.places.values()
    ]
    repeated = " AND ".join(f"LOWER(CAST(t{place} AS VARCHAR)) = {literal(head.lower())}" for place, head in heads[:3])
    labels = [f"t{place}" for name, place in typed.mapping.places.items() if table[name].kind in (Kind.TEXT, Kind.DATE)]
    unlabelled = " AND ".join(f"{label} IS NULL" for label in labels) or "FALSE"
    keyed = [f"t{typed.mapping.places[column.name]}" for column in mapped if column.kind is Kind.TEXT]
    is_total = f"REGEXP_MATCHES({shown}, {literal(TOTAL_WORDS)})"
    if not told_apart and keyed:
        is_total = f"REGEXP_MATCHES(CAST({keyed[0]} AS VARCHAR), {literal(TOTAL_WORDS)})"
    slow = (
        f"CASE WHEN {everything} IS NULL OR ({filled} = 1 AND {everything} = '{BREAK}') THEN {BLANK} "
        f"WHEN {repeated or 'FALSE'} THEN {HEADER} WHEN {is_total} THEN {TOTAL} "
        f"WHEN {unlabelled} THEN {BARE} "
        f"WHEN {filled} = 1 AND {len(typed.mapping.places)} > 2 AND NOT REGEXP_MATCHES({everything}, '^[-+(]?[0-9]') "
        f"THEN {NOTE} ELSE {DATA} END"
    )
    if told_apart:
        sound = " AND ".join(f'"{column.name}" IS NOT NULL' for column in mapped)
        return f"CASE WHEN {sound} THEN {_total_or_data(typed)} ELSE {slow} END"
    return slow


def _total_or_data(typed: Typed) -> str:
    """A record with day and document is data, unless a label of it says that it adds others up."""
    if typed.mapping.table != "invoice_line":
        return str(DATA)
    words = {
        "document": TOTAL_DOCUMENT,
        "product": TOTAL_PRODUCT,
        "customer": TOTAL_LABEL,
        "customer_name": TOTAL_LABEL,
    }
    tests = []
    for name, pattern in words.items():
        if name in typed.mapping.places:  # the first letter alone spares nearly every row the slow comparison
            cell = f"CAST(t{typed.mapping.places[name]} AS VARCHAR)"
            tests.append(
                f"WHEN {begins(cell, 'TtSsGg*-=')} AND REGEXP_MATCHES({cell}, {literal(pattern)}) THEN {TOTAL}"
            )
    return f"CASE {' '.join(tests)} ELSE {DATA} END" if tests else str(DATA)


def _bad(typed: Typed) -> str:
    table = TABLES[typed.mapping.table]
    lacking = {column.name for column in missing(table, set(typed.mapping.places))}
    parts = []
    for name, place in typed.mapping.places.items():
        column = table[name]
        needed = column.required and name not in lacking and not (table.name == "invoice_line" and name == "net")
        nothing = f"UPPER(t{place}) IN {in_list(numbers.NOTHING)}"
        if column.kind is Kind.TEXT and not column.choices:
            wrong = f'"{name}" IS NULL' if needed else ""
            if name in CODES and typed.grid.unreadable:
                unreadable = f"CONTAINS(\"{name}\", '\ufffd')"
                wrong = f"{wrong} OR {unreadable}" if wrong else unreadable
        elif needed:
            wrong = f'"{name}" IS NULL'
        elif column.kind is Kind.DATE and place not in typed.grid.native:
            wrong = (
                f'"{name}" IS NULL AND t{place} IS NOT NULL AND NOT '
                f"REGEXP_MATCHES(t{place}, {literal('(?i)' + dates.NO_DAY.pattern)})"
            )
        elif place in typed.grid.native:
            wrong = f'"{name}" IS NULL AND t{place} IS NOT NULL'
        else:
            wrong = f'"{name}" IS NULL AND t{place} IS NOT NULL AND NOT {nothing}'
        if wrong:
            parts.append(f"CASE WHEN {wrong} THEN {typed.bit(name)} ELSE 0 END")
    beyond = [f"t{place} IS NOT NULL" for place in range(len(typed.headers), typed.grid.width)]
    if beyond:
        parts.append(f"CASE WHEN {' OR '.join(beyond)} THEN {LONGER} ELSE 0 END")
    return " + ".join(parts) or "0"


def reason(typed: Typed, column: Column, cell: str) -> Text:
    """Why a cell was not believed, in words."""
    if not cell.strip():
        return _("it is required and it is empty")
    if "\ufffd" in cell:
        return _("it holds a letter that cannot be read")
    if column.kind is Kind.DATE:
        return dates.why(cell, typed.style.calendars[column.name])
    if column.choices or column.kind is Kind.FLAG:
        known: Sequence[str] = column.choices or ("si", "no")
        return _("it is none of: {words}").fill(words=", ".join(known))
    if column.kind is Kind.TEXT:
        return _("it is required and it holds no value")
    return _of_number(typed, column, cell)


def _of_number(typed: Typed, column: Column, cell: str) -> Text:
    if re.fullmatch(numbers.pattern(typed.style.decimal), cell.lstrip(NATIVE).strip()) or cell.startswith(NATIVE):
        if column.kind is Kind.INTEGER and re.search(r"[.,]\d*[1-9]", cell):
            return _("it must be a whole number")
        if column.minimum is not None and cell.lstrip(NATIVE).strip().startswith(("-", "−", "(")):
            return _("it must not be below {minimum}").fill(minimum=column.minimum)
        if len(re.sub(r"\D", "", cell)) > 13:
            return _("the figure is too large")
        if column.maximum is not None:
            return _("it must not be above {maximum}").fill(maximum=column.maximum)
    return numbers.why(cell, typed.style.decimal)
