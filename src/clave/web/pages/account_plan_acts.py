"""What people do with a plan: begin it, write goals, objectives and actions, close them, note its meetings; each taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.account_plans import (
    begin_plan,
    change_plan,
    close_plan,
    close_plan_action,
    keep_plan_action,
    keep_plan_goal,
    keep_plan_objective,
    note_plan_review,
    remove_from_plan,
    reopen_plan_action,
    withdraw_plan_review,
)
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.operations.plan.said import OURS_ALONE, ActionSaid, GoalSaid, ObjectiveSaid, PlanSaid
from clave.store.account_plans import ROWS, contacts_of, ours, plan_of, said_of, standing_plan
from clave.store.fields import MARGIN
from clave.store.models import AccountPlan, PlanReview, Touchpoint
from clave.web import undo
from clave.web.pages.account import shown
from clave.web.pages.account_plan import held, plan_or_404, plan_page
from clave.web.plan_forms import (
    ActionForm,
    CloseForm,
    EndForm,
    GoalForm,
    ObjectiveForm,
    People,
    PeriodForm,
    ReviewForm,
    initial_of,
)
from clave.web.refusals import beside
from clave.web.said_in import IDEA, idea_of
from clave.web.shown.header import Account
from clave.web.who import required
from clave.web.words import told

KINDS: dict[str, str] = {"meta": "goals", "objetivo": "objectives", "accion": "actions"}
KEEP: dict[str, Callable[..., Any]] = {
    "meta": keep_plan_goal, "objetivo": keep_plan_objective, "accion": keep_plan_action,
}  # fmt: skip
TITLES: dict[str, tuple[Text, Text]] = {
    "meta": (_("New goal"), _("Change the goal")),
    "objetivo": (_("New objective"), _("Change the objective")),
    "accion": (_("New action"), _("Change the action")),
}
KEPT: dict[str, Text] = {
    "meta": _("The goal is in the plan."),
    "objetivo": _("The objective is in the plan."),
    "accion": _("The action is in the plan."),
}
ENDS = {"hecha": "done", "dejar": "dropped"}


def plan_period(request: HttpRequest, code: str) -> HttpResponse:
    """Begin the plan of an account, or change its period and its next review."""
    account, row = held(request, code), standing_plan(code)
    today = timezone.localdate()
    first = said_of(row, PlanSaid) if row else PlanSaid(today, today.replace(month=12, day=31))
    form = PeriodForm(_sent(request), initial=initial_of(first))
    if form.is_valid() and _do(form, lambda: _period(request, account, row, form)):
        from_ = _from(request)
        return redirect(reverse("plan_new", args=[code, "accion"]) + from_ if from_ else _home(code))
    title = _("Period of the plan") if row else _("Begin the plan")
    return _form(request, account, form, title, row)


def _period(request: HttpRequest, account: Account, row: AccountPlan | None, form: PeriodForm) -> None:
    by, now, code = required(request), timezone.now(), account.code
    if row is None:
        begin_plan(by=by, now=now, customer=code, name=account.measured.name, period=form.said())
        undo.done(request, _("The plan is begun: write down what the customer wants first."))
    else:
        change_plan(by=by, now=now, customer=code, period=form.said(), seen=_seen(request))
        _undoable(request, row, _("The period of the plan was changed."))


def plan_new(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Write a goal, an objective or an action down; `?desde=` is the contact from which an action comes."""
    account = held(request, code)
    if kind not in KINDS:
        raise Http404
    row = standing_plan(code)
    if row is None:
        return redirect(reverse("plan_period", args=[code]) + _from(request))
    return _thing(request, account, row, kind, None)


def plan_edit(request: HttpRequest, code: str, kind: str, number: int) -> HttpResponse:
    """Say a goal, an objective or an action better; 422 with what was typed where it is refused."""
    account, row = held(request, code), plan_or_404(code)
    if kind not in KINDS:
        raise Http404
    get_object_or_404(ROWS[KINDS[kind]][0], plan=row, pk=number, removed_at=None)
    return _thing(request, account, row, kind, number)


def _thing(request: HttpRequest, account: Account, row: AccountPlan, kind: str, number: int | None) -> HttpResponse:
    form = _made(request, account, row, kind, number)

    def keep() -> None:
        given: dict[str, Any] = {} if number is None else {"number": number, "seen": _seen(request)}
        if number is None and kind == "accion" and (idea := idea_of(request)):
            given["idea"] = idea.pk
        KEEP[kind](by=required(request), now=timezone.now(), customer=account.code, said=form.said(), **given)
        _undoable(request, row, KEPT[kind])

    if form.is_valid() and _do(form, keep):
        return redirect(_home(account.code))
    return _form(request, account, form, TITLES[kind][number is not None], row, kind=kind, number=number)


def _made(request: HttpRequest, account: Account, row: AccountPlan, kind: str, number: int | None) -> Any:
    plan = plan_of(row)
    people = People(ours(), contacts_of(account.code))
    if kind == "meta":
        said: Any = plan.goals[number] if number else GoalSaid("theirs", "")
        return GoalForm(_sent(request), initial=initial_of(said), people=people)
    if kind == "objetivo":
        goals = [(n, goal.text[:100]) for n, goal in plan.goals.items()]
        if number:
            said = plan.objectives[number]
            if said.measure in OURS_ALONE and not account.sight.sees(MARGIN, account.code):
                said = replace(said, target=None)  # whoever may not see it cannot save it either: the action asks
        else:
            said = ObjectiveSaid(goals[0][0] if goals else 0, "", "money", row.starts_on, row.ends_on)
        return ObjectiveForm(_sent(request), initial=initial_of(said), people=people, goals=goals)
    said = plan.actions[number] if number else _from_note(request, account.code)
    named = [(n, one.title[:100]) for n, one in plan.objectives.items()]
    return ActionForm(_sent(request), initial=initial_of(said), people=people, objectives=named)


def _from_note(request: HttpRequest, code: str) -> ActionSaid:
    """An action with the words of the contact it comes from; empty where there is none."""
    note, me, idea = _note(request), required(request).pk, idea_of(request)
    if idea is not None and idea.of.customer == code:
        return ActionSaid(idea.text[:1000], owner=me, contact=idea.contact_id)
    found = Touchpoint.objects.filter(pk=note, customer=code, withdrawn_at=None).first() if note else None
    if found is None:
        return ActionSaid("", owner=me)
    with_whom = found.with_whom.order_by("pk").values_list("contact_id", flat=True).first()
    text = found.follow_up or found.text
    return ActionSaid(text[:1000], owner=me, contact=with_whom, due_on=found.follow_up_on, said_in=found.pk)


@require_POST
def plan_act(request: HttpRequest, code: str, kind: str, number: int, act: str) -> HttpResponse:
    """Take a thing out of the plan; say that an action is done or dropped, or open it again."""
    account, row = held(request, code), plan_or_404(code)
    if kind not in KINDS or act not in ("quitar", "reabrir", *ENDS) or (kind != "accion" and act != "quitar"):
        raise Http404
    get_object_or_404(ROWS[KINDS[kind]][0], plan=row, pk=number, removed_at=None)
    given: dict[str, Any] = {
        "by": required(request),
        "now": timezone.now(),
        "customer": code,
        "number": number,
        "seen": _seen(request),
    }
    if act in ENDS:
        return _end(request, account, row, ENDS[act], given)
    try:
        if act == "quitar":
            remove_from_plan(kind=KINDS[kind], **given)
            said = _("It was taken out of the plan.")
        else:
            reopen_plan_action(**given)
            said = _("The action is open again.")
    except ClaveError as refused:
        return plan_page(request, account, told(refused.sentence()))
    _undoable(request, row, said)
    return redirect(_home(code))


def _end(request: HttpRequest, account: Account, row: AccountPlan, state: str, given: dict[str, Any]) -> HttpResponse:
    """The sentence beside its field, and what was typed, where it is refused."""
    typed = request.POST.copy()
    typed.setdefault("on", str(timezone.localdate()))  # «done» on the page is one button, and means today
    form = CloseForm(typed)

    def end() -> None:
        good = form.cleaned_data
        close_plan_action(state=state, on=good["on"], outcome=good["outcome"], **given)
        said = _("The action is done.") if state == "done" else _("The action was dropped.")
        _undoable(request, row, said)

    if form.is_valid() and _do(form, end):
        return redirect(_home(account.code))
    number = given["number"]
    unsent = ActionForm(
        initial=initial_of(plan_of(row).actions[number]), people=People(ours(), contacts_of(account.code)),
        objectives=[(n, one.title[:100]) for n, one in plan_of(row).objectives.items()],
    )  # fmt: skip
    return _form(request, account, unsent, TITLES["accion"][1], row, kind="accion", number=number, close=form)


def plan_review(request: HttpRequest, code: str) -> HttpResponse:
    """Write down a meeting about the plan, with what was agreed and how good it was."""
    account, row = held(request, code), plan_or_404(code)
    form = ReviewForm(_sent(request), initial={"on": timezone.localdate()})

    def note() -> None:
        kept = note_plan_review(by=required(request), now=timezone.now(), customer=code, review=form.said())
        undo.done(request, _("The review was written down."), reverse("plan_review_back", args=[code, kept.pk]))

    if form.is_valid() and _do(form, note):
        return redirect(_home(code))
    return _form(request, account, form, _("Review of the plan"), row)


@require_POST
def plan_review_back(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take out a review that was a slip."""
    account, row = held(request, code), plan_or_404(code)
    get_object_or_404(PlanReview, pk=number, plan=row)
    try:
        withdraw_plan_review(by=required(request), now=timezone.now(), customer=code, number=number)
    except ClaveError as refused:
        return plan_page(request, account, told(refused.sentence()))
    undo.done(request, _("The review was taken out."))
    return redirect(_home(code))


def plan_close(request: HttpRequest, code: str) -> HttpResponse:
    """End the plan, saying how; it can be opened again until another begins."""
    account, row = held(request, code), plan_or_404(code)
    form = EndForm(_sent(request))

    def end() -> None:
        why = form.cleaned_data["why"]
        kept = close_plan(by=required(request), now=timezone.now(), customer=code, why=why, seen=_seen(request))
        undo.done(request, _("The plan was closed."), reverse("plan_reopen", args=[code, kept.pk]))

    if form.is_valid() and _do(form, end):
        return redirect(_home(code))
    return _form(request, account, form, _("Close the plan"), row)


def _do(form: forms.Form, act: Callable[[], None]) -> bool:
    """Whether it was done; what was refused stands beside its field."""
    try:
        act()
    except ClaveError as refused:
        beside(form, refused)
        return False
    return True


def _form(
    request: HttpRequest, account: Account, form: forms.Form, title: Text, row: AccountPlan | None, **more: Any
) -> HttpResponse:
    """A page with one form; what was typed is kept, and the version that was seen first with it."""
    context = {
        "form": form, "title": told(title), "row": row, "seen": request.POST.get("seen") or (row.version if row else 0), **more,
    }  # fmt: skip
    kept = (
        plan_of(row).actions.get(more["number"])
        if row and more.get("kind") == "accion" and more.get("number")
        else None
    )
    if kept is not None:
        context |= {"action": kept, "close": more.get("close") or CloseForm(initial={"on": timezone.localdate()})}
    response = shown(request, account, "plan", "plans/form.html", context)
    close = more.get("close")
    response.status_code = 422 if form.errors or (close is not None and close.errors) else 200
    return response


def _undoable(request: HttpRequest, before: AccountPlan, said: Text) -> None:
    """Say what was done, with the version before it as its opposite; saying the same again has none."""
    row = plan_or_404(before.customer)
    if row.version == before.version:
        undo.done(request, said)
        return
    undo.done(request, said, reverse("plan_restore", args=[row.customer, row.version - 1]), seen=str(row.version))


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _home(code: str) -> str:
    return reverse("account_plan", args=[code])


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _from(request: HttpRequest) -> str:
    """The contact or the idea from which an action comes, as an address carries it."""
    if note := _note(request):
        return f"?desde={note}"
    idea = idea_of(request)
    return f"?{IDEA}={idea.pk}" if idea else ""


def _note(request: HttpRequest) -> int:
    text = request.GET.get("desde", "")
    return int(text) if text.isdecimal() and len(text) < 18 else 0
