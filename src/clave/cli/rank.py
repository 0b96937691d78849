"""`clave rank`: from the ERP's files to the defended list, with no server and no set-up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from clave.base.figures import Figure, number
from clave.base.words import Text, _, counted, joined, said
from clave.cli import inputs
from clave.cli.show import SCREEN, note, progress, write
from clave.cli.words import language, noted
from clave.criteria.registry import CRITERIA
from clave.report.listing_json import listing_json
from clave.report.listing_page import listing_page
from clave.report.listing_sheet import FIRMNESS, listing_sheet
from clave.selection.listing import Line, Listing
from clave.selection.run import select

HELP = noted("The list of key accounts with the reason, the evidence and the certainty of each place.")
SHOWN = 40


Order = Annotated[str | None, typer.Option(help=noted("Criteria by importance, comma between them: volume,loyalty,…"))]
Top = Annotated[int | None, typer.Option(min=1, help=noted("Show only the first so many."))]
Xlsx = Annotated[Path | None, typer.Option(help=noted("Write an Excel workbook."))]
Html = Annotated[Path | None, typer.Option(help=noted("Write a page to read, print or send."))]


def rank(
    files: inputs.Files = None,
    map_: inputs.Map = None,
    as_of: inputs.AsOf = None,
    order: Order = None,
    group: inputs.Group = False,
    top: Top = None,
    policy: inputs.PolicyFile = None,
    currency: inputs.Currency = None,
    data: inputs.Data = None,
    as_json: inputs.Json = False,
    xlsx: Xlsx = None,
    html: Html = None,
) -> None:
    """Rank the customers of a book and show the list, or write it."""
    spoken = language()
    inputs.apart([*(files or []), policy, Path(map_) if map_ else None], [xlsx, html])
    rules = inputs.policy(policy)
    day = inputs.day(as_of)
    keys = tuple(key.strip() for key in order.split(",") if key.strip()) if order is not None else None
    book, _files = inputs.book(files, inputs.reading_limits(rules, day), spoken, map_, currency, data, day)
    with progress(spoken) as report:
        listing = select(book, rules, day, by="group" if group else "customer", order=keys, progress=report)
    if as_json:
        typer.echo(json.dumps(listing_json(listing, spoken, top), ensure_ascii=False))
    if xlsx:
        write(xlsx, listing_sheet(listing, spoken, top), spoken)
    if html:
        write(html, listing_page(listing, spoken, top), spoken)
    if not (as_json or xlsx or html):
        show(listing, spoken, top or SHOWN)


def show(listing: Listing, spoken: str, top: int) -> None:
    """The list as a table, with the cut drawn where it falls and what it was made from above it."""
    facts = listing.facts
    SCREEN.print(_("Key accounts as of {day}").fill(day=Figure(listing.as_of, "date")).say(spoken), style="bold")
    SCREEN.print(
        _("{lines}, {customers}, {money}; at most {cap} key accounts; policy {policy}.")
        .fill(
            lines=_several(counted("{shown} invoice line", "{shown} invoice lines", facts.lines), facts.lines),
            customers=_several(counted("{shown} customer", "{shown} customers", facts.customers), facts.customers),
            money=Figure(facts.money, "money", listing.currency),
            cap=listing.capacity.cap,
            policy=listing.policy_version,
        )
        .say(spoken),
        highlight=False,
    )
    SCREEN.print(_table(listing, spoken, top))
    for key, why in listing.out_of_force.items():
        note(
            "· "
            + _("Out of force: {criterion}").fill(criterion=CRITERIA[key].name).say(spoken)
            + ". "
            + said(why, spoken)
        )
    for remark in (*listing.capacity.warnings, *listing.notes):
        note("· " + said(remark, spoken))
    rest = len(listing.lines) - top
    if rest > 0:
        note(_("{rest} more customers: --top {all} shows all, --xlsx and --html write them.")
             .fill(rest=Figure(rest, "count"), all=len(listing.lines)).say(spoken))  # fmt: skip


def _several(text: Text, count: int) -> Text:
    return text.fill(shown=Figure(count, "count"))


def _table(listing: Listing, spoken: str, top: int) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", expand=True)
    for header, right in (
        (_("#"), True), (_("Customer and why"), False), (_("Score"), True), (_("How sure"), True), (_("Purchases"), True),
    ):  # fmt: skip
        table.add_column(header.say(spoken), justify="right" if right else "left", no_wrap=right)
    shown = listing.lines[:top]
    last = max((line.rank for line in shown if line.member and not line.seat), default=0)
    for line in shown:
        table.add_row(*_cells(line, listing, spoken))
        if line.rank == last:
            cut = _("cut: {cap} key accounts at most").fill(cap=listing.capacity.cap).say(spoken)
            table.add_row("──", f"── {cut} ──", "", "", "", style="bold yellow")
    return table


def _cells(line: Line, listing: Listing, spoken: str) -> tuple[str, ...]:
    code = f" [dim]{escape(line.customer)}[/dim]" if line.customer != line.name else ""
    why = escape(said(joined(line.why, " "), spoken))
    return (
        f"{line.rank} {'●' if line.member else ' '}",
        f"[bold]{escape(line.name)}[/bold]{code}\n[dim]{why}[/dim]",
        number(line.score, 1, spoken),
        f"{Figure(round(line.sure, 2), 'share').say(spoken)}\n[dim]{FIRMNESS[line.firmness].say(spoken)}[/dim]",
        Figure(line.money, "money", listing.currency).say(spoken),
    )
