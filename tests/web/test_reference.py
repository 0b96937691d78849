"""The reference of roles says what the tables say."""

from __future__ import annotations

import pytest

from clave.store.roles import PARTS, ROLES
from clave.web.reference import PAGES, markdown
from tests.house.tree import TOP


@pytest.mark.parametrize(("page", "language"), PAGES.items())
def test_the_page_is_what_the_tables_say(page: str, language: str) -> None:
    assert (TOP / "docs" / "reference" / page).read_text("utf-8") == markdown(language), "make docs"


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_role_and_part_is_described_beside_its_permissions(language: str) -> None:
    said = markdown(language)
    for one in (*ROLES.values(), *PARTS.values()):
        assert f"- **{one.label.say(language)}.** {one.words.say(language)}" in said
