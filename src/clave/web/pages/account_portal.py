"""«Portal», a tab of every account: who of the customer comes in, with which rights, and how they got their link. (G4)"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.bounces import confirm_address
from clave.actions.portal import change_visitor, end_visitor, invite_visitor
from clave.actions.portal_links import offer_portal_link, revoke_portal_link
from clave.actions.portal_sessions import end_visitor_session
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.operations.portal.rights import RIGHTS
from clave.store.models import Contact, PortalSession, Visitor
from clave.store.outbox import bouncing
from clave.store.visitors import Asked, sessions_of, stood, visitors
from clave.web import undo
from clave.web.pages.account import shown
from clave.web.pages.offsite import rights as may_do
from clave.web.portal_forms import EndForm, InviteForm, RightsForm
from clave.web.refusals import beside
from clave.web.shown.header import Account, account_of
from clave.web.shown.visitors import visitor_row
from clave.web.who import required, sight

RIGHTS_OF, LINK, BACK, END, SESSION, ADDRESS = "permisos", "enlace", "retirar", "terminar", "sesion", "confirmar"


def account_portal(request: HttpRequest, code: str) -> HttpResponse:
    """The tab; sent, it invites somebody."""
    found = account_of(code, sight(request))
    people = _invitable(code)
    form = InviteForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            visitor, token = invite_visitor(
                customer=code, contact=form.people[given["contact"]], by=required(request), now=timezone.now(),
                rights=given["rights"], language=given["language"], mailed=_mailed(request),
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            return _offered(request, visitor, token, _("{name} is invited: the link is on its way by mail."))
    return _page(request, found, form)


def _page(request: HttpRequest, found: Account, form: InviteForm, status: int = 200) -> HttpResponse:
    now, code = timezone.now(), found.code
    kept = stood(visitors(Asked(order="-invited")).filter(customer=code), now, timezone.localdate())
    kept.sort(key=lambda one: one.visitor.ended_at is not None)
    may = may_do(request, code, "invite_visitor")
    rows = [
        (visitor_row(one), RightsForm(initial={"rights": one.visitor.rights}, prefix=f"v{one.visitor.pk}"), EndForm())
        for one in kept
    ]
    context = {
        "form": form if may or form.errors else None, "rows": rows, "may": may, "people": bool(form.people), "code": code,
        "sessions": {one.visitor.pk: sessions_of(one.visitor, now) for one in kept if one.sessions},
        "rights": RIGHTS, "undo": undo.taken(request), "mails": settings.CLAVE_SMTP,
    }  # fmt: skip
    response = shown(request, found, "portal", "accounts/portal.html", context)
    response.status_code = 422 if form.errors else status
    return response


@require_POST
def account_portal_act(request: HttpRequest, code: str, number: int, act: str) -> HttpResponse:
    """One thing about one visitor of the account; 404 for another account's."""
    visitor = get_object_or_404(Visitor.objects.select_related("contact"), pk=number, customer=code)
    do = ACTS.get(act)
    if do is None:
        raise Http404
    try:
        answer = do(request, visitor)
    except ClaveError as refused:
        undo.done(request, refused.sentence())
        return redirect("account_portal", code)
    return answer


def _link(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    token = offer_portal_link(
        customer=visitor.customer, visitor=visitor, by=required(request), now=timezone.now(), mailed=_mailed(request)
    )
    return _offered(request, visitor, token, _("A new link is on its way to {name}; the one before no longer works."))


def _offered(request: HttpRequest, visitor: Visitor, token: str, said: Text) -> HttpResponse:
    """Where it was mailed, back to the tab; otherwise the link is shown this once."""
    if not token:
        undo.done(request, said.fill(name=visitor.contact.name))
        return redirect("account_portal", visitor.customer)
    link = request.build_absolute_uri(reverse("portal_link", args=[token]))
    kept = visitor.links.get(used_at=None, revoked_at=None)
    return render(request, "people/portal_link.html", {"visitor": visitor, "link": link, "kept": kept})


def _rights(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    form = RightsForm(request.POST, prefix=f"v{visitor.pk}")
    asked = form.cleaned_data["rights"] if form.is_valid() else request.POST.getlist(f"v{visitor.pk}-rights")
    before = visitor.rights
    after = change_visitor(
        customer=visitor.customer, visitor=visitor, by=required(request), now=timezone.now(), rights=asked
    ).rights
    if after != before:
        undo.done(request, _("{name} opens something else from now on.").fill(name=visitor.contact.name))
    return redirect("account_portal", visitor.customer)


def _back(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    revoke_portal_link(customer=visitor.customer, visitor=visitor, by=required(request), now=timezone.now())
    undo.done(request, _("The link of {name} opens nothing any more.").fill(name=visitor.contact.name))
    return redirect("account_portal", visitor.customer)


def _end(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    why = request.POST.get("why", "")[:300]
    end_visitor(customer=visitor.customer, visitor=visitor, by=required(request), now=timezone.now(), why=why)
    said = _("{name} no longer comes into the portal. To let them in again, invite them again.")
    undo.done(request, said.fill(name=visitor.contact.name))
    return redirect("account_portal", visitor.customer)


def _session(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    number = request.POST.get("session", "")
    session = PortalSession.objects.filter(
        pk=int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0, visitor=visitor
    ).first()
    if session is None:
        raise Http404
    end_visitor_session(
        customer=visitor.customer, session=session, visitor=visitor, by=required(request), now=timezone.now()
    )
    undo.done(request, _("That session of {name} has ended.").fill(name=visitor.contact.name))
    return redirect("account_portal", visitor.customer)


def _address(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    bounce = bouncing(visitor.contact.email)
    if bounce is None:
        raise ClaveError(_("mails to {name} arrive.").fill(name=visitor.contact.name))
    confirm_address(customer=visitor.customer, by=required(request), now=timezone.now(), bounce=bounce)
    undo.done(request, _("The address of {name} is confirmed: mails go there again.").fill(name=visitor.contact.name))
    return redirect("account_portal", visitor.customer)


ACTS: dict[str, Callable[[HttpRequest, Visitor], HttpResponse]] = {
    RIGHTS_OF: _rights, LINK: _link, BACK: _back, END: _end, SESSION: _session, ADDRESS: _address,
}  # fmt: skip


def _mailed(request: HttpRequest) -> bool:
    """By mail, unless the link is asked for, or no server is set."""
    return bool(settings.CLAVE_SMTP) and request.POST.get("como") != "enlace"


def _invitable(code: str) -> list[Contact]:
    """The people of the account who are there and not invited yet."""
    there: Any = Contact.objects.filter(customer=code, removed_at=None, erased_at=None, left_on=None)
    return list(there.exclude(portal__ended_at=None, portal__isnull=False).order_by("name"))
