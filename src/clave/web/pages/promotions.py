"""Promociones: the list with its totals and files, one with what came of it, its sheet to sign, the tab of an account. (G9)"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST

from clave.actions.promotions import note_promotion_print, note_promotions_export
from clave.base.words import Text, _
from clave.jobs.promotions import start_measuring
from clave.operations.promotions.result import Shower, returned
from clave.operations.promotions.said import FOLLOWING, KINDS, STAGES
from clave.report.promotion import promotion_pdf
from clave.report.sheet import Head, Value
from clave.store.fields import FIELDS, MARGIN, PROMOTED, reserved
from clave.store.models import Company, Promotion
from clave.store.permissions import DOINGS
from clave.store.promotions import (
    MEASURED,
    ONLY,
    ORDERS,
    Wanted,
    again,
    among,
    listed,
    result_of,
    said_of,
    standing,
    standing_steps,
    totals,
    unmeasured,
)
from clave.store.special_services import currency_now
from clave.web import undo
from clave.web.access import allows
from clave.web.pages.account import figures, shown
from clave.web.pages.privileges import as_file
from clave.web.promotion_forms import PromotionMoveForm, SpentForm
from clave.web.service_forms import written
from clave.web.shown.header import Account
from clave.web.shown.promotions import result_shown, returned_words, row, stage, strip, total_words, trail, verdict
from clave.web.who import powers, required, sight
from clave.web.words import reader, told

PAGE = 50
FILE = _("joint promotions")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Promotion"), "text", 10), (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("Kind"), "text", 20),
    (_("In a line"), "text", 40), (_("State"), "text", 14), (_("First day"), "date", 12), (_("Last day"), "date", 12),
    (_("About"), "text", 30), (_("What we pay"), "text", 16), (_("What they pay"), "text", 16), (_("What we spent"), "text", 16),
    (_("Result"), "text", 24), (_("Difference"), "text", 18), (_("Interval"), "text", 28), (_("What it is for"), "text", 40),
    (_("Who of ours answers for it"), "text", 24), (_("Who agrees it at the customer"), "text", 24),
    (_("Conditions"), "text", 40),
)  # fmt: skip


def promotions(request: HttpRequest) -> HttpResponse:
    """The whole page, or the list alone where htmx filters it."""
    every, wanted, currency = listed(), _wanted(request), currency_now()
    chosen = _among(request, every, wanted)
    found = Paginator(chosen, PAGE).get_page(request.GET.get("pagina"))
    context: dict[str, Any] = {
        "found": found,
        "rows": [row(one, currency, seen=sees(request, PROMOTED, one.customer)) for one in found],
        "wanted": wanted,
        "any": bool(every),
        "totals": total_words(totals(chosen), currency, seen=_all_seen(request, chosen)),
        "stages": [stage(key) for key in STAGES],
        "kinds": [(key, told(label)) for key, label in KINDS.items()],
        "verdicts": [verdict(key) for key in MEASURED],
        "may_ask": may(request, "promotion_new"),
        "may_measure": may(request, "promotions_measure"),
    }
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    if not part:
        today = timezone.localdate()
        past = sum(one.stage == "running" and one.ends_on < today for one in every)
        old = sum(unmeasured(one) for one in every)
        seen = _all_seen(request, every)
        context |= {
            "strip": strip(every, totals(every), past, old, currency, seen=seen), "undo": undo.taken(request), "old": old,
        }  # fmt: skip
    response = render(request, "promotions/_list.html" if part else "promotions/page.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def promotions_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The promotions as on the page, as `promociones.xlsx` or `.csv`; 404 for another name."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or name != "promociones":
        raise Http404
    found, currency = _among(request, listed(), _wanted(request)), currency_now()
    note_promotions_export(by=required(request), now=timezone.now())
    heads = [Head(told(label), kind_, width) for label, kind_, width in HEADS]  # type: ignore[arg-type]
    cells = [_cells(one, currency, seen=sees(request, PROMOTED, one.customer)) for one in found]
    about = [(told(_("Joint promotions")), total_words(totals(found), currency, seen=_all_seen(request, found)))]
    return as_file(FILE, form, heads, cells, about)


def _cells(kept: Promotion, currency: str, *, seen: bool) -> list[Value]:
    said = row(kept, currency, seen=seen)
    return [
        said.number, kept.customer, kept.name, said.kind, kept.title, said.stage.label, kept.starts_on, kept.ends_on,
        said.about, said.ours, said.theirs, said.spent, said.verdict.label, said.lift, said.interval, kept.goal,
        kept.owner.name, kept.contact.name if kept.contact else "", kept.conditions,
    ]  # fmt: skip


@require_POST
def promotions_measure(request: HttpRequest) -> HttpResponse:
    """Measure what ran against the newest facts, in the background."""
    start_measuring(by=required(request), now=timezone.now())
    return redirect("promotions")


def promotion(request: HttpRequest, number: int) -> HttpResponse:
    """One promotion: what was agreed, what came of it with the months behind, its steps."""
    return promotion_page(request, get_object_or_404(standing(), pk=number))


def promotion_page(request: HttpRequest, kept: Promotion, **bound: forms.Form) -> HttpResponse:
    """The page of a promotion, with a form that was refused in the place of an empty one (422)."""
    currency, seen = currency_now(), sees(request, PROMOTED, kept.customer)
    steps, can = standing_steps(kept), may_write(request, kept.customer)
    context: dict[str, Any] = {
        "row": row(kept, currency, seen=seen),
        "kept": kept,
        "seen": seen,
        "reserved": told(reserved(FIELDS[PROMOTED])),
        "target": "" if kept.target is None else told(Shower(kept.measure, currency)(float(kept.target))),
        "trail": trail(steps),
        "last": steps[-1] if len(steps) > 1 and can else None,
        "can": can,
        "next": FOLLOWING[kept.stage],
        "opens": may(request, "account_promotions"),
        "may_measure": may(request, "promotions_measure"),
        "move": PromotionMoveForm(here=kept.stage),
        "spent": SpentForm(initial={"ours": written(kept.ours_spent), "theirs": written(kept.theirs_spent)}),
        "undo": undo.taken(request),
    } | bound
    if seen:
        context |= _result(request, kept)
    status = 422 if any(form.errors for form in bound.values()) else 200
    return render(request, "promotions/promotion.html", context, status=status)


def _result(request: HttpRequest, kept: Promotion) -> dict[str, Any]:
    """What came of it; nothing where nobody measured it as it stands."""
    measured = result_of(kept)
    if measured is None:
        return {"result": None}
    found, seen, limits = again(kept, measured)
    back = returned(found, seen, kept.ours, kept.ours_spent, said_of(kept), limits)
    margin = sees(request, MARGIN, kept.customer)
    return {
        "result": result_shown(kept, found, seen, limits, measured.currency), "measured": measured,
        "back": returned_words(back, measured.currency) if margin else told(reserved(FIELDS[MARGIN])), "back_seen": margin,
        "back_known": margin and back.money is not None,
    }  # fmt: skip


def promotion_paper(request: HttpRequest, number: int) -> HttpResponse:
    """The sheet that both sides sign; printing it is written down."""
    kept = get_object_or_404(standing(), pk=number)
    said = row(kept, currency_now(), seen=sees(request, PROMOTED, kept.customer))
    company = Company.objects.order_by("id").values_list("name", flat=True).first() or ""
    note_promotion_print(by=required(request), now=timezone.now(), number=kept.pk)
    page = promotion_pdf(
        said_of(kept), number=said.number, customer=kept.name, company=company, owner=kept.owner.name,
        contact=kept.contact.name if kept.contact else "", budget=(said.ours, said.theirs), about=said.about,
        day=timezone.localdate(), currency=currency_now(), language=reader(),
    )  # fmt: skip
    response = HttpResponse(page, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{said.number}.pdf"'
    return response


@figures("promotions")
def account_promotions(request: HttpRequest, found: Account) -> HttpResponse:
    """The promotions of an account."""
    currency, seen = currency_now(), sees(request, PROMOTED, found.code)
    rows = [one for one in listed() if one.customer == found.code]
    context = {
        "rows": [row(one, currency, seen=seen) for one in rows], "totals": total_words(totals(rows), currency, seen=seen),
        "may_ask": may_write(request, found.code), "undo": undo.taken(request),
    }  # fmt: skip
    return shown(request, found, "promotions", "promotions/account.html", context)


def sees(request: HttpRequest, key: str, customer: str | None) -> bool:
    """Whether whoever asks sees a reserved figure of an account (None = of every account), in their role or for a department
    delegated to them."""
    mine, departments = sight(request), powers(request).departments(customer)
    if FIELDS[key].roles & departments:
        return True
    return mine.sees_all(key) if customer is None else mine.sees(key, customer)


def may(request: HttpRequest, route: str) -> bool:
    """Whether whoever asks may open a route, by their role or by a delegation."""
    return allows(required(request).role, route, powers(request).departments())


def may_write(request: HttpRequest, customer: str) -> bool:
    """Whether whoever asks may write about the promotions and references of an account; the actions ask again."""
    roles = {required(request).role, *powers(request).departments(customer)}
    parts = frozenset({"owner"}) if customer in sight(request).held else frozenset()
    return any(DOINGS["propose_promotion"].allows(role, parts) for role in roles)


def _all_seen(request: HttpRequest, rows: list[Promotion]) -> bool:
    return all(sees(request, PROMOTED, code) for code in {one.customer for one in rows})


def _among(request: HttpRequest, every: list[Promotion], wanted: Wanted) -> list[Promotion]:
    codes = {code for code in {one.customer for one in every} if sees(request, PROMOTED, code)}
    numbers = {one.pk for one in every if one.customer in codes}
    return among(every, wanted, required(request), sight(request).held, timezone.localdate(), numbers)


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for; what nobody declared is ignored."""
    get = request.GET
    stage_, kind, only, order = get.get("etapa", ""), get.get("clase", ""), get.get("solo", ""), get.get("orden", "")
    verdict_ = get.get("resultado", "")
    return Wanted(
        get.get("q", "").strip()[:100], stage_ if stage_ in (*STAGES, "todas") else "", kind if kind in KINDS else "",
        get.get("cliente", "")[:100], verdict_ if verdict_ in MEASURED else "", only if only in ONLY else "",
        order if order.removeprefix("-") in ORDERS else "",
    )  # fmt: skip


def address_of(kept: Promotion) -> str:
    """The page of a promotion."""
    return reverse("promotion", args=[kept.pk])
