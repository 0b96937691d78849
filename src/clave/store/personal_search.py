"""Everything that is held of one person: rows that are theirs, and texts of others that mention them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import BinaryField, CharField, ForeignKey, JSONField, Model, Q, TextField

from clave.base.words import Text, _
from clave.facts.recorded import packed, unpacked
from clave.operations.personal.mentions import Sought, Span, snippet, texts_of
from clave.store.models import Contact, Person
from clave.store.personal import PERSONAL
from clave.store.personal_fields import (
    CONTACT,
    DELETED,
    DUTY,
    NAMED,
    NOT_WORDS,
    OF_OTHERS,
    OWNED,
    PERSON,
    STAYS,
    WORK,
    Held,
)

CHUNK = 500
Subject = Contact | Person
Tell = Callable[[float], None]
SEARCHED = (CharField, TextField, JSONField, BinaryField)
OUR_WORK, THEIR_WORK = Held(_("Work with the customer"), STAYS, {}, WORK), Held(_("What they did"), STAYS, {}, DUTY)


@dataclass(frozen=True)
class Mention:
    """A text that mentions the person: which model, row and field, the words around, and whether it is surely them."""

    label: str
    number: int | str
    field: str
    words: str
    count: int
    sure: bool

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.label}:{self.number}:{self.field}:{'sure' if self.sure else 'maybe'}"


@dataclass
class Found:
    """What is held: rows that are theirs by model, and mentions in texts."""

    rows: dict[str, list[Any]] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)


def sought(subject: Subject) -> Sought:
    """What a person is looked for by; nothing for who is erased."""
    if subject.name == NAMED:
        return Sought("")
    return Sought(subject.name, subject.email, getattr(subject, "phone", ""))


def held_as(subject: Subject, label: str) -> Held:
    """What becomes of a row of theirs."""
    if isinstance(subject, Contact):
        return CONTACT.get(label, OUR_WORK)
    return PERSON.get(label, THEIR_WORK)


def models() -> dict[str, type[Model]]:
    """Every model that `PERSONAL` names, by its label."""
    return {label: apps.get_model(label) for label in PERSONAL}


def search(subject: Subject, tell: Tell = lambda share: None) -> Found:
    """Look everywhere; `tell` hears how far, 0 to 1."""
    found, who, kinds = Found(), sought(subject), models()
    for place, (label, model) in enumerate(kinds.items()):
        found.rows |= {label: theirs} if (theirs := rows_of(subject, label, model)) else {}
        found.mentions += _mentions(subject, who, label, model, set(found.rows.get(label, ())))
        tell((place + 1) / len(kinds))
    return found


def rows_of(subject: Subject, label: str, model: type[Model]) -> list[Any]:
    """The numbers of the rows of a model that are theirs."""
    paths = paths_to(type(subject), label)
    if not paths:
        return []
    wanted = Q()
    for path in paths:
        wanted |= Q(**{path: subject.pk})
    return list(model._default_manager.filter(wanted).order_by("pk").values_list("pk", flat=True).distinct())


@cache
def paths_to(kind: type[Subject], label: str) -> tuple[str, ...]:
    """The paths from a model to a person of this kind."""
    known = (CONTACT if kind is Contact else PERSON).get(label)
    model = apps.get_model(label)
    keys = [
        one.name for one in model._meta.concrete_fields if isinstance(one, ForeignKey) and one.related_model is kind
    ]
    if kind is Person and label in OF_OTHERS:
        return ()
    only = OWNED.get(label) if kind is Person else None
    return (*([only] if only else keys), *(known.through if known else ()))


def searched(label: str) -> list[str]:
    """The personal fields of a model in which words are looked for."""
    meta = apps.get_model(label)._meta
    return sorted(name for name in PERSONAL[label] if isinstance(meta.get_field(name), SEARCHED))


def texts_in(label: str, name: str, value: Any) -> list[str]:
    """The texts that a field holds, whatever they are packed in."""
    if value is None or value == "":
        return []
    if isinstance(value, bytes | memoryview):
        return _opened(label, bytes(value))
    return list(texts_of(value))


def _opened(label: str, content: bytes) -> list[str]:
    """Words inside of what is kept as bytes: tables of judgements, files of mails. What is enciphered or a PDF says nothing; it
    is emptied with the row that it belongs to."""
    if label == "store.RecordedSnapshot":
        tables = unpacked(content).values()
        return [cell for table in tables for row in table.to_pylist() for cell in row.values() if isinstance(cell, str)]
    return [content.decode("utf-8", "ignore")]


def _mentions(
    subject: Subject, who: Sought, label: str, model: type[Model], theirs: set[Any]
) -> Iterator[Mention]:  # fmt: skip
    """The mentions in a model; of rows that erasing deletes or empties only what it leaves."""
    names = [name for name in searched(label) if name not in NOT_WORDS.get(label, ())]
    if not names:
        return
    gone = held_as(subject, label)
    for number, *values in model._default_manager.order_by("pk").values_list("pk", *names).iterator(CHUNK):
        near = number in theirs
        if near and gone.does == DELETED:
            continue
        for name, value in zip(names, values, strict=True):
            if near and name in gone.empties:
                continue
            yield from _mention(who, label, number, name, value, near=near and isinstance(subject, Contact))


def _mention(who: Sought, label: str, number: Any, name: str, value: Any, *, near: bool) -> Iterator[Mention]:
    hits: list[tuple[str, list[Span]]] = []
    for text in texts_in(label, name, value):
        if spans := who.spans(text, near=near and name not in ("folded", "stems")):
            hits.append((text, spans))
    for sure in (True, False):
        chosen = [(text, [one for one in spans if one.sure is sure]) for text, spans in hits]
        chosen = [(text, spans) for text, spans in chosen if spans]
        if chosen:
            count = sum(len(spans) for _text, spans in chosen)
            kept = number if isinstance(number, int) else str(number)  # drawn keys too stand in what a search keeps
            yield Mention(label, kept, name, snippet(*chosen[0]), count, sure)


def repacked(content: bytes, change: Callable[[str], str]) -> bytes:
    """The tables of a snapshot with every text changed."""
    kept = {}
    for name, table in unpacked(content).items():
        rows = [
            {key: change(cell) if isinstance(cell, str) else cell for key, cell in row.items()}
            for row in table.to_pylist()
        ]
        kept[name] = type(table).from_pylist(rows, schema=table.schema)
    return packed(kept)


def title(label: str) -> Text:
    """What a model is called to whoever reads what was found."""
    held = CONTACT.get(label) or PERSON.get(label)
    return held.label if held else TITLES.get(label, _("Other notes"))


TITLES: dict[str, Text] = {
    "store.Mail": _("Mail"), "store.MailAttachment": _("Files of mails"), "store.Job": _("Work in the background"),
    "store.ContactFile": _("Files with people, not loaded yet"), "store.Import": _("Reports of imports"),
    "store.ImportFile": _("Names of imported files"), "store.Announcement": _("Announcements"),
    "store.PlanVersion": _("Versions of account plans"), "store.PlanReview": _("Reviews of account plans"),
    "store.RaisedAlert": _("Alerts"), "store.Handover": _("Handovers of accounts"), "store.BulletinIssue": _("Weekly bulletins"),
    "store.RecordedSnapshot": _("What a list was made with"), "store.Rating": _("Judgements"), "store.Vote": _("Votes"),
    "store.Comment": _("Comments of the committee"), "store.Decision": _("Decisions of the committee"),
    "store.StatusChange": _("Steps of a status"), "store.ProfileStatement": _("Profile of the account"),
    "store.CollectionContact": _("Notes of collection"), "store.PaymentPromise": _("Promises of payment"),
    "store.InvoiceWish": _("How invoices are wanted"), "store.CollectionRoute": _("How it is collected"),
    "store.TenderBlackout": _("Tenders"), "store.CompetitorVisit": _("Visits of competitors"),
    "store.ImprovementRequest": _("Requests to the laboratory"), "store.Trial": _("Trials"),
    "store.SpecialService": _("Special services"), "store.Touchpoint": _("Contacts with customers"),
}  # fmt: skip
