"""Reading the plans of accounts: one as the deciders read it, what it is held against, its versions and meetings. (G8)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Count, Model, Value
from django.utils import timezone

from clave.base.errors import ClaveError
from clave.base.period import months_before
from clave.measures.bought import Known, known
from clave.operations.plan.freshness import Freshness, freshness
from clave.operations.plan.progress import best_growth, progress
from clave.operations.plan.said import ActionSaid, GoalSaid, ObjectiveSaid, Plan, PlanSaid
from clave.operations.plan.viable import Around, Headroom
from clave.policy.limits import Limits
from clave.store.facts import book_of
from clave.store.models import (
    AccountPlan,
    Comparison,
    Contact,
    MeasureLine,
    Person,
    PlanAction,
    PlanGoal,
    PlanObjective,
    PlanReview,
    PlanVersion,
    SelectionRun,
)

Said = TypeVar("Said", PlanSaid, GoalSaid, ObjectiveSaid, ActionSaid)
ROWS: dict[str, tuple[type[Model], type[Any]]] = {
    "goals": (PlanGoal, GoalSaid), "objectives": (PlanObjective, ObjectiveSaid), "actions": (PlanAction, ActionSaid),
}  # fmt: skip
REFERS = ("contact", "goal", "objective", "owner", "said_in")
"""Fields that name a row of another table."""
DAYS = ("starts_on", "ends_on", "next_review_on", "due_on", "baseline_from", "baseline_to", "now_on", "closed_on")
AMOUNTS = ("target", "baseline", "now", "worth")
HISTORY = 36
"""Months of facts that a plan is compared with, at least."""


def standing_plan(customer: str) -> AccountPlan | None:
    """The plan of an account that is not closed."""
    return AccountPlan.objects.filter(customer=customer, closed_at=None).select_related("by").first()


def every_plan(customer: str) -> tuple[AccountPlan | None, list[AccountPlan]]:
    """The plan of an account that is not closed, and those that were closed, the newest first."""
    kept = list(AccountPlan.objects.filter(customer=customer).select_related("by").order_by("-closed_at"))
    return next((one for one in kept if one.closed_at is None), None), [
        one for one in kept if one.closed_at is not None
    ]


def plan_of(row: AccountPlan) -> Plan:
    """A plan as the deciders read it."""
    found = {
        kind: {
            one.pk: said_of(one, said)
            for one in model._default_manager.filter(plan=row, removed_at=None).order_by("pk")
        }
        for kind, (model, said) in ROWS.items()
    }
    return Plan(said_of(row, PlanSaid), **found)


def said_of(row: Any, said: type[Said]) -> Said:
    """A row as it was said."""
    return said(**{one.name: getattr(row, one.name + ("_id" if one.name in REFERS else "")) for one in fields(said)})


def columns_of(said: Any) -> dict[str, Any]:
    """What was said as the columns of its row."""
    return {name + ("_id" if name in REFERS else ""): value for name, value in vars(said).items()}


def content_of(plan: Plan) -> dict[str, Any]:
    """A plan as a version keeps it: days and figures as text."""
    return {
        "plan": _plain(asdict(plan.period)),
        **{kind: {str(n): _plain(asdict(one)) for n, one in getattr(plan, kind).items()} for kind in ROWS},
    }


def recalled(content: Mapping[str, Any]) -> Plan:
    """The opposite of `content_of`."""
    found = {
        kind: {int(number): said(**_read(one)) for number, one in content[kind].items()}
        for kind, (_model, said) in ROWS.items()
    }
    return Plan(PlanSaid(**_read(content["plan"])), **found)


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, date | Decimal) else value for name, value in said.items()}


def _read(kept: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(kept)
    for name in found.keys() & {*DAYS, *AMOUNTS}:
        if found[name] is not None:
            found[name] = date.fromisoformat(found[name]) if name in DAYS else Decimal(found[name])
    return found


def versions_of(row: AccountPlan) -> list[PlanVersion]:
    """Every version of a plan without what it says, the newest first."""
    return list(row.versions.defer("content").select_related("by").order_by("-number"))


def version(row: AccountPlan, number: int) -> PlanVersion | None:
    """One version with what it says."""
    return row.versions.select_related("by").filter(number=number).first()


def reviews_of(row: AccountPlan) -> list[PlanReview]:
    """The meetings about a plan, the newest first."""
    return list(row.reviews.filter(withdrawn_at=None).select_related("by").order_by("-on", "-pk"))


def life_of(row: AccountPlan, reviewed_on: date | None, today: date, limits: Limits) -> Freshness:
    """Whether a plan is alive."""
    changed = timezone.localdate(row.changed_at)
    return freshness(said_of(row, PlanSaid), changed, reviewed_on, today, limits)


def facts_of(customer: str, plan: Plan, run: SelectionRun, limits: Limits) -> Known | None:
    """What the facts of the latest list know of a customer, as far back as its plan looks; None where they cannot be
    opened."""
    begin = run.facts.get("first_day")
    asked = [one.baseline_from for one in plan.objectives.values() if one.baseline_from]
    since = min([months_before(run.as_of, HISTORY) + timedelta(days=1), *asked])
    try:
        return known(
            book_of(run.facts_version), limits, run.as_of, customer, since, date.fromisoformat(begin) if begin else None
        )
    except ClaveError:
        return None


def around(
    row: AccountPlan, plan: Plan, facts: Known | None, life: Freshness, today: date, limits: Limits, *, line: MeasureLine,
    compared: Comparison | None, names: Mapping[int, str], currency: str,
) -> Around:  # fmt: skip
    """What the checks of a plan are held against; `line` is its customer in the latest list, `compared` beside its peers, `names`
    those of our people."""
    owners = {one.owner for one in plan.actions.values() if one.owner}
    still = PlanAction.objects.filter(owner__in=owners, state="open", removed_at=None, plan__closed_at=None)
    busy = still.order_by().values_list("owner").annotate(n=Count("pk"))
    measured = {number: progress(one, facts, limits, currency, today) for number, one in plan.objectives.items()}
    return Around(
        measured, {number: best_growth(one, facts) for number, one in plan.objectives.items()}, life,
        _headroom(line, compared),
        dict(busy), names, currency,
    )  # fmt: skip


def _headroom(line: MeasureLine, kept: Comparison | None) -> dict[str, Headroom]:
    """What is left to win, of the whole account ("") and by family."""
    found = {
        row["family"]: Headroom(row["headroom"], row["high"]) for row in (kept.rows if kept else ()) if row["family"]
    }
    money, whole, most = (_number(line.values.get(key)) for key in ("money", "wallet", "wallet_high"))
    if money is not None and most is not None:
        found[""] = Headroom(None if whole is None else max(whole - money, 0.0), max(most - money, 0.0))
    return found


def compared(customer: str, run: SelectionRun) -> Comparison | None:
    """A customer beside its peers, as a list found them; None where it has none."""
    return Comparison.objects.filter(run=run, customer=customer).first()


def families_of(customer: str, run: SelectionRun) -> list[str]:
    """The families that it buys or could buy, as the latest list compared it with others; [] where it did not."""
    kept = compared(customer, run)
    return [row["family"] for row in kept.rows if row["family"]] if kept else []


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and value == value else None


def contacts_of(customer: str) -> list[Contact]:
    """The people of a customer that can be named in its plan, by name."""
    return list(
        Contact.objects.filter(customer=customer, removed_at=None, erased_at=None, left_on=None).order_by("name")
    )


def ours() -> list[Person]:
    """The people of ours that can be named in a plan, by name."""
    return list(Person.objects.filter(is_active=True).exclude(role="contact").order_by("name"))


def names_of(plans: Iterable[Plan]) -> tuple[dict[int, str], dict[int, str]]:
    """The names of everybody in these plans: ours, and theirs."""
    everything = [one for plan in plans for kind in ROWS for one in getattr(plan, kind).values()]
    mine = {one.owner for one in everything if getattr(one, "owner", None)}
    theirs = {one.contact for one in everything if one.contact}
    ours, others = (
        model._default_manager.order_by()
        .filter(pk__in=asked)
        .annotate(side=Value(side))
        .values_list("side", "pk", "name")
        for side, model, asked in (("ours", Person, mine), ("theirs", Contact, theirs))
    )
    found: dict[str, dict[int, str]] = {"ours": {}, "theirs": {}}
    for side, number, name in ours.union(others, all=True) if mine or theirs else ():
        found[side][number] = name
    return found["ours"], found["theirs"]
