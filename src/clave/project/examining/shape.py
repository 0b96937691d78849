"""One thing that was looked at, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Shown, Text, _

MINUTE, HOUR = 60, 3600


@dataclass(frozen=True)
class Found:
    """`good` None = worth knowing, and not wrong; `remedy` says what to do where it is not good."""

    key: str
    good: bool | None
    what: Shown
    remedy: Shown | None = None


@dataclass(frozen=True)
class Asked:
    """When it is, and whether everything is read to the last byte, which takes as long as reading all data takes."""

    now: datetime
    deep: bool = False


Look = Callable[[Asked], Iterable[Found]]


def found_by(looks: dict[str, Look], asked: Asked) -> Iterator[Found]:
    """What every look found. One that breaks says so and leaves the others."""
    for key, look in looks.items():
        try:
            yield from look(asked)
        except ClaveError as refused:
            yield Found(key, False, refused.sentence())
        except (DatabaseError, OSError) as broken:
            yield Found(
                key, False, _("{key} could not be looked at: {kind}.").fill(key=key, kind=type(broken).__name__),
                _("Mend what stands above first, and ask again."),
            )  # fmt: skip


def lasted(seconds: float) -> Shown:
    """A length of time in the unit that people would take."""
    seconds = max(seconds, 0)
    if seconds < 2 * MINUTE:
        return _("{n} s").fill(n=round(seconds))
    if seconds < 2 * HOUR:
        return _("{n} min").fill(n=round(seconds / MINUTE))
    if seconds < 48 * HOUR:
        return _("{n} h").fill(n=round(seconds / HOUR))
    return Figure(seconds // (24 * HOUR), "days")


def place(folder: object) -> Text:
    """A path as a text."""
    return Text("{folder}").fill(folder=str(folder))
