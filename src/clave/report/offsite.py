"""The paper of an off-site session: its agenda before, its minutes after. It says no cost: the customer reads it. (C3)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _
from clave.report.typesetting import pdf

WORDS = {
    "page": _("Page"),
    "of": _("of"),
    "purpose": _("What it is for"),
    "ours": _("Of ours"),
    "theirs": _("Of yours"),
    "agenda": _("Agenda"),
    "runs": _("From–to"),
    "point": _("Point"),
    "lead": _("Who leads it"),
    "minutes": _("Minutes it takes"),
    "ideas": _("Ideas said, and what comes of them"),
    "idea": _("Idea"),
    "outcome": _("What comes of it"),
    "agreed": _("What was agreed"),
    "notes": _("Ideas and agreements"),
    "nothing": _("Nothing yet."),
    "signed": _("Name, role and signature"),
}


@dataclass(frozen=True)
class Minutes:
    """What a paper says; `held`: the minutes, else the agenda. A point is (from–to, what, who leads, minutes); an idea is
    (what, what comes of it)."""

    company: str
    customer: str
    on: date
    place: str
    purpose: str
    held: bool
    ours: Sequence[str]
    theirs: Sequence[str]
    points: Sequence[tuple[str, str, str, int | None]]
    ideas: Sequence[tuple[str, Text | Joined]]
    agreed: str = ""


def minutes_pdf(paper: Minutes, language: str = "es") -> bytes:
    """The document in `language`, PDF/UA-1 on A4."""
    return pdf("offsite", minutes_data(paper), language)


def minutes_data(paper: Minutes) -> Mapping[str, object]:
    """What the template is given."""
    title = _("Minutes of our session: {customer}") if paper.held else _("Our session: {customer}")
    return {
        "words": WORDS,
        "company": paper.company,
        "title": title.fill(customer=paper.customer),
        "when": _("{day} · {place}").fill(day=Figure(paper.on, "date"), place=paper.place),
        "purpose": paper.purpose,
        "held": paper.held,
        "ours": list(paper.ours),
        "theirs": list(paper.theirs),
        "points": [
            {"runs": runs, "text": text, "lead": lead, "minutes": "" if minutes is None else str(minutes)}
            for runs, text, lead, minutes in paper.points
        ],
        "ideas": [{"text": text, "outcome": outcome} for text, outcome in paper.ideas] if paper.held else [],
        "agreed": paper.agreed if paper.held else "",
    }
