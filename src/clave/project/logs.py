"""What is kept out of the log lines of the server: a link that lets somebody in is a key, even in an error message."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

_KEYS = re.compile(r"(/(?:enlace|inicio|recibido|entrada/password/reset/key)/|[?&]ticket=)[^/&\s]+")
_API_KEY = re.compile(r"\bclave_[\w-]{20,}")


def without_keys(record: logging.LogRecord) -> bool:
    """Take the tokens out of the addresses that a record names; the record itself stays."""
    record.msg = _hidden(record.msg)
    if isinstance(record.args, tuple):
        record.args = tuple(map(_hidden, record.args))
    elif isinstance(record.args, Mapping):
        record.args = {name: _hidden(value) for name, value in record.args.items()}
    return True


def _hidden(value: Any) -> Any:
    return _API_KEY.sub("clave_…", _KEYS.sub(r"\1…", value)) if isinstance(value, str) else value
