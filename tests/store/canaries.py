"""A person planted in every field that may hold something about somebody, in files and in what pages remember."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

import pyarrow as pa
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, models

from clave.facts.recorded import packed
from clave.store.models import Contact, Import, Person
from clave.store.personal import PERSONAL
from clave.store.personal_search import Subject

NOW, TODAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC), date(2026, 11, 20)
NAME, EMAIL, PHONE = "Zoraida Quimbaya Ferreira", "zoraida.quimbaya@canario.example", "+57 301 777 4242"
SAID = f"Lo dijo ZORAIDA  Quimbaya Ferreira ({EMAIL}, 301-777-4242): que sí"
TRACES = ("zoraida", "quimbaya", "canario", "7774242", "777 4242", "777-4242")
"""What must be nowhere, whatever the case."""
OVERRIDES: dict[str, dict[str, Any]] = {
    "store.DataHold": {"ended_at": NOW}, "store.DataRequest": {"state": "done", "kind": "object", "ended_at": NOW},
    "store.Import": {"state": "loaded"}, "store.Ownership": {"ends_on": TODAY}, "store.Company": {"id": 1},
    "store.Mail": {"to": EMAIL, "state": "waiting", "ends_at": NOW}, "store.Announcement": {"email": EMAIL},
    "account.EmailAddress": {"email": EMAIL}, "store.ContactFile": {"rows": [["Otra", "x@y.co"], [NAME, EMAIL]], "lines": [2, 3]},
    "usersessions.UserSession": {"ip": "10.20.30.40"},
}  # fmt: skip


class Garden:
    """Rows planted one of each model, all of them pointing to the person where they can."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.said = (
            SAID if isinstance(subject, Contact) else SAID.replace(", 301-777-4242", "")
        )  # colleagues have no number
        self.rows: dict[type[models.Model], Any] = {type(subject): subject.pk}

    def plant(self, model: type[models.Model]) -> Any:
        """The number of the row of a model, made with what it needs."""
        if model not in self.rows:
            row = model(
                **{one.attname: self._value(model, one) for one in model._meta.concrete_fields if not self._own(one)}
            )
            model._default_manager.bulk_create([row])
            self.rows[model] = row.pk
        return self.rows[model]

    def _own(self, one: models.Field[Any, Any]) -> bool:
        return isinstance(one, models.AutoField) and one.model._meta.label != "store.Company"

    def _value(self, model: type[models.Model], one: models.Field[Any, Any]) -> Any:
        label = model._meta.label
        if one.name in OVERRIDES.get(label, {}):
            return OVERRIDES[label][one.name]
        if isinstance(one, models.ForeignKey):
            parent = apps.get_model(one.related_model._meta.label)  # type: ignore[union-attr]
            return None if one.null and parent not in self.rows else self.plant(parent)
        if one.name in PERSONAL.get(label, ()):
            return self._canary(label, one)
        return _plain(one)

    def _canary(self, label: str, one: models.Field[Any, Any]) -> Any:
        if isinstance(one, models.JSONField):
            return {"said": [self.said, 7], "by": {"name": NAME}}
        if isinstance(one, models.BinaryField):
            return recorded(self.said) if label == "store.RecordedSnapshot" else self.said.encode()
        if isinstance(one, models.TextField):
            return self.said
        if isinstance(one, models.CharField) and (one.max_length or 0) >= len(NAME):
            return self.said if (one.max_length or 0) >= len(self.said) else NAME
        return _plain(one)


def _plain(one: models.Field[Any, Any]) -> Any:
    """Something that is of the right kind."""
    if one.has_default():
        return one.get_default()
    if one.null:
        return None
    kinds: tuple[tuple[type[models.Field[Any, Any]], Any], ...] = (
        (models.DateTimeField, NOW), (models.DateField, TODAY), (models.BooleanField, False), (models.DecimalField, Decimal(1)),
        (models.FloatField, 1.0), (models.IntegerField, 1), (models.JSONField, []), (models.BinaryField, b""),
    )  # fmt: skip
    return next((value for kind, value in kinds if isinstance(one, kind)), "x")


def recorded(said: str) -> bytes:
    """A judgement that names the person, as lists keep it."""
    return packed({"rating": pa.table({"customer": ["C-0001"], "reason": [said]})})


def contact(name: str = NAME, **more: Any) -> Contact:
    """The person, as somebody of a customer."""
    given = {
        "customer": "C-0001", "position": "Jefa", "area": "purchasing", "email": EMAIL, "phone": PHONE, "language": "es",
        "source": "Tarjeta", "birth_day": 3, "birth_month": 4, "folded": "zoraida quimbaya ferreira jefa",
    } | more  # fmt: skip
    return Contact.objects.create(name=name, confirmed_on=TODAY, created_at=NOW, changed_at=NOW, **given)


def colleague() -> Person:
    """The person, as a colleague who cannot sign in any more."""
    return Person.objects.create_person(
        email=EMAIL, name=NAME, role="kam", password="una clave larga", created_at=NOW, is_active=False
    )


def everywhere(subject: Subject, by: Person) -> Garden:
    """Plant the person in every model; the tables keep no rules meanwhile."""
    garden = Garden(subject)
    if isinstance(subject, Contact):
        garden.rows[Person] = by.pk
    else:
        garden.rows[Contact] = contact("Otra Persona", email="", phone="", folded="otra persona", source=garden.said).pk
    for label in PERSONAL:
        if label not in ("store.AuditEvent", "store.AuditHead", "store.SetupLink"):
            garden.plant(apps.get_model(label))
    session = SessionStore()
    session["said"] = f"Anotaste a {NAME}"
    session.save()
    _files(garden)
    return garden


def _files(garden: Garden) -> None:
    folder = settings.CLAVE_IMPORTS / str(garden.rows[Import]) / "files"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "personas.csv").write_text(f"nombre;correo\n{NAME};{EMAIL}\n", "utf-8")
    (folder / "ajeno.csv").write_text("nombre\nOtra persona\n", "utf-8")
    with ZipFile(folder / "hoja.xlsx", "w") as sheet:
        sheet.writestr("xl/sharedStrings.xml", f"<si>{NAME}</si>")


@contextmanager
def unruled() -> Iterator[None]:
    """Rows may be planted that no page would make: the checks of the tables stand aside, in this connection or transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            yield
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
            return
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0"
        )
        for table, name in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        yield


def traces_in_tables() -> list[str]:
    """Every column of every table of the database that still holds a trace of the person."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            found += [
                f"{table}.{name}"
                for row in cursor.fetchall()
                for name, cell in zip(names, row, strict=True)
                if traced(cell)
            ]
    return found


def traced(cell: object) -> bool:
    """Whether a value holds a trace, as text or as bytes."""
    text = bytes(cell).decode("utf-8", "ignore") if isinstance(cell, bytes | memoryview) else str(cell)
    return any(trace in text.lower() for trace in TRACES)
