"""Everything that is held of one person, gathered to be handed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import BinaryField, ForeignKey
from django.utils import timezone

from clave.base.folding import folded
from clave.base.words import _
from clave.operations.consent import PURPOSES
from clave.operations.contacts import AREAS, CHANNELS, LANGUAGES
from clave.operations.influence import CLOSENESS, SUPPORT
from clave.operations.personal.copy import SECRET, Copy, Noted, Part
from clave.store.models import MailAttachment, MeasureLine
from clave.store.personal_fields import EMPTY_WHERE_NAMED
from clave.store.personal_search import Subject, Tell, held_as, search, sought, texts_in, title
from clave.store.queries import latest_run

SECRETS = {
    ("store.Person", "password"), ("mfa.Authenticator", "data"), ("store.EntryLink", "token_hash"),
    ("store.AgendaFeed", "secret_hash"),
    ("store.Mail", "sealed"), ("usersessions.UserSession", "session_key"), ("store.Announcement", "token_hash"),
}  # fmt: skip
LEFT_OUT = {
    ("store.DataRequest", "found"), ("store.DataRequest", "package"), ("store.Touchpoint", "stems"), ("store.Contact", "folded"),
    ("store.Mail", "html"),
}  # fmt: skip
"""What says nothing that another field does not say: earlier copies, words for searching."""
CHOICES: dict[tuple[str, str], Mapping[Any, Any]] = {
    ("store.ContactConsent", "purpose"): PURPOSES, ("store.Contact", "area"): AREAS, ("store.Contact", "channel"): CHANNELS,
    ("store.Contact", "language"): LANGUAGES, ("store.InfluenceOpinion", "support"): SUPPORT,
    ("store.InfluenceCloseness", "level"): CLOSENESS,
}  # fmt: skip


def exported(subject: Subject, tell: Tell = lambda share: None) -> Copy:
    """The copy; `tell` hears how far the search is, 0 to 1."""
    found, who = search(subject, tell), sought(subject)
    theirs = {label: list(numbers) for label, numbers in found.rows.items()}
    files: dict[str, bytes] = {}
    for label, numbers in _sent(who.email).items():
        theirs[label] = sorted({*theirs.get(label, []), *numbers})
    parts = tuple(_part(subject, label, numbers, files) for label, numbers in theirs.items())
    notes = tuple(
        Noted(title(one.label), one.label, one.number, one.field, text, one.sure)
        for one in found.mentions
        for text in _texts(one.label, one.number, one.field, who, one.sure)
    )
    return Copy(subject.name, parts, notes, files, _customers_called(subject.name))


def _sent(email: str) -> dict[str, list[Any]]:
    if not email:
        return {}
    return {
        label: list(apps.get_model(label)._default_manager.filter(**{f"{name}__iexact": email}).values_list("pk", flat=True))
        for label, (name, _empties) in EMPTY_WHERE_NAMED.items()
    }  # fmt: skip


def _part(subject: Subject, label: str, numbers: list[Any], files: dict[str, bytes]) -> Part:
    model = apps.get_model(label)
    rows = []
    for row in model._default_manager.filter(pk__in=numbers).order_by("pk"):
        rows.append(_row(label, row, files))
        if label == "store.Mail":
            for one in MailAttachment.objects.filter(mail=row.pk):
                files[f"{label}-{row.pk}-{one.pk}-{one.name}"] = bytes(one.content)
    return Part(title(label), label, tuple(rows), held_as(subject, label).why)


def _row(label: str, row: Any, files: dict[str, bytes]) -> dict[str, object]:
    """A row by its fields; what points elsewhere is left out, what is bytes goes along as a file."""
    said: dict[str, object] = {}
    for column in row._meta.concrete_fields:
        key = (label, column.name)
        if key in LEFT_OUT or isinstance(column, ForeignKey):
            continue
        value = getattr(row, column.name)
        if key in SECRETS:
            said[column.name] = SECRET
        elif isinstance(column, BinaryField):
            if value:
                name = f"{label}-{row.pk}-{column.name}"
                files[f"{name}.pdf" if bytes(value).startswith(b"%PDF") else name] = bytes(value)
                said[column.name] = _("in the file {name}").fill(name=name)
        else:
            said[column.name] = CHOICES[key].get(value, value) if key in CHOICES else _plain(value)
    return said


def _plain(value: Any) -> Any:
    """As JSON holds it."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="minutes")
    return value if isinstance(value, str | int | float | bool | None | date | list | dict) else _number(value)


def _number(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _texts(label: str, number: Any, name: str, who: Any, sure: bool) -> Iterator[str]:
    """The texts in a field that mention the person."""
    value = apps.get_model(label)._default_manager.filter(pk=number).values_list(name, flat=True).first()
    for text in texts_in(label, name, value):
        if any(one.sure is sure for one in who.spans(text, near=not sure)):
            yield text


def _customers_called(name: str) -> int:
    """How many customers of the newest list are called like the person: people who buy in their own name."""
    run = latest_run()
    named = MeasureLine.objects.filter(run=run).values_list("name", flat=True) if run else ()
    return sum(folded(one or "") == folded(name) for one in named)
