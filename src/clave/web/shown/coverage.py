"""What the book covers, as the page shows it: what is loaded and how old it is, what looks wrong, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clave.base.words import Text, _
from clave.criteria.registry import CRITERIA
from clave.criteria.unlocks import Unlock, unlocks
from clave.facts.coverage import Severity, stale
from clave.facts.tables import TABLES
from clave.policy.limits import Limits
from clave.store.judged_cover import OF_TRIALS, TRIAL, TRIALS, RecordedCover, gain_of, waits_of
from clave.store.models import CoverageFound
from clave.web.shown.selection import Badge
from clave.web.words import reader, told

WEIGHTS = {
    Severity.WRONG.value: Badge("bad", "alert-triangle", _("Makes figures wrong")),
    Severity.WARNING.value: Badge("warn", "alert-triangle", _("Leaves figures incomplete")),
    Severity.NOTE.value: Badge("", "info-circle", _("Good to know")),
}


@dataclass(frozen=True)
class HeldShown:
    """A loaded table: rows, first and last day, and days from the last one to today (None where it has no dates)."""

    name: str
    title: str
    meaning: str
    rows: int
    since: date | None
    until: date | None
    age: int | None
    stale: bool


@dataclass(frozen=True)
class FindingShown:
    """Something that looks wrong: how much it matters, what in words, what to do, and examples by name."""

    key: str
    badge: Badge
    table: str
    text: str
    remedy: str
    examples: tuple[str, ...]
    customers: bool


@dataclass(frozen=True)
class MissingShown:
    """A table that is not loaded, and the criteria it would bring to life or make better."""

    name: str
    title: str
    meaning: str
    unlocks: tuple[str, ...]
    improves: tuple[str, ...]


@dataclass(frozen=True)
class RecordedShown:
    """What people recorded in clave itself: how much of it counts, which criteria it opens or makes better, and which that
    it could open still wait for somebody. `route` is the name of the page that holds it."""

    name: str
    title: str
    meaning: str
    route: str
    cover: RecordedCover
    opens: tuple[str, ...]
    improves: tuple[str, ...]
    waits: tuple[str, ...]


@dataclass(frozen=True)
class CoverageShown:
    """Everything the page says. `stale` are tables whose last day is too long ago."""

    as_of: date
    tables: tuple[HeldShown, ...]
    findings: tuple[FindingShown, ...]
    missing: tuple[MissingShown, ...]
    recorded: tuple[RecordedShown, ...]

    @property
    def stale(self) -> tuple[HeldShown, ...]:
        """The tables of what happens (invoices, payments) that end too long before today."""
        return tuple(table for table in self.tables if table.stale)

    def count(self, tone: str) -> int:
        """How many findings of a tone there are."""
        return sum(finding.badge.tone == tone for finding in self.findings)

    @property
    def wrong(self) -> int:
        """Findings that make figures wrong."""
        return self.count("bad")

    @property
    def warnings(self) -> int:
        """Findings that leave figures incomplete."""
        return self.count("warn")


OF_CUSTOMERS = ("customers_without_name", "customers_not_listed", "receivables_of_strangers")
ROUTES = {"rating": "ratings", "declared_wallet": "accounts", TRIAL: "trials"}


def coverage_shown(
    kept: CoverageFound, recorded: Mapping[str, RecordedCover], today: date, limits: Limits
) -> CoverageShown:
    """What was found, with its ages as of today, and what people recorded beside it."""
    found = kept.found
    return CoverageShown(
        as_of=date.fromisoformat(found["as_of"]),
        tables=tuple(_table(cover, today, limits) for cover in found["tables"] if cover["table"] in TABLES),
        findings=tuple(_finding(finding) for finding in found["findings"]),
        missing=_missing([name for name in found["missing"] if name not in recorded]),
        recorded=tuple(_recorded(name, cover, loaded=name not in found["missing"]) for name, cover in recorded.items()),
    )


def _table(cover: Mapping[str, Any], today: date, limits: Limits) -> HeldShown:
    table = TABLES[cover["table"]]
    since, until = (date.fromisoformat(cover[key]) if cover[key] else None for key in ("since", "until"))
    age = (today - until).days if until else None
    return HeldShown(
        name=table.name,
        title=table.title.say(reader()),
        meaning=table.meaning.say(reader()),
        rows=cover["rows"],
        since=since,
        until=until,
        age=age,
        stale=bool(stale(table.name, age, limits)),
    )


def _finding(kept: Mapping[str, Any]) -> FindingShown:
    return FindingShown(
        key=kept["key"],
        badge=WEIGHTS[kept["severity"]],
        table=kept["table"],
        text=told(kept["text"]),
        remedy=told(kept["remedy"]),
        examples=tuple(kept["examples"]),
        customers=kept["key"] in OF_CUSTOMERS,
    )


def _missing(names: list[str]) -> tuple[MissingShown, ...]:
    """The tables that are not loaded: those of the ERP before those that people record, what helps most first."""
    gains = unlocks()
    order = sorted(
        names,
        key=lambda name: (TABLES[name].recorded, -len(gains[name].unlocks) - len(gains[name].improves)),
    )
    return tuple(_lacks(gains[name]) for name in order)


def _lacks(gain: Unlock) -> MissingShown:
    table = TABLES[gain.table]
    return MissingShown(
        table.name, table.title.say(reader()), table.meaning.say(reader()), _named(gain.unlocks), _named(gain.improves)
    )


def _recorded(name: str, cover: RecordedCover, *, loaded: bool) -> RecordedShown:
    """A table of facts that people fill too, or the register of trials; `loaded`: a file brings it too."""
    title, meaning = (TRIALS, OF_TRIALS) if name == TRIAL else (TABLES[name].title, TABLES[name].meaning)
    gain = gain_of(name)
    return RecordedShown(
        name=name,
        title=title.say(reader()),
        meaning=meaning.say(reader()),
        route=ROUTES[name],
        cover=cover,
        opens=_named(tuple(key for key in gain.unlocks if key in cover.criteria)),
        improves=_named(gain.improves),
        waits=_named(waits_of(name, cover, loaded=loaded)),
    )


def _named(keys: tuple[str, ...]) -> tuple[str, ...]:
    names: list[Text] = [CRITERIA[key].name for key in keys]
    return tuple(name.say(reader()) for name in names)
