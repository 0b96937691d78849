"""What each function of the company has to do today for key accounts: one line a thing, in order, on a sheet of one page. (C2)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from clave.base.words import Joined, Text, _

Tone = Literal["late", "today", ""]
ONE_PAGE = 20
"""Lines that fit on one sheet of paper, with the words that each has at most."""


@dataclass(frozen=True)
class Part:
    """One part of a sheet: its heading, and what stands there where there is nothing to do."""

    title: Text
    empty: Text


@dataclass(frozen=True)
class Function:
    """One function: its name, what its sheet is about, its parts in order."""

    label: Text
    about: Text
    parts: Mapping[str, Part]


DUE = Part(_("Contacts that are due"), _("No contact that this function agreed is due today or tomorrow."))
FUNCTIONS: Mapping[str, Function] = {
    "dispatch": Function(_("Dispatch"), _("What leaves for key accounts, and what will not."), {
        "risk": Part(_("At risk"), _("No order of a key account waits or leaves late.")),
        "leaves": Part(_("It leaves today"), _("Nothing of a key account leaves today.")),
        "due": DUE,
    }),
    "plant": Function(_("Plant"), _("The work orders of key accounts in the plan of the plant."), {
        "late": Part(_("They will be late"), _("No work order of a key account ends after its day.")),
        "locked": Part(_("Locked or held by hand"), _("Nobody locked or held a work order of a key account.")),
        "next": Part(_("Next on the machines"), _("No work order of a key account begins today or tomorrow.")),
        "due": DUE,
    }),
    "credit": Function(_("Receivables"), _("What key accounts owe, by the route that their owner decided."), {
        "ask": Part(_("To do"), _("No invoice of a key account has to be asked for today.")),
        "promised": Part(_("Promises to pay that fall due"), _("No key account promised to pay in these days.")),
        "due": DUE,
    }),
    "lab": Function(_("Laboratory"), _("The requests of key accounts, in the order of the queue."), {
        "late": Part(_("Past the day that was promised"), _("No request of a key account is past its day.")),
        "queue": Part(_("In the queue"), _("No other request of a key account is open.")),
        "due": DUE,
    }),
    "reception": Function(_("Reception"), _("Who comes, whom to greet, and who answers for them."), {
        "comes": Part(_("Visits of today and tomorrow"), _("No visit is agreed for today or tomorrow.")),
        "away": Part(_("Sessions away of today and tomorrow"), _("No session with a key account is today or tomorrow.")),
        "greet": Part(_("Birthdays of today"), _("It is nobody's birthday who lets us greet them.")),
    }),
    "marketing": Function(_("Marketing"), _("Whom to greet and what is offered, only to who lets us."), {
        "greet": Part(_("Birthdays of the week"), _("Nobody who lets us greet them has a birthday this week.")),
        "down": Part(_("To take down today"), _("Nothing of a key account is in public without its consent.")),
        "events": Part(_("Events of these days"), _("No key account takes part in an event of these days.")),
        "offers": Part(_("Offers of idle stock that wait for an answer"), _("No offer to a key account waits for an answer.")),
        "ask": Part(_("Consent that nobody asked for"), _("Everybody was asked whether they want our news.")),
        "due": DUE,
    }),
}  # fmt: skip
"""Every function by its key, in the order in which they are told."""


@dataclass(frozen=True)
class Link:
    """The one main act of a line: a page by its route and arguments, what its address adds, and the word on the button.

    `dialog`: it opens in the dialog that logs a contact."""

    label: Text
    route: str
    args: tuple[str, ...] = ()
    query: str = ""
    dialog: bool = False


@dataclass(frozen=True)
class Duty:
    """One line: of which part, about which account, what it is, why in words, by when (None = no day), and its act.

    `money` None = it has none or nobody knows; `hides` names the field whose reader sees it ("" = whoever reads the sheet)."""

    part: str
    account: str
    name: str
    what: Text | Joined | str
    why: Text | Joined | str
    act: Link
    on: date | None = None
    money: float | None = None
    currency: str = ""
    hides: str = ""

    def tone(self, today: date) -> Tone:
        """How it presses."""
        if self.on is None or self.on > today:
            return ""
        return "late" if self.on < today else "today"


@dataclass(frozen=True)
class Section:
    """A part with its lines in order; `left` of them did not fit."""

    key: str
    part: Part
    duties: tuple[Duty, ...]
    left: int = 0


def sections(function: str, duties: Iterable[Duty]) -> tuple[Section, ...]:
    """The parts of a sheet in their order; within one the oldest day first, then the most money, then the name."""
    every = list(duties)
    return tuple(
        Section(key, part, tuple(sorted((one for one in every if one.part == key), key=_order)))
        for key, part in FUNCTIONS[function].parts.items()
    )


def _order(duty: Duty) -> tuple[date, float, str]:
    return duty.on or date.max, -(duty.money or 0.0), duty.name


def on_one_page(found: Sequence[Section], most: int = ONE_PAGE) -> tuple[Section, ...]:
    """As many lines as a sheet of paper takes: every part keeps its first ones, and says how many were left out."""
    takes = _shared([len(one.duties) for one in found], most)
    return tuple(
        Section(one.key, one.part, one.duties[:n], len(one.duties) - n) for one, n in zip(found, takes, strict=True)
    )


def _shared(asked: list[int], most: int) -> list[int]:
    """Places for each part: one after another in turn, until all have what they ask or none is left."""
    given = [0] * len(asked)
    while sum(given) < most and given != asked:
        for at, n in enumerate(asked):
            if given[at] < n and sum(given) < most:
                given[at] += 1
    return given
