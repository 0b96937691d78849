"""What stands in the addresses of one kind of thing, and how an address is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clave.store.models import Person, SelectionRun

Args = list[str]
Fields = dict[str, str]
Sent = Fields | Callable[[Args], Fields]
"""What is sent to an address that does something; asked for at the last moment where it depends on the thing."""
NOBODY = "NOBODY"
"""A customer that no list has."""
NONE = "999999"
"""A number that nothing has."""


@dataclass(frozen=True)
class Things:
    """Arguments of an address for each relation; None where there is no such thing."""

    own: Args
    colleague: Args | None
    foreign: Args | None
    missing: Args


@dataclass(frozen=True)
class World:
    """Who asks, a colleague of theirs, the list in force and the one before it."""

    me: Person
    colleague: Person
    latest: SelectionRun
    earlier: SelectionRun


Make = Callable[[World], Things]


def named(name: str, missing: str) -> Make:
    """Things of the product itself, which are nobody's: there or not there."""
    return lambda world: Things([name], None, None, [missing])


def with_more(things: Things, *more: str) -> Things:
    """The same things in an address that says more of them."""
    found = (one and [*one, *more] for one in (things.own, things.colleague, things.foreign, things.missing))
    return Things(*found)  # type: ignore[arg-type]
