"""The company of this installation."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from clave.actions.shape import action
from clave.store.models import Company


@action
def found_company(*, name: str, currency: str, demonstration: bool, now: datetime) -> Company:
    """Name the company that runs this installation."""
    return Company.objects.create(
        name=name, currency=currency, language=settings.LANGUAGE_CODE, demonstration=demonstration, created_at=now
    )
