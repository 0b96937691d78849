"""The charts of an account in a real browser: drawn under the content policy, redrawn, told in words, equal to their table."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from clave.store.models import SelectionRun
from tests.web import made
from tests.web.conftest import As
from tests.web.test_browser import PHONE, WIDE, Watched, entered, violations

ACCOUNT = reverse("account", args=[made.code(0)])
PAYMENTS = reverse("account_payments", args=[made.code(0)])
BARS = "#consumption .plot .layer_0_marks path"
MARCH, JUNE, OCTOBER = 4, 7, 11  # of the last twelve months; the hand-made facts have nothing in November and December


@pytest.fixture
def director(
    browser: Browser, live_server: LiveServer, run: SelectionRun, facts: None, signed_in: As
) -> Iterator[Watched]:
    """A sales director, with everything the console complains about."""
    context = browser.new_context(viewport=WIDE, locale="es-CO", base_url=live_server.url, color_scheme="light")
    yield entered(context, signed_in("director"), live_server)
    context.close()


def opened(watched: Watched, address: str = ACCOUNT) -> Page:
    """A page with its charts drawn."""
    watched.page.goto(address)
    drawn(watched.page)
    return watched.page


def drawn(page: Page) -> None:
    page.wait_for_function("() => [...document.querySelectorAll('[data-chart]')].every(f => 'drawn' in f.dataset)")


def colour(page: Page) -> str:
    """Of the bars of this year."""
    return str(page.locator(BARS).first.get_attribute("fill"))


def test_charts_are_drawn_under_the_content_policy_without_a_complaint(director: Watched) -> None:
    page = opened(director)
    assert page.locator("[data-chart]").count() == 2
    assert page.locator(BARS).count() == 12
    assert page.locator("svg.consumption").count() == 0, "the first picture gave way"
    assert director.complaints == []
    assert violations(page) == []


def test_every_bar_says_what_the_table_says(director: Watched) -> None:
    page = opened(director)
    page.click("#consumption summary")
    rows = page.locator("#consumption tbody tr")
    for at in (MARCH, JUNE, OCTOBER):
        page.locator(BARS).nth(at).hover()
        page.wait_for_selector("#vg-tooltip-element.visible")
        tip = page.locator("#vg-tooltip-element").inner_text()
        cells = rows.nth(at).locator("td").all_inner_texts()
        assert len(cells) == 3
        assert all(cell in tip for cell in cells), (tip, cells)
    assert director.complaints == []


def test_the_axis_counts_as_es_co_does(director: Watched) -> None:
    labels = opened(director).locator("#consumption .plot .role-axis-label text").all_text_contents()
    assert {"nov", "oct"} <= set(labels)
    assert any(re.fullmatch(r"\d+(,\d+)?", label) for label in labels)
    assert not any("." in label for label in labels)


def test_money_or_kilos_in_place_and_in_the_address(director: Watched) -> None:
    page = opened(director)
    before = page.locator(BARS).nth(JUNE).get_attribute("d")
    page.click("#consumption .seg >> text=Kilos")
    page.wait_for_url("**medida=kilos")
    page.wait_for_selector("#consumption >> text=kilos por mes")
    drawn(page)
    assert page.locator("#consumption .seg [aria-current]").inner_text() == "Kilos"
    assert page.locator(BARS).nth(JUNE).get_attribute("d") != before
    assert director.complaints == []
    page.reload()
    assert page.locator("#consumption .seg [aria-current]").inner_text() == "Kilos"


def test_the_theme_redraws_them(director: Watched) -> None:
    page = opened(director)
    light = colour(page)
    with page.expect_response("**/tema/"):
        page.click("[data-theme-form] button")
    page.wait_for_function(f"() => document.querySelector('{BARS}').getAttribute('fill') !== '{light}'")
    page.click("[data-theme-form] button")
    page.wait_for_function(f"() => document.querySelector('{BARS}').getAttribute('fill') === '{light}'")
    page.emulate_media(color_scheme="dark")
    assert page.locator("#consumption .plot").count() == 1
    assert director.complaints == []


def test_they_fit_the_phone_with_fewer_marks_on_the_axis(director: Watched) -> None:
    page = opened(director)
    wide = page.locator("#consumption .plot .role-axis-label text").count()
    page.set_viewport_size(PHONE)
    page.wait_for_function("() => document.querySelector('#consumption .plot svg').clientWidth < 360")
    drawn(page)
    labels = "document.querySelectorAll('#consumption .plot .role-axis-label text')"
    shown = f"[...{labels}].filter(t => t.getAttribute('opacity') !== '0')"
    page.wait_for_function(f"() => {shown}.length < {wide}")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    sizes = page.evaluate(f"{shown}.map(t => parseFloat(getComputedStyle(t).fontSize))")
    assert min(sizes) >= 11
    assert director.complaints == []


def test_a_tab_is_swapped_in_and_its_charts_are_drawn(director: Watched) -> None:
    page = director.page
    page.goto(reverse("account_group", args=[made.code(0)]))
    assert page.evaluate("typeof vega") == "undefined", "nothing to draw, nothing loaded"
    page.click("nav.tabs >> text=Consumo y pagos")
    page.wait_for_url("**/consumo/")
    page.locator(BARS).nth(JUNE).wait_for()
    assert page.locator("nav.tabs [aria-current]").inner_text() == "Consumo y pagos"
    page.go_back()
    page.wait_for_url("**/grupo/")
    page.wait_for_selector("text=No pertenece a ningún grupo")
    assert director.complaints == []


def test_every_tab_fits_the_desk_and_the_open_one_is_in_sight_on_the_phone(director: Watched) -> None:
    page = director.page
    page.goto(reverse("account_history", args=[made.code(0)]))
    strip = page.locator("nav.tabs")
    assert strip.evaluate("e => e.scrollWidth - e.clientWidth") <= 0
    page.set_viewport_size(PHONE)
    page.reload()
    here = strip.locator("[aria-current]").evaluate(
        "e => [e.getBoundingClientRect().left, e.getBoundingClientRect().right]"
    )
    assert here[0] >= 0
    assert here[1] <= PHONE["width"]
    first = strip.locator("a").first
    first.focus()
    assert first.evaluate("e => e.getBoundingClientRect().left") >= 0, "the keyboard brings each into sight"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert director.complaints == []


def test_without_scripts_there_is_a_picture_and_a_table(
    browser: Browser, live_server: LiveServer, run: SelectionRun, facts: None, signed_in: As
) -> None:
    context = browser.new_context(viewport=WIDE, locale="es-CO", base_url=live_server.url, java_script_enabled=False)
    page = entered(context, signed_in("kam"), live_server).page
    page.goto(PAYMENTS)
    assert page.locator("svg.consumption .b1").count() == 12
    page.click("#consumption .seg >> text=Kilos")
    assert "kilos por mes" in (page.text_content("#consumption") or "")
    page.click("nav.tabs >> text=Estado y criterios")
    page.click("nav[aria-label='Páginas de esta sección'] >> text=Criterios")
    assert page.url.endswith("/criterios/")
    context.close()


def test_where_the_library_does_not_come_the_picture_stays(director: Watched) -> None:
    page = director.page
    page.route("**/vega-lite*", lambda route: route.abort())
    page.goto(ACCOUNT)
    page.wait_for_load_state("networkidle")
    assert page.locator("svg.consumption .b1").count() == 12
    assert page.locator("svg.consumption").is_visible()
