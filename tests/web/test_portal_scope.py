"""Whose things the portal shows: every address of it × {own account, without the right, another account's, missing, nobody in,
an ended session, somebody of ours}. A new address of the portal needs its row here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

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
from tests.web.portal_scene import Two, two
from tests.web.portals import visitor_client

MISSING = 999_999
Arguments = Callable[[Mapping[str, Any]], list[Any]]


def _none(_things: Mapping[str, Any]) -> list[Any]:
    return []


def _of(key: str, *after: Any, before: tuple[Any, ...] = ()) -> Arguments:
    return lambda things: [*before, things[key], *after]


ROWS: dict[str, tuple[Arguments, Mapping[str, str] | None]] = {
    "portal_home": (_none, None),
    "portal_language": (_none, {"language": "es"}),
    "portal_benefits": (_none, None),
    "portal_agreement": (_none, None),
    "portal_orders": (_none, None),
    "portal_orders_file": (lambda _things: ["pedidos.csv"], None),
    "portal_order": (_of("order"), None),
    "portal_asking": (_none, None),
    "portal_asking_file": (lambda _things: ["necesidades.csv"], None),
    "portal_ask": (_of("portal_ask"), None),
    "portal_ask_act": (_of("portal_ask", "comentar"), {"text": "¿Cómo va?"}),
    "portal_plan": (_none, None),
    "portal_plan_done": (_of("action"), {}),
    "portal_plan_file": (lambda _things: ["plan.pdf"], None),
    "portal_invitations": (_none, None),
    "portal_invitation": (_of("event", before=("evento",)), {"answer": "no"}),
}
"""Each address: the thing it is about, of the things of a side; and what is posted to it (None = it is read)."""
ABOUT_ONE = ("portal_order", "portal_ask", "portal_ask_act", "portal_plan_done", "portal_invitation")
LAST = ("portal_leave",)
"""What ends the session it is asked in: asked on its own."""
DOOR = ("portal_door", "portal_open", "portal_link")
"""Before anybody is in: the door's own tests."""


def portal_routes() -> set[str]:
    """Every address of the portal, from the URL resolver."""
    return {pattern.name for pattern in checks.addresses() if pattern.name.startswith("portal_")}


def test_every_address_of_the_portal_has_its_row() -> None:
    assert {*ROWS, *LAST, *DOOR} == portal_routes(), (
        "Say in ROWS which thing of the account it is about, and make that thing of both accounts in portal_scene.py."
    )
    assert {route for route, (_args, _sent) in ROWS.items() if RULES[route].portal} == set(ROWS)


def test_no_address_of_the_portal_names_an_account() -> None:
    named = [
        pattern.name
        for pattern in checks.addresses()
        if pattern.name.startswith("portal_") and {"code", "customer"} & set(pattern.pattern.converters)
    ]
    assert named == []


@pytest.fixture
def both(run: SelectionRun, settings: Settings, tmp_path: Path) -> Two:
    settings.CLAVE_FACTS = tmp_path
    return two(tmp_path)


def asked(client: Client, route: str, arguments: list[Any]) -> HttpResponse:
    sent = ROWS[route][1]
    address = reverse(route, args=arguments)
    return client.get(address) if sent is None else client.post(address, sent)  # type: ignore[return-value]


def answers(client: Client, things: Mapping[str, Any]) -> dict[str, int]:
    """What every address answers about these things; each is undone before the next one."""
    found = {}
    for route, (arguments, _sent) in ROWS.items():
        with transaction.atomic():
            found[route] = asked(client, route, arguments(things)).status_code
            transaction.set_rollback(True)
    return found


def test_who_has_every_right_opens_everything_of_their_own_account(both: Two) -> None:
    found = answers(visitor_client(both.mine.visitor), both.mine.things)
    assert {route: status for route, status in found.items() if status not in (200, 302)} == {}


@pytest.mark.parametrize("right", ["", *RIGHTS])
def test_without_a_right_what_it_opens_does_not_exist(right: str, both: Two) -> None:
    """With one right alone (or none), every address that asks for another one is not there."""
    Visitor.objects.filter(pk=both.mine.visitor.pk).update(rights=[right] if right else [])
    found = answers(visitor_client(both.mine.visitor), both.mine.things)
    for route, status in found.items():
        opens = RULES[route].right in ("", right)
        assert (status != 404) == opens, (route, status)


def test_what_another_account_has_does_not_exist(both: Two) -> None:
    client = visitor_client(both.mine.visitor)
    found = answers(client, both.theirs.things)
    assert {route: found[route] for route in ABOUT_ONE} == dict.fromkeys(ABOUT_ONE, 404)
    assert asked(client, "portal_invitation", ["referencia", both.theirs.things["reference"]]).status_code == 404


def test_what_is_nowhere_does_not_exist(both: Two) -> None:
    client = visitor_client(both.mine.visitor)
    nowhere = {key: "PED-NADIE" if key == "order" else MISSING for key in both.mine.things}
    found = answers(client, nowhere)
    assert {route: found[route] for route in ABOUT_ONE} == dict.fromkeys(ABOUT_ONE, 404)
    for route, wrong in (
        ("portal_orders_file", "ajenos.csv"),
        ("portal_asking_file", "x.xlsx"),
        ("portal_plan_file", "x.pdf"),
    ):
        assert client.get(reverse(route, args=[wrong])).status_code == 404, route


def strangers(both: Two, signed_in: As) -> dict[str, Client]:
    """Who is not in: nobody, whose session ended, whose session is over, whose access ended, and somebody of ours."""
    ended, late, out = (visitor_client(both.mine.visitor) for _each in range(3))
    sessions = list(PortalSession.objects.order_by("pk"))[-3:]
    PortalSession.objects.filter(pk=sessions[0].pk).update(ended_at=timezone.now())
    PortalSession.objects.filter(pk=sessions[1].pk).update(expires_at=timezone.now())
    return {"nobody": Client(), "ended": ended, "late": late, "staff": signed_in("administrator"), "out": out}


def test_who_is_not_in_gets_the_door_and_nothing_is_done(both: Two, signed_in: As) -> None:
    clients = strangers(both, signed_in)
    Visitor.objects.filter(pk=both.mine.visitor.pk).update(ended_at=timezone.now())
    door = reverse("portal_door")
    for who, client in clients.items():
        for route, (arguments, _sent) in ROWS.items():
            answer = asked(client, route, arguments(both.mine.things))
            assert (answer.status_code, answer.headers.get("Location")) == (302, door), (who, route)


def test_a_person_who_left_the_customer_is_out_at_once(both: Two) -> None:
    client = visitor_client(both.mine.visitor)
    contact = both.mine.visitor.contact
    contact.left_on = timezone.localdate()
    contact.save(update_fields=["left_on"])
    assert client.get(reverse("portal_asking")).status_code == 302
