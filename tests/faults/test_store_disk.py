"""The disk refuses, loses or spoils something: a sentence says what, and the book stays as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from clave.base.errors import ClaveError
from clave.facts.store import FactStore
from tests.faults.importing import NOW, load, said
from tests.faults.test_store_killed import child


def data_file(folder: Path) -> Path:
    """A data file of the invoice lines of the current book."""
    return Path(FactStore(folder).open().sources["invoice_line"].paths[3])


@pytest.mark.parametrize("limit", [500, 2_500, 4_000])
def test_no_room_left_on_the_disk(tmp_path: Path, limit: int) -> None:
    load(tmp_path, 1)
    with child(tmp_path, 2, 2, limit) as process:
        out, _ = process.communicate()
    assert out.startswith("refused"), out
    assert "could not be read or written" in out
    assert "The book stays as it was. Make room on the disk" in out
    assert said(tmp_path) == {1}
    assert load(tmp_path, 3).changed, "the next import goes through"
    assert said(tmp_path) == {3}


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


@pytest.mark.parametrize(("harm", "sentence"), [(Path.unlink, "is missing"), (cut, "is damaged")])
def test_a_data_file_is_missing_or_cut(tmp_path: Path, harm: Callable[[Path], None], sentence: str) -> None:
    load(tmp_path, 1)
    path = data_file(tmp_path)
    harm(path)
    with pytest.raises(ClaveError, match=f"a data file of the book {sentence}") as error:
        FactStore(tmp_path).open()
    assert str(path) in error.value.say()
    assert error.value.remedy


def test_a_flipped_byte_is_found_by_verify(tmp_path: Path) -> None:
    load(tmp_path, 1)
    FactStore(tmp_path).verify()
    path = data_file(tmp_path)
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)
    with pytest.raises(ClaveError, match="data files of the book are damaged") as error:
        FactStore(tmp_path).verify()
    assert path.name in error.value.say()


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(bytes(path.stat().st_size))])
def test_a_data_file_lost_while_a_book_is_open(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    load(tmp_path, 1)
    with FactStore(tmp_path).open().open() as warehouse:
        harm(data_file(tmp_path))
        with pytest.raises(ClaveError, match="a data file of the book cannot be read"):
            warehouse.query("SELECT SUM(net) AS net FROM invoice_line")


def test_a_damaged_file_stops_an_import_with_a_sentence(tmp_path: Path) -> None:
    load(tmp_path, 1)
    path = data_file(tmp_path)
    path.write_bytes(bytes(path.stat().st_size))
    with pytest.raises(ClaveError, match="could not be read or written"):
        load(tmp_path, 2)


def test_a_book_without_its_log(tmp_path: Path) -> None:
    load(tmp_path, 1)
    for entry in (tmp_path / "tables/customer/_delta_log").iterdir():
        entry.unlink()
    with pytest.raises(ClaveError, match="cannot be opened at version 1"):
        FactStore(tmp_path).open()


@pytest.mark.parametrize("harm", ["cut", "changed", "empty"])
def test_a_damaged_list_of_a_version_is_not_a_version(tmp_path: Path, harm: str) -> None:
    load(tmp_path, 1)
    load(tmp_path, 2)
    manifest = tmp_path / "versions/000002.json"
    text = manifest.read_text()
    manifest.write_text({"cut": text[:100], "changed": text.replace("prueba", "otro"), "empty": ""}[harm])
    assert said(tmp_path) == {1}, "the newest whole version is the book"
    with pytest.raises(ClaveError, match="no version 2 of this book, or its list is damaged"):
        FactStore(tmp_path).open(2)
    assert load(tmp_path, 3).version == 3, "a damaged number is never used again"


@pytest.mark.parametrize("tool", ["deletion vectors", "column mapping"])
def test_a_table_changed_by_a_tool_with_other_features_is_refused(tmp_path: Path, tool: str) -> None:
    load(tmp_path, 1)
    log = tmp_path / "tables/customer/_delta_log/00000000000000000000.json"
    actions = [json.loads(line) for line in log.read_text().splitlines()]
    for action in actions:
        if tool == "deletion vectors" and "protocol" in action:
            features = ["deletionVectors"]
            action["protocol"] = {
                "minReaderVersion": 3, "minWriterVersion": 7, "readerFeatures": features, "writerFeatures": features,
            }  # fmt: skip
        if tool == "column mapping" and "metaData" in action:
            action["metaData"]["configuration"]["delta.columnMapping.mode"] = "name"
    log.write_text("\n".join(json.dumps(action) for action in actions))
    with pytest.raises(ClaveError, match="deletion vectors or column mapping"):
        FactStore(tmp_path).open()


def test_a_folder_copied_elsewhere_opens_the_same(tmp_path: Path) -> None:
    load(tmp_path / "here", 1)
    (tmp_path / "here").rename(tmp_path / "there")
    assert said(tmp_path / "there") == {1}
    assert load(tmp_path / "there", 2).version == 2
    assert FactStore(tmp_path / "there").versions()[0].at == NOW
