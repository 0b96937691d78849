"""The list as an Excel workbook for the meeting: the list, the criteria in figures, and where it comes from."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from clave.base.figures import Figure
from clave.base.words import Text, _, joined, said
from clave.report import sheet as spread
from clave.selection.listing import Line, Listing

GATES = {"passes": _("passes"), "fails": _("fails"), "unknown": _("unknown")}
FIRMNESS = {"safe": _("safe"), "debate": _("to be debated"), "out": _("out")}
HEADERS = (
    (_("Rank"), 6), (_("Customer"), 14), (_("Name"), 34), (_("Key account"), 11), (_("Score"), 8),
    (_("How sure"), 9), (_("State"), 14), (_("Category"), 16), (_("Seat"), 14), (_("Payment"), 12),
    (_("Purchases, 12 months"), 18),
)  # fmt: skip


def listing_sheet(listing: Listing, language: str = "es", top: int | None = None) -> bytes:
    """An .xlsx file; text that looks like a formula stays text."""
    buffer = BytesIO()
    book = spread.opened(buffer, in_memory=True)
    styles = spread.styles(book) | {
        "score": book.add_format({"num_format": "0.0"}),
        "share": book.add_format({"num_format": "0 %"}),
        "money": book.add_format({"num_format": "#,##0"}),
    }
    _list(book.add_worksheet(_("List").say(language)), listing, language, styles, top)
    _sources(book.add_worksheet(_("Where it comes from").say(language)), listing, language, styles)
    book.close()
    return buffer.getvalue()


def _list(sheet: Any, listing: Listing, language: str, styles: dict[str, Any], top: int | None) -> None:
    keys = tuple(listing.weights)
    headers = [(text.say(language), width) for text, width in HEADERS]
    headers += [(said(listing.named(key), language), 9) for key in keys] + [(_("Why").say(language), 90)]
    for column, (header, width) in enumerate(headers):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, header, styles["head"])
    for row, line in enumerate(listing.lines[:top], start=1):
        _row(sheet, row, line, listing, keys, language, styles)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, max(1, len(listing.lines[:top])), len(headers) - 1)


def _row(
    sheet: Any, row: int, line: Line, listing: Listing, keys: tuple[str, ...], language: str, styles: dict[str, Any]
) -> None:
    sheet.write_number(row, 0, line.rank)
    sheet.write_string(row, 1, line.customer)
    sheet.write_string(row, 2, line.name)
    sheet.write_string(row, 3, (_("yes") if line.member else _("no")).say(language))
    sheet.write_number(row, 4, line.score, styles["score"])
    sheet.write_number(row, 5, line.sure, styles["share"])
    sheet.write_string(row, 6, FIRMNESS[line.firmness].say(language))
    sheet.write_string(row, 7, _name(line.category, listing, language))
    sheet.write_string(row, 8, _name(line.seat, listing, language))
    sheet.write_string(row, 9, GATES[line.gate].say(language))
    sheet.write_number(row, 10, line.money, styles["money"])
    for column, key in enumerate(keys, start=len(HEADERS)):
        score = line.criteria[key].score
        if score is None:
            sheet.write_string(row, column, "?")
        else:
            sheet.write_number(row, column, score, styles["score"])
    sheet.write_string(row, len(HEADERS) + len(keys), said(joined(line.why, " "), language), styles["wrap"])


def _name(key: str | None, listing: Listing, language: str) -> str:
    return said(listing.named(key), language) if key else ""


def _sources(sheet: Any, listing: Listing, language: str, styles: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    for row, (label, value) in enumerate(origins(listing)):
        sheet.write_string(row, 0, label.say(language), styles["head"])
        sheet.write_string(row, 1, said(value, language), styles["wrap"])


def origins(listing: Listing, *, brief: bool = False) -> list[tuple[Text, object]]:
    """What the list was made from, as pairs of label and value: facts, policy, draws; unless `brief`, also what the
    order weighs, what is out of force, and the notes."""
    facts = listing.facts
    rows: list[tuple[Text, object]] = [
        (_("As of"), Figure(listing.as_of, "date")),
        (_("Invoice lines"), Figure(facts.lines, "count")),
        (_("Customers in them"), Figure(facts.customers, "count")),
        (_("Money in them"), Figure(facts.money, "money", listing.currency)),
        (_("Rejected rows"), Figure(listing.rejected, "count")),
        (_("Policy version"), listing.policy_version),
        (_("Draws and seed"), f"{listing.draws} · {listing.seed}"),
        (_("Key accounts at most"), Figure(listing.capacity.cap, "count")),
    ]
    return rows if brief else rows + _reasons(listing)


def _reasons(listing: Listing) -> list[tuple[Text, object]]:
    rows: list[tuple[Text, object]] = [
        (_("Weight of {criterion}").fill(criterion=listing.named(key)), Figure(weight, "share"))
        for key, weight in listing.weights.items()
    ]
    for key, why in listing.out_of_force.items():
        rows.append((_("Out of force: {criterion}").fill(criterion=listing.named(key)), why))
    return rows + [(_("Note"), note) for note in (*listing.capacity.warnings, *listing.notes)]
