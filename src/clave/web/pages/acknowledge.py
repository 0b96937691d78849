"""The page of a customer who got the letter: one link, no sign-in, and the question whether they notice it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from clave.actions.announcements import ANSWERS, acknowledge_by_link, behind, open_announcement, responsible
from clave.base.errors import ClaveError
from clave.store.models import Announcement
from clave.web.words import told


class Receipt(forms.Form):
    """Who received it, whether they notice it, and what they want to say."""

    name = forms.CharField(label=gettext_lazy("Who receives it"), max_length=150)
    noticed = forms.ChoiceField(
        label=gettext_lazy("Do you notice in your daily work that you are key for us?"),
        required=False,
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=gettext_lazy("Is there something you want to tell us?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["noticed"].choices = [(key, told(text)) for key, text in ANSWERS.items()]  # type: ignore[attr-defined]


def acknowledge(request: HttpRequest, token: str) -> HttpResponse:
    """The form behind the link, in the language of the letter. Opening it uses nothing up; sending it does."""
    kept = open_announcement(token, timezone.now())
    if kept is None:
        return _spent(request, token)
    with translation.override(kept.language):
        request.LANGUAGE_CODE = kept.language
        return _answer(request, kept, token)


def _spent(request: HttpRequest, token: str) -> HttpResponse:
    """Why the link opens nothing: answered, ended, or never one of ours; and whom to ask, where that is known."""
    kept = behind(token)
    if kept is None:
        return render(request, "announcements/spent.html", status=404)
    with translation.override(kept.language):
        request.LANGUAGE_CODE = kept.language
        whom = responsible(kept, timezone.localdate())
        return render(request, "announcements/spent.html", {"kept": kept, "whom": whom}, status=404)


def _answer(request: HttpRequest, kept: Announcement, token: str) -> HttpResponse:
    form = Receipt(request.POST if request.method == "POST" else None, initial={"name": kept.addressee})
    if request.method == "POST" and form.is_valid():
        try:
            acknowledge_by_link(token=token, now=timezone.now(), **form.cleaned_data)
        except ClaveError:
            return _spent(request, token)
        return render(request, "announcements/thanks.html", {"kept": kept})
    return render(
        request, "announcements/receipt.html", {"form": form, "kept": kept}, status=422 if form.errors else 200
    )
