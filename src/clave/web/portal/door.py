"""The door of the portal: a link that came by mail, the button that uses it, and asking for another one.

The link's address is left at once: its token goes into a cookie of the door for a few minutes, so that it stands in no history,
no referrer and no screenshot; only the button, a POST, uses the link (programs that look into mails open addresses)."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clave.actions.portal_links import enter_portal, state_of
from clave.actions.portal_sessions import choose_portal_language, leave_portal
from clave.base.errors import ClaveError
from clave.jobs.portal import start_asked_link
from clave.store.models.people import LANGUAGES
from clave.web.refusal import sentence
from clave.web.visiting import AT, let_in, let_out, session_of, visiting, visitor_of

LINK = "portal_link"
DOOR = AT + "entrar/"
MINUTES = 15 * 60  # how long the door remembers a link that was opened and not used
BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")


class Asking(forms.Form):
    """The address to which a link goes."""

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


def portal_door(request: HttpRequest) -> HttpResponse:
    """Who is in goes on; who is not asks for a link, and gets the same answer whoever they are."""
    if request.method != "POST" and visitor_of(request):
        return redirect("portal_home")
    form = Asking(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        start_asked_link(email=form.cleaned_data["email"], now=timezone.now())
        return render(request, "portal/asked.html", {"email": form.cleaned_data["email"]})
    return render(request, "portal/door.html", {"form": form}, status=422 if form.errors else 200)


def portal_link(request: HttpRequest, token: str) -> HttpResponse:
    """Leave the address of the link at once; nothing is used."""
    response = redirect("portal_open")
    response.set_cookie(
        LINK, token[:100], max_age=MINUTES, path=DOOR, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def portal_open(request: HttpRequest) -> HttpResponse:
    """The button that uses the link, in the language of its visitor."""
    token, now = request.COOKIES.get(LINK, ""), timezone.now()
    link, refused = state_of(token, now)
    with translation.override(link.visitor.language if link else translation.get_language()):
        if link is None or refused is not None:
            return _spent(request, refused)
        if request.method != "POST":
            return render(request, "portal/open.html", {"link": link})
        try:
            session, secret = enter_portal(token=token, now=now, agent=browser(request))
        except ClaveError as late:
            return _spent(request, late)
    response = redirect("portal_home")
    let_in(response, session, secret)
    response.delete_cookie(LINK, path=DOOR, samesite="Lax")
    return response


def _spent(request: HttpRequest, refused: ClaveError | None) -> HttpResponse:
    """Why the link opens nothing, and asking for another one on the same page."""
    context = {"form": Asking(), "refused": sentence(refused) if refused else ""}
    response = render(request, "portal/door.html", context, status=404)
    response.delete_cookie(LINK, path=DOOR, samesite="Lax")
    return response


@require_POST
def portal_leave(request: HttpRequest) -> HttpResponse:
    """Go out of the portal in this browser."""
    if session := session_of(request):
        leave_portal(session=session, now=timezone.now())
    response = redirect("portal_door")
    let_out(response)
    return response


@require_POST
def portal_language(request: HttpRequest) -> HttpResponse:
    """Read in another language, from now on and in what is mailed."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(LANGUAGES):
        return HttpResponse(status=422)
    choose_portal_language(visitor=visiting(request), now=timezone.now(), language=chosen)
    back = request.POST.get("next", "")
    return redirect(back if back.startswith(AT) and "\\" not in back else "portal_home")


def browser(request: HttpRequest) -> str:
    """A few words for which browser it is, such as «Chrome, Android»; empty where it does not say."""
    said = request.headers.get("User-Agent", "")
    found = [next((name for name in names if name in said), "") for names in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in found if name).replace("Edg", "Edge").replace("OPR", "Opera")
