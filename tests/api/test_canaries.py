"""Sensitive figures on the API: the canaries of the pages, looked for in every list, thing and file, as every role."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.utils import timezone

from clave.api.keys import RATE
from clave.api.lists.registry import LISTS
from clave.store.fields import BIRTHDAY, INFLUENCE
from clave.store.models import OWNER, Person, SelectionRun
from clave.store.roles import CONTACT, ROLES
from clave.store.sight import sight_of
from tests.api.asked import ROOT, system
from tests.web import knowing
from tests.web.conftest import person as person
from tests.web.test_fields import SINGER, SINGS, give, text_of
from tests.web.test_fields import scene as scene

NOWHERE = {BIRTHDAY, INFLUENCE}
"""No list tells these at all."""


def sings(key: str, said: str) -> bool:
    """Whether a canary is in what JSON or a file says, where figures have no signs between their digits; the seconds of
    a time (10:40:43.27) are no figure of anybody."""
    songs = (one for one in SINGS[key] if not one.startswith("29/"))
    return any(re.search(rf"(?<!\d:){re.escape(song)}", said) for song in songs)


def addresses() -> Iterator[str]:
    """Every list about everything, and what there is of the account that sings."""
    for name, listing in LISTS.items():
        about = f"customer={quote(SINGER, safe='')}&since=2023-01-01" if name == "invoice-lines" else ""
        about = f"customer={quote(SINGER, safe='')}" if name == "receivables" else about
        yield f"{ROOT}/{name}?limit=1000&{about}"
        yield f"{ROOT}/{name}?format=csv&{about}"
        if listing.single and listing.key == "customer":
            yield f"{ROOT}/{name}/{quote(SINGER, safe='')}"


def sung(client: Client) -> dict[str, set[str]]:
    """Per field, the addresses in which one of its canaries sings."""
    found: dict[str, set[str]] = {key: set() for key in SINGS}
    for address in addresses():
        RATE.counts.clear()
        said = text_of(client, address)
        for key in SINGS:
            if sings(key, said):
                found[key].add(address)
    return found


def sighted(who: Person) -> set[str]:
    """The fields that somebody sees of the account that sings."""
    seen = sight_of(who, timezone.localdate())
    return {key for key in SINGS if seen.sees(key, SINGER)}


@pytest.mark.parametrize("owned", [False, True])
def test_no_canary_sings_where_the_table_says_no(
    scene: SelectionRun, person: Callable[[str], Person], owned: bool
) -> None:
    """Of an account that is nobody's, to every role; of one that somebody owns, to those who see something else by that."""
    ana = knowing.person("administrator", "Ana")
    people = {role: person(role) for role in ROLES if role != CONTACT.key}
    before = {role: sighted(who) for role, who in people.items()}
    if owned:
        give(knowing.person("kam", "Otra"), OWNER)
        people = {role: who for role, who in people.items() if role == "kam" or sighted(who) != before[role]}
    for role, who in people.items():
        seen, found = sight_of(who, timezone.localdate()), sung(system(ana, who))
        for key, where in found.items():
            if key in NOWHERE or not seen.sees(key, SINGER):
                assert where == set(), f"{key} is hidden from {role}"
        if role == "administrator":
            silent = {key for key, where in found.items() if not where and seen.sees(key, SINGER)} - NOWHERE
            assert silent == set(), "a canary that sings nowhere proves nothing"


def test_a_typed_file_hides_what_a_list_hides(scene: SelectionRun, person: Callable[[str], Person]) -> None:
    ana = knowing.person("administrator", "Ana")
    give(knowing.person("kam", "Otra"), OWNER)
    for who, sees in ((person("director"), True), (person("credit"), False)):
        answer = system(ana, who).get(f"{ROOT}/accounts", {"format": "parquet"})
        table = pq.read_table(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
        row = next(one for one in table.to_pylist() if one["customer"] == SINGER)
        assert (row["margin"] == 31_415_926.0) is sees
        assert ("margin" in (row["reserved"] or "")) is not sees
