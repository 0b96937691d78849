"""Contactos: logged from any page in a line and three fields, refused beside the field, listed, searched, changed, undone; the
rhythm of an account, what is due, and the calendar of a person. (G7, C4, D3, D4)"""

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
from icalendar import Calendar

from clave.store.models import AgendaFeed, Cadence, MailChoice, Person, SelectionRun, Touchpoint
from tests.web import touch_made
from tests.web.conftest import As
from tests.web.touch_made import ACCOUNT

NEW, LIST, DUE = "/contactos/nuevo/", "/contactos/", "/agenda/"
TIMELINE, RHYTHM = f"/cuentas/{ACCOUNT}/contactos/", f"/cuentas/{ACCOUNT}/frecuencia/"
MOST_QUERIES, HEAVIEST = 25, 15_360
IN_DIALOG = {"HX-Request": "true", "HX-Target": "log"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def wilson(run: SelectionRun, signed_in: As) -> Client:
    """Somebody of dispatch, who reads no accounts."""
    return signed_in("dispatch")


@pytest.fixture
def andrea(run: SelectionRun, signed_in: As) -> Client:
    """The KAM who owns the account."""
    client = signed_in("kam")
    touch_made.answers_for(Person.objects.get(role="kam"))
    return client


def page(client: Client, address: str, **given: str) -> str:
    return client.get(address, given).content.decode().replace("\u00a0", " ")


def who(role: str) -> Person:
    return Person.objects.get(role=role)


def send(client: Client, **given: Any) -> Any:
    return client.post(NEW, {"cliente": ACCOUNT, "kind": "call", "text": "Confirma la prueba"} | given)


def test_three_fields_are_enough_and_the_next_contact_is_said_at_once(andrea: Client) -> None:
    touch_made.somebody()
    touch_made.rhythm()
    answer = send(andrea, kind="visit")
    assert answer.status_code == 302
    assert answer["Location"] == TIMELINE
    kept = Touchpoint.objects.get()
    assert (kept.customer, kept.kind, kept.direction, kept.on) == (ACCOUNT, "visit", "out", timezone.localdate())
    said = page(andrea, TIMELINE)
    assert "Próximo contacto" in said
    assert "Deshacer" in said
    assert "Confirma la prueba" in said


def test_without_a_rhythm_it_says_so(wilson: Client) -> None:
    send(wilson)
    assert "No hay una frecuencia acordada" in page(wilson, TIMELINE)


def test_undoing_withdraws_it_and_that_can_be_undone_too(wilson: Client) -> None:
    send(wilson)
    kept = Touchpoint.objects.get()
    wilson.post(reverse("touchpoint_act", args=[kept.pk, "retirar"]))
    shown = page(wilson, TIMELINE)
    assert "Confirma la prueba" not in shown
    assert reverse("touchpoint_act", args=[kept.pk, "recuperar"]) in shown
    wilson.post(reverse("touchpoint_act", args=[kept.pk, "recuperar"]))
    assert "Confirma la prueba" in page(wilson, TIMELINE)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": ""}, "Cuenta en una línea qué pasó."),
        ({"kind": ""}, "Elige cómo hablaron."),
        ({"kind": "paloma"}, "Elige cómo hablaron."),
        ({"cliente": "", "who": ""}, "Di de qué cliente se trata"),
        ({"cliente": "", "who": "zzz"}, "Ningún cliente se llama"),
        ({"cliente": "", "who": "cliente"}, "Varios clientes se llaman así"),
        ({"on": "2999-01-01"}, "demasiado lejos"),
        ({"on": "mañana"}, "escríbela así: 31/12/2026"),
        ({"on": "2000-01-01"}, "hace más de tres años"),
        ({"cost": "mucho"}, "no es un número"),
        ({"cost": "-5"}, "no puede ser menor que cero"),
        ({"follow_up": "Enviar", "follow_up_on": "2020-01-01"}, "antes del contacto"),
        ({"people": "99"}, "no es de este cliente"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(
    wilson: Client, wrong: dict[str, str], sentence: str
) -> None:
    answer = send(wilson, topics="precio, plazo", **wrong)
    shown = answer.content.decode().replace("\u00a0", " ")
    assert answer.status_code == 422
    assert sentence in shown
    assert 'value="precio, plazo"' in shown
    assert not Touchpoint.objects.exists()


def test_everything_more_is_kept(wilson: Client) -> None:
    rosalba = touch_made.somebody()
    today = timezone.localdate()
    send(
        wilson, direction="in", people=str(rosalba.pk), topics="precio, plazo", feedback="«Así sí»", cost="120.000",
        follow_up="Enviar la ficha", follow_up_on=f"{today + timedelta(days=2)}", on=f"{today - timedelta(days=1)}",
    )  # fmt: skip
    kept = Touchpoint.objects.get()
    assert (kept.direction, kept.topics, kept.feedback, kept.cost) == ("in", ["precio", "plazo"], "«Así sí»", 120_000)
    assert (kept.follow_up, kept.on) == ("Enviar la ficha", today - timedelta(days=1))
    shown = page(wilson, TIMELINE)
    assert "con Rosalba Cárdenas" in shown
    assert "Enviar la ficha" in shown
    assert "120.000" not in shown, "what a contact cost is margin: dispatch does not see it"


def test_the_dialog_of_any_page_asks_and_says_what_was_logged(andrea: Client) -> None:
    asked = andrea.get(NEW, {"cliente": ACCOUNT, "tipo": "visit"}, headers=IN_DIALOG).content.decode()
    assert "<html" not in asked
    assert 'hx-target="#log"' in asked
    assert 'value="visit" checked' in asked
    refused = andrea.post(NEW, {"cliente": ACCOUNT, "kind": "call", "text": ""}, headers=IN_DIALOG)
    assert (refused.status_code, "<html" in refused.content.decode()) == (422, False)
    here = IN_DIALOG | {"HX-Current-URL": "http://testserver/mi-lista/?x=1"}
    done = andrea.post(NEW, {"cliente": ACCOUNT, "kind": "call", "text": "Hola"}, headers=here).content.decode()
    assert "Registrado con" in done
    assert 'name="volver" value="/mi-lista/?x=1"' in done
    back = andrea.post(
        reverse("touchpoint_act", args=[Touchpoint.objects.get().pk, "retirar"]), {"volver": "/mi-lista/?x=1"}
    )
    assert back["Location"] == "/mi-lista/?x=1"


def test_on_a_page_that_lists_contacts_the_dialog_shows_the_page_anew(andrea: Client) -> None:
    here = IN_DIALOG | {"HX-Current-URL": f"http://testserver{TIMELINE}?tipo=call"}
    done = andrea.post(NEW, {"cliente": ACCOUNT, "kind": "call", "text": "Hola"}, headers=here)
    assert (done.status_code, done["HX-Redirect"]) == (204, f"{TIMELINE}?tipo=call")
    assert "Registrado con" in page(andrea, TIMELINE)


@pytest.mark.parametrize("from_where", ["https://evil.example/mi-lista/", "nonsense", "http://testserver/nowhere/"])
def test_no_page_of_somebody_else_is_gone_back_to(andrea: Client, from_where: str) -> None:
    here = IN_DIALOG | {"HX-Current-URL": from_where}
    done = andrea.post(NEW, {"cliente": ACCOUNT, "kind": "call", "text": "Hola"}, headers=here)
    assert 'name="volver" value=""' in done.content.decode()
    number = Touchpoint.objects.get().pk
    back = andrea.post(reverse("touchpoint_act", args=[number, "retirar"]), {"volver": "https://evil.example/"})
    assert back["Location"] == TIMELINE


def test_every_page_of_ours_has_the_button_and_knows_the_account_it_is_about(andrea: Client) -> None:
    assert f'href="{NEW}"' in page(andrea, "/mi-lista/")
    assert f'id="log-open" href="{NEW}?cliente={ACCOUNT}"' in page(andrea, f"/cuentas/{ACCOUNT}/")


def test_the_timeline_filters_and_finds_words_in_any_form(wilson: Client) -> None:
    rosalba = touch_made.somebody()
    touch_made.contacts(who("dispatch"), 12, whom=rosalba)
    shown = page(wilson, TIMELINE)
    assert shown.count('class="ico"') == 12
    assert page(wilson, TIMELINE, q="fichas").count('class="ico"') == 6, "in the note, and in what was left to do"
    assert page(wilson, TIMELINE, tipo="visit").count('class="ico"') == 2
    assert page(wilson, TIMELINE, persona=str(rosalba.pk), sentido="in").count('class="ico"') == 3
    assert page(wilson, TIMELINE, pendiente="abierto").count('class="ico"') == 3
    since = timezone.localdate() - timedelta(days=10)
    assert page(wilson, TIMELINE, desde=f"{since}").count('class="ico"') == 4
    assert "Ningún contacto cumple este filtro" in page(wilson, TIMELINE, q="zzz")
    assert page(wilson, TIMELINE, tipo="paloma", desde="ayer", quien="x").count('class="ico"') == 12, (
        "nonsense is ignored"
    )


def test_htmx_gets_the_list_alone(wilson: Client) -> None:
    touch_made.contacts(who("dispatch"), 3)
    part = wilson.get(LIST, {"q": "prueba"}, headers={"HX-Request": "true", "HX-Target": "contacts"}).content.decode()
    assert part.lstrip().startswith('<section class="card mt4" id="contacts"')


def test_whoever_reads_accounts_has_it_as_a_tab_and_everybody_else_as_a_page(andrea: Client, wilson: Client) -> None:
    assert 'aria-label="Secciones de la cuenta"' in page(andrea, TIMELINE)
    plain = page(wilson, TIMELINE)
    assert "Secciones de la cuenta" not in plain
    assert "Nadie ha registrado un contacto con esta cuenta todavía" in plain


@pytest.mark.parametrize("address", [TIMELINE, RHYTHM])
def test_an_account_that_no_list_has_is_not_there(wilson: Client, address: str) -> None:
    assert wilson.get(address.replace(ACCOUNT, "NADIE")).status_code == 404


def test_a_contact_is_changed_by_who_logged_it_and_read_by_the_others(wilson: Client, signed_in: As) -> None:
    send(wilson)
    kept = Touchpoint.objects.get()
    address = reverse("touchpoint_edit", args=[kept.pk])
    sent = {
        "kind": "mail",
        "text": "Escribió",
        "on": f"{kept.on}",
        "direction": "in",
        "seen": kept.changed_at.isoformat(),
    }
    other = signed_in("plant")
    assert "quien responde por la cuenta" in page(other, address)
    refused = other.post(address, sent)
    assert refused.status_code == 422
    assert "Escribió" in refused.content.decode()
    assert wilson.post(address, sent).status_code == 302
    kept.refresh_from_db()
    assert (kept.kind, kept.text, kept.direction) == ("mail", "Escribió", "in")
    again = wilson.post(address, sent | {"text": "Otra vez"})
    assert again.status_code == 422
    assert "alguien cambió este contacto" in again.content.decode().lower()


def test_somebody_elses_contact_is_not_withdrawn(wilson: Client, signed_in: As) -> None:
    send(wilson)
    answer = signed_in("plant").post(reverse("touchpoint_act", args=[Touchpoint.objects.get().pk, "retirar"]))
    assert answer.status_code == 422
    assert "lo registró" in answer.content.decode()


def test_what_was_left_is_done_and_opened_again(wilson: Client) -> None:
    send(wilson, follow_up="Enviar la ficha")
    number = Touchpoint.objects.get().pk
    assert "Enviar la ficha" in page(wilson, DUE)
    wilson.post(reverse("touchpoint_act", args=[number, "hecho"]), {"volver": DUE})
    shown = page(wilson, DUE)
    assert "Enviar la ficha" not in shown
    assert "Lo que quedaba pendiente está hecho" in shown
    wilson.post(reverse("touchpoint_act", args=[number, "pendiente"]))
    assert Touchpoint.objects.get().done_on is None


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_contacts_of_a_filter_are_taken_out(andrea: Client, form: str) -> None:
    touch_made.contacts(who("kam"), 8)
    answer = andrea.get(f"/contactos/archivo/contactos.{form}", {"cliente": ACCOUNT, "tipo": "visit"})
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert len(body) > 100
    if form == "csv":
        text = body.decode("utf-8-sig")
        assert text.count("PU-440") == 2
        assert "Visita" in text


def test_the_cost_is_reserved_in_the_file_too(wilson: Client) -> None:
    touch_made.contacts(who("dispatch"), 1)
    text = b"".join(wilson.get("/contactos/archivo/contactos.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "50000" not in text.replace(".", "")
    assert "reservado" in text


def test_a_kam_agrees_the_rhythm_of_their_account_and_it_stands_in_the_protocol(andrea: Client) -> None:
    rosalba = touch_made.somebody()
    assert "Todavía no hay una frecuencia acordada" in page(andrea, RHYTHM)
    sent = {"who": "owner", "whom": f"contact:{rosalba.pk}", "channel": "visit", "topic": "Pedidos", "days": "15",
            "since": f"{timezone.localdate()}"}  # fmt: skip
    assert andrea.post(f"{RHYTHM}nueva/", sent).status_code == 302
    shown = page(andrea, RHYTHM)
    for words in ("Rosalba Cárdenas", "Pedidos", "Visita, quincenal", "todavía no ha tocado", "Deshacer"):
        assert words in shown
    assert f"persona={rosalba.pk}" in shown
    kept = Cadence.objects.get()
    changed = andrea.post(f"{RHYTHM}{kept.pk}/", sent | {"days": "30", "seen": kept.changed_at.isoformat()})
    assert changed.status_code == 302
    assert "Visita, mensual" in page(andrea, RHYTHM)
    andrea.post(f"{RHYTHM}{kept.pk}/terminar/")
    assert "Visita, mensual" not in page(andrea, RHYTHM)
    andrea.post(f"{RHYTHM}{kept.pk}/reanudar/")
    assert "Visita, mensual" in page(andrea, RHYTHM)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"whom": ""}, "Una frecuencia sin interlocutor no se cumple con nadie"),
        ({"whom": "contact:99"}, "Este interlocutor ya no está"),
        ({"who": ""}, "Elige uno de la lista"),
        ({"days": "0"}, "Escribe de 1 a 366 días"),
        ({"days": "quince"}, "Escribe un número entero de días"),
        ({"since": ""}, "Elige un día"),
        ({"topic": "x" * 130}, "caben 120"),
    ],
)
def test_a_rhythm_that_cannot_be_kept_is_refused_beside_its_field(
    andrea: Client, wrong: dict[str, str], sentence: str
) -> None:
    sent = {"who": "owner", "whom": "area:purchasing", "channel": "visit", "topic": "Pedidos de enero", "days": "15",
            "since": f"{timezone.localdate()}"}  # fmt: skip
    answer = andrea.post(f"{RHYTHM}nueva/", sent | wrong)
    shown = answer.content.decode().replace("\u00a0", " ")
    assert answer.status_code == 422
    assert sentence in shown
    assert "topic" in wrong or "Pedidos de enero" in shown


def test_a_kam_of_other_accounts_reads_it_and_may_not_agree_it(andrea: Client) -> None:
    other = RHYTHM.replace(ACCOUNT, "C-0003")
    assert f"{other}nueva/" not in page(andrea, other)
    sent = {"who": "owner", "whom": "area:purchasing", "channel": "", "topic": "", "days": "15",
            "since": f"{timezone.localdate()}"}  # fmt: skip
    assert andrea.post(f"{other}nueva/", sent).status_code == 422
    assert not Cadence.objects.exists()


def test_what_is_due_is_grouped_late_first_with_why(andrea: Client) -> None:
    rosalba = touch_made.somebody()
    touch_made.rhythm(topic="Tarde")
    touch_made.rhythm(topic="Sin nadie", area="finance")
    touch_made.rhythm(topic="Lejos", days=300)
    shown = page(andrea, DUE)
    assert shown.index("Vencidos") < shown.index("Tarde") < shown.index("Sin interlocutor") < shown.index("Sin nadie")
    assert "Lejos" not in shown
    assert "no hay nadie de Finanzas y pagos" in shown
    assert rosalba.name not in shown, "the rhythm is with an area"


def test_the_committee_sees_everybodys_and_an_employee_their_own(andrea: Client, signed_in: As) -> None:
    touch_made.rhythm(topic="De Andrea")
    director, employee = signed_in("director"), signed_in("employee")
    assert "De Andrea" not in page(director, DUE)
    assert "De Andrea" in page(director, DUE, de="todos")
    assert "De Andrea" not in page(employee, DUE, de="todos")
    assert "No tienes frecuencias de contacto" in page(employee, DUE)


def test_the_kam_sees_what_others_spoke(andrea: Client, wilson: Client) -> None:
    send(wilson, text="Le cambié la cita de cargue")
    assert "Le cambié la cita de cargue" in page(andrea, DUE)
    assert "Otros hablaron con tus cuentas" not in page(wilson, DUE)


@pytest.mark.parametrize("address", [LIST, TIMELINE, RHYTHM, DUE, NEW])
def test_pages_cost_the_same_with_ten_and_with_a_thousand_rows(andrea: Client, address: str) -> None:
    rosalba, me = touch_made.somebody(), who("kam")

    def cost() -> tuple[int, int]:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = andrea.get(address)
        return len(asked), len(gzip.compress(answer.content))

    touch_made.contacts(me, 10, whom=rosalba)
    touch_made.rhythm()
    few, _small = cost()
    touch_made.contacts(me, 1_000, whom=rosalba)
    for at in range(20):
        touch_made.rhythm(topic=f"Tema {at}")
    many, large = cost()
    assert many == few <= MOST_QUERIES
    assert large <= HEAVIEST


def feed(client: Client) -> str:
    client.post("/perfil/agenda/")
    shown = page(client, "/perfil/")
    address = shown.partition('id="agenda-address" value="')[2].partition('"')[0]
    return "/agenda/" + address.partition("/agenda/")[2]


def test_the_calendar_is_read_without_signing_in_until_its_address_is_taken_away(andrea: Client) -> None:
    touch_made.rhythm()
    send(andrea, follow_up="Enviar la ficha")
    address, stranger = feed(andrea), Client()
    answer = stranger.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer["Cache-Control"] == "private, no-cache"
    found = Calendar.from_ical(answer.content)
    assert {str(event["uid"]).partition("@")[0].rpartition("-")[0] for event in found.walk("VEVENT")} == {
        "cadence", "follow-up",
    }  # fmt: skip
    assert "agenda-address" not in page(andrea, "/perfil/"), "the address is shown once"
    newer = feed(andrea)
    assert (stranger.get(address).status_code, stranger.get(newer).status_code) == (404, 200)
    andrea.post("/perfil/agenda/", {"que": "quitar"})
    assert stranger.get(newer).status_code == 404
    assert not AgendaFeed.objects.exists()


def test_a_calendar_that_did_not_change_is_not_sent_again_and_holds_what_was_chosen(andrea: Client) -> None:
    kept = touch_made.rhythm()
    send(andrea, follow_up="Enviar la ficha")
    address, stranger = feed(andrea), Client()
    first = stranger.get(address)
    again = stranger.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    andrea.post("/perfil/agenda/", {"que": "elegir", "kinds": ["contact"]})
    chosen = {
        str(one["uid"]).partition("@")[0]: one
        for one in Calendar.from_ical(stranger.get(address).content).walk("VEVENT")
    }
    assert {key.rpartition("-")[0]: str(one["status"]) for key, one in chosen.items()} == {
        "cadence": "CONFIRMED", "follow-up": "CANCELLED",
    }  # fmt: skip
    kept.days = 90
    kept.save(update_fields=["days"])
    moved = stranger.get(address, headers={"If-None-Match": first["ETag"]})
    found = {str(one["uid"]).partition("@")[0]: one for one in Calendar.from_ical(moved.content).walk("VEVENT")}
    assert found[f"cadence-{kept.pk}"]["sequence"] == chosen[f"cadence-{kept.pk}"]["sequence"] + 1


def test_nobody_reads_the_calendar_of_somebody_else_or_of_who_left(andrea: Client, wilson: Client) -> None:
    touch_made.rhythm(topic="De Andrea")
    theirs, mine = feed(andrea), feed(wilson)
    assert b"De Andrea" not in Client().get(mine).content
    Person.objects.filter(role="kam").update(is_active=False)
    assert Client().get(theirs).status_code == 404


@pytest.mark.parametrize("secret", ["x", "x" * 43, "%2e%2e", "a" * 300])
def test_a_wrong_secret_opens_nothing(andrea: Client, secret: str) -> None:
    feed(andrea)
    assert Client().get(f"/agenda/{secret}.ics").status_code == 404


def test_what_is_due_by_mail_can_be_switched_off(andrea: Client) -> None:
    andrea.post("/perfil/correos/", {"bulletin": "on", "digest": "on"})
    assert MailChoice.objects.get().agenda is False
    andrea.post("/perfil/correos/", {"bulletin": "on", "digest": "on", "agenda": "on"})
    assert MailChoice.objects.get().agenda is True
