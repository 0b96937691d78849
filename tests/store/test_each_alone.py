"""A test finds nothing that the one before it left: neither a policy nor facts nor imports."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.mark.parametrize("turn", ["first", "second"])
def test_the_data_folder_is_empty(turn: str) -> None:
    data = Path(os.environ["CLAVE_DATA"])
    assert not (data / "policy.toml").exists()
    assert not (data / "facts").exists()
    (data / "policy.toml").write_text("[[capacity.count]]")
    (data / "facts").mkdir()
