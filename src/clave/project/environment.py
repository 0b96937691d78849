"""What an installation sets, read from the environment and checked; a bad value stops the start with a sentence."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from clave.base.words import LANGUAGES, _
from clave.facts.spark import SparkEngine, read_engine
from clave.jobs.outgoing import Smtp, is_sender, read_smtp
from clave.project.database import bad_value as _bad
from clave.project.database import database_at, still_here

YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")
SHORTEST_KEY = 50
KEPT_FOLDERS = ("facts", "imports", "sources", "static", "measured")
"""Inside the data folder: what a backup reads, or clave empties by itself."""
LOCAL = "localhost,127.0.0.1,[::1]"
SHORTEST_TOKEN = 24
LOG_FORMS = ("text", "json")


@dataclass(frozen=True)
class Environment:
    """Everything that differs from one installation to another."""

    data: Path
    secret_key: str
    former_keys: tuple[str, ...]
    database: Mapping[str, Any]
    debug: bool
    hosts: tuple[str, ...]
    origins: tuple[str, ...]
    https: bool
    behind_proxy: bool
    language: str
    time_zone: str
    smtp: Smtp | None
    mail_from: str
    address: str
    backups: Path | None
    frames: tuple[str, ...]
    drain: int
    at_once: int
    waiting: int
    disk_free: int
    metrics_token: str
    logs: str
    webhook_hosts: tuple[str, ...]
    engine: SparkEngine | None = None

    @property
    def facts(self) -> Path:
        """Where the fact files live."""
        return self.data / "facts"


def read(values: Mapping[str, str]) -> Environment:
    """The environment as clave understands it; makes the data folder and the secret key at the first start."""
    data = _folder(values.get("CLAVE_DATA") or "var")
    return Environment(
        data=data,
        secret_key=_secret_key(values.get("CLAVE_SECRET_KEY", ""), data),
        former_keys=_listed(values.get("CLAVE_FORMER_KEYS", "")),
        database=still_here(data, database_at(values.get("DATABASE_URL", ""), data)),
        debug=_flag(values, "CLAVE_DEBUG"),
        hosts=_listed(values.get("CLAVE_HOSTS") or LOCAL),
        origins=_listed(values.get("CLAVE_ORIGINS", "")),
        https=_flag(values, "CLAVE_HTTPS"),
        behind_proxy=_flag(values, "CLAVE_PROXY"),
        language=_language(values),
        time_zone=_time_zone(values.get("CLAVE_TIME_ZONE") or "America/Bogota"),
        smtp=read_smtp(values.get("CLAVE_SMTP", "")),
        mail_from=_sender(values),
        address=_address(values),
        backups=_backups(values.get("CLAVE_BACKUPS", ""), data),
        frames=_frames(values),
        drain=_whole(values, "CLAVE_DRAIN", 9, range(3, 601)),
        at_once=_whole(values, "CLAVE_AT_ONCE", 8, range(1, 65)),
        waiting=_whole(values, "CLAVE_WAITING", 24, range(0, 257)),
        disk_free=_whole(values, "CLAVE_DISK_FREE", 1, range(0, 10_001)),
        metrics_token=_metrics_token(values.get("CLAVE_METRICS_TOKEN", "")),
        logs=_log_form(values.get("CLAVE_LOGS") or LOG_FORMS[0]),
        engine=read_engine(values, data / "facts"),
        webhook_hosts=_hosts(values),
    )


def _folder(name: str) -> Path:
    folder = Path(name).expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _bad("CLAVE_DATA", name, _("a folder that clave may write in")) from error
    if not os.access(folder, os.W_OK):
        raise _bad("CLAVE_DATA", name, _("a folder that clave may write in"))
    return folder


def _secret_key(given: str, data: Path) -> str:
    if given:
        if len(given) < SHORTEST_KEY:
            raise _bad("CLAVE_SECRET_KEY", "…", _("a random text of at least 50 characters"))
        return given
    kept = data / "secret-key"
    key = kept.read_text().strip() if kept.exists() else ""
    return key or _first_key(kept)


def _first_key(kept: Path) -> str:
    """One key however many start at once: the first to lock the file writes it, the others read it."""
    with os.fdopen(os.open(kept, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        key = file.read().strip() or secrets.token_urlsafe(64)
        file.seek(0)
        file.write(key)
    return key


def _flag(values: Mapping[str, str], name: str) -> bool:
    value = values.get(name, "").strip().lower()
    if value not in (*YES, *NO):
        raise _bad(name, value, _("1 or 0"))
    return value in YES


def _whole(values: Mapping[str, str], name: str, usual: int, allowed: range) -> int:
    """A whole number; the usual one where nothing is set."""
    value = values.get(name, "").strip()
    if not value:
        return usual
    if not (value.isascii() and value.isdecimal() and int(value[:9]) in allowed):
        expects = _("a whole number from {least} to {most}")
        raise _bad(name, value, expects.fill(least=str(allowed[0]), most=str(allowed[-1])))
    return int(value)


def _metrics_token(value: str) -> str:
    """What a reader of /metrics must carry; without one only this machine reads it."""
    if value and (len(value) < SHORTEST_TOKEN or not value.isascii() or not value.isprintable() or " " in value):
        raise _bad("CLAVE_METRICS_TOKEN", "…", _("a random text of at least 24 letters and digits"))
    return value


def _log_form(value: str) -> str:
    if value not in LOG_FORMS:
        raise _bad("CLAVE_LOGS", value, _("text or json"))
    return value


def _listed(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _language(values: Mapping[str, str]) -> str:
    """CLAVE_LANGUAGE, or the system's LANGUAGE where it names one of ours; Spanish otherwise."""
    chosen = values.get("CLAVE_LANGUAGE", "")
    if chosen and chosen not in LANGUAGES:
        raise _bad("CLAVE_LANGUAGE", chosen, _("es or en"))
    system = values.get("LANGUAGE", "")[:2]
    return chosen or (system if system in LANGUAGES else "es")


def _time_zone(name: str) -> str:
    if name not in available_timezones():
        raise _bad("CLAVE_TIME_ZONE", name, _("a time zone such as America/Bogota"))
    return ZoneInfo(name).key


def _sender(values: Mapping[str, str]) -> str:
    """Who mails come from; who sets a server must say it, because servers refuse senders they do not know."""
    given = values.get("CLAVE_MAIL_FROM", "")
    if (given or values.get("CLAVE_SMTP")) and not is_sender(given):
        raise _bad("CLAVE_MAIL_FROM", given, _("an address such as clave@company.com or Clave <clave@company.com>"))
    return given or "clave@localhost"


def _address(values: Mapping[str, str]) -> str:
    """Where people reach clave, for links in mails: CLAVE_ADDRESS, else the first origin, else this machine."""
    given = (values.get("CLAVE_ADDRESS") or next(iter(_listed(values.get("CLAVE_ORIGINS", ""))), "")).rstrip("/")
    parts = urlsplit(given)
    if given and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query):
        raise _bad("CLAVE_ADDRESS", given, _("an address such as https://clave.company.com"))
    return given or "http://127.0.0.1:8000"


def _backups(name: str, data: Path) -> Path | None:
    """Where backups go by themselves; None: nowhere. It need not be there at the start: a disk may be away for a while."""
    if not name:
        return None
    folder = Path(name).expanduser().absolute()
    if data == folder or any(folder.is_relative_to(data / taken) for taken in KEPT_FOLDERS):
        raise _bad("CLAVE_BACKUPS", name, _("a folder of its own, best on another disk"))
    return folder


def _frames(values: Mapping[str, str]) -> tuple[str, ...]:
    """The screens that may show a badge in a web frame, as origins; none unless they are named."""
    found = tuple(origin.rstrip("/") for origin in _listed(values.get("CLAVE_FRAMES", "")))
    for origin in found:
        parts = urlsplit(origin)
        plain = origin == f"{parts.scheme}://{parts.netloc}" and not set(origin) & set("*;'\" \t")
        if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
            raise _bad("CLAVE_FRAMES", origin, _("addresses such as https://erp.company.com, separated by commas"))
    return found


def _hosts(values: Mapping[str, str]) -> tuple[str, ...]:
    """Machines to which webhooks may go although they are inside a network, or without https; none unless they are named."""
    found = tuple(host.lower() for host in _listed(values.get("CLAVE_WEBHOOK_HOSTS", "")))
    for host in found:
        if not re.fullmatch(r"[a-z0-9_.:-]+", host) or "//" in host:
            raise _bad("CLAVE_WEBHOOK_HOSTS", host, _("names of machines such as erp.company.com, separated by commas"))
    return found
