"""Plan, a tab of every account: what both sides do, whether it can be, and what fails first; its versions. (G8)"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.account_plans import reopen_plan, restore_plan_version
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.plan.difference import differences
from clave.operations.plan.growth import growth
from clave.operations.plan.viable import viability
from clave.policy.limits import Limits
from clave.store.account_plans import (
    around,
    compared,
    every_plan,
    facts_of,
    life_of,
    names_of,
    plan_of,
    recalled,
    reviews_of,
    standing_plan,
    version,
    versions_of,
)
from clave.store.fields import MARGIN
from clave.store.models import AccountPlan
from clave.store.ownership import parts_held
from clave.store.permissions import DOINGS
from clave.store.policy import policy_in_force
from clave.store.profiles import visits_of
from clave.web import undo
from clave.web.pages.account import shown
from clave.web.shown.account_plan import actions, bars, checks, goals, life, months, objectives
from clave.web.shown.families import grid_of
from clave.web.shown.header import Account, account_of
from clave.web.shown.plan_growth import growth_shown, rooms
from clave.web.shown.plan_versions import changes_shown
from clave.web.who import powers, required, sight
from clave.web.words import told

SIDES = ("theirs", "ours")


def account_plan(request: HttpRequest, code: str) -> HttpResponse:
    """The plan of an account, or how to begin one."""
    return plan_page(request, held(request, code))


def plan_page(request: HttpRequest, account: Account, refused: str = "") -> HttpResponse:
    """The tab; 422 with the sentence where a button of it was refused."""
    (row, past), may = every_plan(account.code), may_write(request, account.code)
    context: dict[str, Any] = {
        "row": row, "may": may, "refused": refused, "undo": undo.taken(request), "past": past,
    }  # fmt: skip
    if row is not None:
        context |= _whole(request, account, row, may=may)
    response = shown(request, account, "plan", "plans/plan.html", context)
    response.status_code = 422 if refused else 200
    return response


def _whole(request: HttpRequest, account: Account, row: AccountPlan, *, may: bool) -> dict[str, Any]:
    today = timezone.localdate()
    limits, plan = policy_in_force().at(today), plan_of(row)
    reviews = reviews_of(row)
    alive = life_of(row, reviews[0].on if reviews else None, today, limits)
    facts = facts_of(account.code, plan, account.run, limits)
    names, margin = names_of([plan]), account.sight.sees(MARGIN, account.code)
    beside_peers = compared(account.code, account.run)
    beside = around(
        row, plan, facts, alive, today, limits, line=account.measured, compared=beside_peers, names=names[0],
        currency=account.run.currency,
    )  # fmt: skip
    listed = actions(plan, names, today)
    found = checks(viability(plan, beside, today, limits), account.code, margin=margin, may=may)
    return {
        "plan": plan,
        "life": life(alive),
        "alive": alive,
        "goals": [(side, goals(plan, names[1], side)) for side in SIDES],
        "objectives": objectives(plan, beside.progress, names, account.run.currency, account.code, margin=margin),
        "actions": listed,
        "open": sum(one.said.state == "open" for one in listed),
        "checks": found,
        "failing": sum(one.state == "bad" for one in found),
        "reviews": reviews,
        "months": months(plan),
        "bars": bars(listed, plan),
        "promised": [one for one in listed if one.said.shared and one.ours and one.said.state == "open"],
        "no_facts": facts is None,
        "growth": growth_shown(growth(plan, beside.progress, facts), account.code, account.run.currency, may=may),
        "rooms": rooms(grid_of(account, beside_peers), visits_of(account.code)),
    }


def plan_versions(request: HttpRequest, code: str) -> HttpResponse:
    """Every version of the plan, and what changed between two of them (`?de=`, `?a=`)."""
    account = held(request, code)
    row = plan_or_404(code)
    asked = [request.GET.get(name, "") for name in ("de", "a")]
    first, last = (int(one) if one.isdecimal() and len(one) < 9 else 0 for one in asked)
    last = last or row.version
    first = first or max(last - 1, 1)
    old, new = version(row, first), version(row, last)
    if old is None or new is None:
        raise Http404
    before, after = recalled(old.content), recalled(new.content)
    found = differences(before, after)
    margin = account.sight.sees(MARGIN, code)
    context = {
        "row": row, "old": old, "new": new, "versions": versions_of(row), "may": may_write(request, code),
        "changes": changes_shown(found, (before, after), account.run.currency, margin=margin),
    }  # fmt: skip
    return shown(request, account, "plan", "plans/versions.html", context)


@require_POST
def plan_restore(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Make the plan say again what a version said; this is also how a change is undone."""
    account, seen = held(request, code), _seen(request)
    plan_or_404(code)
    try:
        row = restore_plan_version(by=required(request), now=timezone.now(), customer=code, number=number, seen=seen)
    except ClaveError as refused:
        return plan_page(request, account, told(refused.sentence()))
    said = _("The plan says again what version {n} said.").fill(n=number)
    undo.done(request, said, reverse("plan_restore", args=[code, seen]), seen=str(row.version))
    return redirect(reverse("account_plan", args=[code]))


@require_POST
def plan_reopen(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take back that a plan was closed."""
    account = held(request, code)
    try:
        reopen_plan(by=required(request), now=timezone.now(), customer=code, number=number)
    except ClaveError as refused:
        return plan_page(request, account, told(refused.sentence()))
    undo.done(request, _("The plan is open again."))
    return redirect(reverse("account_plan", args=[code]))


def held(request: HttpRequest, code: str) -> Account:
    """A customer that the newest list has; 404 for another."""
    found = account_of(code, sight(request))
    if found.gone:
        raise Http404
    return found


def plan_or_404(code: str) -> AccountPlan:
    """Its standing plan; 404 where it has none."""
    row = standing_plan(code)
    if row is None:
        raise Http404
    return row


def may_write(request: HttpRequest, code: str) -> bool:
    """Whether whoever asks may change the plan; the actions ask again."""
    person = required(request)
    parts = parts_held(person, code, timezone.localdate())
    return any(DOINGS["keep_plan_goal"].allows(role, parts) for role in {person.role, *powers(request).departments()})


def limits_today() -> Limits:
    """The policy of today."""
    return policy_in_force().at(timezone.localdate())


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0
