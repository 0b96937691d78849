"""The pages in a real browser: two widths, two themes, no violation of access or of the content policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from clave.actions.people import offer_setup
from clave.store.models import SelectionRun
from tests.web import made
from tests.web.conftest import As

WIDE, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
PAGES = {
    "selection": "/seleccion/",
    "all": "/seleccion/?ver=todos&orden=-score",
    "accounts": "/cuentas/",
    "account": reverse("account", args=[made.code(0)]),
    "lines": reverse("account_lines", args=[made.code(0)]),
    "payments": reverse("account_payments", args=[made.code(0)]),
    "families": reverse("account_families", args=[made.code(0)]),
    "criteria": reverse("account_criteria", args=[made.code(0)]),
    "group": reverse("account_group", args=[made.code(0)]),
    "history": reverse("account_history", args=[made.code(0)]),
    "receivables": reverse("account_receivables", args=[made.code(0)]),
    "profile": "/perfil/",
    "search": "/buscar/?q=cal",
    "password": "/entrada/password/change/",
    "security": "/entrada/2fa/",
    "sessions": "/entrada/sessions/",
    "missing": "/no-existe/",
}


class Watched:
    """A page with everything its console complained about."""

    def __init__(self, page: Page) -> None:
        self.page, self.complaints = page, []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        expected = message.location["url"].endswith("/no-existe/")
        if message.type in ("error", "warning") and not expected:
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


def test_every_page_is_accessible_and_keeps_the_content_policy(director: Watched) -> None:
    page, wrong = director.page, {}
    for theme in ("light", "dark"):
        for size in (WIDE, PHONE):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            page.set_viewport_size(size)
            for name, address in PAGES.items():
                page.goto(address)
                wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                if found := [*violations(page), *(["wider than the screen"] if wide > 0 else [])]:
                    wrong[name, theme, size["width"]] = found
    assert (wrong, director.complaints) == ({}, [])


def test_the_doors_are_accessible_too(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(viewport=PHONE, locale="es-CO", base_url=live_server.url)
    watched, link = Watched(context.new_page()), reverse("setup", args=[offer_setup(now=timezone.now())])
    wrong = {}
    for address in (link, "/entrada/login/", "/entrada/password/reset/"):
        watched.page.goto(address)
        if found := violations(watched.page):
            wrong[address] = found
    context.close()
    assert (wrong, watched.complaints) == ({}, [])


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
