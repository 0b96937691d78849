"""What people do with the plan of the plant: plan, confirm, take back, lock an order, let it go, take the plan out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clave.actions.production import (
    confirm_production,
    lock_order,
    note_production_export,
    reopen_production,
    unlock_order,
    wrong_lock,
)
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.jobs.production import start_planning_plant
from clave.report.sheet import Head, Value
from clave.store.models import OrderLock, PlannedOrder, ProductionPlan
from clave.store.models.production import HELD, PLACED
from clave.store.plans import newest
from clave.store.producing import loaded
from clave.store.production_plan import planned_orders
from clave.web import undo
from clave.web.pages.privileges import as_file
from clave.web.pages.production import chosen, production, wanted_of
from clave.web.pages.production_order import order_page
from clave.web.refusals import all_beside, beside, day_field
from clave.web.shown.production import row
from clave.web.who import required
from clave.web.words import told

LOCKED = _("{order} is locked; the plant is being planned again.")
RETAINED = _("{order} is held back; the plant is being planned again.")
ACTS = {"fijar": PLACED, "retener": HELD}
FILE = _("production")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Machine"), "text", 16), (_("Place"), "whole", 8), (_("Order"), "text", 14), (_("Product"), "text", 14),
    (_("Name of the product"), "text", 28), (_("Setup family"), "text", 18), (_("Customer"), "text", 14),
    (_("Name"), "text", 32), (_("Kind"), "text", 20), (_("Quantity"), "number", 12), (_("Due"), "date", 12),
    (_("Setup (min)"), "whole", 10), (_("Starts"), "text", 16), (_("Ends"), "text", 16), (_("Hours late"), "number", 10),
    (_("Hours late without priority"), "number", 12), (_("Gave way"), "text", 10), (_("Why"), "text", 70),
    (_("What it costs others"), "text", 50),
)  # fmt: skip
STATES = {"open": _("open"), "confirmed": _("confirmed"), "superseded": _("superseded")}


class Locking(forms.Form):
    """Where an order is kept, why, and until when."""

    machine = forms.ChoiceField(label=gettext_lazy("Machine"), required=False)
    place = forms.IntegerField(
        label=gettext_lazy("Place"), required=False, min_value=1, max_value=9999,
        help_text=gettext_lazy("As the plan counts them; the frozen ones stay before it."),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Whoever waits for this order reads it."),
    )  # fmt: skip
    until = day_field(gettext_lazy("Until"))

    def __init__(self, *given: Any, order: PlannedOrder, kind: str, **more: Any) -> None:
        super().__init__(*given, **more)
        if kind == HELD:
            del self.fields["machine"], self.fields["place"]
            return
        self.fields["machine"].choices = [(name, name) for name in order.machines]  # type: ignore[attr-defined]


@require_POST
def plan_now(request: HttpRequest) -> HttpResponse:
    """Ask for the plan; progress stands on the page."""
    try:
        day = loaded(today := timezone.localdate()).day(today)
    except ClaveError as refused:
        return _refused(request, refused)
    job = start_planning_plant(day=day, by=required(request), now=timezone.now(), then=reverse("production"))
    if "HX-Request" in request.headers:
        return render(request, "_components/job.html", {"job": job})
    return redirect("job", job.pk)


@require_POST
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Confirm a plan, or say why it cannot be and offer to plan again."""
    get_object_or_404(ProductionPlan, pk=number)
    try:
        confirm_production(number=number, by=required(request), now=timezone.now())
    except ClaveError as refused:
        return _refused(request, refused)
    said = _("The plan is in force: the machines have it.")
    undo.done(request, said, reverse("production_reopen", args=[number]))
    return redirect("production")


@require_POST
def reopen(request: HttpRequest, number: int) -> HttpResponse:
    """Take a confirmation back."""
    get_object_or_404(ProductionPlan, pk=number)
    try:
        reopen_production(number=number, by=required(request), now=timezone.now())
    except ClaveError as refused:
        return _refused(request, refused)
    undo.done(request, _("The confirmation was taken back."))
    return redirect("production")


def lock(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Keep an order at a place or hold it back: why, until when; 422 with what was typed where it is refused. Of an
    order that the plan does not have any more it says why."""
    plan = chosen(request)
    one = PlannedOrder.objects.select_related("plan").filter(plan=plan, order=code).first()
    if act not in ACTS:
        raise Http404
    if one is None:
        return order_page(request, code)
    kind = ACTS[act]
    initial = {"until": one.plan.day, "machine": one.machine, "place": one.place}
    form = Locking(request.POST if request.method == "POST" else None, initial=initial, order=one, kind=kind)
    if request.method == "POST" and (kept := _locked(request, form, one, kind)) is not None:
        said = LOCKED if kind == PLACED else RETAINED
        undo.done(request, said.fill(order=one.order), reverse("production_unlock", args=[kept.pk]))
        return redirect("production")
    context = {"plan": one.plan, "row": row(one, timezone.get_current_timezone()), "act": act, "form": form}
    return render(request, "production/lock.html", context, status=422 if form.errors else 200)


def _locked(request: HttpRequest, form: Locking, one: PlannedOrder, kind: str) -> OrderLock | None:
    """Lock it and ask for the plan again; None where it was refused: the form says then all that is wrong with it."""
    form.is_valid()
    good, now, today = form.cleaned_data, timezone.now(), min(timezone.localdate(), one.plan.day)
    asked = {
        "kind": kind, "machine": good.get("machine") or "", "place": good.get("place") or 0,
        "reason": good.get("reason", ""), "until": good.get("until", today), "today": today,
    }  # fmt: skip
    if not all_beside(form, wrong_lock(**asked)):
        return None
    try:
        kept = lock_order(order=one.order, by=required(request), now=now, **asked)
    except ClaveError as refused:
        beside(form, refused)
        return None
    start_planning_plant(day=one.plan.day, by=required(request), now=now, then=reverse("production"))
    return kept


@require_POST
def unlock(request: HttpRequest, number: int) -> HttpResponse:
    """Take a lock away, and plan again."""
    kept = get_object_or_404(OrderLock, pk=number)
    try:
        unlock_order(number=kept.pk, by=required(request), now=timezone.now())
    except ClaveError as refused:
        return _refused(request, refused)
    plan = newest(ProductionPlan)
    if plan is not None:
        start_planning_plant(day=plan.day, by=required(request), now=timezone.now(), then=reverse("production"))
    undo.done(request, _("The lock was taken away; the plant is being planned again."))
    return redirect("production")


def production_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The orders, filtered as on the page, as `produccion.xlsx` or `.csv`; 404 for another ending or without a plan."""
    name, _dot, form = kind.rpartition(".")
    plan = chosen(request)
    if form not in ("xlsx", "csv") or not name or plan is None:
        raise Http404
    found = planned_orders(plan, wanted_of(request, plan))
    note_production_export(number=plan.pk, by=required(request), now=timezone.now())
    heads = [Head(told(label), kind_, width) for label, kind_, width in HEADS]  # type: ignore[arg-type]
    about = [(told(_("Day")), f"{plan.day:%Y-%m-%d}"), (told(_("Plan")), f"{plan.pk} · {told(STATES[plan.state])}")]
    return as_file(FILE, form, heads, (_cells(one) for one in found.iterator(chunk_size=1000)), about)


def _cells(one: PlannedOrder) -> list[Value]:
    here = timezone.get_current_timezone()
    shown = row(one, here)
    start, end = (at.astimezone(here).strftime("%Y-%m-%d %H:%M") for at in (one.start, one.end))
    costs = "; ".join(f"{order} ({who}): {much}" for order, who, much in shown.costs)
    return [
        one.machine, one.place, one.order, one.product, one.product_name, one.family, one.customer, one.name, shown.kind,
        None if one.quantity is None else float(one.quantity), one.due, one.setup, start, end, one.late / 60,
        one.late_without / 60, told(_("yes")) if one.gave_way else told(_("no")), shown.why, costs,
    ]  # fmt: skip


def _refused(request: HttpRequest, refused: ClaveError) -> HttpResponse:
    """The page again (422), which says it and offers to plan again; nothing changed."""
    request.session["production_refused"] = told(refused.sentence())
    response = production(request)
    response.status_code = 422
    return response
