"""One debate: my order, everybody's beside each other, how far they agree, and what each would do to the list."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.actions.debates import submit_order
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.store.debates import Answers, answers, debaters
from clave.store.debating import Tried
from clave.store.models import Debate, Person
from clave.web import undo
from clave.web.access import allows
from clave.web.pages.order import reordered, told_move
from clave.web.pages.policy_broken import readable
from clave.web.shown import debate as shown
from clave.web.shown import order as order_shown
from clave.web.who import signed_in
from clave.web.words import reader

LONGEST_REASON = 500


def debate_numbered(number: int) -> Debate:
    """A debate by its number; 404 where there is none."""
    found = Debate.objects.select_related("run", "opened_by", "closed_by", "chosen_by")
    return get_object_or_404(found, pk=number)


@readable
def debate(request: HttpRequest, number: int) -> HttpResponse:
    """The page."""
    found, me = answers(debate_numbered(number)), signed_in(request)
    mine = found.orders.get(me.pk) if me else None
    order = tuple(mine.order) if mine else found.keys
    return _page(request, found, _mine(found, me, order, mine.reason if mine else ""))


@readable
def debate_order(request: HttpRequest, number: int) -> HttpResponse:
    """My order: moved without being kept, or given. An order that is not complete is said, and nothing changes."""
    here = debate_numbered(number)
    if request.method != "POST":
        return redirect("debate", here.pk)
    found, me = answers(here), signed_in(request)
    before = tuple(key for key in request.POST.get("order", "").split(",") if key)[:50]
    moved = reordered(request.POST, before)
    after = moved if {*moved} == {*before} else before
    reason, given = request.POST.get("motivo", "")[:LONGEST_REASON], "dar" in request.POST
    error = ""
    if given and me is not None:
        try:
            return _given(request, found, me, after, reason)
        except ClaveError as refused:
            error = refused.say(reader())
    complete = sorted(after) == sorted(found.keys)
    context = _mine(found, me, after if complete else _last(found, me), reason) | {
        "error": error,
        "said": told_move(before, after) if complete else "",
    }
    return _page(request, found, context)


def _given(request: HttpRequest, found: Answers, me: Person, order: tuple[str, ...], reason: str) -> HttpResponse:
    """Keep it, say so with the way back, and show the page with what could not be seen before."""
    here, last = found.debate, found.orders.get(me.pk)
    submit_order(by=me, now=timezone.now(), debate=here, order=order, reason=reason)
    back = {"order": ",".join(last.order), "motivo": last.reason, "dar": "1"} if last else {}
    address = reverse("debate_order", args=[here.pk]) if last else ""
    undo.done(request, _("Your order was kept."), address, **back)
    page = reverse("debate", args=[here.pk])
    if "HX-Request" in request.headers:
        response = HttpResponse(status=204)
        response.headers["HX-Redirect"] = page
        return response
    return redirect(page)


def _last(found: Answers, me: Person | None) -> tuple[str, ...]:
    mine = found.orders.get(me.pk) if me else None
    return tuple(mine.order) if mine else found.keys


def _mine(found: Answers, me: Person | None, order: tuple[str, ...], reason: str) -> dict[str, Any]:
    """What the form of one's own order needs; nothing for whom it does not ask."""
    here, now = found.debate, timezone.now()
    invited = me is not None and any(person.pk == me.pk for person in found.people)
    tried = Tried(here)
    context: dict[str, Any] = {"debate": here, "open": here.open_at(now), "error": "", "said": "", "tried": tried}
    if not (invited and context["open"]):
        return context | {"asked": False}
    kept = found.orders.get(me.pk) if me else None
    return context | {
        "asked": True,
        "rows": order_shown.placed(tried.under(order), order_shown.in_order(tried.limits), here.run, {}),
        "order_words": ",".join(order),
        "reason": reason,
        "kept": kept,
        "changed": kept is None or (tuple(kept.order), kept.reason) != (order, reason),
        "draft": shown.drafted(tried, order),
    }


def _page(request: HttpRequest, found: Answers, context: dict[str, Any]) -> HttpResponse:
    """The part that htmx asks for after a move, or the whole page."""
    status = 422 if context["error"] else 200
    if request.headers.get("HX-Target") == "order":
        response = render(request, "debates/_mine.html", context | {"partial": True}, status=status)
    else:
        response = render(
            request, "debates/page.html", _whole(request, found, context["tried"]) | context, status=status
        )
    patch_vary_headers(response, ("HX-Target",))
    return response


def _whole(request: HttpRequest, found: Answers, tried: Tried) -> dict[str, Any]:
    here, me, now = found.debate, signed_in(request), timezone.now()
    decides = allows(me.role if me else None, "debate_choose")
    seen = found.open_to(me, now)
    context: dict[str, Any] = {
        "found": found,
        "state": shown.state(here, now),
        "seen": seen,
        "decides": decides,
        "undo": undo.taken(request),
        "people": [(person, found.orders.get(person.pk)) for person in found.people],
        "what_ifs": shown.what_ifs(found, me, tried, decides),
        "chosen_order": [shown.name_of(key) for key in here.chosen],
        "others": debaters().exclude(pk__in=[person.pk for person in found.people]) if decides and here.open_at(now) else [],
    }  # fmt: skip
    if seen:
        context |= {
            "grid": shown.grid(found, me),
            "agreement": found.agreement,
            "agreed": round(100 * found.agreement.w) if found.agreement else 0,
            "notes": shown.group_text(found),
            "outcomes": shown.outcomes(found, me, tried),
        }
    return context
