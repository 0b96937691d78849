"""Two letters that stand for a name."""

from __future__ import annotations

_SMALL = {"de", "del", "la", "las", "los", "el", "y", "e", "of", "the", "and", "sas", "sa", "ltda"}


def initials(name: str) -> str:
    """`Calzado La Sabana S.A.S.` → `CS`; one letter where there is one word."""
    words = [word for word in name.replace(".", "").split() if word.lower() not in _SMALL and word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or name[:1].upper()
