"""The whale curve, drawn by hand as SVG: the profit cumulated over customers from the best to the worst. (B2)

The line climbs while customers leave something, and comes down over those that take it back; key accounts are dots on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from clave.base.figures import percent
from clave.base.words import Text, _

Ink = Mapping[str, str]
PAPER: Ink = {
    "line": 'stroke="#0b5e57"', "area": 'fill="#0b5e57" opacity=".12"', "grid": 'stroke="#e3e8e6"', "axis": 'stroke="#55625e"',
    "text": 'fill="#55625e" font-family="Inter"', "dot": 'fill="#0b5e57"',
}  # fmt: skip
SCREEN: Ink = {
    "line": 'class="pk"', "area": 'class="pb"', "grid": 'class="pg"', "axis": 'class="px"', "text": 'class="pt"',
    "dot": 'class="pd"',
}  # fmt: skip
WIDE, NARROW, HEIGHT = 600, 340, 260
LEFT, RIGHT, HEAD, FOOT = 52, 12, 16, 24
MARKS = (0.25, 0.5, 0.75, 1.0)
MOST, MOST_DOTS = 240, 60
"""Points of the line and dots on it that anybody can tell apart."""
PEAK = _("peak")


@dataclass(frozen=True)
class Curve:
    """What is drawn: the profit cumulated after each customer, the whole, the place of the last one that leaves something
    (counted from 1), and the places of key accounts."""

    cumulated: Sequence[float]
    total: float
    peak: int
    keys: Sequence[int] = ()


@dataclass(frozen=True)
class _Canvas:
    width: int
    low: float
    high: float

    def x(self, share: float) -> float:
        return LEFT + (self.width - LEFT - RIGHT) * share

    def y(self, value: float) -> float:
        return HEAD + (HEIGHT - HEAD - FOOT) * (1 - (value - self.low) / (self.high - self.low))


def whale_chart(curve: Curve, language: str, ink: Ink = PAPER, width: int = WIDE) -> str:
    """The curve from nobody to everybody; empty where there are fewer than two customers, or no profit at all."""
    reached = curve.cumulated
    low, high = min((0.0, *reached)), max((0.0, *reached))
    if len(reached) < 2 or high == low:
        return ""
    canvas = _Canvas(width, low, high)
    line = " ".join(_at(canvas, curve, place) for place in _places(curve))
    body = [
        *_grid(canvas, curve, language, ink),
        f'<polygon points="{_at(canvas, curve, 0)} {line} {canvas.x(1):.0f},{canvas.y(0):.0f}" {ink["area"]}/>',
        *_peak(canvas, curve, language, ink),
        f'<polyline points="{_at(canvas, curve, 0)} {line}" fill="none" stroke-width="2.2" {ink["line"]}/>',
        *_dots(canvas, curve, ink),
    ]
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}">{"".join(body)}</svg>'


def _at(canvas: _Canvas, curve: Curve, place: int) -> str:
    value = curve.cumulated[place - 1] if place else 0.0
    return f"{canvas.x(place / len(curve.cumulated)):.1f},{canvas.y(value):.1f}"


def _places(curve: Curve) -> list[int]:
    """The places drawn: all of them, or evenly some, the first, the peak and the last always among them."""
    n = len(curve.cumulated)
    every = range(1, n + 1) if n <= MOST else {1 + round(step * (n - 1) / (MOST - 1)) for step in range(MOST)}
    return sorted({*every, 1, n, max(curve.peak, 1)})


def _grid(canvas: _Canvas, curve: Curve, language: str, ink: Ink) -> Iterator[str]:
    end = canvas.width - RIGHT
    if curve.total > 0:
        for share in MARKS:
            y = canvas.y(share * curve.total)
            yield f'<line x1="{LEFT}" x2="{end}" y1="{y:.1f}" y2="{y:.1f}" {ink["grid"]}/>'
            yield _text(LEFT - 6, y + 4, percent(share, language, 0), "end", ink)
    zero = canvas.y(0)
    yield f'<line x1="{LEFT}" x2="{end}" y1="{zero:.1f}" y2="{zero:.1f}" {ink["axis"]}/>'
    for share in (0.0, *MARKS):
        anchor = "start" if share == 0 else "end" if share == 1 else "middle"
        yield _text(canvas.x(share), HEIGHT - 6, percent(share, language, 0), anchor, ink)


def _peak(canvas: _Canvas, curve: Curve, language: str, ink: Ink) -> Iterator[str]:
    if 0 < curve.peak < len(curve.cumulated):
        share = curve.peak / len(curve.cumulated)
        x = canvas.x(share)
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{HEAD - 4}" y2="{HEIGHT - FOOT}" stroke-dasharray="3 3" {ink["axis"]}/>'
        yield _text(
            x - 5 if share > 0.5 else x + 5, HEAD - 3, PEAK.say(language), "end" if share > 0.5 else "start", ink
        )


def _dots(canvas: _Canvas, curve: Curve, ink: Ink) -> Iterator[str]:
    for place in sorted(curve.keys)[:MOST_DOTS]:
        x, y = _at(canvas, curve, place).split(",")
        yield f'<circle cx="{x}" cy="{y}" r="3.4" {ink["dot"]}/>'


def _text(x: float, y: float, words: str, anchor: str, ink: Ink) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="11" {ink["text"]}>{words}</text>'


ALT: Text = _("Profit cumulated over {n} customers, from who leaves most to who takes most.")
