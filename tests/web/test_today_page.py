"""Hoy: what its pages show to whom, every state, every form refused beside its field with what was typed, undo, files, cost."""

from __future__ import annotations

import gzip
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clave.store.models import SUBSTITUTE, Person, RaisedAlert, SelectionRun
from tests.web import alerts_made, touch_made
from tests.web.alerts_made import CUSTOMER, answers, contact, looked, note, raised
from tests.web.conftest import As

PAGE, LIST = "/hoy/", "/hoy/alertas/"
MOST_QUERIES, HEAVIEST = 25, 15_360
pytestmark = pytest.mark.django_db


@pytest.fixture
def andrea(run: SelectionRun, signed_in: As) -> Client:
    client = signed_in("kam")
    answers(kam())
    return client


def kam() -> Person:
    return Person.objects.get(role="kam")


def page(client: Client, address: str = PAGE, **given: str) -> str:
    return client.get(address, given).content.decode().replace("\u00a0", " ")


def sent(client: Client, row: RaisedAlert, act: str, **given: Any) -> Any:
    return client.post(reverse("alert_act", args=[row.pk, act]), given)


def only() -> RaisedAlert:
    return RaisedAlert.objects.get()


# --- what it shows ---------------------------------------------------------------------------------------------------
def test_a_kam_begins_here_and_the_others_where_they_always_did(andrea: Client, signed_in: As) -> None:
    assert andrea.get("/").headers["Location"] == PAGE
    assert signed_in("credit").get("/").headers["Location"] == "/cuentas/"


def test_before_the_first_search_it_says_when_it_is_done(andrea: Client) -> None:
    shown = page(andrea)
    assert "Todavía no se han buscado alertas" in shown
    assert "Buscarlas ahora" in shown
    assert "nada te espera" in shown


def test_with_nothing_to_do_it_says_so_section_by_section(andrea: Client) -> None:
    looked()
    shown = page(andrea)
    assert "Ninguna alerta te espera" in shown
    assert "Ver las del equipo" in shown
    assert "No quedó nada pendiente para hoy" in shown
    assert "Ninguno esta semana que puedas felicitar" in shown
    assert "1 cosa que nadie puede juzgar" in shown


def test_an_alert_has_words_money_how_sure_the_last_time_and_one_act(andrea: Client) -> None:
    looked()
    contact()
    raised()
    shown = page(andrea)
    assert "43 días sin comprar; su pausa más larga en tres años fue de 30 días, lo habitual es cada 18 días." in shown
    assert "$ 80,0 M" in shown
    assert "por mes en juego" in shown
    assert "Por su propio ritmo, esto pasa por azar a lo sumo el 5 % de las veces." in shown
    assert "Es la primera vez que se ve aquí." in shown
    assert "Llamar a Gloria Mejía" in shown
    assert 'href="tel:+573001234567"' in shown
    assert "1 alerta" in shown


def test_the_last_time_is_told_with_its_reason(andrea: Client) -> None:
    looked()
    before = timezone.localdate() - timedelta(days=90)
    raised(
        first_day=before, last_day=before, ended_on=before, false_at=timezone.now(), false_by=kam(), false_reason="Inventario",
    )  # fmt: skip
    raised()
    assert "fue una falsa alarma: «Inventario»." in page(andrea)


def test_mine_and_the_team(andrea: Client) -> None:
    looked()
    raised()
    raised(customer="C-0003", name="Ajena S.A.S.")
    assert "Ajena" not in page(andrea)
    team = page(andrea, de="equipo")
    assert "Ajena" in team
    assert team.count("#posponer") == 1, "only of what she answers for"


def test_the_menu_counts_what_waits_for_me(andrea: Client) -> None:
    looked()
    raised()
    raised(1, snoozed_until=timezone.localdate(), snooze_reason="x", snoozed_by=kam())
    raised(2, kind="sponsor")
    raised(customer="C-0003")
    assert '<span class="c hot">1<' in page(andrea, "/mi-lista/")


def test_contacts_birthdays_and_agenda_are_of_my_accounts(andrea: Client) -> None:
    looked()
    note(kam(), contact())
    contact("Jairo Sin Permiso", greet=False)
    contact("Lejos Otro", customer="C-0003")
    contact("Mónica Zea", ahead=5)
    contact("Luz Tarde", ahead=20)
    shown = page(andrea)
    assert "Llevar la ficha del PU-440" in shown
    assert "hace 2 d" in shown
    assert "Mónica Zea" in shown
    assert shown.count("Gloria Mejía") >= 2, "she is spoken with, and it is her birthday"
    for nobody in ("Jairo Sin Permiso", "Lejos Otro", "Luz Tarde"):
        assert nobody not in shown
    assert "2 cumpleaños esta semana" in shown


def test_the_agenda_is_asked_for_once_the_page_stands_and_is_a_page_without_javascript(andrea: Client) -> None:
    asked = {"headers": {"HX-Request": "true"}}
    assert 'hx-get="/hoy/agenda/?de=mio"' in page(andrea)
    assert "<html" in page(andrea, "/hoy/agenda/")
    part = andrea.get("/hoy/agenda/?de=mio", **asked).content.decode()
    assert "<html" not in part
    assert "Nada vence en los próximos días" in part


def test_agreed_contacts_are_there_with_their_rhythm_and_the_dialog(andrea: Client) -> None:
    touch_made.somebody(CUSTOMER)
    touch_made.rhythm(CUSTOMER, topic="Prueba del PU-440")
    touch_made.rhythm("C-0009", topic="De otra cuenta")
    shown = page(andrea)
    assert "Prueba del PU-440" in shown
    assert f"/contactos/nuevo/?cliente={CUSTOMER}&amp;tipo=visit" in shown
    assert "De otra cuenta" not in shown
    assert "De otra cuenta" in page(andrea, de="equipo")
    assert "1 contacto que toca" in shown


def test_what_was_left_opens_the_dialog_with_its_account_and_people(andrea: Client) -> None:
    gloria = contact()
    note(kam(), gloria)
    shown = page(andrea)
    address = f"/contactos/nuevo/?cliente={CUSTOMER}&amp;tipo=call&amp;persona={gloria.pk}"
    assert f'href="{address}" hx-get="{address}"' in shown
    form = andrea.get(address.replace("&amp;", "&")).content.decode()
    assert f'value="{gloria.pk}" ' in form
    assert "checked" in form.split(f'value="{gloria.pk}"')[1][:60]


def test_done_says_at_once_which_contact_comes_next(andrea: Client) -> None:
    touch_made.somebody(CUSTOMER)
    touch_made.rhythm(CUSTOMER, topic="Pedido")
    kept = note(kam())
    answer = andrea.post(reverse("touchpoint_act", args=[kept.pk, "hecho"]), {"volver": PAGE}, follow=True)
    shown = answer.content.decode().replace("\u00a0", " ")
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "Lo que quedaba pendiente está hecho. Toca desde el " in shown
    assert "Deshacer" in shown
    assert "Llevar la ficha del PU-440" not in shown.split("<main")[1].split("h-fu")[1]


def test_who_may_not_see_personal_dates_sees_none(run: SelectionRun, signed_in: As) -> None:
    clara = signed_in("credit")
    contact()
    shown = page(clara, de="equipo")
    assert "Cumpleaños" in shown
    assert "Gloria Mejía" not in shown


def test_old_facts_are_told_with_their_day(andrea: Client) -> None:
    looked(days_ago=60)
    assert "de silencios y familias nadie sabe qué pasó desde entonces" in page(andrea)


def test_who_has_no_account_to_read_is_told_who_has(run: SelectionRun, signed_in: As) -> None:
    assert signed_in("dispatch").get(LIST).status_code == 403
    assert signed_in("employee").get(LIST).status_code == 404


# --- what is done with it --------------------------------------------------------------------------------------------
def test_it_is_put_off_and_brought_back(andrea: Client) -> None:
    looked()
    row = raised()
    until = timezone.localdate() + timedelta(days=3)
    answer = sent(andrea, row, "posponer", until=f"{until}", reason="Cierra por inventario")
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    shown = page(andrea)
    assert "quedó pospuesta hasta el" in shown
    assert "Deshacer" in shown
    assert "«Cierra por inventario»" in page(andrea, reverse("alert", args=[row.pk]))
    assert sent(andrea, row, "volver").status_code == 302
    assert only().snoozed_until is None
    again = sent(andrea, row, "volver")
    assert again.status_code == 422
    assert "Esta alerta no está pospuesta." in again.content.decode()


@pytest.mark.parametrize(
    ("days", "reason", "said"),
    [
        (3, "", "Escribe el motivo en una frase"),
        (-1, "Inventario", "Una alerta se pospone desde hoy hasta 60 días."),
        (61, "Inventario", "Una alerta se pospone desde hoy hasta 60 días."),
    ],
)
def test_what_cannot_be_put_off_is_said_beside_its_field(andrea: Client, days: int, reason: str, said: str) -> None:
    row = raised()
    until = timezone.localdate() + timedelta(days=days)
    answer = sent(andrea, row, "posponer", until=f"{until}", reason=reason)
    shown = answer.content.decode().replace("\u00a0", " ")
    assert answer.status_code == 422
    assert said in shown
    assert f'value="{until}"' in shown
    assert only().snoozed_until is None


def test_no_day_is_no_day(andrea: Client) -> None:
    answer = sent(andrea, raised(), "posponer", until="mañana", reason="Inventario")
    assert answer.status_code == 422
    assert "Inventario</textarea>" in answer.content.decode()


def test_a_false_alarm_is_marked_counted_and_taken_back(andrea: Client) -> None:
    looked()
    row = raised()
    wrong = sent(andrea, row, "falsa", reason=" ")
    assert wrong.status_code == 422
    assert "Escribe el motivo en una frase" in wrong.content.decode()
    assert sent(andrea, row, "falsa", reason="Compra por su filial").status_code == 302
    listed = page(andrea, LIST, estado="falsas")
    assert "«Compra por su filial»" in listed
    assert "100 %" in listed
    assert "1 de 1" in listed
    second = sent(andrea, row, "posponer", until=f"{timezone.localdate()}", reason="x")
    assert second.status_code == 422
    assert "respondió esta alerta hace un momento" in second.content.decode()
    assert sent(andrea, row, "no-falsa").status_code == 302
    assert only().false_at is None


def test_it_is_given_to_the_substitute(andrea: Client, somebody_else: Person) -> None:
    looked()
    answers(somebody_else, part=SUBSTITUTE)
    row = raised()
    assert sent(andrea, row, "dar", person=f"{somebody_else.pk}").status_code == 302
    assert only().assigned == somebody_else
    assert "Calzado" not in page(andrea).split("Primero esto")[1].split("</section>")[0]
    assert sent(andrea, row, "dar", person="999999").status_code == 422
    assert sent(andrea, row, "dar", person="").status_code == 302
    assert only().assigned is None


@pytest.fixture
def somebody_else(db: None) -> Person:
    return Person.objects.create_person(
        email="julian@x.example", name="Julián Rojas", role="kam", password=None, created_at=timezone.now()
    )  # fmt: skip


def test_an_alert_of_another_account_is_read_and_not_answered(andrea: Client) -> None:
    row = raised(customer="C-0003")
    assert 'id="posponer"' not in page(andrea, reverse("alert", args=[row.pk]))
    answer = sent(andrea, row, "falsa", reason="x")
    assert answer.status_code == 422
    assert only().false_at is None


def test_what_does_not_exist_is_not_there(andrea: Client) -> None:
    row = raised()
    assert andrea.get(reverse("alert", args=[row.pk + 99])).status_code == 404
    assert sent(andrea, row, "inventar").status_code == 404
    assert andrea.get(reverse("alert_act", args=[row.pk, "falsa"])).status_code == 405


# --- the list --------------------------------------------------------------------------------------------------------
def test_the_list_is_filtered_ordered_and_cut(andrea: Client) -> None:
    looked()
    raised()
    raised(kind="mix", money=None, worth="")
    assert "Compra menos familias" not in page(andrea, LIST, clase="silent").split("<tbody>")[1].split("</tbody>")[0]
    assert "Ninguna alerta cumple este filtro." in page(andrea, LIST, q="zzz")
    ordered = page(andrea, LIST, orden="dinero")
    cells = ordered.split("<tbody>")[1]
    assert cells.index("Cliente en silencio") < cells.index("Compra menos familias")
    assert "$ 80,0 M" in page(andrea, LIST, estado="inventado", clase="nada", orden="x", de="y")
    part = andrea.get(LIST, HTTP_HX_REQUEST="true").content.decode()
    assert "<html" not in part
    assert 'id="alertas"' in part


def test_the_list_with_nothing_in_it(andrea: Client) -> None:
    assert "No hay alertas abiertas." in page(andrea, LIST)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_it_is_taken_out_as_a_file(andrea: Client, kind: str) -> None:
    raised()
    answer = andrea.get(reverse("alerts_file", args=[f"alertas.{kind}"]))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer.status_code == 200
    assert (b"43" in content) if kind == "csv" else content.startswith(b"PK")
    assert andrea.get(reverse("alerts_file", args=["otra.csv"])).status_code == 404


def test_it_is_looked_for_again_in_the_background(andrea: Client) -> None:
    assert andrea.post(reverse("alerts_look")).status_code == 302


# --- cost ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", [PAGE, PAGE + "?de=equipo", LIST])
def test_the_cost_is_the_same_for_ten_and_for_a_thousand(andrea: Client, address: str) -> None:
    looked()
    seen = []
    for many in (10, 1_000):
        RaisedAlert.objects.bulk_create([_unsaved(at) for at in range(RaisedAlert.objects.count() + 1, many + 1)])
        for at in range(3 if many == 10 else 40):
            note(kam(), contact(f"Persona {many} {at}"))
        page(andrea, address)
        with CaptureQueriesContext(connection) as asked:
            answer = andrea.get(address)
        seen.append(len(asked))
        assert len(gzip.compress(answer.content)) <= HEAVIEST
    assert seen[0] == seen[1]
    assert seen[1] <= MOST_QUERIES, seen


def _unsaved(at: int) -> RaisedAlert:
    row = alerts_made.raised(at)
    RaisedAlert.objects.filter(pk=row.pk).update(matter=f"gone {at}", ended_on=row.last_day)
    row.pk = None
    return row


def test_who_owns_it_is_written_beside_it(andrea: Client) -> None:
    row = raised(customer=CUSTOMER)
    assert kam().name in page(andrea, reverse("alert", args=[row.pk]))
