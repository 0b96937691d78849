"""The log lines of the server, and what is kept out of them: a link that lets somebody in is a key, even in an error
message. As `text` they are for a person at the terminal and say only what went wrong; as `json` each is one object for
whoever gathers them, one more a request and a job, and says nothing of anybody (ADR 0040)."""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from clave.jobs.lines import FIELDS, LOGGER, REQUEST

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


class JsonLine(logging.Formatter):
    """One record as one line of JSON. Of an error its kind and where it happened, not its words, which may name anybody;
    of what others log only the words that stand in their code, without what they put into them."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "logger": record.name}
        if request := REQUEST.get():
            said["request"] = request
        words = _words(record)
        said |= getattr(record, FIELDS, None) or ({"message": words} if words else {})
        if record.exc_info and record.exc_info[0]:
            said |= {"raised": _kind(record.exc_info[0]), "where": _places(record.exc_info[2])}
        return json.dumps(said, ensure_ascii=False, default=str)


def _words(record: logging.LogRecord) -> str:
    """Ours with their figures. Of others the words with gaps, and none where the gaps are filled already: nobody knows with
    what (a refused host is one that somebody typed)."""
    if record.name.split(".")[0] == "clave":
        return record.getMessage()
    return str(record.msg) if record.args else ""


def _kind(error: type[BaseException]) -> str:
    return f"{error.__module__}.{error.__qualname__}"


def _places(trace: TracebackType | None) -> list[str]:
    """From the outermost call to where it happened."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]


def logging_of(form: str) -> dict[str, Any]:
    """The settings of logging for CLAVE_LOGS. With a line a request, Django's own words about refused ones are left out:
    they repeat the address, and an address names a customer."""
    lines: dict[str, Any] = {"level": "INFO"} if form == "json" else {"level": "WARNING"}
    quiet = {name: {"level": "ERROR"} for name in ("django.request", "django.security")} if form == "json" else {}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
            "json": {"()": JsonLine},
        },
        "filters": {"without_keys": {"()": "django.utils.log.CallbackFilter", "callback": without_keys}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form, "filters": ["without_keys"]}},
        "loggers": {LOGGER: lines, **quiet},
        "root": {"handlers": ["console"], "level": "WARNING"},
    }
