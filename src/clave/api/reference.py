"""Writes the OpenAPI description: `python -m clave.api.reference docs/reference`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import django

PAGE = "openapi.json"


def written(description: object) -> str:
    """As the file holds it."""
    return json.dumps(description, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.project.settings")
    django.setup()
    from clave.api.door import schema

    (Path(sys.argv[1]) / PAGE).write_text(written(schema()), "utf-8")
