"""Choosing a password and coming in with it: the first administrator, the invited, those who forgot theirs."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from clave.store.models import Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class NewPassword(forms.Form):
    """A password typed twice, good enough for this person."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        help_text=gettext_lazy("At least 10 characters; a sentence is best."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("The same password again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def whose(self, given: dict[str, str]) -> Person:
        """For whom it must be good enough: it may not resemble their name or e-mail."""
        return Person(email=given.get("email", ""), name=given.get("name", ""))

    def clean(self) -> dict[str, str]:
        """Both passwords equal, and good enough."""
        given = super().clean() or {}
        if given.get("password") != given.get("again"):
            self.add_error("again", gettext_lazy("The two passwords differ. Type the same one twice."))
        elif given.get("password"):
            try:
                validate_password(given["password"], self.whose(given))
            except ValidationError as error:
                self.add_error("password", error)
        return given


def enter(request: HttpRequest, person: Person) -> bool:
    """Sign in whoever has just chosen a password; False where a second step is still asked for at the sign-in."""
    if Authenticator.objects.filter(user=person).exists():
        return False
    login(request, person, backend=BACKEND)
    UserSession.objects.create_from_request(request)
    return True
