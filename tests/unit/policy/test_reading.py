"""A policy file with a mistake is refused with a sentence that says what, where and what to do."""

from __future__ import annotations

import runpy
import sys
from datetime import date
from pathlib import Path

import pytest

from clave.base.errors import ClaveError
from clave.policy import declared, reference
from clave.policy.reading import Policy, default, read

GOOD = '[[draws]]\nfrom = 2026-01-01\nvalue = 3000\nreason = "r"\nsource = "s"\n'


def _refused(folder: Path, content: bytes) -> str:
    path = folder / "policy.toml"
    path.write_bytes(content)
    with pytest.raises(ClaveError) as caught:
        read(path)
    sentence = caught.value.say("en")
    assert sentence.startswith(str(path) + ":")
    return sentence


def test_a_good_file_stands_on_top_of_the_default(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(GOOD, "utf-8")
    policy = read(path)
    assert policy.at(date(2026, 1, 1))[declared.draws] == 3000
    assert policy.at(date(2025, 1, 1))[declared.draws] == 2000
    assert policy.version != default().version


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe", "cannot be read"),
        (b"[[draws", "not a valid policy file"),
        (b"draws = 3000", "Write [[draws]] with from, value, reason and source"),
        (b"[[drawers]]", "\u00abdrawers\u00bb is not a policy value"),
        (b"[gate]\nlate = 3", "Write [[gate.late]]"),
        (b"[[draws]]\nvalue = 3000", "lacks its date, reason or source"),
        (GOOD.replace("3000", "true").encode(), "a whole number not below 100"),
        (GOOD.replace("3000", "nan").replace("draws", "gate.days_beyond_terms").encode(), "a number not below 0"),
        (GOOD.replace("3000", "inf").replace("draws", "potential.growth_floor").encode(), "must be a number"),
    ],
)
def test_mistakes(tmp_path: Path, content: bytes, sentence: str) -> None:
    assert sentence in _refused(tmp_path, content)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ClaveError, match="cannot be read"):
        read(tmp_path / "none.toml")


def test_before_the_first_version_there_is_no_policy() -> None:
    with pytest.raises(ClaveError, match="no value for «order» on 1999-12-31"):
        default().at(date(1999, 12, 31))
    assert Policy({}).version_of("order", date(2026, 1, 1)) is None


def test_the_reference_pages_are_written_in_both_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["reference", str(tmp_path)])
    runpy.run_path(str(reference.__file__), run_name="__main__")
    assert {path.name: path.read_text("utf-8")[:5] for path in tmp_path.iterdir()} == {
        "politica.md": "# Pol",
        "policy.md": "# Pol",
    }
