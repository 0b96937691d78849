"""Estado of an account: where its status stands and why, what may be decided today, and how it lands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions import landing, life
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.policy.limits import Limits
from clave.selection import steps
from clave.selection.life import STATES, is_member
from clave.store.fields import MARGIN, Sight
from clave.store.leaving import cost_of
from clave.store.models import KeyStatus, LandingPlan, LandingStep, Person
from clave.store.policy import policy_in_force
from clave.store.status import reviews_of, status_of, steps_of
from clave.web import undo
from clave.web.access import allows
from clave.web.pages.account import shown
from clave.web.pages.status_forms import Landing, Reason, add_refusal, form_of
from clave.web.shown.header import Account, account_of
from clave.web.shown.leaving import CostShown, cost_shown
from clave.web.shown.status import bands, history, status_badge
from clave.web.who import sight, signed_in
from clave.web.words import told

ACTIONS: dict[str, Callable[..., Any]] = {
    steps.ANNOUNCE: life.announce_status,
    steps.BEGIN: life.begin_trial,
    steps.CONFIRM: life.confirm_status,
    steps.WATCH: life.watch_account,
    steps.KEEP: life.stop_watching,
    steps.LAND: landing.land_account,
    steps.RECOVER: landing.recover_account,
    steps.FINISH: landing.finish_landing,
    steps.EXTEND: life.extend_override,
    steps.LIFT: life.lift_override,
}
ICONS = {
    steps.ANNOUNCE: "speakerphone", steps.BEGIN: "player-play", steps.CONFIRM: "key", steps.WATCH: "eye",
    steps.KEEP: "check", steps.LAND: "plane-arrival", steps.RECOVER: "arrow-back-up", steps.FINISH: "circle-check",
    steps.EXTEND: "calendar-time", steps.LIFT: "x",
}  # fmt: skip
MAIN = {steps.BEGIN, steps.CONFIRM, steps.KEEP, steps.FINISH}
"""Acts that are the next thing to do where they may be done; the others are there if somebody wants them. Of what was
decided, the letter is next; that somebody was told otherwise may be noted."""
DONE = _("{name}: {state}.")


def account_status(request: HttpRequest, code: str) -> HttpResponse:
    """The tab; `?acto=` opens the form of one act."""
    return _page(request, account_of(code, sight(request)), request.GET.get("acto", ""))


def account_status_act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Do one act, and offer to take it back; 404 for an act that does not exist."""
    found, me = account_of(code, sight(request)), signed_in(request)
    if act not in ACTIONS or me is None:
        raise Http404
    if request.method != "POST":
        return redirect(f"{reverse('account_status', args=[code])}?acto={act}#acto")
    form = form_of(act, timezone.localdate(), _limits(), request.POST)
    if form.is_valid():
        try:
            _do(found, act, form, me)
        except ClaveError as refused:
            add_refusal(form, refused)
        else:
            return _done(request, code)
    return _page(request, found, act, form)


@require_POST
def account_status_back(request: HttpRequest, code: str) -> HttpResponse:
    """Take the last step back."""
    found, me = account_of(code, sight(request)), signed_in(request)
    if me is None:
        raise Http404
    try:
        life.take_back(by=me, now=timezone.now(), customer=code)
    except ClaveError as refused:
        return _page(request, found, "", said=refused)
    return _done(request, code, back=False)


@require_POST
def account_status_step(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A step of the landing was done, or was not after all."""
    found = account_of(code, sight(request))
    step = get_object_or_404(LandingStep, pk=number, plan__customer=code)
    done = request.POST.get("hecho") != "no"
    try:
        landing.note_landing_step(by=signed_in(request), now=timezone.now(), step=step.pk, done=done)
    except ClaveError as refused:
        return _page(request, found, "", said=refused)
    address = reverse("account_status_step", args=[code, number])
    said = _("Done: {what}") if done else _("Not done after all: {what}")
    undo.done(request, said.fill(what=step.what), address, hecho="no" if done else "si")
    return redirect("account_status", code)


def _do(found: Account, act: str, form: Reason, me: Person) -> None:
    given: dict[str, Any] = {"customer": found.code, "reason": form.cleaned_data["reason"]}
    given |= {name: form.cleaned_data[name] for name in ("on",) if name in form.cleaned_data}
    if act == steps.EXTEND:
        given["until"] = form.cleaned_data["until"]
    if isinstance(form, Landing):
        given |= {"plan": form.plan, "run": found.run}
    ACTIONS[act](by=me, now=timezone.now(), **given)


def _done(request: HttpRequest, code: str, *, back: bool = True) -> HttpResponse:
    status = status_of(code)
    badge = status_badge(status)
    if status and badge:
        address = reverse("account_status_back", args=[code]) if back else ""
        undo.done(request, DONE.fill(name=status.name, state=badge.label), address)
    return redirect("account_status", code)


def _limits() -> Limits:
    return policy_in_force().at(timezone.localdate())


def _page(
    request: HttpRequest, found: Account, act: str, form: Reason | None = None, said: ClaveError | None = None
) -> HttpResponse:
    person, today, limits = signed_in(request), timezone.localdate(), _limits()
    role, status = person.role if person else None, status_of(found.code)
    can_act = allows(role, "account_status_act")
    acts = steps.acts(life.here_of(status), today, limits) if status else ()
    chosen = next((one for one in acts if one.key == act), None) if can_act else None
    reviews = list(reviews_of(found.code))
    context = {
        "status": status,
        "words": STATES[status.state].words if status and status.state else "",
        "category": next((head for head in found.heads if status and head.key == status.category), None),
        "acts": [(one, ICONS[one.key]) for one in acts] if can_act else [],
        "chosen": chosen,
        "main": MAIN,
        "late": bool(act) and chosen is None and can_act,
        "form": form or (form_of(act, today, limits) if chosen and not chosen.refused else None),
        "error": _sentence(said) if said else "",
        "plans": _plans(found.code),
        "events": history(steps_of(found.code).select_related("by", "run"), reviews),
        "bands": bands(reversed(reviews[:12]), limits) if reviews else None,
        "trial_ends": steps.trial_ends(status.since, limits) if status and status.since else None,
        "can_take_back": _can_take_back(status, person) if can_act else False,
        "can_step": allows(role, "account_status_step"),
        "can_open_lists": allows(role, "selection"),
        "cost": _cost(found, status, sight(request)) if allows(role, "selection") else None,
        "undo": undo.taken(request),
    }
    response = shown(request, found, "status", "accounts/status.html", context)
    response.status_code = 422 if (form and form.errors) or said else 409 if context["late"] else 200
    return response


def _cost(found: Account, status: KeyStatus | None, seen: Sight) -> CostShown | None:
    """What it would cost to lose a key account, its margin for who may see it; None where it is none."""
    if status is None or not is_member(status.state):
        return None
    cost = cost_shown(found.run, cost_of(found.run, found.code), found.heads)
    return cost if seen.sees(MARGIN, found.code) else cost.without(MARGIN)


def _plans(code: str) -> list[LandingPlan]:
    """Its landings, the open one first."""
    plans = LandingPlan.objects.filter(customer=code).select_related("told_by")
    return list(plans.prefetch_related("steps__owner", "steps__done_by").order_by("-id"))


def _can_take_back(status: KeyStatus | None, person: Person | None) -> bool:
    last = steps_of(status.customer).last() if status else None
    return bool(last and person and life.kept_because(last, person, timezone.now()) is None)


def _sentence(refused: ClaveError) -> str:
    parts: list[Text] = [refused.what, *([refused.remedy] if refused.remedy else [])]
    said = " ".join(told(part) for part in parts)
    return said[:1].upper() + said[1:]
