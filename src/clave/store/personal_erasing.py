"""Taking one person out of the tables: rows deleted, emptied, texts replaced. Only `actions/erasing.py` calls it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import CharField, Model, UniqueConstraint

from clave.operations.personal.mentions import Sought, changed, without
from clave.operations.touchpoints import stemmed
from clave.store.guards import lifted
from clave.store.models import Cadence, Contact, ImportFile, Mail, MailAttachment, Person
from clave.store.models.mail import FAILED, SENDING, SENT, WAITING
from clave.store.personal_fields import CONTACT, DELETED, EMPTIED, EMPTY_WHERE_NAMED, PERSON
from clave.store.personal_search import Found, Mention, Subject, held_as, repacked, sought

NOBODY = "clave.invalid"
"""The domain of addresses that reach nobody (RFC 2606)."""
CHUNK = 200


@dataclass
class Counts:
    """What was done, by model: rows deleted, emptied, texts replaced; mentions that stay because somebody chose so."""

    deleted: Counter[str] = field(default_factory=Counter)
    emptied: Counter[str] = field(default_factory=Counter)
    replaced: Counter[str] = field(default_factory=Counter)
    stays: Counter[str] = field(default_factory=Counter)
    left: int = 0


def forget(subject: Subject, found: Found, keep: Collection[str], also: Collection[str], today: date) -> Counts:
    """Take the person out of every table. `keep` names sure mentions that stay, `also` possible ones that go."""
    counts, who = Counts(), sought(subject)
    goes = [one for one in found.mentions if (one.key not in keep if one.sure else one.key in also)]
    counts.left = sum(one.sure and one.key in keep for one in found.mentions)
    sent = _sent_to(who)
    with ExitStack() as aside:
        _settle()
        for model in _guarded({*found.rows, *(one.label for one in goes), *sent, *_owned(subject)}):
            aside.enter_context(lifted(model))
        _empty_sent(sent, counts)
        for (label, number), mentions in _by_row(goes).items():
            counts.replaced[label] += _replace(label, number, mentions, who)
        for label, numbers in found.rows.items():
            _treat(subject, label, numbers, counts)
        if isinstance(subject, Contact):
            Cadence.objects.filter(contact=subject, ended_on=None).update(ended_on=today)
        else:
            _shut(subject)
    return counts


def _settle() -> None:
    """PostgreSQL takes no guard off a table whose foreign keys it still has to check."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _guarded(labels: Collection[str]) -> list[type[Model]]:
    """The models of these that refuse to be changed or deleted, always in the same order."""
    return [apps.get_model(label) for label in sorted(labels) if label.startswith("store.")]


def _owned(subject: Subject) -> list[str]:
    known = CONTACT if isinstance(subject, Contact) else PERSON
    return [label for label, held in known.items() if held.does == DELETED]


def _treat(subject: Subject, label: str, numbers: list[Any], counts: Counts) -> None:
    """What becomes of the rows that are theirs."""
    held, model = held_as(subject, label), apps.get_model(label)
    for start in range(0, len(numbers), CHUNK):
        rows = model._default_manager.filter(pk__in=numbers[start : start + CHUNK])
        if held.does == DELETED:
            rows.delete()
        elif held.does == EMPTIED:
            rows.update(**held.empties)
    told = {DELETED: counts.deleted, EMPTIED: counts.emptied}.get(held.does, counts.stays)
    told[label] += len(numbers)


def _shut(person: Person) -> None:
    """Nobody signs in as them any more, and nothing of theirs names them."""
    Person.objects.filter(pk=person.pk).update(
        email=f"borrada-{person.pk}@{NOBODY}", sessions_ended=person.sessions_ended + 1
    )


def _sent_to(who: Sought) -> dict[str, list[Any]]:
    """What was sent to their address, by model."""
    if not who.email:
        return {}
    found = {
        label: list(apps.get_model(label)._default_manager.filter(**{f"{name}__iexact": who.email}).values_list("pk", flat=True))
        for label, (name, _empties) in EMPTY_WHERE_NAMED.items()
    }  # fmt: skip
    return {label: numbers for label, numbers in found.items() if numbers}


def _empty_sent(sent: dict[str, list[Any]], counts: Counts) -> None:
    for label, numbers in sent.items():
        name, empties = EMPTY_WHERE_NAMED[label]
        for number in numbers:
            if label == "store.Mail":
                _unsend(number)
            apps.get_model(label)._default_manager.filter(pk=number).update(
                **empties | {name: f"borrada-{number}@{NOBODY}"}
            )
        counts.emptied[label] += len(numbers)


def _unsend(number: Any) -> None:
    """The words of a mail go with its files, and one that waits is not sent any more."""
    MailAttachment.objects.filter(mail=number).delete()
    Mail.objects.filter(pk=number, state__in=(WAITING, SENDING)).update(state=FAILED)


def _by_row(mentions: list[Mention]) -> dict[tuple[str, Any], list[Mention]]:
    rows: dict[tuple[str, Any], list[Mention]] = {}
    for one in mentions:
        rows.setdefault((one.label, one.number), []).append(one)
    return rows


def _replace(label: str, number: Any, mentions: list[Mention], who: Sought) -> int:
    """Replace the mentions in one row; how many there were."""
    rows = apps.get_model(label)._default_manager.filter(pk=number)
    if label == "store.ContactFile" and any(one.field == "rows" for one in mentions):
        _drop_lines(rows.values("rows", "lines").get(), rows, who)
    if label == "store.Mail":
        _unsend(number) if rows.exclude(state=SENT).exists() else MailAttachment.objects.filter(mail=number).delete()
    fields = {name: {one.sure for one in mentions if one.field == name} for name in {one.field for one in mentions}}
    values = rows.values(*fields).first()
    if values is None:  # it went with another row
        return 0
    change = {name: _clean(label, number, name, values[name], who, fields[name]) for name in fields}
    if label == "store.ImportFile":
        _rename(number, change["name"])
    rows.update(**change)
    if label == "store.Touchpoint":
        said = rows.values("text", "feedback", "follow_up", "topics").get()
        rows.update(stems=stemmed(said["text"], said["feedback"], said["follow_up"], *said["topics"]))
    return sum(one.count for one in mentions)


def _clean(label: str, number: Any, name: str, value: Any, who: Sought, kinds: set[bool]) -> Any:
    """A value without the mentions of these kinds (sure, possible)."""

    def clean(text: str) -> str:
        spans = [one for one in who.spans(text, near=False in kinds) if one.sure in kinds]
        return without(text, spans)

    if value is None:
        return None
    if isinstance(value, bytes | memoryview):
        if label == "store.RecordedSnapshot":
            return repacked(bytes(value), clean)
        return clean(bytes(value).decode("utf-8", "ignore")).encode()
    said = changed(value, clean)
    column = apps.get_model(label)._meta.get_field(name)
    if said != value and isinstance(said, str) and _single(label, name):
        said = f"{said} {number}"
    return said[: column.max_length] if isinstance(column, CharField) and isinstance(said, str) else said


def _single(label: str, name: str) -> bool:
    """Whether a field may stand only once, so that two who are erased would meet in it."""
    meta = apps.get_model(label)._meta
    together = any(name in rule.fields for rule in meta.constraints if isinstance(rule, UniqueConstraint))
    return together or meta.get_field(name).unique


def _drop_lines(held: dict[str, Any], rows: Any, who: Sought) -> None:
    """A line of a file about the person goes whole."""
    stay = [at for at, cells in enumerate(held["rows"]) if not any(who.spans(str(cell)) for cell in cells)]
    rows.update(
        rows=[held["rows"][at] for at in stay], lines=[held["lines"][at] for at in stay if at < len(held["lines"])]
    )


def _rename(number: int, name: str) -> None:
    """A file on the disk is called as its row says."""
    file = ImportFile.objects.select_related("of").get(pk=number)
    if file.path.exists():
        file.path.rename(file.path.with_name(name))
