"""The first start as a newcomer lives it: one command, the link, the pages, in a real process."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.web.test_environment import SOURCE, command


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def started(tmp_path: Path) -> Iterator[tuple[int, str]]:
    """`start` in an empty folder: the port, and everything it said until it answers."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLAVE", "DJANGO", "DATABASE"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "clave.project", "start", "--port", str(port)],
        env={**kept, "PYTHONPATH": str(SOURCE), "CLAVE_DATA": str(tmp_path), "CLAVE_LANGUAGE": "es"},
        stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "clave está en" in line:
            break
    yield port, said
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(30)
    process.stdout.close()


@pytest.mark.browser
def test_from_an_empty_folder_to_the_figures_of_number_seven(started: tuple[int, str], browser: Browser) -> None:
    """The demo company, the set-up link, the list, and why number 7 is there, down to its invoices."""
    port, said = started
    page = browser.new_context(locale="es-CO").new_page()
    link = re.search(r"http://\S+/inicio/\S+", said)
    assert link, said
    page.goto(link[0])
    page.get_by_label("Nombre").fill("Diana Vergara")
    page.locator("input[type=email]").fill("diana@farallones.co")
    for field in page.locator("input[type=password]").all():
        field.fill("Petroleo-Ambar-2026")
    page.locator("main button[type=submit]").click()
    page.goto(f"http://127.0.0.1:{port}/seleccion/?ver=todos")
    row = page.locator("tr", has=page.locator("td.rk", has_text=re.compile("^7$"))).first
    name = row.locator("a.nm").get_attribute("title")
    row.locator("a.nm").click()
    page.locator("#panel a[href*='/cuentas/']").first.click()
    page.wait_for_url(re.compile("/cuentas/"))
    assert name is not None
    assert name in page.content()
    assert page.goto(page.url + "lineas/").status == 200  # type: ignore[union-attr]
    assert page.locator("table tbody tr").count() > 5
    assert "Resultado del programa listo: 3 ventanas." in said
    page.goto(f"http://127.0.0.1:{port}/resultados/")
    assert "Últimos 12 meses · 35 cuentas clave · " in page.inner_text("main")
    assert page.locator(".ver p").inner_text().endswith("."), "a verdict, whatever it is"
    assert all(figure != "—" for figure in page.locator(".kk .kpi .v").all_inner_texts()), "every figure is known"
    page.goto(f"http://127.0.0.1:{port}/importar/empresa/")
    page.locator("main [name=name]").fill("Cementos del Pacífico")
    page.locator("main [name=currency]").fill("COP")
    page.locator("main [name=acepto]").check()
    page.locator("main form button").last.click()
    page.wait_for_url(re.compile("/importar/$"))
    page.goto(f"http://127.0.0.1:{port}/seleccion/")
    assert "Cementos del Pacífico" in page.content()
    page.goto(f"http://127.0.0.1:{port}/resultados/")
    assert "Todavía no hay hechos" in page.inner_text("main"), "its outcome went with its facts"
    assert page.locator(".ver").count() == 0
    page.goto(f"http://127.0.0.1:{port}/seleccion/")
    assert name not in page.content(), "nothing of the demonstration is left, with all that was planted in it"


def test_a_taken_port_is_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = command(tmp_path, "start", "--no-demo", "--port", str(port))
    assert done.returncode == 2
    assert str(port) in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr
