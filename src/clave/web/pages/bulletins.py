"""Boletín: what went out each week, what the next one would say, and sending it now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.mail import choose_mail
from clave.base.words import _
from clave.jobs.schedule import SCHEDULES, next_of, start_now
from clave.report.bulletin import ALL, Issue, do_of, issue_of, shared_of, whom_of, why_of
from clave.report.treatment import SHEETS, function_of
from clave.store.bulletin import issue_between, issues, readers, since_of, wants_bulletin, week_of
from clave.store.models import BulletinIssue, Person
from clave.web.access import allows
from clave.web.who import signed_in
from clave.web.words import told

PAGE = 26


def _person(request: HttpRequest) -> Person:
    if (person := signed_in(request)) is None:
        raise Http404
    return person


def bulletins(request: HttpRequest) -> HttpResponse:
    """The next one as it would be now, and those that went out."""
    person, now = _person(request), timezone.now()
    since = since_of(now)
    function = function_of(person.role)
    context = {
        "next": told_of(issue_between(since, now), function),
        "since": since,
        "due": next_of(SCHEDULES["bulletin"], now),
        "found": Paginator(issues(), PAGE).get_page(request.GET.get("pagina")),
        "may_send": allows(person.role, "bulletin_send"),
        "sent_already": BulletinIssue.objects.filter(week=week_of(now)).exists(),
        "readers": len(readers()),
        "wants": wants_bulletin(person),
        "function": SHEETS[function],
    }
    return render(request, "bulletin/page.html", context | {"all": ALL})


def bulletin(request: HttpRequest, week: str) -> HttpResponse:
    """One that went out, with what to do for the reader's function."""
    kept, function = get_object_or_404(issues(), week=week), function_of(_person(request).role)
    issue = issue_of(kept.content)
    context = {"kept": kept, "issue": issue, "told": told_of(issue, function), "function": SHEETS[function], "all": ALL}
    return render(request, "bulletin/issue.html", context)


def told_of(issue: Issue, function: str) -> list[dict[str, Any]]:
    """The news by kind, in the reader's language."""
    return [
        {
            "title": told(title),
            "shared": [told(text) for text in shared_of(found, function)],
            "items": [
                {
                    "news": one,
                    "more": [told(part) for part in (why_of(one), whom_of(one)) if part],
                    "do": [told(text) for text in do_of(one, function) if text not in shared_of(found, function)],
                }
                for one in found
            ],
        }
        for _kind, title, found in issue.told()
    ]


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Ask for the bulletin of this week now."""
    person, now = _person(request), timezone.now()
    if not issue_between(since_of(now), now).news:
        messages.error(request, told(_("There is nothing to tell yet, so nothing was sent.")))
        return redirect("bulletins")
    job = start_now("bulletin", by=person, now=now)
    if job is None:
        messages.error(
            request, told(_("The bulletin of this week went out already; what happened since is told next week."))
        )
        return redirect("bulletins")
    return redirect("job", job.pk)


@require_POST
def choice(request: HttpRequest) -> HttpResponse:
    """Whether I want the bulletin and the digest by mail; a box that is not ticked says no."""
    wanted, digest, agenda = (request.POST.get(name) == "on" for name in ("bulletin", "digest", "agenda"))
    choose_mail(by=_person(request), now=timezone.now(), bulletin=wanted, digest=digest, agenda=agenda)
    messages.success(
        request, told(_("You get the weekly bulletin.") if wanted else _("You no longer get the bulletin."))
    )
    messages.success(
        request, told(_("You get the digest of promises.") if digest else _("You get no digest of promises."))
    )
    messages.success(
        request,
        told(
            _("You get what is due with customers.") if agenda else _("You get no mail of what is due with customers.")
        ),
    )
    return redirect("profile")
