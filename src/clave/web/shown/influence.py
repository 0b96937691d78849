"""The map of influence as a picture and as a list."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from clave.operations.influence import CLOSENESS, ROLES, SUPPORT, UNKNOWN_SUPPORT, Map, Placed
from clave.web.initials import initials
from clave.web.words import told

WIDE, HIGH, EDGE = 1040, 460, 48
RADIUS, STEP, ZIGZAG = 17, 72, 26
CELL = (WIDE - 2 * EDGE) / 4, (HIGH - 2 * EDGE) / 4
LONGEST = 18


@dataclass(frozen=True)
class Dot:
    """A contact in the picture: its middle, what stands in and under it, and the tone of its support."""

    number: int
    x: int
    y: int
    initials: str
    label: str
    tone: str
    sign: str
    grave: bool


@dataclass(frozen=True)
class Arrow:
    """From the rim of one dot to the rim of another."""

    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True)
class Line:
    """A contact in the list."""

    number: int
    name: str
    position: str
    roles: str
    support: str
    tone: str
    close: str
    moves: str


@dataclass(frozen=True)
class Picture:
    """All of it."""

    dots: tuple[Dot, ...]
    arrows: tuple[Arrow, ...]
    lines: tuple[Line, ...]


def picture(found: Map) -> Picture:
    """The map drawn: contacts of the same place side by side."""
    cells: dict[tuple[int, int], list[Placed]] = defaultdict(list)
    for one in found.placed:
        cells[one.x, one.y].append(one)
    grave = {number for gap in found.gaps if gap.grave for number in gap.who}
    dots = {
        one.who.number: _dot(one, at, len(cell), one.who.number in grave)
        for cell in cells.values()
        for at, one in enumerate(cell)
    }
    arrows = tuple(_arrow(dots[a], dots[b]) for a, b in found.edges)
    return Picture(
        tuple(dots.values()),
        arrows,
        tuple(_line(one, found) for one in sorted(found.placed, key=lambda p: (-p.y, p.who.name))),
    )


def tone_of(support: int | None) -> str:
    """The tone of a support."""
    return "mut" if support is None or support == 0 else "tok" if support > 0 else "tbad"


def _dot(one: Placed, at: int, of: int, grave: bool) -> Dot:
    across = max(1, int(CELL[0] // STEP))
    column, row = at % across, at // across
    width = min(of, across)
    x = EDGE + (one.x + 0.5) * CELL[0] + (column - (width - 1) / 2) * STEP
    y = (
        HIGH
        - EDGE
        - (one.y + 0.5) * CELL[1]
        + row * (2 * ZIGZAG)
        - (ZIGZAG if of > across else 0)
        - ZIGZAG / 3
        + (column % 2) * ZIGZAG
    )
    support = one.who.support
    sign = "?" if support is None else f"{support:+d}".replace("-", "\u2212") if support else "0"
    name = one.who.name.split()[0][:LONGEST]
    return Dot(one.who.number, round(x), round(y), initials(one.who.name), name, tone_of(support), sign, grave)


def _arrow(a: Dot, b: Dot) -> Arrow:
    far = max(1.0, ((b.x - a.x) ** 2 + (b.y - a.y) ** 2) ** 0.5)
    dx, dy = (b.x - a.x) / far * (RADIUS + 3), (b.y - a.y) / far * (RADIUS + 3)
    return Arrow(round(a.x + dx), round(a.y + dy), round(b.x - dx), round(b.y - dy))


def _line(one: Placed, found: Map) -> Line:
    who = one.who
    names = {other.who.number: other.who.name for other in found.placed}
    roles = ", ".join(told(ROLES[role]) for role in ROLES if role in who.roles)
    close = "; ".join(f"{name}: {told(CLOSENESS[level]).lower()}" for name, level in sorted(who.close.items()) if level)
    support = told(UNKNOWN_SUPPORT if who.support is None else SUPPORT[who.support])
    moves = ", ".join(names[b] for a, b in found.edges if a == who.number)
    return Line(who.number, who.name, who.position, roles, support, tone_of(who.support), close, moves)
