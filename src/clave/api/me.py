"""What a key may: for whoever writes an integration, before the first question."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from clave.api.access import ACTS, READS
from clave.api.badge import ERRORS
from clave.api.keys import Key, asked_with
from clave.policy import declared
from clave.store.models.apikeys import SCOPES
from clave.store.policy import policy_in_force

router = Router(tags=["house"])


class Me(Schema):
    """A key, whom it acts for, and what that opens."""

    name: str
    scopes: list[str]
    expires_at: datetime | None
    person: str | None = Field(description="Whom it acts for; null = nobody: only screens")
    role: str | None
    reads: list[str] = Field(description="Lists that its scopes are for; the person must be one who may read them, too")
    acts: list[str]
    requests_per_minute: int


@router.get("/me", url_name="api_me", operation_id="me", summary="What this key may", auth=Key(*SCOPES),
            response={200: Me, **ERRORS})  # fmt: skip
def me(request: HttpRequest) -> Me:
    """The key that asks."""
    key = asked_with(request)
    limits = policy_in_force().at(timezone.localdate())
    return Me(
        name=key.name, scopes=list(key.scopes), expires_at=key.expires_at, person=key.person.name if key.person else None,
        role=key.person.role if key.person else None,
        reads=[name for name, right in READS.items() if right.scope in key.scopes],
        acts=[name for name, right in ACTS.items() if right.scope in key.scopes],
        requests_per_minute=limits[declared.api_rate],
    )  # fmt: skip
