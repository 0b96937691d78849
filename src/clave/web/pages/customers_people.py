"""Pages about a customer that colleagues read who may not open its account: as a tab of the account, or on their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from clave.base.errors import ClaveError
from clave.store.models import MeasureLine, Touchpoint
from clave.store.ownership import parts_held
from clave.store.permissions import DOINGS
from clave.store.queries import latest_run
from clave.web import undo
from clave.web.access import allows
from clave.web.pages.account import shown
from clave.web.shown.header import Account, account_of
from clave.web.who import powers, required, sight
from clave.web.words import told


@dataclass(frozen=True)
class Customer:
    """A customer of the newest list; `account` only where the reader may open it."""

    code: str
    name: str
    account: Account | None


def customer_of(request: HttpRequest, code: str) -> Customer:
    """The customer with that code in the newest list; 404 for another."""
    if allows(required(request).role, "account", powers(request).departments()):
        account = account_of(code, sight(request))
        if account.gone:
            raise Http404
        return Customer(code, account.measured.name, account)
    run = latest_run()
    name = MeasureLine.objects.filter(run=run, customer=code).values_list("name", flat=True).first() if run else None
    if name is None:
        raise Http404
    return Customer(code, name, None)


def page(
    request: HttpRequest, found: Customer, tab: str, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of a customer, inside its account for who may open it."""
    context = {"customer": found, "undo": undo.taken(request), "tab": tab} | context
    if found.account is None:
        return render(request, template, context | {"around": "people/alone.html"}, status=status)
    answer = shown(request, found.account, tab, template, context | {"around": "accounts/base.html"})
    answer.status_code = status
    return answer


def may(request: HttpRequest, doing: str, code: str) -> bool:
    """Whether whoever asks may do something with a customer, by role, by delegation, or by their parts in the account."""
    parts = parts_held(required(request), code, timezone.localdate())
    roles = {required(request).role, *powers(request).departments()}
    return any(DOINGS[doing].allows(role, parts) for role in roles)


def sentence(refused: ClaveError) -> str:
    """What was refused, for a page without a form."""
    words = told(refused.sentence())
    return words[:1].upper() + words[1:]


def note_of(request: HttpRequest, code: str) -> Touchpoint | None:
    """The note that a form was opened from (`?desde=`), where it is one about this customer."""
    text = request.GET.get("desde", "")
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        return None
    return Touchpoint.objects.filter(pk=int(text), customer=code, withdrawn_at=None).first()


def moment_of(text: str) -> datetime | None:
    """The moment that a form carries; None where it is none of ours."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, also where that is nothing; None where it is only opened."""
    return request.POST if request.method == "POST" else None
