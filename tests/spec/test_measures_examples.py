"""Las medidas, con cifras: every example of docs/explanation/medidas.md is run and must give the figures on the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.spec.measure_examples import read, wrong

PAGE = (Path(__file__).parents[2] / "docs" / "explanation" / "medidas.md").read_text("utf-8")
SECTIONS = [(part.splitlines()[0], part) for part in PAGE.split("\n## ")[1:]]
EXAMPLES = [
    (title, block) for title, part in SECTIONS for block in re.findall(r"```ejemplo\n(.*?)```", part, re.DOTALL)
]


@pytest.mark.parametrize(("title", "block"), EXAMPLES, ids=[title for title, _block in EXAMPLES])
def test_the_page_says_what_the_measures_say(title: str, block: str) -> None:
    example = read(block)
    assert example.expected
    assert wrong(example) == []
