"""What is kept out of the log lines of the server: a link that lets somebody in is a key, even in an error message."""

from __future__ import annotations

import logging
import re
from typing import Any

_KEYS = re.compile(r"(/(?:enlace|inicio|recibido)/|[?&]ticket=)[^/&\s]+")


def without_keys(record: logging.LogRecord) -> bool:
    """Take the tokens out of the addresses that a record names; the record itself stays."""
    record.msg = _hidden(record.msg)
    if isinstance(record.args, tuple):
        record.args = tuple(map(_hidden, record.args))
    return True


def _hidden(value: Any) -> Any:
    return _KEYS.sub(r"\1…", value) if isinstance(value, str) else value
