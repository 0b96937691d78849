"""The declared wallet of an account: declaring it, and taking one's own declaration back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.wallets import declare_wallet, take_back_wallet
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.store.models import DeclaredWallet
from clave.web import undo
from clave.web.judging_forms import Declaration
from clave.web.pages.judging import judgements
from clave.web.refusals import beside
from clave.web.shown.header import account_of
from clave.web.who import required, sight
from clave.web.words import told


@require_POST
def account_wallet(request: HttpRequest, code: str) -> HttpResponse:
    """Declare what a customer buys in a year from everybody."""
    me, found, form = required(request), account_of(code, sight(request)), Declaration(request.POST)
    if form.is_valid():
        try:
            kept = declare_wallet(by=me, now=timezone.now(), customer=code, **form.cleaned_data)
        except ClaveError as refused:
            beside(form, refused)
        else:
            said = _("The declared wallet of {name} was kept.").fill(name=found.measured.name)
            undo.done(request, said, reverse("wallet_withdraw", args=[code, kept.pk]))
            return _back(code)
    return judgements(request, found, declaration=form)


@require_POST
def wallet_withdraw(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take back a declaration of one's own; anybody else's does not exist."""
    me, found = required(request), account_of(code, sight(request))
    wallet = get_object_or_404(DeclaredWallet, pk=number, by=me, customer=code)
    try:
        take_back_wallet(by=me, now=timezone.now(), wallet=wallet)
    except ClaveError as refused:
        return judgements(request, found, error=told(refused.sentence()))
    undo.done(request, _("Your declaration was taken back."))
    return _back(code)


def _back(code: str) -> HttpResponse:
    return redirect(reverse("account_judgements", args=[code]) + "#wallet")
