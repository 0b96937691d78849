"""The open sessions of visitors of the portal: ended by themselves or by us, and the language they read in."""

from __future__ import annotations

from datetime import datetime

from clave.actions.audit import record
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.store.models import Person, PortalSession, Visitor


@action
def leave_portal(*, session: PortalSession, now: datetime) -> None:
    """Whoever is in goes; ending twice is ending once."""
    if PortalSession.objects.filter(pk=session.pk, ended_at=None).update(ended_at=now):
        record(by=session.visitor.signs, now=now, what="portal.left", about=f"visitor:{session.visitor_id}")


@action
def end_own_session(*, session: PortalSession, visitor: Visitor, now: datetime) -> None:
    """A visitor ends another browser of theirs. Raises ClaveError where it ended before."""
    _end(session, visitor, None, now)
    record(by=visitor.signs, now=now, what="portal.session_ended", about=f"visitor:{visitor.pk}")


@action
def end_visitor_session(*, customer: str, session: PortalSession, visitor: Visitor, by: Person, now: datetime) -> None:
    """One of ours ends a session of a visitor. Raises ClaveError where it ended before."""
    if visitor.customer != customer:
        raise _over()
    _end(session, visitor, by, now)
    record(by=by, now=now, what="portal.session_ended", about=f"visitor:{visitor.pk}")


def _end(session: PortalSession, visitor: Visitor, by: Person | None, now: datetime) -> None:
    live = PortalSession.objects.filter(pk=session.pk, visitor=visitor, ended_at=None)
    if not live.update(ended_at=now, by=by):
        raise _over()


def _over() -> ClaveError:
    return ClaveError(_("this session has ended already."), remedy=_("Look at the list again: nothing was changed."))


@action
def choose_portal_language(*, visitor: Visitor, now: datetime, language: str) -> None:
    """In which language they read, here and in what is mailed to them."""
    if Visitor.objects.filter(pk=visitor.pk).exclude(language=language).update(language=language):
        record(by=visitor.signs, now=now, what="portal.language", about=f"visitor:{visitor.pk}", fields=("language",))
