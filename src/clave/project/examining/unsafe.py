"""What is set so that it could hurt: each with the setting that cures it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from clave.base.words import Text, _
from clave.project.examining.shape import Asked, Found

LOCAL = frozenset({"", "localhost", "127.0.0.1", "::1", "[::1]"})


def unsafe(asked: Asked) -> Iterator[Found]:
    """Everything that is, and that nothing is where nothing is."""
    wrong = [Found("settings", False, what, remedy) for what, remedy in _wrong()]
    yield from wrong or [Found("settings", True, _("No setting is unsafe."))]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        remedy = _("Run it as a user of its own that owns the data folder and nothing else.")
        yield Found("settings", None, _("clave runs as root."), remedy)


def _wrong() -> Iterator[tuple[Text, Text]]:
    address = urlsplit(settings.CLAVE_ADDRESS)
    public = address.hostname not in LOCAL
    if settings.DEBUG:
        yield (
            _("Errors show the inside of the program to whoever causes them (CLAVE_DEBUG)."),
            _("Take CLAVE_DEBUG away."),
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield (
            _("clave answers under any name (CLAVE_HOSTS=*), so links in mails can be forged."),
            _("Name the hosts of this installation in CLAVE_HOSTS."),
        )
    if public and address.scheme == "http":
        yield (
            _("Passwords and data travel unencrypted to {host}.").fill(host=address.hostname),
            _("Put a proxy with TLS in front, set CLAVE_ADDRESS=https://… and CLAVE_HTTPS=1."),
        )
    elif public and not settings.SECURE_SSL_REDIRECT:
        yield (
            _("People come by https, and their sessions may still travel without it (CLAVE_HTTPS is not set)."),
            _("Set CLAVE_HTTPS=1, and behind a proxy CLAVE_PROXY=1."),
        )
    yield from _lines()


def _lines() -> Iterator[tuple[Text, Text]]:
    if (
        settings.CLAVE_SMTP
        and settings.EMAIL_HOST not in LOCAL
        and not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL)
    ):
        yield (
            _("Mails, and the password of the mail server if it has one, travel unencrypted (smtp://)."),
            _("Write CLAVE_SMTP with smtp+tls:// or smtps://."),
        )
    if any(origin.startswith("http:") for origin in settings.CLAVE_FRAMES):
        yield (
            _("A screen without encryption may show the badge of customers (CLAVE_FRAMES)."),
            _("Name only https:// origins there."),
        )
    host = str(connection.settings_dict.get("HOST") or "")
    if connection.vendor == "postgresql" and host not in LOCAL and not host.startswith("/") and not _encrypted():
        yield (
            _("The database on {host} is spoken to unencrypted.").fill(host=host),
            _(
                "Let it take TLS and set PGSSLMODE=verify-full; on a network of the same machine this may be as it should."
            ),
        )


def _encrypted() -> bool:
    connection.ensure_connection()
    return bool(getattr(getattr(connection.connection, "pgconn", None), "ssl_in_use", False))
