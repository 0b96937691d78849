"""Users and log in a real browser: walked as people do it, accessible at two widths and in two themes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from clave.actions.company import found_company
from clave.actions.entry import invite_person
from clave.actions.members import change_role
from clave.store.models import Person
from tests.web.conftest import NOW, As
from tests.web.test_browser import PHONE, WIDE, Watched, entered, violations

PASTED = """() => { const field = document.body.appendChild(document.createElement('textarea')); field.focus(); return field }"""


@pytest.fixture
def admin(
    browser: Browser, live_server: LiveServer, transactional_db: None, signed_in: As
) -> Iterator[tuple[Watched, BrowserContext]]:
    """Ana, who administers, in a browser that may use the clipboard."""
    found_company(name="Adhesivos Farallones", currency="COP", demonstration=True, now=NOW)
    context = browser.new_context(viewport=WIDE, locale="es-CO", base_url=live_server.url)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield entered(context, signed_in("administrator"), live_server), context
    context.close()


def people() -> tuple[Person, Person]:
    """Somebody invited, and somebody whose role changed."""
    me = Person.objects.get(role="administrator")
    waiting, _token = invite_person(
        by=me, now=timezone.now(), name="Beto Ruiz", email="b@clave.example", role="lab", language="es"
    )
    other = Person.objects.create_person(
        email="carla@clave.example", name="Carla Mora", role="credit", password="una frase larga", created_at=NOW
    )
    change_role(by=me, now=timezone.now(), person=other, role="kam")
    return waiting, other


def test_every_page_is_accessible_and_keeps_the_content_policy(admin: tuple[Watched, BrowserContext]) -> None:
    watched, _context = admin
    waiting, other = people()
    addresses = [
        "/usuarios/",
        "/usuarios/?orden=-role&estado=invited",
        "/usuarios/invitar/",
        "/usuarios/permisos/",
        "/usuarios/empresa/",
        f"/usuarios/{waiting.pk}/",
        f"/usuarios/{other.pk}/rol/?rol=plant",
        f"/usuarios/{other.pk}/desactivar/",
        "/registro/",
        "/registro/?comprobar=1",
    ]
    page, wrong = watched.page, {}
    for theme in ("light", "dark"):
        for size in (WIDE, PHONE):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            page.set_viewport_size(size)
            for address in addresses:
                page.goto(address)
                wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                if found := [*violations(page), *(["wider than the screen"] if wide > 0 else [])]:
                    wrong[address, theme, size["width"]] = found
    assert (wrong, watched.complaints) == ({}, [])


def test_from_the_invitation_to_the_first_page(
    admin: tuple[Watched, BrowserContext], browser: Browser, live_server: LiveServer
) -> None:
    watched, _context = admin
    page = watched.page
    page.goto("/usuarios/")
    page.click("text=Invitar a una persona")
    page.fill("[name=name]", "Beto Ruiz")
    page.fill("[name=email]", "Beto@Clave.example")
    page.check("[name=role][value=lab]")
    page.click("text=Crear el enlace de invitación")
    page.bring_to_front()  # the clipboard belongs to the page in front
    page.click("[data-copy]")
    page.wait_for_selector("text=Copiado")
    link = page.input_value("#link")
    assert violations(page) == []
    pasted = page.evaluate_handle(PASTED)
    page.keyboard.press("Control+V")
    page.wait_for_function("field => field.value", arg=pasted)
    assert pasted.evaluate("field => field.value") == link
    guest = browser.new_context(viewport=PHONE, locale="es-CO", base_url=live_server.url).new_page()
    guest.goto(link)
    assert violations(guest) == []
    guest.fill("[name=password]", "una frase larga")
    guest.fill("[name=again]", "una frase larga")
    guest.click("text=Crear mi contraseña y entrar")
    guest.wait_for_url("**/laboratorio/")
    assert "Laboratorio" in (guest.text_content("h1") or "")
    guest.goto(link)
    assert "ya no sirve" in (guest.text_content("h1") or "")
    assert violations(guest) == []
    page.goto("/usuarios/?q=beto")
    assert "hoy" in (page.text_content("tbody") or "")
    guest.context.close()
    assert watched.complaints == []


def test_choosing_a_role_shows_what_changes_and_undo_takes_it_back(admin: tuple[Watched, BrowserContext]) -> None:
    watched, _context = admin
    _waiting, other = people()
    page = watched.page
    page.goto(reverse("user", args=[other.pk]))
    page.select_option("#new-role", "credit")
    page.wait_for_selector("#role >> text=Pierde:")
    page.click("text=Cambiar el rol")
    page.wait_for_selector("text=Carla Mora ahora es: Cartera.")
    assert violations(page) == []
    page.click("text=Deshacer")
    page.wait_for_selector("text=Carla Mora ahora es: KAM.")
    assert Person.objects.get(pk=other.pk).role == "kam"
    assert watched.complaints == []


def test_filtering_by_htmx_keeps_the_filter_in_the_address(admin: tuple[Watched, BrowserContext]) -> None:
    watched, _context = admin
    people()
    page = watched.page
    page.goto("/usuarios/")
    page.select_option("[name=rol]", "lab")
    page.wait_for_url("**rol=lab**")
    page.wait_for_selector("#people >> text=Beto Ruiz")
    assert page.locator("tbody tr").count() == 1
    page.goto("/registro/")
    page.select_option("[name=que]", "person.invited")
    page.wait_for_url("**que=person.invited**")
    assert page.locator("tbody tr").count() == 1
    page.goto("/registro/?desde=2026-11-20")
    page.fill("[name=hasta]", "2026-11-19")
    page.wait_for_selector("text=Este día es anterior al primero")
    assert violations(page) == []
    assert [line for line in watched.complaints if "422" not in line] == []


def test_without_scripts_a_person_is_deactivated_and_let_in_again(
    browser: Browser, live_server: LiveServer, transactional_db: None, signed_in: As
) -> None:
    client: Client = signed_in("administrator")
    _waiting, other = people()
    context = browser.new_context(viewport=WIDE, locale="es-CO", base_url=live_server.url, java_script_enabled=False)
    page = entered(context, client, live_server).page
    page.goto("/usuarios/")
    page.select_option("[name=rol]", "kam")
    page.click("main >> text=Filtrar")
    page.click("text=Carla Mora")
    page.click("a >> text=Desactivar")
    page.click("button >> text=Desactivar")
    assert not Person.objects.get(pk=other.pk).is_active
    page.click("text=Deshacer")
    assert Person.objects.get(pk=other.pk).is_active
    context.close()
