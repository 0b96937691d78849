"""Whose things the portal shows: every address of it × {own account, without the right, another account's, missing, nobody in,
an ended session, somebody of ours}. A new address of the portal needs its row in portal_scope.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from clave.operations.portal.rights import RIGHTS
from clave.store.models import PortalSession, SelectionRun, Visitor
from clave.web import checks
from clave.web.access import RULES
from tests.web.conftest import As
from tests.web.portal_scene import MINE, THEIRS, store
from tests.web.portal_scope import SCOPE
from tests.web.portals import invited, visitor_client

MISSING = "999999"
LEAVING = "portal_leave"
"""Asked last: the browser forgets who is in."""


def portal_routes() -> set[str]:
    """Every address that asks for a visitor, from the URL resolver."""
    return {pattern.name for pattern in checks.addresses() if RULES[pattern.name].portal}


def test_every_address_of_the_portal_has_its_row() -> None:
    assert set(SCOPE) == portal_routes(), "Say in tests/web/portal_scope.py what the address is about."


def test_no_address_of_the_portal_says_of_which_account_it_is() -> None:
    for pattern in checks.addresses():
        if RULES[pattern.name].portal:
            assert not {"code", "customer"} & set(pattern.pattern.converters), pattern.name


@pytest.fixture
def visitor(run: SelectionRun, settings: Settings, tmp_path: Path) -> Visitor:
    """Who is in, of the first account, with every right; the facts have orders of both accounts."""
    settings.CLAVE_FACTS = tmp_path
    store(tmp_path)
    return invited(MINE)


def asked(client: Client, route: str, arguments: list[str]) -> HttpResponse:
    sent, address = SCOPE[route].sent, reverse(route, args=arguments)
    return client.get(address) if sent is None else client.post(address, sent)  # type: ignore[return-value]


def answers(client: Client, customer: str) -> dict[str, HttpResponse]:
    """What every address answers about a thing of an account; each is undone before the next one."""
    found = {}
    for route, scoped in sorted(SCOPE.items(), key=lambda row: row[0] == LEAVING):
        with transaction.atomic():
            found[route] = asked(client, route, scoped.make(customer) if scoped.make else scoped.arguments)
            transaction.set_rollback(True)
    return found


def test_who_has_every_right_opens_everything_of_their_own_account(visitor: Visitor) -> None:
    found = answers(visitor_client(visitor), MINE)
    wrong = {route: it.status_code for route, it in found.items() if it.status_code not in SCOPE[route].own}
    assert wrong == {}


@pytest.mark.parametrize("right", ["", *RIGHTS])
def test_without_a_right_what_it_opens_does_not_exist(right: str, visitor: Visitor) -> None:
    """With one right alone (or none), every address that asks for another one is not there."""
    Visitor.objects.filter(pk=visitor.pk).update(rights=[right] if right else [])
    for route, it in answers(visitor_client(visitor), MINE).items():
        if 404 not in SCOPE[route].own:
            assert (it.status_code != 404) == (RULES[route].right in ("", right)), (route, it.status_code)


def test_what_another_account_has_does_not_exist(visitor: Visitor) -> None:
    found = answers(visitor_client(visitor), THEIRS)
    assert {route: it.status_code for route, it in found.items() if SCOPE[route].make and it.status_code != 404} == {}


def test_what_is_nowhere_does_not_exist(visitor: Visitor) -> None:
    client = visitor_client(visitor)
    for route, scoped in SCOPE.items():
        if scoped.make:
            with transaction.atomic():
                mine = scoped.make(MINE)
                nowhere = [MISSING if one.isdigit() or MINE in one else one for one in mine]
                if nowhere != mine:
                    assert asked(client, route, nowhere).status_code == 404, route
                transaction.set_rollback(True)
    for route in ("portal_orders_file", "portal_asking_file", "portal_plan_file"):
        assert client.get(reverse(route, args=["ajeno.exe"])).status_code == 404, route


def strangers(visitor: Visitor, signed_in: As) -> dict[str, Client]:
    """Who is not in: nobody, whose session ended, whose session is over, and somebody of ours."""
    ended, late = (visitor_client(visitor) for _each in range(2))
    first, second = PortalSession.objects.order_by("pk")[:2]
    PortalSession.objects.filter(pk=first.pk).update(ended_at=timezone.now())
    PortalSession.objects.filter(pk=second.pk).update(expires_at=timezone.now())
    return {"nobody": Client(), "ended": ended, "late": late, "staff": signed_in("administrator")}


def test_who_is_not_in_gets_the_door(visitor: Visitor, signed_in: As) -> None:
    door = reverse("portal_door")
    for who, client in strangers(visitor, signed_in).items():
        for route, it in answers(client, MINE).items():
            assert (it.status_code, it.headers.get("Location")) == (302, door), (who, route)


def test_whose_access_ended_or_who_left_the_customer_is_out_at_once(visitor: Visitor) -> None:
    client, door = visitor_client(visitor), reverse("portal_door")
    Visitor.objects.filter(pk=visitor.pk).update(ended_at=timezone.now())
    assert {it.headers.get("Location") for it in answers(client, MINE).values()} == {door}
    Visitor.objects.filter(pk=visitor.pk).update(ended_at=None)
    visitor.contact.left_on = timezone.localdate()
    visitor.contact.save(update_fields=["left_on"])
    assert client.get(reverse("portal_asking")).headers.get("Location") == door
