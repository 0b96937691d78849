"""Words without case and accents, for finding and for ordering: `Ávila S.A.` → `avila s.a.`"""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """Lower case, accents taken off, spaces at the ends gone."""
    if text.isascii():  # nothing to take off: twenty thousand names are searched through in a moment
        return text.strip().lower()
    letters = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
