"""What people do with the dispatch of the day: plan, confirm, take back, move a line by hand, take the plan out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clave.actions.dispatch import (
    confirm_dispatch,
    note_dispatch_export,
    pin_line,
    reopen_dispatch,
    unpin_line,
    wrong_pin,
)
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.jobs.dispatch import start_planning
from clave.privileges.dispatch.book import NEVER, UNKNOWN, Pin, day_of
from clave.privileges.dispatch.replan import Change, effect
from clave.privileges.dispatch.rules import rules_of
from clave.report.sheet import Head, Value
from clave.store.dispatch_queue import lines
from clave.store.dispatching import checked_day, loaded, ready
from clave.store.models import DispatchLine, DispatchPlan, LinePin
from clave.store.models.dispatch import BLOCKED, FIRST
from clave.store.plans import newest
from clave.web import undo
from clave.web.pages.dispatch import day_asked, dispatch, wanted_of
from clave.web.pages.privileges import as_file
from clave.web.refusals import all_beside, beside, day_field
from clave.web.shown.dispatch import NO_SUPPLY, WAITS, amount, near, row
from clave.web.who import required
from clave.web.words import told

MOVES = {"primero": FIRST, "retener": BLOCKED}
FILE = _("dispatch")
SHOWN = 30
WHO_PAYS, WHO_GAINS = _("Whom it costs"), _("Who gains")
FREE, GAINLESS = _("It costs nobody anything."), _("Nobody gets more or sooner for it.")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Warehouse"), "text", 14), (_("Turn"), "whole", 8), (_("Turn without priority"), "whole", 10),
    (_("Order"), "text", 14), (_("Line"), "text", 8), (_("Customer"), "text", 14), (_("Name"), "text", 34),
    (_("Kind"), "text", 20), (_("Product"), "text", 14), (_("Name of the product"), "text", 30), (_("Asked"), "number", 12),
    (_("Leaves"), "number", 12), (_("From"), "text", 18), (_("Seconds and slow stock"), "text", 22),
    (_("Day asked"), "date", 12), (_("Promise"), "date", 12),
    (_("Reason"), "text", 26), (_("Why"), "text", 70), (_("Gave way"), "text", 12),
)  # fmt: skip


class Planning(forms.Form):
    """For which day."""

    dia = day_field(gettext_lazy("Day"), required=False)


class Moving(forms.Form):
    """Why a line is moved, and until when."""

    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Whoever waits for this line reads it."),
    )  # fmt: skip
    until = day_field(gettext_lazy("Until"))


def page_of(day: date) -> str:
    """The address of the plan of a day."""
    return f"{reverse('dispatch')}?dia={day}"


@require_POST
def plan_now(request: HttpRequest) -> HttpResponse:
    """Ask for the plan of a day; progress stands on the page."""
    form, today = Planning(request.POST), timezone.localdate()
    if not form.is_valid():
        return _refused(
            request,
            ClaveError(
                _("«{text}» is no day.").fill(text=request.POST.get("dia", "")[:40]),
                remedy=_("Write it as 31/12/2026."),
            ),
        )
    try:
        day = checked_day(form.cleaned_data["dia"] or loaded(today).day(today), today)
    except ClaveError as refused:
        return _refused(request, refused)
    job = start_planning(day=day, by=required(request), now=timezone.now(), then=page_of(day))
    if "HX-Request" in request.headers:
        return render(request, "_components/job.html", {"job": job})
    return redirect("job", job.pk)


@require_POST
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Confirm a plan, or say why it cannot be and offer to plan again."""
    plan = get_object_or_404(DispatchPlan, pk=number)
    try:
        confirm_dispatch(number=number, by=required(request), now=timezone.now())
    except ClaveError as refused:
        return _refused(request, refused)
    undo.done(request, _("The queue is confirmed: the warehouse has it."), reverse("dispatch_reopen", args=[number]))
    return redirect(page_of(plan.day))


@require_POST
def reopen(request: HttpRequest, number: int) -> HttpResponse:
    """Take a confirmation back."""
    plan = get_object_or_404(DispatchPlan, pk=number)
    try:
        reopen_dispatch(number=number, by=required(request), now=timezone.now())
    except ClaveError as refused:
        return _refused(request, refused)
    undo.done(request, _("The confirmation was taken back."))
    return redirect(page_of(plan.day))


def move(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Put a line first or keep it back: whom it would cost, why, until when; 422 with what was typed where it is refused."""
    line = get_object_or_404(DispatchLine.objects.select_related("plan"), pk=number)
    if act not in MOVES:
        raise Http404
    plan, today = line.plan, timezone.localdate()
    form = Moving(request.POST if request.method == "POST" else None, initial={"until": plan.day})
    if request.method == "POST" and _asked_well(form, min(today, plan.day)):
        good, now = form.cleaned_data, timezone.now()
        try:
            pin = pin_line(
                order=line.order, line=line.line, move=MOVES[act], reason=good["reason"], until=good["until"],
                by=required(request), now=now, today=min(today, plan.day),
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            start_planning(day=plan.day, by=required(request), now=now, then=page_of(plan.day))
            undo.done(
                request,
                _("The line was moved; the day is being planned again."),
                reverse("dispatch_unpin", args=[pin.pk]),
            )
            return redirect(page_of(plan.day))
    changes, failed = _effect(line, MOVES[act])
    pays, gains = ([each for each in changes if each[0].loses is loses] for loses in (True, False))
    context = {
        "plan": plan, "row": row(line, plan, arrival=False), "act": act, "form": form, "failed": failed,
        "sides": [
            (told(WHO_PAYS), pays[:SHOWN], max(0, len(pays) - SHOWN), told(FREE)),
            (told(WHO_GAINS), gains[:SHOWN], max(0, len(gains) - SHOWN), told(GAINLESS)),
        ],
    }  # fmt: skip
    return render(request, "dispatch/move.html", context, status=422 if form.errors else 200)


def _asked_well(form: Moving, today: date) -> bool:
    """Whether a move can be asked for so; all that is wrong stands beside its field at once."""
    form.is_valid()
    good = form.cleaned_data
    return all_beside(form, wrong_pin(reason=good.get("reason", ""), until=good.get("until", today), today=today))


@require_POST
def unpin(request: HttpRequest, number: int) -> HttpResponse:
    """Undo a move, and plan again."""
    pin = get_object_or_404(LinePin, pk=number)
    try:
        unpin_line(number=pin.pk, by=required(request), now=timezone.now())
    except ClaveError as refused:
        return _refused(request, refused)
    plan = newest(DispatchPlan)
    if plan is not None:
        start_planning(day=plan.day, by=required(request), now=timezone.now(), then=page_of(plan.day))
    undo.done(request, _("The move was undone; the day is being planned again."))
    return redirect("dispatch")


def dispatch_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The queue, filtered as on the page, as `despacho.xlsx` or `.csv`; 404 for another ending or without a plan."""
    name, _dot, form = kind.rpartition(".")
    plan = newest(DispatchPlan, day_asked(request))
    if form not in ("xlsx", "csv") or not name or plan is None:
        raise Http404
    found = lines(plan, wanted_of(request, plan))
    note_dispatch_export(number=plan.pk, by=required(request), now=timezone.now())
    heads = [Head(told(label), kind_, width) for label, kind_, width in HEADS]  # type: ignore[arg-type]
    about = [(told(_("Day")), f"{plan.day:%Y-%m-%d}"), (told(_("Plan")), f"{plan.pk} · {told(STATES[plan.state])}")]
    return as_file(FILE, form, heads, (_cells(one, plan) for one in found.iterator(chunk_size=1000)), about)


STATES = {"open": _("open"), "confirmed": _("confirmed"), "superseded": _("superseded")}


def _cells(line: DispatchLine, plan: DispatchPlan) -> list[Value]:
    one = row(line, plan, arrival=False)
    places = ", ".join(f"{house} {amount(quantity)}" for house, _grade, quantity in line.picks)
    return [
        line.warehouse, line.turn, line.turn_without, line.order, line.line, line.customer, line.name, one.kind,
        line.product, line.product_name, float(line.asked), float(line.given), places,
        ", ".join(one.graded), line.due, line.promise, one.label,
        one.why, told(_("yes")) if line.displaced else told(_("no")),
    ]  # fmt: skip


def _effect(line: DispatchLine, how: str) -> tuple[list[tuple[Change, str, str]], str]:
    """What a move would change for whom, with both days in words; and a sentence where it cannot be tried."""
    day = line.plan.day
    pin = Pin.FIRST if how == FIRST else Pin.BLOCKED
    try:
        found = ready(day)
        changes = effect(found.opened.book, rules_of(found.limits), {(line.order, line.line): (pin, None)})
    except ClaveError as error:
        return [], told(error.sentence())
    today = timezone.localdate()
    return [(one, _day(one.day_before, today), _day(one.day_after, today)) for one in changes], ""


def _day(number: int, today: date) -> str:
    if number == UNKNOWN:
        return told(WAITS)
    when: Any = day_of(number) if number < NEVER else None
    return near(when, today) if when else told(NO_SUPPLY)


def _refused(request: HttpRequest, refused: ClaveError) -> HttpResponse:
    """The page again (422), which says it and offers to plan again, or the sentence alone where htmx asked; nothing changed."""
    if "HX-Request" in request.headers:
        said = {"tone": "bad", "text": told(refused.sentence()), "class": "mb3"}
        return render(request, "_components/note.html", said, status=422)
    request.session["dispatch_refused"] = told(refused.sentence())
    response = dispatch(request)
    response.status_code = 422
    return response
