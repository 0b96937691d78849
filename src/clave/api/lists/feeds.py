"""The sources that clave reads by itself, and every reading of them. Never a credential, nor where a source is. (A)"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from clave.api.asking import Asker
from clave.api.listed.shape import Column, Filter, Listing, Rows
from clave.api.lists.pieces import given, person, plain, text
from clave.store.models import FactSource, SourceRun
from clave.store.source_runs import STATES, RunsAsked, last_good, live_sources, newest_pulls, runs
from clave.store.sources import sources


def _runs(_asker: Asker, asked: Mapping[str, Any]) -> Rows:
    wanted = RunsAsked(asked.get("source"), asked.get("state", ""), asked.get("since"), asked.get("until"))
    return runs(wanted, live_sources())


def _around(_asker: Asker, rows: Any) -> Any:
    numbers = [source.pk for source in rows]
    return newest_pulls(numbers), last_good(numbers)


LISTS = (
    Listing(
        "sources", "Sources", "The databases, ERPs and folders that clave reads by itself, and how each stands.",
        lambda _asker, asked: sources().filter(**given(asked, "kind", "active")),
        (
            *plain(FactSource, "pk name kind origin cron active replaces created_at"),
            Column("tables", list[str], "What is asked of it", lambda row, _look: [one.table for one in row.tables.all()]),
            Column("state", str, f"Of its newest reading: {', '.join(STATES)}; null = never read",
                   lambda row, look: getattr(look.found[0].get(row.pk), "state", None)),
            Column("read_at", datetime, "When its newest reading began",
                   lambda row, look: getattr(look.found[0].get(row.pk), "begun_at", None)),
            Column("good_at", datetime, "Until when its rows are in the book", lambda row, look: look.found[1].get(row.pk)),
            Column("error", str, "Why it stopped or waits",
                   lambda row, look: look.kept(getattr(look.found[0].get(row.pk), "error", None))),
            person("by"),
        ),
        (Filter("kind", str), Filter("active", bool)),
        around=_around, accounts=lambda _row: (),
    ),
    Listing(
        "source-runs", "Readings of sources", "What came, what was rejected, why it stopped, which import it became.",
        _runs,
        (
            *plain(SourceRun, "pk state full clock rows rejected why tries begun_at ended_at"),
            Column("source", int, "", "of_id"), Column("name", str, "Of the source", "of.name"),
            Column("import", int, "Its number in `imports`", "brought_id"), text("error"),
            Column("notes", list[str], "", lambda row, look: [look.kept(note) for note in row.notes]), person("by"),
        ),
        (
            Filter("source", int), Filter("state", str, "", STATES), Filter("since", datetime),
            Filter("until", datetime, "Not included"),
        ),
        accounts=lambda _row: (),
    ),
)  # fmt: skip
