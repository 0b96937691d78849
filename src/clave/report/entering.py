"""The letters around coming in: an invitation, a new password, and what changed in somebody's security."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.report.letters import HIDDEN, Button, Content, Paragraph, letter_of
from clave.report.notices import WHY as BECAUSE

HELLO = _("Hello {name}:")
ONCE = _("The link works once, until {day} at {time}.")
YOURS = _("The link is only for you: whoever has it comes in as you.")


def _until(data: Mapping[str, Any]) -> Text:
    return ONCE.fill(day=Figure(data["ends"].date(), "date"), time=f"{data['ends']:%H:%M}")


@letter_of("invitation")
def invitation(data: Mapping[str, Any]) -> Content:
    """To somebody invited. `data`: company, name, by (name), role and means (texts), ends (local moment)."""
    return Content(
        _("{by} invites you to clave").fill(by=data["by"]),
        (
            Paragraph(HELLO.fill(name=data["name"])),
            Paragraph(
                _("clave says who the key accounts of {company} are, and what each of us does for them.").fill(
                    company=data["company"]
                )
            ),
            Paragraph(_("Your role: {role}. {means}").fill(role=data["role"], means=data["means"])),
            Button(_("Choose your password and come in"), HIDDEN),
            Paragraph(_until(data)),
        ),
        _("You get this because {by} invited you to clave at {company}. {yours}").fill(
            by=data["by"], company=data["company"], yours=YOURS
        ),
    )


@letter_of("new_password")
def new_password(data: Mapping[str, Any]) -> Content:
    """To somebody who forgot the password. `data`: company, name, by (name of the administrator who offers it, empty
    where it was asked for at the sign-in), ends (local moment)."""
    asked = (
        _("{by} sends you this link so that you choose a new password.").fill(by=data["by"])
        if data["by"]
        else _("Somebody, surely you, asked for a new password at the sign-in of clave.")
    )
    return Content(
        _("Choose a new password for clave"),
        (
            Paragraph(HELLO.fill(name=data["name"])),
            Paragraph(asked),
            Button(_("Choose a new password"), HIDDEN),
            Paragraph(_until(data)),
            Paragraph(_("If it was not you, do nothing: until somebody uses the link, your password stays as it is.")),
        ),
        _("You get this because you work with clave at {company}. {yours}").fill(company=data["company"], yours=YOURS),
    )


@letter_of("unknown_address")
def unknown_address(data: Mapping[str, Any]) -> Content:
    """To an address with which nobody signs in. `data`: company, sign_in (whole address)."""
    return Content(
        _("Nobody signs in to clave with this address"),
        (
            Paragraph(
                _(
                    "Somebody asked for a new password with this address, and nobody signs in with it in clave of "
                    "{company}."
                ).fill(company=data["company"])
            ),
            Paragraph(
                _(
                    "If it was you, you were probably invited under another address: try it, or ask whoever administers "
                    "clave. If it was not you, do nothing."
                )
            ),
            Button(_("To the sign-in"), data["sign_in"]),
        ),
        _("You get this only because your address was typed at the sign-in of clave at {company}.").fill(
            company=data["company"]
        ),
    )


CHANGED: Mapping[str, tuple[Text, Text]] = {
    "password": (_("Your password of clave changed"), _("Your password was changed")),
    "second_step_on": (_("Your second step in clave is on"), _("A second step was set up for your sign-in")),
    "second_step_off": (_("Your second step in clave is off"), _("The second step of your sign-in was taken off")),
    "codes": (
        _("You have new recovery codes in clave"),
        _("New recovery codes were made; the earlier ones no longer work"),
    ),
}
"""What may change in somebody's security: the subject, and the sentence."""


@letter_of("security")
def security(data: Mapping[str, Any]) -> Content:
    """That something changed. `data`: company, name, what (key of `CHANGED`), at (local moment), page (whole address)."""
    subject, sentence = CHANGED[data["what"]]
    at = data["at"]
    return Content(
        subject,
        (
            Paragraph(HELLO.fill(name=data["name"])),
            Paragraph(
                _("{what}, on {day} at {time}.").fill(what=sentence, day=Figure(at.date(), "date"), time=f"{at:%H:%M}")
            ),
            Paragraph(
                _(
                    "If it was you, there is nothing to do. If it was not, choose another password and tell an "
                    "administrator at once."
                )
            ),
            Button(_("My security"), data["page"]),
        ),
        BECAUSE.fill(company=data["company"]),
    )
