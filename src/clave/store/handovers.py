"""Reading handovers: open or signed, whose turn it is, and whether what was signed is still what it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from django.db.models import Q, QuerySet

from clave.store.models import KNOWS, Handover, Person

OPEN = Q(signed_at=None, withdrawn_at=None)


def handovers(customer: str = "") -> QuerySet[Handover]:
    """All of them, or of one account; the newest first."""
    found = Handover.objects.select_related("giver", "taker").order_by("-on", "-pk")
    return found.filter(customer=customer) if customer else found


def waiting_for(person: Person) -> list[Handover]:
    """The open ones in which a person gives or takes, the oldest first."""
    found = Handover.objects.filter(OPEN, Q(giver=person) | Q(taker=person)).select_related("giver", "taker")
    return list(found.order_by("on", "pk"))


def content_mark(knows: Mapping[str, str], dossier: Sequence[Mapping[str, Any]]) -> str:
    """A mark of what somebody reads before signing: words and dossier."""
    return _hashed({"knows": {key: knows.get(key, "") for key in KNOWS}, "dossier": list(dossier)})


def digest_of(handover: Handover) -> str:
    """SHA-256 over everything that was signed, by whom and when."""
    assert handover.signed_at is not None
    return _hashed(
        {
            "customer": handover.customer,
            "giver": handover.giver_id,
            "taker": handover.taker_id,
            "on": handover.on.isoformat(),
            "content": content_mark(handover.knows, handover.dossier),
            "remark": handover.remark,
            "signed_at": handover.signed_at.astimezone(UTC).isoformat(timespec="microseconds"),
        }
    )


def is_whole(handover: Handover) -> bool:
    """Whether a signed handover still is what was signed."""
    return handover.signed_at is not None and handover.digest == digest_of(handover)


def _hashed(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
