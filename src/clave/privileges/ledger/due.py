"""One promise that fell due, and how promises are counted: kept, broken, or not measurable, which is never zero."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeVar

from clave.base.words import Joined, Text
from clave.privileges.catalogue.declared import PRIVILEGES

State = Literal["kept", "broken", "unknown"]
KEPT: State = "kept"
BROKEN: State = "broken"
UNKNOWN: State = "unknown"
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Due:
    """A promise to `account` that fell due `on` a day, about an order, invoice, request or period (`about`).

    `why` is a finished sentence: what shows it, or which file would tell. `money` is what was at stake in a breach, None
    where nobody knows; `parts` names its lines or documents."""

    account: str
    privilege: str
    on: date
    about: str
    state: State
    why: Text | Joined
    money: Decimal | None = None
    parts: tuple[str, ...] = ()

    @property
    def department(self) -> str:
        """Who delivers it, a key of the catalogue's departments."""
        return PRIVILEGES[self.privilege].department

    @property
    def month(self) -> str:
        """The month in which it fell due: 2026-11."""
        return f"{self.on:%Y-%m}"


@dataclass(frozen=True)
class Count:
    """Promises by what became of them. `money` is that of the breaches that have one, `unpriced` how many have none."""

    kept: int = 0
    broken: int = 0
    unknown: int = 0
    money: Decimal = Decimal(0)
    unpriced: int = 0

    @property
    def due(self) -> int:
        """All that fell due."""
        return self.kept + self.broken + self.unknown

    @property
    def score(self) -> float | None:
        """Kept of those that could be measured; None where none could."""
        return self.kept / (self.kept + self.broken) if self.kept + self.broken else None

    @property
    def worth(self) -> Decimal | None:
        """What the breaches were worth: nothing without a breach; None where none of them has a price."""
        return None if self.broken and self.broken == self.unpriced else self.money

    def __add__(self, other: Count) -> Count:
        return Count(
            self.kept + other.kept, self.broken + other.broken, self.unknown + other.unknown,
            self.money + other.money, self.unpriced + other.unpriced,
        )  # fmt: skip


def count(dues: Iterable[Due]) -> Count:
    """All of them in one count."""
    return sum((_one(due) for due in dues), Count())


def counts(dues: Iterable[Due], of: Callable[[Due], Key]) -> dict[Key, Count]:
    """A count for each account, privilege, department or month (`of` says which), in the order of their names."""
    found: dict[Key, Count] = {}
    for due in dues:
        found[of(due)] = found.get(of(due), Count()) + _one(due)
    return dict(sorted(found.items(), key=lambda item: str(item[0])))


def breaches(dues: Iterable[Due]) -> tuple[Due, ...]:
    """The broken ones: the most money first, those without a price after them."""
    broken = [due for due in dues if due.state == BROKEN]
    return tuple(sorted(broken, key=lambda due: (due.money is None, -(due.money or 0), due.on, due.account, due.about)))


def _one(due: Due) -> Count:
    broken = due.state == BROKEN
    return Count(
        int(due.state == KEPT), int(broken), int(due.state == UNKNOWN),
        due.money if broken and due.money is not None else Decimal(0), int(broken and due.money is None),
    )  # fmt: skip
