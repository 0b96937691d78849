"""What people had recorded at a moment, as the chain reads it: declared tables, and one version for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from clave.facts.book import Book
from clave.facts.recorded import unpacked, version_of
from clave.facts.tables import TABLES
from clave.store.facts import book_of
from clave.store.models import DeclaredWallet, ProfileConfirmation, Rating, RecordedSnapshot, SelectionRun, Touchpoint
from clave.store.special_services import recorded_services

RATER = "person:"
"""Before the number of a person of ours: raters have no names in what is handed down."""
AS_FACTS = {"video": "call"}
"""Kinds of contact that the chain knows by another word."""


MARK = """
SELECT * FROM
  (SELECT COUNT(*), MAX(id), SUM(value), COUNT(ended_at), MAX(ended_at) FROM store_rating) a,
  (SELECT COUNT(*), MAX(id), SUM(amount), COUNT(withdrawn_at), MAX(withdrawn_at) FROM store_declaredwallet) b,
  (SELECT COUNT(*), MAX(id), SUM(cost), COUNT(withdrawn_at), MAX(changed_at) FROM store_touchpoint) c,
  (SELECT COUNT(*), MAX(id), COUNT(withdrawn_at), MAX(withdrawn_at) FROM store_profileconfirmation) d,
  (SELECT COUNT(*), MAX(id), SUM(hours), COUNT(removed_at), MAX(removed_at) FROM store_labhours) e,
  (SELECT COUNT(removed_at), MAX(removed_at) FROM store_improvementrequest) f,
  (SELECT COUNT(*), MAX(id), COUNT(undone_at), MAX(undone_at) FROM store_servicestep) g,
  (SELECT MAX(changed_at), COUNT(removed_at), SUM(hours), SUM(cost) FROM store_specialservice) h
"""
"""One row of what changes wherever something is written, changed or taken back in what `recorded_at` reads."""


@dataclass(frozen=True)
class Recorded:
    """The tables in their declared shape; equal versions hold the
    same rows.

    The version is empty where nobody had recorded anything."""

    version: str = ""
    tables: Mapping[str, pa.Table] = field(default_factory=dict)


def recorded_at(moment: datetime) -> Recorded:
    """What people had recorded by then and not taken back; what they said earlier is in it too, with its day."""
    tables = {
        "rating": _ratings(moment),
        "declared_wallet": _wallets(moment),
        "touchpoint": _touchpoints(moment),
        "profile_date": _profile_dates(moment),
        "service": recorded_services(moment),
    }
    full = {name: table for name, table in tables.items() if table.num_rows}
    return Recorded(version_of(full), full)


def recorded_mark() -> str:
    """A mark of everything that `recorded_at` reads, in one query and without reading the rows: where it is the same, so is
    what was recorded."""
    with connection.cursor() as cursor:
        cursor.execute(MARK)
        return repr(cursor.fetchone())


def snapshot_of(version: str) -> Recorded:
    """What a list was made with. Raises RecordedSnapshot.DoesNotExist for a version that no list was made with."""
    if not version:
        return Recorded()
    return Recorded(version, unpacked(bytes(RecordedSnapshot.objects.get(version=version).tables)))


def book_behind(run: SelectionRun) -> Book:
    """The facts of a list with what people had recorded when it was made. Raises ClaveError where they are gone."""
    newest = is_newest(run)
    return book_of(run.facts_version).with_recorded(snapshot_of(run.recorded).tables, run.as_of if newest else None)


def is_newest(run: SelectionRun) -> bool:
    """Whether a list is of the last day of its facts, so that everything recorded by then counts in it."""
    last: str | None = run.facts["last_day"]
    return last == run.as_of.isoformat()


def _ratings(moment: datetime) -> pa.Table:
    """One row for each person, customer, criterion, kind and day: the last one of that day."""
    given = Rating.objects.filter(created_at__lte=moment).exclude(withdrawn=True, ended_at__lte=moment)
    rows = given.order_by("created_at", "id").values_list(
        "customer", "criterion", "kind", "rater_id", "rated_on", "value", "reason", "evidence", "expires_on"
    )
    said: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for customer, criterion, kind, rater, day, *rest in rows:
        said[customer, criterion, kind, f"{RATER}{rater}", day] = tuple(rest)
    return _table("rating", [(*who[:2], who[2] or None, *who[3:], *what) for who, what in sorted(said.items())])


def _wallets(moment: datetime) -> pa.Table:
    """One row for each customer and day: the last one entered."""
    standing = DeclaredWallet.objects.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=moment), created_at__lte=moment)
    rows = standing.order_by("created_at", "id").values_list(
        "customer", "declared_on", "amount", "source", "expires_on"
    )
    said = {(customer, day): tuple(rest) for customer, day, *rest in rows}
    return _table("declared_wallet", [(*who, *what) for who, what in sorted(said.items())])


def _touchpoints(moment: datetime) -> pa.Table:
    """One row for each customer, day, kind, direction and person: two calls of a day are one contact of that day, as they are
    in a file; their costs are added up."""
    standing = Touchpoint.objects.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=moment), at__lte=moment)
    rows = standing.order_by("at", "id").values_list("customer", "on", "direction", "kind", "by_id", "cost", "at")
    said: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for customer, day, direction, kind, by, cost, at in rows:
        who = (customer, day, direction, AS_FACTS.get(kind, kind), f"{RATER}{by}")
        before, written = said.get(who, (None, timezone.localdate(at)))
        said[who] = (before if cost is None else cost + (before or 0), written)
    return _table("touchpoint", [(*who, *what) for who, what in sorted(said.items())])


def _profile_dates(moment: datetime) -> pa.Table:
    """One row for each customer and day on which its profile was confirmed."""
    standing = ProfileConfirmation.objects.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=moment), at__lte=moment)
    return _table("profile_date", sorted(set(standing.values_list("customer", "on"))))


def _table(name: str, rows: list[tuple[Any, ...]]) -> pa.Table:
    """Rows in the order of the declared columns."""
    schema = TABLES[name].schema
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema=schema)
