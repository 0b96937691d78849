"""On a phone everything that is touched is at least 44 px high, and no strip of tabs hides a tab."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from clave.store.models import Person, SelectionRun
from tests.store.docks import founded
from tests.web import lab_made, promises_made
from tests.web.conftest import As
from tests.web.test_browser import entered

PHONES = (ViewportSize(width=390, height=844), ViewportSize(width=320, height=640))
PAGES = (
    "/existencias/", "/existencias/ofertas/", "/existencias/cartas/nueva/", "/laboratorio/", "/laboratorio/nueva/",
    "/promesas/", "/promesas/lista/", "/promesas/costo/", "/privilegios/minimos/nuevo/", "/privilegios/condiciones/",
    "/pedidos/consultar/",
)  # fmt: skip
LOW = """() => [...document.querySelectorAll(
    'main .btn, main select, main .tabs a, main .seg a, main summary, main input:not([type=checkbox],[type=radio],[type=hidden])'
)].filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 43.5).map(one => one.outerHTML.slice(0, 90))"""
HIDDEN = (
    """() => [...document.querySelectorAll('main .tabs')].filter(one => one.scrollWidth > one.clientWidth + 1).length"""
)
WIDE = "() => document.documentElement.scrollWidth > innerWidth"


@pytest.mark.parametrize("phone", PHONES, ids=lambda one: f"{one['width']}")
def test_what_is_touched_is_large_enough_and_every_tab_is_seen(
    browser: Browser,
    live_server: LiveServer,
    run: SelectionRun,
    settings: Settings,
    tmp_path: Path,
    signed_in: As,
    phone: ViewportSize,
) -> None:
    settings.CLAVE_FACTS = tmp_path / "facts"
    founded()
    lab_made.stocked(tmp_path / "facts")
    client = signed_in("director")
    lab_made.world(Person.objects.get(role="director"))
    promises_made.ledger()
    context = browser.new_context(viewport=phone, locale="es-CO", base_url=live_server.url)
    page = entered(context, client, live_server).page
    wrong = []
    for address in PAGES:
        page.goto(address)
        wrong += [f"{address}: {one}" for one in page.evaluate(LOW)]
        wrong += [f"{address}: hidden tabs"] * page.evaluate(HIDDEN) + [f"{address}: too wide"] * page.evaluate(WIDE)
    context.close()
    assert not wrong, "\n".join(wrong)
