"""The sheet of a joint promotion that both sides sign: of what, when, what each pays, what for. (G9)"""

from __future__ import annotations

from datetime import date

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.operations.promotions.result import Shower
from clave.operations.promotions.said import KINDS, PromotionSaid
from clave.report.typesetting import pdf

WORDS = {
    "page": _("Page"),
    "of": _("of"),
    "ours": _("For {company}"),
    "signed": _("Name, position, signature and date"),
    "terms": _("Conditions"),
    "none": _("None beside these."),
    "about": _(
        "Both sides agree what stands here. What each side pays is paid against the documents of what was done."
    ),
}


def promotion_pdf(
    said: PromotionSaid, *, number: str, customer: str, company: str, owner: str, contact: str, budget: tuple[str, str],
    about: str, day: date, currency: str, language: str,
) -> bytes:  # fmt: skip
    """One page of A4, PDF/UA-1; `budget` is what each side pays, ours first, as whoever prints it may see it."""
    target = Shower(said.measure, currency)(float(said.target)) if said.target else ""
    rows: list[tuple[Text, object]] = [
        (_("Customer"), customer), (_("What it is"), KINDS[said.kind]), (_("Products"), about),
        (_("First day"), Figure(said.starts_on, "date")), (_("Last day"), Figure(said.ends_on, "date")),
        (_("{company} pays").fill(company=company), budget[0]), (_("{customer} pays").fill(customer=customer), budget[1]),
        (_("What it is for"), said.goal or "–"), (_("Purchases to reach in these days"), target or "–"),
        (_("Who answers for it"), owner), (_("Who agrees it at the customer"), contact or "–"),
    ]  # fmt: skip
    data = {
        "company": company, "words": WORDS | {"ours": _("For {company}").fill(company=company)},
        "theirs": _("For {company}").fill(company=customer), "title": said.title,
        "running": _("{number} · made on {day}").fill(number=number, day=Figure(day, "date")),
        "rows": [[label, value] for label, value in rows], "conditions": said.conditions or WORDS["none"],
    }  # fmt: skip
    return pdf("promotion", data, language)
