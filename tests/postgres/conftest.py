"""A running PostgreSQL server, started once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgres.server import programs, server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of the server, without a database."""
    found = programs()
    if found is None:
        pytest.skip("PostgreSQL is not installed: .ci/system-packages installs it.")
    with server(found) as address:
        yield address
