"""Every act that the audit log can hold, in the words people read. An act without a row here cannot be recorded."""

from __future__ import annotations

from clave.base.words import Text, _

DEEDS: dict[str, Text] = {
    "company.founded": _("founded the company"),
    "job.cancelled": _("asked to stop a job"),
    "job.tried_again": _("asked to try a job again"),
    "person.created": _("became a person of the company"),
    "person.preferences": _("chose how to read"),
    "selection.kept": _("made a selection"),
    "setup.offered": _("offered the link of the first administrator"),
}

KINDS: dict[str, Text] = {
    "company": _("company"),
    "job": _("job"),
    "person": _("person"),
    "selection": _("selection"),
    "setup": _("set-up link"),
}
"""What an act can be about: the part of `about` before the colon."""
