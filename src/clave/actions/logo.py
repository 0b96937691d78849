"""The company's own logo: brought, and taken away."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.utils import timezone

from clave.actions.audit import record
from clave.actions.shape import action
from clave.policy import portal as limits
from clave.report.logo import checked_logo
from clave.store.models import THE_ONE, Logo, Person
from clave.store.policy import policy_in_force


@action
def change_logo(*, by: Person, now: datetime, content: bytes) -> Logo | None:
    """Another logo; empty = none. Raises ClaveError for what is no image or too large, and then the one of before stays."""
    if not content:
        if Logo.objects.all().delete()[0]:
            record(by=by, now=now, what="company.logo", about=f"company:{THE_ONE}")
        return None
    sign = checked_logo(content, policy_in_force().at(timezone.localdate(now))[limits.logo_kilobytes])
    digest = hashlib.sha256(sign.content).hexdigest()
    kept, _made = Logo.objects.update_or_create(
        pk=THE_ONE,
        defaults={
            "content": sign.content, "kind": sign.kind, "width": sign.width, "height": sign.height, "digest": digest,
            "by": by, "at": now,
        },
    )  # fmt: skip
    record(by=by, now=now, what="company.logo", about=f"company:{THE_ONE}")
    return kept
