"""Telling administrators, once, that a source needs them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from clave.actions.mail import post
from clave.policy import declared
from clave.policy.limits import Limits
from clave.report import source_letter as source_letter  # declares its letter
from clave.store.models import FactSource, Person, SourceRun
from clave.store.models.sources import EMPTY, LOADED, SAME, STOPPED, WAITING
from clave.store.roles import ADMINISTRATOR
from clave.store.source_runs import last_good


def tell_of_failure(*, run: SourceRun, limits: Limits, now: datetime) -> int:
    """Write to every administrator where a source failed as often in a row as policy lets it, or where its rows wait; how
    many mails were written. Once for each row of failures: the next ones come after it was read well again.

    To be called in the action that keeps how the pull ended."""
    source = run.of
    first, tries = _in_a_row(source)
    if (
        run.state not in (STOPPED, WAITING)
        or first is None
        or (run.state != WAITING and tries < limits[declared.sources_failures])
    ):
        return 0
    good = last_good([source.pk]).get(source.pk)
    data = {
        "name": source.name, "waits": run.state == WAITING, "tries": tries, "why": run.error,
        "good_at": timezone.localtime(good).isoformat() if good else "", "page": reverse("source", args=[source.pk]),
    }  # fmt: skip
    written = 0
    for person in Person.objects.filter(role=ADMINISTRATOR.key, is_active=True).order_by("pk"):
        language = person.language or settings.LANGUAGE_CODE
        key = f"source:{source.pk}:{first}:{run.state}:{person.pk}"
        written += post(by=None, now=now, to=person, template="source", data=data, language=language, key=key)[1]
    return written


def _in_a_row(source: FactSource) -> tuple[int | None, int]:
    """The first pull since the source was last read well, and how many tries failed since."""
    good = source.runs.filter(state__in=(LOADED, SAME, EMPTY)).order_by("-pk").values_list("pk", flat=True).first()
    failed = source.runs.filter(pk__gt=good or 0).exclude(state__in=(LOADED, SAME, EMPTY))
    first = failed.order_by("pk").values_list("pk", flat=True).first()
    tries = failed.filter(state__in=(STOPPED, WAITING)).aggregate(n=Sum("tries"))["n"] or 0
    return first, tries
