"""Reports of consumption, the bulletin, surveys and novelties: what customers are told, and what they answer. (C2, C6, C8)"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clave.api.asking import Asker
from clave.api.listed.shape import Column, Filter, Listing, Look, Rows
from clave.api.lists.pieces import CUSTOMER, TEXT, given, person, plain, word
from clave.operations.novelties.said import AREAS
from clave.operations.novelties.said import KINDS as NOVELTY_KINDS
from clave.operations.novelties.said import LABELS as NOVELTY_STATES
from clave.operations.surveys.questions import KINDS
from clave.operations.surveys.said import LABELS
from clave.store import novelties, surveys
from clave.store.bulletin import issues
from clave.store.models import BulletinIssue, ConsumptionReport, Novelty, Survey
from clave.store.novelties import approvals, asks_of, voices
from clave.store.reports import STATES, light


def _surveys(_asker: Asker, asked: Mapping[str, Any]) -> Rows:
    return surveys.among(
        surveys.listed(), surveys.Wanted(asked.get("q", ""), asked.get("state", ""), asked.get("kind", ""))
    )


def _hidden(one: surveys.Listed, look: Look) -> str | None:
    found = surveys.results(one.row, look.asker.limits)
    return look.say(found.hidden) if found.hidden else None


def _words(one: surveys.Listed, look: Look) -> list[dict[str, str]]:
    """What may be shown of them; anonymous ones have neither account nor person, and too few are not shown at all."""
    found = surveys.results(one.row, look.asker.limits)
    return [] if found.hidden else [{"customer": code, "who": who, "words": words} for code, who, words in found.words]


def _novelties(_asker: Asker, asked: Mapping[str, Any]) -> Rows:
    wanted = novelties.Wanted(asked.get("q", ""), asked.get("state", ""), asked.get("kind", ""), asked.get("area", ""))
    return novelties.among(novelties.listed(), wanted)


def _answers(one: novelties.Listed, _look: Look) -> list[dict[str, Any]]:
    return [
        {"customer": each.customer, "who": each.who, "answer": each.answer or None, "words": each.words, "at": each.at}
        for each in voices(asks_of(one.row), one.row.version)
    ]


def _approvals(one: novelties.Listed, _look: Look) -> list[dict[str, Any]]:
    return [vars(each) for each in approvals(asks_of(one.row))]


LISTS = (
    Listing(
        "reports", "Reports of consumption", "What each key account got of its half year, and whether it was seen.",
        lambda _asker, asked: light().filter(**given(asked, "customer", "state")).select_related(
            "prepared_by", "approved_by", "sent_by"
        ),
        (
            *plain(
                ConsumptionReport,
                "pk customer name first last months language currency facts_version digest prepared_at changed_at approved_at "
                "sent_at seen_at withdrawn_at withdrawn_why",
            ),
            word("state", STATES), person("prepared_by"), person("approved_by"), person("sent_by"),
        ),
        (CUSTOMER, Filter("state", str, "", tuple(STATES))),
    ),
    Listing(
        "bulletins", "Weekly bulletins", "What went out each week, to how many.",
        lambda _asker, _asked: issues(), plain(BulletinIssue, "pk week since until readers created_at"),
    ),
    Listing(
        "surveys", "Surveys", "What customers were asked and how many answered; nothing by which somebody could be guessed.",
        _surveys,
        (
            *plain(Survey, "pk title intro wave anonymous closes_on opened_at closed_at created_at changed_at", "row."),
            word("kind", KINDS, "row.kind"), word("state", LABELS, "row.state"), person("by", "row.by"),
            Column("asked", int, "People", "rate.asked"), Column("answered", int, "People", "rate.answered"),
        ),
        (TEXT, Filter("state", str, "", tuple(LABELS)), Filter("kind", str, "", tuple(KINDS))), key="row.pk",
        more=(
            Column("hidden", str, "Why nothing of it is shown; null where something is", _hidden),
            Column("words", list[dict[str, str]], "What may be shown of what was written", _words),
        ),
    ),
    Listing(
        "novelties", "Novelties", "What key accounts see first, and what they answer.",
        _novelties,
        (
            *plain(
                Novelty,
                "pk title words product available approval version closes_on opened_at closed_at changed changed_at told_at",
                "row.",
            ),
            word("kind", NOVELTY_KINDS, "row.kind"), word("state", NOVELTY_STATES, "row.state"), word("area", AREAS, "row.area"),
            Column("asked", int, "People"), Column("answered", int, "Of the version of now"), person("by", "row.by"),
        ),
        (
            TEXT, Filter("state", str, "", tuple(NOVELTY_STATES)), Filter("kind", str, "", tuple(NOVELTY_KINDS)),
            Filter("area", str, "", tuple(AREAS)),
        ),
        key="row.pk",
        more=(
            Column("answers", list[dict[str, Any]], "Who of which account answered what to the version of now", _answers),
            Column("approvals", list[dict[str, Any]], "", _approvals),
        ),
    ),
)  # fmt: skip
