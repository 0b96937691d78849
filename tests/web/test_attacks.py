"""Attacks on every page at once: forms sent from elsewhere, pages that change something by being looked at, words that want
to be code, people who lose their role while they are signed in, and one form sent twice."""

from __future__ import annotations

import csv
import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from clave.actions.apikeys import make_key
from clave.project.logs import without_keys
from clave.store.backup.state import kept_models, lines
from clave.store.backup.sums import summed
from clave.store.guards import lifted
from clave.store.models import AuditEvent, Person, SelectionRun
from clave.web.access import RULES
from tests.web.conftest import As
from tests.web.pages import ADMINISTRATOR
from tests.web.test_access import ARGUMENTS
from tests.web.test_every_page import Clients, address_of, clients, every_page, world

__all__ = ["clients", "world"]
LEFT_OPEN = {"api_act", "api_badges", "api_badge_ticket", "api_orders_decide"}
"""Ask for a key in a header, which no form of another site can send."""


def addresses() -> Iterator[tuple[str, str]]:
    for route in RULES:
        try:
            yield route, reverse(route, args=ARGUMENTS.get(route, []))
        except NoReverseMatch:
            continue


@pytest.mark.parametrize("htmx", [False, True])
def test_no_form_is_taken_from_another_site(signed_in: As, run: SelectionRun, htmx: bool) -> None:
    """Without the token of our own pages nothing is done, with htmx or without, by who may do everything."""
    found = {}
    for role in ("administrator", "director"):
        person = Person.objects.filter(role=role).first() or None
        if person is None:
            signed_in(role)
            person = Person.objects.get(role=role)
        client = Client(enforce_csrf_checks=True, headers={"HX-Request": "true"} if htmx else {})
        client.force_login(person)
        before = fingerprint()
        for route, address in addresses():
            for method in ("post", "put", "patch", "delete"):
                status = getattr(client, method)(address).status_code
                if route not in LEFT_OPEN and status not in (403, 404, 405, 415):  # no form can say that it is JSON
                    found[f"{role} {method} {route}"] = status
        assert fingerprint() == before
    assert found == {}


def fingerprint() -> dict[str, str]:
    """Every row of every table, but who is signed in."""
    return {model._meta.label_lower: summed(lines(model, connection.alias)).hash for model in kept_models()}


def test_looking_changes_nothing(clients: Clients, world: Mapping[str, Any]) -> None:
    """No address does anything because somebody, or a picture in a mail, asks for it; only the log may note what was
    taken out."""
    changed, before = {}, fingerprint()
    for seen in every_page():
        clients[seen.who].get(address_of(seen, world))
        after = fingerprint()
        changed |= {f"{seen.address} {label}": seen.who for label in after if after[label] != before[label]}
        before = after
    assert {what for what in changed if not re.search(r"store\.audit(event|head)$", what)} <= BY_LOOKING


BY_LOOKING = {
    "/cobertura/ store.job",
    "/entrada/2fa/recovery-codes/ mfa.authenticator",
    "/portal/informes/{report_sent}/ store.consumptionreport",
}
"""What the data cover is measured when it is looked at, once for a version of the book; that codes were shown; and that a
customer has opened its report."""
EVIL = "=cmd|'/C calc'!A0 {{7*7}} {% debug %} ${7*7} #eval(\"1\") <img src=x onerror=alert(1)> \\include"


@pytest.fixture
def infected(world: Mapping[str, Any]) -> Mapping[str, Any]:
    """Every word that a person or the ERP may write, in every table, says the same evil thing."""
    for model in kept_models():
        if model._meta.app_label != "store" or model is AuditEvent:  # which the database refuses to change
            continue
        names = [
            one.attname
            for one in model._meta.concrete_fields
            if one.attname in WORDS and one.get_internal_type() in ("CharField", "TextField")
        ]
        for name in names:
            most = model._meta.get_field(name).max_length or 500
            with suppress(IntegrityError), transaction.atomic(), lifted(model), connection.cursor() as cursor:
                cursor.execute(f'UPDATE "{model._meta.db_table}" SET "{name}" = %s', [EVIL[:most]])
    return world


WORDS = {
    "name", "title", "reason", "text", "comment", "purpose", "strategy", "evidence", "paragraph", "addressee", "subject",
    "what", "lesson", "product", "source", "acknowledged_by", "revoked_why", "ended_because", "how", "city", "sector",
    "told", "knows", "value", "words", "with_whom", "learned", "used", "note",
}  # fmt: skip


def test_no_word_of_anybody_is_code_on_a_page(clients: Clients, infected: Mapping[str, Any]) -> None:
    wrong = []
    seen_at_all = 0
    for seen in every_page():
        answer = clients[seen.who].get(address_of(seen, infected))
        content = answer.content.decode("utf-8", "replace") if not answer.streaming else ""
        assert answer.status_code < 500, seen.address
        seen_at_all += "&lt;img src=x" in content
        if "<img src=x" in content:
            wrong.append(seen.address)
    assert wrong == []
    assert seen_at_all > 20, "the words were there to be drawn"


FILES = (
    "/seleccion/lista.xlsx", "/seleccion/lista.pdf", "/seleccion/revisiones/revisiones.xlsx",
    "/seleccion/revisiones/revisiones.csv", "/seleccion/historia/lista.xlsx", "/seleccion/historia/lista.csv",
    "/seleccion/capacidad/capacidad.xlsx", "/seleccion/propuestas/{proposal}/lineas.xlsx",
    "/seleccion/propuestas/{proposal}/acta.pdf", "/seleccion/debate/{debate}/debate.pdf", "/entregas/{handover}/acta.pdf",
    "/mi-lista/mi-lista.xlsx", "/mi-lista/mi-lista.csv", "/ensayos/exportar/?formato=xlsx", "/ensayos/exportar/?formato=csv",
    "/listas/cuentas/exportar/?formato=xlsx", "/listas/cuentas/exportar/?formato=csv", "/registro/registro.csv",
    "/quien-es-clave/hoja/dispatch.pdf",
)  # fmt: skip


def test_no_word_of_anybody_is_a_formula_or_a_command_in_a_file(clients: Clients, infected: Mapping[str, Any]) -> None:
    """No workbook has a formula or a link, no cell of a CSV begins one, and every PDF is still set."""
    kinds = set()
    for template in FILES:
        address = re.sub(r"{(\w+)}", lambda name: str(infected[name[1]]), template)
        answer = clients[ADMINISTRATOR].get(address)
        assert answer.status_code == 200, address
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        if content[:2] == b"PK":
            kinds.add("xlsx")
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                for name in packed.namelist():
                    if name.startswith("xl/worksheets/"):
                        sheet = packed.read(name)
                        assert b"<f>" not in sheet, address
                        assert b"<hyperlink" not in sheet, address
        elif content[:4] == b"%PDF":
            kinds.add("pdf")
        else:
            kinds.add("csv")
            text = content.decode("utf-8-sig")
            cells = [cell for row in csv.reader(io.StringIO(text), delimiter=";") for cell in row]
            assert not [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t")], address
    assert kinds == {"xlsx", "pdf", "csv"}


def opened_with(client: Client, address: str) -> int:
    """The status of an answer that is read to its end."""
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return answer.status_code


def test_a_role_that_is_taken_away_is_gone_at_the_next_click(signed_in: As, run: SelectionRun) -> None:
    """Signed in all the while: what the new role does not open is closed at once, in pages and in forms."""
    client = signed_in("director")
    open_ones = [address for _route, address in addresses() if opened_with(client, address) == 200]
    assert len(open_ones) > 30
    Person.objects.filter(role="director").update(role="employee")
    employee = {address for route, address in addresses() if RULES[route].answer("employee") == "allowed"}
    still = [address for address in open_ones if opened_with(client, address) == 200 and address not in employee]
    assert still == []
    Person.objects.update(is_active=False)
    doors = {address for route, address in addresses() if RULES[route].anonymous}
    assert [address for address in open_ones if opened_with(client, address) == 200 and address not in doors] == []


OUT = ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///evil.example",
       "https:evil.example", "\thttps://evil.example", "/%09/evil.example")  # fmt: skip


@pytest.mark.parametrize("target", OUT)
def test_nobody_is_led_away(signed_in: As, run: SelectionRun, target: str) -> None:
    """By no door that takes an address: sign-in, theme, language."""
    client = signed_in("director")
    for address, form in (
        ("/tema/", {"theme": "dark", "next": target}),
        ("/idioma/", {"language": "es", "next": target}),
        (f"/entrada/login/?next={target}", {"login": "x", "password": "y"}),
    ):
        answer = client.post(address, form)
        assert "evil.example" not in answer.headers.get("Location", "").removeprefix("/%09/evil.example"), address
        assert not answer.headers.get("Location", "").startswith(("//", "javascript", "http")), address


@pytest.mark.parametrize(
    "path",
    ["/recibido/{}/", "/enlace/{}/", "/inicio/{}/", "/entrada/password/reset/key/{}/"],
)
def test_no_key_stands_in_the_log_of_the_server(caplog: pytest.LogCaptureFixture, path: str, db: None) -> None:
    """A link that lets somebody in, or answers for a customer, is a key: a stale form writes a line about its address."""
    token = "Zm9vYmFyYmF6cXV4-secret_0123456789"
    caplog.handler.addFilter(without_keys)
    with caplog.at_level(logging.DEBUG):
        Client(enforce_csrf_checks=True).post(path.format(token), {"name": "x"})
        Client().get(path.format(token))
    caplog.handler.removeFilter(without_keys)
    assert caplog.text, "something was written"
    assert token not in caplog.text


def test_no_key_of_the_api_stands_in_the_log_of_the_server(caplog: pytest.LogCaptureFixture, db: None) -> None:
    """Somebody puts the key where it does not belong: into the address."""
    key = "clave_" + "Zm9vYmFyYmF6cXV4secret0123456789abcdefghijk"
    caplog.handler.addFilter(without_keys)
    with caplog.at_level(logging.DEBUG):
        Client().get(f"/api/v1/badge/{key}")
        Client().get(f"/no-existe/{key}")
        logging.getLogger("x").warning("%(where)s", {"where": f"/api/v1/badge/1?key={key}"})
    caplog.handler.removeFilter(without_keys)
    assert caplog.text
    assert key not in caplog.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer "}, 401),
        ({"Authorization": "Bearer clave_zzz"}, 401),
        ({"Authorization": "Bearer \x00"}, 401),
        ({"Authorization": "Bearer " + "a" * 60_000}, 401),
        ({"Authorization": "Basic Y2xhdmU6eA=="}, 401),
    ],
)
def test_the_api_opens_to_no_other_word(run: SelectionRun, headers: dict[str, str], status: int) -> None:
    for answer in (
        Client().get("/api/v1/badge/C-0001", headers=headers),
        Client().post("/api/v1/badges", "{}", content_type="application/json", headers=headers),
        Client().get("/api/v1/badge/C-0001?key=clave_zzz&token=x", headers=headers),
    ):
        assert answer.status_code == status
        assert "C-0001" not in answer.content.decode()


def test_the_api_survives_what_no_program_sends(run: SelectionRun, settings: Settings, make: Callable[[], str]) -> None:
    headers = {"Authorization": f"Bearer {make()}"}
    deep = '{"customers":' + "[" * 100_000 + "]" * 100_000 + "}"
    for body in (deep, '{"customers": ["\\ud800"]}', '{"customers": ["a\\u0000"]}', "NaN", "", "\xff", "[" * 50):
        answer = Client(raise_request_exception=False).post(
            "/api/v1/badges", body, content_type="application/json", headers=headers
        )
        assert answer.status_code in (400, 413, 422), body[:40]
        assert answer.headers["Content-Type"].startswith("application/problem+json"), body[:40]


@pytest.fixture
def make(db: None) -> Callable[[], str]:
    def made() -> str:
        ana = Person.objects.create_person(
            email="k@clave.example", name="K", role="administrator", password=None, created_at=timezone.now()
        )
        return make_key(by=ana, now=timezone.now(), name="ERP", scopes=["badge"], expires_at=None)[1]

    return made


def test_a_guessed_link_of_a_customer_says_nothing(db: None) -> None:
    guesses = ("x", "0" * 32, "../../etc/passwd", "%2e%2e", "a" * 5000)
    answers = {Client().get(f"/recibido/{guess}/").status_code for guess in guesses}
    assert answers == {404}
