"""The letters around coming into the portal: to people of customers, who are spoken to as «ustedes»."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.report.letters import HIDDEN, Button, Content, Paragraph, letter_of

HELLO = _("Good day, {name}:")
ONCE = _("The link opens the portal once, until {day} at {time}; whoever has it comes in with your name.")


def _until(data: Mapping[str, Any]) -> Text:
    return ONCE.fill(day=Figure(data["ends"].date(), "date"), time=f"{data['ends']:%H:%M}")


@letter_of("portal_invitation")
def portal_invitation(data: Mapping[str, Any]) -> Content:
    """To a contact who is invited, or gets a new link of us. `data`: company, name, by (name), ends (local moment)."""
    return Content(
        _("{company} opens its portal to your company").fill(company=data["company"]),
        (
            Paragraph(HELLO.fill(name=data["name"])),
            Paragraph(
                _(
                    "{by}, of {company}, invites you to our portal: what you have with us, who attends you, and how to ask "
                    "us for what you need."
                ).fill(by=data["by"], company=data["company"])
            ),
            Button(_("Come into the portal"), HIDDEN),
            Paragraph(_until(data)),
            Paragraph(
                _("There is no password: when the link has ended, ask for another one at the door of the portal.")
            ),
        ),
        _("You get this because {by}, who attends your company at {company}, invited you.").fill(
            by=data["by"], company=data["company"]
        ),
    )


@letter_of("portal_link")
def portal_link(data: Mapping[str, Any]) -> Content:
    """To a visitor who asked for a link at the door. `data`: company, name, ends (local moment)."""
    return Content(
        _("Your link to the portal of {company}").fill(company=data["company"]),
        (
            Paragraph(HELLO.fill(name=data["name"])),
            Paragraph(_("Somebody, surely you, asked for a link to our portal.")),
            Button(_("Come into the portal"), HIDDEN),
            Paragraph(_until(data)),
            Paragraph(_("If it was not you, do nothing: without the link nobody comes in, and it ends by itself.")),
        ),
        _("You get this because your address was typed at the door of the portal of {company}.").fill(
            company=data["company"]
        ),
    )
