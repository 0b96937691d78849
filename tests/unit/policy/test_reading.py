"""A policy file with a mistake is refused with a sentence that says what, where and what to do."""

from __future__ import annotations

import runpy
import sys
from datetime import date, timedelta
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


def test_every_day_has_the_values_of_its_own_versions_whatever_was_asked_before(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(GOOD, "utf-8")
    policy = read(path)
    last = max(version.since for versions in policy.entries.values() for version in versions)
    days = [last + timedelta(days=off) for off in (9, 0, -1, 1, -1, 0)]
    for day in days:
        in_force = {key: found.value for key in policy.entries if (found := policy.version_of(key, day))}
        assert dict(policy.at(day).values) == in_force
    assert policy.at(last) is policy.at(last + timedelta(days=400)), "worked out once"
    assert policy.at(last) is not policy.at(last - timedelta(days=1))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe", "cannot be read"),
        (b"[[draws", "not a valid policy file"),
        (b"draws = 3000", "Write [[draws]] with from, value, reason and source"),
        (b"[[drawers]]", "\u00abdrawers\u00bb is not a policy value"),
        (b"[gate]\nlate = 3", "Write [[gate.late]]"),
        (b"[[draws]]\nvalue = 3000", "lacks its date, reason or source"),
        (GOOD.replace("3000", "true").encode(), "a whole number from 100 to 100000"),
        (GOOD.replace("3000", "nan").replace("draws", "gate.days_beyond_terms").encode(), "a number not below 0"),
        (GOOD.replace("3000", "inf").replace("draws", "potential.growth_floor").encode(), "must be a number"),
        (GOOD.replace("3000", "9" * 400).replace("draws", "potential.growth_floor").encode(), "must be a number"),
        (GOOD.replace("3000", "9" * 5000).encode(), "not a valid policy file"),
        (GOOD.replace("3000", "0x" + "f" * 5000).encode(), "not a valid policy file"),
        (GOOD.replace("3000", str(10**30)).encode(), "a whole number from 100 to 100000"),
        (GOOD.replace("3000", "1").replace("draws", "interval.level").encode(), "above 0 and below 1"),
        (GOOD.replace("3000", "inf").replace("draws", "capacity.kams").encode(), "a number not below 0"),
        (GOOD.replace("3000", "{ volume = inf }").replace("draws", "typed_weights").encode(), "weights by criterion"),
        (GOOD.replace("3000", "{ loyalty = 1000000000000 }").replace("draws", "seats").encode(), "whole numbers by"),
        (GOOD.replace("3000", "[['volume']]").replace("draws", "order").encode(), "each at most once"),
        (GOOD.replace("3000", "[{ a = 1 }]").replace("draws", "order").encode(), "each at most once"),
        (GOOD.replace("2026-01-01", "2026-01-01T10:00:00").encode(), "lacks its date, reason or source"),
        (b"draws = [1, 2]", "Write [[draws]] with from, value, reason and source"),
        (b"draws = [[1]]", "Write [[draws]] with from, value, reason and source"),
        (b"[draws]\nfrom = 2026-01-01\nvalue = 200", "Write [[draws]] with from, value, reason and source"),
        (b"a." * 5000 + b"b = 1", "not a valid policy file"),
        (b"draws = " + b"[" * 5000, "not a valid policy file"),
    ],
)
def test_mistakes(tmp_path: Path, content: bytes, sentence: str) -> None:
    assert sentence in _refused(tmp_path, content)


def _entries(**values: object) -> bytes:
    kept = (GOOD.replace("draws", key.replace("__", ".")).replace("3000", str(value)) for key, value in values.items())
    return "".join(kept).encode()


@pytest.mark.parametrize(
    "content",
    [
        _entries(bands__safe=0.1, bands__out=0.9),
        _entries(bands__entry=0.1, bands__exit=0.9),
        _entries(abc__a=0.99),
        _entries(value__low_quantile=0.9, value__high_quantile=0.1),
        _entries(unknown__low_quantile=0.9, unknown__high_quantile=0.1),
        _entries(wallet__minimum_peers=50, wallet__maximum_peers=2),
    ],
)
def test_values_that_contradict_each_other(tmp_path: Path, content: bytes) -> None:
    """Each value alone is right; together they would give bands nobody is in, or scores that fall as sales rise."""
    assert "the first must not be above the second" in _refused(tmp_path, content)


def test_a_contradiction_of_the_past_is_named_with_its_day(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(_entries(bands__out=0.97).replace(b"2026", b"2020") + _entries(bands__out=0.02, bands__safe=0.9))
    with pytest.raises(ClaveError, match="from 2020-01-01"):
        read(path)


def test_notepad_writes_a_mark_before_the_text(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(GOOD, "utf-8-sig")
    assert read(path).at(date(2026, 1, 1))[declared.draws] == 3000


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
