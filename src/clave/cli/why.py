"""`clave why`: everything the list knows about one customer."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from clave.base.errors import ClaveError
from clave.base.figures import Figure, number
from clave.base.words import _, said
from clave.cli import inputs
from clave.cli.show import SCREEN, progress
from clave.cli.words import language, noted
from clave.criteria.registry import CRITERIA
from clave.measures.run import By
from clave.report.listing_page import WOULD_ENTER, WOULD_LEAVE
from clave.report.listing_sheet import FIRMNESS
from clave.selection.listing import Line, Listing
from clave.selection.run import select

HELP = noted("Why a customer is on the list, or not, and what it would take.")
VERDICTS = {"applies": _("applies"), "does_not": _("does not apply"), "unknown": _("unknown")}
CLOSE = 5


def why(
    customer: Annotated[str, typer.Argument(help=noted("Customer code, or part of its name."))],
    files: inputs.Files = None,
    map_: inputs.Map = None,
    as_of: inputs.AsOf = None,
    group: inputs.Group = False,
    policy: inputs.PolicyFile = None,
    currency: inputs.Currency = None,
    data: inputs.Data = None,
) -> None:
    """Explain one customer's place: criteria with evidence, how sure, what would change it."""
    spoken = language()
    rules = inputs.policy(policy)
    day = inputs.day(as_of)
    book, _files = inputs.book(files, inputs.reading_limits(rules, day), spoken, map_, currency, data, day)
    by: By = "group" if group else "customer"
    with progress(spoken) as report:
        listing = select(book, rules, day, by=by, explain=customer, progress=report)
        line = find(listing, customer)
        if line.customer != customer:  # found by its name: now it can be explained in full
            listing = select(book, rules, day, by=by, explain=line.customer, progress=report)
            line = find(listing, line.customer)
    SCREEN.print(escape(f"{line.rank}. {line.name} ({line.customer})"), style="bold", highlight=False)
    state = _("Score {score}; inside in {sure} of the reasonable weightings: {state}.").fill(
        score=Figure(line.score, "score"), sure=Figure(round(line.sure, 2), "share"), state=FIRMNESS[line.firmness]
    )
    SCREEN.print(state.say(spoken), highlight=False)
    for reason in line.why:
        SCREEN.print("· " + said(reason, spoken), markup=False, highlight=False)
    SCREEN.print(_criteria(line, listing, spoken))
    if line.would_take:
        SCREEN.print((WOULD_LEAVE if line.member else WOULD_ENTER).say(spoken), style="bold")
        for change in line.would_take:
            sure = Figure(round(change.sure, 2), "share").say(spoken)
            SCREEN.print(f"· {change.text.say(spoken)} → {sure}", markup=False, highlight=False)


def find(listing: Listing, asked: str) -> Line:
    """The line of a customer by its code, or by a name that only it has."""
    for line in listing.lines:
        if line.customer == asked:
            return line
    asked = asked.strip()
    coded = [line for line in listing.lines if line.customer.casefold() == asked.casefold()]
    if len(coded) == 1:
        return coded[0]
    named = [line for line in listing.lines if asked.casefold() in line.name.casefold()]
    if len(named) == 1:
        return named[0]
    close = "; ".join(f"{line.customer} {line.name}" for line in named[:CLOSE])
    raise ClaveError(
        _("«{asked}» fits several customers: {close}.").fill(asked=asked, close=close)
        if named
        else _("no active customer has the code or name «{asked}».").fill(asked=asked),
        remedy=_("Give the code as the invoices have it; `clave rank` lists the active customers."),
    )


def _criteria(line: Line, listing: Listing, spoken: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in (_("Criterion"), _("Weight"), _("Score"), _("Verdict"), _("Evidence")):
        table.add_column(header.say(spoken))
    for key, cell in line.criteria.items():
        score = "?" if cell.score is None else number(cell.score, 0, spoken)
        table.add_row(
            CRITERIA[key].name.say(spoken),
            Figure(listing.weights.get(key), "share").say(spoken),
            score,
            VERDICTS[cell.verdict].say(spoken),
            escape(said(cell.because, spoken)),
        )
    return table
