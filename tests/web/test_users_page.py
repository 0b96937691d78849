"""Usuarios: who sees the page, inviting somebody to the end, roles and access, and what each act says before it does."""

from __future__ import annotations

import gzip
import io
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from clave.actions.audit import record
from clave.actions.company import found_company
from clave.actions.entry import invite_person
from clave.store.models import Company, EntryLink, Person
from clave.store.roles import ROLES
from clave.web.access import OURS, RULES
from clave.web.pages.people_acts import ACTS
from clave.web.shown.people import areas as every_area
from clave.web.shown.people import browser, difference, matrix, opens
from tests.web.conftest import NOW, As
from tests.web.test_garbage import GARBAGE

Of = Callable[[str], Person]
GIVEN = {"name": "Beto Ruiz", "email": "Beto@Clave.example", "language": "es", "role": "kam"}
PASSWORD = {"password": "una frase larga", "again": "una frase larga"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(signed_in: As) -> Client:
    """Ana, who administers."""
    found_company(name="Adhesivos Farallones", currency="COP", demonstration=True, now=NOW)
    return signed_in("administrator")


def colleague(name: str = "Carla Mora", role: str = "credit") -> Person:
    """Somebody else of the company, with a password."""
    return Person.objects.create_person(
        email=f"{name.split()[0].lower()}@clave.example",
        name=name,
        role=role,
        password="una frase larga",
        created_at=NOW,
        language="es",
    )


def link_in(page: str) -> str:
    """The address that the page shows for copying."""
    found = re.search(r"http://testserver(/enlace/[^\"]+)", page)
    assert found, page
    return found[1]


def invitation(client: Client, **other: str) -> str:
    """An invitation made by the form; its link."""
    return link_in(client.post("/usuarios/invitar/", GIVEN | other).content.decode())


def signed_in_as(person: Person) -> Client:
    """Their browser, signed in by the door."""
    client = Client()
    client.post("/entrada/login/", {"login": person.email, "password": "una frase larga"})
    assert client.get("/perfil/").status_code == 200
    return client


def test_the_list_shows_each_with_role_state_and_second_step(admin: Client) -> None:
    colleague()
    invitation(admin)
    text = admin.get("/usuarios/").content.decode()
    for words in ("Carla Mora", "carla@clave.example", "Cartera", "la búsqueda", "Con acceso", "nunca"):
        assert words in text
    assert "Beto Ruiz" in text
    assert "Con invitación" in text
    assert "2 personas con acceso" in text
    assert "1 invitación sin responder" in text
    assert text.count("(tú)") == 1


def test_filters_stand_in_the_address_and_htmx_gets_the_list_alone(admin: Client) -> None:
    colleague()
    part = admin.get("/usuarios/?q=mora&rol=credit&estado=active", headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith('<section class="card" id="people"')
    assert "Carla Mora" in part.content.decode()
    assert part.headers["Vary"].find("HX-Request") >= 0
    nobody = admin.get("/usuarios/?rol=plant").content.decode()
    assert "Nadie cumple este filtro" in nobody
    assert "<th" not in nobody


def test_as_many_queries_for_ten_people_as_for_a_hundred(
    admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counted = []
    for many in (10, 90):
        Person.objects.bulk_create(
            Person(email=f"p{many}-{n}@clave.example", name=f"Persona {n}", role="kam", created_at=NOW)
            for n in range(many)
        )
        with django_assert_max_num_queries(25) as queries:
            assert admin.get("/usuarios/").status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_an_invitation_walked_to_the_first_page_of_the_role(admin: Client, run: object) -> None:
    page = admin.post("/usuarios/invitar/", GIVEN)
    link = link_in(page.content.decode())
    assert "No hay servidor de correo" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    guest = Client()
    door = guest.get(link).content.decode()
    for words in ("Adhesivos Farallones", "Ana administrator te invitó", "KAM", "beto@clave.example"):
        assert words in door
    assert guest.get(link).status_code == 200, "looking does not use it up, as mail programs look before people do"
    done = guest.post(link, PASSWORD | {"name": "Alberto Ruiz"})
    assert done.headers["Location"] == "/"
    assert guest.get("/").headers["Location"] == "/hoy/"
    again = Client().get(link)
    assert again.status_code == 404
    assert "Pídele otro a Ana administrator" in again.content.decode()
    assert "Alberto Ruiz" in admin.get("/usuarios/?estado=active").content.decode()


def test_the_invited_read_in_the_language_they_were_invited_in(admin: Client) -> None:
    link = invitation(admin, language="en")
    page = Client(headers={"accept-language": "es"}).get(link).content.decode()
    assert "Create my password and enter" in page
    assert 'lang="en"' in page


@pytest.mark.parametrize(
    ("wrong", "beside", "sentence"),
    [
        ({"email": "sin-arroba"}, "id_email_error", "Esto no es un correo"),
        ({"email": ""}, "id_email_error", "obligatorio"),
        ({"name": ""}, "id_name_error", "obligatorio"),
        ({"name": "x" * 151}, "id_name_error", "150"),
        ({"name": "a\0b"}, "id_name_error", ""),
        ({"role": "rey"}, "id_role_error", "rey"),
        ({"language": "fr"}, "id_language_error", "fr"),
        ({"email": "ADMINISTRATOR@clave.example"}, "id_email_error", "Ana administrator ya tiene este correo"),
    ],
)
def test_a_bad_invitation_is_said_beside_its_field_and_keeps_what_was_typed(
    admin: Client, wrong: dict[str, str], beside: str, sentence: str
) -> None:
    answer = admin.post("/usuarios/invitar/", GIVEN | wrong)
    text = answer.content.decode()
    assert answer.status_code == 422
    error = re.search(rf'id="{beside}">([^<]+)<', text)
    assert error
    assert sentence in error[1]
    kept = {"name": "Beto Ruiz", "email": "Beto@Clave.example"} | wrong
    assert all(value.replace("\0", "") in text for name, value in kept.items() if name in ("name", "email"))
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"again": "otra cosa distinta"}, "Las dos contraseñas son distintas"),
        ({"password": "corta", "again": "corta"}, "10"),
        ({"password": "beto@clave.example", "again": "beto@clave.example"}, "similar"),
        ({"name": ""}, "obligatorio"),
    ],
)
def test_a_bad_password_is_said_and_the_link_still_works(admin: Client, given: dict[str, str], sentence: str) -> None:
    link = invitation(admin)
    answer = Client().post(link, {"name": "Beto"} | PASSWORD | given)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Client().post(link, PASSWORD | {"name": "Beto"}).status_code == 302


def test_no_link_that_still_works_gets_into_the_log_of_the_server(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.StringIO()
    (console,) = [handler for handler in logging.getLogger().handlers if handler.get_name() == "console"]
    monkeypatch.setattr(console, "stream", written)
    link = invitation(admin)
    assert Client().post(link, {}).status_code == 422
    assert Client(enforce_csrf_checks=True).post(link, {}).status_code == 403
    lines = written.getvalue()
    assert lines.count("/enlace/…/") == 2
    assert link not in lines


def test_a_forgotten_password_by_a_link_and_a_second_step_that_stays(admin: Client) -> None:
    carla = colleague()
    theirs = signed_in_as(carla)
    link = link_in(admin.post(f"/usuarios/{carla.pk}/enlace/").content.decode())
    assert theirs.get("/perfil/").status_code == 200, "the link alone changes nothing"
    assert "Diana" not in Client().get(link).content.decode()
    fresh = Client()
    assert fresh.post(link, {"password": "otra frase larga", "again": "otra frase larga"}).headers["Location"] == "/"
    assert theirs.get("/perfil/").status_code == 302, "every session of before has ended"
    carla.authenticator_set.create(type="totp", data={})
    second = link_in(admin.post(f"/usuarios/{carla.pk}/enlace/").content.decode())
    half = Client()
    answer = half.post(second, PASSWORD, follow=True)
    assert answer.request["PATH_INFO"] == "/entrada/login/"
    assert "con tu segundo paso" in answer.content.decode()
    assert half.get("/perfil/").status_code == 302, "a link does not walk around the second step"


def test_deactivating_asks_first_ends_sessions_at_once_and_can_be_undone(admin: Client) -> None:
    carla = colleague()
    theirs = signed_in_as(carla)
    asked = admin.get(f"/usuarios/{carla.pk}/desactivar/").content.decode()
    assert "¿Desactivar a Carla Mora?" in asked
    assert theirs.get("/perfil/").status_code == 200, "asking does nothing"
    page = admin.post(f"/usuarios/{carla.pk}/desactivar/", follow=True).content.decode()
    assert theirs.get("/perfil/").status_code == 302
    assert "no puede entrar" in page
    undo = re.search(r'<form method="post" action="([^"]+)" class="mla">', page)
    assert undo
    assert undo[1] == f"/usuarios/{carla.pk}/reactivar/"
    admin.post(undo[1])
    assert signed_in_as(carla).get("/perfil/").status_code == 200
    assert f'action="/usuarios/{carla.pk}/desactivar/"' in admin.get(f"/usuarios/{carla.pk}/").content.decode()
    assert "Deshacer" not in admin.get(f"/usuarios/{carla.pk}/").content.decode(), "it is offered once"


def test_ending_the_sessions_of_somebody(admin: Client) -> None:
    carla = colleague()
    here, there = signed_in_as(carla), signed_in_as(carla)
    assert "Sesiones abiertas" in admin.get(f"/usuarios/{carla.pk}/").content.decode()
    admin.post(f"/usuarios/{carla.pk}/sesiones/")
    assert [browser.get("/perfil/").status_code for browser in (here, there)] == [302, 302]
    assert signed_in_as(carla)


def test_the_second_step_is_shown_and_taken_off(admin: Client) -> None:
    carla = colleague()
    carla.authenticator_set.create(type="totp", data={})
    assert "Quitar el segundo paso" in admin.get(f"/usuarios/{carla.pk}/").content.decode()
    admin.post(f"/usuarios/{carla.pk}/segundo-paso/")
    assert "Quitar el segundo paso" not in admin.get(f"/usuarios/{carla.pk}/").content.decode()


def test_another_role_shows_what_it_changes_and_can_be_undone(admin: Client) -> None:
    carla = colleague()
    preview = admin.get(f"/usuarios/{carla.pk}/rol/?rol=kam", headers={"HX-Request": "true"}).content.decode()
    assert preview.lstrip().startswith('<section class="card" id="role"')
    assert re.search(r"Gana:</b> [^<]*tu orden propio, [^<]*Selección, ", preview)
    assert re.search(r"Pierde:</b> nada", preview)
    assert Person.objects.get(pk=carla.pk).role == "credit"
    page = admin.post(f"/usuarios/{carla.pk}/rol/", {"rol": "kam"}, follow=True).content.decode()
    assert "Carla Mora ahora es: KAM." in page
    assert '<input type="hidden" name="rol" value="credit">' in page
    admin.post(f"/usuarios/{carla.pk}/rol/", {"rol": "credit"})
    assert Person.objects.get(pk=carla.pk).role == "credit"


def test_a_role_that_is_none_changes_nothing(admin: Client) -> None:
    carla = colleague()
    for answer in (
        admin.post(f"/usuarios/{carla.pk}/rol/", {"rol": "rey"}),
        admin.post(f"/usuarios/{carla.pk}/rol/", {}),
        admin.get(f"/usuarios/{carla.pk}/rol/?rol="),
    ):
        assert answer.headers["Location"] == f"/usuarios/{carla.pk}/"
    assert Person.objects.get(pk=carla.pk).role == "credit"


def test_the_last_administrator_is_told_why_not(admin: Client) -> None:
    me = Person.objects.get(role="administrator")
    answer = admin.post(f"/usuarios/{me.pk}/rol/", {"rol": "kam"})
    assert answer.status_code == 422
    assert "es la única persona administradora que puede entrar" in answer.content.decode()
    alone = admin.post(f"/usuarios/{me.pk}/desactivar/")
    assert alone.status_code == 422
    assert "nadie desactiva su propio acceso" in alone.content.decode()
    me.refresh_from_db()
    assert (me.role, me.is_active) == ("administrator", True)


def test_who_gives_up_administering_lands_on_their_new_first_page(admin: Client, run: object) -> None:
    colleague("Otra Admin", "administrator")
    me = Person.objects.get(email="administrator@clave.example")
    answer = admin.post(f"/usuarios/{me.pk}/rol/", {"rol": "kam"}, follow=True)
    assert answer.request["PATH_INFO"] == "/hoy/"
    assert admin.get("/usuarios/").status_code == 404


def test_an_invitation_taken_back(admin: Client) -> None:
    link = invitation(admin)
    beto = Person.objects.get(email="beto@clave.example")
    page = admin.post(f"/usuarios/{beto.pk}/retirar/", follow=True).content.decode()
    assert "Se retiró la invitación de Beto Ruiz" in page
    assert Client().get(link).status_code == 404
    assert admin.get(f"/usuarios/{beto.pk}/").status_code == 404


def test_an_invitation_that_ran_out_says_so_and_gets_another_link(admin: Client) -> None:
    me = Person.objects.get(role="administrator")
    past = timezone.now() - timedelta(days=8)
    beto, _token = invite_person(by=me, now=past, name="Beto", email="b@clave.example", role="kam", language="es")
    assert "Invitación vencida" in admin.get("/usuarios/").content.decode()
    assert Client().get(link_in(admin.post(f"/usuarios/{beto.pk}/enlace/").content.decode())).status_code == 200


@pytest.mark.parametrize("what", ACTS)
def test_an_act_that_no_longer_fits_is_refused_with_a_sentence(admin: Client, what: str) -> None:
    carla = colleague()
    state = "deactivated" if "deactivated" not in ACTS[what].states else "active"
    Person.objects.filter(pk=carla.pk).update(is_active=state == "active")
    answer = admin.post(f"/usuarios/{carla.pk}/{what}/")
    assert answer.status_code == 409
    assert "Ya no es así" in answer.content.decode()
    assert not EntryLink.objects.exists()


def test_what_is_no_act_and_nobody_are_pages_that_do_not_exist(admin: Client) -> None:
    carla = colleague()
    for address in (
        f"/usuarios/{carla.pk}/borrar/",
        "/usuarios/999/",
        "/usuarios/999/desactivar/",
        f"/usuarios/{'9' * 30}/",
        "/usuarios/-1/",
        "/enlace/x/",
        f"/enlace/{'x' * 3000}/",
    ):
        assert admin.get(address).status_code == 404, address
        assert admin.post(address).status_code == 404, address


@pytest.mark.parametrize(
    "address",
    ["/usuarios/", "/usuarios/invitar/", "/usuarios/permisos/", "/usuarios/empresa/", "/usuarios/{}/",
     "/usuarios/{}/rol/", "/usuarios/{}/desactivar/", "/usuarios/{}/enlace/"],
)  # fmt: skip
def test_the_owner_a_leader_and_a_stranger(admin: Client, signed_in: As, address: str) -> None:
    """Administrators open it; leaders may know and are told whom to ask; nobody else learns that it exists, not even of
    their own page."""
    carla = colleague()
    there = address.format(carla.pk)
    assert admin.get(there).status_code in (200, 302)
    told = signed_in("director").post(there, {"rol": "administrator"})
    assert told.status_code == 403
    assert "Ana administrator" in told.content.decode()
    assert signed_in_as(carla).post(there, {"rol": "administrator"}).status_code == 404
    assert Client().get(there).status_code == 302
    carla.refresh_from_db()
    assert (carla.role, carla.is_active, EntryLink.objects.count()) == ("credit", True, 0)


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("/usuarios/", ("q", "rol", "estado", "orden", "pagina")),
        ("/registro/", ("quien", "que", "desde", "hasta", "pagina", "comprobar")),
        ("/registro/registro.csv", ("quien", "desde")),
    ],
)
def test_any_question_gets_a_page(admin: Client, page: str, names: tuple[str, ...]) -> None:
    for name in names:
        for value in GARBAGE:
            answer = admin.get(f"{page}?{name}={quote(value)}")
            assert answer.status_code < 500, (name, value)
            assert b"<script>alert(1)" not in answer.getvalue()


def test_pages_are_light(admin: Client) -> None:
    me = Person.objects.get(role="administrator")
    Person.objects.bulk_create(
        Person(email=f"persona.numero.{n}@clave.example", name=f"Persona Número {n}", role="kam", created_at=NOW)
        for n in range(60)
    )
    for n in range(60):
        record(by=me, now=NOW, what="person.role_changed", about=f"person:{me.pk + n}", fields=("role",))
    for page in ("/usuarios/", "/usuarios/invitar/", "/usuarios/permisos/", f"/usuarios/{me.pk}/", "/registro/"):
        assert len(gzip.compress(admin.get(page).content)) <= 15_000, page


def test_who_may_see_what_says_what_the_table_says(admin: Client) -> None:
    text = admin.get("/usuarios/permisos/").content.decode()
    for role in ROLES.values():
        assert role.label.say("es") in text
    keys = list(ROLES)
    rows = {what: [cell.answer for cell in cells] for _area, pages in matrix() for what, cells in pages}
    shown = [rule for rule in RULES.values() if rule.allowed and not rule.portal and not rule.allowed >= OURS]
    for rule in shown:
        answers = rows[rule.what.say("es")]
        assert all(answers[keys.index(role)] == "allowed" for role in rule.allowed)
    assert rows.keys() == {rule.what.say("es") for rule in shown}
    assert rows["la selección"][keys.index("plant")] == "known"
    assert rows["la búsqueda"][keys.index("plant")] == "invisible"
    assert "tu perfil" in text


WRITES_TO_THE_ERP = ("lo que se escribe en el ERP", "Escribir en el ERP", "planear lo que se escribe en el ERP")


def test_a_role_opens_what_the_table_says_in_the_words_of_the_menu() -> None:
    assert {"Selección", "Cuentas"} <= set(opens("kam"))
    assert "Selección" not in opens("credit")
    assert opens("plant") == ("la hoja del día de la planta", "Producción", "Promesas", *WRITES_TO_THE_ERP)
    assert {"Usuarios", "Registro"} <= set(opens("administrator")) - set(opens("kam"))
    areas = [area for area, _pages in matrix()]
    assert len(areas) == len(set(areas))
    said = set(opens("administrator"))
    assert all(area.label in said or said.issuperset(area.parts("administrator")) for area in every_area())
    assert "las calificaciones pendientes" in opens("credit"), "a corner of the selection, and it says which"


def test_another_role_names_whole_areas_and_single_pages() -> None:
    away = difference("credit", "plant")
    assert away.gains == ("la hoja del día de la planta", "Producción", *WRITES_TO_THE_ERP)
    assert away.loses == tuple(area for area in opens("credit") if area != "Promesas")
    up = difference("kam", "administrator")
    assert "Usuarios" in up.gains
    assert "las invitaciones" not in up.gains, "the area says it"
    assert up.loses == ()
    leads = difference("management", "administrator")
    assert "Registro" not in leads.gains


def test_the_company_is_renamed_and_undone(admin: Client) -> None:
    page = admin.post("/usuarios/empresa/", {"name": "Pegantes Pance"}, follow=True).content.decode()
    assert "La empresa ahora se llama Pegantes Pance" in page
    assert "COP" in page
    admin.post("/usuarios/empresa/", {"name": "Adhesivos Farallones"})
    assert Company.objects.get().name == "Adhesivos Farallones"
    empty = admin.post("/usuarios/empresa/", {"name": " "})
    assert empty.status_code == 422
    assert "id_name_error" in empty.content.decode()


@pytest.mark.parametrize(
    ("says", "shown"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari, iPhone"),
        ("curl/8.5", "curl/8.5"),
        ("", ""),
    ],
)
def test_a_browser_in_words(says: str, shown: str) -> None:
    assert browser(says) == shown
