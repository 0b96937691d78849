"""What lies around an installation: its backups, its mail server, the proxy in front of it."""

from __future__ import annotations

import json
import shutil
import smtplib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.mail import get_connection

from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.jobs.backups import standing
from clave.jobs.mail import reason
from clave.project.examining.shape import Asked, Found, lasted
from clave.store.backup.archive import checked
from clave.store.backup.making import made_in
from clave.store.models import AuditEvent, Company

PATIENCE = 5.0
"""Seconds that a server beside us gets to answer."""
QUICK = 256 * 1024**2
"""Bytes of a backup that are read in a few seconds; a larger one is read where `--deep` asks for it."""
WEEK = 7 * 24 * 3600


def backups(asked: Asked) -> Iterator[Found]:
    """Whether they are made, how old the newest is, and whether it reads."""
    folder: Path | None = settings.CLAVE_BACKUPS
    if folder is None:
        yield from _by_hand(asked)
        return
    if not folder.is_dir():
        yield Found(
            "backups", False, _("The folder for backups is not there: {folder}.").fill(folder=str(folder)),
            _("Mount the disk or make the folder: clave never makes it, because it would fill the wrong disk."),
        )  # fmt: skip
        return
    state = standing(asked.now)
    if state in ("failed", "late"):
        text = _("The last backup failed.") if state == "failed" else _("A whole round passed without a backup.")
        yield Found("backups", False, text, _("Read why under Trabajos, mend it, and start one there."))
    made = made_in(folder)
    if not made:
        yield Found("backups", None, _("There is no backup yet."), _("Start one under Trabajos, or `clave backup`."))
        return
    yield from _newest(made[-1], asked)
    yield from _room(folder, made[-1])


def _by_hand(asked: Asked) -> Iterator[Found]:
    last = AuditEvent.objects.filter(what="backup.made").order_by("-number").first()
    own = Company.objects.filter(demonstration=False).exists()
    remedy = _("Make a folder on another disk and set CLAVE_BACKUPS to it; then one is made every night.")
    if last is None:
        text = _("No backup was ever made, and none is made by itself.")
        yield Found("backups", False if own else None, text, remedy)
        return
    age = (asked.now - last.at).total_seconds()
    text = _("The last backup was made {ago} ago, by hand; none is made by itself.").fill(ago=lasted(age))
    yield Found("backups", False if own and age > WEEK else None, text, remedy)


def _newest(path: Path, asked: Asked) -> Iterator[Found]:
    there = path.stat()
    age = lasted(asked.now.timestamp() - there.st_mtime)
    if there.st_size > QUICK and not asked.deep:
        text = _("The newest backup is {ago} old. It is large, so it was not read.")
        yield Found("backups", None, text.fill(ago=age), _("`clave doctor --deep` reads it to the last byte."))
        return
    try:
        rows = checked(path).rows
    except ClaveError as damaged:
        yield Found(
            "backups", False, damaged.sentence(), _("Start a new one under Trabajos now, and look at that disk.")
        )
        return
    text = _("The newest backup is {ago} old and reads to the last byte: {rows} rows.")
    yield Found("backups", True, text.fill(ago=age, rows=rows))


def _room(folder: Path, newest: Path) -> Iterator[Found]:
    if shutil.disk_usage(folder).free < 2 * newest.stat().st_size:
        remedy = _("Make room there, or let policy keep fewer (keep.backups).")
        yield Found("backups", False, _("The disk of the backups has no room for two more."), remedy)
    if folder.stat().st_dev == settings.CLAVE_DATA.stat().st_dev:
        remedy = _("Put them on another disk, or copy them away: if this one breaks, both are gone.")
        yield Found("backups", None, _("The backups lie on the same disk as the data."), remedy)


def mail(asked: Asked) -> Iterator[Found]:
    """Whether the mail server lets us in; nothing is sent."""
    if not settings.CLAVE_SMTP:
        return
    server = get_connection(timeout=PATIENCE)
    try:
        server.open()
        server.close()
    except (smtplib.SMTPException, OSError) as down:
        text = _("The mail server does not let us in: {reason}.").fill(reason=reason(down))
        yield Found("mail", False, text, _("Check host, port, user and password of CLAVE_SMTP; mails wait until then."))
    else:
        yield Found("mail", True, _("The mail server lets us in."))


@dataclass(frozen=True)
class Reached:
    """What somebody at the public address gets: the answer of /healthz (None = another one's) and the status of /metrics."""

    told: dict[str, Any] | None
    metrics: int


def reached(address: str) -> Reached:
    """Ask at the address that people use. Raises OSError where nobody answers there."""
    try:
        told = json.loads(_asked(address + "/healthz")[1])
    except ValueError:
        told = None
    return Reached(told if isinstance(told, dict) else None, _asked(address + "/metrics")[0])


class _Here(HTTPRedirectHandler):
    """Goes nowhere else: what is answered here is what counts."""

    def redirect_request(self, *_: Any) -> None:
        """None: the redirect itself is the answer."""


def _asked(address: str) -> tuple[int, bytes]:
    try:
        with build_opener(_Here).open(Request(address), timeout=PATIENCE) as answer:
            return answer.status, answer.read(1 << 16)
    except HTTPError as refused:
        with refused:
            return refused.code, refused.read(1 << 16)
    except HTTPException as odd:
        raise OSError(str(odd)) from odd


def proxy(asked: Asked, ask: Callable[[str], Reached] = reached) -> Iterator[Found]:
    """Whether a request that comes by the public address arrives as it was sent."""
    address = settings.CLAVE_ADDRESS
    if urlsplit(address).hostname in ("127.0.0.1", "localhost", "::1"):
        remedy = _("Set CLAVE_ADDRESS to the address that people use, such as https://clave.company.com.")
        yield Found("proxy", None, _("Links in mails lead to this machine only."), remedy)
        return
    try:
        found = ask(address)
    except OSError:
        text = _("Nobody answers at {address} from here.").fill(address=address)
        yield Found("proxy", None, text, _("See whether the proxy runs, and whether this machine may reach it."))
        return
    wrong = list(_misled(address, found))
    yield from wrong
    if not wrong:
        yield Found("proxy", True, _("{address} leads here, with the headers it must pass on.").fill(address=address))


def _misled(address: str, found: Reached) -> Iterator[Found]:
    for what, remedy in _complaints(address, found):
        yield Found("proxy", False, what.fill(address=address), remedy)


def _complaints(address: str, found: Reached) -> Iterator[tuple[Text, Text]]:
    if found.told is None or found.told.get("status") != "ok":
        yield (
            _("At {address} somebody else answers, or the proxy does not lead here."),
            _(
                "Let the proxy pass every address on to the port of clave; docs/how-to/instalar-en-un-servidor.md shows how."
            ),
        )
        return
    if address.startswith("https:") and not found.told.get("secure"):
        yield (
            _("What comes to {address} arrives as if it were not encrypted."),
            _("Let the proxy set X-Forwarded-Proto to the protocol of the request, and set CLAVE_PROXY=1."),
        )
    if not found.told.get("known_host"):
        yield (
            _("What comes to {address} arrives under another name, and is refused."),
            _("Let the proxy pass Host on, and name that host in CLAVE_HOSTS."),
        )
    if found.metrics == 200:
        yield (
            _("Everybody can read the figures of the server at {address}/metrics."),
            _("Set CLAVE_METRICS_TOKEN, or let the proxy refuse /metrics."),
        )
