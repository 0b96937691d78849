"""What leaves the house of a plan: the version of the customer, on screen and on paper, and the pack for a review meeting."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from clave.actions.account_plans import note_plan_export
from clave.base.figures import Figure
from clave.base.words import _
from clave.operations.plan.progress import VERDICTS, Progress, progress
from clave.operations.plan.said import STATES, ActionSaid, Plan
from clave.operations.plan.shared import shared
from clave.report.plan_papers import Paper, PaperAction, PaperObjective, plan_pdf
from clave.store.account_plans import facts_of, names_of, plan_of, reviews_of
from clave.store.models import AccountPlan, Company, PlanReview, SelectionRun
from clave.web.pages.account import shown
from clave.web.pages.account_plan import held, limits_today, plan_or_404
from clave.web.pages.selection_papers import PDF
from clave.web.shown.account_plan import figure, how
from clave.web.shown.header import Account
from clave.web.who import required
from clave.web.words import reader, told

NAMES = {"reunion": _("review-{code}"), "cliente": _("plan-{code}")}
LATELY = 200
"""Days back that a first review looks for what was agreed."""


def plan_shared(request: HttpRequest, code: str) -> HttpResponse:
    """What the customer would read, so that nobody shares by a slip."""
    account, row = held(request, code), plan_or_404(code)
    paper = _paper(account, row, meeting=False)
    return shown(request, account, "plan", "plans/shared.html", {"row": row, "paper": paper})


def plan_paper(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """`reunion.pdf` for a review, `cliente.pdf` for the customer; taking it out is written down."""
    if kind not in NAMES:
        raise Http404
    account, row = held(request, code), plan_or_404(code)
    note_plan_export(by=required(request), now=timezone.now(), what=f"customer:{code}")
    response = HttpResponse(plan_pdf(_paper(account, row, meeting=kind == "reunion"), reader()), content_type=PDF)
    safe = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in code)
    response.headers["Content-Disposition"] = f'attachment; filename="{told(NAMES[kind].fill(code=safe))}.pdf"'
    return response


def _paper(account: Account, row: AccountPlan, *, meeting: bool) -> Paper:
    return paper_of(account.code, account.measured.name, account.run, row, meeting=meeting)


def paper_of(code: str, name: str, run: SelectionRun | None, row: AccountPlan, *, meeting: bool) -> Paper:
    """Only what is shared: the pack of a review lies on the table, and says besides what came of what was agreed."""
    plan, reviews = shared(plan_of(row), ended=meeting), reviews_of(row)
    names, company = names_of([plan]), Company.objects.order_by("id").first()
    facts = facts_of(code, plan, run, limits_today()) if run else None
    today = timezone.localdate()
    currency = run.currency if run else company.currency if company else ""
    measured = {n: progress(one, facts, limits_today(), currency, today) for n, one in plan.objectives.items()}
    since = reviews[0].on if reviews else today - timedelta(days=LATELY)
    return Paper(
        company.name if company else "", name, row.starts_on, row.ends_on, run.as_of if run else today, meeting,
        {side: [goal.text for goal in plan.goals.values() if goal.side == side] for side in ("theirs", "ours")},
        _objectives(plan, measured, names, currency),
        [_action(one, names) for one in plan.actions.values() if one.closed_on is not None and one.closed_on >= since],
        [_action(one, names) for one in plan.actions.values() if one.state == "open"],
        _last(reviews) if meeting else "",
    )  # fmt: skip


def _objectives(
    plan: Plan, measured: dict[int, Progress], names: tuple[dict[int, str], dict[int, str]], currency: str
) -> list[PaperObjective]:
    return [
        PaperObjective(
            one.title, how(one), figure(one, measured[n].baseline, currency), figure(one, measured[n].now, currency),
            figure(one, None if one.target is None else float(one.target), currency), one.due_on,
            _both(one.owner, one.contact, names), VERDICTS[measured[n].verdict],
        )
        for n, one in plan.objectives.items()
    ]  # fmt: skip


def _action(one: ActionSaid, names: tuple[dict[int, str], dict[int, str]]) -> PaperAction:
    return PaperAction(one.text, _both(one.owner, one.contact, names), one.due_on, STATES[one.state], one.outcome)


def _both(owner: int | None, contact: int | None, names: tuple[dict[int, str], dict[int, str]]) -> str:
    return " · ".join(word for word in (names[0].get(owner or 0, ""), names[1].get(contact or 0, "")) if word)


def _last(reviews: list[PlanReview]) -> str:
    if not reviews:
        return ""
    said = _("On {day} it was agreed: {agreed}").fill(day=Figure(reviews[0].on, "date"), agreed=reviews[0].agreed)
    return told(said)
