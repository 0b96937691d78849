"""Who accepts idle stock in writing: without a letter nobody is offered any, and dispatch sends none. (E8)"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.idle_stock import end_letter, note_letter
from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import _
from clave.facts.products import families
from clave.privileges.idle_stock.matching import GRADES
from clave.store.idle_stock import newest_facts
from clave.store.models import SecondsLetter
from clave.web import undo
from clave.web.customer_field import customer_asked
from clave.web.idle_forms import LetterForm
from clave.web.pages.idle_stock import may, seller
from clave.web.refusals import beside
from clave.web.who import required
from clave.web.words import told


def idle_letters(request: HttpRequest) -> HttpResponse:
    """The letters that stand, by name; `q` searches, `ver=todo` shows those that are over too."""
    return _page(request)


def _page(request: HttpRequest, refusal: str = "") -> HttpResponse:
    today, words = timezone.localdate(), folded(request.GET.get("q", "")[:100]).split()
    everything, sells = request.GET.get("ver") == "todo", seller(request)
    found = [
        one
        for one in SecondsLetter.objects.select_related("by", "ended_by").order_by("name", "grade", "family", "pk")
        if everything or (one.ended_at is None and (one.until is None or one.until >= today))
        if all(word in folded(f"{one.customer} {one.name} {one.family}") for word in words)
    ]
    context: dict[str, Any] = {
        "rows": [(one, told(GRADES[one.grade]), one.ended_at is None and sells(one.customer)) for one in found],
        "any": bool(found) or SecondsLetter.objects.exists(),
        "everything": everything,
        "text": request.GET.get("q", "").strip()[:100],
        "may": may(request, "idle_letter_new"),
        "opens": may(request, "account"),
        "refusal": refusal,
        "undo": undo.taken(request),
        "today": today,
    }
    return render(request, "idle/letters.html", context, status=422 if refusal else 200)


def idle_letter_new(request: HttpRequest) -> HttpResponse:
    """Write down a letter: of the customer in the address, or of the one that is typed."""
    asked = customer_asked(request)
    begins = {"since": timezone.localdate(), "grade": request.GET.get("grado", "")}
    form = LetterForm(request.POST if request.method == "POST" else None, initial=begins, families=_families())
    if request.method == "POST" and form.is_valid() and asked.name is not None:
        try:
            kept = note_letter(
                by=required(request), now=timezone.now(), customer=asked.code, name=asked.name, letter=form.said()
            )
        except ClaveError as refused:
            beside(form, refused)
        else:
            said = _("{name} accepts it in writing now.").fill(name=kept.name)
            undo.done(request, said, reverse("idle_letter_end", args=[kept.pk]))
            return redirect("idle_letters")
    context = {"form": form, "customer": asked}
    return render(request, "idle/letter_form.html", context, status=422 if asked.wrong or form.errors else 200)


@require_POST
def idle_letter_end(request: HttpRequest, number: int) -> HttpResponse:
    """A letter is taken back."""
    letter = get_object_or_404(SecondsLetter, pk=number)
    try:
        end_letter(by=required(request), now=timezone.now(), customer=letter.customer, number=number)
    except ClaveError as refused:
        return _page(request, told(refused.sentence()))
    undo.done(request, _("{name} accepts it no more: nothing else is offered or sent by it.").fill(name=letter.name))
    return redirect("idle_letters")


def _families() -> tuple[str, ...]:
    """The families to choose from; none where the facts cannot be read."""
    try:
        book = newest_facts()
        return families(book) if book else ()
    except ClaveError:
        return ()
