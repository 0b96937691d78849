"""The demo company, built once for all its tests."""

from __future__ import annotations

import pytest

from clave.demo import Company, build


@pytest.fixture(scope="session")
def company() -> Company:
    """Adhesivos Farallones with its own seed and last date."""
    return build()
