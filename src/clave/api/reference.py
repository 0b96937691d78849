"""Writes the OpenAPI description: `python -m clave.api.reference docs/reference`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django

PAGE = "openapi.json"

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.project.settings")
    django.setup()
    from clave.api.description import written
    from clave.api.door import schema

    (Path(sys.argv[1]) / PAGE).write_text(written(schema()) + "\n", "utf-8")
