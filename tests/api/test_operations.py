"""Who may what, from the resolver: every operation, every role, and things that are their own, of others, of nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from clave.actions.apikeys import make_key, revoke_key
from clave.api.access import ACTS, READS
from clave.api.door import PREFIX, schema
from clave.api.keys import RATE
from clave.api.listed.shape import Listing
from clave.api.lists.registry import LISTS
from clave.store.models import Person, SelectionRun
from clave.store.models.apikeys import FOR_SOMEBODY, SCREENS
from clave.store.roles import CONTACT, ROLES
from clave.web.access import RULES
from tests.api.asked import ROOT, every, refused, system
from tests.web import knowing
from tests.web.conftest import facts as facts
from tests.web.conftest import facts_folder as facts_folder
from tests.web.conftest import keep as keep
from tests.web.conftest import run as run
from tests.web.test_every_page import CUSTOMER
from tests.web.test_every_page import clients as clients
from tests.web.test_every_page import world as world

OF_A_CUSTOMER = {name: {"customer": CUSTOMER} for name in ("invoice-lines", "receivables")}
SCREEN_PATHS = {"badge/{customer}", "badges", "badge-tickets", "dispatch/plan", "orders/decide", "production/plan"}


@pytest.fixture(autouse=True)
def fresh_minute() -> Iterator[None]:
    RATE.counts.clear()
    yield
    RATE.counts.clear()


@pytest.fixture
def ana(run: SelectionRun, facts: None) -> Person:
    """The administrator of a company with a selection."""
    return knowing.person("administrator", "Ana")


def paths() -> set[str]:
    """Every address of the API, as the description and the resolver have it."""
    return {one.removeprefix(PREFIX) for one in schema()["paths"]}


def test_every_address_is_a_list_a_thing_an_act_or_a_screen() -> None:
    things = {f"{name}/{{which}}" for name, one in LISTS.items() if one.single}
    assert paths() == set(READS) | things | {f"acts/{name}" for name in ACTS} | SCREEN_PATHS | {"me"}
    routes = {str(one.pattern) for one in get_resolver().url_patterns if str(one.pattern).startswith("api/")}
    assert routes == {"api/v1/"}, "nothing of the API stands beside it"


def key_of(listing: Listing, row: Mapping[str, Any]) -> str:
    """What tells a row from the others, as an address has it."""
    name = listing.key.rpartition(".")[2]
    return quote(str(row["id"] if name == "pk" else row.get(name, row.get("id"))), safe="")


def test_each_role_opens_the_lists_of_its_pages_and_of_them_the_things_it_sees(world: Mapping[str, Any]) -> None:
    """Own and of others, in a company in which there is something of everything: who opens the list opens what stands in it, and
    nothing else; missing = not there; invisible = 404."""
    ana = Person.objects.get(role="administrator", name="diana Vergara")
    keys = {role: system(ana, _somebody_else(role, ana)) for role in ROLES if role != CONTACT.key}
    all_of_it = system(ana, ana)  # after the others: who comes and which key is made stands in lists as well
    there = {name: list(_keys(all_of_it, name)) for name, listing in LISTS.items() if listing.single}
    wrong: dict[str, Any] = {}
    for role, mine in keys.items():
        for name in LISTS:
            RATE.counts.clear()
            wrong |= {f"{role}: {where}": said for where, said in _opened(mine, name, role, there.get(name)).items()}
    assert wrong == {}


def _somebody_else(role: str, than: Person) -> Person:
    found = Person.objects.filter(role=role, is_active=True).exclude(pk=than.pk).first()
    return found or knowing.person(role, f"Uno {role}")


def _keys(client: Client, name: str) -> Iterator[str]:
    RATE.counts.clear()
    return (key_of(LISTS[name], one) for one in every(client, name))


def _opened(mine: Client, name: str, role: str, there: list[str] | None) -> dict[str, Any]:
    """What is answered otherwise than the row of the page says: the list, a thing that is not there, one seen, one not seen."""
    rule = RULES[READS[name].page].answer(role)
    expected = {"allowed": 200, "known": 403}.get(rule, 404)
    asked = {name: mine.get(f"{ROOT}/{name}", {"limit": 1, **OF_A_CUSTOMER.get(name, {})}).status_code}
    right = {name: expected}
    if there is not None:
        not_there = 404 if expected == 200 else expected
        seen = list(_keys(mine, name)) if expected == 200 else []
        if unknown := set(seen) - set(there):
            return {name: f"only this role sees {unknown}"}
        unseen = [which for which in there if which not in set(seen)]
        for which, status in (
            ("987654321", not_there),
            *((one, 200) for one in seen[:1]),
            *((one, not_there) for one in unseen[:1]),
        ):
            asked[f"{name}/{which}"] = mine.get(f"{ROOT}/{name}/{which}").status_code
            right[f"{name}/{which}"] = status
    return {where: status for where, status in asked.items() if status != right[where]}


def test_a_key_opens_what_its_scopes_are_for_and_nothing_else(ana: Person) -> None:
    for scope in FOR_SOMEBODY:
        client = system(ana, ana, scope)
        for name, right in READS.items():
            RATE.counts.clear()
            status = client.get(f"{ROOT}/{name}", {"limit": 1, **OF_A_CUSTOMER.get(name, {})}).status_code
            assert status == (200 if right.scope == scope else 403), (scope, name)
    screens = system(ana, None, *SCREENS)
    RATE.counts.clear()
    assert {screens.get(f"{ROOT}/{name}").status_code for name in list(READS)[:40]} == {403}


@pytest.mark.parametrize("state", ["expired", "revoked", "unknown", "none", "two words"])
def test_a_key_that_does_not_hold_opens_nothing_at_all(ana: Person, state: str) -> None:
    now = timezone.now()
    key, text = make_key(
        by=ana, now=now, name="ERP", scopes=FOR_SOMEBODY, expires_at=now + timedelta(days=1), person=ana
    )
    if state == "expired":
        type(key).objects.filter(pk=key.pk).update(expires_at=now - timedelta(seconds=1))
    if state == "revoked":
        revoke_key(by=ana, now=now, key=key)
    sent = {"unknown": "Bearer clave_nada", "none": "", "two words": f"Bearer {text} {text}"}.get(
        state, f"Bearer {text}"
    )
    client = Client(headers={"Authorization": sent} if sent else {})
    for path in [*list(READS)[:20], "accounts/C-1", "me"]:
        assert refused(client.get(f"{ROOT}/{path}"), 401)["detail"]
    for name in list(ACTS)[:20]:
        refused(client.post(f"{ROOT}/acts/{name}", "{}", content_type="application/json"), 401)
