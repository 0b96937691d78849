"""Writing what was planned: once, in as few calls as there are different values, with every record read before and after.

A write is never repeated: where the answer is lost, reading back says whether it was done."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from clave.base.errors import ClaveError
from clave.base.words import Joined, Text, _
from clave.facts.sources.odoo import refusals
from clave.facts.sources.odoo.client import Client
from clave.facts.sources.odoo.pushes.plan import NEW_TAG, TAG, TAGS, Change, Plan, Values
from clave.facts.sources.odoo.reading import EVERY
from clave.facts.sources.odoo.refusals import OdooError

WRITTEN, ALREADY, MEANWHILE, GONE, REFUSED, NOT_KEPT, NOT_TOLD = (
    "written", "already", "meanwhile", "gone", "refused", "not_kept", "not_told",
)  # fmt: skip
"""What became of a change: written and read back so; it stood so already; somebody changed it since the plan; deleted;
refused by Odoo; written and read back otherwise; its answer was lost and it does not stand (yet), or nobody could read it
back: whoever goes on looks again."""
TOGETHER = 500  # records of one write
STAYS = frozenset((refusals.MODEL, refusals.ACCESS, refusals.FIELD, refusals.METHOD))
"""Why one kind of record cannot be written while the others can."""


@dataclass(frozen=True)
class Entry:
    """One line of the ledger of pushes: who had what written when, what stood there before, and what stands there now.

    `after` is None where nobody could read it back; `told` says in words what went otherwise."""

    at: datetime
    by: str
    what: str
    model: str
    number: int
    name: str
    before: Values | None
    wished: Values
    after: Values | None
    became: str
    told: Joined | Text | None = None


class Ledger(Protocol):
    """Where a push is written down while it goes on: both are safe when they return, and either raises where somebody else
    holds the push by now."""

    def begin(self, changes: Sequence[Change]) -> None:
        """These are about to be written."""

    def keep(self, entries: Sequence[Entry]) -> None:
        """This became of them."""


class Unkept:
    """A ledger that nobody keeps."""

    def begin(self, changes: Sequence[Change]) -> None:
        """Nothing."""

    def keep(self, entries: Sequence[Entry]) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Pace:
    """How a push goes: records of one write, seconds between two of them, and who waits for them."""

    together: int = TOGETHER
    pause: float = 0.0
    sleep: Callable[[float], None] = time.sleep


Keys = Collection[tuple[str, int]]


@dataclass(frozen=True)
class Before:
    """What an earlier try of the same push came to: changes that need no more, and those that it had begun to write."""

    done: Keys = ()
    begun: Keys = ()


NOTHING, UNKEPT, USUAL = Before(), Unkept(), Pace()


def push(
    client: Client, plan: Plan, *, approved: str, by: str, now: datetime, ledger: Ledger = UNKEPT,
    before: Before = NOTHING, pace: Pace = USUAL,
) -> tuple[Entry, ...]:  # fmt: skip
    """Write the plan whose digest was `approved`; one entry a change that was not done before, also of those that were not
    written. Whatever was written is in the ledger when this ends, however it ends.

    Raises ClaveError where another plan was approved, and OdooError where Odoo cannot be asked any more."""
    if approved != plan.digest:
        raise ClaveError(
            _("what was approved is not what would be written now."), where="odoo",
            remedy=_("Make the plan again, read its differences and approve it."),
        )  # fmt: skip
    todo = [change for change in plan.changes if change.key not in before.done]
    way = _Way(_entering(by, now), ledger, frozenset(before.begun))
    tags: Sequence[int] = ()
    entries: list[Entry] = []
    if tagging := [change for change in todo if change.what == TAG]:
        try:
            tags = _tags(client, plan)
        except OdooError as error:
            entries += _not_asked(tagging, error, way)
            todo = [change for change in todo if change.what != TAG]
    for place, changes in enumerate(batches(todo, pace.together)):
        if place and pace.pause:
            pace.sleep(pace.pause)
        entries += _batch(client, changes, tags, way)
    return tuple(entries)


def _entering(by: str, now: datetime) -> Enter:
    return lambda change, before, after, became, told=None: Entry(
        now, by, change.what, change.model, change.number, change.name, before, change.after, after, became, told
    )


def batches(changes: Iterable[Change], together: int = TOGETHER) -> list[list[Change]]:
    """Changes that write the same values in the same model, so many together."""
    alike: dict[str, list[Change]] = {}
    for change in changes:
        alike.setdefault(json.dumps([change.what, change.model, dict(change.after)], sort_keys=True), []).append(change)
    return [every[start : start + together] for every in alike.values() for start in range(0, len(every), together)]


def _tags(client: Client, plan: Plan) -> list[int]:
    """The numbers of the tags of this name, the one that is given first: made only where there is none. Where the answer of
    making it is lost it is looked for again, and while it is not there nothing is written: whoever goes on looks first."""
    known = [] if plan.tag_number == NEW_TAG else [plan.tag_number]
    found = _named(client, plan.tag)
    if not known and not found:
        try:
            client.call(TAGS.name, "create", vals_list=[{"name": plan.tag}])
        except OdooError as error:
            found = _named(client, plan.tag) if error.unsaid else []
            if not found:
                raise
        else:
            found = _named(client, plan.tag)
    return known + [number for number in found if number not in known]


def _named(client: Client, tag: str) -> list[int]:
    return list(client.call(TAGS.name, "search", domain=[["name", "=", tag]], order="id", context=EVERY))


Enter = Callable[..., Entry]
BY_THEN = _("it was written before clave stopped, and read back now")


@dataclass(frozen=True)
class _Way:
    """How entries are made, where they are kept, and what an earlier try had begun to write."""

    enter: Enter
    ledger: Ledger
    begun: frozenset[tuple[str, int]]


def _not_asked(changes: Sequence[Change], error: OdooError, way: _Way) -> list[Entry]:
    """What cannot be written while other things can: what was begun may have been. Raises the error where nothing can."""
    if error.kind not in STAYS:
        raise error
    refused = [
        way.enter(change, None, None, NOT_TOLD if change.key in way.begun else REFUSED, error.sentence())
        for change in changes
    ]
    way.ledger.keep(refused)
    return refused


def _batch(client: Client, changes: Sequence[Change], tags: Sequence[int], way: _Way) -> list[Entry]:
    try:
        before = _standing(client, changes, tags)
    except OdooError as error:
        return _not_asked(changes, error, way)
    entries: list[Entry] = []
    writing: list[Change] = []
    for change in changes:
        stands, ours = before.get(change.number), change.key in way.begun
        if stands is None:
            entries.append(way.enter(change, None, None, GONE))
        elif stands == change.after:
            became = (WRITTEN, change.before, BY_THEN) if ours else (ALREADY, stands, None)
            entries.append(way.enter(change, became[1], stands, became[0], became[2]))
        elif stands != change.before:
            entries.append(way.enter(change, stands, stands, MEANWHILE))
        else:
            writing.append(change)
    if entries:
        way.ledger.keep(entries)
    if writing:
        way.ledger.begin(writing)
        written = _written(client, writing, tags, way.enter)
        way.ledger.keep(written)
        entries += written
    return entries


def _written(client: Client, changes: Sequence[Change], tags: Sequence[int], enter: Enter) -> list[Entry]:
    """Write once. A refusal leaves all of them as they were, and says so of each; where Odoo said nothing it may still be
    at work, so that what does not stand yet was not refused."""
    told: Joined | None = None
    lost = False
    try:
        client.call(
            changes[0].model, "write", ids=[change.number for change in changes], vals=_values(changes[0].after, tags)
        )
    except OdooError as error:
        told, lost = error.sentence(), error.unsaid
    try:
        after = _standing(client, changes, tags)
    except OdooError as error:
        return [enter(change, change.before, None, NOT_TOLD, told or error.sentence()) for change in changes]
    return [_entered(change, after.get(change.number), told, lost, enter) for change in changes]


def _entered(change: Change, after: Values | None, told: Joined | None, lost: bool, enter: Enter) -> Entry:
    if after is None:
        return enter(change, change.before, None, GONE, told)
    if after == change.after:
        return enter(change, change.before, after, WRITTEN, told if lost else None)
    return enter(change, change.before, after, NOT_TOLD if lost else REFUSED if told else NOT_KEPT, told)


def _standing(client: Client, changes: Sequence[Change], tags: Sequence[int]) -> dict[int, Values]:
    """What the fields of a batch hold now, by record; deleted records are not among it."""
    fields = sorted(changes[0].after)
    rows = client.call(
        changes[0].model, "search_read", domain=[["id", "in", [change.number for change in changes]]], fields=fields,
        limit=len(changes), order="id", load="", context=EVERY,
    )  # fmt: skip
    return {row["id"]: {name: _stands(name, row[name], tags) for name in fields} for row in rows}


def _stands(name: str, value: Any, tags: Sequence[int]) -> Any:
    if name == "category_id":
        return not set(tags).isdisjoint(value or ())
    if name == "priority":
        return value or "0"
    return value or ("no-message" if name in ("sale_warn", "picking_warn") else "")


def _values(wished: Values, tags: Sequence[int]) -> dict[str, Any]:
    """As Odoo takes them: the first tag is given, and all of its name are taken away."""
    values = {name: value or False if name.endswith("_msg") else value for name, value in wished.items()}
    if "category_id" in wished:
        values["category_id"] = [[4, tags[0]]] if wished["category_id"] else [[3, tag] for tag in tags]
    return values


def summary(entries: Sequence[Entry]) -> dict[str, int]:
    """How many changes became what."""
    found: dict[str, int] = {}
    for entry in entries:
        found[entry.became] = found.get(entry.became, 0) + 1
    return found


BECAME: dict[str, Text] = {
    WRITTEN: _("written, and read back so"),
    ALREADY: _("it stood so already"),
    MEANWHILE: _("left alone: somebody changed it since the plan"),
    GONE: _("it is no longer in Odoo"),
    REFUSED: _("Odoo refused it: it stands as before"),
    NOT_KEPT: _("written, and Odoo holds something else"),
    NOT_TOLD: _("Odoo did not say whether it was written"),
}
