"""Escribir en el ERP: what would change there, who approves it, swaps of reserved stock, and the ledger of all of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST

from clave.actions.pushes import approve_push, give_up_push, note_push_export, reject_push, resume_push
from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import Text, _
from clave.jobs.pushes import start_check, start_plan, start_swaps, start_writing
from clave.policy.limits import Limits
from clave.report.sheet import Head
from clave.store.models import FactSource, Job, Push, PushLine
from clave.store.models.pushes import OPEN, SWAP, UNDER_WAY
from clave.store.policy import policy_in_force
from clave.store.push_wishes import PARTS
from clave.store.pushes import (
    ORDERS,
    WRITES,
    Wanted,
    came_to,
    history_of,
    last_push_job,
    lines_of,
    pushes_of,
    swaps_of,
    told_lines,
    unfinished_plan,
)
from clave.web.access import allows
from clave.web.pages.privileges import as_file
from clave.web.shown.pushes import (
    FILE,
    HEADS,
    HISTORY,
    LINES,
    WHAT,
    cells,
    in_order,
    line_shown,
    push_shown,
    setup_shown,
    swap_shown,
)
from clave.web.who import required
from clave.web.words import reader, told

PAGE = 25
ALL = "todos"


def push_sources(request: HttpRequest) -> HttpResponse:
    """The sources that can be written to; the page of the only one."""
    found = list(FactSource.objects.filter(kind__in=WRITES).order_by("name"))
    if len(found) == 1:
        return redirect("pushes", found[0].pk)
    plans = {one.pk: unfinished_plan(one) for one in found}
    now = timezone.now()
    rows = [(one, push_shown(plan, {}, now) if (plan := plans[one.pk]) else None) for one in found]
    return render(request, "sources/push_sources.html", {"rows": rows, "connects": _may(request, "source_new")})


def pushes(request: HttpRequest, number: int) -> HttpResponse:
    """What was written to a source and what waits: its set-up, the plans, the swaps."""
    source, now = _source(number), timezone.now()
    found = Paginator(pushes_of(source), PAGE).get_page(request.GET.get("pagina"))
    came, job = came_to([one.pk for one in found]), last_push_job(number)
    context: dict[str, Any] = {
        "one": source, "found": found, "job": job if job and job.live else None,
        "failed": told(job.error) if job and job.error and not job.live else "",
        "rows": [push_shown(push, in_order(came[push.pk]), now, job) for push in found],
        "setup": setup_shown(source), "parts": [(key, told(label)) for key, label in PARTS.items()],
        "swaps": swaps_of(source).filter(state=OPEN).count(), "plans": _may(request, "push_ask"),
        "reads": _may(request, "source"),
    }  # fmt: skip
    return render(request, "sources/pushes.html", context)


def push(request: HttpRequest, number: int, push: int) -> HttpResponse:
    """One plan: its differences, filtered; the list alone where htmx asks for it."""
    return _page(request, _push(number, push))


def _page(request: HttpRequest, kept: Push, refusal: str = "", reason: str = "") -> HttpResponse:
    wanted = wanted_of(request)
    found = Paginator(lines_of(kept, wanted), PAGE).get_page(request.GET.get("pagina"))
    job = _job_of(kept)
    context: dict[str, Any] = {
        "one": kept.of, "kept": kept, "found": found, "rows": [line_shown(row) for row in found], "wanted": wanted,
        "shown": push_shown(kept, in_order(came_to([kept.pk])[kept.pk]), timezone.now(), job),
        "what": [(key, told(WHAT[key])) for key in WHAT if key in kept.counts],
        "became": [(key, told(badge.label)) for key, badge in LINES.items()],
        "job": job if job and job.live else None, "may": _may(request, "push_act"), "refusal": refusal, "reason": reason,
        "goes_on": kept.state in UNDER_WAY and not (job and job.live),
    }  # fmt: skip
    part = _part(request)
    template = "sources/_push_lines.html" if part else "sources/push.html"
    response = render(request, template, context, status=422 if refusal else 200)
    patch_vary_headers(response, ("HX-Request",))
    return response


def push_swaps(request: HttpRequest, number: int, refusal: str = "") -> HttpResponse:
    """The swaps that were proposed, each to be approved by itself."""
    source, now = _source(number), timezone.now()
    state, text = request.GET.get("estado", ""), request.GET.get("q", "").strip()[:100]
    chosen = swaps_of(source) if state == ALL else swaps_of(source).filter(state__in=(OPEN, *UNDER_WAY))
    if text:
        chosen = chosen.filter(lines__folded__contains=folded(text))
    found = Paginator(chosen, PAGE).get_page(request.GET.get("pagina"))
    lines = {row.push_id: row for row in told_lines(PushLine.objects.filter(push__in=[one.pk for one in found]))}
    job = last_push_job(number)
    context: dict[str, Any] = {
        "one": source, "found": found, "rows": [swap_shown(one, lines[one.pk], now) for one in found],
        "job": job if job and job.live else None, "may": _may(request, "push_act"), "plans": _may(request, "push_ask"),
        "state": state if state == ALL else "", "text": text, "any": swaps_of(source).exists(), "refusal": refusal,
        "failed": told(job.error) if job and job.error and not job.live else "",
    }  # fmt: skip
    template = "sources/_push_swaps.html" if _part(request) and not refusal else "sources/push_swaps.html"
    response = render(request, template, context, status=422 if refusal else 200)
    patch_vary_headers(response, ("HX-Request",))
    return response


def push_history(request: HttpRequest, number: int) -> HttpResponse:
    """The ledger: every record that was ever written, who approved it, and what stood there before and after."""
    source, wanted = _source(number), wanted_of(request)
    found = Paginator(history_of(source, wanted), PAGE).get_page(request.GET.get("pagina"))
    context: dict[str, Any] = {
        "one": source, "found": found, "rows": [line_shown(row) for row in found], "wanted": wanted,
        "what": [(key, told(label)) for key, label in WHAT.items()],
        "became": [(key, told(badge.label)) for key, badge in LINES.items()],
    }  # fmt: skip
    response = render(request, "sources/_push_history.html" if _part(request) else "sources/push_history.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def push_file(request: HttpRequest, number: int, push: int, kind: str) -> HttpResponseBase:
    """One plan, filtered as on its page, as `escritura.xlsx` or `.csv`; 404 for another ending."""
    kept = _push(number, push)
    lines = lines_of(kept, wanted_of(request)).select_related("push__decided_by")
    return _file(request, kept.of, kind, FILE, lines)


def push_history_file(request: HttpRequest, number: int, kind: str) -> HttpResponseBase:
    """The ledger, filtered as on its page, as `historia.xlsx` or `.csv`; 404 for another ending."""
    source = _source(number)
    return _file(request, source, kind, HISTORY, history_of(source, wanted_of(request)))


def _file(request: HttpRequest, source: FactSource, kind: str, name: Text, lines: Any) -> HttpResponseBase:
    stem, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or not stem:
        raise Http404
    note_push_export(number=source.pk, by=required(request), now=timezone.now())
    heads = [Head(told(label), kind_, width) for label, kind_, width in HEADS]  # type: ignore[arg-type]
    return as_file(name, form, heads, list(cells(lines.iterator())), [(told(_("Source")), source.name)])


@require_POST
def push_ask(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Look at the set-up, plan, or look for swaps."""
    source, me, now = _source(number), required(request), timezone.now()
    home, swaps = reverse("pushes", args=[number]), reverse("push_swaps", args=[number])
    if act == "revisar":
        start_check(source=source.pk, by=me, now=now, then=home)
    elif act == "planear":
        parts = [part for part in PARTS if part in request.POST.getlist("parte")]
        if not parts:
            messages.error(request, told(_("Choose what is to be written: nothing was planned.")))
            return redirect(home)
        start_plan(source=source.pk, parts=parts, by=me, now=now, then=home)
    elif act == "intercambios":
        start_swaps(source=source.pk, by=me, now=now, then=swaps)
        return redirect(swaps)
    else:
        raise Http404
    return redirect(home)


@require_POST
def push_act(request: HttpRequest, number: int, push: int, act: str) -> HttpResponse:
    """Approve exactly what was read, reject it with a reason, let it go on, or give up what is left; 422 where refused."""
    kept = _push(number, push)
    if act not in ACTS:
        raise Http404
    try:
        said = ACTS[act](request, kept)
    except ClaveError as refused:
        words = refused.say(reader())
        if kept.kind == SWAP:
            return push_swaps(request, number, words)
        return _page(request, _push(number, push), words, request.POST.get("motivo", ""))
    messages.success(request, told(said))
    return redirect(reverse("push_swaps", args=[number]) if kept.kind == SWAP else reverse("push", args=[number, push]))


def _approve(request: HttpRequest, kept: Push) -> Text:
    me, now = required(request), timezone.now()
    done = approve_push(number=kept.pk, digest=request.POST.get("huella", ""), limits=_limits(), by=me, now=now)
    _write(request, done)
    return _("It is approved, and is being written.")


def _reject(request: HttpRequest, kept: Push) -> Text:
    reject_push(number=kept.pk, reason=request.POST.get("motivo", ""), by=required(request), now=timezone.now())
    return _("It is rejected: nothing of it is written.")


def _go_on(request: HttpRequest, kept: Push) -> Text:
    _write(request, resume_push(number=kept.pk, by=required(request), now=timezone.now()))
    return _("It goes on where it stopped; what was begun is read back first.")


def _give_up(request: HttpRequest, kept: Push) -> Text:
    give_up_push(number=kept.pk, by=required(request), now=timezone.now())
    return _("What was left is not written. What was written stands, and is in the ledger.")


ACTS: dict[str, Callable[[HttpRequest, Push], Text]] = {
    "aprobar": _approve, "rechazar": _reject, "seguir": _go_on, "dejar": _give_up,
}  # fmt: skip


def _write(request: HttpRequest, kept: Push) -> None:
    then = (
        reverse("push_swaps", args=[kept.of_id]) if kept.kind == SWAP else reverse("push", args=[kept.of_id, kept.pk])
    )
    start_writing(push=kept, by=required(request), now=timezone.now(), then=then)


def wanted_of(request: HttpRequest) -> Wanted:
    """What an address asks for; what nobody declared is ignored."""
    get = request.GET
    what, became, order = get.get("que", ""), get.get("quedo", ""), get.get("orden", "")
    return Wanted(
        get.get("q", "").strip()[:100], what if what in WHAT else "", became if became in LINES else "",
        _day(get.get("desde", "")), _day(get.get("hasta", "")), order if order.removeprefix("-") in ORDERS else "",
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _source(number: int) -> FactSource:
    return get_object_or_404(FactSource, pk=number, kind__in=WRITES)


def _push(number: int, push: int) -> Push:
    return get_object_or_404(Push.objects.select_related("of", "by", "decided_by"), pk=push, of=_source(number))


def _job_of(kept: Push) -> Job | None:
    return Job.objects.filter(task="clave.jobs.pushes.write_push_job", kwargs__number=kept.pk).order_by("-id").first()


def _may(request: HttpRequest, route: str) -> bool:
    return allows(required(request).role, route)


def _limits() -> Limits:
    return policy_in_force().at(timezone.localdate())


def _part(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
