"""The one door to PDF: a Typst template of ours and data, set in our letters, tagged so that everybody can read it.

Data travels as JSON, so nothing in it can run as markup; figures and sentences are said in the reader's language on
the way, by the same rules as on screen. The same data make the same bytes: no clock, no font of the machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import typst

from clave.base.words import said
from clave.report.glyphs import drawable, shown

FOLDER = Path(str(files("clave.report")))
TEMPLATES, FONTS = FOLDER / "templates" / "typst", FOLDER / "fonts" / "inter"
STANDARD: Literal["ua-1"] = "ua-1"


def pdf(template: str, data: Mapping[str, object], language: str = "es") -> bytes:
    """The PDF of `templates/typst/<template>.typ` with `data`.

    `data` holds texts and figures (said in `language`), strings, numbers, booleans, None, and lists and mappings of
    these; the template finds it all, with `language`, in `house.typ`'s `d`. Raises TypeError for anything else."""
    sent = json.dumps({**plain(data, language), "language": language})  # type: ignore[dict-item]
    return typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": sent},
        pdf_standards=[STANDARD],
        timestamp=0,
        format="pdf",
    )


@cache
def _fonts() -> typst.Fonts:
    """Our letters, read once in a process."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


def plain(value: object, language: str) -> object:
    """`value` as JSON carries it, said in `language` and in characters that our letters have."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return shown(value, letters())
    if isinstance(value, Mapping):
        return {str(key): plain(inner, language) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner, language) for inner in value]
    if hasattr(value, "say"):
        return shown(said(value, language), letters())
    raise TypeError(f"a document cannot hold a {type(value).__name__}")


@cache
def letters() -> frozenset[int]:
    """What all the weights of our letters can draw."""
    return frozenset.intersection(*(drawable(font) for font in FONTS.glob("*.ttf")))
