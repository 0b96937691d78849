"""What a novelty found: how many answered of how many, account by account, what each would change, who approved. (C6)"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from clave.operations.novelties.said import ANSWERS
from clave.operations.surveys.scores import Rate


@dataclass(frozen=True)
class Voice:
    """One person who was asked: what they answered to this version ("" = nothing yet), and what they would change."""

    customer: str
    name: str
    who: str
    answer: str = ""
    words: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Approved:
    """Somebody approved a version, or did not."""

    customer: str
    who: str
    version: int
    yes: bool
    at: datetime
    words: str = ""


@dataclass(frozen=True)
class Found:
    """What came of a novelty: people and accounts asked and answered, how many gave each answer."""

    people: Rate
    accounts: Rate
    answers: Mapping[str, int]
    changes: tuple[Voice, ...]


def found(voices: Sequence[Voice]) -> Found:
    """Counted; an account answered once one of its people did."""
    asked = {one.customer for one in voices}
    answered = {one.customer for one in voices if one.answer}
    given = Counter(one.answer for one in voices if one.answer)
    return Found(
        Rate(len(voices), given.total()),
        Rate(len(asked), len(answered)),
        {key: given[key] for key in ANSWERS},
        tuple(one for one in voices if one.words),
    )


def of_accounts(voices: Iterable[Voice]) -> list[tuple[str, str, Found]]:
    """The same account by account, by name: (code, name, found)."""
    names: dict[str, str] = {}
    grouped: dict[str, list[Voice]] = {}
    for one in voices:
        names[one.customer] = one.name
        grouped.setdefault(one.customer, []).append(one)
    return sorted(
        ((code, names[code], found(rows)) for code, rows in grouped.items()), key=lambda row: (row[1], row[0])
    )


def standing(approvals: Iterable[Approved], version: int) -> dict[str, Approved]:
    """Who of each account approved or refused this version, the last word of each account; earlier versions count no more."""
    last: dict[str, Approved] = {}
    for one in sorted(approvals, key=lambda one: one.at):
        if one.version == version:
            last[one.customer] = one
    return last
