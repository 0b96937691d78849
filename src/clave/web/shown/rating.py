"""The form of several kinds as it is drawn: each with its steps in words, its fields, and what one said before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.forms import BoundField, Form

from clave.base.words import Text
from clave.criteria.anchors import NAMES
from clave.criteria.kind_anchors import KIND_ANCHORS, KIND_ASKS, KIND_EVIDENCE
from clave.criteria.voices import Voice, last_day
from clave.measures.kinds import KIND_NAMES
from clave.policy.limits import Limits
from clave.store.models import Rating

PARTS = ("value", "reason", "evidence", "expires_on")
"""What is said of each kind; the fields of the form are called `kind-part`."""


@dataclass(frozen=True)
class KindShown:
    """One kind of the form. `mine` is what one said before, `holds` whether it still counts: then it stays as it is unless a
    step is chosen; `open` shows the fields although no step is chosen, because something is wrong in them."""

    kind: str
    name: Text
    question: Text
    proves: Text
    steps: tuple[tuple[int, Text, Text], ...]
    value: BoundField
    reason: BoundField
    evidence: BoundField
    expires_on: BoundField
    chosen: str
    mine: Rating | None
    holds: bool
    open: bool


def kinds_shown(form: Form, kinds: Sequence[str], mine: Sequence[Rating], limits: Limits, day: date) -> list[KindShown]:
    """Every kind of the form, with what one said of it before (`mine` stands)."""
    before = {one.kind: one for one in mine}
    return [_kind(kind, form, before.get(kind), limits, day) for kind in kinds]


def _kind(kind: str, form: Form, mine: Rating | None, limits: Limits, day: date) -> KindShown:
    value, reason, evidence, expires_on = (form[f"{kind}-{part}"] for part in PARTS)
    return KindShown(
        kind=kind,
        name=KIND_NAMES[kind],
        question=KIND_ASKS[kind],
        proves=KIND_EVIDENCE[kind],
        steps=tuple(zip(range(len(NAMES)), NAMES, KIND_ANCHORS[kind], strict=True)),
        value=value,
        reason=reason,
        evidence=evidence,
        expires_on=expires_on,
        chosen=value.value() or "",
        mine=mine,
        holds=mine is not None and last_day(Voice("", mine.value, mine.rated_on, mine.expires_on), limits) >= day,
        open=any(part.errors or part.value() for part in (reason, evidence, expires_on)),
    )
