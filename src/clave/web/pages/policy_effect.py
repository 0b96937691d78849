"""What a proposal would do to today's list: who enters, who leaves, who moves. Nothing is written."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from clave.base.errors import ClaveError
from clave.jobs.starting import start
from clave.jobs.trial import measure_for_trial_job
from clave.policy.kinds import DECLARED
from clave.store.models import Job
from clave.store.queries import latest_run
from clave.store.trial import NotMeasured, compared_on, limits_for_trial, measured_file
from clave.web.draft import Scene, fields, scene
from clave.web.pages.policy_broken import readable
from clave.web.who import signed_in
from clave.web.words import reader

MOVERS = 10


@readable
def effect(request: HttpRequest) -> HttpResponse:
    """As a part for a page that is there already, or as a page of its own."""
    here = scene(request)
    partial = "HX-Request" in request.headers
    context = effect_of(here) | {"asked_on": page_of(request)}
    response = render(request, "policy/_effect.html" if partial else "policy/effect.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def page_of(request: HttpRequest) -> str:
    """The page that a part is for: the one in the browser, or this one."""
    page = urlsplit(request.headers.get("HX-Current-URL", ""))
    return f"{page.path}?{page.query}" if page.path else request.get_full_path()


def effect_of(here: Scene) -> dict[str, Any]:
    """The comparison of the list in force with the one proposed; or why there is none."""
    context: dict[str, Any] = {
        "scene": here,
        **here.addresses,
        "comparison": None,
        "measure": None,
        "error": "",
    }
    if here.run is None or not here.draft:
        return context
    try:
        proposed = here.draft.on(here.policy, here.day)
        found = compared_on(here.run, here.policy, proposed, here.day, here.day)
    except NotMeasured as unmeasured:
        return context | {"measure": unmeasured.words}
    except ClaveError as error:
        return context | {"error": error.say(reader())}
    return context | {"comparison": found, "movers": found.moved[:MOVERS], "more": len(found.moved[MOVERS:])}


@require_POST
@readable
def take_measures(request: HttpRequest) -> HttpResponse:
    """Read the facts again for values that change how customers are measured: a job, then the page that asked."""
    run = latest_run()
    if run is None:
        raise Http404
    words = [(key, text) for key, text in fields(request.POST).items() if key in DECLARED]
    file = measured_file(run.facts_version, run.recorded, run.as_of, limits_for_trial(run.as_of, words)).name
    job = start(
        measure_for_trial_job,
        by=signed_in(request),
        now=timezone.now(),
        key=file,
        then=_back(request),
        run=run.pk,
        words=words,
    )
    return _at_work(request, job)


def _at_work(request: HttpRequest, job: Job) -> HttpResponse:
    """The job in the place of what asked for it, or its own page."""
    if "HX-Request" in request.headers:
        return render(request, "_components/job.html", {"job": job})
    return redirect("job", job.pk)


def _back(request: HttpRequest) -> str:
    page = request.POST.get("volver", "")
    ours = url_has_allowed_host_and_scheme(page, None)
    return page if ours else reverse("policy")
