"""The charts of a report, drawn by hand as SVG: on paper with its colours, on a page with the tokens of its theme. (G10)

Three years by month: bars are the last twelve, an amber tick the year before, a grey one two years before. The next period: what
was bought as a line, what is expected dashed, inside its range. Bars start at zero; what is not known has no mark."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from clave.base.figures import MONTHS, Figure, number
from clave.base.words import Text, _
from clave.report.consumption.bought import Amount
from clave.report.consumption.content import Content
from clave.report.consumption.period import YEAR
from clave.report.consumption.said import MILLION, amounts_of

Ink = Mapping[str, str]
PAPER: Ink = {
    "now": 'fill="#0b5e57"', "before": 'fill="#b8780f"', "earlier": 'fill="#93a29d"', "grid": 'stroke="#e3e8e6"',
    "zero": 'stroke="#93a29d"', "text": 'fill="#5f6c68" font-family="Inter"', "line": 'stroke="#0b5e57"',
    "expected": 'stroke="#b8780f"', "range": 'fill="#f8ecd2"', "ahead": 'fill="#b8780f"',
}  # fmt: skip
SCREEN: Ink = {
    "now": 'class="cn"', "before": 'class="cb"', "earlier": 'class="ce"', "grid": 'class="cg"', "zero": 'class="cz"',
    "text": 'class="ct"', "line": 'class="cl"', "expected": 'class="cx"', "range": 'class="cr"', "ahead": 'class="cb"',
}  # fmt: skip
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
LINES = 5
WIDE, NARROW, HEIGHT = 640, 340, 164
LETTER, LEAST_ROOM = 5.6, 26
"""What a digit of the axis takes, and the room left of the bars at least."""


@dataclass(frozen=True)
class Canvas:
    """A drawing with its axis: width and height of the whole, the room left of the bars, below and above them, and which amounts
    lie at its foot and its head."""

    width: float
    height: float
    low: float
    high: float
    left: float
    foot: float = 18
    head: float = 6

    def y(self, value: float) -> float:
        """The height at which an amount lies."""
        room = self.height - self.foot - self.head
        return self.head + room * (1 - (value - self.low) / (self.high - self.low))

    def x(self, share: float) -> float:
        """The place of a share of the breadth."""
        return self.left + (self.width - self.left) * share


def nice(low: float, high: float, lines: int = LINES) -> tuple[float, ...]:
    """Round amounts that hold `low` and `high` between them, zero among them."""
    low, high = min(0.0, low), max(0.0, high)
    if high - low <= 0:
        high = 1.0
    raw = (high - low) / lines
    ten: float = 10.0 ** math.floor(math.log10(raw))
    step = next(one * ten for one in STEPS if one * ten >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(at * step for at in range(first, last + 1))


def months_chart(content: Content, language: str, ink: Ink = PAPER, width: float = WIDE) -> str:
    """Three years by month, as SVG; empty where nothing is known."""
    found = content.figures
    last = _scaled(content, found.money)[-YEAR * 3 :]
    known = [one for one in last if one is not None]
    if not any(known):
        return ""
    ticks = nice(min(known), max(known))
    canvas = Canvas(width, HEIGHT, ticks[0], ticks[-1], _room(ticks, language))
    years = _years(last)
    body = [*_axis(canvas, ticks, language, ink)]
    months = _month_names(content, language)
    for at in range(YEAR):
        middle, breadth = canvas.x((at + 0.5) / YEAR), (canvas.width - canvas.left) / YEAR
        body += _bar(canvas, middle, breadth * 0.58, _at(years[0], at), ink["now"])
        for back, name in ((2, "earlier"), (1, "before")):
            body += _tick(canvas, middle, breadth * 0.8, _at(years[back], at), ink[name])
        body.append(_text(middle, canvas.height - 5, _short(months[at], width), "middle", ink))
    return _svg(canvas, body)


def _years(months: Sequence[Amount]) -> list[Sequence[Amount]]:
    """The last twelve months, the twelve before them, and those before."""
    return [months[-YEAR * (back + 1) : len(months) - YEAR * back] for back in range(3)]


def _at(year: Sequence[Amount], at: int) -> Amount:
    """The amount of a month, where that year has twelve."""
    return year[at] if len(year) == YEAR else None


def proposal_chart(content: Content, language: str, ink: Ink = PAPER, width: float = WIDE) -> str:
    """What was bought in this period and what is expected in the next one, as SVG; empty where nothing is."""
    ahead = content.proposal.months
    past = _scaled(content, content.figures.money)[-max(content.period.months, 3) :]
    step = MILLION if amounts_of(content).millions else 1.0
    if not ahead:
        return ""
    points = [(low / step, point / step, high / step) for low, point, high in ahead]
    known = [one for one in past if one is not None]
    ticks = nice(min([*known, *(low for low, _p, _h in points)]), max([*known, *(high for _l, _p, high in points)]))
    canvas = Canvas(width, HEIGHT, ticks[0], ticks[-1], _room(ticks, language))
    count = len(past) + len(points)

    def x(at: int) -> float:
        return canvas.x((at + 0.5) / count)

    body = [*_axis(canvas, ticks, language, ink)]
    first = len(past)
    joint = [(first - 1, past[-1])] if past[-1] is not None else []
    upper = [(at, value) for at, value in [*joint, *((first + n, one[2]) for n, one in enumerate(points))]]
    lower = [(at, value) for at, value in [*joint, *((first + n, one[0]) for n, one in enumerate(points))]]
    middle = [(at, value) for at, value in [*joint, *((first + n, one[1]) for n, one in enumerate(points))]]
    shape = " ".join(f"{x(at):.1f},{canvas.y(value or 0):.1f}" for at, value in [*upper, *reversed(lower)])
    body.append(f'<polygon points="{shape}" {ink["range"]}/>')
    body += _path(canvas, x, [(at, one) for at, one in enumerate(past) if one is not None], ink["line"], "")
    body += _path(canvas, x, middle, ink["expected"], ' stroke-dasharray="5 4"')
    body += [_dot(x(first + n), canvas.y(one[1]), ink["ahead"]) for n, one in enumerate(points)]
    for at, name in enumerate(_around(content, len(past), len(points), language)):
        if count <= YEAR or at % 2 == 0:
            body.append(_text(x(at), canvas.height - 5, _short(name, width), "middle", ink))
    return _svg(canvas, body)


def months_alt(content: Content) -> Text:
    """The message of the first chart in a sentence."""
    return _(
        "Purchases of each of the twelve months up to {month}, beside the same months of the two years before: {money} in all."
    ).fill(month=content.period.span, money=Figure(content.figures.year, "money", content.currency))


def proposal_alt(content: Content) -> Text:
    """The message of the second chart in a sentence."""
    total = content.proposal.total
    return _("What was bought in {now}, and what is expected in {next}: {money} in all.").fill(
        now=content.period.span, next=content.proposal.period.span,
        money=Figure(total.point if total else None, "money", content.currency),
    )  # fmt: skip


def legend(content: Content, kind: Literal["months", "proposal"]) -> Text:
    """What the marks of a chart mean, and in which unit."""
    unit = amounts_of(content).unit
    if kind == "proposal":
        return _("In {unit}. Line: bought. Dashed: expected, inside its range.").fill(unit=unit)
    known = [
        any(_at(year, at) is not None for at in range(YEAR)) for year in _years(content.figures.money[-YEAR * 3 :])
    ]
    if known[2]:
        said = _("In {unit}. Bar: the last twelve months. Amber mark: the year before. Grey mark: two years before.")
    elif known[1]:
        said = _("In {unit}. Bar: the last twelve months. Amber mark: the year before.")
    else:
        said = _("In {unit}. Bar: the last twelve months.")
    return said.fill(unit=unit)


def _scaled(content: Content, amounts: Sequence[Amount]) -> list[Amount]:
    step = MILLION if amounts_of(content).millions else 1.0
    return [None if one is None else one / step for one in amounts]


def _month_names(content: Content, language: str) -> list[str]:
    """The last twelve months."""
    end = content.period.last.month
    return [MONTHS[language][(end + at) % YEAR] for at in range(YEAR)]


def _around(content: Content, past: int, ahead: int, language: str) -> list[str]:
    end = content.period.last.month - 1
    return [MONTHS[language][(end + at) % YEAR] for at in range(1 - past, ahead + 1)]


def _short(name: str, width: float) -> str:
    """A month on a narrow drawing: its first letter."""
    return name if width == WIDE else name[:1].upper()


def _axis(canvas: Canvas, ticks: Sequence[float], language: str, ink: Ink) -> Iterator[str]:
    for one, words in zip(ticks, _written(ticks, language), strict=True):
        y = canvas.y(one)
        kind = ink["zero"] if one == 0 else ink["grid"]
        yield f'<line x1="{canvas.left:g}" x2="{canvas.width}" y1="{y:.1f}" y2="{y:.1f}" stroke-width="0.8" {kind}/>'
        yield _text(canvas.left - 6, y + 3.2, words, "end", ink)


def _written(ticks: Sequence[float], language: str) -> list[str]:
    """The amounts of an axis, with as many decimals as they need."""
    decimals = next((n for n in range(4) if all(abs(one - round(one, n)) < 1e-9 for one in ticks)), 4)
    return [number(one, decimals, language) for one in ticks]


def _room(ticks: Sequence[float], language: str) -> float:
    """How much the longest of them takes."""
    return max(LEAST_ROOM, 8 + LETTER * max(map(len, _written(ticks, language))))


def _bar(canvas: Canvas, middle: float, breadth: float, value: Amount, ink: str) -> list[str]:
    if not value:
        return []
    top, foot = canvas.y(max(value, 0)), canvas.y(min(value, 0))
    left, high = middle - breadth / 2, max(foot - top, 0.8)
    return [f'<rect x="{left:.1f}" y="{top:.1f}" width="{breadth:.1f}" height="{high:.1f}" rx="2" {ink}/>']


def _tick(canvas: Canvas, middle: float, breadth: float, value: Amount, ink: str) -> list[str]:
    if value is None:
        return []
    y = canvas.y(value)
    return [f'<rect x="{middle - breadth / 2:.1f}" y="{y - 1.1:.1f}" width="{breadth:.1f}" height="2.2" {ink}/>']


def _path(canvas: Canvas, x: object, points: Sequence[tuple[int, Amount]], ink: str, more: str) -> list[str]:
    if len(points) < 2:
        return []
    place = x if callable(x) else float
    line = " ".join(f"{place(at):.1f},{canvas.y(value or 0):.1f}" for at, value in points)
    return [f'<polyline points="{line}" fill="none" stroke-width="2" {ink}{more}/>']


def _dot(x: float, y: float, ink: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.4" {ink}/>'


def _text(x: float, y: float, words: str, anchor: str, ink: Ink) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="10" text-anchor="{anchor}" {ink["text"]}>{escape(words)}</text>'


def _svg(canvas: Canvas, body: Iterable[str]) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {canvas.width:g} {canvas.height:g}">{"".join(body)}</svg>'
