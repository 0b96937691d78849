"""What one order or what-if of a debate would do, in full: who enters and leaves and why; how sure, where it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.base.errors import ClaveError
from clave.jobs.starting import start
from clave.jobs.trial import measure_for_trial_job
from clave.policy.limits import Limits
from clave.selection.debate import Effect
from clave.store.debates import BEFORE, Answers, answers, limits_of
from clave.store.debating import Tried
from clave.store.models import WhatIf
from clave.store.trial import NotMeasured, limits_for_trial, measured_file
from clave.web.access import allows
from clave.web.pages.debate import debate_numbered
from clave.web.pages.policy_broken import readable
from clave.web.shown import debate as shown
from clave.web.who import signed_in
from clave.web.words import reader

MOVERS = 10


@dataclass(frozen=True)
class Asked:
    """One order or what-if of a debate, by the word in the address."""

    found: Answers
    tried: Tried
    whose: str
    name: str
    note: str
    order: tuple[str, ...]
    what_if: WhatIf | None = None

    @property
    def limits(self) -> Limits:
        """The policy it would be."""
        if self.what_if is not None:
            return limits_of(self.found.debate, self.what_if.words)
        return self.tried.under(self.order)

    def effect(self) -> Effect:
        """Who enters and leaves."""
        return self.tried.order(self.order) if self.what_if is None else self.tried.what_if(self.what_if)


def asked_for(request: HttpRequest, number: int, whose: str) -> Asked:
    """What the address names; 404 where it names nothing, or what this person may not see yet."""
    found = answers(debate_numbered(number))
    tried = Tried(found.debate)
    if whose.startswith("h"):
        for what_if in found.what_ifs:
            if whose == f"h{what_if.pk}":
                return Asked(
                    found, tried, whose, what_if.name, "; ".join(shown.values_of(what_if, tried.limits)), (), what_if
                )
        raise Http404
    me = signed_in(request)
    if not found.open_to(me, timezone.now()):
        raise Http404
    for column in shown.columns(found, me):
        if column.whose == whose and whose != BEFORE:
            note = column.title if column.group else found.orders[int(whose)].reason
            return Asked(found, tried, whose, column.label if column.group else column.title, note, column.order)
    raise Http404


@readable
def debate_effect(request: HttpRequest, number: int, whose: str) -> HttpResponse:
    """The page; of `?seguro=1` the long comparison, where the rule is repeated; posting measures what is not measured."""
    asked = asked_for(request, number, whose)
    if request.method == "POST":
        return _measure(request, asked)
    partial = "HX-Request" in request.headers
    context = _context(request, asked)
    response = render(request, "debates/_sure.html" if partial else "debates/effect.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def _context(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    me, here = signed_in(request), asked.found.debate
    context: dict[str, Any] = {
        "debate": here,
        "asked": asked,
        "order": [shown.name_of(key) for key in asked.order],
        "can_choose": allows(me.role if me else None, "debate_choose") and not here.chosen_at and asked.what_if is None,
        "effect": None,
        "measure": False,
        "error": "",
        "comparison": None,
    }
    try:
        context["effect"] = asked.effect()
        if request.GET.get("seguro") == "1":
            comparison = asked.tried.in_full(asked.limits)
            context |= {
                "comparison": comparison,
                "movers": comparison.moved[:MOVERS],
                "more": len(comparison.moved[MOVERS:]),
            }
    except NotMeasured:
        context["measure"] = True
    except ClaveError as error:
        context["error"] = error.say(reader())
    return context


def _measure(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Take the measures that it needs, as a job; then this page."""
    run = asked.found.debate.run
    page = reverse("debate_effect", args=[asked.found.debate.pk, asked.whose])
    needs = [asked.tried.limits, asked.limits]
    lacking = next(
        (limits for limits in needs if not measured_file(run.facts_version, run.recorded, run.as_of, limits).exists()),
        None,
    )
    if lacking is None:
        return redirect(page)
    words = NotMeasured(lacking).words
    job = start(
        measure_for_trial_job,
        by=signed_in(request),
        now=timezone.now(),
        key=measured_file(run.facts_version, run.recorded, run.as_of, limits_for_trial(run.as_of, words)).name,
        then=page,
        run=run.pk,
        words=words,
    )
    if "HX-Request" in request.headers:
        return render(request, "_components/job.html", {"job": job})
    return redirect("job", job.pk)
