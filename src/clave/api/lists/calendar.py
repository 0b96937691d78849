"""The calendar of the programme: what is due in the life of each status. (F3)"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, get_args

from clave.api.asking import Asker
from clave.api.listed.shape import Column, Filter, Listing, Rows, Who, who, words_in
from clave.api.lists.pieces import CUSTOMER, MINE, TEXT, spoken
from clave.selection.calendar import Kind, When
from clave.store.agenda import dues
from clave.store.models import Person
from clave.store.ownership import owners

Asked = Mapping[str, Any]


def _dues(asker: Asker, asked: Asked) -> Rows:
    numbers: Counter[tuple[date, str, str]] = Counter()
    found: list[dict[str, Any]] = []
    for due in dues(asker.limits):
        same = due.day, due.kind, due.customer
        numbers[same] += 1
        key = f"{due.day}:{due.kind}:{due.customer}:{numbers[same]}"
        when = due.when(asker.day, asker.limits)
        found.append({"id": key, "customer": due.customer or None, "due": due, "kind": due.kind, "when": when})
    chosen = [
        one for one in found
        if asked.get("customer") in (None, one["customer"]) and asked.get("kind") in (None, one["kind"])
        and asked.get("when") in (None, one["when"]) and (not asked.get("mine") or one["customer"] in asker.sight.held)
    ]  # fmt: skip
    return words_in(chosen, asked.get("q", ""), "customer", "due.name")


def _owned(asker: Asker, rows: Sequence[Any]) -> Mapping[str, Person]:
    return owners(asker.day, {row["customer"] for row in rows} - {None})


LISTS = (
    Listing(
        "reviews", "The calendar of reviews",
        "What is due and overdue in the life of the statuses: reviews, announcements, trials, exceptions, landings.",
        _dues,
        (
            Column("id", str, "Its day, its kind and the account"), Column("day", date, "By when", "due.day"),
            Column("when", str, "late, soon (days of the policy) or later"), Column("kind", str, "Stable, for programs"),
            Column("customer", str, "null = the whole list"), Column("name", str, "", "due.name"),
            Column("owner", Who, "", lambda row, look: who(look.found.get(row["customer"]))),
            spoken("because", lambda row: row["due"].because),
            Column("act", str, "The act of the page that answers it", "due.act"),
        ),
        (
            TEXT, CUSTOMER, MINE, Filter("kind", str, "", get_args(Kind)), Filter("when", str, "", get_args(When)),
        ),
        key="id", key_kind=str, around=_owned, single=False,
        basis=lambda asker, _asked: {"as_of": asker.day, "policy": asker.limits.version},
    ),
)  # fmt: skip
