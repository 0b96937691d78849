"""What people of ours do with novelties: prepare, show, change, close, tell back; each with its undo where it has one. (C6)"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.novelties import (
    change_novelty,
    close_novelty,
    extend_novelty,
    open_novelty,
    prepare_novelty,
    remove_novelty,
    reopen_novelty,
    restore_novelty,
    tell_what_changed,
    withdraw_novelty,
)
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.policy import voice
from clave.store.models import Novelty
from clave.store.policy import policy_in_force
from clave.store.voters import accounts
from clave.web import undo
from clave.web.pages.novelties import kept_of, novelty_page
from clave.web.refusals import beside
from clave.web.voice_forms import ExtendForm, NoveltyForm, ToldForm, initial_novelty
from clave.web.who import required

A_FORTNIGHT = timedelta(days=14)
Plain = tuple[Callable[..., Novelty], Text, str]
PLAIN: Mapping[str, Plain] = {
    "abrir": (open_novelty, _("Customers see «{title}» now."), ""),
    "cerrar": (close_novelty, _("«{title}» takes no more answers."), "reabrir"),
    "retirar": (withdraw_novelty, _("«{title}» was withdrawn: customers do not see it any more."), "reabrir"),
    "reabrir": (reopen_novelty, _("«{title}» is as it was."), ""),
    "quitar": (remove_novelty, _("«{title}» was taken out."), "devolver"),
    "devolver": (restore_novelty, _("«{title}» is back."), ""),
}


def novelty_new(request: HttpRequest) -> HttpResponse:
    """Prepare one; nobody sees it until it is shown."""
    return _form(request, None)


def novelty_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Say it better; where customers see it already, they are asked anew."""
    return _form(request, kept_of(number))


def _form(request: HttpRequest, kept: Novelty | None) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    initial = initial_novelty(kept) if kept else {"closes_on": timezone.localdate() + A_FORTNIGHT}
    form = NoveltyForm(sent, request.FILES if sent is not None else None, initial=initial, accounts=accounts())
    if sent is not None and form.is_valid():
        try:
            made = _keep(request, kept, form)
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, _("«{title}» is kept.").fill(title=made.title))
            return redirect("novelty", made.pk)
    context = {"form": form, "kept": kept, "seen": kept.changed_at.isoformat() if kept else "", "most": _most()}
    return render(request, "novelties/form.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, kept: Novelty | None, form: NoveltyForm) -> Novelty:
    given: dict[str, Any] = {
        "by": required(request), "now": timezone.now(), "novelty": form.said(), "file": form.sent(_most())
    }  # fmt: skip
    if kept is None:
        return prepare_novelty(**given)
    return change_novelty(number=kept.pk, seen=seen_in(request), **given)


def seen_in(request: HttpRequest) -> datetime | None:
    """When what was edited had been changed, as the form says; None where it says nothing."""
    try:
        return datetime.fromisoformat(request.POST.get("seen", ""))
    except ValueError:
        return None


def _most() -> int:
    most: int = policy_in_force().at(timezone.localdate())[voice.novelty_file]
    return most


@require_POST
def novelty_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """One thing that is done with a novelty; its page with the form and 422 where it is refused."""
    if act == "ampliar":
        return _extend(request, kept_of(number))
    if act == "contar":
        return _tell(request, kept_of(number))
    if act not in PLAIN:
        raise Http404
    kept = get_object_or_404(Novelty, pk=number) if act == "devolver" else kept_of(number)
    action, said, opposite = PLAIN[act]
    try:
        action(by=required(request), now=timezone.now(), number=kept.pk)
    except ClaveError as refused:
        form = ExtendForm({})
        form.is_valid()
        form.errors.clear()
        beside(form, refused)
        return novelty_page(request, kept_of(number), refusal=form)
    undo.done(
        request, said.fill(title=kept.title), reverse("novelty_act", args=[kept.pk, opposite]) if opposite else ""
    )
    return redirect("novelties") if act == "quitar" else redirect("novelty", kept.pk)


def _extend(request: HttpRequest, kept: Novelty) -> HttpResponse:
    form, before = ExtendForm(request.POST), kept.closes_on
    if form.is_valid():
        try:
            extend_novelty(by=required(request), now=timezone.now(), number=kept.pk, day=form.cleaned_data["day"])
        except ClaveError as refused:
            beside(form, ClaveError(refused.what, where="day", remedy=refused.remedy))
        else:
            back = reverse("novelty_act", args=[kept.pk, "ampliar"])
            undo.done(
                request, _("«{title}» takes answers until another day.").fill(title=kept.title), back, day=f"{before}"
            )
            return redirect("novelty", kept.pk)
    return novelty_page(request, kept, extend=form)


def _tell(request: HttpRequest, kept: Novelty) -> HttpResponse:
    form = ToldForm(request.POST)
    if form.is_valid():
        try:
            tell_what_changed(
                by=required(request), now=timezone.now(), number=kept.pk, words=form.cleaned_data["words"]
            )
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, _("Who answered reads now what changed because of «{title}».").fill(title=kept.title))
            return redirect("novelty", kept.pk)
    return novelty_page(request, kept, tell=form)
