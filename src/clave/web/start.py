"""Where the work of each role begins."""

from __future__ import annotations

from clave.store.roles import CREDIT, DISPATCH, KAM, LAB, MANAGEMENT, PLANT
from clave.web.access import allows

FIRST = {
    KAM.key: "today", CREDIT.key: "accounts", DISPATCH.key: "dispatch", PLANT.key: "production", LAB.key: "laboratory",
    MANAGEMENT.key: "results",
}  # fmt: skip


def first_page(role: str | None) -> str:
    """The route of its first page; «Quién es clave», which everybody of ours has, where it has none of its own; the profile
    otherwise."""
    first = FIRST.get(role or "", "selection")
    return next((page for page in (first, "who_is_key") if allows(role, page)), "profile")
