"""What every source offers, whatever lies behind it: a probe, and each table in pages, whole or what changed since.

A source only reads. Its pages are Arrow tables under the headers of the source; `Ask.columns` says which declared column
each header is, as for a file, and whatever came goes through the same intake, with its balance and its rejects.

Pages arrive in the order of their `Mark`, and a page never cuts a unit of its table (`Ask.key`: a document with all its
lines), because the store replaces units whole. Whoever pulls keeps the mark of the last page that is safe on disk, and
goes on after it the next time. What changed is told by the clock of the source alone; ours is never compared with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import pyarrow as pa

from clave.base.errors import ClaveError
from clave.base.words import Text
from clave.policy.limits import Limits

UNREACHABLE, UNAUTHORIZED, CHANGED, SLOW, BROKEN, WRONG = (
    "unreachable", "unauthorized", "changed", "slow", "broken", "wrong",
)  # fmt: skip
"""Why a source could not be read: nobody answers; it does not let us in; it no longer has what was asked for; it took too
long; it answered with an error of its own, or stopped half way; what was set up cannot be so."""
PASSING = frozenset({UNREACHABLE, SLOW, BROKEN})
"""Those that may be gone at the next try without anybody doing something."""


class SourceError(ClaveError):
    """Why a source could not be read, as a finished sentence without any credential; `why` is one of the above."""

    def __init__(self, why: str, what: Text, *, where: str = "", remedy: Text | None = None) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.why = why

    @property
    def passing(self) -> bool:
        """Whether trying again later can help by itself."""
        return self.why in PASSING


class Secret:
    """A credential: it shows itself to nobody who does not ask for it by name."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The credential itself; only for the call that needs it."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "Secret(…)"


@dataclass(frozen=True)
class Setting:
    """One thing that somebody enters to connect a kind of source; a `secret` one is sealed and never shown again."""

    name: str
    label: Text
    help: Text
    secret: bool = False
    required: bool = True
    example: str = ""


@dataclass(frozen=True)
class Ask:
    """How one declared `table` is asked of a source.

    `select` is what the kind understands: a SELECT, a model, a pattern of file names; empty where the kind knows itself.
    `columns` {declared column: header}; empty lets the intake recognise them as in a file. `key` is the header whose rows
    stay together (the document, or the code of the row), `changed` the header that says when a row was last written;
    without `changed` every pull is a full one, without `key` a pull that stops begins anew."""

    table: str
    select: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    changed: str = ""


@dataclass(frozen=True, order=True)
class Mark:
    """How far a table was read, in the order of the source: when the last unit of a page was written, as the source
    writes it ("" in a full pull; else ISO 8601 or a whole number), and its key, which only the source understands."""

    changed: str = ""
    key: str = ""

    def stored(self) -> dict[str, str]:
        """As JSON keeps it."""
        return {"changed": self.changed, "key": self.key}

    @staticmethod
    def recalled(kept: Mapping[str, Any] | None) -> Mark | None:
        """The opposite of `stored`."""
        return Mark(str(kept.get("changed", "")), str(kept.get("key", ""))) if kept else None


EVERYTHING = "*"
"""In `Page.gone`: nothing is on the list any more."""


@dataclass(frozen=True)
class Page:
    """Some rows of a table, whole units only, the mark after which the next page begins, and when the last of its rows was
    written (ISO 8601 or a whole number; "" where the source does not tell). `gone` are documents that the source took back
    since then (cancelled, or drafts again): what the book has of them goes; of a list that is replaced whole, EVERYTHING.
    A page may bring nothing else."""

    rows: pa.Table
    after: Mark
    latest: str = ""
    gone: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """A field that a source has: its header, and its type in the words of the source."""

    name: str
    type: str = ""


@dataclass(frozen=True)
class Found:
    """What a source has of one table: its fields, how many rows and from which day to which, None where it does not say;
    `lacking` the headers that were asked for and are not there; `error` why it could not be looked at."""

    table: str
    fields: tuple[Field, ...] = ()
    rows: int | None = None
    since: date | None = None
    until: date | None = None
    lacking: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()
    error: SourceError | None = None


@dataclass(frozen=True)
class Probe:
    """What is behind a connection: what it calls itself ("PostgreSQL 16.4"), its clock (ISO 8601, as the source writes the
    moments of its rows), and what it has of each table that was asked for."""

    version: str
    clock: str
    tables: tuple[Found, ...] = ()


class Reached(Protocol):
    """A source that answers. Every method raises SourceError and nothing else; close it in any case."""

    def clock(self) -> str:
        """What time it is at the source, written as it writes the moments of its rows."""

    def probe(self, asks: Sequence[Ask]) -> Probe:
        """Look at what is there, once per connection; a table that cannot be looked at is told in its `error`."""

    def count(self, ask: Ask, since: str) -> int | None:
        """About how many rows a pull will bring, for its progress; None where it would cost too much to know."""

    def pages(self, ask: Ask, *, since: str = "", after: Mark | None = None) -> Iterator[Page]:
        """The table from the beginning or `after` a mark; `since` brings only the units written at or after that moment
        of the source ("" = all). No page where there is nothing."""

    def sample(self, ask: Ask, rows: int) -> pa.Table:
        """About so many rows of a table, whichever come soonest, to be looked at."""

    def close(self) -> None:
        """Let go of it; never raises."""


class Connector(Protocol):
    """A kind of source: what one enters to connect it, and how it is reached."""

    @property
    def key(self) -> str:
        """Its name in the settings: 'sql', 'folder', 'odoo'."""

    @property
    def title(self) -> Text:
        """What people call it."""

    @property
    def settings(self) -> tuple[Setting, ...]:
        """What is entered, in the order of the form."""

    def checked(self, entered: Mapping[str, str]) -> dict[str, str]:
        """What was entered (secrets left out), cleaned; raises SourceError(WRONG) naming the setting in `where`."""

    def asks(self, entered: Mapping[str, str]) -> tuple[Ask, ...]:
        """The tables it knows how to ask for by itself; none where somebody has to write a SELECT."""

    def reach(self, entered: Mapping[str, str], secrets: Mapping[str, Secret], limits: Limits) -> Reached:
        """Connect, read-only. Raises SourceError with a sentence that holds no credential."""
