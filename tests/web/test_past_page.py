"""En el tiempo: the list at any past day with what it was decided with, two days compared, and kept lists that open."""

from __future__ import annotations

import gzip
import io
from datetime import date, timedelta
from time import perf_counter

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from clave.actions.life import watch_account
from clave.actions.status import change_status
from clave.store.models import KeyStatus, Person, SelectionRun, StatusChange
from clave.store.past import between
from tests.store.lives import NOW, brought, landing
from tests.web.conftest import As, Keep

PAGE = "/seleccion/historia/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def director(signed_in: As, run: SelectionRun) -> Client:
    return signed_in("director")


@pytest.fixture
def me(director: Client) -> Person:
    return Person.objects.get(role="director")


@pytest.fixture
def second(keep: Keep, run: SelectionRun) -> SelectionRun:
    """A later list of fewer customers, so that the two differ."""
    later = keep(20)
    SelectionRun.objects.filter(pk=run.pk).update(as_of=date(2025, 12, 31))
    return later


@pytest.fixture
def history(me: Person, run: SelectionRun, second: SelectionRun) -> None:
    """Andina is key since January; Boreal from January to June; Caribe since July; Andina in watch since August."""
    brought("C-0001", "trial", by=me, day=date(2026, 1, 10), run=run, name="Andina")
    brought("C-0002", "confirmed", by=me, day=date(2026, 1, 10), run=run, name="Boreal")
    landing("C-0002", me, date(2026, 6, 30))
    for to, day in (("landing", date(2026, 3, 1)), ("former", date(2026, 6, 30))):
        change_status(
            by=me, now=NOW, customer="C-0002", name="Boreal", to=to, effective_on=day, reason="Cambió de proveedor"
        )
    brought("C-0003", "decided", by=me, day=date(2026, 7, 1), run=second, name="Caribe")
    watch_account(by=me, now=NOW, customer="C-0001", on=date(2026, 8, 1), reason="Compra menos")


def text_of(client: Client, **given: str) -> str:
    return client.get(PAGE, given).content.decode()


def shown(text: str) -> set[str]:
    return {name for name in ("Andina", "Boreal", "Caribe") if name in text}


def test_before_any_decision_it_says_so(director: Client) -> None:
    assert "Todavía no se ha tomado ninguna decisión" in text_of(director)


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    ("day", "key"),
    [
        ("2026-01-09", set()),
        ("2026-01-10", {"Andina", "Boreal"}),
        ("2026-06-29", {"Andina", "Boreal"}),
        ("2026-06-30", {"Andina"}),
        ("2026-07-01", {"Andina", "Caribe"}),
    ],
)
def test_who_was_key_on_a_day(director: Client, day: str, key: set[str]) -> None:
    text = text_of(director, fecha=day)
    assert shown(text) == key
    if not key:
        assert "Ese día nadie era cliente clave" in text


@pytest.mark.usefixtures("history")
def test_each_row_says_by_which_decision_and_with_which_list(director: Client, run: SelectionRun) -> None:
    text = text_of(director, fecha="2026-08-15")
    for said in ("En observación", "Compra menos", "Porque sí.", "Ana director", "semilla", "desde el 1 ago"):
        assert said in text
    assert f"/seleccion/?lista={run.pk}&amp;cliente=C-0001" in text
    assert shown(text_of(director, fecha="2026-08-15", estado="watched")) == {"Andina"}
    assert shown(text_of(director, fecha="2026-08-15", q="cari")) == {"Caribe"}
    assert "cumple estos filtros" in text_of(director, fecha="2026-08-15", q="zzz")


@pytest.mark.usefixtures("history")
def test_what_was_entered_late_for_an_earlier_day_stands(director: Client, me: Person) -> None:
    brought("C-0004", "decided", by=me, day=date(2026, 2, 1), name="Delta")
    assert "Delta" in text_of(director, fecha="2026-02-01")
    assert "Delta" not in text_of(director, fecha="2026-01-31")


@pytest.mark.usefixtures("history")
def test_two_days_compared_whichever_comes_first(director: Client, run: SelectionRun, second: SelectionRun) -> None:
    one = text_of(director, fecha="2026-02-01", contra="2026-11-20")
    other = text_of(director, fecha="2026-11-20", contra="2026-02-01")
    for text in (one, other):
        assert "Entraron 1, salieron 1, 1 en otro estado; 1 siguieron en la lista" in text
        assert text.index("Entraron</h2>") < text.index("Caribe") < text.index("Salieron</h2>") < text.index("Boreal")
        assert "Cambió de proveedor" in text
        assert "Compra menos" in text
        assert f"lista {run.pk}, del" in text
        assert f"lista {second.pk}, del" in text
    found = between(date(2026, 2, 1), date(2026, 11, 20))
    assert all(passed.because for passed in (*found.entered, *found.left, *found.changed)), "what the lists say"
    assert [change.after for change in found.left[0].steps] == ["landing", "former"]
    same = between(date(2026, 2, 1), date(2026, 2, 2))
    assert same.counts == (0, 0, 0)
    assert same.stayed == 2
    assert "nadie entró, salió ni cambió" in text_of(director, fecha="2026-02-01", contra="2026-02-02")


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    "given", [{"fecha": "2026-02-30"}, {"fecha": "ayer"}, {"contra": "31/02/2026", "fecha": "2026-01-10"}]
)
def test_a_day_that_does_not_exist_is_a_sentence_and_stays(director: Client, given: dict[str, str]) -> None:
    answer = director.get(PAGE, given)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Ese día no existe" in text
    assert all(f'value="{value}"' in text for value in given.values())
    assert director.get(f"{PAGE}lista.csv", given).status_code == 404


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("field", ["fecha", "contra"])
def test_nobody_knows_who_will_be_key(director: Client, field: str) -> None:
    answer = director.get(PAGE, {field: "2099-01-01"})
    assert answer.status_code == 422
    assert "Ese día no ha llegado" in answer.content.decode()
    assert director.get(f"{PAGE}lista.csv", {field: "2099-01-01"}).status_code == 404


def sheet(answer: object) -> list[list[object]]:
    """The rows of a workbook as it was sent."""
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


@pytest.mark.usefixtures("history")
def test_both_as_files(director: Client, run: SelectionRun) -> None:
    rows = sheet(director.get(f"{PAGE}lista.xlsx", {"fecha": "2026-02-01"}))
    assert rows[0][:3] == ["Código", "Cliente", "Estado"]
    assert [row[1] for row in rows[1:]] == ["Andina", "Boreal"]
    assert rows[1][8] == run.pk
    rows = sheet(director.get(f"{PAGE}cambios.xlsx", {"fecha": "2026-02-01", "contra": "2026-11-20"}))
    assert [(row[0], row[2]) for row in rows[1:]] == [
        ("Entró", "Caribe"),
        ("Salió", "Boreal"),
        ("Otro estado", "Andina"),
    ]
    text = b"".join(director.get(f"{PAGE}lista.csv", {"fecha": "2026-02-01"}).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert text.splitlines()[1].startswith("C-0001;Andina;Primer año;10/01/2026")
    assert director.get(f"{PAGE}lista.exe").status_code == 404


@pytest.mark.usefixtures("history")
def test_compliance_reads_decisions_and_opens_no_list(signed_in: As) -> None:
    text = text_of(signed_in("compliance"), fecha="2026-02-01")
    assert "Porque sí." in text
    assert "?lista=" not in text
    assert "/cuentas/" not in text


def test_a_kept_list_opens_whole_and_can_only_be_read(
    director: Client, run: SelectionRun, second: SelectionRun
) -> None:
    text = director.get("/seleccion/", {"lista": run.pk}).content.decode()
    assert f"número {run.pk}" in text
    assert "Ir a la última lista" in text
    assert "/seleccion/actualizar/" not in text
    assert f'href="/seleccion/lista.xlsx?lista={run.pk}"' in text
    assert f"?lista={run.pk}&amp;ver=todos" in text
    panel = director.get(
        "/seleccion/", {"lista": run.pk, "cliente": "C-0039"}, headers={"HX-Request": "true", "HX-Target": "panel"}
    )
    assert "Cliente 0039" in panel.content.decode(), "a customer that only the older list has"
    filtered = director.get("/seleccion/", {"lista": run.pk, "q": "cliente", "ver": "todos"}).content.decode()
    assert f'<input type="hidden" name="lista" value="{run.pk}">' in filtered
    latest = director.get("/seleccion/", {"lista": second.pk}).content.decode()
    assert "Ir a la última lista" not in latest
    for wrong in ("999999", "x", "-1", "9" * 30):
        assert director.get("/seleccion/", {"lista": wrong}).status_code == 404


def test_ten_thousand_key_accounts(
    director: Client, me: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Steps of 10,000 customers over five years: the list of a day, a comparison and a page stay within their budget."""
    codes = [f"K-{number:05}" for number in range(10_000)]
    ways = (("decided", date(2021, 1, 1)), ("trial", date(2021, 2, 1)), ("confirmed", date(2022, 1, 1)))
    KeyStatus.objects.bulk_create(
        (
            KeyStatus(customer=code, name=f"Cliente {code}", state="confirmed", since=ways[0][1], changed_at=NOW)
            for code in codes
        ),
        batch_size=500,
    )
    StatusChange.objects.bulk_create(
        (
            StatusChange(
                customer=code, before=before, after=to, effective_on=day + timedelta(days=number % 300), reason="Entra",
                by=me, at=NOW,
            )
            for (to, day), before in zip(ways, ("proposed", "decided", "trial"), strict=True)
            for number, code in enumerate(codes)
        ),
        batch_size=500,
    )  # fmt: skip
    with connection.cursor() as cursor:  # as the server does by itself; without it PostgreSQL plans for no rows
        cursor.execute("ANALYZE")
    for given in ({"fecha": "2024-01-01"}, {"fecha": "2021-03-01", "contra": "2024-01-01"}):
        director.get(PAGE, given)
        start = perf_counter()
        with django_assert_max_num_queries(25):
            answer = director.get(PAGE, given)
        print(f"{given}: {perf_counter() - start:.2f} s, {len(gzip.compress(answer.content))} bytes")
        assert len(gzip.compress(answer.content)) <= 15_000
    assert "1 a 50 de 10.000" in text_of(director, fecha="2024-01-01")
