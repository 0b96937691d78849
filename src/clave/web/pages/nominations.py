"""Postulaciones: who should be a key account and why, from anybody of ours."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clave.actions.nominations import LONGEST, WITHDRAW_ANY, nominate, withdraw_nomination
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.criteria.registry import CRITERIA
from clave.store.models import Nomination, Person
from clave.store.models.committee import NOMINATION_STATES, OPEN
from clave.store.nominations import (
    ORDERS,
    Wanted,
    counted_nominations,
    known_customer,
    nominations,
)
from clave.store.queries import latest_run
from clave.web import undo
from clave.web.access import NOMINATION_READERS, allows
from clave.web.customer_field import meant, offered_for, unclear
from clave.web.refusal import beside, sentence
from clave.web.shown.nominations import SEGMENTS, rows
from clave.web.who import signed_in
from clave.web.words import told

PAGE = 50
EVERY = "todas"


class Reason(forms.Form):
    """Why, and for which criterion; the customer is chosen beside it."""

    criterion = forms.ChoiceField(label=gettext_lazy("For which reason of the list"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why should it be a key account?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What we would gain, and what you know of it. Everybody on the committee reads it."),
        error_messages={
            "required": gettext_lazy("A nomination needs a reason. Write in one sentence what we would gain.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(key, told(criterion.name)) for key, criterion in CRITERIA.items()]
        self.fields["criterion"].choices = [("", told(_("None in particular"))), *known]  # type: ignore[attr-defined]


def nominated(request: HttpRequest) -> HttpResponse:
    """The nominations a person may see; the list alone where htmx filters it."""
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    response = render(request, f"nominations/{'_list' if part else 'page'}.html", _listed(request))
    patch_vary_headers(response, ("HX-Request",))
    return response


def _listed(request: HttpRequest) -> dict[str, Any]:
    me = _me(request)
    wanted = _wanted(request, me)
    found = Paginator(nominations(wanted), PAGE).get_page(request.GET.get("pagina"))
    counts = counted_nominations(wanted)
    chosen = wanted.state or EVERY
    segments = [(state, SEGMENTS[state], counts[state], state == chosen) for state in NOMINATION_STATES]
    return {
        "found": found,
        "rows": rows(found, me, me.role in WITHDRAW_ANY),
        "wanted": wanted,
        "segments": [*segments, (EVERY, _("All of them"), sum(counts.values()), chosen == EVERY)],
        "criteria": [(key, criterion.name) for key, criterion in CRITERIA.items()],
        "counts": counts,
        "sees_all": me.role in NOMINATION_READERS,
        "opens_accounts": allows(me.role, "account"),
        "has_run": latest_run() is not None,
        "undo": undo.taken(request),
    }


def _wanted(request: HttpRequest, me: Person) -> Wanted:
    given = request.GET
    state, order, criterion = given.get("estado", OPEN), given.get("orden", ""), given.get("criterio", "")
    return Wanted(
        text=given.get("q", "").strip()[:100],
        state=state if state in NOMINATION_STATES else "",
        criterion=criterion if criterion in CRITERIA else "",
        order=order if order.removeprefix("-") in ORDERS else "",
        by=None if me.role in NOMINATION_READERS else me,
    )


def nominate_one(request: HttpRequest) -> HttpResponse:
    """The form: whom, why, for which criterion; with `cliente` in the address the customer is chosen already."""
    me, sent = _me(request), request.POST if request.method == "POST" else request.GET
    form = Reason(request.POST or None)
    who, code = sent.get("who", "").strip()[:100], sent.get("cliente", "")
    offered, wrong = offered_for(who), ""
    if request.method == "POST":
        code = code or meant(who, offered)
        wrong = "" if code else told(unclear(who, offered))
        if form.is_valid() and code:
            try:
                return _made(request, me, code, form)
            except ClaveError as error:
                if error.where == "customer":
                    wrong = sentence(error)
                else:
                    beside(form, error)
    context = {
        "form": form, "who": who, "offered": offered, "wrong": wrong, "code": code,
        "name": known_customer(code) if code else None, "has_run": latest_run() is not None,
    }  # fmt: skip
    return render(request, "nominations/new.html", context, status=422 if wrong or form.errors else 200)


def _made(request: HttpRequest, me: Person, code: str, form: Reason) -> HttpResponse:
    """Done, said, and with the way back. Raises ClaveError as `nominate` does."""
    one = nominate(
        by=me, now=timezone.now(), customer=code, name=code,
        reason=form.cleaned_data["reason"], criterion=form.cleaned_data["criterion"],
    )  # fmt: skip
    undo.done(request, _("{name} is nominated.").fill(name=one.name), reverse("nomination_withdraw", args=[one.pk]))
    return redirect("nominations")


def customers(request: HttpRequest) -> HttpResponse:
    """What the field offers while somebody types: names and codes, nothing else."""
    who = request.GET.get("who", "").strip()[:100]
    return render(request, "nominations/_offered.html", {"who": who, "offered": offered_for(who)})


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take one back; one that a person may not see does not exist."""
    me = _me(request)
    one = Nomination.objects.filter(pk=number).first()
    if one is None or (one.by_id != me.pk and me.role not in NOMINATION_READERS):
        raise Http404
    try:
        withdraw_nomination(by=me, now=timezone.now(), nomination=one)
    except ClaveError as error:
        return render(request, "nominations/page.html", _listed(request) | {"error": sentence(error)}, status=422)
    again = {"cliente": one.customer, "reason": one.reason, "criterion": one.criterion}
    back = reverse("nomination_new") if one.by_id == me.pk else ""
    undo.done(request, _("The nomination of {name} was withdrawn.").fill(name=one.name), back, **again if back else {})
    return redirect("nominations")


def _me(request: HttpRequest) -> Person:
    person = signed_in(request)
    if person is None:  # the table of access lets nobody else in
        raise Http404
    return person
