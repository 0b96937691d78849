"""The company of this installation."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from clave.actions.audit import record
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.store.models import THE_ONE, Company, Person


@action
def found_company(*, name: str, currency: str, demonstration: bool, now: datetime) -> Company:
    """Name the company that runs this installation. Raises ClaveError when it has one, however close the two came."""
    company, founded = Company.objects.get_or_create(
        pk=THE_ONE,
        defaults={
            "name": name,
            "currency": currency,
            "language": settings.LANGUAGE_CODE,
            "demonstration": demonstration,
            "created_at": now,
        },
    )
    if not founded:
        raise ClaveError(
            _("this installation already belongs to {company}.").fill(company=company.name),
            remedy=_("An installation serves one company: use another data folder for another one."),
        )
    record(by=None, now=now, what="company.founded", about=f"company:{company.pk}")
    return company


@action
def rename_company(*, by: Person, now: datetime, name: str) -> Company:
    """Another name for the company; the same name changes and records nothing."""
    company = Company.objects.select_for_update().get(pk=THE_ONE)
    if company.name != name:
        company.name = name
        company.save(update_fields=["name"])
        record(by=by, now=now, what="company.renamed", about=f"company:{company.pk}", fields=("name",))
    return company
