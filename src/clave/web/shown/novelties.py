"""Novelties as their pages show them. (C6)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clave.base.figures import number
from clave.base.words import _, counted
from clave.operations.novelties.results import Approved, Found, of_accounts, standing
from clave.operations.novelties.said import ANSWERS, AREAS, KINDS, LABELS
from clave.operations.surveys.scores import Rate
from clave.store.models import Novelty, NoveltyAsk
from clave.store.novelties import Listed, approvals, voices
from clave.web.shown.special_services import Badge, Figure
from clave.web.words import reader, told
from clave.web.written import as_unit

TONES: Mapping[str, tuple[str, str]] = {
    "draft": ("", "pencil"), "open": ("info", "clock"), "closed": ("ok", "circle-check"), "withdrawn": ("warn", "x"),
}  # fmt: skip
ICONS = {"yes": ("ok", "thumb-up"), "changes": ("info", "tool"), "no": ("warn", "thumb-down")}


def state(key: str) -> Badge:
    """A state as badges show it."""
    return Badge(key, told(LABELS[key]), *TONES[key])


def answer(key: str) -> Badge | None:
    """An answer as badges show it; None where there is none yet."""
    return Badge(key, told(ANSWERS[key]), *ICONS[key]) if key else None


def rate(one: Rate) -> str:
    """«3 of 8», with its share."""
    if not one.asked:
        return told(_("nobody asked yet"))
    share = as_unit(one.share, "share")
    return told(_("{n} of {all} · {share}").fill(n=count(one.answered), all=count(one.asked), share=share))


def count(n: int) -> str:
    """A whole number in the reader's language."""
    return number(n, 0, reader())


@dataclass(frozen=True)
class Row:
    """A novelty in the list."""

    one: Listed
    state: Badge
    kind: str
    area: str
    rate: str
    percent: int
    late: bool


def row(one: Listed, today: date) -> Row:
    """As the list shows it."""
    kept, found = one.row, Rate(one.asked, one.answered)
    late = kept.state == "open" and kept.closes_on < today
    return Row(
        one,
        state(kept.state),
        told(KINDS[kept.kind]),
        told(AREAS[kept.area]),
        rate(found),
        round(100 * (found.share or 0)),
        late,
    )


@dataclass(frozen=True)
class Bar:
    """One answer with how many gave it."""

    badge: Badge
    n: str
    percent: int


def bars(found: Found) -> list[Bar]:
    """The three answers."""
    whole = max(1, found.people.answered)
    return [
        Bar(Badge(key, told(ANSWERS[key]), *ICONS[key]), count(n), round(100 * n / whole))
        for key, n in found.answers.items()
    ]


@dataclass(frozen=True)
class AccountRow:
    """An account: how many of its people answered, what each said, and its approval of this version."""

    customer: str
    name: str
    rate: str
    people: tuple[tuple[str, Badge | None, str], ...]
    approved: Approved | None


def accounts(kept: Novelty, asks: Sequence[NoveltyAsk]) -> list[AccountRow]:
    """Account by account, by name."""
    said = voices(asks, kept.version)
    stand = standing(approvals(asks), kept.version)
    people: dict[str, list[tuple[str, Badge | None, str]]] = {}
    for one in said:
        people.setdefault(one.customer, []).append((one.who, answer(one.answer), one.words))
    return [
        AccountRow(code, name, rate(found.people), tuple(people[code]), stand.get(code))
        for code, name, found in of_accounts(said)
    ]


def strip(every: Sequence[Listed], today: date) -> list[Figure]:
    """What stands above the list."""
    open_ = [one for one in every if one.row.state == "open"]
    closed = [one for one in every if one.row.state == "closed"]
    untold = [one for one in closed if one.row.told_at is None and one.answered]
    found = Rate(sum(one.asked for one in open_), sum(one.answered for one in open_))
    soon = sum((one.row.closes_on - today).days <= 7 for one in open_)
    return [
        Figure(told(_("Open ones")), count(len(open_)), told(counted("{n} closes this week", "{n} close this week", soon)),
               "/novedades/?estado=open"),
        Figure(told(_("Answered, of those asked")), rate(found) if open_ else "–", told(_("of the open ones"))),
        Figure(told(_("Closed ones")), count(len(closed)), told(_("with their answers")), "/novedades/?estado=closed"),
        Figure(told(_("Nothing told back yet")), count(len(untold)), told(_("closed, answered, and nobody told what changed")),
               tone="tbad" if untold else ""),
    ]  # fmt: skip
