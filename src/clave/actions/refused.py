"""An action that refuses says beside which field of its form the sentence belongs."""

from __future__ import annotations

from clave.base.errors import ClaveError
from clave.base.words import Joined, Text


class Refused(ClaveError):
    """Something a person can mend in one `field` of what they sent; empty = in the whole of it."""

    def __init__(self, what: Text | Joined, *, field: str = "", remedy: Text | None = None) -> None:
        self.field = field
        super().__init__(what, remedy=remedy)  # type: ignore[arg-type]
