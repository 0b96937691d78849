"""Order and policy in a real browser: dragged, by keyboard, seen at once, decided, undone; accessible in both themes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from clave.policy.reading import read
from clave.store.models import SelectionRun
from tests.web.conftest import As
from tests.web.policy_scene import measured_once, sixty, sixty_folder
from tests.web.test_browser import PHONE, WIDE, Watched, entered, violations

__all__ = ["measured_once", "sixty", "sixty_folder"]
DRAFT = "capacity.count=4&weighting=rank_sum"
PAGES = {
    "order": "/seleccion/orden/",
    "ordered": "/seleccion/orden/?order=loyalty,volume",
    "typed": "/seleccion/orden/?weighting=typed&typed_weights=volume:60,loyalty:40",
    "policy": "/politica/",
    "searched": f"/politica/?q=pareto&{DRAFT}",
    "number": "/politica/valor/gate.within_terms/",
    "parts": "/politica/valor/seats/",
    "words": "/politica/valor/cost.currency/",
    "choice": "/politica/valor/value.shape/",
    "proposal": f"/politica/propuesta/?{DRAFT}",
    "compare": f"/politica/comparar/?de=vigente&a=propuesta&{DRAFT}",
}


@pytest.fixture
def director(browser: Browser, live_server: LiveServer, sixty: SelectionRun, signed_in: As) -> Iterator[Watched]:
    """A sales director in front of the sixty customers."""
    context = browser.new_context(viewport=WIDE, locale="es-CO", base_url=live_server.url, reduced_motion="reduce")
    yield entered(context, signed_in("director"), live_server)
    context.close()


def order(page: Page) -> list[str]:
    """The criteria as they stand on the page."""
    return page.evaluate("[...document.querySelectorAll('.ord')].map(row => row.dataset.key)")  # type: ignore[no-any-return]


def test_every_page_is_accessible_and_keeps_the_content_policy(director: Watched) -> None:
    page, wrong = director.page, {}
    for theme in ("light", "dark"):
        for size in (WIDE, PHONE):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            page.set_viewport_size(size)
            for name, address in PAGES.items():
                page.goto(address)
                page.wait_for_load_state("networkidle")
                wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                if found := [*violations(page), *(["wider than the screen"] if wide > 0 else [])]:
                    wrong[name, theme, size["width"]] = found
    assert (wrong, director.complaints) == ({}, [])


def test_a_button_moves_and_shows_who_enters_without_loading_the_page(director: Watched) -> None:
    page = director.page
    page.goto("/seleccion/orden/?order=loyalty,volume,kilos,profit,potential")
    page.evaluate("window.same = true")
    page.click("#down-loyalty")
    page.wait_for_url("**order=volume%2Cloyalty%2C**")
    page.wait_for_selector("#effect >> text=con los hechos hasta el")
    assert order(page)[:2] == ["volume", "loyalty"]
    assert page.evaluate("window.same")
    expect(page.locator("#down-loyalty")).to_be_focused()
    assert "puesto" in (page.text_content("#order-said") or "")
    page.go_back()
    page.wait_for_selector(".ord:first-child[data-key=loyalty]")
    assert director.complaints == []


def test_dragging_moves_the_criterion(director: Watched) -> None:
    page = director.page
    page.goto("/seleccion/orden/")
    first, third = page.locator("#grip-volume"), page.locator(".ord").nth(2)
    start, end = first.bounding_box(), third.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 10, end["y"] + end["height"] - 4, steps=8)
    assert page.locator(".ord.held").count() == 1
    page.mouse.up()
    page.wait_for_url("**order=distributor%2Ckilos%2Cvolume%2C**")
    page.wait_for_selector("#effect >> text=con los hechos hasta el")
    assert page.input_value("#place-volume") == "3"
    assert director.complaints == []


def test_the_keyboard_takes_moves_leaves_and_gives_up(director: Watched) -> None:
    page = director.page
    page.goto("/seleccion/orden/")
    start = order(page)
    page.focus("#grip-kilos")
    page.keyboard.press("Space")
    assert page.get_attribute("#grip-kilos", "aria-pressed") == "true"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert order(page)[0] == "kilos"
    assert page.text_content("#order-said") == "Kilos: 1 / 11"
    page.keyboard.press("Escape")
    assert order(page) == start
    page.keyboard.press("Alt+ArrowDown")
    page.wait_for_url("**order=**")
    page.wait_for_selector("#effect >> text=con los hechos hasta el")
    assert order(page)[3] == "kilos"
    expect(page.locator("#grip-kilos")).to_be_focused()
    assert director.complaints == []


def test_a_typed_place_and_another_method(director: Watched) -> None:
    page = director.page
    page.goto("/seleccion/orden/")
    page.fill("#place-loyalty", "1")
    page.press("#place-loyalty", "Enter")
    page.wait_for_url("**order=loyalty%2C**")
    page.check("#method-rank_sum")
    page.wait_for_url("**weighting=rank_sum**")
    page.check("#method-typed")
    page.wait_for_selector("#weight-loyalty")
    page.fill("#weight-volume", "mucho")
    page.press("#weight-volume", "Tab")
    page.wait_for_selector("#order >> text=«mucho» no es un número")
    assert page.input_value("#weight-volume") == "mucho"


def test_from_the_order_to_policy_and_back(director: Watched, settings: Settings) -> None:
    page = director.page
    page.goto("/politica/valor/capacity.count/")
    page.fill("#value", "4")
    page.click("text=Ver qué haría")
    page.wait_for_selector("#effect >> text=Hay lugar para 4, y había para 6.")
    page.click("form button:has-text('Guardar')")
    assert page.locator("#id_reason_error").is_visible()
    page.fill("[name=reason]", "Somos menos")
    page.fill("[name=source]", "Acta 14")
    page.click("form button:has-text('Guardar')")
    page.wait_for_selector("text=Guardado: 1 valor rige desde el 31 oct 2026")
    assert read(settings.CLAVE_POLICY).at(date(2026, 10, 31)).values["capacity.count"] == 4
    page.click("text=Deshacer")
    page.wait_for_selector("#effect >> text=Entran 2")
    assert [said for said in director.complaints if "422" not in said] == []


def test_without_scripts_the_order_moves_and_its_effect_opens(
    browser: Browser, live_server: LiveServer, sixty: SelectionRun, signed_in: As
) -> None:
    context = browser.new_context(viewport=WIDE, locale="es-CO", base_url=live_server.url, java_script_enabled=False)
    page = entered(context, signed_in("director"), live_server).page
    page.goto("/seleccion/orden/")
    page.click("#down-volume")
    assert "order=distributor%2Cvolume" in page.url
    page.click("#effect >> text=Ver quién entra y quién sale")
    assert page.text_content("h1") == "Qué haría la propuesta"
    assert "con los hechos hasta" in (page.text_content("main") or "")
    context.close()
