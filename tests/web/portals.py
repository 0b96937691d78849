"""People of customers who are in the portal: a visitor, and the browser in which they are in."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.core.signing import dumps
from django.test import Client
from django.utils import timezone

from clave.actions.customer_mail import SALT
from clave.actions.people import hashed
from clave.operations.portal.rights import RIGHTS
from clave.store.models import Bounce, Contact, Person, PortalSession, Visitor
from clave.web.visiting import AT, COOKIE
from tests.web import people_made


def invited(
    customer: str,
    *,
    rights: Iterable[str] = tuple(RIGHTS),
    name: str = "Rosalba Cárdenas",
    email: str = "",
    language: str = "es",
    contact: Contact | None = None,
) -> Visitor:
    """A contact of the account who may come in, with these rights (all of them); a new contact where none is given."""
    count = Contact.objects.count()
    who = contact or people_made.contact(None, customer, name, email=email or f"rosalba{count}@cliente.example")
    return Visitor.objects.create(
        contact=who, customer=customer, rights=list(rights), language=language, invited_at=timezone.now()
    )


def session(visitor: Visitor) -> str:
    """An open session of the visitor; the secret of its cookie."""
    secret, now = secrets.token_urlsafe(32), timezone.now()
    PortalSession.objects.create(
        visitor=visitor, token_hash=hashed(secret), agent="Chrome, Linux", created_at=now, seen_at=now,
        expires_at=now + timedelta(days=30),
    )  # fmt: skip
    return secret


def visitor_client(visitor: Visitor, client: Client | None = None) -> Client:
    """A browser in which the visitor is in; with `client`, that one, in which somebody of ours may be signed in as well."""
    browser = client or Client()
    secret = session(visitor)
    browser.cookies[COOKIE] = secret
    browser.cookies[COOKIE]["path"] = AT
    return browser


def cookie(visitor: Visitor, url: str) -> dict[str, str]:
    """What makes a real browser the visitor, at a server."""
    return {"name": COOKIE, "value": session(visitor), "url": url + AT}


def world(by: Person, customer: str) -> dict[str, object]:
    """What stands in the addresses of these pages: a visitor more, with an open session and an address that bounces, and the
    address by which they leave the news."""
    visitor = invited(customer, name="Marta Ruiz", email="marta@cliente.example", rights=("orders",))
    session(visitor)
    Bounce.objects.create(email="marta@cliente.example", at=timezone.now(), code="5.1.1", reason="No such user here")
    return {"visitor": visitor.pk, "leaving": dumps({"c": visitor.contact_id, "p": "news"}, salt=SALT)}
