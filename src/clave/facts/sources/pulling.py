"""Pulling one table, page by page: each page is on disk before anybody is told how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from clave.facts.sources.moments import later
from clave.facts.sources.port import Ask, Mark, Reached
from clave.facts.sources.spool import Spool


@dataclass(frozen=True)
class Standing:
    """How far a table is in a run: from when on it asks ('' = all), after which mark it goes on, what came so far, the
    latest stamp among it, whether it is whole, and which documents were taken back."""

    since: str = ""
    after: Mark | None = None
    pages: int = 0
    rows: int = 0
    latest: str = ""
    done: bool = False
    gone: tuple[str, ...] = ()

    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "since": self.since, "after": self.after.stored() if self.after else None, "pages": self.pages,
            "rows": self.rows, "latest": self.latest, "done": self.done,
            "gone": list(self.gone),
        }  # fmt: skip

    @staticmethod
    def recalled(kept: Mapping[str, Any]) -> Standing:
        """The opposite of `stored`."""
        return Standing(**{**kept, "after": Mark.recalled(kept.get("after")), "gone": tuple(kept.get("gone", ()))})


def counted_rows(reached: Reached, asks: Sequence[Ask], found: Mapping[str, Standing]) -> dict[str, int | None]:
    """About how many rows each table still brings, None where nobody knows. All of them are counted before any is read:
    counting may end the one moment at which a database is read."""
    return {ask.table: None if found[ask.table].done else reached.count(ask, found[ask.table].since) for ask in asks}


def pull(
    reached: Reached, ask: Ask, standing: Standing, spool: Spool, told: Callable[[Standing], None]
) -> Standing:  # fmt: skip
    """Bring what is still to come of a table; `told` hears of every page once it is safe.

    A table without a key has no order to go on in: what came of it is thrown away, and it is read anew. Raises
    SourceError as the source does, and ClaveError where the disk refuses; what was told stays good."""
    if standing.done:
        return standing
    if standing.pages and not ask.key:
        standing = Standing(standing.since)
        spool.forget(ask.table)
        told(standing)
    for page in reached.pages(ask, since=standing.since, after=standing.after):
        brought = page.rows.num_rows > 0 or bool(page.gone)  # also what only goes has a file, so that it is loaded
        if brought:
            spool.keep(ask.table, standing.pages, page.rows)
        standing = replace(
            standing,
            after=page.after,
            pages=standing.pages + brought,
            rows=standing.rows + page.rows.num_rows,
            latest=later(standing.latest, page.latest),
            gone=(*standing.gone, *page.gone),
        )
        told(standing)
    standing = replace(standing, done=True)
    told(standing)
    return standing
