"""The company of this installation: its name, and what cannot be changed and why."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from clave.actions.company import rename_company
from clave.base.words import _
from clave.policy import portal as limits
from clave.store.logo import logo_digest
from clave.store.models import Company
from clave.store.models.people import LANGUAGES
from clave.store.policy import policy_in_force
from clave.web import undo
from clave.web.who import signed_in


class Naming(forms.Form):
    """The name of the company."""

    name = forms.CharField(label=gettext_lazy("Name of the company"), max_length=200)


def company(request: HttpRequest) -> HttpResponse:
    """What the installation is told about the company."""
    ours, me = Company.objects.order_by("id").first(), signed_in(request)
    if ours is None or me is None:
        raise Http404
    form = Naming(request.POST if request.method == "POST" else None, initial={"name": ours.name})
    if request.method == "POST" and form.is_valid():
        before = ours.name
        after = rename_company(by=me, now=timezone.now(), name=form.cleaned_data["name"]).name
        if after != before:
            undo.done(request, _("The company is now called {name}.").fill(name=after), request.path, name=before)
        return redirect("company")
    context = {
        "form": form,
        "ours": ours,
        "language": dict(LANGUAGES).get(ours.language, ours.language),
        "undo": undo.taken(request),
        "logo": logo_digest(),
        "logo_most": policy_in_force().at(timezone.localdate())[limits.logo_kilobytes],
    }
    return render(request, "people/company.html", context, status=422 if form.errors else 200)
