"""That one of ours reads a page of the portal as a visitor would; what the portal and the page that opens it so both know."""

from __future__ import annotations

from dataclasses import dataclass

KEPT = "_portal_session"
"""Where a request keeps the session of whoever is in, read once."""
LOOKING = "_portal_looking"
"""Where it keeps who looks in their place."""


@dataclass(frozen=True)
class Looking:
    """That one of ours reads the page as the visitor `name` would: where they go back to."""

    back: str
    name: str
