"""The report of consumption as a PDF, in the customer's language: PDF/UA-1 on A4. (G10)"""

from __future__ import annotations

from collections.abc import Mapping

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _
from clave.report.consumption.content import Content
from clave.report.consumption.drawn import legend, months_alt, months_chart, proposal_alt, proposal_chart
from clave.report.consumption.said import Part, Said, intro, parts, reach, strip
from clave.report.typesetting import pdf

TEMPLATE = "consumption"
LARGEST_LOGO = 512 * 1024
"""Bytes of a logo that a report carries; a larger one is left out, not shrunk: whoever stores it keeps it small."""
SIGNS: Mapping[bytes, str] = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"<svg": "svg", b"<?xm": "svg"}
WORDS = {
    "of": _("of"),
    "only": _("Prepared only for {customer}"),
    "reach": _("Your contact with us"),
    "note": _("From your key account manager"),
}


def report_pdf(content: Content, language: str, *, note: str = "", logo: bytes | None = None) -> bytes:
    """The whole report, with what the KAM writes to the customer."""
    return pdf(TEMPLATE, report_data(content, language, note=note, logo=logo), language)


def report_data(content: Content, language: str, *, note: str = "", logo: bytes | None = None) -> dict[str, object]:
    """What the template is given."""
    return {
        "words": WORDS | {"only": WORDS["only"].fill(customer=content.customer)},
        "company": content.company,
        "customer": content.customer,
        "title": heading(content),
        "doc": Joined((heading(content), content.customer), " · "),
        "intro": intro(content),
        "made": made(content),
        "strip": [list(one) for one in strip(content)],
        "note": note.strip(),
        "parts": [_part(one, content, language) for one in parts(content)],
        "reach": reach(content),
        "logo": _logo(logo),
    }


def heading(content: Content) -> Said:
    """`Half-yearly report 2026-2`."""
    return Joined((content.period.title, content.period.called), " ")


def made(content: Content) -> Text:
    """When it was made, and from invoices up to which day."""
    if content.invoices_until is None:
        return _("Made on {day}.").fill(day=Figure(content.made_on, "date"))
    return _("Made on {day} from the invoices up to {last}.").fill(
        day=Figure(content.made_on, "date"), last=Figure(content.invoices_until, "date")
    )


def _part(one: Part, content: Content, language: str) -> dict[str, object]:
    return {
        "key": one.key,
        "title": one.title,
        "says": list(one.says),
        "heads": list(one.heads),
        "rows": [list(row) for row in one.rows],
        "numbers": list(one.numbers),
        "total": one.total,
        "lists": [{"head": head, "items": list(items)} for head, items in one.lists],
        "note": one.note,
        **_chart(one, content, language),
    }


def _chart(one: Part, content: Content, language: str) -> dict[str, object]:
    if one.chart == "months":
        drawing, alt, marks = months_chart(content, language), months_alt(content), legend(content, "months")
    elif one.chart == "proposal":
        drawing, alt, marks = proposal_chart(content, language), proposal_alt(content), legend(content, "proposal")
    else:
        return {"drawing": ""}
    return {"drawing": drawing, "alt": alt, "legend": marks}


def _logo(logo: bytes | None) -> dict[str, object] | None:
    """The bytes of a logo that can be drawn; None for one that is too large, or is no picture."""
    if not logo or len(logo) > LARGEST_LOGO:
        return None
    kind = next((kind for sign, kind in SIGNS.items() if logo.startswith(sign)), None)
    return {"bytes": list(logo), "kind": kind} if kind else None
