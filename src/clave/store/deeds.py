"""Every act that the audit log can hold, in the words people read. An act without a row here cannot be recorded."""

from __future__ import annotations

from clave.base.words import Text, _

DEEDS: dict[str, Text] = {
    "accounts.exported": _("took a list of accounts out"),
    "book.reopened": _("went back to an earlier version of the book"),
    "book.undone": _("took back the last import"),
    "company.founded": _("founded the company"),
    "company.renamed": _("gave the company another name"),
    "company.restarted": _("put their own company in the place of the demonstration"),
    "house.cleared": _("cleared what was older than policy keeps it"),
    "import.corrected": _("corrected how files are read"),
    "import.discarded": _("threw away files that were not loaded"),
    "import.loaded": _("loaded files into the book"),
    "import.uploaded": _("brought files"),
    "job.cancelled": _("asked to stop a job"),
    "job.tried_again": _("asked to try a job again"),
    "mail.sent_again": _("asked to send a mail again"),
    "mail.written": _("wrote a mail"),
    "person.created": _("became the first administrator"),
    "person.deactivated": _("deactivated"),
    "person.invited": _("invited"),
    "person.joined": _("accepted the invitation"),
    "person.link_offered": _("made a new link"),
    "person.password_chosen": _("chose a new password with a link"),
    "person.preferences": _("chose how to read"),
    "person.reactivated": _("reactivated"),
    "person.role_changed": _("gave another role"),
    "person.second_factor_reset": _("took off the second step"),
    "person.sessions_ended": _("ended all sessions"),
    "person.withdrawn": _("took the invitation back"),
    "policy.changed": _("changed the policy"),
    "schedule.started": _("started what clave does by itself"),
    "selection.kept": _("made a selection"),
    "source.saved": _("saved how a file is read"),
    "status.changed": _("moved the status of"),
    "setup.offered": _("offered the link of the first administrator"),
    "view.removed": _("removed a view of accounts"),
    "view.renamed": _("renamed a view of accounts"),
    "view.saved": _("kept a view of accounts"),
}

KINDS: dict[str, Text] = {
    "book": _("version of the book"),
    "company": _("company"),
    "customer": _("customer"),
    "house": _("clearing of"),
    "import": _("import"),
    "job": _("job"),
    "mail": _("mail"),
    "person": _("person"),
    "policy": _("policy from a day on"),
    "schedule": _("what clave does by itself"),
    "selection": _("selection"),
    "setup": _("set-up link"),
    "view": _("view of accounts"),
}
"""What an act can be about: the part of `about` before the colon."""

FIELDS: dict[str, Text] = {
    "bulletin": _("weekly bulletin"),
    "email": _("e-mail"),
    "is_active": _("active"),
    "language": _("language"),
    "name": _("name"),
    "password": _("password"),
    "role": _("role"),
    "state": _("state"),
    "theme": _("theme"),
}
"""Names of fields in the words people read; one that is not here is shown as it is."""
