"""Whether a kept selection still says what the facts and the policy say now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.period import Windows
from clave.base.words import Joined, Text, _
from clave.store.facts import newest_facts
from clave.store.models import RecordedSnapshot, SelectionRun
from clave.store.policy import policy_in_force
from clave.store.recorded import is_newest, recorded_at, recorded_mark, snapshot_of

CONTACTS = "touchpoint"
DRIVERS = ("visit", "hospitality")
"""Kinds of contact with a cost of their own; the others cost what a call does."""
Row = tuple[str, ...]
MOST_FOUND = 64
_FOUND: dict[tuple[str, str, date, str], frozenset[str]] = {}
"""What was found for a list and a mark of what is recorded: every page asks, and the rows are many."""


def outdated(run: SelectionRun, now: datetime) -> tuple[Text | Joined, ...]:
    """Why the list should be made again, in sentences; empty where it is as new as its facts, its policy and what people
    have recorded."""
    return tuple(reason for reason in (_facts(run), _policy(run), recorded_since(run, now)) if reason)


def _facts(run: SelectionRun) -> Text | None:
    newest = newest_facts() if run.facts_version else None
    if newest is None or run.facts_version in (str(newest.version), str(newest.content)):
        return None
    return _("There are newer facts: version {newest}, of {day}. This list was made with version {own}.").fill(
        newest=newest.version, day=Figure(newest.at.date(), "date"), own=run.facts_version
    )


def _policy(run: SelectionRun) -> Text | Joined | None:
    try:
        version = policy_in_force().version
    except ClaveError as error:
        return error.sentence()
    return None if version == run.policy_version else _("The policy changed after this list was made.")


def recorded_since(run: SelectionRun, now: datetime) -> Text | None:
    """Whether people have recorded something since that could change the list. Of contacts the measures read how many there
    were in each direction (E6) and what they cost (E4), of the year that the list measures: others change nothing."""
    key = (run.recorded, run.facts_version, run.as_of, recorded_mark())
    if key not in _FOUND:
        if len(_FOUND) >= MOST_FOUND:
            _FOUND.clear()
        _FOUND[key] = frozenset(_changed_since(run, now))
    changed = _FOUND[key]
    if not changed:
        return None
    if changed == {CONTACTS}:
        return _("Contacts were logged since this list was made: they count in loyalty and in the cost to serve.")
    return _("What people judge or declare has changed since this list was made.")


def _changed_since(run: SelectionRun, now: datetime) -> set[str]:
    """The tables whose rows are not those that the list was made with."""
    today = recorded_at(now)
    return (
        set() if today.version == run.recorded else _changed(_read_of(run, _before(run)), _read_of(run, today.tables))
    )


def _before(run: SelectionRun) -> Mapping[str, pa.Table]:
    """What a list was made with; nothing where that is not kept any more."""
    try:
        return snapshot_of(run.recorded).tables
    except RecordedSnapshot.DoesNotExist:
        return {}


def _read_of(run: SelectionRun, tables: Mapping[str, pa.Table]) -> dict[str, Counter[Row]]:
    """The rows of each table that the measures of a list can tell apart."""
    found = {
        name: Counter(tuple(map(str, row.values())) for row in table.to_pylist()) for name, table in tables.items()
    }
    if CONTACTS in tables:
        windows, newest = Windows(run.as_of), is_newest(run)
        found[CONTACTS] = Counter(
            _contact(row) for row in tables[CONTACTS].to_pylist()
            if row["date"] >= windows.year_from and (newest or max(row["date"], row["recorded_date"]) <= run.as_of)
        )  # fmt: skip
        found[CONTACTS][(CONTACTS,)] = 1  # with the first one, however old, «not known» becomes zero
    return {name: rows for name, rows in found.items() if rows}


def _contact(row: Mapping[str, Any]) -> Row:
    kind = row["kind"] if row["kind"] in DRIVERS else "call"
    return (row["customer"], row["direction"], kind, str(row["cost"]))


def _changed(before: Mapping[str, Counter[Row]], now: Mapping[str, Counter[Row]]) -> set[str]:
    return {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}
