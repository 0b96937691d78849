"""Referencias: who can be asked, what was asked, who recommended us; their files, and the tab of an account. (B5)"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.actions.references import note_references_export
from clave.base.words import Text, _
from clave.operations.references import RESULTS, STATES, WAYS
from clave.report.sheet import Head, Value
from clave.store.fields import REFERRED
from clave.store.models import ReferenceAsk, Referral
from clave.store.policy import policy_in_force
from clave.store.references import (
    ASK_ORDERS,
    ONLY,
    REFERRAL_ORDERS,
    AskWanted,
    Looked,
    Willing,
    asks,
    asks_among,
    brought,
    referrals,
    referrals_among,
    waiting,
    willing,
)
from clave.store.special_services import currency_now
from clave.web import undo
from clave.web.pages.account import figures, shown
from clave.web.pages.privileges import as_file
from clave.web.pages.promotions import may, may_write, sees
from clave.web.reference_forms import AnswerForm, ResultForm
from clave.web.service_forms import written
from clave.web.shown.header import Account
from clave.web.shown.references import amount, ask_row, options, referral_row, state, strip, willing_row
from clave.web.who import required
from clave.web.words import told

PAGE = 50
Heads = tuple[tuple[Text, str, int], ...]
WILLING_HEADS: Heads = (
    (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("Person of theirs"), "text", 26), (_("Sector"), "text", 20),
    (_("What they are willing to do"), "text", 30), (_("What they can speak about"), "text", 30), (_("Today"), "text", 20),
    (_("Why not"), "text", 60), (_("Given, ever"), "whole", 12), (_("Since when"), "date", 12),
)  # fmt: skip
ASK_HEADS: Heads = (
    (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("Person of theirs"), "text", 26),
    (_("For which company"), "text", 30),
    (_("How"), "text", 18), (_("Asked on"), "date", 12), (_("Who asked"), "text", 24), (_("State"), "text", 16),
    (_("Answered on"), "date", 12), (_("In their words"), "text", 40), (_("Business"), "text", 20), (_("How much"), "text", 18),
)  # fmt: skip
REFERRAL_HEADS: Heads = (
    (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("Who of theirs"), "text", 26), (_("To which company"), "text", 30),
    (_("Day"), "date", 12), (_("How we knew"), "text", 40), (_("What came of it"), "text", 20), (_("How much"), "text", 18),
)  # fmt: skip


def references(request: HttpRequest) -> HttpResponse:
    """Who is willing and fits what is looked for, who can be asked today first."""
    today, looked = timezone.localdate(), _looked(request)
    limits = policy_in_force().at(today)
    rows = willing(limits, today, looked)
    found = Paginator(rows, PAGE).get_page(request.GET.get("pagina"))
    every = rows if looked.plain else willing(limits, today, Looked())
    context = {
        "found": found, "rows": [willing_row(one, can=may_write(request, one.row.customer)) for one in found],
        "looked": looked, "any": bool(every), "ways": options(WAYS),
        "title": told(_("References")), "intro": told(_("Who speaks well of us when somebody asks, and how often we may ask.")),
        "file": "referencias", "new": "reference_new", "add": told(_("Write down who is willing")),
        "list": "references/_willing.html",
    }  # fmt: skip
    return _page(request, context, every)


def reference_asks(request: HttpRequest) -> HttpResponse:
    """What was asked, and what came of it."""
    today, wanted, currency = timezone.localdate(), _wanted(request), currency_now()
    limits, every = policy_in_force().at(today), asks()
    seen = _seen(request, every)
    rows = asks_among(every, wanted, required(request), today, limits, seen)
    found = Paginator(rows, PAGE).get_page(request.GET.get("pagina"))
    context = {
        "found": found, "rows": [ask_row(one, today, limits, currency, seen=one.pk in seen) for one in found],
        "wanted": wanted, "any": bool(every), "states": options(STATES), "ways": options(WAYS), "results": options(RESULTS),
        "title": told(_("References that were asked")),
        "intro": told(_("Of whom, for whom, whether it was given, and the business that came.")),
        "file": "pedidas", "new": "references", "add": told(_("Look for a reference")), "list": "references/_asks.html",
    }  # fmt: skip
    return _page(request, context)


def referrals_page(request: HttpRequest) -> HttpResponse:
    """Who recommended us by themselves, and what came of it."""
    wanted, currency, every = _wanted(request), currency_now(), referrals()
    seen = _seen(request, every)
    rows = referrals_among(every, wanted, required(request), seen)
    found = Paginator(rows, PAGE).get_page(request.GET.get("pagina"))
    context = {
        "found": found, "rows": [referral_row(one, currency, seen=one.pk in seen) for one in found], "wanted": wanted,
        "any": bool(every), "results": options(RESULTS), "title": told(_("Recommendations")),
        "intro": told(_("Accounts that sent us somebody by themselves: nobody asked them to.")), "file": "recomendaciones",
        "new": "referral_new", "add": told(_("Write down a recommendation")), "list": "references/_referrals.html",
    }  # fmt: skip
    return _page(request, context)


def _page(request: HttpRequest, context: dict[str, Any], everybody: list[Willing] | None = None) -> HttpResponse:
    """The whole page with its figures, or the list alone where htmx filters it."""
    context["may_ask"] = may(request, "reference_new")
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    if not part:
        today = timezone.localdate()
        every = willing(policy_in_force().at(today), today, Looked()) if everybody is None else everybody
        asked, recommended = asks(), referrals()
        seen, sent = _seen(request, asked), _seen(request, recommended)
        all_seen = len(seen) == len(asked) and len(sent) == len(recommended)
        context |= {
            "strip": strip(
                len(every), sum(one.free.allowed for one in every), brought(asked, seen), waiting(asked),
                brought(recommended, sent), currency_now(), seen=all_seen,
            ),
            "undo": undo.taken(request),
        }  # fmt: skip
    response = render(request, context["list"] if part else "references/page.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def references_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """A list as on its page: `referencias`, `pedidas` or `recomendaciones`, `.xlsx` or `.csv`; 404 for another name."""
    name, _dot, form = kind.rpartition(".")
    made = {"referencias": _willing_table, "pedidas": _ask_table, "recomendaciones": _referral_table}.get(name)
    if form not in ("xlsx", "csv") or made is None:
        raise Http404
    title, heads, cells = made(request)
    note_references_export(by=required(request), now=timezone.now())
    return as_file(
        title, form, [Head(told(label), kind_, width) for label, kind_, width in heads], cells,  # type: ignore[arg-type]
        [(told(title).capitalize(), str(len(cells)))],
    )  # fmt: skip


Table = tuple[Text, Heads, list[list[Value]]]


def _willing_table(request: HttpRequest) -> Table:
    today = timezone.localdate()
    rows = [willing_row(one, can=False) for one in willing(policy_in_force().at(today), today, _looked(request))]
    cells: list[list[Value]] = [
        [
            row.one.row.customer, row.one.row.name, row.one.row.contact.name, row.one.sector, row.ways, row.one.row.about,
            row.badge.label, " ".join(row.why), row.one.gave, row.one.row.since,
        ]
        for row in rows
    ]  # fmt: skip
    return _("references"), WILLING_HEADS, cells


def _ask_table(request: HttpRequest) -> Table:
    today, every = timezone.localdate(), asks()
    limits, seen = policy_in_force().at(today), _seen(request, every)
    rows = asks_among(every, _wanted(request), required(request), today, limits, seen)
    shown_ = [ask_row(one, today, limits, currency_now(), seen=one.pk in seen) for one in rows]
    cells: list[list[Value]] = [
        [
            row.kept.customer, row.kept.name, row.kept.contact.name, row.kept.prospect, row.way, row.kept.on, row.kept.by.name,
            row.state.label, row.kept.answered_on, row.kept.answer, row.result, row.amount,
        ]
        for row in shown_
    ]  # fmt: skip
    return _("references asked"), ASK_HEADS, cells


def _referral_table(request: HttpRequest) -> Table:
    every = referrals()
    seen = _seen(request, every)
    rows = referrals_among(every, _wanted(request), required(request), seen)
    shown_ = [referral_row(one, currency_now(), seen=one.pk in seen) for one in rows]
    cells: list[list[Value]] = [
        [
            row.kept.customer, row.kept.name, row.kept.contact.name if row.kept.contact else "", row.kept.prospect, row.kept.on,
            row.kept.note, row.result, row.amount,
        ]
        for row in shown_
    ]  # fmt: skip
    return _("recommendations"), REFERRAL_HEADS, cells


def reference_one(request: HttpRequest, number: int) -> HttpResponse:
    """One reference that was asked."""
    found = ReferenceAsk.objects.select_related("contact", "by", "willing__contact")
    return ask_page(request, get_object_or_404(found, pk=number, removed_at=None))


def ask_page(request: HttpRequest, kept: ReferenceAsk, **bound: forms.Form) -> HttpResponse:
    """The page of a reference, with a form that was refused in the place of an empty one (422)."""
    more = {
        "way": told(WAYS[kept.way]), "state": state(kept.state), "up": "reference_asks", "act": "reference_act",
        "answer": AnswerForm(initial={"to": "given", "day": timezone.localdate()}),
    }  # fmt: skip
    return _one(request, kept, more, bound)


def referral(request: HttpRequest, number: int) -> HttpResponse:
    """One recommendation."""
    found = Referral.objects.select_related("contact", "by")
    return referral_page(request, get_object_or_404(found, pk=number, removed_at=None))


def referral_page(request: HttpRequest, kept: Referral, **bound: forms.Form) -> HttpResponse:
    """The page of a recommendation."""
    return _one(request, kept, {"up": "referrals", "act": "referral_act"}, bound)


def _one(
    request: HttpRequest, kept: ReferenceAsk | Referral, more: dict[str, Any], bound: dict[str, forms.Form]
) -> HttpResponse:
    seen, currency = sees(request, REFERRED, kept.customer), currency_now()
    initial = {"result": kept.result, "amount": written(kept.amount) if seen else ""}
    context = {
        "kept": kept, "can": may_write(request, kept.customer), "opens": may(request, "account_references"),
        "result": told(RESULTS[kept.result]), "amount": amount(kept, currency, seen=seen) if kept.result == "won" else "",
        "brought": ResultForm(initial=initial), "undo": undo.taken(request),
    } | more | bound  # fmt: skip
    status = 422 if any(form.errors for form in bound.values()) else 200
    return render(request, "references/one.html", context, status=status)


@figures("references")
def account_references(request: HttpRequest, found: Account) -> HttpResponse:
    """Who of an account is willing, what was asked of it, and whom it recommended us to."""
    today, currency, code = timezone.localdate(), currency_now(), found.code
    limits, seen, can = policy_in_force().at(today), sees(request, REFERRED, code), may_write(request, code)
    context = {
        "willing": [willing_row(one, can=can) for one in willing(limits, today, Looked(customer=code))],
        "rows": [ask_row(one, today, limits, currency, seen=seen) for one in asks() if one.customer == code],
        "referrals": [referral_row(one, currency, seen=seen) for one in referrals() if one.customer == code],
        "may_ask": can, "undo": undo.taken(request),
    }  # fmt: skip
    return shown(request, found, "references", "references/account.html", context)


def _seen(request: HttpRequest, rows: list[ReferenceAsk] | list[Referral]) -> frozenset[int]:
    """Those whose business whoever asks sees."""
    codes = {code for code in {one.customer for one in rows} if sees(request, REFERRED, code)}
    return frozenset(one.pk for one in rows if one.customer in codes)


def _looked(request: HttpRequest) -> Looked:
    """What the address looks for; what nobody declared is ignored."""
    get = request.GET
    words = {
        name: get.get(key, "").strip()[:100]
        for name, key in (("sector", "sector"), ("product", "producto"), ("text", "q"))
    }
    way = get.get("como", "")
    return Looked(
        **words, way=way if way in WAYS else "", customer=get.get("cliente", "")[:100], now=get.get("ahora") == "1"
    )


def _wanted(request: HttpRequest) -> AskWanted:
    get = request.GET
    state_, way, result, only = get.get("estado", ""), get.get("como", ""), get.get("negocio", ""), get.get("solo", "")
    order = get.get("orden", "")
    return AskWanted(
        get.get("q", "").strip()[:100], state_ if state_ in STATES else "", way if way in WAYS else "",
        result if result in RESULTS else "", get.get("cliente", "")[:100], only if only in ONLY else "",
        order if order.removeprefix("-") in {*ASK_ORDERS, *REFERRAL_ORDERS} else "",
    )  # fmt: skip
