"""The plain letters of the house: the trial of the mail server, and a notice that any part of clave can write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clave.base.words import _
from clave.report.letters import Button, Content, Item, Items, Paragraph, letter_of

WHY = _("You get this because you work with clave at {company}.")


@letter_of("trial")
def trial(data: Mapping[str, Any]) -> Content:
    """The mail of `clave mail test`. `data`: company."""
    return Content(
        _("clave can send mail"),
        (Paragraph(_("This is the trial that somebody asked for. If you read it, the mails of clave arrive.")),),
        WHY.fill(company=data["company"]),
    )


@letter_of("notice")
def notice(data: Mapping[str, Any]) -> Content:
    """Any short message. `data`: company, subject, paragraphs [text], and where wanted items [(head, [text])] under
    items_title, and act (label, address)."""
    items = tuple(Item(head, tuple(more)) for head, more in data.get("items", ()))
    act = data.get("act")
    return Content(
        data["subject"],
        (
            *(Paragraph(text) for text in data["paragraphs"]),
            *((Items(data.get("items_title", ""), items),) if items else ()),
            *((Button(*act),) if act else ()),
        ),
        data.get("foot", WHY.fill(company=data["company"])),
    )
