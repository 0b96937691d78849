"""The gallery of pieces: whole, and only in development."""

from __future__ import annotations

import re
from pathlib import Path

from pytest_django.fixtures import Settings

from clave.store.models import SelectionRun
from tests.web.conftest import As

TEMPLATES = Path(__file__).parents[2] / "src" / "clave" / "web" / "templates"
THROUGH = {
    "field.html": "fields.html", "messages.html": "shell.html", "numbered.html": "accounts/lines.html",
    "handovers.html": "shell.html", "section.html": "shell.html", "status.html": "accounts/base.html",
}  # fmt: skip
"""Pieces that another one shows, or that would stand there twice under one name."""


def included(name: str) -> set[str]:
    return set(re.findall(r'include "([^"]+)"', (TEMPLATES / name).read_text()))


def test_every_piece_stands_in_the_gallery() -> None:
    shown = {name.rpartition("/")[2] for name in included("pieces/page.html") | included("selection/_row.html")}
    pieces = {path.name for path in (TEMPLATES / "_components").glob("*.html")}
    assert pieces - shown == {piece for piece in THROUGH if piece in pieces}


def test_outside_development_it_does_not_exist(signed_in: As, run: SelectionRun) -> None:
    assert signed_in("administrator").get("/piezas/").status_code == 404


def test_in_development_it_shows_all_states(signed_in: As, run: SelectionRun, settings: Settings) -> None:
    settings.DEBUG = True
    text = signed_in("employee").get("/piezas/").content.decode()
    for state in ("note warn", "note bad", "note ok", "empty", "skel", "busy", "field-error", "lk", "seat", "t-key"):
        assert state in text
    for said in ("Hecho", "Faltan 4 meses", "Deshacer", "Escribe un correo válido", "Cancelado", "Falló", "Listo"):
        assert said in text
