"""The assets under their hashed names, because pages are opened here too."""

from __future__ import annotations

import pytest
from django.core.management import call_command


@pytest.fixture(scope="session", autouse=True)
def assets() -> None:
    """As a real installation serves them."""
    call_command("collectstatic", interactive=False, verbosity=0)
