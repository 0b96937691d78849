"""What every test of the API needs: an installation whose assets are in place."""

from __future__ import annotations

import pytest
from django.core.management import call_command


@pytest.fixture(scope="session", autouse=True)
def assets() -> None:
    """The server finds its folder of assets, as in a real installation."""
    call_command("collectstatic", interactive=False, verbosity=0)
