"""Hospitality as its pages show it: acts with their state and why, what was added up, the days ahead, the strip. (G11)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.urls import reverse

from clave.base.figures import exact_money, money, number
from clave.base.words import Text, _, counted
from clave.operations.hospitality.kinds import (
    ALLOWED,
    APPROVED,
    CANCELLED,
    COUNTING,
    DECLINED,
    IN,
    KINDS,
    OUT,
    REJECTED,
    STATES,
    WAITING,
)
from clave.operations.hospitality.suggestions import BIRTHDAY, Suggestion
from clave.operations.hospitality.verdict import NOTE, Total
from clave.store.models import Hospitality, TenderBlackout
from clave.web.words import reader, told

ICONS = {"birthday": "cake", "lunch": "tools-kitchen-2", "gift": "gift", "mail": "mail", "invitation": "ticket"}
MARKS: Mapping[str, tuple[str, str]] = {
    ALLOWED: ("ok", "circle-check"), WAITING: ("warn", "clock"), APPROVED: ("ok", "user-check"),
    REJECTED: ("bad", "x"), DECLINED: ("info", "shield-off"), CANCELLED: ("", "arrow-back-up"),
}  # fmt: skip
LABELS: Mapping[str, Text] = {
    "person_once": _("{name}, at a time"), "person_year": _("{name}, in the year"),
    "account_once": _("The account, at a time"), "account_year": _("The account, in the year"),
}  # fmt: skip
UNKNOWN = _("not known")
NAMELESS = _("somebody who asked to be forgotten")


@dataclass(frozen=True)
class ActRow:
    """An act in a list: who gets it and who gives it in words, its cost, where it stands and why."""

    act: Hospitality
    icon: str
    kind: str
    whom: str
    cost: str
    tone: str
    mark: str
    state: str
    why: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def split(self) -> bool:
        """Whether it was found to be a part of several."""
        return bool(self.act.together)


def act_row(one: Hospitality, currency: str) -> ActRow:
    """An act; its guests are read already."""
    tone, mark = MARKS[one.state]
    reasons = [(told(each["text"]), each["weight"]) for each in one.because]
    return ActRow(
        one, ICONS[one.kind], told(KINDS[one.kind].label), whom(one), cost_of(one, currency), tone, mark,
        told(STATES[one.state]), tuple(text for text, weight in reasons if weight != NOTE),
        tuple(text for text, weight in reasons if weight == NOTE),
    )  # fmt: skip


def guests_of(one: Hospitality) -> str:
    """The people of the customer by name."""
    return ", ".join(sorted(each.contact.name or told(NAMELESS) for each in one.guests.all()))


def whom(one: Hospitality) -> str:
    """«Andrea → Rosa, Luis», or what they give us the other way round."""
    theirs = guests_of(one)
    pair = (one.ours.name, theirs) if one.direction == OUT else (theirs, one.ours.name)
    return " → ".join(each for each in pair if each)


def cost_of(one: Hospitality, currency: str) -> str:
    """In full; what nobody wrote is not known where it is worth money, and nothing where it is not."""
    if one.cost is not None:
        return exact_money(one.cost, currency, reader())
    return told(UNKNOWN) if KINDS[one.kind].worth else "–"


@dataclass(frozen=True)
class Cell:
    """A figure of the strip, with what it is about and where it leads."""

    label: str
    value: str
    about: str
    href: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Sums:
    """What a list adds up to: what counts by way, how many have no cost, and how many are in each state."""

    given: Decimal = Decimal(0)
    got: Decimal = Decimal(0)
    unknown: int = 0
    split: int = 0
    states: Mapping[str, int] = field(default_factory=dict)


def sums(acts: Iterable[Hospitality]) -> Sums:
    """Of these acts."""
    given, got, unknown, split, states = Decimal(0), Decimal(0), 0, 0, dict.fromkeys(STATES, 0)
    for one in acts:
        states[one.state] += 1
        split += bool(one.together)
        if one.state not in COUNTING:
            continue
        unknown += one.cost is None and KINDS[one.kind].worth
        given += (one.cost or 0) if one.direction == OUT else 0
        got += (one.cost or 0) if one.direction == IN else 0
    return Sums(given, got, unknown, split, states)


def strip(found: Sums, year: int, tenders: int, currency: str) -> list[Cell]:
    """The register of a year in figures."""
    language, page = reader(), reverse("hospitality")
    lacking = counted("{n} without a cost: it is not zero", "{n} without a cost: they are not zero", found.unknown)
    return [
        Cell(told(_("Given in {year}").fill(year=year)), money(found.given, currency, language),
             told(lacking) if found.unknown else told(_("every cost is known")),
             f"{page}?costo=sin&anio={year}" if found.unknown else ""),
        Cell(told(_("Waits for approval")), number(found.states[WAITING], 0, language),
             told(_("past a limit, or nobody knows the cost")), reverse("hospitality_queue"),
             "warn" if found.states[WAITING] else ""),
        Cell(told(_("Found to be split")), number(found.split, 0, language), told(_("several that count as one")),
             f"{page}?divididas=si&anio={year}"),
        Cell(told(_("Not accepted")), number(found.states[DECLINED], 0, language),
             told(_("offered and not accepted, by them or us")), f"{page}?estado={DECLINED}&anio={year}"),
        Cell(told(_("Tenders today")), number(tenders, 0, language), told(_("accounts in which nothing of worth goes")),
             reverse("tenders")),
    ]  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """What was added up against a limit: `share` of the limit up to 100."""

    label: str
    text: str
    share: int
    tone: str
    over: bool


def bars(totals: Sequence[Total], currency: str) -> list[Bar]:
    """One for each limit that an act touches; the fullest of each person and the account."""
    language = reader()
    found = []
    for one in totals:
        share = 100 if not one.limit else min(100, round(100 * one.used / one.limit))
        least = _("at least {used} of {limit}") if one.unknown else _("{used} of {limit}")
        text = least.fill(
            used=exact_money(one.used, currency, language), limit=exact_money(one.limit, currency, language)
        )
        label = LABELS[one.code].fill(name=one.name)
        tone = "bad" if one.used > one.limit else "warn" if one.unknown or share > NEARLY else "ok"
        found.append(Bar(told(label), told(text), share, tone, one.over))
    return found


NEARLY = 80
"""Hundredths of a limit from which its bar warns."""


@dataclass(frozen=True)
class Entry:
    """A line of the agenda: what, of whom, why, where it leads and what its button does."""

    on: date
    icon: str
    label: str
    name: str
    why: str
    href: str = ""
    act: str = ""
    tone: str = ""


def suggested(one: Suggestion, names: Mapping[str, str]) -> Entry:
    """A birthday or an anniversary, with the form that greets filled in."""
    birthday = one.kind == BIRTHDAY
    query = f"?cliente={one.customer}&fecha={one.on:%Y-%m-%d}&tipo=" + (
        f"birthday&contacto={one.number}" if birthday else "mail"
    )
    return Entry(
        one.on, "cake" if birthday else "star", told(_("Birthday") if birthday else _("Anniversary")),
        f"{one.name} · {names.get(one.customer, one.customer)}" if birthday else one.name, told(one.why),
        reverse("hospitality_new") + query, told(_("Greet")), "key",
    )  # fmt: skip


def planned(row: ActRow) -> Entry:
    """An act that is to take place."""
    return Entry(
        row.act.on, row.icon, row.kind, f"{row.act.name} · {row.whom}", row.act.what,
        reverse("hospitality_one", args=[row.act.pk]), told(_("Open")), row.tone,
    )  # fmt: skip


def tender_entries(one: TenderBlackout) -> list[Entry]:
    """The first day of a tender, and its last one where it is known."""
    begins = Entry(one.since, "lock", told(_("A tender begins")), one.name, one.why, reverse("tenders"), "", "bad")
    if one.until is None:
        return [begins]
    return [begins, Entry(one.until, "gavel", told(_("Last day of a tender")), one.name, one.why, reverse("tenders"))]
