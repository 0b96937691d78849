"""The badge in a web frame: the same key and scope as the badge of the API, by a ticket for one customer, and only inside
the screens that the installation names."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from clave.actions.apikeys import make_key, revoke_key
from clave.api.keys import RATE
from clave.project.logs import without_keys
from clave.store.models import ApiKey, Person, SelectionRun
from tests.web import knowing, made
from tests.web.conftest import assets as assets
from tests.web.conftest import keep as keep
from tests.web.conftest import run as run

KEY = made.code(0)
PAGE = "/api/v1/badge.html"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_minute() -> Iterator[None]:
    """Nobody has asked yet."""
    RATE.counts.clear()
    yield
    RATE.counts.clear()


@pytest.fixture
def administrator(run: SelectionRun) -> Person:
    """With four key accounts."""
    ana = knowing.person("administrator", "Ana")
    knowing.decided(ana)
    return ana


@pytest.fixture
def key(administrator: Person) -> ApiKey:
    return ApiKey.objects.get(pk=make_key(
        by=administrator, now=timezone.now(), name="ERP", scopes=["badge"], expires_at=None
    )[0].pk)  # fmt: skip


@pytest.fixture
def erp(administrator: Person) -> Client:
    """The ERP's server, with its key."""
    _key, text = make_key(by=administrator, now=timezone.now(), name="SAP", scopes=["badge"], expires_at=None)
    return Client(headers={"Authorization": f"Bearer {text}", "Accept-Language": "es"})


def ticket(erp: Client, customer: str = KEY, function: str = "dispatch") -> str:
    """The address for the frame, without the installation's own."""
    body = {"customer": customer, "function": function}
    given = erp.post("/api/v1/badge-tickets", body, content_type="application/json")
    assert given.status_code == 200, given.content
    parts = urlsplit(given.json()["address"])
    return f"{parts.path}?{parts.query}"


def screen() -> Client:
    """A browser that nobody signed in to clave."""
    return Client(headers={"Accept-Language": "es"})


def test_a_frame_shows_status_category_kam_and_what_to_do(erp: Client) -> None:
    page = screen().get(ticket(erp))
    text = page.content.decode()
    for words in (
        "Cliente clave",
        "Decidida",
        "Volumen",
        "Rosa",
        "Hugo",
        "trátalo como clave y no lo menciones",
        "prográmalos primero",
    ):
        assert words in text
    assert "<script" not in text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer", "the ticket goes nowhere else"
    assert not page.cookies


def test_of_a_customer_that_is_not_key_it_says_only_that(erp: Client) -> None:
    known, unknown = (screen().get(ticket(erp, code)).content.decode() for code in ("C-0030", "nobody"))
    assert "No es cliente clave" in known
    assert known.replace("C-0030", "") == unknown.replace("nobody", "")


def test_through_a_proxy_that_sends_the_key_the_address_never_changes(erp: Client) -> None:
    assert "Decidida" in erp.get(f"{PAGE}?customer={quote(KEY)}&function=lab").content.decode()
    assert erp.get(PAGE).status_code == 422
    wrong = erp.get(f"{PAGE}?customer={quote(KEY)}&function=king")
    assert wrong.status_code == 422
    assert "dispatch" in wrong.content.decode()


def test_no_ticket_no_key_and_a_key_in_the_address_show_nothing(erp: Client, administrator: Person) -> None:
    _key, text = make_key(by=administrator, now=timezone.now(), name="X", scopes=["badge"], expires_at=None)
    signed = Client()
    signed.force_login(administrator, backend="allauth.account.auth_backends.AuthenticationBackend")
    good = ticket(erp)
    for client, address in (
        (screen(), f"{PAGE}?customer={quote(KEY)}"), (screen(), f"{PAGE}?customer={quote(KEY)}&key={text}"),
        (screen(), f"{PAGE}?ticket=nothing"), (screen(), good[:-3] + "abc"), (signed, f"{PAGE}?customer={quote(KEY)}"),
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 401
        assert "Rosa" not in answer.content.decode()
    assert "boleto o una llave" in screen().get(PAGE).content.decode()


def test_a_ticket_is_for_one_customer_and_some_minutes(erp: Client) -> None:
    address = ticket(erp)
    assert "Rosa" in screen().get(address + "&customer=C-0001").content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        late = screen().get(address)
    assert late.status_code == 410
    assert "Abre otra vez la pantalla" in late.content.decode()


def test_a_ticket_ends_with_its_key(erp: Client, administrator: Person) -> None:
    address = ticket(erp)
    revoke_key(by=administrator, now=timezone.now(), key=ApiKey.objects.get(name="SAP"))
    assert screen().get(address).status_code == 401


def test_another_scope_and_too_many_are_finished_sentences(erp: Client, settings: Settings, tmp_path: Path) -> None:
    address = ticket(erp)
    ApiKey.objects.update(scopes=["another"])
    assert screen().get(address).status_code == 403
    ApiKey.objects.update(scopes=["badge"])
    settings.CLAVE_POLICY = tmp_path / "policy.toml"
    settings.CLAVE_POLICY.write_text(
        '[[api.requests_per_minute]]\nfrom = 2020-01-01\nvalue = 2\nreason = "r"\nsource = "s"\n'
    )
    RATE.counts.clear()
    answers = [screen().get(address) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert "demasiadas veces" in answers[-1].content.decode()


def test_without_a_setting_no_screen_may_hold_it(erp: Client) -> None:
    page = screen().get(ticket(erp))
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"


def test_the_screens_that_are_named_may_and_no_other_page_opens_with_them(erp: Client, settings: Settings) -> None:
    settings.CLAVE_FRAMES = ("https://erp.company.com",)
    page = screen().get(ticket(erp))
    policy = page.headers["Content-Security-Policy"]
    assert "frame-ancestors https://erp.company.com" in policy
    assert "default-src 'self'" in policy
    assert "X-Frame-Options" not in page.headers
    other = screen().get("/entrada/login/")
    assert "frame-ancestors 'none'" in other.headers["Content-Security-Policy"]
    assert other.headers["X-Frame-Options"] == "DENY"


def test_it_costs_as_few_queries_as_the_badge(erp: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    address, browser = ticket(erp), screen()
    browser.get(address)
    with django_assert_num_queries(5):
        browser.get(address)


def test_no_ticket_gets_into_the_log(erp: Client) -> None:
    line = logging.LogRecord("x", 20, "", 0, "GET %s", (ticket(erp),), None)
    assert without_keys(line)
    assert line.getMessage() == "GET /api/v1/badge.html?ticket=…"


@pytest.mark.parametrize(
    "body", ["", "{}", '{"customer": ""}', '{"customer": "a", "function": "king"}', '{"customer": 1}']
)
def test_a_ticket_for_nothing_is_a_problem_with_its_place(erp: Client, body: str) -> None:
    answer = erp.post("/api/v1/badge-tickets", body, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert answer.headers["Content-Type"] == "application/problem+json"
