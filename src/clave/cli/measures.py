"""`clave measures`: every measure of every customer at a date."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from clave.base.figures import Figure, number
from clave.base.words import _
from clave.cli import inputs
from clave.cli.show import SCREEN, note
from clave.cli.words import language, noted
from clave.measures import sales
from clave.measures.registry import MEASURES
from clave.measures.run import measure
from clave.measures.shape import Measure, Measured
from clave.report.listing_json import cents, measures_json
from clave.selection.run import date_of

HELP = noted("Every measure of every customer at a date.")
SHOWN = ("money", "share", "margin_rate", "days_beyond", "continuity", "overdue", "headroom")


def measures(
    files: inputs.Files = None,
    map_: inputs.Map = None,
    as_of: inputs.AsOf = None,
    group: inputs.Group = False,
    top: Annotated[int, typer.Option(min=1, help=noted("Rows of the table."))] = 30,
    policy: inputs.PolicyFile = None,
    currency: inputs.Currency = None,
    data: inputs.Data = None,
    engine: inputs.EngineName = None,
    master: inputs.Master = None,
    as_json: inputs.Json = False,
) -> None:
    """Measure the customers of a book and show the largest, or print everything as JSON."""
    spoken = language()
    rules = inputs.policy(policy)
    asked = inputs.day(as_of)
    chosen = inputs.engine(engine, master, data)
    book, _files = inputs.book(files, inputs.reading_limits(rules, asked), spoken, map_, currency, data, asked)
    summary = book.summary()
    day = date_of(summary, asked)
    measured = measure(book.on(chosen), rules.at(day), day, by="group" if group else "customer")
    if as_json:
        facts = {
            "as_of": day.isoformat(),
            "currency": book.currency,
            "facts": {
                "lines": summary.lines,
                "customers": summary.customers,
                "money": cents(summary.money),
                "rejected": book.rejected,
            },
            "policy": rules.version,
        }
        typer.echo(json.dumps(measures_json(measured, facts), ensure_ascii=False))
        return
    SCREEN.print(_table(measured, spoken, top))
    note(_("As of {day}; --json gives all {count} measures.")
         .fill(day=Figure(day, "date"), count=len(measured.columns)).say(spoken))  # fmt: skip


def _table(measured: Measured, spoken: str, top: int) -> Table:
    shown = [MEASURES[key] for key in SHOWN]
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_("Customer").say(spoken))
    for column in shown:
        table.add_column(column.label.say(spoken), justify="right")
    order = (-measured.numbers(sales.money)).argsort(kind="stable")[:top]
    for at in order:
        table.add_row(escape(measured.names[at]), *(said_value(measured, column, int(at), spoken) for column in shown))
    return table


def said_value(measured: Measured, asked: Measure, at: int, spoken: str) -> str:
    """One measure of one customer as people read it; missing is a word, never a zero."""
    column = measured.columns[asked.key]
    value = column.values[at]
    if column.missing[at]:
        words = {1: _("not available"), 2: _("too little history")}
        return words[int(column.missing[at])].say(spoken)
    if asked.unit == "text":
        return str(value)
    if asked.unit == "flag":
        return (_("yes") if value else _("no")).say(spoken)
    if asked.unit == "date":
        return Figure(value, "date").say(spoken)
    if asked.key == "overdue":
        return number(float(value), 1, spoken) + "×"
    return Figure(float(value), asked.unit, measured.currency).say(spoken)
