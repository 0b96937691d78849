"""Writing each morning to everybody what they have to do with customers, and what others spoke with their accounts. (C4, D3)"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from clave.actions.audit import record
from clave.actions.mail import post
from clave.actions.shape import action
from clave.base.words import stored
from clave.operations.diary import Entry
from clave.report import agenda as agenda  # declares its letter
from clave.store.cadence import agreed, due_for
from clave.store.diary import contacts_due, follow_ups, wanting_agenda
from clave.store.models import Mail, Person
from clave.store.touchpoints import customer_names, left_to_do, others_spoke

KEY = "agenda:{day}:{person}"
MOST = 20
"""Entries of each kind that a mail names; the page has them all."""


@action
def send_agendas(*, by: Person | None, now: datetime) -> int:
    """One mail for everybody who has something due or late today, or whose accounts others spoke with since the last working
    morning; how many were written. A day on which somebody was written already writes nothing more to them."""
    today = timezone.localdate(now)
    every, written = agreed(today), 0
    since = now - timedelta(days=3 if today.weekday() == 0 else 1)
    for person in wanting_agenda():
        key = KEY.format(day=today, person=person.pk)
        if Mail.objects.filter(key=key).exists():
            continue
        due = [
            *contacts_due(due_for(person, every, today), today),
            *follow_ups(left_to_do(person, today, today), today),
        ]
        others = list(others_spoke(person, today, since)[: MOST + 1])
        if not (due or others):
            continue
        data = {
            "today": str(today), "due": [_kept(one) for one in sorted(due, key=_order)[:MOST]], "more": max(0, len(due) - MOST),
            "others": _others(others[:MOST]), "page": reverse("due_contacts"), "profile": reverse("profile"),
        }  # fmt: skip
        language = person.language or settings.LANGUAGE_CODE
        post(by=by, now=now, to=person, template="agenda", language=language, key=key, data=data)
        written += 1
    if written:
        record(by=by, now=now, what="agenda.sent", about=f"agenda:{today}")
    return written


def _order(one: Entry) -> tuple[date, str]:
    return one.day, one.key


def _kept(one: Entry) -> dict[str, Any]:
    return {
        "day": str(one.day), "said": stored(one.said), "about": stored(one.about) if one.about else "",
        "page": reverse(one.route, args=[one.customer]),
    }  # fmt: skip


def _others(rows: list[Any]) -> list[dict[str, Any]]:
    names = customer_names({row.customer for row in rows})
    return [
        {"who": row.by.name, "name": names.get(row.customer, row.customer), "kind": row.kind, "on": str(row.on),
         "text": row.text[:200], "page": reverse("account_touchpoints", args=[row.customer])}
        for row in rows
    ]  # fmt: skip
