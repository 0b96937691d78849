"""A job in front of a real browser: it moves, it can be cancelled by keyboard, and its end leads on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from clave.base.words import Text
from clave.jobs.hold import Hold
from clave.jobs.queue import take
from clave.jobs.starting import start
from clave.store.models import Job, Person, SelectionRun
from clave.store.models.jobs import CANCELLED
from tests.jobs import tasks
from tests.web.test_browser import PHONE, WIDE, Watched, entered, violations


@pytest.fixture
def hold(person: Callable[[str], Person], run: SelectionRun) -> Hold:
    """A running job of the sales director that leads to the selection."""
    job = start(tasks.counting, by=person("director"), now=timezone.now(), then="/seleccion/")
    assert take(worker="one", queues=(job.queue,), now=timezone.now()) == job
    return Hold(job.pk, 1, timezone.now)


@pytest.fixture
def director(browser: Browser, live_server: LiveServer, hold: Hold) -> Iterator[Watched]:
    """Whose job it is."""
    client = Client()
    client.force_login(
        Person.objects.get(role="director"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    context = browser.new_context(viewport=WIDE, locale="es-CO", base_url=live_server.url)
    yield entered(context, client, live_server)
    context.close()


@pytest.mark.browser
def test_the_progress_moves_and_its_end_leads_on(director: Watched, hold: Hold) -> None:
    page = director.page
    page.goto(f"/trabajos/{hold.number}/")
    bar = page.get_by_role("progressbar")
    expect(bar).to_have_attribute("aria-valuenow", "0")
    page.get_by_role("button", name="Cancelar").focus()
    for share in (0.3, 0.8):
        hold.tell(share, Text("Measuring every customer"))
        expect(bar).to_have_attribute("aria-valuenow", f"{share * 100:.0f}")
        expect(page.get_by_text("Midiendo a todos los clientes")).to_be_visible()
    expect(page.get_by_role("button", name="Cancelar")).to_be_focused()
    assert page.evaluate("scrollY") == 0
    hold.finish({})
    page.wait_for_url("**/seleccion/")
    assert director.complaints == []


@pytest.mark.browser
def test_it_is_cancelled_by_keyboard_and_asks_no_more(director: Watched, hold: Hold) -> None:
    page = director.page
    page.goto(f"/trabajos/{hold.number}/")
    page.get_by_role("button", name="Cancelar").press("Enter")
    expect(page.get_by_text("Se detiene en el próximo paso…")).to_be_visible()
    hold.cancel()
    expect(page.get_by_text("Se detuvo antes de terminar.")).to_be_visible()
    expect(page.locator("[hx-trigger='every 1s']")).to_have_count(0)
    assert Job.objects.get().state == CANCELLED
    assert director.complaints == []


@pytest.mark.browser
def test_it_can_be_left_and_the_bar_on_top_says_when_it_ended(director: Watched, hold: Hold) -> None:
    page = director.page
    page.goto("/perfil/")
    expect(page.get_by_role("link", name="1 trabajo en curso")).to_be_visible()
    hold.finish({})
    expect(page.get_by_role("link", name="Tus trabajos terminaron")).to_be_visible(timeout=10_000)
    page.get_by_role("link", name="Tus trabajos terminaron").click()
    expect(page.get_by_role("row", name="Listo")).to_be_visible()
    page.get_by_role("link", name="Ver el resultado").click()
    page.wait_for_url("**/seleccion/")
    assert director.complaints == []


@pytest.mark.browser
def test_the_list_moves_by_itself(director: Watched, hold: Hold) -> None:
    page = director.page
    page.goto("/trabajos/")
    hold.tell(0.5, Text("Measuring every customer"))
    expect(page.locator("#jobs").get_by_text("Midiendo a todos los clientes")).to_be_visible()
    hold.fail(Text("There is no selection yet"))
    expect(page.locator("#jobs").get_by_role("button", name="Intentar de nuevo")).to_be_visible()
    assert director.complaints == []


@pytest.mark.browser
def test_without_scripts_it_is_looked_at_again_by_a_link(
    browser: Browser, live_server: LiveServer, hold: Hold, director: Watched
) -> None:
    context = browser.new_context(viewport=PHONE, locale="es-CO", base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(director.page.context.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"/trabajos/{hold.number}/")
    hold.tell(0.6)
    page.get_by_role("link", name="Volver a mirar").click()
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "60")
    page.get_by_role("button", name="Cancelar").click()
    expect(page.get_by_text("Se detiene en el próximo paso…")).to_be_visible()
    hold.cancel()
    page.get_by_role("link", name="Volver a mirar").click()
    page.get_by_role("button", name="Intentar de nuevo").click()
    expect(page.get_by_text("Pedido de nuevo.")).to_be_visible()
    context.close()


@pytest.mark.browser
def test_its_pages_are_accessible_in_every_state(director: Watched, hold: Hold) -> None:
    page, wrong = director.page, {}
    failed = start(tasks.refusing, by=Person.objects.get(role="director"), now=timezone.now())
    Job.objects.filter(pk=failed.pk).update(state="failed", error={"text": "There is no selection yet"})
    hold.tell(0.5, Text("Measuring every customer"))
    for theme in ("light", "dark"):
        for size in (WIDE, PHONE):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            page.set_viewport_size(size)
            for address in ("/trabajos/", f"/trabajos/{hold.number}/", f"/trabajos/{failed.pk}/"):
                page.goto(address)
                wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                if found := [*violations(page), *(["wider than the screen"] if wide > 0 else [])]:
                    wrong[address, theme, size["width"]] = found
    assert (wrong, director.complaints) == ({}, [])
