"""Who signs in, and the links with which people come in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from clave.store.models.company import THE_ONE
from clave.store.roles import EMPLOYEE, ROLES, Role

LANGUAGES = (("es", "Español"), ("en", "English"))
THEMES = (("", "system"), ("light", "light"), ("dark", "dark"))
INVITATION, PASSWORD = "invitation", "password"


class People(BaseUserManager["Person"]):
    """Finds people by e-mail, whatever the case it is typed in."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """The person who signs in with that e-mail."""
        return self.get(email__iexact=username)

    def create_person(self, *, email: str, name: str, role: str, password: str | None, **more: Any) -> Person:
        """A new person; without a password nobody can sign in as them."""
        person = self.model(email=self.normalize_email(email).lower(), name=name, role=role, **more)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody of the company: signs in by e-mail, has one role, and reads in a language and a theme of their own.

    `placed`: a person of the demonstration, who goes with it. `phone` (as the world writes it) and `hours` are what customers
    are told, so that they can reach who answers for them."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    role = models.CharField(max_length=20, choices=[(key, key) for key in ROLES], default=EMPLOYEE.key)
    language = models.CharField(max_length=2, choices=LANGUAGES, blank=True)
    theme = models.CharField(max_length=5, choices=THEMES, blank=True)
    is_active = models.BooleanField(default=True)
    phone = models.CharField(max_length=30, blank=True)
    hours = models.CharField(max_length=80, blank=True)
    placed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    sessions_ended = models.PositiveIntegerField(default=0)

    acting_for = ""
    """The department for which they do what they do now, where only a delegation lets them; kept nowhere but in the log."""

    objects = People()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="one_person_per_e_mail")]

    def __str__(self) -> str:
        return self.name

    @property
    def role_words(self) -> Role:
        """The role with its name and its meaning."""
        return ROLES[self.role]

    def get_full_name(self) -> str:
        """As mails greet them."""
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session must carry to be believed: another password, or ending all sessions, ends every one."""
        return self._of_this_round(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under the secret keys of before."""
        return map(self._of_this_round, super().get_session_auth_fallback_hash())

    def _of_this_round(self, plain: str) -> str:
        if not self.sessions_ended:
            return plain
        return hashlib.sha256(f"{plain}:{self.sessions_ended}".encode()).hexdigest()


class SetupLink(models.Model):
    """The link that makes the first administrator: only the hash of its token is kept; it works once, for a while.

    There is one at most, so that two links can never make two first administrators."""

    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=THE_ONE), name="one_setup_link")]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"


class EntryLink(models.Model):
    """The link with which a person comes in: invited, or after forgetting the password. Only its hash is kept; it works
    once, for a while. Each person has one at most: a newer one takes the place of the older. `mail` carries it, where it
    was sent by mail."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="entry_link")
    kind = models.CharField(max_length=10, choices=((INVITATION, INVITATION), (PASSWORD, PASSWORD)))
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    mail = models.ForeignKey("store.Mail", on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d %H:%M}"
