"""The company of this installation."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from babel.numbers import list_currencies
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from clave.actions.audit import record
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.store.guards import lifted
from clave.store.imports import fact_store
from clave.store.models import (
    THE_ONE,
    ApiKey,
    AuditEvent,
    AuditHead,
    Company,
    EntryLink,
    Import,
    ImportFile,
    Job,
    MailChoice,
    Person,
    SavedView,
    ScheduledRun,
    SetupLink,
    TableChoice,
)
from clave.store.models.imports import READ, UPLOADED

STAYS = frozenset(
    {
        ApiKey, AuditEvent, AuditHead, Company, EntryLink, Import, ImportFile, Job, MailChoice, Person, SavedView,
        ScheduledRun, SetupLink, TableChoice,
    }
)  # fmt: skip
"""What a company that takes the place of a demonstration keeps: its people with what is theirs, the files they brought, its
keys and its log. Everything else is about customers that are not its own, and goes."""


@action
def found_company(*, name: str, currency: str, demonstration: bool, now: datetime, by: Person | None = None) -> Company:
    """Name the company that runs this installation. Raises ClaveError when it has one, however close the two came,
    or where the currency is none."""
    _is_currency(currency)
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
    record(by=by, now=now, what="company.founded", about=f"company:{company.pk}")
    return company


@action
def welcome_demonstration(*, people: Sequence[tuple[str, str, str]], now: datetime) -> list[Person]:
    """The people of the demonstration, as (name, e-mail, role); none of them has a password, so none can sign in.

    Raises ClaveError where this installation shows no demonstration."""
    company = _demonstration()
    placed = [
        Person.objects.create_person(email=email, name=name, role=role, password=None, created_at=now, placed=True)
        for name, email, role in people
    ]
    record(by=None, now=now, what="company.peopled", about=f"company:{company.pk}")
    return placed


def replace_demonstration(*, name: str, currency: str, by: Person, now: datetime) -> Company:
    """Put a real company in the place of the demonstration: its facts, its lists, its
    people, and all that was tried in it go.

    Your own people, policy and files that were brought and not yet loaded stay. Raises ClaveError where this installation shows
    no demonstration, the currency is none, or somebody writes to the book; then everything is as it was."""
    company = start_own_company(name=name, currency=currency, by=by, now=now)
    fact_store().vacuum(days=0, now=now, by=by.name)  # what the empty book no longer needs
    return company


@action
def start_own_company(*, name: str, currency: str, by: Person, now: datetime) -> Company:
    """The part of it that holds or falls together; the book becomes empty last, and all at once."""
    _is_currency(currency)
    company = _demonstration()
    company.name, company.currency, company.demonstration, company.created_at = name, currency, False, now
    company.save()
    tried = [model for model in apps.get_app_config("store").get_models() if model not in STAYS]
    with lifted(*tried):
        for model in tried:  # in any order: the database looks at what refers to what when all of it is gone
            rows = model._default_manager.all()
            rows._raw_delete(rows.db)
        _forget_placed()
    Import.objects.filter(state=READ).update(state=UPLOADED, months=None)
    record(by=by, now=now, what="company.restarted", about=f"company:{company.pk}", fields=["name", "currency"])
    fact_store().reopen(0, now=now, by=by.name)
    return company


def _forget_placed() -> None:
    """The people of the demonstration go with what they brought; its files leave the disk once all of it holds."""
    theirs = Import.objects.filter(Q(by__placed=True) | Q(ended_by__placed=True))
    folders = [one.folder for one in theirs]
    theirs.delete()
    Person.objects.filter(placed=True).delete()
    for folder in folders:
        transaction.on_commit(partial(shutil.rmtree, folder, ignore_errors=True))


def _demonstration() -> Company:
    """The company, held, while it is the demonstration."""
    company = Company.objects.select_for_update().filter(pk=THE_ONE, demonstration=True).first()
    if company is None:
        raise ClaveError(
            _("this installation shows no demonstration: its data are a company's own."),
            remedy=_("An installation serves one company: use another data folder for another one."),
        )
    return company


def _is_currency(code: str) -> None:
    if code not in list_currencies():
        raise ClaveError(
            _("«{currency}» is not the code of a currency.").fill(currency=code),
            remedy=_("Give its three letters (ISO 4217), such as COP, USD or EUR."),
        )


@action
def rename_company(*, by: Person, now: datetime, name: str) -> Company:
    """Another name for the company; the same name changes and records nothing."""
    company = Company.objects.select_for_update().get(pk=THE_ONE)
    if company.name != name:
        company.name = name
        company.save(update_fields=["name"])
        record(by=by, now=now, what="company.renamed", about=f"company:{company.pk}", fields=("name",))
    return company
