"""What is known of an account, section by section: the dossier of a handover. A later part of clave adds its own section
to `SECTIONS`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from clave.report.dossier import Section
from clave.store.about import About
from clave.store.dossier_facts import bought, pays, reasons, three_years, who
from clave.store.dossier_work import charge, declared_wallet, delegated, judged, life, open_work, trials

SECTIONS: tuple[Callable[[About], Section], ...] = (
    who, reasons, open_work, three_years, pays, bought, judged, declared_wallet, trials, life, charge, delegated,
)  # fmt: skip
"""In the order in which they are read."""


def dossier_of(customer: str, day: date) -> list[Section]:
    """Everything that is known of an account today."""
    about = About(customer, day)
    return [section(about) for section in SECTIONS]
