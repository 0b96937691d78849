"""The sheet of one function on paper: who is key, how to treat them, whom to call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clave.base.figures import Figure
from clave.base.words import Text, _, counted, joined
from clave.criteria.registry import CRITERIA
from clave.report.treatment import SHEETS, what_to_do
from clave.report.typesetting import pdf
from clave.selection.life import STATES

WORDS = {
    "page": _("Page"),
    "of": _("of"),
    "running": _("for people of the company only"),
    "account": _("Key account"),
    "do": _("What to do"),
    "whom": _("Whom to call"),
    "substitute": _("substitute"),
    "nobody": _("nobody yet: call the sales director"),
    "always": _("For all of them"),
    "none": _("There is no key account yet: none has been decided."),
}


@dataclass(frozen=True)
class OnSheet:
    """One account on a sheet; people as name and e-mail, None where there is nobody."""

    name: str
    customer: str
    state: str
    reasons: tuple[str, ...]
    place: str
    owner: tuple[str, str] | None
    substitute: tuple[str, str] | None


def function_pdf(function: str, accounts: Sequence[OnSheet], *, company: str, day: date, language: str) -> bytes:
    """The sheet of `function` (a key of `SHEETS`) on A4, PDF/UA-1."""
    sheet = SHEETS[function]
    always = set(sheet.always)
    data = {
        "words": WORDS,
        "company": company,
        "title": _("Key accounts: what {function} does").fill(function=sheet.label),
        "about": sheet.about,
        "count": _count(len(accounts)),
        "day": Figure(day, "date"),
        "always": list(sheet.always),
        "accounts": [_row(one, [text for text in what_to_do(function, one.reasons, one.state) if text not in always])
                     for one in accounts],
    }  # fmt: skip
    return pdf("function", data, language)


def _count(n: int) -> Text:
    return counted("{shown} key account", "{shown} key accounts", n).fill(shown=Figure(n, "count"))


def _row(one: OnSheet, own: Sequence[Text]) -> dict[str, object]:
    labels = [CRITERIA[key].name for key in one.reasons if key in CRITERIA]
    return {
        "name": one.name,
        "customer": one.customer,
        "state": STATES[one.state].label,
        "reasons": joined(labels, " · "),
        "place": one.place,
        "owner": list(one.owner) if one.owner else None,
        "substitute": list(one.substitute) if one.substitute else None,
        "do": list(own),
    }
