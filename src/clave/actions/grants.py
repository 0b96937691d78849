"""Giving privileges: each grant with its days, its figures and its reason; changed, ended and taken back by rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db.models import Q

from clave.actions.audit import record
from clave.actions.ending import end_statement, held_with_account, take_back_statement
from clave.actions.following import end_rows, give_lacking, keep_grant, superseded
from clave.actions.life import held_member
from clave.actions.shape import action
from clave.actions.status import limits_of
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import _
from clave.privileges.catalogue.grants import OWN, checked
from clave.privileges.catalogue.grants import Grant as Given
from clave.selection.life import LANDING
from clave.store.models import Grant, LandingPlan, Person
from clave.store.models.privileges import CHANGED
from clave.store.privileges import given, standing_grants


@action
def give_grant(
    *,
    by: Person,
    now: datetime,
    customer: str,
    privilege: str,
    since: date,
    until: date | None = None,
    parameters: Mapping[str, float] | None = None,
    reason: str,
    shown: bool | None = None,
) -> Grant:
    """Give a key account a privilege of its own, beside or in place of what its template gives; `shown` says whether the
    customer reads it in its portal (None = as the catalogue says).

    Raises ClaveError (`where` names the field) where it is no key account, and for what `grants.checked` refuses."""
    held_member(customer)
    new = Given(customer, privilege, since, until, dict(parameters or {}), reason.strip(), by.name, OWN, shown=shown)
    row = keep_grant(checked(new, _others(customer)), by=by, now=now)
    record(by=by, now=now, what="grant.given", about=f"customer:{customer}", fields=("privilege",))
    return row


@action
def change_grant(
    *, by: Person, now: datetime, number: int, since: date, parameters: Mapping[str, float], reason: str
) -> Grant:
    """Another figure from a day on: the grant ends the day before and one of its own begins; what was is kept.

    One of a template keeps running below, and counts again when the own one ends. Raises ClaveError as `give_grant`."""
    row = _held(number)
    if since < row.since or (row.until is not None and since > row.until):
        raise ClaveError(
            _("the change lies outside the days of the grant."), where="since",
            remedy=_("Choose a day from {day} on, while it runs.").fill(day=Figure(row.since, "date")),
        )  # fmt: skip
    new = Given(
        row.customer, row.privilege, since, row.until, dict(parameters), reason.strip(), by.name, OWN, shown=row.shown
    )
    own = row.origin == OWN
    checked(new, [other for other in _others(row.customer) if not (own and other.number == row.pk)])
    if own and since == row.since:
        kept = superseded(row, by=by, now=now, did=CHANGED, parameters=new.parameters, because=new.reason)
    else:
        if own:
            end_rows([row], since - timedelta(days=1), new.reason, by=by, now=now)
        kept = keep_grant(new, by=by, now=now)
    record(by=by, now=now, what="grant.changed", about=f"customer:{row.customer}", fields=("privilege",))
    return kept


@action
def show_grant(*, by: Person, now: datetime, number: int, shown: bool) -> Grant:
    """The customer reads this privilege in its portal, or does not; the privilege itself stays as it is."""
    row = _held(number)
    if row.shown is shown:
        return row
    kept = superseded(row, by=by, now=now, did=CHANGED, shown=shown)
    about, fields = f"customer:{row.customer}", ("privilege",)
    if shown:
        record(by=by, now=now, what="grant.shown", about=about, fields=fields)
    else:
        record(by=by, now=now, what="grant.hidden", about=about, fields=fields)
    return kept


@action
def end_grant(*, by: Person, now: datetime, number: int, last: date, because: str) -> Grant:
    """The grant runs until `last`, that day inside. Raises ClaveError without a reason, before it began, or after the end
    it has."""
    return end_statement(_held(number), what="grant.ended", by=by, now=now, last=last, because=because)


@action
def take_back_grant(*, by: Person, now: datetime, number: int) -> Grant:
    """Undo the last thing that was done with a grant, by another row. Raises ClaveError after policy's hours."""
    return take_back_statement(_held(number), what="grant.taken_back", by=by, now=now)


@action
def give_template(*, by: Person, now: datetime, customer: str, since: date) -> list[Grant]:
    """What the template of its category gives and it does not have, from a day on: after a change of policy, or where it
    became a key account before there were grants. Raises ClaveError where it has all of it."""
    status = held_member(customer)
    rows = give_lacking(status, since, limits_of(now), by=by, now=now)
    if not rows:
        raise ClaveError(
            _("it has all that its category gives."), where="since", remedy=_("Give what is more as its own.")
        )
    record(by=by, now=now, what="grant.template", about=f"customer:{customer}", fields=("privilege",))
    return rows


@action
def end_with_landing(*, by: Person, now: datetime, customer: str, because: str) -> list[Grant]:
    """All that has no earlier end ends on the last day of the landing. Raises ClaveError where it is not landing, without
    a reason, or with nothing to end."""
    status = held_member(customer)
    plan = LandingPlan.objects.filter(customer=customer, ended_at=None).first()
    if status.state != LANDING or plan is None:
        raise ClaveError(_("{name} is not landing.").fill(name=status.name), where="state")
    if not because.strip():
        raise ClaveError(_("it ends for a reason."), where="because", remedy=_("Write it in one sentence."))
    rows = standing_grants().filter(Q(until=None) | Q(until__gt=plan.until), customer=customer, since__lte=plan.until)
    ended = end_rows(rows, plan.until, because.strip(), by=by, now=now)
    if not ended:
        raise ClaveError(_("everything ends by then already."), where="because")
    record(by=by, now=now, what="grant.ended", about=f"customer:{customer}", fields=("privilege",))
    return ended


def _others(customer: str) -> list[Given]:
    return [given(row) for row in standing_grants().filter(customer=customer)]


def _held(number: int) -> Grant:
    return held_with_account(standing_grants(), number)


@action
def note_privileges_export(*, by: Person, now: datetime) -> None:
    """Somebody took the list of who has which privilege out."""
    record(by=by, now=now, what="privileges.exported", about="privileges:all")
