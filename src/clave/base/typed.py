"""Numbers as people type them: es-CO and English habits, with or without %, currency and groups of three."""

from __future__ import annotations

import re

QUOTED = 60
"""Signs of what somebody typed that a sentence repeats."""
_DRESS = re.compile(r"[\s%$€£]|^[A-Za-z]{2,3}\$?|[^\W\d_]+$")  # currency before, unit after
_GROUPED = {"es": re.compile(r"[+-]?\d{1,3}(\.\d{3})+", re.ASCII), "en": re.compile(r"[+-]?\d{1,3}(,\d{3})+", re.ASCII)}
_PLAIN = re.compile(r"[+-]?\d{1,18}(\.\d{1,12})?|[+-]?\.\d{1,12}", re.ASCII)


def quoted(text: str, most: int = QUOTED) -> str:
    """What somebody typed, as a sentence repeats it: whole, or its beginning and «…»."""
    return text if len(text) <= most else text[: most - 1] + "…"


def number_of(text: str, language: str = "es") -> float | None:
    """The number somebody typed; None where it is none, or where two readings are possible and neither is usual.

    In Spanish `1.500` is fifteen hundred and `12,5` twelve and a half; `0.5` and `12.5` are also taken as typed by
    programmers, since three digits never follow the point. English the other way round."""
    bare = _DRESS.sub("", text.strip()).replace("\u2212", "-")
    group, decimal = (".", ",") if language == "es" else (",", ".")
    whole, mark, rest = bare.partition(decimal)
    if _GROUPED[language].fullmatch(whole) and not whole.lstrip("+-").startswith("0"):
        whole = whole.replace(group, "")
    elif group in whole and mark:
        return None  # neither 1.23,5 nor 1,23.5 is a number
    plain = f"{whole}.{rest}" if mark else whole.replace(",", ".")
    return float(plain) if _PLAIN.fullmatch(plain) else None
