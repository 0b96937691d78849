"""The reference of the commands is what the commands say: a changed option that was not written down fails here."""

from __future__ import annotations

from pathlib import Path

import pytest

from clave.cli.reference import PAGES, markdown

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"


@pytest.mark.parametrize("language", PAGES)
def test_the_page_is_not_stale(language: str) -> None:
    assert (FOLDER / PAGES[language]).read_text("utf-8") == markdown(language), "run `make docs`"


@pytest.mark.parametrize("language", PAGES)
def test_every_command_and_option_says_what_it_does(language: str) -> None:
    page = markdown(language)
    for command in (
        "rank",
        "import",
        "coverage",
        "measures",
        "why",
        "audit verify",
        "audit head",
        "serve",
        "doctor",
        "db move",
        "demo",
        "book undo",
        "policy diff",
    ):
        assert f"## clave {command}\n" in page
    assert "| |" not in page
    assert "|  |" not in page
