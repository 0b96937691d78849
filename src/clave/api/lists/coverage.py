"""How far the book of facts reaches: what is loaded and recorded, what looks wrong, what a further file would bring. (A1)"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clave.api.asking import Asker
from clave.api.listed.shape import Column, Filter, Listing, Look, Rows, Word, words_in
from clave.api.lists.pieces import TEXT, spoken
from clave.api.lists.selection import words_of
from clave.base.words import Text, _
from clave.criteria.unlocks import Unlock
from clave.facts.coverage import Severity, stale
from clave.facts.tables import TABLES
from clave.store.imports import coverage_found, fact_store
from clave.store.judged_cover import OF_TRIALS, TRIAL, TRIALS, RecordedCover, gain_of, recorded_cover, waits_of
from clave.store.models import CoverageFound
from clave.store.policy import policy_in_force

Asked = Mapping[str, Any]
NOT_LOOKED = _("Nobody looked at this version of the book yet: its page «Coverage» does, when somebody opens it.")


@dataclass(frozen=True)
class Covered:
    """One table of facts: what the book has of it, what people recorded of it in clave, and what it does for the criteria.

    `rows` are None where no file brought it; `since` and `until` where it has no days, or nobody looked yet."""

    name: str
    title: Text
    meaning: Text | None
    rows: int | None
    since: date | None
    until: date | None
    days: int | None
    stale: bool | None
    recorded: RecordedCover | None
    gain: Unlock
    waits: tuple[str, ...]


def _found() -> CoverageFound | None:
    """What was found of the newest version; None where there are no facts, or nobody looked yet."""
    current = fact_store().version()
    return coverage_found(str(current.version), policy_in_force().at(date.max).version) if current else None


def _covered(asker: Asker, asked: Asked) -> Rows:
    return words_in(
        [one for one in _tables(asker) if asked.get("held") in (None, one.rows is not None)], asked.get("q", ""), "name"
    )


def _tables(asker: Asker) -> Iterator[Covered]:
    current, found = fact_store().version(), _found()
    rows = dict(current.rows) if current else {}
    held = {one["table"]: one for one in found.found["tables"]} if found else {}
    recorded, limits = recorded_cover(asker.limits, asker.day), policy_in_force().at(date.max)
    for name, table in TABLES.items():
        since, until = (_day(held.get(name, {}).get(key)) for key in ("since", "until"))
        days, cover = (asker.day - until).days if until else None, recorded.get(name)
        waits = waits_of(name, cover, loaded=bool(rows.get(name)))
        yield Covered(
            name, table.title, table.meaning, rows.get(name) or None, since, until, days, stale(name, days, limits), cover,
            gain_of(name), waits,
        )  # fmt: skip
    if TRIAL in recorded:
        yield Covered(TRIAL, TRIALS, OF_TRIALS, None, None, None, None, None, recorded[TRIAL], gain_of(TRIAL), ())


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _findings(_asker: Asker, asked: Asked) -> Rows:
    found = _found()
    listed = [
        {"place": place, **one} for place, one in enumerate(found.found["findings"] if found else (), 1)
        if asked.get("severity") in (None, one["severity"]) and asked.get("table") in (None, one["table"])
    ]  # fmt: skip
    return listed


def _looked(asker: Asker, asked: Asked) -> Asked:
    current, found = fact_store().version(), _found()
    if current is None:
        return {}
    remarks = [] if found else [Look(asker, asked).say(NOT_LOOKED)]
    return {
        "number": current.version, "as_of": _day(found.found["as_of"]) if found else None,
        "made_at": found.created_at if found else None, "facts": str(current.version),
        "policy": found.policy_version if found else None, "remarks": remarks,
    }  # fmt: skip


def _recorded(key: str, kind: Any, means: str = "") -> Column:
    return Column(f"recorded_{key}", kind, means, f"recorded.{key}")


def _criteria(key: str, means: str, keys: Callable[[Covered], Sequence[str]]) -> Column:
    return Column(key, list[Word], means, lambda one, look: words_of(keys(one), look))


LISTS = (
    Listing(
        "coverage", "What the facts cover",
        "Every table of facts: how much of it there is, from when to when, and which criteria it opens or makes better.",
        _covered,
        (
            Column("name", str), spoken("title", lambda one: one.title), spoken("meaning", lambda one: one.meaning),
            Column("rows", int, "In the newest version; null = no file brought it"),
            Column("since", date, "null = it has no days, or nobody looked yet"), Column("until", date, "Its last day"),
            Column("days", int, "From its last day to today"),
            Column("stale", bool, "Whether it grows every day and ends too long ago (policy)"),
            _recorded("rows", int, "What people recorded in clave; null = nothing"), _recorded("customers", int, "Of how many"),
            _recorded("since", date), _recorded("until", date), _recorded("counting", int, "How much of it counts today"),
            _criteria("unlocks", "Criteria that cannot be told without it", lambda one: one.gain.unlocks),
            _criteria("improves", "Criteria that it makes better", lambda one: one.gain.improves),
            _criteria("waits", "Criteria that nobody here rated yet", lambda one: one.waits),
        ),
        (TEXT, Filter("held", bool, "Whether a file brought it")), key="name", key_kind=str, accounts=lambda _row: (),
        basis=_looked,
    ),
    Listing(
        "coverage-findings", "What looks wrong in the facts", "The gravest first: what, in how many cases, and what to do.",
        _findings,
        (
            Column("place", int), Column("key", str, "Stable, for programs"),
            Column("severity", str, "wrong, warning or note"), Column("table", str), Column("count", int, "Cases"),
            Column("text", str, "", lambda row, look: look.kept(row["text"])),
            Column("remedy", str, "What to do", lambda row, look: look.kept(row["remedy"])),
            Column("examples", list[str], "Up to five of them"),
        ),
        (
            Filter("severity", str, "", tuple(one.value for one in Severity)), Filter("table", str, "", tuple(TABLES)),
        ),
        key="place", accounts=lambda _row: (), basis=_looked, single=False,
    ),
)  # fmt: skip
