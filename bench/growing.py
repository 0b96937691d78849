"""How cost grows with work: measures by lines and by customers, the selection by customers.

    python -m bench.growing [--full] [--write]

Small sizes by default (200,000 to 2 million lines, 1,000 to 20,000 customers); `--full` goes to 100 million lines and
200,000 customers. With `--write` the figures and their picture are put into docs/explanation/cost-curve.csv and .svg.
"""

from __future__ import annotations

import argparse
import csv
import math
from dataclasses import astuple, dataclass
from pathlib import Path

from bench.measuring import kept
from bench.side import once

HERE = Path(__file__).resolve().parent.parent / "docs" / "explanation"
FIXED_CUSTOMERS, LINES_EACH = 20_000, 50
SMALL = ([200_000, 600_000, 2_000_000], [1_000, 5_000, 20_000])
FULL = ([1_000_000, 10_000_000, 100_000_000], [1_000, 5_000, 20_000, 200_000])
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 900, 420, 70, 250, 30, 50
COLOURS = ("#1f5fbf", "#b4540a", "#2f7d3b")


@dataclass(frozen=True)
class Point:
    """One measurement: what grows, how large, and what it took (seconds, seconds of processor, MB)."""

    what: str
    size: int
    wall: float
    cpu: float
    peak: float


def measured(full: bool) -> list[Point]:
    """Every size, one run each in a process of its own."""
    lines, customers = FULL if full else SMALL
    fixed = FIXED_CUSTOMERS if full else 5_000
    points = []
    for size in lines:
        points.append(
            _point(
                f"measures by lines ({fixed:,} customers)", size, "bench.measuring:clave_everything", kept(size, fixed)
            )
        )
    for size in customers:
        folder = kept(size * LINES_EACH, size)
        points.append(
            _point(f"measures by customers ({LINES_EACH} lines each)", size, "bench.measuring:clave_everything", folder)
        )
    points += [
        _point("selection by customers (2,000 draws)", size, "bench.selecting:plain", size) for size in customers
    ]
    return points


def _point(what: str, size: int, work: str, argument: object) -> Point:
    took = once(work, argument)
    point = Point(what, size, round(took.wall, 2), round(took.cpu, 2), round(took.peak))
    print(f"{what:<46}{size:>13,}{point.wall:>9.2f} s {point.cpu:>8.2f} s cpu {point.peak:>7.0f} MB", flush=True)
    return point


def growth(points: list[Point]) -> dict[str, float]:
    """By what the exponent of the cost is between the two largest sizes: 1 = linear, less = better."""
    found = {}
    for what in dict.fromkeys(point.what for point in points):
        *_rest, before, last = sorted((point for point in points if point.what == what), key=lambda point: point.size)
        found[what] = math.log(last.cpu / before.cpu) / math.log(last.size / before.size)
    return found


def picture(points: list[Point]) -> str:
    """Seconds of processor by size, both on logarithmic axes; a line of slope 1 beside each series would be parallel to
    the grey ones."""
    sizes, costs = [point.size for point in points], [max(point.cpu, 0.01) for point in points]
    x0, x1 = math.floor(math.log10(min(sizes))), math.ceil(math.log10(max(sizes)))
    y0, y1 = math.floor(math.log10(min(costs))), math.ceil(math.log10(max(costs)))

    def x(size: float) -> float:
        return LEFT + (math.log10(size) - x0) / (x1 - x0) * (WIDTH - LEFT - RIGHT)

    def y(cost: float) -> float:
        return HEIGHT - BOTTOM - (math.log10(max(cost, 0.01)) - y0) / (y1 - y0) * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="18" font-weight="bold">Seconds of processor by size of the work</text>',
    ]
    for power in range(x0, x1 + 1):
        parts.append(_line(x(10**power), TOP, x(10**power), HEIGHT - BOTTOM, "#e3e3e3"))
        parts.append(f'<text x="{x(10**power):.1f}" y="{HEIGHT - 30}" text-anchor="middle">{_count(10**power)}</text>')
    for power in range(y0, y1 + 1):
        parts.append(_line(LEFT, y(10**power), WIDTH - RIGHT, y(10**power), "#e3e3e3"))
        parts.append(f'<text x="{LEFT - 8}" y="{y(10**power) + 4:.1f}" text-anchor="end">{10.0**power:g} s</text>')
    parts.append(f'<text x="{LEFT}" y="{HEIGHT - 10}">lines or customers; parallel to the dashed line = linear</text>')
    steps = min(x1 - x0, y1 - y0)
    parts.append(_line(x(10**x0), y(10**y0), x(10 ** (x0 + steps)), y(10 ** (y0 + steps)), "#9a9a9a", "5 4"))
    for colour, what in zip(COLOURS, dict.fromkeys(point.what for point in points), strict=False):
        series = sorted((point for point in points if point.what == what), key=lambda point: point.size)
        path = " ".join(f"{x(point.size):.1f},{y(point.cpu):.1f}" for point in series)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x(p.size):.1f}" cy="{y(p.cpu):.1f}" r="3.5" fill="{colour}"/>' for p in series]
        last = series[-1]
        parts.append(f'<text x="{x(last.size) + 8:.1f}" y="{y(last.cpu) + 4:.1f}" fill="{colour}">{what}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{dashed}/>'


def _count(size: int) -> str:
    return f"{size // 1_000_000:,} M" if size >= 1_000_000 else f"{size // 1000:,} k" if size >= 1000 else str(size)


def main() -> None:
    """Measure, say how it grows, and write it down where asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    points = measured(asked.full)
    for what, exponent in growth(points).items():
        print(f"{what:<46} grows with the power {exponent:.2f} of the size")
    if asked.write:
        with (HERE / "cost-curve.csv").open("w", encoding="utf-8", newline="") as sink:
            writer = csv.writer(sink)
            writer.writerow(["what", "size", "wall_s", "cpu_s", "peak_mb"])
            writer.writerows(astuple(point) for point in points)
        (HERE / "cost-curve.svg").write_text(picture(points), "utf-8")


if __name__ == "__main__":
    main()
