"""The sources that clave reads by itself, every reading of them, and what clave writes there. Never a credential, nor where a
source is. (A)"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from clave.api.asking import Asker
from clave.api.listed.shape import Column, Filter, Listing, Rows
from clave.api.lists.pieces import CUSTOMER, given, person, plain, text
from clave.store.models import FactSource, Push, PushLine, SourceRun
from clave.store.models.pushes import PLAN, PUSH_STATES, SWAP
from clave.store.pushes import BECAME, KINDS_OF_LINE, told_lines
from clave.store.source_runs import STATES, RunsAsked, last_good, live_sources, newest_pulls, runs
from clave.store.sources import sources

_OBJECT = dict[str, Any]


def _runs(_asker: Asker, asked: Mapping[str, Any]) -> Rows:
    wanted = RunsAsked(asked.get("source"), asked.get("state", ""), asked.get("since"), asked.get("until"))
    return runs(wanted, live_sources())


def _around(_asker: Asker, rows: Any) -> Any:
    numbers = [source.pk for source in rows]
    return newest_pulls(numbers), last_good(numbers)


def _pushes(_asker: Asker, asked: Mapping[str, Any]) -> Rows:
    return Push.objects.filter(**given(asked, "kind", "state", source="of")).select_related("by", "decided_by")


def _written(_asker: Asker, asked: Mapping[str, Any]) -> Rows:
    found = told_lines(PushLine.objects.select_related("push"))
    return found.filter(**given(asked, "push", "what", "became", "customer", source="push__of"))


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
    Listing(
        "pushes", "What is written to ERPs", "Each plan of writing and each swap: who approved which digest, and how it ended.",
        _pushes,
        (
            *plain(Push, "pk kind state parts tag digest tries made_at ends_at decided_at ended_at reason"),
            Column("source", int, "Its number in `sources`", "of_id"),
            Column("lines", dict[str, int], "How many would change, by what; left = left alone", lambda row, _look: row.counts),
            Column("basis", list[str], "What it was made from", lambda row, look: [look.kept(one) for one in row.basis]),
            text("error", means="Why it stopped"), person("by"), person("decided_by"),
        ),
        (
            Filter("source", int), Filter("kind", str, "plan, or swap of reserved stock", (PLAN, SWAP)),
            Filter("state", str, "", PUSH_STATES),
        ),
        accounts=lambda _row: (),
    ),
    Listing(
        "push-lines", "Lines of what is written", "Record by record: before, after, what became of it, why it was left alone.",
        _written,
        (
            *plain(PushLine, "pk place what model number name customer"),
            Column("push", int, "Its number in `pushes`", "push_id"),
            Column("before", _OBJECT, "Fields of the ERP as they stood when it was planned", lambda row, _look: row.before or {}),
            Column("after", _OBJECT, "What is written in them", lambda row, _look: row.after or {}),
            Column("became", str, f"The last that is known: begun, {', '.join(BECAME)}; null = nobody tried", "became"),
            Column("written_at", datetime, "", "written_at"),
            Column("stood", _OBJECT, "What stood there when it was written", lambda row, _look: row.stood or {}),
            Column("stands", _OBJECT, "What was read back", lambda row, _look: row.stands or {}),
            text("told", means="What went otherwise"), text("why", means="Why it is left alone"),
        ),
        (
            Filter("source", int), Filter("push", int), Filter("what", str, "", KINDS_OF_LINE), Filter("became", str, "", BECAME),
            CUSTOMER,
        ),
        accounts=lambda row: (row.customer,) if row.customer else (),
    ),
)  # fmt: skip
