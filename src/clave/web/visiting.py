"""Who is in the portal: a cookie of its own, beside whoever of ours is signed in in the same browser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from clave.actions.people import hashed
from clave.store.models import PortalSession, Visitor
from clave.store.portal import visitor_in
from clave.web.portal_rules import AT as AT

COOKIE = "portal"
KEPT = "_portal_session"
LOOKING = "_portal_looking"
SEEN_EVERY = timedelta(minutes=10)  # how exactly it is kept when somebody was last seen


@dataclass(frozen=True)
class Looking:
    """That one of ours reads the page as the visitor `name` would: where they go back to."""

    back: str
    name: str


def looking_of(request: HttpRequest) -> Looking | None:
    """Who looks in the place of a visitor; None where the visitor does."""
    return getattr(request, LOOKING, None)


def session_of(request: HttpRequest) -> PortalSession | None:
    """The session of whoever is in, read once for a request; None where nobody is."""
    if not hasattr(request, KEPT):
        setattr(request, KEPT, _read(request))
    found: PortalSession | None = getattr(request, KEPT)
    return found


def _read(request: HttpRequest) -> PortalSession | None:
    secret, now = request.COOKIES.get(COOKIE, ""), timezone.now()
    session = visitor_in(hashed(secret), now, timezone.localdate(now)) if secret else None
    if session and session.seen_at < now - SEEN_EVERY:
        PortalSession.objects.filter(pk=session.pk).update(seen_at=now)
        Visitor.objects.filter(pk=session.visitor_id).update(seen_at=now)
    return session


def visitor_of(request: HttpRequest) -> Visitor | None:
    """Who is in, with their contact; None where nobody is."""
    session = session_of(request)
    return session.visitor if session else None


def visiting(request: HttpRequest) -> Visitor:
    """Who is in, on a page that the table of access opens to nobody else."""
    visitor = visitor_of(request)
    if visitor is None:
        raise Http404
    return visitor


def let_in(response: HttpResponse, session: PortalSession, secret: str) -> None:
    """Put the cookie of a session into an answer."""
    response.set_cookie(
        COOKIE, secret, expires=session.expires_at, path=AT, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def let_out(response: HttpResponse) -> None:
    """Take the cookie away."""
    response.delete_cookie(COOKIE, path=AT, samesite="Lax")
