"""The mail about a source that needs somebody: it failed again and again, or what it brought waits to be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from clave.base.figures import Moment
from clave.base.words import _, counted, recalled
from clave.report.letters import Button, Content, Paragraph, letter_of


@letter_of("source")
def source(data: Mapping[str, Any]) -> Content:
    """To an administrator. `data`: company, address, name (of the source), waits (whether its rows wait for somebody), tries
    (how often it failed in a row), why (a stored sentence), good_at (ISO 8601, '' = never) and page (its path)."""
    name, waits = data["name"], data["waits"]
    subject = _("{name}: what it brought waits for somebody") if waits else _("{name} cannot be read: clave needs you")
    tried = counted("It failed once.", "It failed {n} times in a row.", data["tries"])
    good = data["good_at"]
    known = (
        _("The book has its rows until {moment}; they stay as they are.").fill(
            moment=Moment(datetime.fromisoformat(good))
        )
        if good
        else _("The book has no rows of it yet.")
    )
    why = recalled(data["why"]) if data["why"] else _("It ended without a word.")
    return Content(
        subject.fill(name=name),
        (
            Paragraph(why),
            *(() if waits else (Paragraph(tried),)),
            Paragraph(known),
            Button(_("Open the source"), data["address"] + data["page"]),
        ),
        _("You get this once, because you administer clave at {company}; the next one comes when it works and fails again.").fill(
            company=data["company"]
        ),
    )  # fmt: skip
