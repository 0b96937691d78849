"""What people choose for themselves: language and theme."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clave.actions.people import choose_preferences
from clave.base.words import _
from clave.store.bulletin import wants_bulletin
from clave.store.digests import wants_digest
from clave.web.access import allows
from clave.web.pages.agenda import agenda_shown
from clave.web.who import signed_in
from clave.web.words import told

YEAR = 365 * 24 * 3600
LANGUAGES = (("", gettext_lazy("As the browser says")), ("es", "Español"), ("en", "English"))
THEMES = (("", gettext_lazy("As the system says")), ("light", gettext_lazy("Light")), ("dark", gettext_lazy("Dark")))


class Preferences(forms.Form):
    """Name, language and theme."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=150)
    phone = forms.CharField(
        label=gettext_lazy("Your telephone, for customers"), max_length=30, required=False,
        help_text=gettext_lazy("With its country, such as +57 310 555 0142: the customers you attend read it in their portal."),
    )  # fmt: skip
    hours = forms.CharField(
        label=gettext_lazy("When you answer"), max_length=80, required=False,
        help_text=gettext_lazy("Such as «Lunes a viernes, 8:00 a 18:00»."),
    )  # fmt: skip
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES, required=False)
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), choices=THEMES, required=False)


def profile(request: HttpRequest) -> HttpResponse:
    """Who I am here, what my role means, and how I like to read."""
    person = signed_in(request)
    now_chosen = (
        {
            "name": person.name,
            "language": person.language,
            "theme": person.theme,
            "phone": person.phone,
            "hours": person.hours,
        }
        if person
        else {}
    )
    form = Preferences(request.POST or None, initial=now_chosen)
    if request.method == "POST" and person and form.is_valid():
        choose_preferences(by=person, now=timezone.now(), **form.cleaned_data)
        with translation.override(person.language or translation.get_language()):
            messages.success(request, told(_("Saved.")))
        return redirect("profile")
    wants = wants_bulletin(person) if person and allows(person.role, "mail_choice") else None
    context = {"form": form, "wants_bulletin": wants, "wants_digest": bool(person and wants_digest(person))}
    if wants is not None:
        context |= agenda_shown(request)
    return render(request, "preferences/profile.html", context, status=422 if form.errors else 200)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Fix the theme, or let the system decide (empty)."""
    chosen = request.POST.get("theme", "")
    if chosen not in dict(THEMES):
        return HttpResponse(status=422)
    response = _back(request)
    if person := signed_in(request):
        choose_preferences(by=person, now=timezone.now(), theme=chosen)
    response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Read in another language."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(LANGUAGES):
        return HttpResponse(status=422)
    response = _back(request)
    if person := signed_in(request):
        choose_preferences(by=person, now=timezone.now(), language=chosen)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


def _back(request: HttpRequest) -> HttpResponse:
    """To the page the form stood on, if it is one of ours."""
    page = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return redirect(page if ours else "home")
