"""What an administrator changes about the people who are here: role, coming back, leaving, sessions, second factor."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import F, Q

from clave.actions.audit import record
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.store.models import INVITATION, PASSWORD, EntryLink, Person
from clave.store.roles import ADMINISTRATOR, ROLES, STAFF


@action
def change_role(*, by: Person, now: datetime, person: Person, role: str) -> Person:
    """Give another role. Raises ClaveError where it would take away the last administrator who can sign in."""
    if role not in STAFF:
        raise ClaveError(
            _("nobody of the company can be made {role}.").fill(role=ROLES[role].label),
            remedy=_("A customer comes in by the portal, which clave does not have yet; nothing was changed."),
        )
    held, last = _hold(person)
    if last and role != ADMINISTRATOR.key:
        raise _last(held)
    if held.role != role:
        held.role = ROLES[role].key
        held.save(update_fields=["role"])
        record(by=by, now=now, what="person.role_changed", about=f"person:{held.pk}", fields=("role",))
    return held


@action
def deactivate(*, by: Person, now: datetime, person: Person) -> Person:
    """Nobody signs in as them from this moment, and every session of theirs ends. Raises ClaveError for oneself, and
    where it would take away the last administrator who can sign in."""
    held, last = _hold(person)
    if held.pk == by.pk:
        raise ClaveError(_("nobody deactivates themselves."), remedy=_("Ask another administrator to do it."))
    if last:
        raise _last(held)
    if held.is_active:
        held.is_active = False
        held.save(update_fields=["is_active"])
        _end_sessions(held)
        EntryLink.objects.filter(person=held, kind=PASSWORD).delete()
        record(by=by, now=now, what="person.deactivated", about=f"person:{held.pk}", fields=("is_active",))
    return held


@action
def reactivate(*, by: Person, now: datetime, person: Person) -> Person:
    """They may sign in again, with the password and the role they had."""
    back = Person.objects.filter(pk=person.pk, is_active=False).update(is_active=True)
    if back:
        record(by=by, now=now, what="person.reactivated", about=f"person:{person.pk}", fields=("is_active",))
    return Person.objects.get(pk=person.pk)


@action
def end_sessions(*, by: Person, now: datetime, person: Person) -> None:
    """Sign them out everywhere; they sign in again with their password."""
    _end_sessions(person)
    record(by=by, now=now, what="person.sessions_ended", about=f"person:{person.pk}")


@action
def reset_second_factor(*, by: Person, now: datetime, person: Person) -> None:
    """For a lost telephone: they sign in with the password alone until they set up a second step again."""
    gone, _each = Authenticator.objects.filter(user=person).delete()
    if gone:
        record(by=by, now=now, what="person.second_factor_reset", about=f"person:{person.pk}")


def _end_sessions(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(sessions_ended=F("sessions_ended") + 1)
    UserSession.objects.filter(user=person).delete()


def _hold(person: Person) -> tuple[Person, bool]:
    """The person as they are now, and whether nobody else is left who administers and can sign in.

    Every administrator is held too, always in the same order: of two who take the role from one another, one waits."""
    asked = Q(pk=person.pk) | Q(role=ADMINISTRATOR.key, is_active=True)
    held = {one.pk: one for one in Person.objects.select_for_update().filter(asked).order_by("pk")}
    invited = set(EntryLink.objects.filter(kind=INVITATION, used_at=None).values_list("person", flat=True))
    wanted = held.pop(person.pk)
    return wanted, wanted.role == ADMINISTRATOR.key and held.keys() <= invited


def _last(person: Person) -> ClaveError:
    return ClaveError(
        _("{name} is the only administrator who can sign in.").fill(name=person.name),
        remedy=_("Make somebody else administrator first; nothing was changed."),
    )
