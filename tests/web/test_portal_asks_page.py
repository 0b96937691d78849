"""What a customer reads and asks in the portal, page by page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clave.actions.portal_asking import ask_in_portal
from clave.store.models import Person, PortalAsk, SelectionRun, Visitor
from tests.store.proposing import somebody
from tests.web import portal_made, promises_made
from tests.web.portals import invited, visitor_client

HERE = "C-0002"
MOST_QUERIES = {"/portal/": 40, "/portal/necesidades/": 20, "/portal/invitaciones/": 20, "/portal/beneficios/": 20}
"""How much each page may ask; the first stands for nine others."""


@pytest.fixture
def kam(run: SelectionRun) -> Person:
    return somebody("director", "Andrea Quintero")


@pytest.fixture
def visitor(kam: Person) -> Visitor:
    return invited(HERE, name="Rosalba Cárdenas")


@pytest.fixture
def client(visitor: Visitor) -> Client:
    return visitor_client(visitor)


PAGES = ("/portal/", "/portal/beneficios/", "/portal/acuerdo/", "/portal/pedidos/", "/portal/necesidades/", "/portal/plan/",
         "/portal/invitaciones/")  # fmt: skip


def test_every_page_has_an_empty_state(client: Client) -> None:
    for page in PAGES:
        assert client.get(page).status_code == 200, page


def test_every_page_shows_what_there_is(client: Client, visitor: Visitor, kam: Person) -> None:
    found = portal_made.world(kam, visitor)
    promises_made.ledger(customer=HERE)
    for page in (
        *PAGES,
        f"/portal/necesidades/{found['portal_ask']}/",
        f"/portal/necesidades/{found['portal_request']}/",
    ):
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert "/portal." in answer.content.decode(), page


def test_one_line_becomes_a_need_with_somebody_responsible_and_a_day(client: Client, kam: Person) -> None:
    answer = client.post("/portal/necesidades/", {"text": "Secado más rápido a 2.600 metros"}, follow=True)
    kept = PortalAsk.objects.get()
    assert answer.status_code == 200
    assert kept.need is not None
    assert kept.need.problem == "Secado más rápido a 2.600 metros"
    assert kept.responsible == kam
    assert "Andrea Quintero" in answer.content.decode()


def test_nothing_written_is_said_and_nothing_is_kept(client: Client) -> None:
    answer = client.post("/portal/necesidades/", {"text": "  "})
    assert answer.status_code == 422
    assert not PortalAsk.objects.exists()


def test_what_waits_behind_a_page_does_not_grow_with_what_was_asked(
    client: Client, visitor: Visitor, kam: Person, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    portal_made.world(kam, visitor)
    promises_made.ledger(customer=HERE)

    def asked(page: str) -> int:
        with django_assert_max_num_queries(MOST_QUERIES[page]) as seen:
            client.get(page)
        return len(seen)

    client.get("/portal/")  # the first of a session also notes that they are there
    few = {page: asked(page) for page in MOST_QUERIES}
    for number in range(20):
        when = timezone.now() - timedelta(days=number)
        ask_in_portal(visitor=visitor, now=when, name=portal_made.NAME, text=f"Una más: {number}")
        portal_made.invitation(kam, visitor.contact, ahead=20 + number)
    assert {page: asked(page) for page in MOST_QUERIES} == few
