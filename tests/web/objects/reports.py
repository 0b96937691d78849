"""Reports of consumption are the company's: who answers for the account acts on them; the portal shows a customer its own."""

from __future__ import annotations

from tests.web import reports_made
from tests.web.objects.services import accounts, answers
from tests.web.objects.shape import NONE, Make, Sent, Things, World, named, with_more


def reports(world: World) -> Things:
    """One of an account that I answer for, and one of another."""
    answers(world)
    own, other = (reports_made.report(by, code) for by, code in ((world.me, "C-0001"), (world.colleague, "C-0003")))
    return Things([str(own.pk)], [str(other.pk)], None, [NONE])


KINDS: dict[str, Make] = {
    "report": reports, "report_file": lambda world: with_more(reports(world), "informe.pdf"),
    "report_act": lambda world: with_more(reports(world), "aprobar"),
    "reports_file": named("informes.csv", "informes.exe"), "reports_many": named("preparar", "fiesta"),
    "account_reports": accounts, "account_report_act": accounts,
}  # fmt: skip
POSTED: dict[str, Sent] = {"report_act": {}, "account_report_act": {"language": "es"}}
