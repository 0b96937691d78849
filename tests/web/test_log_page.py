"""Registro: the log in words, filtered, paged, exported, and read again on request."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from clave.actions.audit import record
from clave.actions.members import change_role
from clave.store.audit import head
from clave.store.models import AuditEvent, Person
from clave.web.pages import log as page
from tests.store.test_audit import tamper
from tests.web.conftest import NOW, As

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(signed_in: As) -> Client:
    """Ana, who administers."""
    return signed_in("administrator")


def carla(name: str = "Carla Mora") -> Person:
    """Somebody things are done about."""
    return Person.objects.create_person(
        email="carla@clave.example", name=name, role="kam", password=None, created_at=NOW
    )


def some(count: int, start: datetime = NOW) -> None:
    """So many events, a day apart."""
    for n in range(count):
        record(by="night", now=start + timedelta(days=n), what="selection.kept", about=f"selection:{n}")


def rows(client: Client, query: str = "") -> list[list[str]]:
    """The exported rows, without the head."""
    answer = client.get(f"/registro/registro.csv{query}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text), delimiter=";"))[1:]


def test_acts_are_said_in_words_with_people_by_name(admin: Client) -> None:
    me, them = Person.objects.get(), carla()
    change_role(by=me, now=NOW, person=them, role="credit")
    text = admin.get("/registro/").content.decode()
    for words in ("Ana administrator", "cambió el rol", "Carla Mora", "rol", "1 acto"):
        assert words in text
    them.delete()
    assert f"persona {AuditEvent.objects.get().about[7:]}, que ya no está" in admin.get("/registro/").content.decode()


def test_filters_by_person_act_and_day(admin: Client) -> None:
    me, them = Person.objects.get(), carla()
    some(3, datetime(2026, 11, 20, 3, 0, tzinfo=UTC))  # still the 19th in Bogotá
    change_role(by=me, now=NOW, person=them, role="credit")
    assert len(rows(admin, f"?quien=person:{them.pk}")) == 1
    assert len(rows(admin, "?quien=night")) == 3
    assert len(rows(admin, "?que=selection.kept")) == 3
    assert [row[0] for row in rows(admin, "?desde=2026-11-20&hasta=20/11/2026")] == ["4", "2"]
    assert [row[0] for row in rows(admin, "?quien=night&hasta=2026-11-19")] == ["1"]
    nothing = admin.get("/registro/?quien=night&que=person.role_changed").content.decode()
    assert "Ningún acto cumple este filtro" in nothing


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("desde=ayer", "No es una fecha"),
        ("desde=2026-02-30", "No es una fecha"),
        ("desde=2026-11-20&hasta=2026-11-19", "Este día es anterior al primero"),
        ("quien=person:abc", "person:abc"),
        ("que=todo", "todo"),
    ],
)
def test_a_bad_filter_is_said_and_the_list_stays(admin: Client, query: str, sentence: str) -> None:
    some(1)
    answer = admin.get(f"/registro/?{query}")
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "night" in answer.content.decode()


def test_an_empty_log_says_so(admin: Client) -> None:
    text = admin.get("/registro/").content.decode()
    assert "Todavía no se ha hecho nada" in text
    assert "<th" not in text


def test_pages_and_queries_do_not_grow(admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    counted = []
    for many in (10, 150):
        some(many)
        with django_assert_max_num_queries(25) as queries:
            text = admin.get("/registro/").content.decode()
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert "1 a 50 de 160" in text
    assert "101 a 150" in admin.get("/registro/?pagina=3").content.decode()


def test_the_export_carries_the_chain_and_no_formula(admin: Client) -> None:
    me, them = Person.objects.get(), carla("=HYPERLINK(1)")
    change_role(by=me, now=NOW, person=me, role="administrator")
    change_role(by=me, now=NOW, person=them, role="credit")
    record(by=them, now=NOW, what="person.preferences", about=f"person:{them.pk}", fields=("theme", "name"))
    newest, older = rows(admin)
    assert (newest[0], newest[2], newest[3], newest[5]) == (
        "2",
        "'=HYPERLINK(1)",
        f"person:{them.pk}",
        "person.preferences",
    )
    assert newest[7] == "name theme"
    assert newest[8] == older[9]
    assert newest[9] == head().hash
    assert newest[1] == "2026-11-20T10:00:00.000000-05:00"


def test_the_chain_is_read_again_on_request(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    some(3)
    whole = admin.get("/registro/?comprobar=1").content.decode()
    assert "3 actos leídos de nuevo, cadena entera" in whole
    assert str(head()) in whole
    monkeypatch.setattr(page, "WHILE_SOMEBODY_WAITS", 2)
    assert "clave audit verify" in admin.get("/registro/?comprobar=1").content.decode()
    monkeypatch.undo()
    tamper("UPDATE store_auditevent SET \"by\" = 'person:9' WHERE number = 2")
    assert "La cadena se rompe en el número 2: lo cambiaron después de escrito" in (
        admin.get("/registro/?comprobar=1").content.decode()
    )


def test_an_act_of_a_later_version_is_shown_as_it_was_written(admin: Client) -> None:
    AuditEvent(
        number=1, at=NOW, by="night", what="moon.landed", about="moon:1", fields=["x"], previous="", hash=""
    ).save()
    text = admin.get("/registro/").content.decode()
    assert "moon.landed" in text
    assert "moon:1" in text


def test_general_management_reads_the_log_without_links_to_people(signed_in: As) -> None:
    me = carla()
    record(by=me, now=NOW, what="person.preferences", about=f"person:{me.pk}")
    text = signed_in("management").get("/registro/").content.decode()
    assert "Carla Mora" in text
    assert f"/usuarios/{me.pk}/" not in text
    for role, status in (("director", 403), ("kam", 404)):
        client = signed_in(role)
        assert client.get("/registro/").status_code == status
        assert client.get("/registro/registro.csv").status_code == status
