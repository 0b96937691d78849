"""People of customers who come into the portal, the links that let them in, and their open sessions. (G4)"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from clave.store.models.company import THE_ONE
from clave.store.models.contacts import Contact
from clave.store.models.people import LANGUAGES, Person


class Visitor(models.Model):
    """A contact of a customer who may come into the portal of their company: `rights` are keys of `operations.portal.rights`.

    A contact has one open access at most; an access that ended stays, with who ended it and why. Whether it lets in today asks
    more than `ended_at`: see `store/portal.py`."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="portal")
    customer = models.TextField(db_index=True)
    rights = models.JSONField(default=list)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_why = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("contact",), condition=Q(ended_at=None), name="one_access_of_a_contact"),
        ]

    def __str__(self) -> str:
        return self.signs

    @property
    def signs(self) -> str:
        """As the log keeps what they do: a number, no name."""
        return f"visitor:{self.pk}"

    def may(self, right: str) -> bool:
        """Whether they have a right; what needs none is everybody's."""
        return not right or right in self.rights


class PortalLink(models.Model):
    """A link that lets a visitor in once: only its hash is kept. A newer one revokes the one before; `by` is None where they
    asked for it themselves, `mail` carries it where it was sent by mail."""

    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    mail = models.ForeignKey("store.Mail", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("visitor",), condition=Q(used_at=None, revoked_at=None), name="one_open_link_of_a_visitor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visitor_id} {self.created_at:%Y-%m-%d %H:%M}"


class PortalSession(models.Model):
    """A browser in which a visitor is in: only the hash of its cookie is kept. `agent` says in a few words which browser;
    `by` who of ours ended it, None where they did themselves."""

    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="sessions")
    token_hash = models.CharField(max_length=64, unique=True)
    agent = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.visitor_id} {self.created_at:%Y-%m-%d %H:%M}"


class Bounce(models.Model):
    """An address of which a mail came back: nothing more goes there until somebody `confirmed` it. `code` is what the server
    said (RFC 3463, such as 5.1.1), `reason` its words; `mail` the one that came back, where it is known."""

    email = models.EmailField()
    at = models.DateTimeField()
    code = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    mail = models.ForeignKey("store.Mail", on_delete=models.SET_NULL, null=True, related_name="bounces")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), condition=Q(confirmed_at=None), name="one_open_bounce_of_an_email"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.at:%Y-%m-%d}"


class Logo(models.Model):
    """The company's own sign: an image that was checked and drawn anew, `kind` its MIME type; there is one at most."""

    content = models.BinaryField()
    kind = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=THE_ONE), name="one_logo")]

    def __str__(self) -> str:
        return self.digest[:8]
