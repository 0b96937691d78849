"""Tabler icons (outline, MIT), drawn inline: once per page as a sprite, or where they stand in a fragment."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_SHAPES = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_STROKES = re.compile(r'(?:<path d="M[^"]*"\s*/>\s*)+')
"""Strokes that each begin at a place of their own: one path draws them all, and weighs less."""
_STROKE = re.compile(r'd="([^"]*)"')
_EMPTY = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')


@cache
def shapes(name: str) -> str:
    """What is inside the icon's SVG; FileNotFoundError where there is no such icon."""
    text = files("clave.web").joinpath("icons", f"{name}.svg").read_text("utf-8")
    match = _SHAPES.search(text)
    inside = match.group(1) if match else ""
    return re.sub(r"\s*\n\s*", "", _STROKES.sub(_joined, _EMPTY.sub("", inside))).strip()


def _joined(strokes: re.Match[str]) -> str:
    return '<path d="' + "".join(_STROKE.findall(strokes[0])).replace(" -", "-") + '"/>'
