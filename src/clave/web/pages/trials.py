"""Ensayos: the register of trials and evaluations, filtered, searched, taken out as a file; and its form. (E7)"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clave.actions.trials import change_trial, record_trial, remove_trial, restore_trial
from clave.base.errors import ClaveError
from clave.base.typed import quoted
from clave.base.words import Text, _
from clave.report.sheet import Head, Value, excel, separated
from clave.store.models import AccountLine, Trial
from clave.store.queries import latest_run
from clave.store.trials import ORDERS, Wanted, totals, trials
from clave.web import undo
from clave.web.access import allows
from clave.web.judging_forms import TrialForm, initial_of
from clave.web.pages.accounts_export import EXCEL
from clave.web.refusals import beside, day_field
from clave.web.shown.judging import RESULTS, trials_shown
from clave.web.who import required
from clave.web.words import reader, told

PAGE, CHUNK = 50, 500
FILE = _("trials")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("What was tried"), "text", 40), (_("Product"), "text", 20),
    (_("With whom"), "text", 30), (_("Began"), "date", 12), (_("Ended"), "date", 12), (_("Result"), "text", 16),
    (_("What was learned"), "text", 50), (_("Where it is used"), "text", 40), (_("Hours"), "number", 10),
    (_("Recorded by"), "text", 24),
)  # fmt: skip


class Filter(forms.Form):
    """Which trials: words, result, customer, since and until when they began, only those in use."""

    q = forms.CharField(required=False, max_length=200)
    resultado = forms.ChoiceField(required=False)
    cliente = forms.CharField(required=False, max_length=200)
    desde = day_field(gettext_lazy("From"), required=False)
    hasta = day_field(gettext_lazy("To"), required=False)
    usados = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        results: Any = self.fields["resultado"]
        results.choices = [("", told(_("Any result"))), *((key, told(badge.label)) for key, badge in RESULTS.items())]

    def clean(self) -> dict[str, Any]:
        """The first day is not after the last."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("desde") and given.get("hasta") and given["desde"] > given["hasta"]:
            self.add_error("hasta", told(_("This day is before the first one.")))
        return given

    def wanted(self, order: str) -> Wanted:
        """What was understood of it."""
        self.is_valid()
        good = self.cleaned_data
        return Wanted(
            text=good.get("q", "").strip(), result=good.get("resultado", ""), customer=good.get("cliente", ""),
            since=good.get("desde"), until=good.get("hasta"), used=bool(good.get("usados")),
            order=order if order.removeprefix("-") in ORDERS else "",
        )  # fmt: skip


def register(request: HttpRequest) -> HttpResponse:
    """The whole page, or the list alone where htmx filters it."""
    form = Filter(request.GET)
    wanted = form.wanted(request.GET.get("orden", ""))
    every = trials(wanted)
    found = Paginator(every, PAGE).get_page(request.GET.get("pagina"))
    context = {
        "form": form,
        "wanted": wanted,
        "found": found,
        "rows": trials_shown(list(found)),
        "sums": totals(every),
        "opens_accounts": allows(required(request).role, "account"),
        "undo": undo.taken(request),
    }
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    template = "trials/_list.html" if part else "trials/page.html"
    response = render(request, template, context, status=422 if form.errors else 200)
    patch_vary_headers(response, ("HX-Request",))
    return response


def export(request: HttpRequest) -> HttpResponseBase:
    """`formato=xlsx` or `csv`; the rest of the address as on the page."""
    form = request.GET.get("formato", "xlsx")
    if form not in ("xlsx", "csv"):
        raise Http404
    wanted = Filter(request.GET).wanted(request.GET.get("orden", ""))
    heads = [Head(told(label), kind, width) for label, kind, width in HEADS]  # type: ignore[arg-type]
    rows = map(_cells, trials(wanted).iterator(chunk_size=CHUNK))
    name = f"{told(FILE)}-{timezone.localdate():%Y-%m-%d}.{form}"
    if form == "csv":
        response = StreamingHttpResponse(separated(heads, rows, reader()), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    about = [(told(_("Filters")), wanted.text or told(_("none")))]
    file = excel(told(_("Trials")), heads, rows, about, reader())
    return FileResponse(file, as_attachment=True, filename=name, content_type=EXCEL)


def _cells(one: Trial) -> list[Value]:
    return [
        one.customer, one.name, one.what, one.product, one.with_whom, one.starts_on, one.ends_on,
        told(RESULTS[one.result].label), one.learned, one.used, None if one.hours is None else float(one.hours),
        one.by.name,
    ]  # fmt: skip


def trial_new(request: HttpRequest) -> HttpResponse:
    """Put a trial into the register: of the customer in the address, or of the one that is typed."""
    me, code = required(request), (request.POST or request.GET).get("cliente", "").strip()
    form = TrialForm(request.POST if request.method == "POST" else None, initial={"starts_on": timezone.localdate()})
    customer, typed = _known(code), ""
    if request.method == "POST":
        if customer is None:
            typed = told(_("No customer has the code «{code}»: write it as the invoices do.").fill(code=quoted(code)))
        elif form.is_valid():
            about = {"customer": customer.customer, "name": customer.name}
            try:
                kept = record_trial(by=me, now=timezone.now(), trial=form.said(), **about)
            except ClaveError as refused:
                beside(form, refused)
            else:
                said = _("The trial of {name} is in the register.").fill(name=kept.name)
                undo.done(request, said, reverse("trial_remove", args=[kept.pk]))
                return _back(request, kept)
    context = {
        "form": form,
        "code": code,
        "customer": customer,
        "no_customer": typed,
        "back": request.GET.get("volver", ""),
    }
    status = 422 if typed or form.errors else 200
    return render(request, "trials/form.html", context, status=status)


def trial(request: HttpRequest, number: int) -> HttpResponse:
    """One trial, as its form: whoever knows more of it says so."""
    me, kept = required(request), get_object_or_404(Trial, pk=number, removed_at=None)
    form = TrialForm(request.POST if request.method == "POST" else None, initial=initial_of(kept))
    if request.method == "POST" and form.is_valid():
        try:
            seen = _seen(request.POST.get("seen", ""))
            change_trial(by=me, now=timezone.now(), number=number, trial=form.said(), seen=seen)
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, _("The trial of {name} was changed.").fill(name=kept.name))
            return _back(request, kept)
    context = {"form": form, "trial": kept, "seen": request.POST.get("seen") or _mark(kept), "customer": None,
               "back": request.GET.get("volver", "")}  # fmt: skip
    return render(request, "trials/form.html", context, status=422 if form.errors else 200)


@require_POST
def trial_remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take a trial out of the register; `restore` brings it back."""
    me, kept = required(request), get_object_or_404(Trial, pk=number)
    if "restore" in request.POST:
        restore_trial(by=me, now=timezone.now(), number=number)
        undo.done(request, _("The trial of {name} is back in the register.").fill(name=kept.name))
    else:
        remove_trial(by=me, now=timezone.now(), number=number)
        said = _("The trial of {name} was taken out of the register.").fill(name=kept.name)
        undo.done(request, said, request.path, restore="1")
    return redirect("trials")


def _known(code: str) -> AccountLine | None:
    """The customer with that code in the latest list."""
    run = latest_run()
    return AccountLine.objects.filter(run=run, customer=code).first() if run and code else None


def _mark(kept: Trial) -> str:
    """What the form was opened with, so that nobody overwrites what they have not seen."""
    return kept.changed_at.isoformat()


def _seen(text: str) -> datetime | None:
    """The moment that a form carries; None where it is none of ours."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _back(request: HttpRequest, kept: Trial) -> HttpResponse:
    if request.POST.get("volver") == "cuenta":
        return redirect(reverse("account_judgements", args=[kept.customer]) + "#knowledge")
    return redirect("trials")
