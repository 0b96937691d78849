"""How the suite is dealt to the processes of `make test`: by file, the long ones first, so that no core waits for the last.

A file is one process's whole, for what it prepares is then prepared once. Only the files in APART are dealt test by
test: each of their tests is a suite of its own; and the folders in TOGETHER are dealt whole."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

APART = ("tests/postgres/test_on_postgres.py", "tests/web/test_every_page.py")
TOGETHER = ("tests/spark/",)
"""Folders that one process takes whole, because they share what takes a gigabyte and ten seconds to start."""
LONG = ("tests/postgres/", "tests/web/test_every_page.py", "tests/real/", "tests/spark/")
"""What takes minutes, in the order in which it begins."""


class ByFile(LoadFileScheduling):
    """Files, but for those whose tests are dealt apart."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        shared = next((folder for folder in TOGETHER if file.startswith(folder)), file)
        return nodeid if file in APART else shared


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """The order below is the one in which files are dealt."""
    config.option.loadscopereorder = False
    return ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the suite: what takes minutes first, then the files with most tests."""
    if not hasattr(config, "workerinput"):
        return
    files = [item.nodeid.split("::")[0] for item in items]
    tests = Counter(files)
    place = {
        file: (next((n for n, start in enumerate(LONG) if file.startswith(start)), len(LONG)), -tests[file], file)
        for file in tests
    }
    items.sort(key=lambda item: place[item.nodeid.split("::")[0]])
