"""Webhooks: which other systems are told what happens, and what became of each message. (ADR 0039)"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from clave.actions.webhooks import (
    change_webhook,
    make_webhook,
    note_webhook_export,
    remove_webhook,
    rotate_secret,
    send_missed,
    send_webhook_again,
    switch_webhook,
    try_webhook,
)
from clave.base.errors import ClaveError
from clave.base.words import Text, _, counted
from clave.report.sheet import Head, Value
from clave.store.models import Webhook, WebhookDelivery
from clave.store.models.webhooks import DELIVERY_STATES
from clave.store.webhook_kinds import KINDS, TEST
from clave.store.webhooks import NEWEST, ORDERS, Wanted, deliveries, tallies, webhooks
from clave.web.pages.privileges import as_file
from clave.web.shown.webhooks import BADGES, delivery_shown, hook_shown, kind_title, pretty, try_shown
from clave.web.webhook_forms import MissedForm, WebhookForm
from clave.web.who import required
from clave.web.words import reader, told

PAGE = 50
LATELY = timedelta(days=7)
FILE = _("webhook")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Message"), "text", 38), (_("Kind"), "text", 28), (_("What happened"), "text", 44), (_("When"), "text", 26),
    (_("State"), "text", 16), (_("Tries"), "whole", 8), (_("Last answer"), "whole", 10), (_("Arrived"), "text", 26),
    (_("Why not"), "text", 60),
)  # fmt: skip


def webhooks_page(request: HttpRequest) -> HttpResponse:
    """Every receiver, and how what it is told stands."""
    found = Paginator(webhooks(), PAGE).get_page(request.GET.get("pagina"))
    tally = tallies(hook.pk for hook in found)
    rows = [hook_shown(hook, tally[hook.pk]) for hook in found]
    return render(request, "webhooks/list.html", {"rows": rows, "found": found})


@never_cache
def webhook_new(request: HttpRequest) -> HttpResponse:
    """Connect one; its secret is shown here, once."""
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            hook, secret = make_webhook(by=required(request), now=timezone.now(), entered=form.entered())
        except ClaveError as refused:
            form.refuse(refused)
        else:
            return render(request, "webhooks/secret.html", {"hook": hook, "secret": secret})
    return _form(request, form, None)


def webhook_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Send it elsewhere, or tell it of other things."""
    hook = _hook(number)
    form = WebhookForm(request.POST or None, initial={"name": hook.name, "url": hook.url, "kinds": hook.kinds})
    if request.method == "POST" and form.is_valid():
        try:
            change_webhook(by=required(request), now=timezone.now(), number=number, entered=form.entered())
        except ClaveError as refused:
            form.refuse(refused)
        else:
            messages.success(request, told(_("The webhook was changed.")))
            return redirect("webhook", number)
    return _form(request, form, hook)


def webhook(request: HttpRequest, number: int) -> HttpResponse:
    """One receiver with its log; the log alone where htmx filters it."""
    hook, wanted = _hook(number), _wanted(request)
    found = Paginator(deliveries(hook, wanted), PAGE).get_page(request.GET.get("pagina"))
    context = {
        "hook": hook, "shown": hook_shown(hook, tallies([number])[number]), "found": found, "wanted": wanted,
        "rows": [delivery_shown(row) for row in found],
        "states": {key: told(BADGES[key].label) for key in DELIVERY_STATES},
        "kinds": {key: told(kind_title(key)) for key in (*hook.kinds, TEST)},
    }  # fmt: skip
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    if not part:
        context["missed"] = MissedForm(initial={"since": timezone.localdate() - LATELY})
        context["rotating"] = hook.rotating(timezone.now())
    response = render(request, "webhooks/_log.html" if part else "webhooks/page.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def webhook_file(request: HttpRequest, number: int, kind: str) -> HttpResponseBase:
    """The log as on the page, as `registro.xlsx` or `.csv`; 404 for another name."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or name != "registro":
        raise Http404
    hook = _hook(number)
    rows = [_cells(row) for row in deliveries(hook, _wanted(request)).iterator(chunk_size=1000)]
    note_webhook_export(by=required(request), now=timezone.now(), number=number)
    heads = [Head(told(label), unit, width) for label, unit, width in HEADS]  # type: ignore[arg-type]
    return as_file(FILE, form, heads, rows, [(told(_("Webhook")), hook.name)])


def _cells(row: WebhookDelivery) -> list[Value]:
    shown, message = delivery_shown(row), row.message
    arrived = row.delivered_at.isoformat() if row.delivered_at else None
    return [
        message.key, message.kind, shown.title, message.at.isoformat(), told(shown.badge.label), row.attempts, row.status,
        arrived, shown.why,
    ]  # fmt: skip


def webhook_delivery(request: HttpRequest, number: int, delivery: int) -> HttpResponse:
    """One message: what it says, and every try with what came back."""
    hook = _hook(number)
    row = get_object_or_404(hook.deliveries.select_related("message"), pk=delivery)
    context = {
        "hook": hook, "shown": delivery_shown(row), "body": pretty(row.message.body),
        "tries": [try_shown(one) for one in row.tries.all()],
    }  # fmt: skip
    return render(request, "webhooks/delivery.html", context)


@require_POST
def webhook_again(request: HttpRequest, number: int, delivery: int) -> HttpResponse:
    """Send one message again, under the name it had."""
    get_object_or_404(_hook(number).deliveries, pk=delivery)
    try:
        send_webhook_again(by=required(request), now=timezone.now(), number=number, delivery=delivery)
    except ClaveError as refused:
        messages.error(request, refused.say(reader()))
    else:
        messages.success(request, told(_("It is in the outbox again, and goes within a moment.")))
    return redirect("webhook_delivery", number, delivery)


@never_cache
@require_POST
def webhook_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Switch it on or off, try it, replace its secret, send what it missed, or remove it."""
    hook, me, now = _hook(number), required(request), timezone.now()
    try:
        if act == "rotar":
            hook, secret = rotate_secret(by=me, now=now, number=number)
            return render(request, "webhooks/secret.html", {"hook": hook, "secret": secret, "replaced": True})
        said = _done(request, hook, act, now)
    except ClaveError as refused:
        messages.error(request, refused.say(reader()))
        return redirect("webhook", number)
    messages.success(request, told(said))
    return redirect("webhooks") if act == "quitar" else redirect("webhook", number)


def _done(request: HttpRequest, hook: Webhook, act: str, now: datetime) -> Text:
    me, number = required(request), hook.pk
    if act in ("encender", "apagar"):
        on = switch_webhook(by=me, now=now, number=number, active=act == "encender").active
        return _("It is on: what happens is told there.") if on else _("It is off: what happens is kept for it.")
    if act == "probar":
        try_webhook(by=me, now=now, number=number)
        return _("A trial message is on its way; look at the log in a moment.")
    if act == "reenviar":
        form = MissedForm(request.POST)
        if not form.is_valid():
            raise ClaveError(_("this is no day: write it as 31/12/2026."), where="since")
        since = timezone.make_aware(datetime.combine(form.cleaned_data["since"], time.min))
        back = send_missed(by=me, now=now, number=number, since=since)
        return counted("{n} message is in the outbox again.", "{n} messages are in the outbox again.", back)
    if act == "quitar":
        remove_webhook(by=me, now=now, number=number)
        return _("The webhook «{name}» was removed.").fill(name=hook.name)
    raise Http404


def _hook(number: int) -> Webhook:
    return get_object_or_404(webhooks(), pk=number)


def _form(request: HttpRequest, form: WebhookForm, hook: Webhook | None) -> HttpResponse:
    return render(request, "webhooks/form.html", {"form": form, "hook": hook}, status=422 if form.errors else 200)


def _wanted(request: HttpRequest) -> Wanted:
    given = request.GET
    order = given.get("orden", "")
    return Wanted(
        given.get("estado", ""), given.get("que", "") if given.get("que") in {*KINDS, TEST} else "",
        given.get("q", "").strip()[:100], _day(given.get("desde", "")), _day(given.get("hasta", "")),
        order if order.removeprefix("-") in ORDERS else NEWEST,
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
