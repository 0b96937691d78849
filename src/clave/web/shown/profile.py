"""The profile of an account as its page shows it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clave.base.figures import Figure
from clave.base.words import _
from clave.operations.profile import FIELDS, OWNERSHIPS, Fresh, Profile
from clave.store.models import ProfileStatement
from clave.web.words import told
from clave.web.written import ago


@dataclass(frozen=True)
class FieldRow:
    """A field: its words and value, where it is from, how old it is, with which tone, and the points it gives of its weight."""

    key: str
    label: str
    value: str
    source: str
    who: str
    seen: date | None
    age: str
    tone: str
    icon: str
    counts: str
    weight: int
    typed: bool


def field_rows(found: Profile, newest: dict[str, ProfileStatement], currency: str) -> list[FieldRow]:
    """Every field of a profile, in declared order."""
    return [_row(one, newest.get(one.field.key), currency) for one in found.fields]


def value_words(field: str, value: str, currency: str) -> str:
    """A value as it is read; one that does not fit its field, as it was written."""
    with suppress(ArithmeticError, ValueError, KeyError):
        return _read(field, value, currency)
    return value


def _read(field: str, value: str, currency: str) -> str:
    kind = FIELDS[field].kind
    if kind == "money":
        return told(Figure(Decimal(value), "money", currency))
    if kind == "share":
        return told(Figure(float(value), "share"))
    if kind == "whole":
        return told(Figure(int(value), "count"))
    return told(OWNERSHIPS[value]) if kind == "choice" else value


def _row(one: Fresh, said: ProfileStatement | None, currency: str) -> FieldRow:
    tone, icon = ("", "help-circle") if one.age is None else ("warn", "clock") if one.stale else ("ok", "check")
    age = told(_("not known")) if one.age is None else told(ago(one.age))
    return FieldRow(
        one.field.key, told(one.field.label), value_words(said.field, said.value, currency) if said else "",
        said.source if said else "", said.by.name if said and said.by else "", one.seen, age, tone, icon,
        told(Figure(round(one.weight * one.share, 1), "score")), one.weight, one.field.kind != "derived",
    )  # fmt: skip
