"""Addresses made up by hand, and a port that somebody has: a page or a sentence, never a server error."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import quote

import pytest

from clave.base.errors import ClaveError
from clave.project.serving import check_free
from clave.store.models import SelectionRun
from tests.web.conftest import As
from tests.web.test_environment import command

GARBAGE = (
    "-1",
    "9" * 30,
    "\x00",
    '"><script>alert(1)</script>',
    "NaN",
    "2025-13-45",
    "x" * 7000,
    "customer__password",
    "٣",
)
PAGES = {
    "/seleccion/": ("orden", "pagina", "estado", "criterio", "q", "cliente"),
    "/seleccion/?ver=todos": ("orden", "pagina", "cliente"),
    "/cuentas/": ("orden", "pagina", "q"),
    "/cuentas/900/1 á/": ("desde",),
    "/cuentas/900/1 á/consumo/": ("medida",),
    "/cuentas/900/1 á/lineas/": ("desde", "pagina", "familia", "producto", "documento", "q", "reposo"),
    "/cuentas/900/1 á/lineas/exportar/": ("formato", "q"),
    "/cuentas/900/1 á/cartera/": ("pagina", "solo"),
    "/buscar/": ("q",),
}


@pytest.mark.parametrize("page", PAGES)
def test_any_question_gets_a_page(page: str, signed_in: As, run: SelectionRun, facts: None) -> None:
    client = signed_in("director")
    for name in PAGES[page]:
        for value in GARBAGE:
            answer = client.get(f"{page}{'&' if '?' in page else '?'}{name}={quote(value)}")
            assert answer.status_code < 500, (name, value)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
            assert b"<script>alert(1)" not in content or "attachment" in answer.headers.get("Content-Disposition", "")


@pytest.mark.parametrize(
    "code", ["..", "../..", "..%2f..%2fsecret-key", "a/b", "%00", "%0d%0aSet-Cookie:a=b", "'", "lineas", "x" * 3000]
)
def test_a_code_that_is_no_customer(code: str, signed_in: As, run: SelectionRun, facts: None) -> None:
    client = signed_in("director")
    for page in ("", "lineas/", "cartera/", "consumo/", "familias/", "criterios/", "grupo/", "historia/"):
        assert client.get(f"/cuentas/{code}/{page}").status_code == 404


def test_a_port_that_somebody_has_even_if_they_would_share_it(tmp_path: Path) -> None:
    """Two servers on one port would each get half the requests, and nobody would be told."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ClaveError, match=f"nothing can listen at 127.0.0.1:{port}"):
            check_free("127.0.0.1", port)
        for name in ("serve", "start"):
            ended = command(tmp_path, name, "--port", str(port))
            assert ended.returncode == 2
            assert str(port) in ended.stderr
            assert "Traceback" not in ended.stderr
    assert not (tmp_path / "clave.sqlite3").exists(), "the port is looked at before a minute of preparing"
    check_free("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "port"), [("127.0.0.1", 0), ("127.0.0.1", 70_000), ("::1", -1), ("nowhere", 8000), ("", 8000)]
)
def test_an_address_that_is_none(host: str, port: int) -> None:
    with pytest.raises(ClaveError) as refusal:
        check_free(host, port)
    assert refusal.value.say("en").endswith(".")
