"""Figures as ERPs write them: the decimal sign is decided on the file, and then held to on every cell."""

from __future__ import annotations

import re
from collections.abc import Iterable

from clave.base.words import Text, _
from clave.facts.intake.staging import NATIVE, literal

TYPE = "DECIMAL(18,4)"
NOTHING = ("-", "--", "NULL", "NAN", "N/A", "#N/A", "#N/D", "NA", "NONE")  # words for "no value"
_COMMA = re.compile(r"\d\.\d{3},|\d\.\d{3}\.\d{3}|(^|\D)0,\d|,\d{1,2}$|,\d{4,}$|,\d{1,2}\D*$|^\d{4,},\d")
_POINT = re.compile(r"\d,\d{3}\.|\d,\d{3},\d{3}|(^|\D)0\.\d|\.\d{1,2}$|\.\d{4,}$|\.\d{1,2}\D*$|^\d{4,}\.\d")
_FIGURE = re.compile(r"^[^\w]*(?:[A-Z]{2,3}\.?\s?)?[^\w]*\d[\d.,'\s\u00a0\u2009\u202f]*\W*(?:[A-Z]{2,3})?\W*$", re.I)
_GROUPED = re.compile(r"^\W*\d{1,3}([.,])\d{3}\W*$")
CURRENCY_WORDS = "COP|USD|EUR|GBP|MXN|PEN|CLP|BRL|MX|US|KGS?"


def votes(shapes: Iterable[tuple[str, int]]) -> tuple[int, int, int]:
    """How many figures can only be read with a decimal comma, how many only with a decimal point, and how many could
    be thousands or decimals; `shapes` are writings with how many figures are written so."""
    comma = point = grouped = 0
    for text, count in shapes:
        with_comma, with_point = bool(_COMMA.search(text)), bool(_POINT.search(text))
        comma += count * (with_comma and not with_point)
        point += count * (with_point and not with_comma)
        grouped += count * bool(_GROUPED.match(text))
    return comma, point, grouped


def is_figure(text: str) -> bool:
    """Whether a cell looks like a figure in any writing."""
    return text.startswith(NATIVE) or bool(_FIGURE.match(text))


def pattern(sign: str) -> str:
    """A strict figure with this decimal sign, its sign or parentheses around it."""
    thousands = "[.'’ ]" if sign == "," else "[,'’ ]"
    decimal = "," if sign == "," else r"\."
    figure = rf"(?:\d+|\d{{1,3}}(?:{thousands}\d{{3}})+)(?:{decimal}\d*)?|{decimal}\d+"
    return rf"(?:\((?:{figure})\)|[-+−]?(?:{figure})|(?:{figure})[-−])"


def sql(text: str, sign: str, marked: bool) -> str:
    """SQL that reads a trimmed text as an exact figure, NULL where it is none.

    Plain and grouped figures take the short way; signs, currencies and odd blanks the long one. The long one sits in a
    lambda, because the engine would compute a repeated expression for every row, needed or not."""
    other = "." if sign == "," else ","
    swapped = f"REPLACE({text}, ',', '.')" if sign == "," else text
    joined = f"REPLACE(REPLACE({text}, '{other}', ''), '{sign}', '.')"
    grouped = rf"-?\d{{1,3}}(?:[{other}]\d{{3}})+(?:[{sign}]\d*)?"
    short = (
        f"CASE WHEN CONTAINS({text}, '_') THEN NULL "
        f"WHEN NOT CONTAINS({text}, '{other}') THEN TRY_CAST({swapped} AS {TYPE}) "
        f"WHEN REGEXP_FULL_MATCH({text}, '{grouped}') THEN TRY_CAST({joined} AS {TYPE}) END"
    )
    bare = (
        f"REGEXP_REPLACE(TRIM(TRANSLATE(UPPER({text}), '\u00a0\u2009\u202f$€£', '   ')), "
        f"'^([-+−(]?) *(?:{CURRENCY_WORDS})[.]? *|(?: *(?:{CURRENCY_WORDS}|%)[.]?)([)−-]?)$', '\\1\\2', 'g')"
    )
    bare = f"REGEXP_REPLACE(TRIM({bare}), '^([-+−(]) +', '\\1')"
    long = (
        f"LIST_TRANSFORM([{bare}], LAMBDA b: CASE WHEN REGEXP_FULL_MATCH(b, {literal(pattern(sign))}) THEN "
        f"TRY_CAST(REPLACE(TRANSLATE(b, '()-+−''’ {other}', ''), '{sign}', '.') AS {TYPE}) "
        f"* CASE WHEN REGEXP_MATCHES(b, '[-−(]') THEN -1 ELSE 1 END END)[1]"
    )
    read = f"CAST(COALESCE({short}, {long}) AS {TYPE})"
    if marked:
        native = f"TRY_CAST(TRY_CAST(SUBSTR({text}, 2) AS DOUBLE) AS {TYPE})"
        return f"CASE WHEN STARTS_WITH({text}, '{NATIVE}') THEN {native} ELSE {read} END"
    return read


def why(text: str, sign: str) -> Text:
    """Why a cell is no figure, in words."""
    other = "." if sign == "," else ","
    swapped = pattern(other)
    if re.fullmatch(r"#(REF|DIV/0|VALUE|NAME\?|N/A|NUM|NULL|¡?[A-Z/0-9]+)[!?]?", text.upper()):
        return _("the cell holds a spreadsheet error")
    if re.fullmatch(r"[-+(]?\d{15,}.*|.*[eE]\+?\d{2,}", text.lstrip(NATIVE)) or re.fullmatch(r"[\d.,]{20,}", text):
        return _("the figure is too large")
    if other in text and re.fullmatch(swapped, text.strip()):
        if sign == ",":
            return _("this file writes decimals with a comma, and here there is a point that groups no thousands")
        return _("this file writes decimals with a point, and here there is a comma that groups no thousands")
    return _("it is not a figure")
