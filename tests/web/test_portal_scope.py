"""A visitor reads their own account and nothing else: every route of the portal, found by the URL resolver."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from clave.operations.portal.rights import RIGHTS
from clave.store.models import SelectionRun
from clave.web import checks
from clave.web.access import RULES
from tests.web import made
from tests.web.portal_scope import SCOPE, Scoped
from tests.web.portals import invited, visitor_client

OURS, THEIRS = made.code(0), made.code(1)


def routes() -> list[str]:
    """Every route that asks for a visitor."""
    return sorted({pattern.name for pattern in checks.addresses() if RULES[pattern.name].portal})


def asked(client: Client, route: str, scoped: Scoped, arguments: list[str]) -> int:
    address = reverse(route, args=arguments)
    answer = client.get(address) if scoped.sent is None else client.post(address, scoped.sent)
    return answer.status_code


def test_every_route_of_the_portal_has_its_row() -> None:
    assert sorted(SCOPE) == routes(), "Say in tests/web/portal_scope.py what the address is about."


def test_no_address_of_the_portal_says_of_which_account_it_is() -> None:
    for pattern in checks.addresses():
        if RULES[pattern.name].portal:
            assert "code" not in pattern.pattern.converters
            assert "customer" not in pattern.pattern.converters


@pytest.mark.django_db
@pytest.mark.parametrize("route", routes())
def test_a_thing_of_another_account_is_not_there(route: str, run: SelectionRun, facts: None) -> None:
    scoped = SCOPE[route]
    visitor = invited(OURS)
    client = visitor_client(visitor)
    if scoped.make:
        assert asked(client, route, scoped, scoped.make(invited(THEIRS, name="Beto Díaz"))) == 404
        assert asked(client, route, scoped, scoped.make(visitor)) in scoped.own
    else:
        assert asked(client, route, scoped, scoped.arguments) in scoped.own


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route in routes() if RULES[route].right])
def test_who_lacks_the_right_gets_what_does_not_exist(route: str, run: SelectionRun, facts: None) -> None:
    scoped, right = SCOPE[route], RULES[route].right
    visitor = invited(OURS, rights=[one for one in RIGHTS if one != right])
    client = visitor_client(visitor)
    arguments = scoped.make(visitor) if scoped.make else scoped.arguments
    assert asked(client, route, scoped, arguments) == 404


@pytest.mark.django_db
@pytest.mark.parametrize("route", routes())
def test_who_is_not_in_gets_the_door(route: str, run: SelectionRun, facts: None) -> None:
    scoped = SCOPE[route]
    arguments = scoped.make(invited(OURS)) if scoped.make else scoped.arguments
    answer = Client().get(reverse(route, args=arguments))
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/portal/entrar/"
