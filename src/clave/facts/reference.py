"""The reference of the fact tables, written from their declaration: documents, and a template file for each table.

`python -m clave.facts.reference docs/reference` writes `hechos.md` and `facts.md`; a test fails where they are stale.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from clave.base.figures import Figure
from clave.base.words import Joined, Shown, Text, _, joined, said
from clave.facts.store.shaping import unit
from clave.facts.tables import TABLES, Column, Kind, Table

FILES = {"es": "hechos.md", "en": "facts.md"}
KINDS = {
    Kind.TEXT: _("text"),
    Kind.DATE: _("date"),
    Kind.MONEY: _("money, exact to four decimals"),
    Kind.QUANTITY: _("quantity, exact to four decimals"),
    Kind.KILOS: _("kilos, exact to four decimals"),
    Kind.RATE: _("number with decimals"),
    Kind.INTEGER: _("whole number"),
    Kind.FLAG: _("yes or no"),
}
UNITS = {
    "days": _("days"), "hours": _("hours"), "minutes": _("minutes"), "kg": _("kg"), "times": _("times"),
    "share": _("share between 0 and 1"),
}  # fmt: skip
_HEADINGS = (_("column"), _("type"), _("meaning"), _("rule"), _("headers understood"))
_BY_KIND = {
    Kind.TEXT: "",
    Kind.DATE: "15/01/2026",
    Kind.MONEY: "184500,00",
    Kind.QUANTITY: "12",
    Kind.KILOS: "30,5",
    Kind.RATE: "1,5",
    Kind.INTEGER: "30",
    Kind.FLAG: "no",
}
_BY_NAME = {
    "document": "FV-1001", "line": "1", "customer": "900123456", "customer_name": "Ferretería El Tornillo S.A.S.",
    "product": "P-100", "product_name": "Caja de tornillos", "family": "Tornillos", "currency": "COP",
    "order": "PD-501", "name": "Ferretería El Tornillo S.A.S.", "tax_id": "900123456-8", "group": "Grupo Tornillo",
    "channel": "distributor", "sector": "Ferretería", "city": "Medellín", "region": "Antioquia",
    "country": "Colombia", "size": "Mediana", "owner": "Ana Ruiz", "warehouse": "Principal", "status": "Abierto",
    "machine": "M1", "setup_family": "Acero", "by": "Ana Ruiz", "kind": "visit", "rater": "Ana Ruiz",
    "reason": "Nos enseña el mercado", "evidence": "Acta 12", "source": "El cliente", "weight": "2,5",
     "allowed_warehouses": "Principal, Norte", "hold_reason": "Cupo excedido", "lot": "L-2301", "cut_off": "15:00",
     "discount": "0,05", "rate": "4050,25", "rating": "3", "weekday": "1", "starts": "6",
     "from_family": "Acero", "to_family": "Bronce",
}  # fmt: skip


def markdown(language: str) -> str:
    """Every table and column: type, unit, meaning, rule and the headers under which files bring it."""
    texts = [
        _("# The fact tables"),
        _("Written from the declaration in `src/clave/facts/tables/`; do not edit it here."),
    ]
    parts = [text.say(language) for text in texts]
    parts += [_about(table, language) for table in TABLES.values()]
    return "\n\n".join(parts) + "\n"


def template(table: str) -> str:
    """A CSV file to fill in: the headers in Spanish and one example row, as a spreadsheet in Colombia writes it."""
    columns = TABLES[table].columns
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([header(column) for column in columns])
    writer.writerow([example(column) for column in columns])
    return text.getvalue()


def header(column: Column) -> str:
    """The header under which the template has a column: the first one its declaration understands."""
    return column.headers[0] if column.headers else column.name


def example(column: Column) -> str:
    """A value that a column accepts, as a Spanish spreadsheet writes it."""
    return column.choices[0] if column.choices else _BY_NAME.get(column.name, _BY_KIND[column.kind])


def replaced_by(table: Table) -> Text:
    """What a file replaces in a table, in words."""
    if table.document:
        return _("A file replaces the documents it contains, column `{column}`.").fill(column=table.document)
    if unit(table) == ("date",):
        return _("A file replaces the days it contains.")
    if unit(table) == ("source",):
        return _("A file replaces the whole list of its source.")
    keys = joined([f"`{name}`" for name in unit(table)])
    return _("A file replaces the rows it contains, by {columns}.").fill(columns=keys)


def _about(table: Table, language: str) -> str:
    heads = " | ".join(heading.say(language) for heading in _HEADINGS)
    lines = [
        f"## {table.title.say(language)} (`{table.name}`)",
        "",
        f"{table.meaning.say(language)} {replaced_by(table).say(language)}",
        "",
        f"| {heads} |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *(_row(column, language) for column in table.columns)])


def _row(column: Column, language: str) -> str:
    kind = KINDS[column.kind].say(language) + (f" ({UNITS[column.unit].say(language)})" if column.unit else "")
    cells = (f"`{column.name}`", kind, column.meaning.say(language), rule(column).say(language), _headers(column))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def rule(column: Column) -> Joined:
    """What a column may hold, in words; empty where anything of its type goes."""
    return joined(_rules(column), "; ")


def _rules(column: Column) -> Iterator[Shown]:
    if column.required:
        yield _("required")
    if column.choices:
        yield _("one of {choices}").fill(choices=", ".join(f"`{choice}`" for choice in column.choices))
    if column.minimum is not None:
        yield _("not below {minimum}").fill(minimum=Figure(column.minimum, "count"))
    if column.maximum is not None:
        yield _("not above {maximum}").fill(maximum=Figure(column.maximum, "count"))
    if column.personal:
        yield _("personal data")


def _headers(column: Column) -> str:
    return said(joined(column.headers), "es")


def write(folder: Path) -> None:
    """Write the reference in both languages into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for language, name in FILES.items():
        (folder / name).write_text(markdown(language), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
