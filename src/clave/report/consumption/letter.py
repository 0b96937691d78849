"""The mail that tells somebody of the customer that a report is there: who it is for, where it is read, and who wrote it. (G10)

It holds no figure: whoever reads over a shoulder learns nothing. Nothing in it tells us that it was opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clave.base.words import _, joined
from clave.report.letters import Button, Content, Paragraph, letter_of


@letter_of("consumption_report")
def consumption_report(data: Mapping[str, Any]) -> Content:
    """The mail. `data`: company, customer, addressee, title (text), span, kam, kam_email, page, attached (whether the PDF goes
    with it), again (whether it was sent before)."""
    first = (
        _("Here is again the report of what {customer} bought in {span}, with figures for your next budget.")
        if data["again"]
        else _("The report of what {customer} bought in {span} is ready, with figures for your next budget.")
    )
    return Content(
        _("{title} for {customer}").fill(title=data["title"], customer=data["customer"]),
        (
            Paragraph(_("Dear {name}:").fill(name=data["addressee"])),
            Paragraph(first.fill(customer=data["customer"], span=data["span"])),
            *((Paragraph(_("It also goes with this mail as a PDF.")),) if data["attached"] else ()),
            Button(_("Read the report"), data["page"]),
            Paragraph(joined([one for one in (_("Yours sincerely,"), data["kam"], data["kam_email"]) if one], "\n")),
        ),
        _("Sent by {company} to the people of {customer} who may read its consumption. It is only for you.").fill(
            company=data["company"], customer=data["customer"]
        ),
    )
