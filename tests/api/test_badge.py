"""The badge API: who may ask, what it answers, and how errors read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from clave.actions.apikeys import key_of, make_key, revoke_key
from clave.api.acts.registry import ACTS
from clave.api.description import written
from clave.api.door import schema
from clave.api.keys import MINUTE, RATE, Rate, TooMany
from clave.api.lists.registry import LISTS
from clave.api.reference import PAGE
from clave.base.errors import ClaveError
from clave.store.models import ApiKey, AuditEvent, Person, SelectionRun
from tests.web import knowing, made
from tests.web.conftest import keep as keep
from tests.web.conftest import run as run

SNAPSHOT = Path(__file__).resolve().parents[2] / "docs" / "reference" / PAGE
KEY = made.code(0)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_minute() -> Iterator[None]:
    """Nobody has asked yet."""
    RATE.counts.clear()
    yield
    RATE.counts.clear()


@pytest.fixture
def administrator() -> Person:
    return knowing.person("administrator", "Ana")


@pytest.fixture
def accounts(run: SelectionRun, administrator: Person) -> list[str]:
    """Four key accounts."""
    return knowing.decided(administrator)


@pytest.fixture
def asking(administrator: Person) -> Client:
    """A system with a good key, which asks in Spanish."""
    _key, text = make_key(by=administrator, now=timezone.now(), name="ERP", scopes=["badge"], expires_at=None)
    return Client(headers={"Authorization": f"Bearer {text}", "Accept-Language": "es"})


def badge(client: Client, code: str = KEY, headers: dict[str, str] | None = None, **query: str) -> Any:
    """The answer about one customer."""
    return client.get(f"/api/v1/badge/{quote(code, safe='')}", query, headers=headers)


def problem(answer: Any) -> dict[str, Any]:
    """The error in an answer; every error has the same form."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = json.loads(answer.content)
    assert found["status"] == answer.status_code
    assert found["title"]
    return found


def test_it_says_who_is_key_why_whom_to_call_and_what_to_do(asking: Client, accounts: list[str]) -> None:
    found = badge(asking, function="dispatch").json()
    assert found["key"] is True
    assert found["customer"] == KEY, "a code with a slash and an accent arrives whole"
    assert found["status"] == {"key": "decided", "label": "Decidida"}
    assert found["category"] == {"key": "volume", "label": "Volumen"}
    assert found["kam"] == {"name": "Rosa", "email": "rosa@clave.example"}
    assert found["substitute"]["name"] == "Hugo"
    assert found["do"][0] == "Todavía no se le ha dicho: trátalo como clave y no lo menciones."
    assert "Sus pedidos pesan en todo el día: prográmalos primero." in found["do"]


def test_it_never_says_money_score_or_margin(asking: Client, accounts: list[str]) -> None:
    found = badge(asking).json()
    assert found.keys() == {
        "customer", "key", "name", "status", "since", "category", "reasons", "kam", "substitute", "do",
    }  # fmt: skip


def test_in_english_for_who_asks_in_english(asking: Client, accounts: list[str]) -> None:
    found = asking.get("/api/v1/badge/C-0001", headers={"Accept-Language": "en"})
    assert found.json()["status"]["label"] == "Announced"
    assert found.headers["Content-Language"] == "en"


def test_of_a_customer_that_is_not_key_nothing_is_told_not_even_that_it_exists(
    asking: Client, accounts: list[str]
) -> None:
    known, unknown = badge(asking, "C-0030").json(), badge(asking, "nobody").json()
    assert {**known, "customer": ""} == {**unknown, "customer": ""}
    assert (known["key"], known["name"], known["do"]) == (False, None, [])


def test_several_at_once_in_the_order_they_were_asked(asking: Client, accounts: list[str]) -> None:
    asked = {"customers": ["C-0001", "nobody", KEY, "C-0001"], "function": "lab"}
    found = asking.post("/api/v1/badges", asked, content_type="application/json").json()["badges"]
    assert [(one["customer"], one["key"]) for one in found] == [
        ("C-0001", True), ("nobody", False), (KEY, True), ("C-0001", True),
    ]  # fmt: skip


def test_a_page_of_orders_costs_as_many_queries_as_one(
    asking: Client, accounts: list[str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    badge(asking)  # the key notes that it was used, once a minute
    with django_assert_num_queries(5):
        badge(asking)
    with django_assert_num_queries(5):
        asking.post("/api/v1/badges", {"customers": accounts * 100}, content_type="application/json")


def test_what_did_not_change_is_not_sent_again(asking: Client, accounts: list[str]) -> None:
    first = badge(asking)
    again = badge(asking, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = badge(asking, function="lab")
    assert other.headers["ETag"] != first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"


def test_without_a_key_there_is_no_answer_and_being_signed_in_is_none(
    accounts: list[str], administrator: Person, client: Client
) -> None:
    client.force_login(administrator, backend="allauth.account.auth_backends.AuthenticationBackend")
    for headers in ({}, {"Authorization": "Bearer clave_nothing"}, {"Authorization": "Basic abc"}):
        answer = client.get("/api/v1/badge/C-0001", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert "Bearer" in problem(answer)["detail"]


def test_an_expired_a_revoked_and_a_foreign_key_open_nothing(administrator: Person, accounts: list[str]) -> None:
    now = timezone.now()
    expired, text = make_key(
        by=administrator, now=now, name="ERP", scopes=["badge"], expires_at=now + timedelta(days=1)
    )
    assert key_of(text, now) == expired
    assert key_of(text, now + timedelta(days=1)) is None
    revoked, text = make_key(by=administrator, now=now, name="ERP", scopes=["badge"], expires_at=None)
    revoke_key(by=administrator, now=now, key=revoked)
    revoke_key(by=administrator, now=now, key=revoked)
    assert key_of(text, now) is None
    assert AuditEvent.objects.filter(what="key.revoked").count() == 1
    other, text = make_key(by=administrator, now=now, name="ERP", scopes=["badge"], expires_at=None)
    ApiKey.objects.filter(pk=other.pk).update(scopes=["another"])
    answer = Client(headers={"Authorization": f"Bearer {text}"}).get("/api/v1/badge/C-0001")
    assert problem(answer)["status"] == 403


def test_only_its_hash_is_kept_and_when_it_was_used_to_the_minute(administrator: Person) -> None:
    now = timezone.now()
    key, text = make_key(by=administrator, now=now, name="ERP", scopes=["badge"], expires_at=None)
    assert text not in str(ApiKey.objects.values().get())
    assert text.startswith(key.start)
    key_of(text, now)
    key_of(text, now + timedelta(seconds=59))
    assert ApiKey.objects.get().last_used_at == now
    key_of(text, now + timedelta(seconds=60))
    assert ApiKey.objects.get().last_used_at == now + timedelta(seconds=60)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"name": " "}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["all"]}, "scopes"),
        ({"days": -1}, "expires_at"),
    ],
)
def test_a_key_that_cannot_be_is_refused(administrator: Person, wrong: dict[str, Any], where: str) -> None:
    now = timezone.now()
    given = {"name": "ERP", "scopes": ["badge"], "days": 1} | wrong
    expires_at = now + timedelta(days=given.pop("days"))
    with pytest.raises(ClaveError) as refused:
        make_key(by=administrator, now=now, expires_at=expires_at, **given)
    assert refused.value.where == where
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "{}", '{"customers": []}', '{"customers": "C-0001"}', '{"customers": [""]}', '{"customers": [1]}',
     '{"customers": ["a\\u0000b"]}', '{"customers": ["a"], "function": "king"}'],
)  # fmt: skip
def test_a_body_that_cannot_be_read_is_a_problem_with_its_place(asking: Client, body: str) -> None:
    answer = asking.post("/api/v1/badges", body, content_type="application/json")
    assert answer.status_code in (400, 422)
    found = problem(answer)
    assert "a\x00b" not in json.dumps(found)


def test_too_many_customers_are_said_with_how_many_may_be(asking: Client) -> None:
    answer = asking.post("/api/v1/badges", {"customers": ["a"] * 501}, content_type="application/json")
    assert problem(answer)["detail"].startswith("501 clientes son más de los que puede pedir una consulta: máximo 500")


def test_a_function_nobody_has_and_an_address_that_is_none_are_problems(asking: Client) -> None:
    assert problem(badge(asking, function="king"))["errors"][0]["where"] == "function"
    assert asking.get("/api/v1/nothing").status_code == 404


def test_who_asks_too_often_waits(asking: Client, settings: Settings, tmp_path: Path) -> None:
    settings.CLAVE_POLICY = tmp_path / "policy.toml"
    settings.CLAVE_POLICY.write_text(
        '[[api.requests_per_minute]]\nfrom = 2020-01-01\nvalue = 2\nreason = "r"\nsource = "s"\n'
    )
    assert [badge(asking).status_code for _ in range(3)] == [200, 200, 429]
    answer = badge(asking)
    assert 1 <= int(answer.headers["Retry-After"]) <= MINUTE
    assert "api.requests_per_minute" in problem(answer)["detail"]


def test_each_key_has_its_own_minute_and_the_next_begins_anew() -> None:
    moments = iter([0.0, 1.0, 2.0, 3.0, 60.0])
    rate = Rate(lambda: next(moments))
    rate.count(1, 1)
    with pytest.raises(TooMany) as told:
        rate.count(1, 1)
    assert told.value.wait == 59
    rate.count(2, 1)
    with pytest.raises(TooMany):
        rate.count(2, 1)
    rate.count(1, 1)


def test_the_description_is_the_one_that_was_published() -> None:
    assert SNAPSHOT.read_text("utf-8") == written(schema()) + "\n", "the API changed: look at it, then run `make docs`"


def test_the_description_is_short_and_every_part_of_it_is_there() -> None:
    """What operations share stands once, and everything that is named stands somewhere."""
    text, found = SNAPSHOT.read_text("utf-8"), schema()
    assert len(text) < 1_700 * len(found["paths"])
    for kind, name in set(re.findall(r'"#/components/(\w+)/([^"]+)"', text)):
        assert name in found["components"][kind]
    unnamed = [name for name in found["components"]["schemas"] if f'"#/components/schemas/{name}"' not in text]
    assert unnamed == []


def test_the_description_is_there_for_programs(client: Client) -> None:
    found = client.get("/api/v1/openapi.json").json()
    assert found["openapi"].startswith("3.")
    screens = {"/api/v1/badge/{customer}", "/api/v1/badges", "/api/v1/badge-tickets", "/api/v1/dispatch/plan"}
    screens |= {"/api/v1/orders/decide", "/api/v1/production/plan", "/api/v1/me"}
    lists = {f"/api/v1/{name}" for name in LISTS} | {f"/api/v1/acts/{name}" for name in ACTS}
    assert {one for one in found["paths"] if not one.endswith("/{which}")} == screens | lists
