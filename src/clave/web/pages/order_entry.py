"""Consultar un pedido: what an order gets before it is entered, in words, for whoever takes it. (G2, G3, C5, G6)"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from clave.actions.order_decisions import decide_order
from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.privileges.entry import Known
from clave.store.models import OrderDecision
from clave.store.nominations import Named
from clave.store.order_decisions import Question, newest_decisions
from clave.store.order_entry import ready
from clave.web.access import allows
from clave.web.customer_field import offered_for, unclear
from clave.web.order_forms import Head, Typed, typed_lines, understood
from clave.web.shown.order_decision import DecisionShown, asked_before, decision_shown
from clave.web.who import required
from clave.web.words import told

PRODUCTS, NEWEST, MOST_DIGITS = 20, 8, 16


def order_ask(request: HttpRequest) -> HttpResponse:
    """The form, and beneath it the answer; «add a line» and «take it out» only write the form again."""
    sent = request.POST if request.method == "POST" else request.GET
    known = ready(timezone.localdate()).known
    rows = typed_lines(sent)
    head = Head(request.POST if request.method == "POST" else None)
    who = sent.get("who", "").strip()[:200]
    offered = offered_for(who)
    code = sent.get("cliente", "").strip()[:200] or _meant(who, offered, known)
    context: dict[str, Any] = {
        "head": head, "rows": rows, "who": who, "code": code, "offered": offered,
        "name": (known.customers[code].name or code) if code in known.customers else "",
        "opens": allows(required(request).role, "account"), "added": "agregar" in sent,
        "empty": not known.customers, "answer": _kept(request),
        "before": [asked_before(one) for one in newest_decisions(NEWEST)],
    }  # fmt: skip
    if request.method != "POST" or "agregar" in sent or "quitar" in sent:
        head.errors.clear() if head.is_bound else None
        return render(request, "order_entry/page.html", context)
    typed = understood(head, rows, known)
    context["no_customer"] = "" if code in known.customers else told(unclear(who or code, offered))
    context["no_lines"] = typed.wrong if typed else ""
    if typed is None or typed.wrong or context["no_customer"]:
        return render(request, "order_entry/page.html", context, status=422)
    try:
        context["answer"] = decision_shown(_decided(request, code, typed))
    except ClaveError as refused:
        context["failed"] = told(refused.sentence())
        return render(request, "order_entry/page.html", context, status=422)
    return render(request, "order_entry/page.html", context)


def _kept(request: HttpRequest) -> DecisionShown | None:
    """The answer that the address names; None where it names none, 404 for one that was never given."""
    number = request.GET.get("respuesta", "")
    if request.method == "POST" or not number:
        return None
    if not (number.isascii() and number.isdigit() and len(number) < MOST_DIGITS):
        raise Http404
    return decision_shown(get_object_or_404(OrderDecision.objects.select_related("by", "key"), pk=int(number)))


def _decided(request: HttpRequest, code: str, typed: Typed) -> OrderDecision:
    question = Question(code, typed.lines, typed.wanted, typed.order)
    return decide_order(question, by=required(request), now=timezone.now())[0]


def _meant(who: str, offered: list[Named], known: Known) -> str:
    """The code that was typed in full, or that of the only customer called so."""
    if who in known.customers:
        return who
    exact = [one.code for one in offered if folded(one.name) == folded(who)]
    return exact[0] if len(exact) == 1 else offered[0].code if len(offered) == 1 else ""


def order_products(request: HttpRequest) -> HttpResponse:
    """Codes that begin with or hold what is typed, for the list under the field."""
    typed = folded(next((one for one in request.GET.getlist("codigo") if one.strip()), ""))[:60]
    products = ready(timezone.localdate()).known.products
    found = [one for one in products.values() if typed and typed in folded(f"{one.code} {one.family}")]
    found.sort(key=lambda one: (not folded(one.code).startswith(typed), one.code))
    return render(request, "order_entry/_products.html", {"products": found[:PRODUCTS]})
