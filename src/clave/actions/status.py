"""Moving a status: every step is somebody's decision, checked against the life it may have, kept and recorded."""

from __future__ import annotations

from datetime import date, datetime

from clave.actions.audit import record
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.selection.life import FORMER, NONE, STATES, is_member, may_follow
from clave.store.models import KeyStatus, Person, SelectionRun, StatusChange


@action
def change_status(
    *,
    by: Person | None,
    now: datetime,
    customer: str,
    name: str,
    to: str,
    effective_on: date,
    reason: str,
    category: str = "",
    until: date | None = None,
    run: SelectionRun | None = None,
) -> StatusChange:
    """Take one customer a step further; `to` is a key of `life.STATES`, or empty for «no status».

    Raises ClaveError where that step may not follow where it stands, or without a reason."""
    if not reason.strip():
        raise ClaveError(
            _("a status changes only with a reason."), where="reason", remedy=_("Write in one sentence why.")
        )
    status = _held(customer, name, now)
    if not may_follow(status.state, to):
        raise _refused(status, to)
    change = StatusChange.objects.create(
        customer=customer, before=status.state, after=to, category=category, effective_on=effective_on, until=until,
        reason=reason.strip(), by=by, run=run, at=now,
    )  # fmt: skip
    _follow(status, change, name)
    record(by=by, now=now, what="status.changed", about=f"customer:{customer}", fields=("state",))
    return change


def _held(customer: str, name: str, now: datetime) -> KeyStatus:
    """The customer's status, held until the end of the transaction."""
    fresh = {"name": name, "state": NONE, "changed_at": now}
    status, _made = KeyStatus.objects.select_for_update().get_or_create(customer=customer, defaults=fresh)
    return status


def _follow(status: KeyStatus, change: StatusChange, name: str) -> None:
    """The status as the step leaves it; who enters or leaves the list begins to count anew."""
    entered = is_member(change.after) and not is_member(status.state)
    left = status.state and not is_member(change.after) and change.after in (FORMER, NONE)
    if entered or left:
        status.since, status.reviews, status.below = change.effective_on if entered else None, 0, 0
    status.name, status.state, status.until = name, change.after, change.until
    status.category = change.category or status.category
    status.changed_at = change.at
    status.save()


def _refused(status: KeyStatus, to: str) -> ClaveError:
    none = _("no status")
    before = STATES[status.state].label if status.state else none
    return ClaveError(
        _("{name} cannot go from «{before}» to «{after}».").fill(
            name=status.name, before=before, after=STATES[to].label if to in STATES else none
        ),
        where="state",
        remedy=_("Look at its history: somebody may have moved it a moment ago."),
    )
