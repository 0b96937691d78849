"""Where the work of each role begins."""

from __future__ import annotations

from clave.store.roles import CREDIT, KAM
from clave.web.access import allows

FIRST = {KAM.key: "accounts", CREDIT.key: "accounts"}


def first_page(role: str | None) -> str:
    """The route of its first page; the profile, which says what the role may see, where there is none yet."""
    first = FIRST.get(role or "", "selection")
    return first if allows(role, first) else "profile"
