"""Cartera: the worklist, the page of an account, what is noted there, refused beside its field, taken back; files."""

from __future__ import annotations

import gzip
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries, Settings
from python_calamine import CalamineWorkbook

from clave.actions.collection_terms import choose_route
from clave.actions.ownership import assign
from clave.base.holidays import holidays_of
from clave.privileges.collection.records import Days
from clave.privileges.collection.routes import Route
from clave.store.collection import routes_kept, wishes_kept
from clave.store.models import (
    OWNER,
    AuditEvent,
    CollectionContact,
    InvoiceDispute,
    InvoiceError,
    PaymentPromise,
    Person,
    SelectionRun,
)
from tests.store import contacted
from tests.store.lives import brought, person
from tests.web.collection_made import at, load, owed
from tests.web.conftest import As

CODE = "C-0001"
LIST, ACCOUNT = "/cartera/", f"/cartera/cuenta/{CODE}/"
MOST_QUERIES, HEAVIEST = 25, 15_360
pytestmark = pytest.mark.django_db


def today() -> date:
    return timezone.localdate()


def iso(days: int = 0) -> str:
    return f"{today() + timedelta(days=days)}"


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """A store of their own."""
    settings.CLAVE_FACTS = tmp_path / "facts"
    return tmp_path / "facts"


@pytest.fixture
def debts(folder: Path, run: SelectionRun) -> Path:
    """The first key account owes two and one to come; another customer owes one; a third paid yesterday, which is news."""
    now = today()
    load(
        folder,
        [
            owed("FE-1", CODE, 12, today=now, amount=5_000_000), owed("FE-2", CODE, 70, today=now, amount=1_000_000),
            owed("FE-3", CODE, -2, today=now), owed("FE-4", "C-0020", 8, today=now, amount=300_000),
            owed("FE-5", "C-0021", 9, today=now, paid_on=now - timedelta(days=1)),
            owed("FE-6", "C-0022", 40, today=now, amount=900, currency="USD"),
        ],
    )  # fmt: skip
    return folder


@pytest.fixture
def credit(debts: Path, signed_in: As) -> Client:
    """Who collects."""
    return signed_in("credit")


@pytest.fixture
def rosalba(credit: Client) -> Person:
    """The same as a person."""
    return Person.objects.get(role="credit")


def page(client: Client, address: str = LIST, **given: str) -> str:
    return client.get(address, given).content.decode()


def table(html: str) -> str:
    """The rows of the worklist alone."""
    return html.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in html else ""


# the worklist


def test_the_worklist_says_whom_to_ask_for_what_and_why(credit: Client) -> None:
    shown = page(credit)
    rows = table(shown)
    assert "2 documentos vencidos, el más viejo" in rows
    assert "$\u00a06.000.000" in rows
    assert "1 documento vencido" in rows
    assert shown.index("C-0001") < shown.index("C-0022") < shown.index("C-0020"), "the oldest first"
    assert "FE-5" not in shown, "paid"


def test_money_by_age_never_adds_currencies_up(credit: Client) -> None:
    shown = page(credit)
    assert "Abierto por edad, COP" in shown
    assert "Abierto por edad, USD" in shown
    only = page(credit, edad="3")
    assert "C-0001" in table(only)
    assert "C-0020" not in table(only), "61 to 90 days: FE-2 alone"


@pytest.mark.parametrize(
    ("asked", "there", "gone"),
    [
        ({"q": "FE-4"}, "C-0020", "C-0001"),
        ({"q": "c-0022"}, "C-0022", "C-0020"),
        ({"medio": "call"}, "", "C-0020"),
        ({"de": "mias"}, "", "C-0020"),
        ({"ver": "disputas"}, "", "C-0001"),
        ({"ver": "no-existe", "edad": "x", "medio": "paloma"}, "C-0020", "FE-5"),
    ],
)
def test_filters(credit: Client, asked: dict[str, str], there: str, gone: str) -> None:
    rows = table(page(credit, **asked))
    assert there in rows
    assert gone not in rows


def test_a_filter_without_rows_says_so_and_leads_out(credit: Client) -> None:
    shown = page(credit, q="zzz")
    assert "Nada cabe en este filtro" in shown or "Ningun" in shown or "filtro" in shown
    assert "de=todas" in shown


def test_a_manager_begins_with_their_own(debts: Path, signed_in: As) -> None:
    kam = signed_in("kam")
    brought(CODE, "confirmed", day=today())
    shown = page(kam)
    assert "Hoy no tienes a quién cobrarle" in shown
    me, director = Person.objects.get(role="kam"), Person.objects.create_person(
        email="d@clave.example", name="Dora", role="director", password=None, created_at=timezone.now()
    )  # fmt: skip
    assign(by=director, now=timezone.now(), customer=CODE, name=CODE, part=OWNER, person=me, starts_on=today())
    rows = table(page(kam))
    assert CODE in rows
    assert "sin cartas automáticas" in rows
    assert "C-0020" not in rows
    assert "C-0020" in table(page(kam, de="todas"))


def test_old_data_are_said_and_the_list_is_of_their_day(folder: Path, run: SelectionRun, signed_in: As) -> None:
    then = today() - timedelta(days=20)
    load(folder, [owed("FE-1", CODE, 5, today=then), owed("FE-9", "C-0020", 9, today=then, paid_on=then)])
    shown = page(signed_in("credit"))
    assert "Sin noticias de pagos desde el" in shown
    assert ">+5<" in table(shown), "late on that day, not today"


def test_a_route_chosen_today_holds_today_however_old_the_data_are(
    folder: Path, run: SelectionRun, signed_in: As
) -> None:
    then = today() - timedelta(days=20)
    load(folder, [owed("FE-1", CODE, 5, today=then), owed("FE-9", "C-0020", 9, today=then, paid_on=then)])
    director = person("director", "Dora")
    route = Route(CODE, "", "visit", "courteous", "Señora Gómez", None, 3, 7)
    choose_route(
        by=director, now=timezone.now(), customer=CODE, route=route, asks=None, days=Days(today()), reason="Lo pidió"
    )
    credit = signed_in("credit")
    shown = page(credit, ACCOUNT)
    assert "Señora Gómez" in shown
    assert "Otra empieza el" not in shown
    assert "Señora Gómez" in table(page(credit, de="todas"))


def test_nothing_loaded_is_not_nothing_owed(folder: Path, run: SelectionRun, signed_in: As) -> None:
    shown = page(signed_in("credit"))
    assert "Todavía no hay cartera" in shown
    assert "Nada cargado no es lo mismo que nada por cobrar" in shown


def test_everybody_paid_is_an_empty_list_and_not_an_error(folder: Path, run: SelectionRun, signed_in: As) -> None:
    load(folder, [owed("FE-5", CODE, 9, today=today(), paid_on=today())])
    assert "hoy no hay a quién cobrarle" in page(signed_in("credit"))


def cells(workbook: bytes) -> str:
    """All that a workbook says."""
    book = CalamineWorkbook.from_filelike(BytesIO(workbook))
    return repr([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_says_document_by_document_what_the_page_shows(credit: Client, kind: str) -> None:
    answer = credit.get(f"{LIST}archivo/cartera.{kind}", {"q": CODE})
    body = answer.getvalue()  # type: ignore[attr-defined]
    said = body.decode("utf-8-sig") if kind == "csv" else cells(body)
    for words in ("FE-1", "FE-2", CODE):
        assert words in said
    assert "FE-4" not in said
    assert AuditEvent.objects.filter(what="collection.exported").count() == 1


@pytest.mark.parametrize("size", [10, 1_000])
def test_fast_and_light_whatever_its_size(
    folder: Path, run: SelectionRun, signed_in: As, size: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    now = today()
    load(folder, [owed(f"FE-{n}", f"D-{n}", 1 + n % 90, today=now) for n in range(size)] + [
        owed("FE-P", "D-P", 3, today=now, paid_on=now)])  # fmt: skip
    client = signed_in("credit")
    with django_assert_max_num_queries(MOST_QUERIES):
        body = client.get(LIST).content
    assert len(gzip.compress(body)) < HEAVIEST


# the page of an account


def test_the_page_of_an_account_in_every_state(
    credit: Client, rosalba: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    brought(CODE, "confirmed", day=today() - timedelta(days=60))
    with django_assert_max_num_queries(MOST_QUERIES):
        shown = page(credit, ACCOUNT)
    for words in (
        "FE-1", "FE-2", "FE-3", "Se le factura y se le cobra en persona", "Nadie lo ha escrito: no se sabe",
        "Nadie ha prometido nada todavía", "de la política", "para comparar",
    ):  # fmt: skip
        assert words in shown, words
    assert "Escoger una ruta" not in shown, "credit does not choose routes"


def test_what_is_not_known_is_not_zero(credit: Client) -> None:
    shown = page(credit, "/cartera/cuenta/C-0005/")
    assert "no se sabe qué debe" in shown
    assert "$\u00a00" not in shown


def test_a_customer_nobody_knows_is_not_there(credit: Client) -> None:
    assert credit.get("/cartera/cuenta/NADIE/").status_code == 404
    assert credit.get(f"{ACCOUNT}anotar/nada/").status_code == 404
    assert credit.post(f"{ACCOUNT}contacto/999999/deshacer/").status_code == 404
    assert credit.post(f"{ACCOUNT}contacto/999999/terminar/").status_code == 404


def test_codes_with_signs_open(folder: Path, run: SelectionRun, signed_in: As) -> None:
    load(folder, [owed("FE-1", "900/1 á", 5, today=today())])
    assert "FE-1" in page(signed_in("credit"), f"/cartera/cuenta/{quote('900/1 á')}/")


# what is noted

GOOD: dict[str, dict[str, object]] = {
    "contacto": {"moment": "", "way": "call", "whom": "Tesorería", "words": "Que el jueves"},
    "promesa": {"documents": ["FE-1"], "amount": "5.000.000", "until": "+5", "made": "+0", "said_by": "Tesorería"},
    "disputa": {"document": "FE-1", "reason": "price", "amount": "", "told_on": "+0", "answers": "me", "words": "Otro precio"},
    "error": {"document": "FE-1", "kind": "order", "told_on": "+0", "until": "+3", "answers": "me", "words": "Sin orden"},
    "ruta": {"asks": "", "way": "visit", "tone": "firm", "contact": "Gerencia", "before": "", "first": "4", "again": "9",
             "since": "+0", "until": "", "reason": "Lo pidió"},
    "factura": {"channel": "mail", "recipient": "f@c.co", "portal": "", "cut_off": "25", "needs_order": "on", "since": "+0",
                "until": "", "reason": "Su contadora"},
}  # fmt: skip
MODELS = {"contacto": CollectionContact, "promesa": PaymentPromise, "disputa": InvoiceDispute, "error": InvoiceError}


def sent(what: str, me: Person, **changed: object) -> dict[str, object]:
    """What a browser sends, with days from today."""
    given = GOOD[what] | changed
    if "moment" in given and not given["moment"]:
        given["moment"] = f"{timezone.localtime():%Y-%m-%dT%H:%M}"
    return {
        name: me.pk if value == "me" else iso(int(value)) if isinstance(value, str) and value[:1] in "+-" and value[1:].isdigit()
        else value
        for name, value in given.items()
    }  # fmt: skip


@pytest.mark.parametrize("what", list(GOOD))
def test_each_thing_is_noted_shown_and_taken_back(debts: Path, signed_in: As, what: str) -> None:
    client = signed_in("director")
    me = Person.objects.get(role="director")
    assert client.get(f"{ACCOUNT}anotar/{what}/").status_code == 200
    answer = client.post(f"{ACCOUNT}anotar/{what}/", sent(what, me), follow=True)
    shown = answer.content.decode()
    assert answer.redirect_chain, shown[:400]
    seen = {"contacto": "Que el jueves", "promesa": "Vigente", "disputa": "Otro precio", "error": "Sin orden",
            "ruta": "visita, firme, Gerencia", "factura": "f@c.co"}  # fmt: skip
    assert seen[what] in shown
    assert "Deshacer" in shown
    back = shown.split('class="note ok')[1].split('action="')[1].split('"')[0]
    after = client.post(back, follow=True).content.decode()
    assert "Se deshizo" in after
    assert seen[what] not in after
    assert "no se sabe" in after or what != "factura"


@pytest.mark.parametrize(
    ("what", "changed", "sentence"),
    [
        ("contacto", {"moment": "ayer"}, "No es un momento"),
        ("contacto", {"moment": "2099-01-01T10:00"}, "Ese momento todavía no llega"),
        ("contacto", {"way": "paloma"}, "de la lista"),
        ("promesa", {"documents": []}, "No es de ninguna factura"),
        ("promesa", {"documents": ["FE-99"]}, "ya no está abierta"),
        ("promesa", {"amount": "mucho"}, "no es un número"),
        ("promesa", {"amount": "5.000.001"}, "De estas facturas hay"),
        ("promesa", {"amount": "0"}, "No se prometió nada"),
        ("promesa", {"until": "mañana"}, "No es una fecha"),
        ("promesa", {"until": "-1"}, "Se prometió el"),
        ("promesa", {"said_by": ""}, "Alguien lo prometió"),
        ("disputa", {"document": ""}, "Escoge la factura"),
        ("disputa", {"answers": ""}, "Escoge quién responde"),
        ("disputa", {"amount": "9.000.000"}, "Este documento es de"),
        ("disputa", {"words": ""}, "No dice nada"),
        ("error", {"document": " "}, "No es de ninguna factura"),
        ("error", {"until": "-2"}, "Nos avisaron el"),
        ("error", {"answers": "999999"}, "ya no está"),
        ("ruta", {"first": "muchos"}, "número entero"),
        ("ruta", {"again": "0"}, "no tiene sentido"),
        ("ruta", {"until": "-1"}, "Terminaría antes de empezar"),
        ("ruta", {"reason": ""}, "Se escoge por una razón"),
        ("factura", {"cut_off": "32"}, "Un mes no tiene día 32"),
        ("factura", {"channel": "portal"}, "necesita su dirección"),
        ("factura", {"recipient": "contabilidad"}, "no es una dirección de correo"),
    ],
)
def test_what_cannot_be_noted_is_said_beside_its_field_and_what_was_typed_stays(
    debts: Path, signed_in: As, what: str, changed: dict[str, object], sentence: str
) -> None:
    client = signed_in("director")
    me = Person.objects.get(role="director")
    answer = client.post(f"{ACCOUNT}anotar/{what}/", sent(what, me, **changed))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "field-error" in shown
    assert sentence in shown.replace("\u00a0", " ").replace("&quot;", '"')
    kept = {"contacto": "Que el jueves", "promesa": "Tesorería", "disputa": "Otro precio", "error": "Sin orden",
            "ruta": "Gerencia", "factura": "Su contadora"}[what]  # fmt: skip
    assert kept in shown or kept in map(str, changed.values()) or "" in changed.values()
    assert not routes_kept([CODE])
    assert not wishes_kept([CODE])
    assert not any(model.objects.exists() for model in MODELS.values())


@pytest.mark.parametrize(("what", "able"), [("ruta", {"credit", "kam"}), ("error", {"credit", "kam", "quality"})])
def test_only_who_can_is_named_and_many_stand_under_their_role(
    debts: Path, signed_in: As, what: str, able: set[str]
) -> None:
    client = signed_in("director")
    roles = ("credit", "kam", "quality", "employee", "compliance")
    named = {role: [Person.objects.create_person(
        email=f"{role}{n}@f.example", name=f"{role} {n}", role=role, password=None, created_at=timezone.now()
    ) for n in range(2)] for role in roles}  # fmt: skip
    address = f"{ACCOUNT}anotar/{what}/"
    shown = client.get(address).content.decode()
    offered = {role for role, people in named.items() if f'<option value="{people[0].pk}"' in shown}
    assert offered == able
    assert "<optgroup" not in shown, "few are read by name"
    for n in range(20):
        Person.objects.create_person(
            email=f"k{n}@f.example", name=f"Karen {n}", role="kam", password=None, created_at=timezone.now()
        )
    assert "<optgroup" in client.get(address).content.decode()
    field = "asks" if what == "ruta" else "answers"
    refused = client.post(address, sent(what, named["employee"][0], **{field: "me"}))
    assert refused.status_code == 422, "who cannot is refused even where the form is written by hand"


def test_a_natural_person_is_not_asked_twice_and_the_page_says_from_when_on(debts: Path, signed_in: As) -> None:
    client, director = signed_in("credit"), Person.objects.create_person(
        email="d@clave.example", name="Dora", role="director", password=None, created_at=timezone.now()
    )  # fmt: skip
    route = Route(CODE, "", "call", "courteous", "", None, 3, 7, person=True)
    choose_route(
        by=director, now=timezone.now(), customer=CODE, route=route, asks=None, days=Days(today()), reason="Cédula"
    )
    days = (today() - timedelta(days=back) for back in range(1, 30))
    workday = next(day for day in days if day.weekday() < 5 and day not in holidays_of("CO", day.year))
    first = {"moment": f"{at(workday):%Y-%m-%dT%H:%M}", "way": "call", "whom": "", "words": ""}
    assert client.post(f"{ACCOUNT}anotar/contacto/", first).status_code == 302
    again = client.post(f"{ACCOUNT}anotar/contacto/", first | {"moment": f"{at(workday, 15):%Y-%m-%dT%H:%M}"})
    shown = again.content.decode()
    assert again.status_code == 422
    assert "la ley permite" in shown
    assert "Ley 2300 de 2023, art. 3" in shown
    assert CollectionContact.objects.count() == 1


def test_correcting_takes_the_first_back(credit: Client, rosalba: Person) -> None:
    credit.post(f"{ACCOUNT}anotar/promesa/", sent("promesa", rosalba))
    first = PaymentPromise.objects.get()
    form = page(credit, f"{ACCOUNT}anotar/promesa/", corrige=str(first.pk))
    assert "lo anotado se deshace" in form
    assert "checked" in form
    answer = credit.post(
        f"{ACCOUNT}anotar/promesa/", sent("promesa", rosalba, amount="2.000.000", corrige=str(first.pk))
    )
    assert answer.status_code == 302
    assert [row.amount for row in PaymentPromise.objects.filter(withdrawn_at=None)] == [Decimal(2_000_000)]


def test_a_promise_begins_with_the_contact_in_which_it_was_said(credit: Client, rosalba: Person) -> None:
    theirs = contacted.contact("Jairo Tovar", customer=CODE)
    note = contacted.logged(rosalba, "Pagan el jueves", ago=2, people=(theirs.pk,))
    address = f"{ACCOUNT}anotar/promesa/"
    shown = page(credit, address, desde=str(note.pk))
    assert "«Pagan el jueves»" in shown
    assert f'value="{note.on:%Y-%m-%d}"' in shown
    assert 'value="Jairo Tovar"' in shown
    other = contacted.logged(rosalba, "De otro cliente", contacted.OTHER, ago=2)
    assert "De otro cliente" not in page(credit, address, desde=str(other.pk))


@pytest.mark.parametrize("what", ["disputa", "error"])
def test_closing_and_opening_again(credit: Client, rosalba: Person, what: str) -> None:
    credit.post(f"{ACCOUNT}anotar/{what}/", sent(what, rosalba))
    row = MODELS[what].objects.get()
    address = f"{ACCOUNT}{what}/{row.pk}/"
    assert credit.get(f"{address}cerrar/").status_code == 200
    empty = credit.post(f"{address}cerrar/", {"closed_on": iso(), "outcome": ""})
    assert empty.status_code == 422
    assert "Terminó de alguna manera" in empty.content.decode()
    shown = credit.post(
        f"{address}cerrar/", {"closed_on": iso(), "outcome": "Nota crédito 12"}, follow=True
    ).content.decode()
    assert "Nota crédito 12" in shown
    assert "Deshacer" in shown
    assert "Quedó abierto otra vez" in credit.post(f"{address}reabrir/", follow=True).content.decode()


def test_a_route_ends_for_a_reason(debts: Path, signed_in: As) -> None:
    client = signed_in("director")
    client.post(f"{ACCOUNT}anotar/ruta/", sent("ruta", Person.objects.get(role="director")))
    number = page(client, ACCOUNT).split(f"{ACCOUNT}ruta/")[1].split("/")[0]
    assert client.post(f"{ACCOUNT}ruta/{number}/terminar/", {"last": iso(), "because": ""}).status_code == 422
    client.post(f"{ACCOUNT}ruta/{number}/terminar/", {"last": iso(), "because": "Volvió a pagar"})
    assert not routes_kept([CODE], today() + timedelta(days=1))


def test_who_does_not_answer_for_it_reads_it_and_is_refused(debts: Path, signed_in: As) -> None:
    kam = signed_in("kam")
    me = Person.objects.get(role="kam")
    assert "Anotar un contacto" not in page(kam, ACCOUNT)
    form = page(kam, f"{ACCOUNT}anotar/contacto/")
    assert "No respondes por esta cuenta" in form
    answer = kam.post(f"{ACCOUNT}anotar/contacto/", sent("contacto", me))
    assert answer.status_code == 422
    assert not CollectionContact.objects.exists()
    management = signed_in("management")
    assert management.get(ACCOUNT).status_code == 200
    assert management.get(f"{ACCOUNT}anotar/contacto/").status_code == 403


def test_an_account_page_leads_to_its_invoices(credit: Client) -> None:
    assert f"/cuentas/{CODE}/" in page(credit, ACCOUNT)


def test_what_people_write_is_text(credit: Client, rosalba: Person) -> None:
    credit.post(f"{ACCOUNT}anotar/error/", sent("error", rosalba, words="<script>alert(1)</script>"))
    assert "<script>alert(1)" not in page(credit, ACCOUNT)
