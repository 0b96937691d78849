"""The people of Farallones: who decides, who answers for accounts, who serves them. None of them can sign in."""

from __future__ import annotations

from dataclasses import dataclass

from clave.base.folding import folded
from clave.demo.cast import KAMS
from clave.demo.judged import DIANA, ISABEL, PATRICIA, WILSON

DOMAIN = "farallones.example"
ROSALBA, HERNAN, LUZ, OMAR, NATALIA = (
    "Rosalba Cárdenas", "Hernán Duque", "Luz Dary Henao", "Ómar Caicedo", "Natalia Arango",
)  # fmt: skip


@dataclass(frozen=True)
class Somebody:
    """One person of the demonstration: the name, and the key of the role."""

    name: str
    role: str

    @property
    def email(self) -> str:
        """An address of a domain that nobody can own (RFC 2606)."""
        return folded(self.name).replace(" ", ".") + "@" + DOMAIN


PEOPLE: tuple[Somebody, ...] = (
    Somebody(PATRICIA, "management"),
    Somebody(DIANA, "director"),
    *(Somebody(name, "kam") for name in KAMS),
    Somebody(ISABEL, "lab"),
    Somebody(WILSON, "dispatch"),
    Somebody(ROSALBA, "credit"),
    Somebody(HERNAN, "plant"),
    Somebody(LUZ, "quality"),
    Somebody(NATALIA, "marketing"),
    Somebody(OMAR, "compliance"),
)
