"""Importar and Cobertura in a real browser: files dropped on the page, the way to the book, and access at both widths."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from clave.actions.company import found_company
from clave.store.models import Import
from tests.web.conftest import NOW, As
from tests.web.importing import CUSTOMERS, SALES, UNKNOWN, Desk, done
from tests.web.test_browser import PHONE, WIDE, Watched, entered, violations

DROP = """([names, texts]) => {
  const held = new DataTransfer();
  names.forEach((name, at) => held.items.add(new File([texts[at]], name)));
  const zone = document.querySelector('.zone');
  for (const kind of ['dragenter', 'dragover', 'drop'])
    zone.dispatchEvent(new DragEvent(kind, { dataTransfer: held, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def watched(
    browser: Browser, live_server: LiveServer, signed_in: As, settings: Settings, tmp_path: Path
) -> Iterator[tuple[Watched, Desk]]:
    """An administrator in front of an empty book, in a browser and by hand."""
    settings.CLAVE_FACTS, settings.CLAVE_IMPORTS = tmp_path / "facts", tmp_path / "imports"
    settings.CLAVE_SOURCES, settings.CLAVE_POLICY = tmp_path / "sources", tmp_path / "policy.toml"
    found_company(name="Pegantes Reales", currency="COP", demonstration=True, now=NOW)
    client = signed_in("administrator")
    context = browser.new_context(viewport=WIDE, locale="es-CO", base_url=live_server.url)
    yield entered(context, client, live_server), Desk(client)
    context.close()


def dropped(page: Page, files: dict[str, str]) -> None:
    """Drop files on the zone and arrive at the page of their import."""
    with page.expect_navigation(url="**/importar/*/"):
        page.evaluate(DROP, [list(files), list(files.values())])


def test_from_a_drop_to_the_book(watched: tuple[Watched, Desk]) -> None:
    page = watched[0].page
    page.goto("/importar/")
    assert page.locator(".drop .send").is_hidden(), "with scripts the files leave at once"
    dropped(page, {"ventas.csv": SALES, "clientes.csv": CUSTOMERS})
    assert page.locator("[role=progressbar]").is_visible()
    done()
    page.wait_for_selector("h1:has-text('Revisa y carga')")
    assert page.locator("#id_c5").input_value() == "net"
    page.check("[name=mezclar]")
    page.click("#cargar button.p")
    done()
    page.wait_for_selector("text=Versión 1: documentos o registros nuevos")
    assert Import.objects.get().state == "loaded"
    less = watched[1].bring({"menos.csv": SALES.replace("16/01/2024;F2;C2;P2;1;2.000,10\n", "")})
    page.goto(f"/importar/{less.pk}/#cargar")
    page.click("[name=completos]")
    done()
    page.wait_for_selector("text=1 línea está en el libro y no en los archivos")
    assert watched[0].complaints == []


def test_a_refusal_is_told_where_the_files_were_dropped(watched: tuple[Watched, Desk], settings: Settings) -> None:
    settings.CLAVE_POLICY.write_text(
        '[[intake.maximum_megabytes]]\nfrom = 2020-01-01\nvalue = 1\nreason = "a"\nsource = "b"\n'
    )
    page = watched[0].page
    page.goto("/importar/")
    page.evaluate(DROP, [["grande.csv"], ["x" * 2_000_000]])
    page.wait_for_selector(".chosen >> text=«grande.csv» tiene más de 1 MB")
    assert Import.objects.count() == 0, "it was not even sent"
    page.evaluate("document.querySelector('form.drop').dataset.most = 100")
    page.evaluate(DROP, [["grande.csv"], ["x" * 2_000_000]])
    page.wait_for_selector("#drop [role=alert] >> text=el archivo tiene más de 1 MB")
    page.wait_for_selector("#drop.live:not(.htmx-settling) .with-script:visible")
    dropped(page, {"ventas.csv": SALES})


def test_without_scripts_the_form_sends_the_files(
    watched: tuple[Watched, Desk], browser: Browser, live_server: LiveServer, tmp_path: Path
) -> None:
    context = browser.new_context(viewport=PHONE, locale="es-CO", base_url=live_server.url, java_script_enabled=False)
    page = entered(context, watched[1].client, live_server).page
    (tmp_path / "ventas.csv").write_text(SALES)
    page.goto("/importar/")
    page.set_input_files("#files", tmp_path / "ventas.csv")
    page.click("text=Enviar y leer")
    done()
    page.reload()
    assert "Revisa y carga" in (page.text_content("h1") or "")
    context.close()


def test_the_pages_are_accessible_at_both_widths_in_both_themes(watched: tuple[Watched, Desk]) -> None:
    (seen, desk), wrong = watched, {}
    loaded = desk.load(desk.bring(), mezclar="on")
    waiting = desk.bring({"ventas.csv": SALES, "raro.csv": UNKNOWN, "clientes.csv": CUSTOMERS})
    desk.client.get("/cobertura/")
    done()
    pages = (
        "/importar/", "/importar/?tabla=receivable", "/importar/empresa/", "/importar/deshacer/", "/cobertura/",
        f"/importar/{loaded.pk}/", f"/importar/{waiting.pk}/", f"/importar/{waiting.pk}/?archivo=0",
        f"/importar/{waiting.pk}/descartar/",
    )  # fmt: skip
    for theme in ("light", "dark"):
        for size in (WIDE, PHONE):
            seen.page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            seen.page.set_viewport_size(size)
            for address in pages:
                seen.page.goto(address)
                wide = seen.page.evaluate("document.documentElement.scrollWidth - innerWidth")
                if found := [*violations(seen.page), *(["wider than the screen"] if wide > 0 else [])]:
                    wrong[address, theme, size["width"]] = found
    assert (wrong, seen.complaints) == ({}, [])
