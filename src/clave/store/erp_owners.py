"""Whom the ERP names as the owner of each key account, matched to the people of clave (D1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.facts.customers import owners_named
from clave.store.facts import book_of
from clave.store.models import OWNER, AccountLine, Person
from clave.store.ownership import able, owners
from clave.store.queries import latest_run
from clave.store.status import key_accounts

Match = Literal["matched", "nobody", "several", "unnamed"]


@dataclass(frozen=True)
class Suggestion:
    """One key account: its owner in clave, the name that the ERP gives, and whom of ours that is."""

    customer: str
    name: str
    owner: Person | None
    erp: str
    match: Match
    person: Person | None


def same_names(erp: Iterable[str], people: Iterable[tuple[int, str]]) -> dict[str, tuple[int, ...]]:
    """For each name of the ERP the numbers of the people who may be meant: the same words in any order, or two or more of
    the words of a person's longer name; accents and capitals do not count."""
    known = [(number, frozenset(folded(name).replace(",", " ").split())) for number, name in people]
    found = {}
    for name in erp:
        words = frozenset(folded(name).replace(",", " ").split())
        exact = tuple(number for number, own in known if own == words)
        within = tuple(
            number for number, own in known if len(words) > 1 and len(own) > 1 and (words < own or own < words)
        )
        found[name] = exact or within
    return found


def suggestions(day: date) -> tuple[list[Suggestion], ClaveError | None]:
    """Every key account with its suggestion, those without an owner first; an error where the ERP's file cannot be opened.

    Before the first decision, the accounts inside the latest list stand for the key accounts."""
    accounts, run = key_names(), latest_run()
    named: Mapping[str, str] = {}
    refused = None
    try:
        named = owners_named(book_of(run.facts_version)) if run and accounts else {}
    except ClaveError as error:
        refused = error
    people = {person.pk: person for person in able(OWNER)}
    matches = same_names({named[code] for code in accounts if code in named}, ((p.pk, p.name) for p in people.values()))
    own = owners(day, accounts)
    found = [
        _suggestion(code, name, own.get(code), named.get(code, ""), matches, people) for code, name in accounts.items()
    ]
    return sorted(found, key=lambda one: (one.owner is not None, one.name)), refused


def key_names() -> dict[str, str]:
    """The key accounts by code; before the first decision, those inside the latest list."""
    decided = {status.customer: status.name for status in key_accounts()}
    if decided:
        return decided
    run = latest_run()
    inside = AccountLine.objects.filter(run=run, member=True).order_by("name") if run else AccountLine.objects.none()
    return dict(inside.values_list("customer", "name"))


def _suggestion(
    code: str,
    name: str,
    owner: Person | None,
    erp: str,
    matches: Mapping[str, tuple[int, ...]],
    people: Mapping[int, Person],
) -> Suggestion:
    meant = matches.get(erp, ())
    match: Match = "unnamed" if not erp else "nobody" if not meant else "matched" if len(meant) == 1 else "several"
    return Suggestion(code, name, owner, erp, match, people[meant[0]] if match == "matched" else None)
