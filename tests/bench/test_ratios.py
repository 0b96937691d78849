"""Nothing that was fast becomes slow, nothing that was bounded grows: small sizes, each contender in its own process."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench import company, export, growing, importing
from bench.side import Took, contest, once


def test_reading_an_export_takes_no_longer_than_the_same_job_in_pandas(tmp_path: Path) -> None:
    path = tmp_path / "ventas.csv"
    written = export.write(path, 200_000)
    own, peer = contest(
        [("clave", "bench.importing:clave", [path]), ("pandas", "bench.importing:pandas_same", [path])], 2
    )
    expected = {"cents": written.cents, "rejects": [list(cell) for cell in written.bad]}
    for contender in (own, peer):
        assert {name: contender.result[name] for name in expected} == expected
    assert own.cpu < 2 * peer.cpu  # wide: other work on the machine takes from one more than from the other


def test_memory_of_an_import_hardly_grows_with_the_file(tmp_path: Path) -> None:
    """A million lines more in memory would be six hundred MB. Buffers fill up to about 500 MB and stay there: the soak
    reads ten million lines."""
    peaks = {}
    for lines in (300_000, 900_000):
        path = tmp_path / f"{lines}.csv"
        export.write(path, lines)
        took = once("tests.bench.reading:with_little_memory", path)
        assert took.result == [lines - export.BAD, True]
        peaks[lines] = took.peak
    assert (peaks[900_000] - peaks[300_000]) / 0.6 < 400, peaks


@pytest.mark.soak
def test_ten_million_lines_in_one_file_stay_below_a_gigabyte(tmp_path: Path) -> None:
    path = tmp_path / "ventas.csv"
    written = export.write(path, 10_000_000)
    took = once("bench.importing:clave", path)
    assert took.result["cents"] == written.cents
    assert took.peak < 1000


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("company")
    company.build(folder, 200_000, 2_000)
    return folder


def test_the_same_measures_agree_with_the_scripts_and_take_no_longer(store: Path) -> None:
    names = ("clave_same", "polars_same", "pandas_same")
    own, polars, pandas = contest([(name, f"bench.measuring:{name}", [store]) for name in names], 2)
    for peer in (polars, pandas):
        assert own.result == pytest.approx(peer.result, rel=1e-9, abs=0.2)
    assert own.cpu < 3 * pandas.cpu  # at this size half of it is reading SQL, which does not grow


def test_a_part_of_the_measures_says_what_all_of_them_say(store: Path) -> None:
    assert once("bench.measuring:clave_same", store).result == once("bench.measuring:clave_everything", store).result


def test_the_curve_is_drawn_from_its_points() -> None:
    points = [growing.Point("a (x)", size, 1.0, size / 1000, 10) for size in (1000, 10_000)]
    assert growing.growth(points) == {"a (x)": pytest.approx(1.0)}
    assert growing.picture(points).count("<circle") == 2


def test_a_contender_that_changes_its_mind_is_no_result() -> None:
    runs = importing.contest([("process", "tests.bench.test_ratios:number_of_this_process", [])], 2)
    with pytest.raises(SystemExit, match="differ"):
        _said = runs[0].result
    assert all(isinstance(run, Took) for run in runs[0].took)


def number_of_this_process() -> int:
    """Another one in every run."""
    return os.getpid()
