"""A visitor's own data: what we hold of them, correcting it, for what it may be used, and asking for a copy or to be erased."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clave.actions.own_data import ask_own_data, correct_own_data, say_own_consent
from clave.actions.portal_sessions import end_own_session
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.operations.consent import PURPOSES
from clave.operations.contacts import AREAS, CHANNELS
from clave.operations.personal.requests import KINDS
from clave.store.contacts import answers, consents_of
from clave.store.models import DataRequest, PortalSession, Visitor
from clave.store.visitors import sessions_of
from clave.web.refusal import sentence
from clave.web.refusals import CHOOSE, beside
from clave.web.visiting import session_of, visiting
from clave.web.words import told

USES: dict[str, Text] = {
    "greeting": _("Your birthday: to greet you on it"),
    "hospitality": _("Invitations and courtesies"),
    "news": _("News and novelties by e-mail"),
    "survey": _("Surveys and votes"),
    "public": _("To name or show you in public"),
    "reference": _("To ask you to speak as a reference with who wants to buy from us"),
}
"""For what a visitor says yes or no themselves; that we attend the relationship at all ends by asking to be erased."""
ASKS: dict[str, Text] = {
    "export": _("A copy of everything that you hold of me"),
    "rectify": _("That something be corrected that I cannot correct here"),
    "erase": _("That my data be erased"),
    "object": _("That my data not be used for something"),
}
STATES: dict[str, Text] = {
    "open": _("We are working on it"),
    "done": _("Attended"),
    "refused": _("Not granted: we wrote to you why"),
}


class MineForm(forms.Form):
    """What a visitor may correct themselves."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    position = forms.CharField(label=gettext_lazy("Position"), max_length=150, required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), max_length=254, help_text=gettext_lazy("Your link to the portal goes there.")
    )
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    channel = forms.ChoiceField(label=gettext_lazy("How you like to be spoken to"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [("", "—"), *((key, told(label)) for key, label in CHANNELS.items())]  # type: ignore[attr-defined]


class AskForm(forms.Form):
    """What a visitor asks for of their data."""

    kind = forms.ChoiceField(label=gettext_lazy("What do you ask for?"), error_messages=CHOOSE)
    words = forms.CharField(
        label=gettext_lazy("In your words"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Please say in a line what you need.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(key, told(ASKS[key])) for key in KINDS]  # type: ignore[attr-defined]


def portal_me(request: HttpRequest) -> HttpResponse:
    """What we hold of them; sent, it is corrected."""
    visitor, sent = visiting(request), request.POST if request.method == "POST" else None
    fields = ("name", "position", "email", "phone", "channel")
    form = MineForm(sent, initial={name: getattr(visitor.contact, name) for name in fields})
    if sent is not None and form.is_valid():
        try:
            correct_own_data(visitor=visitor, now=timezone.now(), **form.cleaned_data)
        except ClaveError as refused:
            beside(form, refused)
        else:
            messages.success(request, told(_("Thank you: your data are corrected.")))
            return redirect("portal_me")
    return _page(request, visitor, form, AskForm())


def _page(request: HttpRequest, visitor: Visitor, form: MineForm, ask: AskForm) -> HttpResponse:
    today, contact = timezone.localdate(), visitor.contact
    said = answers(consents_of([contact.pk]).get(contact.pk, ()), today)
    asked = DataRequest.objects.filter(contact=contact).order_by("-created_at", "-pk")[:10]
    context = {
        "form": form, "ask": ask, "contact": contact, "area": told(AREAS[contact.area]),
        "uses": [(key, told(label), said[key]) for key, label in USES.items()],
        "asked": [(one, told(ASKS[one.kind]), told(STATES[one.state])) for one in asked],
    }  # fmt: skip
    return render(request, "portal/me.html", context, status=422 if form.errors or ask.errors else 200)


@require_POST
def portal_consent(request: HttpRequest, purpose: str, answer: str) -> HttpResponse:
    """Yes or no to one use, from today."""
    if purpose not in USES or purpose not in PURPOSES or answer not in ("si", "no"):
        raise Http404
    say_own_consent(visitor=visiting(request), now=timezone.now(), purpose=purpose, given=answer == "si")
    messages.success(request, told(_("Thank you: what you said counts from today.")))
    return redirect("portal_me")


@require_POST
def portal_ask_data(request: HttpRequest) -> HttpResponse:
    """Ask for a copy, a correction, to be erased or not to be used."""
    visitor, ask = visiting(request), AskForm(request.POST)
    if ask.is_valid():
        try:
            row = ask_own_data(visitor=visitor, now=timezone.now(), **ask.cleaned_data)
        except ClaveError as refused:
            beside(ask, refused)
        else:
            said = _("Thank you: we answer by {day} at the latest.").fill(day=f"{row.due_on:%d/%m/%Y}")
            messages.success(request, told(said))
            return redirect("portal_me")
    fields = ("name", "position", "email", "phone", "channel")
    return _page(request, visitor, MineForm(initial={name: getattr(visitor.contact, name) for name in fields}), ask)


def portal_sessions(request: HttpRequest) -> HttpResponse:
    """Where they are in; another browser can be ended."""
    visitor, here = visiting(request), session_of(request)
    found = [(one, here is not None and one.pk == here.pk) for one in sessions_of(visitor, timezone.now())]
    return render(request, "portal/sessions.html", {"sessions": found})


@require_POST
def portal_session_end(request: HttpRequest, number: int) -> HttpResponse:
    """End one of their own; 404 for somebody else's."""
    visitor = visiting(request)
    session = PortalSession.objects.filter(pk=number, visitor=visitor).first()
    if session is None:
        raise Http404
    try:
        end_own_session(session=session, visitor=visitor, now=timezone.now())
    except ClaveError as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, told(_("That session has ended.")))
    return redirect("portal_sessions")
