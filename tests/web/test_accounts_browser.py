"""The list of accounts in a real browser: what its scripts do, at both widths, and that nobody is kept out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from python_calamine import CalamineWorkbook

from tests.web.conftest import As, KeepAccounts
from tests.web.test_browser import PHONE, WIDE, Watched, entered, violations


@pytest.fixture
def director(
    browser: Browser, live_server: LiveServer, keep_accounts: KeepAccounts, signed_in: As
) -> Iterator[Watched]:
    """A sales director with a hundred and twenty accounts."""
    keep_accounts(118)
    context = browser.new_context(viewport=WIDE, locale="es-CO", base_url=live_server.url)
    yield entered(context, signed_in("director"), live_server)
    context.close()


def first(page: Page) -> str:
    """The name in the first row."""
    return page.locator("#rows a.nm").first.text_content() or ""


def test_ticking_a_filter_changes_the_rows_the_figures_and_the_address(director: Watched) -> None:
    page = director.page
    page.goto("/cuentas/")
    page.evaluate("window.stayed = true")
    page.click("summary:has-text('Ciudad')")
    page.get_by_label("Cali").check()
    page.wait_for_url("**/cuentas/?ciudad=Cali")
    expect(page.locator("#sum")).to_contain_text("30 cuentas")
    expect(page.locator(".chips")).to_contain_text("Ciudad: Cali")
    page.fill("#filters [name=q]", "cliente 00")
    page.wait_for_url("**q=cliente*")
    expect(page.locator("#acts a[href*='q=cliente']")).to_have_count(2)
    assert page.evaluate("window.stayed")
    page.click(".chips a:has-text('Ciudad: Cali')")
    page.wait_for_url("**/cuentas/?q=cliente*00")
    assert not page.get_by_label("Cali").is_checked()
    assert director.complaints == []


def test_a_menu_closes_when_one_looks_elsewhere(director: Watched) -> None:
    page = director.page
    page.goto("/cuentas/")
    menu = page.locator("details.pop:has(summary:has-text('Salud'))")
    page.click("summary:has-text('Salud')")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.click("h1")
    expect(menu).not_to_have_attribute("open", "")


def test_a_head_orders_and_turns_round_and_the_list_of_orders_follows(director: Watched) -> None:
    page = director.page
    page.goto("/cuentas/")
    page.click("th >> text=12 meses")
    page.wait_for_url("**orden=-money")
    expect(page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    page.click("th >> text=12 meses")
    page.wait_for_url("**orden=money")
    expect(page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "ascending")
    assert page.locator("#tools select").input_value() == "money"
    page.select_option("#tools select", "name")
    page.wait_for_url("**orden=name")
    assert first(page) == "+57 Ferretería"
    page.select_option("#tools select", label="Cuenta, al revés")
    page.wait_for_url("**orden=-name")
    assert first(page) == "Suelas Tayrona <b>Ltda.</b>"
    page.select_option("#tools select", "name")
    page.wait_for_url("**orden=name")
    page.click("text=Siguiente")
    page.wait_for_url("**orden=name&pagina=2")
    page.go_back()
    page.wait_for_url("**orden=name")
    assert director.complaints == []


def test_a_wrong_limit_is_said_beside_its_field_while_the_rest_stays(director: Watched) -> None:
    page = director.page
    page.goto("/cuentas/")
    page.click("summary:has-text('Más filtros')")
    page.fill("[name=compras_min]", "90000000")
    page.fill("[name=compras_max]", "10")
    page.keyboard.press("Tab")
    expect(page.locator("#compras_min_error")).to_contain_text("El límite inferior es mayor")
    expect(page.locator("#rows a.nm")).to_have_count(50)
    assert page.input_value("[name=compras_max]") == "10"
    page.fill("[name=compras_max]", "95000000")
    page.keyboard.press("Tab")
    expect(page.locator("#compras_min_error")).to_be_empty()
    expect(page.locator(".chips a.f")).to_have_count(2)


def test_the_keys_walk_the_accounts_and_open_one(director: Watched) -> None:
    page = director.page
    page.goto("/cuentas/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "Calzado La Sabana"
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cuentas/C-0001/")
    assert director.complaints == []


def test_columns_and_density_are_chosen_in_place(director: Watched) -> None:
    page = director.page
    page.goto("/cuentas/?ciudad=Cali")
    page.click("#tools [data-open=columns]")
    assert violations(page) == []
    page.locator("#columns").get_by_label("Kilos, 12 meses").check()
    page.locator("#columns").get_by_label("Salud y por qué").uncheck()
    page.click("#columns >> text=Usar siempre")
    page.wait_for_url("**/cuentas/?ciudad=Cali")
    heads = page.locator("th").all_text_contents()
    assert "Kilos" in heads
    assert "Salud" not in heads
    page.click("#tools [aria-pressed=false]")
    page.wait_for_url("**/cuentas/?ciudad=Cali")
    assert page.locator("tbody tr").first.bounding_box()["height"] <= 37  # type: ignore[index]


def test_a_view_keeps_the_filters_that_were_ticked_since_the_page_came(director: Watched) -> None:
    page = director.page
    page.goto("/cuentas/")
    page.click("summary:has-text('Ciudad')")
    page.get_by_label("Cali").check()
    page.wait_for_url("**/cuentas/?ciudad=Cali")
    page.keyboard.press("Escape")
    page.click("[data-open=save-view]")
    page.fill("#save-name", "Cali de siempre")
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.locator(".views [aria-current]")).to_have_text("Cali de siempre")
    page.goto("/listas/cuentas/vistas/")
    assert violations(page) == []
    page.click("text=Eliminar")
    page.click("text=Deshacer")
    expect(page.locator("[name=name]")).to_have_value("Cali de siempre")
    assert director.complaints == []


def test_the_file_that_comes_is_the_list_that_is_seen(director: Watched, tmp_path: Path) -> None:
    page = director.page
    page.goto("/cuentas/?orden=-name&col=money")
    page.click("summary:has-text('Categoría')")
    page.get_by_label("1 · Volumen").check()
    page.wait_for_url("**criterio=volume**")
    page.keyboard.press("Escape")
    page.click("summary:has-text('Exportar')")
    with page.expect_download() as coming:
        page.click("text=Excel")
    path = tmp_path / coming.value.suggested_filename
    coming.value.save_as(path)
    names = [row[1] for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[1:]]
    assert len(names) == int((page.text_content("#sum") or "").split()[0])
    assert next(name.removesuffix(" S.A.S.") for name in names) == first(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_open_menus_are_accessible_at_both_widths(director: Watched, theme: str) -> None:
    page = director.page
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    wrong = {}
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        page.goto("/cuentas/?salud=at_risk&vista=key&col=group&col=kilos&col=sure&col=proposal&col=health&col=months")
        for menu in ("Más filtros", "Exportar"):
            page.locator(f"summary:has-text('{menu}')").click()
            if found := violations(page):
                wrong[menu, size["width"]] = found
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0
    assert (wrong, director.complaints) == ({}, [])


def test_on_a_phone_each_account_is_a_card_of_three_lines(director: Watched) -> None:
    page = director.page
    page.set_viewport_size(PHONE)
    page.goto("/cuentas/")
    box = page.locator("tbody tr").nth(1).bounding_box()
    assert box
    assert box["height"] < 160
    name, health = (page.locator(f"tbody tr >> nth=1 >> .c-{part}").bounding_box() for part in ("name", "health"))
    assert name
    assert health
    assert abs(name["y"] - health["y"]) < 12
    assert health["x"] > name["x"] + 100
    expect(page.locator("tbody tr .c-margin").first).to_be_hidden()
    page.goto("/cuentas/?col=margin&col=health")
    expect(page.locator("tbody tr .c-margin").first).to_be_visible()


def test_without_scripts_the_list_still_filters_orders_and_keeps_views(
    browser: Browser, live_server: LiveServer, keep_accounts: KeepAccounts, signed_in: As
) -> None:
    keep_accounts(40)
    context = browser.new_context(viewport=WIDE, locale="es-CO", base_url=live_server.url, java_script_enabled=False)
    page = entered(context, signed_in("director"), live_server).page
    page.goto("/cuentas/")
    page.click("summary:has-text('Ciudad')")
    page.get_by_label("Cali").check()
    page.select_option("[name=orden]", "name")
    page.click("#filters >> text=Filtrar")
    assert page.url.endswith("/cuentas/?ciudad=Cali&orden=name")
    page.click("text=Guardar esta vista")
    page.fill("[name=name]", "Cali")
    page.click("main button:has-text('Guardar')")
    assert page.url.endswith("/cuentas/?ciudad=Cali&orden=name")
    assert (page.text_content(".views [aria-current]") or "").strip() == "Cali"
    context.close()
