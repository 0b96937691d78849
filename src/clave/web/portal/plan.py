"""«Nuestro plan»: what is shared of the plan of the account, and the actions that its own people finish. (G8)"""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.portal_answers import done_in_portal
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.plan.said import ActionSaid, Plan
from clave.operations.plan.shared import shared
from clave.report.plan_papers import Paper, plan_pdf
from clave.store.account_plans import names_of, plan_of, standing_plan
from clave.store.models import AccountPlan, Visitor
from clave.store.nominations import known_customer
from clave.store.queries import latest_run
from clave.web.pages.plan_papers import paper_of
from clave.web.pages.selection_papers import PDF
from clave.web.portal.cards import Card
from clave.web.refusal import sentence
from clave.web.visiting import visiting
from clave.web.words import reader, told

FILE = "plan.pdf"
FEW = 3


def portal_plan(request: HttpRequest, error: str = "") -> HttpResponse:
    """What both sides want, how far it is, and what comes next; who does an action says here that it is done."""
    visitor = visiting(request)
    row = standing_plan(visitor.customer)
    if row is None:
        return render(request, "portal/plan.html", {"paper": None})
    plan = shared(plan_of(row))
    context = {
        "paper": _paper(visitor, row), "row": row, "error": error, "mine": _mine(plan, visitor),
        "others": _others(plan, visitor), "done": _done(plan),
    }  # fmt: skip
    return render(request, "portal/plan.html", context, status=422 if error else 200)


@require_POST
def portal_plan_done(request: HttpRequest, number: int) -> HttpResponse:
    """An action of theirs is done; 404 for one that they do not read or that somebody else does."""
    visitor = visiting(request)
    row = standing_plan(visitor.customer)
    found = shared(plan_of(row)).actions.get(number) if row else None
    if found is None or found.contact != visitor.contact_id:
        raise Http404
    try:
        done_in_portal(visitor=visitor, now=timezone.now(), number=number)
    except ClaveError as refused:
        return portal_plan(request, sentence(refused))
    messages.success(request, told(_("Thank you: it is done, and we know it.")))
    return redirect("portal_plan")


def portal_plan_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The plan as they may take it along, `plan.pdf`; 404 for another name, and where there is no plan."""
    visitor = visiting(request)
    row = standing_plan(visitor.customer)
    if kind != FILE or row is None:
        raise Http404
    response = HttpResponse(plan_pdf(_paper(visitor, row), reader()), content_type=PDF)
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return response


def card(visitor: Visitor, today: date) -> Card | None:
    """What is theirs to do next, on the start page, for who may see the plan."""
    if not visitor.may("plan") or (row := standing_plan(visitor.customer)) is None:
        return None
    mine = _mine(shared(plan_of(row)), visitor)
    return Card("portal/_plan.html", {"mine": mine[:FEW], "row": row}) if mine else None


def _paper(visitor: Visitor, row: AccountPlan) -> Paper:
    name = known_customer(visitor.customer) or row.name
    return paper_of(visitor.customer, name, latest_run(), row, meeting=False)


def _mine(plan: Plan, visitor: Visitor) -> list[tuple[int, ActionSaid]]:
    """Open actions that this visitor does, the nearest day first."""
    found = [(n, one) for n, one in plan.actions.items() if one.state == "open" and one.contact == visitor.contact_id]
    return sorted(found, key=_day)


def _others(plan: Plan, visitor: Visitor) -> list[tuple[ActionSaid, str]]:
    """Open actions of everybody else, of both sides, with who does each."""
    names = names_of([plan])
    found = [(n, one) for n, one in plan.actions.items() if one.state == "open" and one.contact != visitor.contact_id]
    return [
        (one, " · ".join(w for w in (names[0].get(one.owner or 0, ""), names[1].get(one.contact or 0, "")) if w))
        for _n, one in sorted(found, key=_day)
    ]


def _done(plan: Plan) -> list[ActionSaid]:
    found = [one for one in plan.actions.values() if one.state == "done" and one.closed_on]
    return sorted(found, key=lambda one: one.closed_on or date.min, reverse=True)


def _day(pair: tuple[int, ActionSaid]) -> tuple[date, int]:
    return pair[1].due_on or date.max, pair[0]
