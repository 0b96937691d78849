"""Delegating a department in writing, and taking it back (D2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from clave.actions.audit import record
from clave.actions.refused import Refused
from clave.actions.shape import action
from clave.base.figures import Figure
from clave.base.words import _
from clave.store.delegations import GRANTERS, grantable
from clave.store.models import Delegation, DepartmentHead, Person
from clave.store.roles import DEPARTMENTS, ROLES, STAFF

LONGEST = timedelta(days=366)
"""A delegation that never ends is a role: whoever needs it for longer writes the next one."""


@action
def grant_delegation(
    *,
    by: Person,
    now: datetime,
    today: date,
    person: Person,
    department: str,
    customers: Iterable[str],
    starts_on: date,
    ends_on: date,
    purpose: str,
) -> Delegation:
    """Let a person act for a department, on these accounts (none = all), both days included. Raises Refused where `by` may
    not delegate it, a day makes no sense, it says not what for, or the person belongs to the department."""
    if department not in DEPARTMENTS or department not in grantable(by):
        raise Refused(
            _("only the administrator, the sales director or the head of a department delegates it."),
            field="department",
        )
    held = Person.objects.select_for_update().get(pk=person.pk)
    _sensible(by, held, department)
    _days(starts_on, ends_on, today)
    if not purpose.strip():
        raise Refused(_("it does not say what for."), field="purpose", remedy=_("Write in one sentence what for."))
    wanted = sorted(set(customers))
    _not_twice(held, department, wanted, starts_on, ends_on)
    made = Delegation.objects.create(
        person=held, department=department, customers=wanted, starts_on=starts_on, ends_on=ends_on,
        purpose=purpose.strip(), granted_by=by, granted_at=now,
    )  # fmt: skip
    record(by=by, now=now, what="delegation.granted", about=f"delegation:{made.pk}")
    return made


def _not_twice(person: Person, department: str, customers: list[str], starts_on: date, ends_on: date) -> None:
    """Raises Refused where they have it already on one of these days: of two that look the same, revoking one would leave
    the other in force. Whoever grants holds the person, so that a form sent twice meets itself."""
    same = Delegation.objects.filter(person=person, department=department, customers=customers, revoked_at=None)
    if (there := same.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).first()) is not None:
        raise Refused(
            _("{name} has this delegation already, until {day}.").fill(
                name=person.name, day=Figure(there.ends_on, "date")
            ),
            field="person",
            remedy=_("Let it begin after that day, or revoke that one first."),
        )


@action
def revoke_delegation(*, by: Person, now: datetime, delegation: Delegation, why: str) -> Delegation:
    """End it at once. Whoever may give it may take it back, and whoever has it may give it back. Raises Refused without a
    reason, and where it is over already."""
    held = Delegation.objects.select_for_update().get(pk=delegation.pk)
    if by.pk not in (held.person_id, held.granted_by_id) and held.department not in grantable(by):
        raise Refused(_("only who may delegate it, or who has it, ends a delegation."))
    if held.revoked_at is not None or held.ends_on < now.date():
        raise Refused(_("it is over already."), remedy=_("Nothing was changed."))
    if not why.strip():
        raise Refused(_("it is revoked without a reason."), field="why", remedy=_("Write in one sentence why."))
    held.revoked_at, held.revoked_by, held.revoked_why = now, by, why.strip()
    held.save(update_fields=["revoked_at", "revoked_by", "revoked_why"])
    record(by=by, now=now, what="delegation.revoked", about=f"delegation:{held.pk}")
    return held


@action
def name_head(*, by: Person, now: datetime, today: date, department: str, person: Person | None) -> None:
    """Say who heads a department, and may delegate it; nobody with None. Raises Refused for who may not."""
    if by.role not in GRANTERS or department not in DEPARTMENTS:
        raise Refused(_("only the administrator or the sales director names who heads a department."))
    if person is None:
        DepartmentHead.objects.filter(department=department).delete()
    else:
        if not person.is_active or person.role not in STAFF:
            raise Refused(_("{name} no longer comes in.").fill(name=person.name), field=department)
        DepartmentHead.objects.update_or_create(department=department, defaults={"person": person, "since": today})
    record(by=by, now=now, what="department.headed", about=f"department:{department}", fields=("person",))


def _sensible(by: Person, person: Person, department: str) -> None:
    if not person.is_active or person.role not in STAFF:
        raise Refused(_("{name} no longer comes in.").fill(name=person.name), field="person")
    if person.pk == by.pk:
        raise Refused(
            _("nobody delegates to themselves."),
            field="person",
            remedy=_("Ask the sales director to delegate it to you."),
        )
    if person.role == department:
        raise Refused(
            _("{name} belongs to that department: {department}.").fill(
                name=person.name, department=ROLES[department].label
            ),
            field="person",
            remedy=_("They need no delegation."),
        )


def _days(starts_on: date, ends_on: date, today: date) -> None:
    if ends_on < starts_on:
        raise Refused(_("it ends before it begins."), field="ends_on", remedy=_("Write a later day."))
    if ends_on < today:
        raise Refused(
            _("{day} is over already.").fill(day=Figure(ends_on, "date")),
            field="ends_on",
            remedy=_("Write a day that is still to come."),
        )
    if ends_on - starts_on > LONGEST:
        raise Refused(
            _("a delegation lasts a year at most."),
            field="ends_on",
            remedy=_("Write an earlier day, and the next one then."),
        )
