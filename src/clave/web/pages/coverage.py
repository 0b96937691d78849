"""Cobertura: what the book holds, how fresh it is, what looks wrong, and what each further file would bring."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clave.base.errors import ClaveError
from clave.jobs.imports import start_coverage
from clave.store.imports import coverage_found, fact_store
from clave.store.judged_cover import recorded_cover
from clave.store.models import Person
from clave.store.policy import policy_in_force
from clave.web.access import allows
from clave.web.shown.coverage import coverage_shown
from clave.web.who import signed_in


def coverage(request: HttpRequest) -> HttpResponse:
    """The page. Where nobody has looked at this version yet, a job looks, and the page says so."""
    person = signed_in(request)
    assert isinstance(person, Person)
    context = {"may_import": allows(person.role, "imports")}
    try:
        current = fact_store().version()
        if current is None or not current.rows:
            return render(request, "coverage/empty.html", context)
        limits = policy_in_force().at(date.max)
        kept = coverage_found(str(current.version), limits.version)
    except ClaveError as error:
        return render(request, "coverage/broken.html", context | {"error": error.sentence()})
    if kept is None:
        job = start_coverage(by=person, now=timezone.now(), then=request.path)
        return render(request, "coverage/looking.html", context | {"job": job, "current": current})
    today = timezone.localdate()
    found = coverage_shown(kept, recorded_cover(limits, today), today, limits)
    return render(request, "coverage/page.html", context | {"found": found, "current": current})
