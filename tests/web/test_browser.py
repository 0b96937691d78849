"""What the scripts of the pages do, in a real browser. What holds of every page stands in test_every_page.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, ViewportSize
from pytest_django.live_server_helper import LiveServer

from clave.actions.people import offer_setup
from clave.store.models import SelectionRun
from tests.web.conftest import As

WIDE, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


class Watched:
    """A page with everything its console complained about."""

    def __init__(self, page: Page) -> None:
        self.page, self.complaints = page, []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.text} {message.location}")


def entered(context: BrowserContext, client: Client, server: LiveServer) -> Watched:
    """The browser takes over the session of a test client."""
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server.url}])
    return Watched(context.new_page())


@pytest.fixture
def director(
    browser: Browser, live_server: LiveServer, run: SelectionRun, facts: None, signed_in: As
) -> Iterator[Watched]:
    """A sales director in front of the selection of forty customers."""
    context = browser.new_context(viewport=WIDE, locale="es-CO", base_url=live_server.url)
    yield entered(context, signed_in("director"), live_server)
    context.close()


def violations(page: Page) -> list[str]:
    """What axe finds, one line each."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"][:3]]


def test_from_the_link_to_the_selection(browser: Browser, live_server: LiveServer, run: SelectionRun) -> None:
    context = browser.new_context(viewport=WIDE, locale="es-CO", base_url=live_server.url)
    page = context.new_page()
    page.goto(reverse("setup", args=[offer_setup(now=timezone.now())]))
    for name, text in {
        "name": "Diana",
        "email": "d@f.example",
        "password": "una frase larga",
        "again": "una frase larga",
    }.items():
        page.fill(f"[name={name}]", text)
    page.click("text=Crear y entrar")
    assert page.url.endswith("/seleccion/")
    assert page.text_content("h1") == "Selección"
    page.goto("/entrada/sessions/")
    assert page.locator("tbody tr").count() == 1
    context.close()


def test_a_row_opens_beside_the_list_and_the_fold_unfolds(director: Watched) -> None:
    page = director.page
    page.goto("/seleccion/")
    assert page.locator("#folded").is_hidden()
    page.click("[data-unfold]")
    assert page.locator("#folded tr").first.is_visible()
    with page.expect_response(lambda response: "cliente=C-0014" in response.url):
        page.click("text=Cliente 0014")
    page.wait_for_selector("#panel >> text=clave, salvo por el pago")
    assert page.locator("tr.on .nm").text_content() == "Cliente 0014"
    assert director.complaints == []


def test_filtering_keeps_the_filter_in_the_address(director: Watched) -> None:
    page = director.page
    page.goto("/seleccion/")
    page.select_option("[name=estado]", "payment")
    page.wait_for_url("**estado=payment**")
    page.wait_for_selector("#list >> text=1 cliente")
    assert page.locator("[data-row]").count() == 1


def test_a_filter_that_finds_nobody_empties_the_panel_too(director: Watched) -> None:
    page = director.page
    page.goto("/seleccion/?cliente=C-0014")
    page.fill("[name=q]", "zzz")
    page.keyboard.press("Enter")
    page.wait_for_selector("#list >> text=Ningún cliente cumple esos filtros")
    assert "Nadie que mostrar" in (page.text_content("#panel") or "")
    page.fill("[name=q]", "sabana")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel >> text=Calzado La Sabana")
    assert page.locator("tr.on .nm").text_content() == "Calzado La Sabana"
    assert director.complaints == []


def test_what_is_awaited_is_drawn_after_a_while_and_not_before(director: Watched) -> None:
    page = director.page
    page.goto("/seleccion/")
    held: list[Route] = []
    page.route("**/seleccion/?cliente=*", lambda route: held.append(route))
    page.click("text=Cliente 0014")
    page.wait_for_selector("#panel.busy[aria-busy=true]")
    assert page.text_content("#busy") == "Cargando…"
    held[0].continue_()
    page.wait_for_selector("#panel:not([aria-busy]) >> text=Cliente 0014")
    assert page.text_content("#busy") == ""


def test_g_and_a_letter_go_where_the_role_may(director: Watched) -> None:
    page = director.page
    page.goto("/seleccion/")
    page.keyboard.press("?")
    assert "Ir a Cuentas" in (page.text_content("#keys") or "")
    assert "Ir a Usuarios" not in (page.text_content("#keys") or "")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("u")  # no page of a director's
    page.keyboard.press("c")  # and without G first a letter goes nowhere
    assert page.url.endswith("/seleccion/")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/cuentas/")
    assert director.complaints == []


def test_on_the_phone_what_does_not_fit_is_behind_more(director: Watched) -> None:
    page = director.page
    page.set_viewport_size(PHONE)
    page.goto("/seleccion/")
    assert page.locator(".botnav > :visible").count() == 5
    page.click(".more summary")
    assert page.locator(".more >> text=Mi perfil").is_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert not page.locator(".more >> text=Mi perfil").is_visible()
    page.click(".more summary")
    page.click("h1")
    assert not page.locator(".more >> text=Mi perfil").is_visible()


def test_what_was_done_leaves_by_itself_unless_somebody_is_on_it(director: Watched) -> None:
    page = director.page
    page.clock.install()
    page.goto("/seleccion/")
    page.evaluate("""() => {
        const note = document.createElement('p'), main = document.querySelector('main');
        note.id = 'done'; note.dataset.done = ''; note.tabIndex = 0;
        main.prepend(note); htmx.trigger(main, 'htmx:afterSwap', { target: note });
    }""")
    page.focus("#done")
    page.clock.run_for(10_500)
    assert page.locator("#done").count() == 1
    page.focus("h1 ~ *, a")
    page.clock.run_for(10_500)
    assert page.locator("#done").count() == 0


def test_the_search_opens_by_key_and_leads_to_the_account(director: Watched) -> None:
    page = director.page
    page.goto("/seleccion/")
    page.keyboard.press("Control+k")
    page.fill("#find input", "sabana")
    page.click("#found >> text=Calzado La Sabana")
    page.wait_for_url("**/cuentas/C-0001/")
    assert director.complaints == []


def test_the_keys_walk_the_rows_and_keep_out_of_fields(director: Watched) -> None:
    page = director.page
    page.goto("/seleccion/")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.title") == "Cliente 0012"
    page.keyboard.press("j")
    with page.expect_response(lambda response: "cliente=C-0013" in response.url):
        page.keyboard.press("Enter")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    assert violations(page) == []
    page.uncheck("[data-keys]")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert not page.locator("#find").is_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("j/k?")
    assert page.input_value("#find input") == "j/k?"
    assert director.complaints == []


def test_the_theme_changes_and_is_kept(director: Watched) -> None:
    page = director.page
    page.emulate_media(color_scheme="light")
    page.goto("/seleccion/")
    with page.expect_response("**/tema/"):
        page.click("[data-theme-form] button")
    page.reload()
    assert page.get_attribute("html", "data-theme") == "dark"


def test_without_scripts_everything_still_opens(
    browser: Browser, live_server: LiveServer, run: SelectionRun, facts: None, signed_in: As
) -> None:
    context = browser.new_context(viewport=WIDE, locale="es-CO", base_url=live_server.url, java_script_enabled=False)
    page = entered(context, signed_in("director"), live_server).page
    page.goto("/seleccion/")
    assert page.locator("#folded").is_visible()
    page.click("text=Cliente 0014")
    assert "clave, salvo por el pago" in (page.text_content("#panel") or "")
    page.click("#panel >> text=Abrir la cuenta")
    assert page.text_content("h1") == "Cliente 0014"
    page.click(".find")
    page.fill("main [name=q]", "sabana")
    page.click("main button")
    assert "Calzado La Sabana" in (page.text_content("main") or "")
    context.close()
