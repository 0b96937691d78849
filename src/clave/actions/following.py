"""What a step of a status does to what the account was given, inside the action that takes it. (F1, C1)

Once it is told, the template of its category comes into force; once it is no key account any more, what is still open
ends that day; a step that is taken back takes back what it did. While it lands nothing ends by itself: its page proposes
it (`actions/grants.py`, `end_with_landing`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import Q

from clave.policy.limits import Limits
from clave.privileges.catalogue.grants import Grant as Given
from clave.selection.life import ANNOUNCED, DECIDED, FORMER, TRIAL
from clave.store.models import (
    CollectionRoute,
    Condition,
    Grant,
    InvoiceWish,
    KeyStatus,
    MinimumRule,
    Person,
    StatusChange,
)
from clave.store.models.privileges import ENDED, TAKEN_BACK, Statement
from clave.store.policy import policy_in_force
from clave.store.privileges import given, lacking, standing_conditions, standing_grants

Row = TypeVar("Row", Grant, Condition, MinimumRule, CollectionRoute, InvoiceWish)
BECAUSE_FORMER = "status"
"""Why a row ended that nobody ended by hand: the page says it in the reader's language."""


def follow_status(status: KeyStatus, change: StatusChange, now: datetime) -> None:
    """What one step does to grants and conditions; `status` is held."""
    if change.takes_back_id:
        _undo(change)
    elif change.after == FORMER:
        _end(change)
    elif change.before == DECIDED and change.after in (ANNOUNCED, TRIAL):
        limits: Limits = policy_in_force().at(change.effective_on)
        give_lacking(status, change.effective_on, limits, by=change.by, now=now, step=change)


def give_lacking(
    status: KeyStatus,
    day: date,
    limits: Limits,
    *,
    by: Person | None,
    now: datetime,
    step: StatusChange | None = None,
) -> list[Grant]:
    """What the template of its category gives and it does not have yet, from `day` on; `status` is held."""
    has = [given(row) for row in standing_grants().filter(customer=status.customer)]
    return [keep_grant(grant, by=by, now=now, step=step) for grant in lacking(has, status, day, limits)]


def keep_grant(grant: Given, *, by: Person | None, now: datetime, step: StatusChange | None = None) -> Grant:
    """A new grant as a row, checked by whoever asks."""
    return Grant.objects.create(
        customer=grant.account, privilege=grant.privilege, since=grant.since, until=grant.until,
        parameters=dict(grant.parameters), reason=grant.reason, origin=grant.origin, category=grant.category,
        shown=grant.shown, step=step, by=by, at=now,
    )  # fmt: skip


def superseded(row: Row, *, by: Person | None, now: datetime, **changes: object) -> Row:
    """A row that says the same as `row` but for `changes`, and stands in its place."""
    return type(row).objects.create(**{**_said(row), "replaces": row, "by": by, "at": now, **changes})


def _said(row: Statement) -> dict[str, object]:
    """What a row says of its matter, without who said it and what that did."""
    own = ("id", "replaces", "by", "at", "did", "because", "step")
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in own}


def end_rows(
    rows: Iterable[Row], last: date, because: str, *, by: Person | None, now: datetime, step: StatusChange | None = None
) -> list[Row]:
    """These rows end on `last`; what would only begin after it is taken back."""
    more: dict[str, object] = {"step": step} if step else {}
    return [
        superseded(row, by=by, now=now, did=TAKEN_BACK, withdrawn=True, because=because, **more)
        if row.since > last
        else superseded(row, by=by, now=now, did=ENDED, until=last, because=because, **more)
        for row in rows
    ]


def _end(change: StatusChange) -> None:
    """It is no key account from this day on: the day before is the last of what is still open."""
    last = change.effective_on - timedelta(days=1)
    open_still = Q(until=None) | Q(until__gt=last)
    grants = standing_grants().filter(open_still, customer=change.customer)
    conditions = standing_conditions().filter(open_still, customer=change.customer)
    end_rows(grants, last, BECAUSE_FORMER, by=change.by, now=change.at, step=change)
    end_rows(conditions, last, BECAUSE_FORMER, by=change.by, now=change.at, step=change)


def _undo(change: StatusChange) -> None:
    """What the step that is taken back gave or ended stands as before, where nobody changed it since."""
    for grant in Grant.objects.filter(step_id=change.takes_back_id, replaced_by=None):
        restore(grant, by=change.by, now=change.at)
    for condition in Condition.objects.filter(step_id=change.takes_back_id, replaced_by=None):
        restore(condition, by=change.by, now=change.at)


def restore(row: Row, *, by: Person | None, now: datetime) -> Row:
    """What `row` replaced stands again, by another row; where it replaced nothing it is withdrawn."""
    if row.replaces is None:
        return superseded(row, by=by, now=now, did=TAKEN_BACK, withdrawn=True)
    return superseded(row, by=by, now=now, **_said(row.replaces), did=TAKEN_BACK)
