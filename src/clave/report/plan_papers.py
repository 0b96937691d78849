"""The plan of an account on paper: the pack for a review meeting, and the version that its customer may take along. (G8, G10)

Neither holds a margin, a score, an estimate of the wallet, or anybody else's name: a paper lies on the table of the meeting."""

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
    "agenda": _("Agenda"),
    "goals_theirs": _("What you want"),
    "goals_ours": _("What we want"),
    "objectives": _("Objectives and figures"),
    "objective": _("Objective"),
    "measured": _("How it is measured"),
    "before": _("Before"),
    "today": _("Today"),
    "target": _("To be reached"),
    "until": _("Until"),
    "who": _("Who"),
    "state": _("State"),
    "kept": _("What was agreed last time, and what became of it"),
    "next": _("What comes next"),
    "action": _("Action"),
    "nothing": _("Nothing yet."),
    "agreed": _("What we agree today"),
    "rating": _("How useful was this meeting to you?"),
    "signed": _("Name, role and signature"),
}
AGENDA: tuple[Text, ...] = (
    _("What changed for you since the last time"),
    _("What was agreed, and what became of it"),
    _("The figures of each objective"),
    _("What comes next: who, what, until when"),
    _("How useful this meeting was to you, and the day of the next one"),
)


@dataclass(frozen=True)
class PaperObjective:
    """An objective as paper says it; every figure already with its unit."""

    title: str
    how: str
    before: str
    today: str
    target: str
    until: date
    who: str
    verdict: Text


@dataclass(frozen=True)
class PaperAction:
    """An action as paper says it."""

    text: str
    who: str
    until: date | None
    state: Text | Joined
    outcome: str = ""


@dataclass(frozen=True)
class Paper:
    """Everything that a paper says. `meeting`: the pack for a review, with agenda and room to write; else the plan alone."""

    company: str
    customer: str
    starts_on: date
    ends_on: date
    as_of: date
    meeting: bool
    goals: Mapping[str, Sequence[str]]
    objectives: Sequence[PaperObjective]
    kept: Sequence[PaperAction]
    coming: Sequence[PaperAction]
    last: str = ""


def plan_pdf(paper: Paper, language: str = "es") -> bytes:
    """The document in `language`, PDF/UA-1 on A4."""
    return pdf("plan", plan_data(paper), language)


def plan_data(paper: Paper) -> Mapping[str, object]:
    """What the template is given."""
    title = _("Review of our plan: {customer}") if paper.meeting else _("Our plan: {customer}")
    return {
        "words": WORDS,
        "company": paper.company,
        "title": title.fill(customer=paper.customer),
        "period": _("{start} to {end}, with facts up to {day}").fill(
            start=Figure(paper.starts_on, "date"), end=Figure(paper.ends_on, "date"), day=Figure(paper.as_of, "date")
        ),
        "meeting": paper.meeting,
        "agenda": list(AGENDA),
        "last": paper.last,
        "theirs": list(paper.goals.get("theirs", ())),
        "ours": list(paper.goals.get("ours", ())),
        "objectives": [vars(one) | {"until": Figure(one.until, "date")} for one in paper.objectives],
        "kept": [_action(one) for one in paper.kept],
        "coming": [_action(one) for one in paper.coming],
    }


def _action(one: PaperAction) -> Mapping[str, object]:
    return vars(one) | {"until": Figure(one.until, "date") if one.until else ""}
