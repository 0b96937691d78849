"""Trabajos: what was asked to be done behind the pages, how far it is, and how it ended."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST

from clave.actions.jobs import cancel_job
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.jobs.schedule import SCHEDULES, start_now
from clave.jobs.starting import try_again
from clave.store.models import Job, Person
from clave.store.models.jobs import DONE
from clave.store.roles import ADMINISTRATOR
from clave.store.work import job_for, jobs_for, live_count
from clave.web.shown.jobs import job_shown
from clave.web.shown.schedule import ScheduleShown, schedules_shown
from clave.web.who import signed_in
from clave.web.words import reader, told

PAGE = 30


def _person(request: HttpRequest) -> Person:
    if (person := signed_in(request)) is None:
        raise Http404
    return person


def _job(request: HttpRequest, number: int) -> Job:
    if (found := job_for(_person(request), number)) is None:
        raise Http404
    return found


def _asked_by(request: HttpRequest, element: str) -> bool:
    """Whether htmx asks for the part of the page that stands in this element."""
    return request.headers.get("HX-Target") == element and "HX-History-Restore-Request" not in request.headers


def jobs(request: HttpRequest) -> HttpResponse:
    """My jobs, newest first; an administrator's list has everybody's."""
    person, now = _person(request), timezone.now()
    found = Paginator(jobs_for(person), PAGE).get_page(request.GET.get("pagina"))
    rows = [job_shown(job, now) for job in found]
    context = {
        "found": found,
        "rows": rows,
        "any_live": any(row.live for row in rows),
        "everybody": person.role == ADMINISTRATOR.key,
        "schedules": _schedules(request, person, now),
        "zone": timezone.get_default_timezone_name(),
    }
    response = render(request, "jobs/_list.html" if _asked_by(request, "jobs") else "jobs/page.html", context)
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return response


def _schedules(request: HttpRequest, person: Person, now: datetime) -> list[ScheduleShown]:
    """What clave does by itself, for who keeps it; nothing where only the list is asked for, or no policy can be read,
    which the page of the policy says."""
    if person.role != ADMINISTRATOR.key or _asked_by(request, "jobs"):
        return []
    try:
        return schedules_shown(now)
    except ClaveError:
        return []


@require_POST
def schedule_now(request: HttpRequest, key: str) -> HttpResponse:
    """Start something that clave does by itself, besides its own time."""
    if key not in SCHEDULES:
        raise Http404
    try:
        started = start_now(key, by=_person(request), now=timezone.now())
    except ClaveError as refused:
        messages.error(request, refused.say(reader()))
        return redirect("jobs")
    if started is None:
        messages.success(request, told(_("There was nothing to do.")))
        return redirect("jobs")
    return redirect("job", started.pk)


def job(request: HttpRequest, number: int) -> HttpResponse:
    """One job: the whole page, or the piece that asks once a second; that one moves on to `then` when it is done."""
    found = _job(request, number)
    if _asked_by(request, f"job-{number}"):
        response = render(request, "_components/job.html", {"job": found})
        if found.state == DONE and found.then:
            response.headers["HX-Redirect"] = found.then
    else:
        response = render(request, "jobs/job.html", {"job": found, "shown": job_shown(found, timezone.now())})
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return response


def notice(request: HttpRequest) -> HttpResponse:
    """The count in the top bar, asked for by pages on which it stands; nothing (204) while it is the same."""
    live = live_count(_person(request))
    if request.GET.get("n") == str(live):
        return HttpResponse(status=204)
    return render(request, "_components/jobs_notice.html", {"jobs_live": live, "jobs_ended": not live})


@require_POST
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Stop it; the answer is the piece again, or the page of the job where there is no htmx."""
    found = _job(request, number)
    cancel_job(job=found, by=_person(request), now=timezone.now())
    if _asked_by(request, f"job-{number}"):
        return render(request, "_components/job.html", {"job": _job(request, number)})
    return redirect("job", number)


@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for the same once more, and go to the new job."""
    try:
        fresh = try_again(job=_job(request, number), by=_person(request), now=timezone.now())
    except ClaveError as refused:
        messages.error(request, refused.say(reader()))
        return redirect("job", number)
    messages.success(request, told(_("Asked for again.")))
    return redirect("job", fresh.pk)
