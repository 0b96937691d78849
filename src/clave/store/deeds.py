"""Every act that the audit log can hold, in the words people read. An act without a row here cannot be recorded."""

from __future__ import annotations

from clave.base.words import Text, _

DEEDS: dict[str, Text] = {
    "company.founded": _("founded the company"),
    "person.created": _("became a person of the company"),
    "person.preferences": _("chose how to read"),
    "policy.changed": _("changed the policy"),
    "selection.kept": _("made a selection"),
    "setup.offered": _("offered the link of the first administrator"),
}

KINDS: dict[str, Text] = {
    "company": _("company"),
    "person": _("person"),
    "policy": _("policy from a day on"),
    "selection": _("selection"),
    "setup": _("set-up link"),
}
"""What an act can be about: the part of `about` before the colon."""
