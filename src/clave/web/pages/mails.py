"""Correos: what clave wrote to whom, whether it went, and what to do where it did not."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST

from clave.actions.mail import send_again, send_all_again
from clave.base.errors import ClaveError
from clave.base.words import _, counted
from clave.report.letters import HIDDEN, Letter, cover
from clave.store.models import Mail, Person
from clave.store.models.mail import MAIL_STATES
from clave.store.outbox import counted_mails, mails
from clave.web.shown.mails import BADGES, mail_shown
from clave.web.who import signed_in
from clave.web.words import reader, told

PAGE = 50


def _person(request: HttpRequest) -> Person:
    if (person := signed_in(request)) is None:
        raise Http404
    return person


def outbox(request: HttpRequest) -> HttpResponse:
    """Every mail, newest first; the list alone where htmx filters it."""
    state, text = request.GET.get("estado", ""), request.GET.get("q", "").strip()[:100]
    found = Paginator(mails(state, text), PAGE).get_page(request.GET.get("pagina"))
    context = {
        "found": found,
        "rows": [mail_shown(mail) for mail in found],
        "counts": counted_mails(),
        "states": {key: BADGES[key].label for key in MAIL_STATES},
        "state": state if state in MAIL_STATES else "",
        "text": text,
        "configured": settings.CLAVE_SMTP,
        "sender": settings.DEFAULT_FROM_EMAIL,
        "server": f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}",
    }
    part = request.headers.get("HX-Target") == "mails" and "HX-History-Restore-Request" not in request.headers
    response = render(request, "mails/_list.html" if part else "mails/page.html", context)
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return response


def mail(request: HttpRequest, number: int) -> HttpResponse:
    """One mail as it goes out, drawn and as text; a link that lets its reader in is not shown to anybody else."""
    found = get_object_or_404(Mail.objects.select_related("person", "by").prefetch_related("attachments"), pk=number)
    context = {
        "mail": found,
        "shown": mail_shown(found),
        "hidden": HIDDEN in found.text,
        "said": cover(Letter(found.subject, found.text, found.html), reader()),
    }
    return render(request, "mails/mail.html", context)


@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Put one that failed back in the outbox."""
    try:
        send_again(mail=get_object_or_404(Mail, pk=number), by=_person(request), now=timezone.now())
    except ClaveError as refused:
        messages.error(request, refused.say(reader()))
    else:
        messages.success(request, told(_("It is in the outbox again, and goes within a moment.")))
    return redirect("mail", number)


@require_POST
def all_again(request: HttpRequest) -> HttpResponse:
    """Put back whatever surely did not go."""
    back = send_all_again(by=_person(request), now=timezone.now())
    said = counted("{n} mail is in the outbox again.", "{n} mails are in the outbox again.", back)
    messages.success(request, told(said if back else _("There was none to send again.")))
    return redirect("mails")
