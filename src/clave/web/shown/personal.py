"""Requests about personal data, what was found and who is kept too long, as their pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from clave.operations.personal.requests import DONE, ERASE, EXPORT, KINDS, OPEN, REFUSED, Holidays, standing
from clave.operations.personal.retention import COLLEAGUE, Due
from clave.operations.personal.retention import KINDS as REASONS
from clave.policy import declared
from clave.policy.limits import Limits
from clave.store.models import Contact, DataRequest, Person
from clave.store.personal_fields import DOES, LAW
from clave.store.personal_requests import subject_of
from clave.store.personal_search import Subject, held_as, title
from clave.store.roles import ROLES
from clave.web.words import told

ICONS = {EXPORT: "download", ERASE: "trash", "rectify": "pencil", "object": "shield-off"}
MOST = 100
"""Mentions that a page lists; those beyond are replaced with them."""


@dataclass(frozen=True)
class RequestRow:
    """A request in the register."""

    row: DataRequest
    kind: str
    icon: str
    who: str
    about: str
    words: str
    tone: str
    mark: str


@dataclass(frozen=True)
class Line:
    """What becomes of the rows of one kind."""

    title: str
    count: int
    does: str
    tone: str
    why: str


@dataclass(frozen=True)
class DueRow:
    """Somebody who is kept too long."""

    due: Due
    name: str
    about: str
    reason: str
    why: str
    side: str


def request_row(row: DataRequest, today: date, holidays: Holidays) -> RequestRow:
    """A request with where it stands today, overdue said in words."""
    found = standing(row.state, today, row.due_on, holidays)
    tone = "bad" if found.overdue else "warn" if found.soon else {DONE: "ok", OPEN: "info"}.get(row.state, "")
    mark = "alert-triangle" if found.overdue else {DONE: "check", REFUSED: "x"}.get(row.state, "clock")
    subject = subject_of(row)
    return RequestRow(
        row, told(KINDS[row.kind]), ICONS[row.kind], subject.name, about(subject), told(found.words), tone, mark
    )


def about(subject: Subject) -> str:
    """Where somebody belongs: their position and customer, or their role."""
    if isinstance(subject, Person):
        return told(ROLES[subject.role].label)
    return " · ".join(part for part in (subject.position, subject.customer) if part)


def lines(subject: Subject, rows: dict[str, int]) -> list[Line]:
    """What is deleted, emptied and stays, and why; what goes first stands first."""
    found: dict[tuple[str, str], Line] = {}
    order = list(DOES)
    for label, count in rows.items():
        held = held_as(subject, label)
        tone = {"deleted": "bad", "emptied": "warn"}.get(held.does, "")
        key = (told(held.label), held.does)
        before = found[key].count if key in found else 0
        found[key] = Line(
            told(held.label), before + count, told(DOES[held.does]), tone, told(held.why) if held.why else ""
        )
    return [found[key] for key in sorted(found, key=lambda one: (order.index(one[1]), one[0]))]


def mentions(found: Iterable[dict[str, Any]], unticked: frozenset[str], ticked: frozenset[str]) -> list[dict[str, Any]]:
    """The texts that mention somebody, surely and possibly, with what is chosen of each; those that are sure stand first."""
    said = [
        one | {"title": told(title(one["label"])), "on": one["key"] in ticked if not one["sure"] else one["key"] not in unticked}
        for one in found
        if one["field"] not in ("folded", "stems")
    ]  # fmt: skip
    return sorted(said, key=lambda one: not one["sure"])


def law() -> str:
    """Why the facts stay."""
    return told(LAW)


def due_rows(found: list[Due]) -> list[DueRow]:
    """Who is kept too long, with their names; three questions to the database however many there are."""
    contacts = Contact.objects.in_bulk([one.number for one in found if one.kind != COLLEAGUE])
    people = Person.objects.in_bulk([one.number for one in found if one.kind == COLLEAGUE])
    rows = []
    for one in found:
        subject: Subject = people[one.number] if one.kind == COLLEAGUE else contacts[one.number]
        side = "colega" if one.kind == COLLEAGUE else "persona"
        rows.append(DueRow(one, subject.name, about(subject), told(REASONS[one.kind]), told(one.why), side))
    return rows


def terms_shown(limits: Limits) -> list[tuple[str, int, bool]]:
    """What is kept for how many days, and whether clave lets it go by itself."""
    automatic = (
        declared.personal_package, declared.personal_files, declared.keep_jobs, declared.keep_mails, declared.keep_originals,
        declared.keep_decisions,
    )  # fmt: skip
    asked = (
        declared.personal_left,
        declared.personal_taken_out,
        declared.personal_refused,
        declared.personal_colleague,
    )
    return [(told(one.meaning), limits[one], one in automatic) for one in (*asked, *automatic)]
