"""The first administrator, by the link that the first start prints."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django import forms
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from clave.actions.people import create_first_administrator, is_open
from clave.base.errors import ClaveError
from clave.store.models import Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class FirstAdministrator(forms.Form):
    """Name, e-mail and a password typed twice."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=150)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    password = forms.CharField(
        label=gettext_lazy("Password"),
        help_text=gettext_lazy("At least 10 characters; a sentence is best."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("The same password again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, str]:
        """Both passwords equal, and good enough for this person."""
        given = super().clean() or {}
        if given.get("password") != given.get("again"):
            self.add_error("again", gettext_lazy("The two passwords differ. Type the same one twice."))
        elif given.get("password"):
            person = Person(email=given.get("email", ""), name=given.get("name", ""))
            try:
                validate_password(given["password"], person)
            except ValidationError as error:
                self.add_error("password", error)
        return given


def first_administrator(request: HttpRequest, token: str) -> HttpResponse:
    """The form behind the link; the person is signed in when it is done."""
    if not is_open(token, timezone.now()):
        return render(request, "setup/expired.html", status=404)
    form = FirstAdministrator(request.POST or None)
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
        login(request, person, backend=BACKEND)
        UserSession.objects.create_from_request(request)
        return redirect("home")
    return render(request, "setup/first_administrator.html", {"form": form}, status=422 if form.errors else 200)
