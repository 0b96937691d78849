"""The environment every test runs in: its own data folder, and nothing from this machine. A process of its own has a folder of
its own. pytest loads it before anything reads the settings (pyproject.toml, addopts)."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ["CLAVE_DATA"] = tempfile.mkdtemp(prefix="clave-tests-")
(
    Path(os.environ["CLAVE_DATA"]) / "static"
).mkdir()  # empty until a test collects the assets, and there, as a server expects
os.environ["CLAVE_SECRET_KEY"] = "only-for-tests-" * 5
os.environ["CLAVE_LANGUAGE"] = "es"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser drives its own loop in the thread of the tests
os.environ.pop("CLAVE_HTTPS", None)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.project.settings")
