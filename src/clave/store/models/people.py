"""Who signs in, and the link with which the first administrator is made."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from clave.store.models.company import THE_ONE
from clave.store.roles import EMPLOYEE, ROLES, Role

LANGUAGES = (("es", "Español"), ("en", "English"))
THEMES = (("", "system"), ("light", "light"), ("dark", "dark"))


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
    """Somebody of the company: signs in by e-mail, has one role, and reads in a language and a theme of their own."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    role = models.CharField(max_length=20, choices=[(key, key) for key in ROLES], default=EMPLOYEE.key)
    language = models.CharField(max_length=2, choices=LANGUAGES, blank=True)
    theme = models.CharField(max_length=5, choices=THEMES, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = People()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def role_words(self) -> Role:
        """The role with its name and its meaning."""
        return ROLES[self.role]

    def get_full_name(self) -> str:
        """As mails greet them."""
        return self.name


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
