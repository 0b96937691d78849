"""Changing the policy: a new dated entry in the company's file, with its reason and its source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings

from clave.actions.audit import record
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.policy.keeping import add
from clave.policy.reading import Policy
from clave.policy.shape import Dated
from clave.store.models import Person


@action
def change_policy(
    *,
    by: Person | None,
    now: datetime,
    changes: Mapping[str, Any],
    since: date,
    reason: str,
    source: str,
    seen: str | None = None,
) -> Policy:
    """Enter new values by key, in force from `since`; what was decided before stays, superseded.

    `seen` is the version of the policy on which the effect was looked at: where it changed since, nothing is written.
    Raises ClaveError for a value that may not be, a contradiction, or a file that cannot be read or written."""
    if not changes:
        raise ClaveError(_("There is nothing to save: every value is as it is in force."))
    recorded = now.replace(microsecond=0)
    entries = {
        key: Dated(since, value, reason, source, recorded, by.pk if by else None) for key, value in changes.items()
    }
    # before the file: where the file refuses, the record goes back; a file would not
    record(by=by, now=now, what="policy.changed", about=f"policy:{since.isoformat()}", fields=changes)
    return add(settings.CLAVE_POLICY, entries, seen=seen)
