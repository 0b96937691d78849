"""Sending the weekly bulletin: kept once a week, and one mail for each reader, all or nothing."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from clave.actions.audit import record
from clave.actions.mail import post
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.report import bulletin as bulletin  # declares its letter
from clave.report.treatment import function_of
from clave.store.bulletin import issue_between, readers, since_of, week_of
from clave.store.models import BulletinIssue, Person


@action
def send_bulletin(*, by: Person | None, now: datetime, until: datetime) -> BulletinIssue | None:
    """Keep the bulletin of the week of `until` and write it to everybody who wants it; None where there is nothing to
    tell. Raises ClaveError where that week has one already."""
    since, week = since_of(until), week_of(until)
    issue = issue_between(since, until)
    if not issue.news:
        return None
    people, pages = readers(), {"page": reverse("who_is_key"), "profile": reverse("profile")}
    try:
        with transaction.atomic():
            kept = BulletinIssue.objects.create(
                week=week, since=since, until=until, content=issue.stored(), readers=len(people), by=by, created_at=now
            )
    except IntegrityError as error:
        raise ClaveError(
            _("the bulletin of this week went out already."),
            where=week,
            remedy=_("What happened since is told next week; nothing was sent."),
        ) from error
    for person in people:
        post(
            by=by, now=now, to=person, template="bulletin", language=person.language or settings.LANGUAGE_CODE,
            key=f"bulletin:{week}:person:{person.pk}",
            data={"issue": kept.content, "function": function_of(person.role), **pages},
        )  # fmt: skip
    record(by=by, now=now, what="bulletin.sent", about=f"bulletin:{week}")
    return kept
