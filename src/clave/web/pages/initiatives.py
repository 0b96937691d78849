"""Iniciativas conjuntas: the board and the list, what stands still, and one initiative. (B4, E10)"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.actions.initiatives import note_initiatives_export
from clave.base.words import Text, _
from clave.operations.initiatives import FOLLOWING, KINDS, LABELS, OPEN, STAGES
from clave.report.sheet import Head, Value
from clave.store.initiatives import ONLY, ORDERS, Listed, Wanted, among, listed, standing_steps, why_still
from clave.store.models import JointInitiative
from clave.store.policy import policy_in_force
from clave.store.special_services import currency_now
from clave.web import undo
from clave.web.need_forms import InitiativeMoveForm, NextForm
from clave.web.pages.needs import may_write
from clave.web.pages.privileges import as_file
from clave.web.pages.special_services import may
from clave.web.shown.needs import INITIATIVE_TONES, board, initiative_row, initiative_stage, initiative_strip, trail
from clave.web.shown.special_services import money
from clave.web.who import required, sight
from clave.web.words import told

PAGE, ON_THE_BOARD = 50, 60
FILE = _("joint initiatives")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Initiative"), "text", 10), (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("Kind"), "text", 22),
    (_("In a line"), "text", 40), (_("Stage"), "text", 14), (_("Who of ours answers for it"), "text", 24),
    (_("It began on"), "date", 12), (_("To be done by"), "date", 12), (_("Next step"), "text", 36),
    (_("Day of the next step"), "date", 12), (_("Why it stands still"), "text", 40), (_("Site or city"), "text", 20),
    (_("Country"), "text", 8), (_("Whom to see there"), "text", 24), (_("What we put in"), "text", 34),
    (_("What they put in"), "text", 34), (_("What came of it"), "text", 40), (_("Gained"), "money", 16),
)  # fmt: skip


def initiatives(request: HttpRequest) -> HttpResponse:
    """The whole page, or the part that htmx filters: a list, or a board with a column for each stage."""
    every, wanted = _every(), _wanted(request)
    size = ON_THE_BOARD if wanted.board else PAGE
    chosen = among(every, wanted, required(request), sight(request).held)
    found = Paginator(chosen, size).get_page(request.GET.get("pagina"))
    rows = [initiative_row(one) for one in found]
    context: dict[str, Any] = {
        "found": found,
        "rows": rows,
        "columns": board(rows, closed=wanted.stage not in ("", *OPEN)) if wanted.board else None,
        "wanted": wanted,
        "any": bool(every),
        "stages": [initiative_stage(key) for key in STAGES],
        "kinds": [(key, told(label)) for key, label in KINDS.items()],
        "may_ask": may(request, "initiative_new"),
    }
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    if not part:
        context |= {"strip": initiative_strip(every, currency_now()), "undo": undo.taken(request)}
    response = render(request, "initiatives/_list.html" if part else "initiatives/page.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def initiatives_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The initiatives as on the page, as `iniciativas.xlsx` or `.csv`; 404 for another name."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or name != "iniciativas":
        raise Http404
    found = among(_every(), _wanted(request), required(request), sight(request).held)
    note_initiatives_export(by=required(request), now=timezone.now())
    heads = [Head(told(label), kind_, width) for label, kind_, width in HEADS]  # type: ignore[arg-type]
    return as_file(FILE, form, heads, [_cells(one) for one in found], [(told(_("Initiatives")), str(len(found)))])


def _cells(one: Listed) -> list[Value]:
    said, kept = initiative_row(one), one.row
    return [
        said.number, kept.customer, kept.name, said.kind, kept.title, said.stage.label, kept.owner.name, kept.started_on,
        kept.due_on, kept.next_step, kept.next_on, said.still, kept.site, kept.country,
        kept.contact.name if kept.contact else kept.contact_name, kept.ours, kept.theirs, kept.result,
        None if kept.gained is None else float(kept.gained),
    ]  # fmt: skip


def initiative(request: HttpRequest, number: int) -> HttpResponse:
    """One initiative: what both sides put in, its next step, its stages and what came of it."""
    found = JointInitiative.objects.select_related("contact", "owner", "by")
    return initiative_page(request, get_object_or_404(found, pk=number, removed_at=None))


def initiative_page(request: HttpRequest, kept: JointInitiative, **bound: forms.Form) -> HttpResponse:
    """The page of an initiative, with a form that was refused in the place of an empty one (422)."""
    today = timezone.localdate()
    steps, can = standing_steps(kept), may_write(request, kept)
    one = Listed(kept, why_still(kept, today, policy_in_force().at(today)))
    context: dict[str, Any] = {
        "row": initiative_row(one),
        "kept": kept,
        "gained": "" if kept.gained is None else money(kept.gained, currency_now()),
        "trail": trail(steps, INITIATIVE_TONES, LABELS),
        "last": steps[-1] if len(steps) > 1 and can else None,
        "can": can,
        "open": kept.stage in OPEN,
        "next": FOLLOWING[kept.stage],
        "opens": may(request, "account_services"),
        "move": InitiativeMoveForm(here=kept.stage, initial={"day": today}),
        "following": NextForm(),
        "undo": undo.taken(request),
    } | bound
    status = 422 if any(form.errors for form in bound.values()) else 200
    return render(request, "initiatives/initiative.html", context, status=status)


def _every() -> list[Listed]:
    today = timezone.localdate()
    return listed(today, policy_in_force().at(today))


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for; what nobody declared is ignored."""
    get = request.GET
    stage, kind, only, order = get.get("etapa", ""), get.get("clase", ""), get.get("solo", ""), get.get("orden", "")
    return Wanted(
        get.get("q", "").strip()[:100], stage if stage in (*STAGES, "todas") else "", kind if kind in KINDS else "",
        get.get("cliente", "")[:100], only if only in ONLY else "", order if order.removeprefix("-") in ORDERS else "",
        get.get("ver") != "lista",
    )  # fmt: skip


def address_of(kept: JointInitiative) -> str:
    """The page of an initiative."""
    return reverse("initiative", args=[kept.pk])
