"""Special services: asked for, approved or refused, done or cancelled; and the budget of a year. (G7)"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from clave.actions.again import just_made
from clave.actions.audit import record
from clave.actions.shape import action
from clave.actions.staged import begun, day_of, gone_on, held, stepped_back, taken_out, unseen
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.special_services import (
    MOST_MONEY,
    Approver,
    ServiceSaid,
    check_step,
    checked_cost,
    checked_hours,
    checked_service,
    position,
    ruling,
)
from clave.policy.limits import Limits
from clave.store.models import ImprovementRequest, Person, ServiceBudget, ServiceStep, SpecialService, Touchpoint
from clave.store.policy import policy_in_force
from clave.store.roles import DECIDERS
from clave.store.special_services import currency_now, lines_of, logged_hours, price_of, year_of


@action
def request_service(
    *, by: Person, now: datetime, customer: str, name: str, service: ServiceSaid, said_in: Touchpoint | None = None
) -> SpecialService:
    """Ask for a special service; sent twice, it is there once. Raises ClaveError (`where` names the field) for what
    `checked_service` refuses, and for a request of the laboratory that is not this customer's."""
    sound = checked_service(service)
    request = _request_of(sound.request, customer)
    given = {key: value for key, value in vars(sound).items() if key != "request"}
    same = SpecialService.objects.filter(customer=customer, by=by, removed_at=None, request=request, **given)
    if sent_twice := just_made(same, by=by, now=now):
        return sent_twice
    kept = SpecialService(customer=customer, name=name, stage="requested", said_in=said_in)
    _say(kept, sound, request, by, now)
    ServiceStep.objects.create(of=kept, stage="requested", day=timezone.localdate(now), by=by, at=now)
    record(by=by, now=now, what="service.requested", about=f"service:{kept.pk}")
    return kept


@action
def change_service(
    *, by: Person, now: datetime, customer: str, number: int, service: ServiceSaid, seen: datetime | None
) -> SpecialService:
    """Say better what is asked, while nobody approved it. Raises ClaveError as `request_service`, and where somebody decided
    or changed it after it was `seen`."""
    kept = held(SpecialService, number, customer)
    unseen(kept, seen)
    _only_asked(kept)
    sound = checked_service(service)
    before = {name: getattr(kept, name) for name in vars(sound) if name != "request"}
    _say(kept, sound, _request_of(sound.request, customer), by, now)
    changed = [name for name, value in before.items() if getattr(kept, name) != value]
    record(by=by, now=now, what="service.changed", about=f"service:{kept.pk}", fields=changed)
    return kept


@action
def decide_service(*, by: Person, now: datetime, customer: str, number: int, to: str, note: str = "") -> ServiceStep:
    """Approve or refuse. Raises ClaveError where it is decided already, a refusal has no reason, or whoever decides may not:
    another department's, their own from the amount of policy on, or past the budget (then only with a reason)."""
    if to not in ("approved", "refused"):
        raise ClaveError(_("a service is approved or refused."), where="to", remedy=_("Choose one of both."))
    kept = held(SpecialService, number, customer)
    check_step(kept.stage, to, note)
    over = _may_decide(kept, by, now, to, note)
    step = gone_on(ServiceStep, kept, to, timezone.localdate(now), note, by=by, now=now)
    what = "service.refused" if to == "refused" else "service.approved_over" if over else "service.approved"
    record(by=by, now=now, what=what, about=f"service:{kept.pk}", fields=("stage",))
    return step


@action
def finish_service(
    *, by: Person, now: datetime, customer: str, number: int, day: date, result: str, hours: Decimal | None = None,
    cost: Decimal | None = None,
) -> ServiceStep:  # fmt: skip
    """It was done: on which day, what came of it, and what it took (None = not known yet). Raises ClaveError where it was not
    approved, or for a day to come."""
    kept = held(SpecialService, number, customer)
    check_step(kept.stage, "done", result)
    day_of(day, timezone.localdate(now))
    _price(kept, hours, cost)
    kept.done_on, kept.result = day, result.strip()
    step = gone_on(ServiceStep, kept, "done", day, result, by=by, now=now)
    record(by=by, now=now, what="service.done", about=f"service:{kept.pk}", fields=("stage",))
    return step


@action
def price_service(
    *, by: Person, now: datetime, customer: str, number: int, hours: Decimal | None, cost: Decimal | None
) -> SpecialService:
    """What a service that was done took, once somebody knows. Raises ClaveError for one that is not done."""
    kept = held(SpecialService, number, customer)
    if kept.stage != "done":
        raise ClaveError(_("it is not done yet."), remedy=_("What it really costs is written down when it is done."))
    _price(kept, hours, cost)
    kept.changed_at = now
    kept.save()
    record(by=by, now=now, what="service.priced", about=f"service:{kept.pk}", fields=("cost", "hours"))
    return kept


@action
def cancel_service(*, by: Person, now: datetime, customer: str, number: int, note: str) -> ServiceStep:
    """It is not needed any more. Raises ClaveError where it is closed, or nobody says why."""
    kept = held(SpecialService, number, customer)
    check_step(kept.stage, "cancelled", note)
    step = gone_on(ServiceStep, kept, "cancelled", timezone.localdate(now), note, by=by, now=now)
    record(by=by, now=now, what="service.cancelled", about=f"service:{kept.pk}", fields=("stage",))
    return step


@action
def undo_service_step(*, by: Person, now: datetime, customer: str, number: int, step: int) -> SpecialService:
    """Undo the last step: it stands where it stood before. Only who took it, or who decides. One that becomes approved again
    must still fit the budget."""
    kept = held(SpecialService, number, customer)
    undone, before = stepped_back(ServiceStep, kept, step, by=by, now=now, may=by.role in DECIDERS)
    if undone.stage == "done":
        kept.done_on, kept.result, kept.cost = None, "", None
    if undone.stage == "cancelled" and before.stage == "approved":
        _holds(kept, by, now)
    kept.save()
    record(by=by, now=now, what="service.step_undone", about=f"service:{kept.pk}", fields=("stage",))
    return kept


@action
def remove_service(*, by: Person, now: datetime, customer: str, number: int) -> SpecialService:
    """Take out one that was written down by a slip and that nobody decided yet."""
    kept = held(SpecialService, number, customer)
    _only_asked(kept)
    taken_out(kept, now)
    record(by=by, now=now, what="service.removed", about=f"service:{kept.pk}")
    return kept


@action
def restore_service(*, by: Person, now: datetime, customer: str, number: int) -> SpecialService:
    """Bring back one that was taken out."""
    kept = held(SpecialService, number, customer, removed=True)
    taken_out(kept, None)
    record(by=by, now=now, what="service.restored", about=f"service:{kept.pk}")
    return kept


@action
def set_service_budget(
    *, by: Person, now: datetime, customer: str, year: int, amount: Decimal, reason: str
) -> ServiceBudget:
    """What the special services of an account may cost in a year; one more is another row, the same year the same row. Raises
    ClaveError for a year that nobody plans, or an amount that cannot be."""
    today = timezone.localdate(now)
    if not today.year - 1 <= year <= today.year + 1:
        raise ClaveError(
            _("a budget is set for last year, this one or the next."), where="year", remedy=_("Choose one of them.")
        )
    if not 0 <= amount < MOST_MONEY:
        raise ClaveError(
            _("a budget is zero or more, and a sum that somebody can pay."), where="amount", remedy=_("Correct it.")
        )
    if not reason.strip():
        raise ClaveError(_("nobody could tell why it is that much."), where="reason", remedy=_("Write it in a line."))
    said = {"amount": amount, "reason": reason.strip(), "by": by, "changed_at": now}
    list(ServiceBudget.objects.select_for_update().filter(customer=customer, year=year))
    kept, _made = ServiceBudget.objects.update_or_create(customer=customer, year=year, defaults=said)
    record(by=by, now=now, what="service.budget_set", about=f"customer:{customer}", fields=("budget",))
    return kept


@action
def note_services_export(*, by: Person, now: datetime) -> None:
    """Write down that somebody took the list out."""
    record(by=by, now=now, what="service.exported", about="service:list")


def _say(
    kept: SpecialService, sound: ServiceSaid, request: ImprovementRequest | None, by: Person, now: datetime
) -> None:
    begun(kept, {**vars(sound), "request": request}, f"{sound.what} {sound.document}", by=by, now=now)


def _request_of(number: int | None, customer: str) -> ImprovementRequest | None:
    if number is None:
        return None
    found = ImprovementRequest.objects.filter(pk=number, customer=customer, removed_at=None).first()
    if found is None:
        raise ClaveError(
            _("the laboratory has no request {number} of this customer.").fill(number=number), where="request",
            remedy=_("Look for its number in Laboratory, or leave it empty."),
        )  # fmt: skip
    return found


def _only_asked(kept: SpecialService) -> None:
    if kept.stage != "requested":
        raise ClaveError(
            _("somebody decided on this already."), remedy=_("Cancel it with a reason, and ask for a new one.")
        )


def _price(kept: SpecialService, hours: Decimal | None, cost: Decimal | None) -> None:
    checked_hours(hours, "hours")
    checked_cost(cost, "cost")
    if kept.request_id and hours is not None:
        raise ClaveError(
            _("its hours are logged on its request in the laboratory."), where="hours",
            remedy=_("Leave them empty, so that they count once."),
        )  # fmt: skip
    kept.hours, kept.cost = hours if hours is not None else kept.hours, cost


def _may_decide(kept: SpecialService, by: Person, now: datetime, to: str, note: str) -> bool:
    """Whether it goes past the budget; ClaveError where whoever decides may not."""
    limits = policy_in_force().at(timezone.localdate(now))
    left = _left(kept, limits) if to == "approved" else None
    price = price_of(kept, limits, currency_now(), logged_hours([kept.request_id] if kept.request_id else []))
    roles = frozenset({by.role, by.acting_for} - {""})
    who = Approver(roles, by.role in DECIDERS, to == "approved" and kept.by_id == by.pk)
    found = ruling(kept.kind, price, who, left, limits, currency_now())
    if not found.allowed:
        raise ClaveError(found.why or _("this is for others to decide."), where="note", remedy=found.remedy)
    if found.over and not note.strip():
        raise ClaveError(
            _("it goes past the budget of the account."),
            where="note",
            remedy=_("Write why it is approved all the same."),
        )
    return found.over


def _holds(kept: SpecialService, by: Person, now: datetime) -> None:
    """Raise ClaveError where one that would be approved again does not fit the budget any more."""
    limits = policy_in_force().at(timezone.localdate(now))
    left = _left(kept, limits)
    price = price_of(kept, limits, currency_now(), {}).amount
    if left is not None and price is not None and price > left and by.role not in DECIDERS:
        raise ClaveError(
            _("the budget of the account does not hold it any more."),
            remedy=_("Ask for it again; nothing was changed."),
        )


def _left(kept: SpecialService, limits: Limits) -> Decimal | None:
    """What the budget of its year still holds, without itself; nobody else approves on that budget until this is done."""
    year = kept.needed_on.year
    budget = ServiceBudget.objects.select_for_update().filter(customer=kept.customer, year=year).first()
    if budget is None:
        return None
    others = [one for one in year_of(kept.customer, year, limits) if one.service is None or one.service.pk != kept.pk]
    return position(lines_of(others), budget.amount, year, limits).left
