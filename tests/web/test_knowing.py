"""Quién es clave, the bulletin, announcements, mail, the schedule and keys, as people see them."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader
from pytest_django.fixtures import DjangoAssertNumQueries

from clave.jobs.worker import work_off
from clave.store.models import (
    Announcement,
    ApiKey,
    BulletinIssue,
    Job,
    KeyStatus,
    Mail,
    MailChoice,
    Ownership,
    Person,
    ScheduledRun,
    SelectionRun,
)
from clave.store.models.mail import FAILED, WAITING
from clave.store.roles import STAFF
from clave.store.sealing import unseal
from tests.web import knowing
from tests.web.conftest import NOW, As

WHO = "/quien-es-clave/"
pytestmark = pytest.mark.django_db


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def director(signed_in: As) -> Client:
    return signed_in("director")


@pytest.fixture
def accounts(run: SelectionRun, director: Client) -> list[str]:
    return knowing.decided(Person.objects.get(role="director"))


@pytest.mark.parametrize("role", STAFF)
def test_everybody_of_ours_reads_who_is_key_and_no_money(
    role: str, accounts: list[str], signed_in: As, director: Client
) -> None:
    client = director if role == "director" else signed_in(role)
    text = text_of(client, WHO)
    assert "Empaques del Cauca" in text
    assert "rosa@clave.example" in text
    body = text[text.index("<main") : text.index("</main>")]
    assert not re.search(r"\$|puntaje|margen bruto|\d %", body)


def test_a_customer_of_ours_does_not_know_that_the_page_exists(accounts: list[str], signed_in: As) -> None:
    assert signed_in("contact").get(WHO).status_code == 404


def test_before_any_decision_it_says_so_and_what_the_list_is_not(run: SelectionRun, signed_in: As) -> None:
    text = text_of(signed_in("employee"), WHO)
    assert "Todavía no se ha decidido ningún cliente clave" in text
    assert "Es una propuesta: nadie la ha decidido" in text
    assert "Empaques del Cauca" not in text


def test_without_any_list_it_says_that_the_facts_come_first(signed_in: As) -> None:
    assert "primero van los hechos" in text_of(signed_in("employee"), WHO)


def test_each_role_reads_its_own_function_first_and_may_read_another(accounts: list[str], signed_in: As) -> None:
    dispatch = signed_in("dispatch")
    assert "el suyo sale primero" in text_of(dispatch, WHO)
    assert "Pasa su llamada enseguida" in text_of(dispatch, f"{WHO}?funcion=reception")
    assert "el suyo sale primero" in text_of(dispatch, f"{WHO}?funcion=nobody"), (
        "what nobody can choose chooses nothing"
    )


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("q=EMPAQUES", "Empaques del Cauca", "Calzado La Sabana"),
        ("q=C-0001", "Calzado La Sabana", "Empaques del Cauca"),
        ("categoria=volume", "Empaques del Cauca", ""),
        ("kam={rosa}", "Empaques del Cauca", "Calzado La Sabana"),
        ("q=zzz", "Ningún cliente clave coincide", "Empaques del Cauca"),
        ("kam=x&categoria=nobody", "Empaques del Cauca", ""),
    ],
)
def test_it_is_searched_and_filtered(accounts: list[str], director: Client, query: str, there: str, gone: str) -> None:
    text = text_of(director, f"{WHO}?{query.format(rosa=Person.objects.get(name='Rosa').pk)}")
    assert there in text
    assert not gone or gone not in text.replace('value="' + gone, "")


def test_names_are_words_and_never_run(accounts: list[str], director: Client) -> None:
    assert "Suelas Tayrona &lt;b&gt;" in text_of(director, WHO)


def test_htmx_gets_the_cards_alone(accounts: list[str], director: Client) -> None:
    part = director.get(f"{WHO}?q=emp", headers={"HX-Request": "true", "HX-Target": "cards"}).content.decode()
    assert part.startswith('<div id="cards">')


def test_a_hundred_key_accounts_cost_as_many_queries_as_four(
    accounts: list[str], director: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(15) as few:
        director.get(WHO)
    KeyStatus.objects.bulk_create(
        KeyStatus(customer=f"X{n}", name=f"Cliente {n}", state="trial", since=knowing.DAY, changed_at=NOW)
        for n in range(100)
    )
    with django_assert_max_num_queries(len(few.captured_queries)):
        director.get(WHO)


def test_the_sheet_of_a_function_is_a_pdf_with_every_account_and_no_money(accounts: list[str], signed_in: As) -> None:
    answer = signed_in("dispatch").get(f"{WHO}hoja/dispatch.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert "Empaques del Cauca" in text
    assert "Rosa" in text
    assert "solo para personas de la empresa" in text
    assert "$" not in text


def test_a_sheet_of_nobody_does_not_exist(accounts: list[str], director: Client) -> None:
    assert director.get(f"{WHO}hoja/king.pdf").status_code == 404


def test_the_bulletin_is_seen_before_it_goes_and_is_sent_by_who_may(accounts: list[str], director: Client) -> None:
    assert "Nuevos en la lista" in text_of(director, f"{WHO}boletin/")
    answer = director.post(f"{WHO}boletin/enviar/")
    job = Job.objects.get()
    assert answer.headers["Location"] == f"/trabajos/{job.pk}/"
    work_off(now=timezone.now())
    issue = BulletinIssue.objects.get()
    assert Mail.objects.filter(template="bulletin").count() == issue.readers == 3
    assert issue.week in text_of(director, f"{WHO}boletin/{issue.week}/")
    director.post(f"{WHO}boletin/enviar/")
    assert BulletinIssue.objects.count() == 1
    assert "Todavía no hay nada que contar" in text_of(director, f"{WHO}boletin/")


def test_others_read_it_and_do_not_send_it(accounts: list[str], signed_in: As) -> None:
    lab = signed_in("lab")
    assert "Enviarlo ahora" not in text_of(lab, f"{WHO}boletin/")
    assert lab.post(f"{WHO}boletin/enviar/").status_code == 403
    assert lab.get(f"{WHO}boletin/2020-W01/").status_code == 404


def test_who_does_not_want_it_says_so_in_the_profile(signed_in: As) -> None:
    lab = signed_in("lab")
    assert 'name="bulletin" checked' in text_of(lab, "/perfil/")
    lab.post("/perfil/correos/", {})
    assert MailChoice.objects.get().bulletin is False
    assert 'name="bulletin" checked' not in text_of(lab, "/perfil/")
    lab.post("/perfil/correos/", {"bulletin": "on"})
    assert MailChoice.objects.get().bulletin is True


LETTER = {
    "addressee": "Rosalba",
    "channel": "mail",
    "email": "rosalba@sabana.example",
    "language": "es",
    "paragraph": "Hola.",
}


def test_an_announcement_from_the_list_to_the_answer(accounts: list[str], director: Client) -> None:
    code = quote(accounts[0])
    page = f"/seleccion/anuncios/{code}/"
    assert f'href="{page}"' in text_of(director, "/seleccion/anuncios/")
    assert director.post(page, LETTER).headers["Location"].endswith(f"/{code}/")
    mail = Mail.objects.get(template="announcement")
    assert "/recibido/" not in mail.text + mail.html, "the link is sealed"
    (token,) = re.findall(r"/recibido/([\w-]+)/", unseal(mail.sealed.encode()).decode())
    customer = Client()
    assert "Empaques del Cauca" in text_of(customer, f"/recibido/{token}/")
    assert customer.post(f"/recibido/{token}/", {"name": ""}).status_code == 422
    thanks = customer.post(f"/recibido/{token}/", {"name": "Rosalba", "noticed": "partly", "comment": "A veces."})
    assert "Gracias por su respuesta" in thanks.content.decode()
    again = customer.get(f"/recibido/{token}/")
    assert again.status_code == 404
    assert "Ya nos respondieron" in again.content.decode()
    assert "A ratos" in text_of(director, page)
    assert "A veces." in text_of(director, "/seleccion/anuncios/")
    letter = director.get(f"{page}carta.pdf")
    assert letter.content == bytes(Announcement.objects.get().letter)


def test_what_was_sent_is_shown_as_it_went_whoever_looks(accounts: list[str], director: Client, signed_in: As) -> None:
    page = f"/seleccion/anuncios/{quote(accounts[0])}/"
    director.post(page, LETTER | {"paragraph": "Los visito el lunes."})
    today = timezone.localdate()
    Announcement.objects.update(announced_on=today - timedelta(days=1))
    Ownership.objects.filter(customer=accounts[0], part="owner").update(ends_on=today)
    text = text_of(signed_in("management"), page)
    shown = text[text.index("Lo que lee el cliente") : text.index("<aside", text.index("Lo que lee el cliente"))]
    assert "Los visito el lunes." in shown
    assert "Rosa" in shown, "she signed it, and answers no more"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"addressee": ""}, "Este campo es obligatorio"),
        ({"email": ""}, ">Para enviarla por correo, escribe su correo"),
        ({"email": "rosalba"}, "no es un correo"),
        ({"channel": "pigeon"}, "Elige correo o papel"),
    ],
)
def test_a_letter_that_lacks_something_is_kept_as_typed(
    accounts: list[str], director: Client, wrong: dict[str, str], said: str
) -> None:
    answer = director.post(f"/seleccion/anuncios/{quote(accounts[0])}/", LETTER | wrong | {"paragraph": "Mi párrafo."})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text or said.lower() in text.lower()
    assert "Mi párrafo." in text
    assert not Announcement.objects.exists()


def test_the_letter_is_seen_before_anything_is_kept(accounts: list[str], director: Client) -> None:
    answer = director.post(
        f"/seleccion/anuncios/{quote(accounts[0])}/vista.pdf", LETTER | {"paragraph": "Paso el jueves."}
    )
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert "Paso el jueves." in text
    assert not Announcement.objects.exists()


def test_by_hand_with_a_day_that_cannot_be_it_says_so(accounts: list[str], director: Client) -> None:
    page = f"/seleccion/anuncios/{quote(accounts[0])}/"
    director.post(page, LETTER | {"channel": "paper", "email": ""})
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = director.post(f"{page}recibido/", {"name": "Rosalba", "on": f"{tomorrow:%Y-%m-%d}"})
    assert answer.status_code == 422
    assert "todavía no llega" in answer.content.decode()
    assert (
        director.post(f"{page}recibido/", {"name": "Rosalba", "on": f"{timezone.localdate():%Y-%m-%d}"}).status_code
        == 302
    )
    assert Announcement.objects.get().acknowledged_how == "hand"


def test_another_kam_reads_the_announcement_and_does_not_send_it(accounts: list[str], signed_in: As) -> None:
    kam, page = signed_in("kam"), f"/seleccion/anuncios/{quote(accounts[0])}/"
    assert "Solo quien responde por esta cuenta" in text_of(kam, page)
    assert kam.post(page, LETTER).status_code == 422
    assert not Announcement.objects.exists()


def test_what_is_no_key_account_has_no_announcement(run: SelectionRun, director: Client) -> None:
    assert director.get("/seleccion/anuncios/C-0030/").status_code == 404
    assert director.get("/seleccion/anuncios/C-0030/carta.pdf").status_code == 404


def test_the_outbox_says_that_no_server_is_set(signed_in: As) -> None:
    assert "No hay servidor de correo" in text_of(signed_in("administrator"), "/usuarios/correos/")


def test_a_mail_that_failed_is_looked_at_and_sent_again(signed_in: As) -> None:
    administrator = signed_in("administrator")
    mail = knowing.mailed()
    page = f"/usuarios/correos/{mail.pk}/"
    assert "Enviar de nuevo" not in text_of(administrator, page)
    Mail.objects.update(state=FAILED)
    assert 'sandbox title="El correo como se ve"' in text_of(administrator, page)
    assert administrator.post(f"{page}reenviar/").status_code == 302
    assert Mail.objects.get().state == WAITING
    assert "no falló" in administrator.post(f"{page}reenviar/", follow=True).content.decode()
    Mail.objects.update(state=FAILED)
    administrator.post("/usuarios/correos/reenviar/")
    assert Mail.objects.get().state == WAITING
    assert administrator.get("/usuarios/correos/999/").status_code == 404


def test_the_schedule_is_shown_to_administrators_and_run_by_hand(signed_in: As, run: SelectionRun) -> None:
    administrator = signed_in("administrator")
    assert "Lo que clave hace sola" in text_of(administrator, "/trabajos/")
    answer = administrator.post("/trabajos/horario/house/")
    assert answer.headers["Location"] == f"/trabajos/{Job.objects.get().pk}/"
    work_off(now=timezone.now())
    assert ScheduledRun.objects.get().by is not None
    assert "Ana administrator" in text_of(administrator, "/trabajos/")
    assert administrator.post("/trabajos/horario/nobody/").status_code == 404
    assert "Lo que clave hace sola" not in text_of(signed_in("kam"), "/trabajos/")


def test_a_key_is_shown_once_and_revoked_after_asking(signed_in: As) -> None:
    administrator = signed_in("administrator")
    answer = administrator.post("/usuarios/llaves/", {"name": "ERP", "scopes": ["badge"], "expires": ""})
    (text,) = set(re.findall(r"clave_[\w-]{43}", answer.content.decode()))
    assert text not in text_of(administrator, "/usuarios/llaves/")
    key = ApiKey.objects.get()
    assert "¿Revocar" in text_of(administrator, f"/usuarios/llaves/{key.pk}/revocar/")
    administrator.post(f"/usuarios/llaves/{key.pk}/revocar/")
    key.refresh_from_db()
    assert key.revoked_by is not None
    assert "Revocada" in text_of(administrator, "/usuarios/llaves/")


@pytest.mark.parametrize("wrong", [{"name": ""}, {"scopes": ["all"]}, {"expires": "2020-01-01"}, {"expires": "mañana"}])
def test_a_key_that_cannot_be_is_said_beside_its_field(signed_in: As, wrong: dict[str, object]) -> None:
    given = {"name": "ERP", "scopes": ["badge"], "expires": ""} | wrong
    answer = signed_in("administrator").post("/usuarios/llaves/", given)
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert not ApiKey.objects.exists()


def test_a_link_that_ended_and_one_that_never_was_say_which_and_whom_to_ask(
    accounts: list[str], director: Client
) -> None:
    director.post(f"/seleccion/anuncios/{quote(accounts[0])}/", LETTER)
    kept = Announcement.objects.get()
    assert kept.mail is not None
    (token,) = re.findall(r"/recibido/([\w-]+)/", unseal(kept.mail.sealed.encode()).decode())
    Announcement.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    ended = Client().get(f"/recibido/{token}/")
    assert ended.status_code == 404
    assert "Este enlace venció" in ended.content.decode()
    assert "rosa@clave.example" in ended.content.decode(), "its KAM answers"
    assert Client().post(f"/recibido/{token}/", {"name": "Rosalba"}).status_code == 404
    wrong = Client().get("/recibido/nada/").content.decode()
    assert "Quizá falta una parte de la dirección" in wrong
    assert "clave.example" not in wrong


def test_who_is_new_reads_what_each_word_on_the_cards_means(accounts: list[str], signed_in: As) -> None:
    text = text_of(signed_in("employee"), "/quien-es-clave/")
    legend = text[text.index("Qué significan estas palabras") : text.index('id="cards"')]
    for words in ("Decidida", "En la lista; el cliente todavía no lo sabe.", "orden de importancia"):
        assert words in legend
    assert "Salida gradual" not in legend, "only what stands on a card"
