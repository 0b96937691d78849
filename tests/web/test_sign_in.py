"""The first administrator, signing in, and what people choose for themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clave.actions.people import create_first_administrator, offer_setup
from clave.base.errors import ClaveError
from clave.store.models import Person, SelectionRun, SetupLink
from tests.web.conftest import As

GIVEN = {
    "name": "Diana Vergara",
    "email": "Diana@Farallones.example",
    "password": "una frase larga",
    "again": "una frase larga",
}
pytestmark = pytest.mark.django_db


def token() -> str:
    """A fresh link."""
    return offer_setup(now=timezone.now())


def test_the_link_makes_one_administrator_and_signs_in(client: Client) -> None:
    address = f"/inicio/{token()}/"
    assert client.get(address).status_code == 200
    assert client.post(address, GIVEN).headers["Location"] == "/"
    person = Person.objects.get()
    assert (person.email, person.role) == ("diana@farallones.example", "administrator")
    assert person.password.startswith("argon2")
    assert client.get("/perfil/").status_code == 200


def test_the_database_keeps_no_token() -> None:
    secret = token()
    assert secret not in str(SetupLink.objects.values_list())


def test_a_link_works_once_and_for_a_day(client: Client) -> None:
    used, now = token(), timezone.now()
    client.post(f"/inicio/{used}/", GIVEN)
    for link, moment in ((used, now), (token(), now + timedelta(hours=25)), (token(), now)):
        with pytest.raises(ClaveError):
            create_first_administrator(token=link, name="B", email="b@c.example", password="x" * 12, now=moment)
    assert Person.objects.count() == 1


def test_a_newer_link_ends_the_older(client: Client) -> None:
    old = token()
    token()
    answer = client.get(f"/inicio/{old}/")
    assert answer.status_code == 404
    assert "ya no sirve" in answer.content.decode()


def test_a_bad_form_keeps_what_was_typed_and_says_what_is_wrong(client: Client) -> None:
    answer = client.post(f"/inicio/{token()}/", GIVEN | {"again": "otra"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Las dos contraseñas son distintas" in text
    assert "Diana Vergara" in text
    assert 'aria-invalid="true"' in text


def test_sign_in_by_e_mail_in_any_case(client: Client) -> None:
    Person.objects.create_person(
        email="ana@clave.example", name="Ana", role="kam", password="una frase larga", created_at=timezone.now()
    )
    wrong = client.post("/entrada/login/", {"login": "ana@clave.example", "password": "no"})
    assert wrong.status_code == 200
    right = client.post("/entrada/login/", {"login": "ANA@clave.example", "password": "una frase larga"})
    assert right.headers["Location"] == "/"
    assert client.get("/").headers["Location"] == "/hoy/"


def test_nobody_signs_up(client: Client) -> None:
    assert client.get("/entrada/signup/").status_code in (302, 404)
    assert client.post("/entrada/signup/", {"email": "x@y.example", "password1": "z" * 12}).status_code in (302, 404)
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["/perfil/", "/entrada/password/change/", "/entrada/2fa/", "/entrada/sessions/", "/entrada/reauthenticate/"],
)
def test_the_screens_of_security_wear_our_shell(signed_in: As, address: str) -> None:
    text = signed_in("lab").get(address, follow=True).content.decode()
    assert "clave/clave" in text
    assert 'id="main"' in text


def test_language_and_theme_are_kept_with_the_person(signed_in: As) -> None:
    client = signed_in("kam")
    client.post("/tema/", {"theme": "dark", "next": "/perfil/"})
    client.post("/idioma/", {"language": "en", "next": "https://elsewhere.example/"})
    text = client.get("/perfil/").content.decode()
    assert '<html lang="en" data-theme="dark"' in text
    assert client.post("/tema/", {"theme": "pink"}).status_code == 422
    answer = client.post("/idioma/", {"language": "es", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


def test_the_profile_form_saves(signed_in: As) -> None:
    client = signed_in("kam")
    client.post("/perfil/", {"name": "Ana María", "language": "en", "theme": ""})
    person = Person.objects.get()
    assert (person.name, person.language, person.theme) == ("Ana María", "en", "")


def test_each_role_lands_where_its_work_begins(signed_in: As, run: SelectionRun) -> None:
    lands = {role: signed_in(role).get("/").headers["Location"] for role in ("director", "credit", "plant")}
    assert lands == {"director": "/seleccion/", "credit": "/cuentas/", "plant": "/produccion/"}


def test_the_server_says_that_it_lives(client: Client) -> None:
    assert client.get("/salud").json() == {"status": "ok"}


def test_headers_and_policy_of_the_pages(client: Client) -> None:
    headers = client.get("/entrada/login/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "script" not in policy
    assert "unsafe-eval" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert "no-store" in headers["Cache-Control"]


def test_an_address_nobody_knows_is_a_page_of_ours(client: Client) -> None:
    answer = client.get("/no-existe/")
    assert answer.status_code == 404
    assert "Esa página no existe" in answer.content.decode()
