"""Every act that the audit log can hold, in the words people read. An act without a row here cannot be recorded."""

from __future__ import annotations

from clave.base.words import Text, _

DEEDS: dict[str, Text] = {
    "book.reopened": _("went back to an earlier version of the book"),
    "book.undone": _("took back the last import"),
    "company.founded": _("founded the company"),
    "company.restarted": _("took the demonstration away and started with their own data"),
    "source.saved": _("saved how a file is read"),
    "import.uploaded": _("brought files"),
    "import.corrected": _("corrected how files are read"),
    "import.loaded": _("loaded files into the book"),
    "import.discarded": _("threw away files that were not loaded"),
    "job.cancelled": _("asked to stop a job"),
    "job.tried_again": _("asked to try a job again"),
    "person.created": _("became a person of the company"),
    "person.preferences": _("chose how to read"),
    "selection.kept": _("made a selection"),
    "setup.offered": _("offered the link of the first administrator"),
}

KINDS: dict[str, Text] = {
    "book": _("version of the book"),
    "company": _("company"),
    "import": _("import"),
    "job": _("job"),
    "person": _("person"),
    "selection": _("selection"),
    "setup": _("set-up link"),
}
"""What an act can be about: the part of `about` before the colon."""
