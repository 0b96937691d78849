"""The copy of everything that is held of one person, as it is handed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from clave.base.figures import Figure
from clave.base.words import Text, _

SECRET = _("kept and not shown: it is a secret for signing in")
YES, NO, UNKNOWN = _("yes"), _("no"), _("not known")
Cell = str | int | float | bool | None | date


@dataclass(frozen=True)
class Part:
    """Rows of one kind: what they are, the name of the model, each row by the names of its fields, and why they would stay if the
    person were erased (None: they would not)."""

    title: Text
    model: str
    rows: tuple[Mapping[str, object], ...]
    why: Text | None = None


@dataclass(frozen=True)
class Noted:
    """A text of somebody that mentions the person."""

    title: Text
    model: str
    number: object
    field: str
    text: str
    sure: bool


@dataclass(frozen=True)
class Copy:
    """Everything: parts that are theirs, texts that mention them, files by name, and how many customers are called alike."""

    name: str
    parts: tuple[Part, ...]
    notes: tuple[Noted, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    invoices: int = 0


LABELS: dict[str, Text] = {
    "customer": _("Customer"), "name": _("Name"), "position": _("Position"), "area": _("Area"), "email": _("E-mail"),
    "phone": _("Telephone"), "channel": _("Channel"), "language": _("Language"), "birth_day": _("Day of birth"),
    "birth_month": _("Month of birth"), "public_official": _("Public official"), "source": _("Where it comes from"),
    "confirmed_on": _("Last confirmed"), "left_on": _("Left on"), "created_at": _("Written down"), "changed_at": _("Changed"),
    "purpose": _("What for"), "given": _("Said yes"), "on": _("Day"), "evidence": _("How we know"), "at": _("When"),
    "decides": _("Decides"), "influences": _("Influences"), "uses": _("Uses"), "blocks": _("Blocks"), "support": _("Support"),
    "note": _("Note"), "level": _("How well they are known"), "text": _("Text"), "topics": _("Topics"),
    "feedback": _("In the customer's words"), "follow_up": _("Left to do"), "kind": _("Kind"), "direction": _("Which way"),
    "cost": _("Cost"), "what": _("What"), "document": _("Paper"), "state": _("State"), "subject": _("Subject"), "to": _("To"),
    "sent_at": _("Sent"), "reason": _("Reason"), "words": _("Words"), "received_on": _("Received"), "due_on": _("Due"),
    "title": _("Title"), "number": _("Number"), "role": _("Role"), "last_login": _("Last sign-in"), "ip": _("Address"),
    "user_agent": _("Browser"), "withdrawn_at": _("Taken back"), "removed_at": _("Taken out"), "strategy": _("Strategy"),
}  # fmt: skip


def label(name: str) -> Text | str:
    """What a field is called to whoever reads; the field's own name where there is no better one."""
    return LABELS.get(name, name)


def shown(value: object) -> object:
    """A value as it is read: days and yes or no in words, nothing as «not known»."""
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, date):
        return Figure(value, "date")
    return str(value)
