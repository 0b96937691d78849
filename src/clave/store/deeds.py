"""Every act that the audit log can hold, in the words people read. An act without a row here cannot be recorded."""

from __future__ import annotations

from clave.base.words import Text, _

DEEDS: dict[str, Text] = {
    "accounts.exported": _("took a list of accounts out"),
    "company.founded": _("founded the company"),
    "person.created": _("became a person of the company"),
    "person.preferences": _("chose how to read"),
    "selection.kept": _("made a selection"),
    "setup.offered": _("offered the link of the first administrator"),
    "view.removed": _("removed a view of accounts"),
    "view.renamed": _("renamed a view of accounts"),
    "view.saved": _("kept a view of accounts"),
}

KINDS: dict[str, Text] = {
    "company": _("company"),
    "person": _("person"),
    "selection": _("selection"),
    "setup": _("set-up link"),
    "view": _("view of accounts"),
}
"""What an act can be about: the part of `about` before the colon."""
