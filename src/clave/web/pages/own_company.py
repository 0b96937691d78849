"""Whose data they are: naming the company of an empty installation, or putting one in the demonstration's place."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from clave.actions.company import found_company, replace_demonstration
from clave.base.errors import ClaveError
from clave.base.figures import SYMBOLS
from clave.base.words import _
from clave.jobs.imports import start_reading
from clave.store.imports import waiting
from clave.store.models import Company, Person, SelectionRun
from clave.store.models.imports import UPLOADED
from clave.web.pages.import_forms import OwnCompany
from clave.web.who import signed_in
from clave.web.words import reader, told


def own_company(request: HttpRequest) -> HttpResponse:
    """The form; with a company of their own there is nothing to ask any more."""
    company = Company.objects.first()
    if company is not None and not company.demonstration:
        return redirect("imports")
    form = OwnCompany(request.POST or None)
    if request.method == "POST" and form.is_valid() and _founded(request, form, company):
        return redirect("imports")
    context = {"form": form, "company": company, "currencies": sorted(SYMBOLS), "lists": SelectionRun.objects.count()}
    return render(request, "imports/company.html", context, status=422 if form.errors else 200)


def _founded(request: HttpRequest, form: OwnCompany, company: Company | None) -> bool:
    person, now = signed_in(request), timezone.now()
    assert isinstance(person, Person)
    name, currency = form.cleaned_data["name"], form.cleaned_data["currency"]
    if company and company.demonstration and "acepto" not in request.POST:
        form.add_error(
            None, told(_("Say that the demonstration may go; its facts and its lists are removed for good."))
        )
        return False
    try:
        if company is None:
            found_company(name=name, currency=currency, demonstration=False, by=person, now=now)
        else:
            replace_demonstration(name=name, currency=currency, by=person, now=now)
    except ClaveError as error:
        form.add_error("currency" if "currency" in error.what.msgid else None, error.say(reader()))
        return False
    for one in waiting().filter(Q(state=UPLOADED) | ~Q(currency=currency)):  # read before anybody said whose they are
        start_reading(number=one.pk, by=person, now=now, then=reverse("import", args=[one.pk]))
    messages.success(
        request, told(_("This installation is now {company}'s. Start with the invoice lines.").fill(company=name))
    )
    return True
