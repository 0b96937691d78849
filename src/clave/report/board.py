"""The results of the programme for the board, as PDF/UA-1 on A4: verdict, figures with their intervals, charts, harvest, cost,
concentration, what is not known, and how it was reckoned. (B, F)

Its input is its own, figures already in words: a paper says what the page says, and knows nothing of how it was reckoned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _
from clave.report.outcome_drawn import PAPER, WIDE, Month, Placed, paths_alt, paths_chart
from clave.report.typesetting import pdf

Said = Text | Joined | str
TEMPLATE = "board"
WORDS = {
    "title": _("Results of the programme of key accounts"),
    "page": _("Page"),
    "of": _("of"),
    "paths": _("Purchases: key accounts and comparable customers"),
    "index": _("index, mean before entry = 100; the band is how sure the line of the key accounts is"),
    "effect": _("Effect, and how firm it is"),
    "harvest": _("Do we harvest what each category should give?"),
    "category": _("Category"),
    "accounts": _("Accounts"),
    "benefit": _("What it should give"),
    "goes": _("How it goes"),
    "target": _("Against the target"),
    "money": _("Where the money goes"),
    "privileges": _("By privilege"),
    "privilege": _("Privilege"),
    "cost": _("Cost"),
    "share": _("Share"),
    "missing": _("Without a figure"),
    "spreads": _("What spreads and is recommended"),
    "concentration": _("On how few the company stands"),
    "whale": _("Who leaves something and who does not"),
    "promises": _("Promises kept, and what went with them"),
    "checks": _("What was checked before any figure"),
    "unknown": _("What is not known"),
    "nothing_unknown": _("Every part of the cost has a figure."),
    "method": _("How it was reckoned"),
    "nothing": _("There is nothing to compare yet."),
}
STRIP = _("The strip is the interval of {level}, each row on its own scale; the line through all of them is no effect.")
METHOD = (
    _("Each account that entered is compared with customers that were like it in the 24 months before and were ordinary when "
      "it entered: same channel and sector, nearest in money, families and continuity; first those that only the cap kept out."),
    _("What changed in an account beyond its comparable customers is the effect. Accounts are chosen at their best: "
      "to compare them with their own past alone would deceive."),
    _("An interval that holds zero claims nothing. The return is the margin gained over the cost, for as long as each account "
      "was in the programme; it pays only where the whole interval lies above one."),
    _("What is not known is not taken for zero: it is named, and the return is then the most it can be."),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A row of any table: its cells, how far its bar goes (0–100; None = no bar), and its tone."""

    cells: tuple[Said, ...]
    bar: int | None = None
    tone: str = ""


@dataclass(frozen=True)
class Interval:
    """A figure with where its interval lies on its row; None = it cannot be said, and `words` say why."""

    label: Said
    place: Placed | None
    value: Said
    between: Said
    firm: bool
    words: Said


@dataclass(frozen=True)
class Board:
    """All that the paper says."""

    company: str
    window: Said
    first: date
    last: date
    made_at: datetime
    facts: str
    policy: str
    level: float
    head: Said
    sentence: Said
    also: Said
    tone: str
    figures: tuple[tuple[Said, Said, Said], ...]
    months: tuple[Month, ...]
    effects: tuple[Interval, ...]
    harvest: tuple[Line, ...]
    total: Said
    costs: tuple[Line, ...]
    privileges: tuple[Line, ...]
    spreads: tuple[Line, ...]
    concentration: tuple[Said, ...]
    whale: Said
    promises: tuple[Said, ...]
    checks: tuple[Said, ...]
    unknown: tuple[tuple[Said, Said], ...]


def board_pdf(board: Board, language: str = "es") -> bytes:
    """The paper in `language`."""
    return pdf(TEMPLATE, board_data(board, language), language)


def board_data(board: Board, language: str) -> Mapping[str, object]:
    """What the template is given."""
    made = board.made_at
    drawing = paths_chart(board.months, language, PAPER, WIDE)
    return {
        "words": WORDS,
        "company": board.company,
        "span": _("{window}: {first} to {last}").fill(
            window=board.window, first=Figure(board.first, "date"), last=Figure(board.last, "date")
        ),
        "made": _("made on {day} at {time}, facts {facts}, policy {policy}").fill(
            day=Figure(made.date(), "date"), time=f"{made:%H:%M}", facts=board.facts, policy=board.policy[:12]
        ),
        "head": board.head, "sentence": board.sentence, "also": board.also, "tone": board.tone,
        "figures": [list(one) for one in board.figures],
        "drawing": drawing,
        "alt": paths_alt(board.months) if drawing else "",
        "effects": [_interval(one) for one in board.effects],
        "strip": STRIP.fill(level=Figure(board.level, "share")),
        "harvest": [_line(one) for one in board.harvest],
        "total": board.total,
        "costs": [_line(one) for one in board.costs],
        "privileges": [_line(one) for one in board.privileges],
        "spreads": [_line(one) for one in board.spreads],
        "concentration": list(board.concentration), "whale": board.whale, "promises": list(board.promises),
        "checks": list(board.checks), "unknown": [list(one) for one in board.unknown], "method": list(METHOD),
    }  # fmt: skip


def _interval(one: Interval) -> Mapping[str, object]:
    place = None if one.place is None else {"left": one.place.left, "width": one.place.width, "at": one.place.at}
    return {
        "label": one.label, "place": place, "value": one.value, "between": one.between, "firm": one.firm, "words": one.words,
    }  # fmt: skip


def _line(one: Line) -> Mapping[str, object]:
    return {"cells": list(one.cells), "bar": one.bar, "tone": one.tone}
