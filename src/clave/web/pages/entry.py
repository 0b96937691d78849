"""Coming in by a link that an administrator made: invited, or with a forgotten password."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from clave.actions.entry import enter_by_link, open_link
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.store.models import INVITATION, EntryLink, Person
from clave.store.queries import administrators
from clave.web.passwords import NewPassword, enter
from clave.web.words import told


class ForPerson(NewPassword):
    """The password of somebody who is known: it may not resemble their name or e-mail."""

    def __init__(self, *args: object, person: Person, **kwargs: object) -> None:
        self.person = person
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def whose(self, given: dict[str, str]) -> Person:
        """The person of the link."""
        return self.person


class Joining(ForPerson):
    """The invited also say how they are called."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=150)
    field_order = ("name", "password", "again")


def entry(request: HttpRequest, token: str) -> HttpResponse:
    """The form behind the link, in the language of its person. Opening it uses nothing up; sending it does."""
    link = open_link(token, timezone.now())
    if link is None:
        return _spent(request)
    with translation.override(link.person.language or translation.get_language()):
        return _answer(request, link, token)


def _answer(request: HttpRequest, link: EntryLink, token: str) -> HttpResponse:
    joining = link.kind == INVITATION
    kind = Joining if joining else ForPerson
    form = kind(
        request.POST if request.method == "POST" else None, person=link.person, initial={"name": link.person.name}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            person = enter_by_link(
                token=token, password=given["password"], name=given.get("name", ""), now=timezone.now()
            )
        except ClaveError:
            return _spent(request)
        return _in(request, person)
    context = {"form": form, "link": link, "joining": joining}
    return render(request, "people/entry.html", context, status=422 if form.errors else 200)


def _in(request: HttpRequest, person: Person) -> HttpResponse:
    """To the first page of their role; to the sign-in where their second step is still asked for."""
    if enter(request, person):
        return redirect("home")
    messages.success(request, told(_("Your new password is kept. Sign in with it and your second step.")))
    return redirect("account_login")


def _spent(request: HttpRequest) -> HttpResponse:
    return render(request, "people/spent.html", {"ask": administrators()}, status=404)
