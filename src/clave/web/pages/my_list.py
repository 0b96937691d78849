"""Mi lista: one's own key customers, why they matter to oneself, and what not to forget. Nobody else sees it."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.personal_lists import (
    LONGEST,
    add_personal_account,
    describe_personal_list,
    note_personal_export,
    remove_personal_account,
)
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.typed import quoted
from clave.base.words import Text, _
from clave.report.sheet import excel, separated
from clave.store.models import Person, PersonalAccount
from clave.store.nominations import customers_named, known_customer
from clave.store.own_lists import ORDERS, OwnList, order_on, own_list
from clave.web import undo
from clave.web.pages.order import reordered, told_move
from clave.web.refusal import sentence
from clave.web.shown import my_list as shown
from clave.web.who import signed_in
from clave.web.words import reader, told

OFFERED = 8
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLE, FILE = _("My list"), _("my-list")


def me_of(request: HttpRequest) -> Person:
    """Who asks; the table of access lets nobody else in."""
    person = signed_in(request)
    if person is None:
        raise Http404
    return person


def personal_list(request: HttpRequest) -> HttpResponse:
    """The list in one's own order, what is due first above it, and the search that adds to it."""
    return render(request, "my_list/page.html", page(request, me_of(request)))


def page(request: HttpRequest, me: Person, **more: Any) -> dict[str, Any]:
    """What the page shows, with what a refused form gives back."""
    mine, today = own_list(me), timezone.localdate()
    by, text = request.GET.get("orden", ""), request.GET.get("q", "").strip()[:100]
    sees = shown.Sees.of(me)
    found = customers_named(text, OFFERED + 1) if text else []
    return {
        "mine": mine,
        "rows": [shown.row(one, sees, mine.currency) for one in mine.sorted(by)],
        "by": by if by in ORDERS else "own",
        "orders": shown.orders(sees),
        "sees": sees,
        "criteria": shown.criteria(mine) if sees.scores else [],
        "own_order": bool(mine.kept.order),
        "reminders": shown.reminders(mine, today),
        "due": mine.due(today),
        "text": text,
        "found": [(one, any(row.account.customer == one.code for row in mine.rows)) for one in found[:OFFERED]],
        "more_found": len(found) > OFFERED,
        "longest": LONGEST,
        "strategy": mine.kept.strategy,
        "undo": undo.taken(request),
        "error": "",
        **more,
    }


@require_POST
def personal_add(request: HttpRequest) -> HttpResponse:
    """Add a customer of the latest list."""
    me, code = me_of(request), request.POST.get("cliente", "")
    name = known_customer(code)
    if name is None:
        refused = _("No customer has the code «{code}». Search it by a part of its name.").fill(code=quoted(code))
        return render(request, "my_list/page.html", page(request, me, error=told(refused)), status=422)
    try:
        account = add_personal_account(
            by=me, now=timezone.now(), customer=code, name=name, strategy=request.POST.get("estrategia", "")
        )
    except ClaveError as error:
        return render(request, "my_list/page.html", page(request, me, error=sentence(error)), status=422)
    undo.done(request, _("{name} is on your list.").fill(name=name))
    return redirect("personal_account", account.pk)


@require_POST
def personal_remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take a customer off; adding it again undoes it, without its reminders."""
    me = me_of(request)
    account = own_account(me, number)
    remove_personal_account(by=me, now=timezone.now(), account=account)
    said = _("{name} is no longer on your list.").fill(name=account.name)
    undo.done(request, said, reverse("personal_add"), cliente=account.customer, estrategia=account.strategy)
    return redirect("personal_list")


def own_account(me: Person, number: int) -> PersonalAccount:
    """A row of one's own list; of another's, 404."""
    account = PersonalAccount.objects.filter(pk=number, person=me).first()
    if account is None:
        raise Http404
    return account


@require_POST
def personal_describe(request: HttpRequest) -> HttpResponse:
    """The strategy of the whole list, in one sentence."""
    me, text = me_of(request), request.POST.get("estrategia", "")
    before = own_list(me).kept.strategy
    try:
        describe_personal_list(by=me, now=timezone.now(), strategy=text)
    except ClaveError as error:
        again = page(request, me, strategy=text, strategy_error=sentence(error))
        return render(request, "my_list/page.html", again, status=422)
    undo.done(request, _("Your strategy was kept."), request.path, estrategia=before)
    return redirect("personal_list")


def personal_order(request: HttpRequest) -> HttpResponse:
    """One's own order of the criteria in force: moved without being kept, kept, or given back to the policy's."""
    me = me_of(request)
    if not shown.Sees.of(me).scores:
        raise Http404
    mine = own_list(me)
    before = mine.order
    asked = tuple(key for key in request.POST.get("order", "").split(",") if key in mine.order)
    if sorted(asked) == sorted(mine.order):
        before = asked
    moved = reordered(request.POST, before)
    after = moved if {*moved} == {*before} else before
    if request.method == "POST" and ("guardar" in request.POST or "volver" in request.POST):
        kept = () if "volver" in request.POST else after
        describe_personal_list(by=me, now=timezone.now(), order=kept)
        said = _("Your list follows your order.") if kept else _("Your list follows the order in force again.")
        undo.done(request, said)
        return _gone(request)
    part = request.headers.get("HX-Target") == "order"
    context = {
        "rows": shown.placed(mine, after),
        "order_words": ",".join(after),
        "own_order": bool(mine.kept.order),
        "changed": after != mine.order or not mine.kept.order,
        "said": told_move(before, after),
        "partial": part,
        "usual": order_on(type(mine.kept)(), mine.run) == after,
    }
    return render(request, "my_list/_order.html" if part else "my_list/order.html", context)


def _gone(request: HttpRequest) -> HttpResponse:
    """To the list, whether a form or htmx asked."""
    if "HX-Request" not in request.headers:
        return redirect("personal_list")
    response = HttpResponse(status=204)
    response.headers["HX-Redirect"] = reverse("personal_list")
    return response


def personal_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """One's own list as `xlsx` or `csv`, with what one may see of it."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    me = me_of(request)
    mine, sees = own_list(me), shown.Sees.of(me)
    heads, rows = shown.heads(sees), shown.values(mine, sees)
    note_personal_export(by=me, now=timezone.now())
    name = f"{told(FILE)}-{timezone.localdate():%Y-%m-%d}.{kind}"
    if kind == "csv":
        response = StreamingHttpResponse(separated(heads, rows, reader()), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    about = [(told(label), told(value)) for label, value in _about(mine)]
    return FileResponse(
        excel(told(TITLE), heads, rows, about, reader()), as_attachment=True, filename=name, content_type=EXCEL
    )


def _about(mine: OwnList) -> list[tuple[Text, Text | Figure | str]]:
    """What the second sheet says: whose it is, what for, and of which day the figures are."""
    day: Text | Figure = Figure(mine.run.as_of, "date") if mine.run else _("none")
    return [(_("List of"), mine.person.name), (_("Strategy"), mine.kept.strategy), (_("As of"), day)]
