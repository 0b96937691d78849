"""The icons of the menu stand in a file of their own, so that no page carries them again."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

import clave.web
from clave.web.menu_icons import drawn
from tests.web.conftest import As
from tests.web.test_browser import WIDE, entered

FILE = Path(clave.web.__file__).parent / "static" / "clave" / "menu.svg"


def test_the_file_holds_the_icons_of_the_menu() -> None:
    assert FILE.read_text("utf-8") == drawn(), "write it again: make docs"


def test_the_icons_of_the_menu_are_seen(browser: Browser, live_server: LiveServer, signed_in: As) -> None:
    context = browser.new_context(viewport=WIDE, locale="es-CO", base_url=live_server.url)
    director = entered(context, signed_in("director"), live_server)
    page = director.page
    page.goto("/cuentas/")
    icon = page.locator(".nav a .icon").first
    expect(icon).to_be_visible()
    page.wait_for_function("() => document.querySelector('.nav a .icon use').getBBox().width > 0")
    assert 'id="i-sun"' not in page.content()
    assert director.complaints == []
    context.close()
