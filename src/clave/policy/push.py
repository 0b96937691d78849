"""Values of the policy about writing to an ERP: how much at once, how long a plan may wait, who approves it, and which
privileges people read there; and how much Odoo is asked for at once. Registered beside `declared`."""

from __future__ import annotations

from clave.base.words import _
from clave.policy.declared import PRIVILEGES
from clave.policy.kinds import choice, cron, days, number, whole, words

ANYBODY, ANOTHER = "anybody", "another"

schedule = cron(
    "schedule.pushes", _("When it is planned anew what to write to the ERP, for somebody to read and approve")
)
lines = whole("push.lines", _("Records that one plan of writing may change, at most"), 1, 100_000)
together = whole("push.together", _("Records that are written by one call"), 1, 2_000)
pause = number("push.pause_seconds", _("Seconds between two calls that write"), 0)
hours = whole("push.hours", _("Hours within which a plan of writing must be approved"), 1, 8_760)
plan_days = days("push.plan_days", _("Days after which a confirmed plan is too old for its priorities to be written"))
swaps = whole("push.swaps", _("Swaps of reserved stock that are proposed at once, at most"), 1, 1_000)
approver = choice("push.approver", _("Who may approve what is written: anybody who may, or another than who planned it"),
                  ANYBODY, ANOTHER)  # fmt: skip
selling = words("push.selling", _("Privileges that sales reads on the customer in the ERP"), PRIVILEGES)
dispatching = words("push.dispatching", _("Privileges that dispatch reads on the customer in the ERP"), PRIVILEGES)
records = whole("odoo.records", _("Records that Odoo is asked for at once"), 50, 10_000)
seconds = whole("odoo.seconds", _("How long one answer of Odoo may take"), 1, 3_600)
megabytes = whole("odoo.megabytes", _("Largest answer of Odoo that is taken"), 1, 1_024, unit="megabytes")
