"""«Ver como el cliente»: the portal of an account as a visitor with given rights reads it, by one of ours, who changes nothing.

The page is the portal's own, asked for in the name of that visitor; whatever it would write is rolled back (also that something
was seen), and its addresses lead back here."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone, translation

from clave.operations.portal.rights import RIGHTS
from clave.store.models import Contact, PortalSession, Visitor
from clave.web.access import RULES
from clave.web.shown.header import account_of
from clave.web.visiting import AT, KEPT, LOOKING, Looking
from clave.web.who import required, sight

ALL = "todo"
NOBODY = 0
"""The number of a visitor who exists in no table: rows of theirs there are none."""
LEADS = ('href="', 'action="', 'src="', 'hx-get="', 'hx-post="')


def portal_preview(request: HttpRequest, code: str, whom: str, rest: str) -> HttpResponseBase:
    """A page of the portal of the account, read by one of ours; `whom` is a visitor's number, rights, or all of them."""
    account_of(code, sight(request))  # 404 where there is none, or not for them
    visitor = _visitor(code, whom, required(request).language or translation.get_language())
    if request.method not in ("GET", "HEAD"):
        return _refused(request, code, whom)
    try:
        match = resolve(AT + rest)
    except Resolver404 as none:
        raise Http404 from none
    rule = RULES.get(match.view_name)
    if rule is None or not rule.portal or not visitor.may(rule.right):
        raise Http404
    home = reverse("portal_preview", args=[code, whom, ""])
    request.path = request.path_info = AT + rest
    request.resolver_match = match
    now = timezone.now()
    setattr(request, KEPT, PortalSession(
        pk=NOBODY, visitor=visitor, created_at=now, seen_at=now, expires_at=now + timedelta(hours=1)))  # fmt: skip
    setattr(request, LOOKING, Looking(reverse("account_portal", args=[code]), visitor.contact.name))
    with transaction.atomic(), translation.override(visitor.language):
        answer = match.func(request, *match.args, **match.kwargs)
        if isinstance(answer, HttpResponse) and answer.get("Content-Type", "").startswith("text/html"):
            _lead_back(answer, home)
        transaction.set_rollback(True)
    if location := answer.get("Location", ""):
        answer["Location"] = location.replace(AT, home, 1) if location.startswith(AT) else location
    return answer


def _visitor(code: str, whom: str, language: str | None) -> Visitor:
    """The visitor of the account with that number, or somebody made up with these rights."""
    if whom.isascii() and whom.isdigit():
        return get_object_or_404(Visitor.objects.select_related("contact"), pk=int(whom[:18]), customer=code)
    rights = list(RIGHTS) if whom == ALL else [right for right in RIGHTS if right in whom.split(",")]
    if whom != ALL and not rights:
        raise Http404
    now, today = timezone.now(), timezone.localdate()
    contact = Contact(
        pk=NOBODY, customer=code, name="Ana Visitante", area="other", language="es", confirmed_on=today, created_at=now,
        changed_at=now,
    )  # fmt: skip
    spoken = (language or "es")[:2]
    return Visitor(
        pk=NOBODY, contact=contact, customer=code, rights=rights, language=spoken if spoken == "en" else "es",
        invited_at=now,
    )  # fmt: skip


def _refused(request: HttpRequest, code: str, whom: str) -> HttpResponse:
    return render(request, "accounts/portal_refused.html", {"code": code, "whom": whom}, status=403)


def _lead_back(answer: HttpResponse, home: str) -> None:
    """Addresses of the portal in the page become addresses of this one."""
    text = answer.content.decode()
    for lead in LEADS:
        text = text.replace(f"{lead}{AT}", f"{lead}{home}")
    answer.content = text.encode()
