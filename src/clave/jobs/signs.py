"""The sign of life of every worker: a small file in the data folder, which the pages and the worker share anyway.

Not a row of the database: an idle worker would write one every few seconds for ever, and a backup would keep it."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

FOLDER, ENDING = "workers", ".sign"
FORGOTTEN = timedelta(days=1)
"""A worker that was killed leaves its sign behind; after that long another one takes it away."""


@dataclass(frozen=True)
class Sign:
    """A worker (host and process), since when it works, when it last said so, and what kept it from looking at the
    schedule then: the kind of the error, empty where nothing did."""

    worker: str
    began_at: datetime
    seen_at: datetime
    trouble: str = ""


def give(data: Path, sign: Sign) -> None:
    """Write it down whole or not at all. Raises OSError where the disk does not let it."""
    folder = data / FOLDER
    folder.mkdir(exist_ok=True)
    aside = folder / (_name(sign.worker) + ".new")
    aside.write_text(json.dumps(asdict(sign), default=datetime.isoformat), encoding="utf-8")
    aside.replace(folder / (_name(sign.worker) + ENDING))


def withdraw(data: Path, worker: str) -> None:
    """It ends in order."""
    (data / FOLDER / (_name(worker) + ENDING)).unlink(missing_ok=True)


def signs(data: Path) -> list[Sign]:
    """Every sign that is there, the latest first; what cannot be read is none."""
    found = [sign for path in (data / FOLDER).glob("*" + ENDING) if (sign := _read(path))]
    return sorted(found, key=lambda sign: sign.seen_at, reverse=True)


def forget(data: Path, now: datetime) -> None:
    """Take away the signs of workers that are gone for long."""
    for sign in signs(data):
        if now - sign.seen_at > FORGOTTEN:
            withdraw(data, sign.worker)


def _name(worker: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-." else "-" for letter in worker)


def _read(path: Path) -> Sign | None:
    with suppress(OSError, ValueError, TypeError, KeyError):
        kept = json.loads(path.read_text(encoding="utf-8"))
        began, seen = (datetime.fromisoformat(kept[name]) for name in ("began_at", "seen_at"))
        return Sign(str(kept["worker"]), began, seen, str(kept["trouble"]))
    return None
