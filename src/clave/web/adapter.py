"""How allauth behaves here: no public sign-up, no addresses but ours, and every mail through the outbox."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from clave.actions.entry import send_forgotten
from clave.actions.mail import write
from clave.base.words import LANGUAGES
from clave.store.models import Person
from clave.web.words import reader

SECURITY = {
    "account/email/password_changed": "password",
    "account/email/password_set": "password",
    "mfa/email/totp_activated": "second_step_on",
    "mfa/email/totp_deactivated": "second_step_off",
    "mfa/email/recovery_codes_generated": "codes",
}
"""What allauth tells of somebody's security, by the name of its own mail."""
UNKNOWN = "account/email/unknown_account"


class Adapter(DefaultAccountAdapter):
    """People are invited; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def send_password_reset_mail(self, user: Person, email: str, context: dict[str, Any]) -> None:
        """A link of ours instead of allauth's: kept as a hash, good once, noted in the log. Nothing without a server,
        which the page says."""
        if settings.CLAVE_SMTP:
            send_forgotten(person=user, now=timezone.now())

    def send_notification_mail(
        self, template_prefix: str, user: Person, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """To the address they sign in with; allauth keeps none of its own here."""
        at = timezone.localtime()
        data = {
            "name": user.name, "what": SECURITY[template_prefix], "at": at, "page": _address("profile"),
        }  # fmt: skip
        self._write(user, "security", data)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """What is left of allauth's own mails. Raises KeyError for one that nobody declared."""
        if template_prefix != UNKNOWN:
            raise KeyError(template_prefix)
        self._write(email, "unknown_address", {"sign_in": _address("account_login")})

    def _write(self, to: Person | str, template: str, data: dict[str, Any]) -> None:
        """Not at all without a server: this is news of now, and would only puzzle in a month."""
        if not settings.CLAVE_SMTP:
            return
        chosen = to.language if isinstance(to, Person) else ""
        language = chosen if chosen in LANGUAGES else reader()
        key = f"{template}:{secrets.token_hex(16)}"
        write(by=None, now=timezone.now(), to=to, template=template, data=data, language=language, key=key)


def _address(route: str) -> str:
    return f"{settings.CLAVE_ADDRESS}{reverse(route)}"


def display(person: Person) -> str:
    """How allauth names a person in its texts."""
    return person.name
