"""Leaving a kind of mail by the link that it carries, without coming in: with one click (RFC 8058), or with a button.

Opening the address changes nothing, because programs that look into mails open addresses; a POST does, and asks for no cookie,
because a mail program sends it. The token names one person and one kind of mail, and opens nothing else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from clave.actions.customer_mail import NEWS, behind_leaving, leave_mail
from clave.base.words import _
from clave.web.words import told


@csrf_exempt
def portal_leave_mail(request: HttpRequest, token: str) -> HttpResponse:
    """The button; sent, no such mail goes to them any more."""
    found = behind_leaving(token)
    if found is None:
        return render(request, "portal/leave_mail.html", {"unknown": True}, status=404)
    contact, purpose = found
    if request.method == "POST":
        leave_mail(contact=contact, purpose=purpose, now=timezone.now())
    what = _("news and novelties") if purpose == NEWS else _("surveys")
    context = {"email": contact.email, "what": told(what), "done": request.method == "POST"}
    return render(request, "portal/leave_mail.html", context)
