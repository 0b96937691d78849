"""The register of hospitality on paper, for compliance: every act, approved or not, given or refused. (G11)"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from clave.base.figures import Figure
from clave.base.words import _, counted, joined
from clave.report.typesetting import pdf

HEADS = (
    _("Number"), _("Day"), _("Customer"), _("What"), _("Who to whom"), _("Cost"), _("State"), _("Why, and what was decided"),
)  # fmt: skip
WORDS = {
    "page": _("Page"),
    "of": _("of"),
    "none": _("Nothing was written down in this year."),
    "about": _("What was not accepted and what was taken back is here too: nothing is ever deleted. A cost that nobody "
               "wrote is not known; it is not zero."),
    "signed": _("Name, role and signature"),
}  # fmt: skip


def register_pdf(rows: Sequence[Sequence[object]], *, company: str, year: int, day: date, language: str) -> bytes:
    """The register on A4, PDF/UA-1; each row has a text for each of `HEADS` (the second is a day)."""
    lines = counted("{n} act", "{n} acts", len(rows))
    about = joined([company, _("made on {day}").fill(day=Figure(day, "date")), lines], " · ")
    data = {
        "company": company,
        "words": WORDS,
        "heads": list(HEADS),
        "title": _("Register of hospitality, {year}").fill(year=year),
        "about": about,
        "rows": [[Figure(cell, "date") if isinstance(cell, date) else cell for cell in row] for row in rows],
    }
    return pdf("hospitality", data, language)
