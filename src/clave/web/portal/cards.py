"""What a room puts on the start page of the portal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clave.store.models import Visitor


@dataclass(frozen=True)
class Card:
    """A piece of the start page: its template draws `card`; `wide` takes the whole width, otherwise two stand side by side."""

    template: str
    card: Mapping[str, Any]
    wide: bool = False


Drawn = Callable[[Visitor, date], Card | None]
"""What makes it: None where this visitor has nothing to see there (no right, or nothing to say)."""
