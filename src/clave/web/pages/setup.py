"""The first administrator, by the link that the first start prints."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from clave.actions.people import create_first_administrator, is_open
from clave.base.errors import ClaveError
from clave.web.passwords import NewPassword, enter


class FirstAdministrator(NewPassword):
    """Name, e-mail and a password typed twice."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=150)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    field_order = ("name", "email", "password", "again")


def first_administrator(request: HttpRequest, token: str) -> HttpResponse:
    """The form behind the link; the person is signed in when it is done."""
    if not is_open(token, timezone.now()):
        return render(request, "setup/expired.html", status=404)
    form = FirstAdministrator(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            person = create_first_administrator(
                token=token,
                name=given["name"],
                email=given["email"],
                password=given["password"],
                now=timezone.now(),
            )
        except ClaveError:
            return render(request, "setup/expired.html", status=404)
        enter(request, person)
        return redirect("home")
    return render(request, "setup/first_administrator.html", {"form": form}, status=422 if form.errors else 200)
