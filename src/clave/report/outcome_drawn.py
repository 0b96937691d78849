"""The charts of the outcome, drawn by hand as SVG: on paper with its colours, on a page with the tokens of its theme. (B1, B2)

Purchases of key accounts and of comparable customers by month from entry, an index; the band is how sure the accounts' line is.
And where a figure with its interval lies on a row of its own, so that *no effect* is one line through all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from clave.base.figures import MINUS, number
from clave.base.words import Text, _
from clave.report.consumption.drawn import nice

Ink = Mapping[str, str]
PAPER: Ink = {
    "key": 'stroke="#0b5e57"', "other": 'stroke="#7e8c88"', "band": 'fill="#0b5e57" opacity=".12"', "grid": 'stroke="#e3e8e6"',
    "axis": 'stroke="#55625e"', "text": 'fill="#55625e" font-family="Inter"', "name": 'fill="#15201e" font-family="Inter"',
    "dot": 'fill="#0b5e57"', "grey": 'fill="#7e8c88"',
}  # fmt: skip
SCREEN: Ink = {
    "key": 'class="pk"', "other": 'class="po"', "band": 'class="pb"', "grid": 'class="pg"', "axis": 'class="px"',
    "text": 'class="pt"', "name": 'class="pn"', "dot": 'class="pd"', "grey": 'class="pe"',
}  # fmt: skip
WIDE, NARROW, HEIGHT, LOW_HEIGHT = 640, 340, 262, 218
LEFT, RIGHT, FOOT, HEAD = 40, 104, 24, 14
NARROW_RIGHT = 84
ENTRY, ENTER = _("entry"), _("they enter the programme")
KEY, OTHER = _("Key accounts"), _("Comparable")
ZERO = 0.38
"""Where no effect lies on every row, as a share of its breadth."""
LINES = 6
CLOSE = 26
"""Names at the ends of lines that would lie nearer than this stand apart."""


@dataclass(frozen=True)
class Month:
    """One month counted from entry: the index of both sides, and the interval of the accounts' line where there is one."""

    month: int
    key: float
    other: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Placed:
    """Where an interval lies on its row, in per cent of the breadth: from `left` over `width`, its point at `at`."""

    left: float
    width: float
    at: float


def placed(low: float | None, value: float | None, high: float | None) -> Placed | None:
    """An interval on a scale of its own with zero at `ZERO`; None where it cannot be said."""
    if low is None or value is None or high is None:
        return None
    rooms = [(1 - ZERO) / high] if high > 0 else []
    rooms += [ZERO / -low] if low < 0 else []
    scale = 0.97 * min(rooms, default=0.0)
    left, right = (100 * (ZERO + scale * end) for end in (low, high))
    return Placed(round(left, 1), round(right - left, 1), round(100 * (ZERO + scale * value), 1))


def paths_chart(
    months: Sequence[Month], language: str, ink: Ink = PAPER, width: int = WIDE, names: tuple[Text, Text] | None = None
) -> str:
    """Both lines from before entry to the last month known, as SVG; empty where there is nothing to compare. `names`: of the
    lines, where they are not key accounts and comparable customers."""
    if len(months) < 2:
        return ""
    found = sorted(months, key=lambda one: one.month)
    ends = [one for each in found for one in (each.key, each.other, each.low, each.high) if one is not None]
    ticks = _ticks(max(min(ends), 0.0), max(ends))  # nobody buys less than nothing
    canvas = _Canvas(width, found[0].month, found[-1].month, ticks[0], ticks[-1])
    body = [*_grid(canvas, ticks, language, ink), *_months(canvas, language, ink), *_band(canvas, found, ink)]
    body += _entry(canvas, language, ink)
    for name, each in (("other", [one.other for one in found]), ("key", [one.key for one in found])):
        line = " ".join(
            f"{canvas.x(at.month):.1f},{canvas.y(value):.1f}" for at, value in zip(found, each, strict=True)
        )
        dash = ' stroke-dasharray="6 3"' if name == "other" else ""
        body.append(
            f'<polyline points="{line}" fill="none" stroke-width="2.2" stroke-linejoin="round" {ink[name]}{dash}/>'
        )
    body += _names(canvas, found[-1], language, ink, names or (KEY, OTHER))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {canvas.height}">{"".join(body)}</svg>'


def paths_alt(months: Sequence[Month]) -> Text:
    """The message of the chart in a sentence."""
    last = max(months, key=lambda one: one.month)
    return _(
        "Purchases as an index, 100 before entry. {n} months after entry: key accounts {key}, comparable customers {other}."
    ).fill(n=last.month, key=_whole(last.key), other=_whole(last.other))


def _whole(value: float) -> str:
    return str(round(value))


@dataclass(frozen=True)
class _Canvas:
    """The breadth, the months at both ends, the amounts at foot and head."""

    width: int
    first: int
    last: int
    low: float
    high: float

    @property
    def height(self) -> int:
        return HEIGHT if self.width == WIDE else LOW_HEIGHT

    @property
    def right(self) -> float:
        return self.width - (RIGHT if self.width == WIDE else NARROW_RIGHT)

    def x(self, month: float) -> float:
        return LEFT + (self.right - LEFT) * (month - self.first) / max(self.last - self.first, 1)

    def y(self, value: float) -> float:
        room = self.height - FOOT - HEAD
        return HEAD + room * (1 - (value - self.low) / (self.high - self.low))


def _ticks(low: float, high: float) -> tuple[float, ...]:
    """Round indices around 100 that hold both ends."""
    around = nice(min(low, 100.0) - 100, max(high, 100.0) - 100, LINES)
    return tuple(100 + one for one in (around if len(around) > 1 else (-5.0, 0.0, 5.0)))


def _grid(canvas: _Canvas, ticks: Sequence[float], language: str, ink: Ink) -> Iterator[str]:
    for one in ticks:
        y = canvas.y(one)
        yield f'<line x1="{LEFT}" x2="{canvas.right:.0f}" y1="{y:.1f}" y2="{y:.1f}" {ink["grid"]}/>'
        yield _text(LEFT - 6, y + 4, number(one, 0, language), "end", ink["text"])


def _months(canvas: _Canvas, language: str, ink: Ink) -> Iterator[str]:
    step = max(3, -(-(canvas.last - canvas.first) // (8 if canvas.width == WIDE else 4) // 3) * 3)
    for month in range(canvas.first - canvas.first % step, canvas.last + 1, step):
        if month >= canvas.first:
            words = ENTRY.say(language) if month == 0 else f"+{month}" if month > 0 else f"{MINUS}{-month}"
            yield _text(canvas.x(month), canvas.height - 6, words, "middle", ink["text"])


def _band(canvas: _Canvas, found: Sequence[Month], ink: Ink) -> Iterator[str]:
    inside = [one for one in found if one.low is not None and one.high is not None]
    if len(inside) > 1:
        upper = [(one.month, one.high or 0.0) for one in inside]
        lower = [(one.month, max(one.low or 0.0, 0.0)) for one in reversed(inside)]
        shape = " ".join(f"{canvas.x(at):.1f},{canvas.y(value):.1f}" for at, value in (*upper, *lower))
        yield f'<polygon points="{shape}" {ink["band"]}/>'


def _entry(canvas: _Canvas, language: str, ink: Ink) -> Iterator[str]:
    if canvas.first <= 0 <= canvas.last:
        x = canvas.x(0)
        yield (
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{HEAD - 4}" y2="{canvas.height - FOOT}" stroke-dasharray="3 3" {ink["axis"]}/>'
        )
        if canvas.width == WIDE:
            yield _text(x + 6, HEAD - 2, ENTER.say(language), "start", ink["name"])


def _names(canvas: _Canvas, last: Month, language: str, ink: Ink, called: tuple[Text, Text]) -> Iterator[str]:
    """The last index and the name of each line at its end, apart where they would lie on one another."""
    key, other = canvas.y(last.key), canvas.y(last.other)
    away = max(0.0, CLOSE - abs(key - other)) / 2
    key, other = (key - away, other + away) if key <= other else (key + away, other - away)
    for y, value, words, dot, at in (
        (key, last.key, called[0], "dot", last.key),
        (other, last.other, called[1], "grey", last.other),
    ):
        x = canvas.x(last.month)
        yield f'<circle cx="{x:.1f}" cy="{canvas.y(at):.1f}" r="3" {ink[dot]}/>'
        y = min(max(y, HEAD + 4), canvas.height - FOOT - 8)
        yield _text(x + 8, y, number(value, 0, language), "start", ink["name"] + ' font-weight="650"')
        yield _text(x + 8, y + 11.5, words.say(language), "start", ink["text"])


def _text(x: float, y: float, words: str, anchor: str, ink: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="11" text-anchor="{anchor}" {ink}>{escape(words)}</text>'
