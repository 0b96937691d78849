"""The reader's language, for texts that the chain wrote."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from clave.base.words import LANGUAGES, recalled, said


def reader() -> str:
    """'es' or 'en'."""
    language = (get_language() or "es")[:2]
    return language if language in LANGUAGES else "es"


def told(text: Any) -> str:
    """A text, a figure or what JSON kept of them, in the reader's language; empty for None."""
    return "" if text is None else said(recalled(text), reader())
