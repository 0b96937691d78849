"""«¿Qué necesitan y no tenemos?»: what the account asked, where each stands, and asking for more. (G4, C4)"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clave.actions.portal_asking import NEED, ask_in_portal, judge_in_portal, say_in_portal
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.operations.portal.asking import ENDED, KINDS, LONGEST, STATES
from clave.policy import declared
from clave.report.sheet import Head, Value
from clave.store.models import PortalAsk, Visitor
from clave.store.nominations import known_customer
from clave.store.policy import policy_in_force
from clave.store.portal_asking import ORDERS, Wanted, among, asks_of, places, stage_of, taken_out
from clave.web.pages.privileges import as_file
from clave.web.portal.cards import Card
from clave.web.portal.shown_asking import row, whole
from clave.web.refusals import beside
from clave.web.visiting import visiting
from clave.web.words import told

PAGE = 25
FILE = _("needs")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Asked on"), "date", 12), (_("What was asked"), "text", 60), (_("Who asked"), "text", 24), (_("State"), "text", 24),
    (_("Who answers"), "text", 24), (_("Solved for you"), "text", 14),
)  # fmt: skip
COMMENT, SOLVED, UNSOLVED = "comentar", "resuelto", "no-resuelto"
VERDICTS = {SOLVED: "solved", UNSOLVED: "unsolved"}
SAID = {
    COMMENT: _("Your comment is there, and whoever answers for it sees it."),
    SOLVED: _("Thank you: we write down that it is solved."),
    UNSOLVED: _("Thank you for saying so: it is open again for whoever answers for it."),
}


class AskForm(forms.Form):
    """What they need, in a line, and of which kind it is."""

    text = forms.CharField(
        label=gettext_lazy("What do you need that we do not have?"), max_length=LONGEST, strip=True,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("For example: a faster drying at 2,600 metres")}),
        error_messages={"required": gettext_lazy("There is nothing written: say it in a line.")},
    )  # fmt: skip
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(key, told(label)) for key, label in KINDS.items()]  # type: ignore[attr-defined]


class WordForm(forms.Form):
    """A word about something that was asked."""

    text = forms.CharField(
        label=gettext_lazy("Your comment to us"), max_length=LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


def portal_asking(request: HttpRequest) -> HttpResponse:
    """What was asked, and the form; writing one keeps it and leads to its page."""
    visitor, form = visiting(request), AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = ask_in_portal(
                visitor=visitor, now=timezone.now(), name=name_of(visitor), text=form.cleaned_data["text"],
                kind=form.cleaned_data["kind"] or NEED,
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            said = _("We have it. {name} tells you by {day} what will be done.")
            messages.success(request, told(said.fill(name=kept.responsible.name, day=Figure(kept.due_on, "date"))))
            return redirect("portal_ask", kept.pk)
    return _list(request, visitor, form)


def _list(request: HttpRequest, visitor: Visitor, form: AskForm) -> HttpResponse:
    every, wanted = list(asks_of(visitor.customer)), _wanted(request)
    found = Paginator(among(every, wanted), PAGE).get_page(request.GET.get("pagina"))
    today = timezone.localdate()
    limits = policy_in_force().at(today)
    placed = places(today, limits) if any(one.request_id for one in found) else ({}, 0)
    context: dict[str, Any] = {
        "form": form, "found": found, "rows": [row(one, placed) for one in found], "wanted": wanted, "any": bool(every),
        "days": limits[declared.asking_days], "longest": LONGEST,
    }  # fmt: skip
    return render(request, "portal/asking.html", context, status=422 if form.errors else 200)


def portal_asking_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """What was asked as on the page, as `necesidades.xlsx` or `.csv`; 404 for another name."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or name != "necesidades":
        raise Http404
    found = among(asks_of(visiting(request).customer), _wanted(request))
    heads = [Head(told(label), kind_, width) for label, kind_, width in HEADS]  # type: ignore[arg-type]
    return as_file(FILE, form, heads, [_cells(one) for one in found], [(told(_("What was asked")), str(len(found)))])


def portal_ask(request: HttpRequest, number: int) -> HttpResponse:
    """One thing that was asked: its moves, who answers, what comes next, and what both sides said."""
    return _page(request, _of(visiting(request), number))


@require_POST
def portal_ask_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Say a word about it, or whether it is solved."""
    if act not in SAID:
        raise Http404
    visitor, now = visiting(request), timezone.now()
    kept, form = _of(visitor, number), WordForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            if act == COMMENT:
                say_in_portal(visitor=visitor, now=now, number=number, text=text)
            else:
                judge_in_portal(visitor=visitor, now=now, number=number, verdict=VERDICTS[act], text=text)
        except ClaveError as refused:
            beside(form, refused)
        else:
            messages.success(request, told(SAID[act]))
            return redirect("portal_ask", number)
    return _page(request, kept, form)


def card(visitor: Visitor, today: date) -> Card | None:
    """The line in which they ask, on the start page, for who may."""
    if not visitor.may("asking"):
        return None
    days = policy_in_force().at(today)[declared.asking_days]
    return Card("portal/_asking.html", {"days": days, "longest": LONGEST}, wide=True)


def name_of(visitor: Visitor) -> str:
    """The account as its people call it."""
    return known_customer(visitor.customer) or visitor.customer


def _page(request: HttpRequest, kept: PortalAsk, form: WordForm | None = None) -> HttpResponse:
    today = timezone.localdate()
    placed = places(today, policy_in_force().at(today)) if kept.request_id else ({}, 0)
    context = whole(kept, placed) | {
        "form": form or WordForm(), "ended": stage_of(kept) in ENDED and not taken_out(kept), "longest": LONGEST,
    }  # fmt: skip
    return render(request, "portal/ask.html", context, status=422 if form and form.errors else 200)


def _of(visitor: Visitor, number: int) -> PortalAsk:
    return get_object_or_404(asks_of(visitor.customer), pk=number)


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for; what nobody declared is ignored."""
    get = request.GET
    state, order = get.get("estado", ""), get.get("orden", "")
    return Wanted(
        get.get("q", "").strip()[:100], state if state in ("abiertas", "terminadas") else "",
        order if order.removeprefix("-") in ORDERS else "",
    )  # fmt: skip


def _cells(one: PortalAsk) -> list[Value]:
    solved = {"solved": _("yes"), "unsolved": _("no")}.get(one.verdict)
    return [
        timezone.localdate(one.at), one.text, one.contact.name, told(STATES[stage_of(one)]), one.responsible.name,
        told(solved) if solved else "",
    ]  # fmt: skip
