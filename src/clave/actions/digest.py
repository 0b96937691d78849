"""Sending the weekly digest of promises: kept once a week, and one mail for each reader, all or nothing."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from clave.actions.audit import record
from clave.actions.mail import post
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.report import digest as digest  # declares its letter
from clave.store.bulletin import week_of
from clave.store.digests import ForReader, digests, last_day_of, told_already, wanting
from clave.store.models import DigestIssue, Person
from clave.store.promises import newest_ledger


@action
def send_digest(*, by: Person | None, now: datetime, until: datetime) -> DigestIssue | None:
    """Keep the digests of the week of `until` and write them to everybody who wants theirs; None where there is nothing
    newer to tell than last time. Raises ClaveError where that week has one already."""
    run, week = newest_ledger(), week_of(until)
    if run is None or told_already(run):
        return None
    found = wanting(digests(run, timezone.localdate(now)))
    if not found:
        return None
    try:
        with transaction.atomic():
            kept = DigestIssue.objects.create(
                week=week, until=last_day_of(run), content={one.key: one.content for one in found}, readers=len(found),
                by=by, created_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise ClaveError(
            _("the digest of this week went out already."),
            where=week,
            remedy=_("What broke since is told next week; nothing was sent."),
        ) from error
    for one in found:
        _post(one, week, by, now)
    record(by=by, now=now, what="ledger.digest", about=f"digest:{week}")
    return kept


def _post(one: ForReader, week: str, by: Person | None, now: datetime) -> None:
    content, person = one.content, one.person
    asked = f"?estado=broken&desde={content['first']}&hasta={content['last']}"
    if one.what not in ("accounts", "unowned"):
        asked += f"&departamento={one.what}"
    post(
        by=by, now=now, to=person, template="digest", language=person.language or settings.LANGUAGE_CODE,
        key=f"digest:{week}:{one.key}",
        data={"digest": content, "page": reverse("promises_list") + asked, "breach": reverse("promise", args=["MARK"]),
              "profile": reverse("profile")},
    )  # fmt: skip
