"""Nothing is forgotten: every page of clave is on the API, or says why it is not; and the API lets in whom the page lets in."""

from __future__ import annotations

from pathlib import Path

import pytest

from clave.api.access import ACTS, READS
from clave.api.acts.registry import ACTS as DONE
from clave.api.lists.registry import LISTS
from clave.store.models.apikeys import READS as READ_SCOPES
from clave.store.models.apikeys import WRITES
from clave.store.roles import ADMINISTRATOR
from clave.web.access import RULES
from tests.web.test_fields import SEEN

WALK = Path(__file__).with_name("walk.txt")


def blocks() -> dict[str, list[str]]:
    """Where, then the routes of the pages."""
    found: dict[str, list[str]] = {}
    for line in WALK.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            head, _colon, routes = line.rpartition(": ")
            assert head not in found, f"«{head}» stands twice"
            found[head] = routes.split()
    return found


def test_every_page_is_on_the_api_or_says_why_not() -> None:
    named = [route for routes in blocks().values() for route in routes]
    assert sorted(named) == sorted(set(named)), "a route stands in two blocks"
    pages = {
        route for route, rule in RULES.items() if not rule.portal
    }  # the portal is of the customer, not of systems of ours
    done = {right.page for right in ACTS.values()}
    missing, gone = sorted(pages - set(named) - done), sorted(set(named) - pages)
    assert missing == [], "say in tests/api/walk.txt where it is on the API, or why it is not"
    assert gone == [], "these routes do not exist any more"


def test_what_the_walk_names_is_there() -> None:
    heads = blocks()
    assert {head.removeprefix("GET ") for head in heads if head.startswith("GET ")} <= set(LISTS)
    assert {head.partition(" ")[0] for head in heads} == {"GET", "other", "no:"}


def test_every_list_and_act_has_its_row_and_every_row_its_scope_and_its_page() -> None:
    assert set(LISTS) == set(READS)
    assert set(DONE) == set(ACTS)
    assert {right.scope for right in READS.values()} == set(READ_SCOPES)
    assert {right.scope for right in ACTS.values()} == set(WRITES)
    for right in (*READS.values(), *ACTS.values()):
        assert right.page in RULES
    assert {right.read for right in ACTS.values()} <= set(LISTS), "what an act answers is read in a list"


@pytest.mark.parametrize("table", [READS, ACTS])
def test_no_key_opens_what_who_made_it_may_not(table: dict[str, object]) -> None:
    """An administrator makes keys for others: the list is one an administrator opens, and no reserved figure is told that an
    administrator may not see (ADR 0038)."""
    for name, right in table.items():
        assert ADMINISTRATOR.key in RULES[right.page].allowed, name  # type: ignore[attr-defined]
    told = {column.field for listing in LISTS.values() for column in (*listing.columns, *listing.more) if column.field}
    assert told
    for field in told:
        assert ADMINISTRATOR.key in SEEN[field].split(), field
