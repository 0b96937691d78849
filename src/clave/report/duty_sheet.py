"""The sheet of one function for today on paper: one page, a box to tick beside each line. (C2)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, counted, joined
from clave.operations.duties import FUNCTIONS, Duty, Section, on_one_page
from clave.report.typesetting import pdf

LONGEST = 150
"""Characters of a sentence that a line of paper takes."""
WORDS = {
    "page": _("Page"), "of": _("of"), "account": _("Key account"), "what": _("What and why"), "when": _("By when"),
    "money": _("Money"), "done": _("Done"), "key": _("for people of the company only"),
}  # fmt: skip


def duty_pdf(
    function: str, found: Sequence[Section], *, company: str, day: date, notes: Sequence[Text | Joined | str],
    money: Mapping[int, str], language: str,
) -> bytes:  # fmt: skip
    """The sheet on A4, PDF/UA-1; `money` has what is said of the money of a line, by the line's place in all of them, and
    nothing where its reader may not see it."""
    lines = sum(len(one.duties) for one in found)
    places = {id(duty): at for at, duty in enumerate(duty for section in found for duty in section.duties)}
    data = {
        "words": WORDS,
        "company": company,
        "title": _("{function}: today's key accounts").fill(function=FUNCTIONS[function].label),
        "about": joined((Figure(day, "date"), counted("{n} line", "{n} lines", lines), WORDS["key"]), " · "),
        "notes": [_short(one, language) for one in notes[:3]],
        "parts": [
            {
                "title": one.part.title, "empty": one.part.empty, "left": _left(one),
                "rows": [_row(duty, money.get(places[id(duty)], ""), language) for duty in one.duties],
            }
            for one in on_one_page(found)
        ],
    }  # fmt: skip
    return pdf("duties", data, language)


def _row(duty: Duty, money: str, language: str) -> dict[str, object]:
    return {
        "name": duty.name[:60], "what": _short(duty.what, language), "why": _short(duty.why, language),
        "when": Figure(duty.on, "date") if duty.on else "", "money": money,
    }  # fmt: skip


def _short(said: Text | Joined | str, language: str) -> str:
    words = said if isinstance(said, str) else said.say(language)
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"


def _left(one: Section) -> Text | str:
    return counted("and {n} more on the screen", "and {n} more on the screen", one.left) if one.left else ""
