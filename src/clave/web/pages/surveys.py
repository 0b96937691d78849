"""Encuestas: the list, one with what may be shown of it, how the customer sees it, and what an account answered. (C8)"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.actions.mail import company_name
from clave.actions.surveys import note_surveys_export
from clave.base.words import Text, _
from clave.operations.surveys.questions import KINDS, Sheet
from clave.operations.surveys.said import LABELS, promise
from clave.policy import voice
from clave.policy.limits import Limits
from clave.report.sheet import Head, Value
from clave.store.models import Survey
from clave.store.novelties import of_account, vote_of
from clave.store.policy import policy_in_force
from clave.store.surveys import (
    ORDERS,
    Wanted,
    among,
    asked_in,
    listed,
    named_of,
    results,
    said_of,
    turns,
    waves,
)
from clave.web import undo
from clave.web.pages.account import figures as tab
from clave.web.pages.account import shown
from clave.web.pages.offsite import may
from clave.web.pages.privileges import as_file
from clave.web.shown.header import Account
from clave.web.shown.novelties import answer, rate
from clave.web.shown.surveys import (
    Row,
    Shown,
    accounts,
    figures,
    names,
    put,
    questions,
    row,
    state,
    strip,
    title,
    trend,
)
from clave.web.voice_forms import ExtendForm
from clave.web.who import required
from clave.web.words import told

PAGE = 50
Heads = tuple[tuple[Text, str, int], ...]
HEADS: Heads = (
    (_("Survey"), "text", 34), (_("Kind"), "text", 24), (_("Names"), "text", 14), (_("Round"), "text", 12),
    (_("State"), "text", 16),
    (_("Last day to answer"), "date", 12), (_("People asked"), "whole", 12), (_("People who answered"), "whole", 12),
)  # fmt: skip
RESULT_HEADS: Heads = (
    (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("About"), "text", 30), (_("Figure"), "text", 14),
    (_("Range"), "text", 24),
    (_("How many answered"), "text", 24),
)  # fmt: skip
EVERYBODY = _("All accounts")


def surveys(request: HttpRequest) -> HttpResponse:
    """The whole page, or the list alone where htmx filters it."""
    today, every, wanted = timezone.localdate(), listed(), _wanted(request)
    found = Paginator(among(every, wanted), PAGE).get_page(request.GET.get("pagina"))
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    context: dict[str, Any] = {
        "found": found, "rows": [row(one) for one in found], "wanted": wanted, "any": bool(every),
        "states": [(key, told(label)) for key, label in LABELS.items()],
        "kinds": [(key, told(one.label)) for key, one in KINDS.items()], "can": may(request, "survey_new"),
    }  # fmt: skip
    if not part:
        limits = policy_in_force().at(today)
        rounds = [one.row for one in every if one.row.kind == "relationship" and one.row.state in ("open", "closed")]
        last = results(rounds[0], limits) if rounds else None
        context |= {"strip": strip(every, last, limits, today), "undo": undo.taken(request)}
    response = render(request, "surveys/_list.html" if part else "surveys/page.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def surveys_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list as on the page, as `encuestas.xlsx` or `.csv`; 404 for another name."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or name != "encuestas":
        raise Http404
    rows = [row(one) for one in among(listed(), _wanted(request))]
    note_surveys_export(by=required(request), now=timezone.now())
    return as_file(
        _("surveys"), form, _heads(HEADS), [_cells(one) for one in rows], [(told(_("Surveys")), str(len(rows)))]
    )


def _cells(said: Row) -> list[Value]:
    one, kept = said.one, said.one.row
    return [
        said.title, said.kind, said.names, kept.wave, said.state.label, kept.closes_on, one.rate.asked, one.rate.answered
    ]  # fmt: skip


def _heads(heads: Heads) -> list[Head]:
    return [Head(told(label), kind, width) for label, kind, width in heads]  # type: ignore[arg-type]


def survey(request: HttpRequest, number: int) -> HttpResponse:
    """One survey."""
    return survey_page(request, kept_of(number))


def kept_of(number: int) -> Survey:
    """A survey that stands; 404 where there is none."""
    return get_object_or_404(Survey.objects.select_related("by"), pk=number, removed_at=None)


def survey_page(request: HttpRequest, kept: Survey, **bound: forms.Form) -> HttpResponse:
    """The page of a survey, with a form that was refused in the place of an empty one (422)."""
    today = timezone.localdate()
    limits = policy_in_force().at(today)
    found = results(kept, limits)
    would = turns(said_of(kept).choice, kept.kind, today, limits) if kept.state == "draft" else []
    rounds = waves(kept.kind, limits) if kept.kind == "relationship" and kept.state in ("open", "closed") else []
    context: dict[str, Any] = {
        "kept": kept, "title": title(kept), "state": state(kept.state), "kind": told(KINDS[kept.kind].label),
        "names": names(kept.anonymous), "rate": rate(found.rate), "accounts_rate": rate(found.accounts),
        "hidden": told(found.hidden) if found.hidden else "", "least": limits[voice.least],
        "shown": figures(kept.kind, found.all, limits) if not found.hidden else [],
        "questions": questions(kept.kind, found.all) if found.sheets else [],
        "accounts": Paginator(accounts(kept.kind, found, limits), PAGE).get_page(request.GET.get("pagina")),
        "words": found.words, "trend": trend(rounds, limits) if len(rounds) > 1 else [],
        "would": sum(said.asked for _one, said in would), "would_mail": sum(said.mail for _one, said in would),
        "left_out": [(one, told(said.why)) for one, said in would if not said.asked and said.why],
        "promise": told(promise(kept.anonymous, company_name(), limits[voice.least])),
        "opens": may(request, "account_voice"), "can": may(request, "survey_act"),
        "extend": ExtendForm(initial={"day": kept.closes_on}), "undo": undo.taken(request),
    } | bound  # fmt: skip
    status = 422 if any(form.errors for form in bound.values()) else 200
    return render(request, "surveys/one.html", context, status=status)


def survey_results(request: HttpRequest, number: int, kind: str) -> HttpResponseBase:
    """What may be shown of a survey, account by account, as `resultados.xlsx` or `.csv`."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or name != "resultados":
        raise Http404
    kept = kept_of(number)
    limits = policy_in_force().at(timezone.localdate())
    found = results(kept, limits)
    note_surveys_export(by=required(request), now=timezone.now())
    cells: list[list[Value]] = []
    if not found.hidden:
        all_ = [("", told(EVERYBODY), figures(kept.kind, found.all, limits))]
        apart = [(one.customer, one.name, list(one.shown)) for one in accounts(kept.kind, found, limits)]
        cells = [
            [code, called, each.label, each.value, each.range, each.about]
            for code, called, row_ in all_ + apart
            for each in row_
        ]
    about = [(told(_("Survey")), title(kept)), (told(_("Answered, of those asked")), rate(found.rate))]
    if found.hidden:
        about.append((told(_("Why nothing is shown")), told(found.hidden)))
    return as_file(_("results"), form, _heads(RESULT_HEADS), cells, about)


def survey_preview(request: HttpRequest, number: int) -> HttpResponse:
    """As the customer will see it."""
    kept = kept_of(number)
    limits = policy_in_force().at(timezone.localdate())
    context = {
        "kept": kept, "title": title(kept), "questions": put(kept.kind), "open": told(KINDS[kept.kind].open),
        "promise": told(promise(kept.anonymous, company_name(), limits[voice.least])),
    }  # fmt: skip
    return render(request, "surveys/preview.html", context)


@tab("voice")
def account_voice(request: HttpRequest, found: Account) -> HttpResponse:
    """What people of an account answered with their name, its score with how many said so, and its votes."""
    limits = policy_in_force().at(timezone.localdate())
    given = named_of(found.code)
    told_ = [(one, title(one.ask.survey), questions(one.ask.survey.kind, [Sheet(one.values)])) for one in given[:PAGE]]
    asked = asked_in(found.code)
    context = {
        "given": told_, "asked": [(one, title(one), rate(each) if not one.anonymous else "", each) for one, each in asked],
        "scores": _scores(found.code, limits),
        "votes": [(one, answer(vote.answer if (vote := vote_of(one)) else ""), vote) for one in of_account(found.code)[:PAGE]],
        "undo": undo.taken(request),
    }  # fmt: skip
    return shown(request, found, "voice", "surveys/account.html", context)


def _scores(customer: str, limits: Limits) -> list[tuple[str, list[Shown]]]:
    """The figures of the account in the last surveys of each kind in which it can be told apart, the newest of each kind."""
    found: dict[str, tuple[str, list[Shown]]] = {}
    for one, _rate in asked_in(customer)[:PAGE]:
        if one.kind in found or one.state not in ("open", "closed"):
            continue
        kept = results(one, limits)
        mine = [sheet for code, sheet in kept.sheets if code == customer]
        if customer in kept.apart and mine:
            found[one.kind] = one.wave or title(one), figures(one.kind, mine, limits)
    return list(found.values())


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for; what nobody declared is ignored."""
    get = request.GET
    state_, kind, order = (get.get(name, "") for name in ("estado", "tipo", "orden"))
    return Wanted(
        get.get("q", "").strip()[:100], state_ if state_ in LABELS else "", kind if kind in KINDS else "",
        order if order.removeprefix("-") in ORDERS else "",
    )  # fmt: skip
