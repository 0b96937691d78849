"""Plans of some of Farallones' key accounts: one alive and on its way, one that asks too much, one that nobody touches any more,
one without anything of the customer's own. Their figures come from the facts, so that the objectives measure themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from clave.actions.account_plans import (
    begin_plan,
    close_plan_action,
    keep_plan_action,
    keep_plan_goal,
    keep_plan_objective,
    note_plan_review,
)
from clave.base.folding import folded
from clave.demo.judged import ISABEL
from clave.demo.programme import Cast
from clave.measures.bought import Known
from clave.operations.plan.said import ActionSaid, GoalSaid, ObjectiveSaid, Plan, PlanSaid, ReviewSaid
from clave.policy.limits import Limits
from clave.store.account_plans import facts_of, standing_plan
from clave.store.models import Contact, KeyStatus, Person, SelectionRun
from clave.store.ownership import owners
from clave.store.status import key_accounts

MILLION = 1_000_000


@dataclass(frozen=True)
class Story:
    """One plan: by how much of its main family more, how many days ago it was begun and last touched, whether the customer said
    what it wants, and how good its review was (None = there was none)."""

    more: float
    begun: int
    touched: int
    theirs: str
    rating: int | None


STORIES = (
    Story(1.08, 290, 6, "Que la línea nueva de cajas no pare por pegante", 4),
    Story(2.60, 240, 20, "Bajar el inventario sin quedarnos cortos en temporada", 3),
    Story(1.05, 300, 150, "Un solo interlocutor para calidad y despachos", None),
    Story(1.12, 200, 12, "", None),
    Story(1.03, 280, 30, "Probar adhesivos sin solvente antes de la norma de 2027", 5),
)
THEIRS = ("Luis Fernando Caicedo", "Paola Rengifo", "Jorge Ibarra", "Adriana Cuéllar", "Camilo Restrepo")


def plan_accounts(cast: Cast, run: SelectionRun, limits: Limits, *, now: datetime) -> None:
    """The plans of the first key accounts by name that somebody answers for."""
    answering = owners(timezone.localdate(now))
    accounts = [status for status in key_accounts() if status.customer in answering][: len(STORIES)]
    for place, (status, story) in enumerate(zip(accounts, STORIES, strict=False)):
        _plan(cast, run, limits, status, story, answering[status.customer], THEIRS[place], now)


def _plan(
    cast: Cast, run: SelectionRun, limits: Limits, status: KeyStatus, story: Story, kam: Person, name: str, now: datetime
) -> None:  # fmt: skip
    begun, touched = now - timedelta(days=story.begun), now - timedelta(days=story.touched)
    year = PlanSaid(date(now.year, 1, 1), date(now.year, 12, 31), timezone.localdate(touched) + timedelta(days=60))
    contact = _contact(status.customer, name, begun)
    start: dict[str, Any] = {"by": kam, "now": begun, "customer": status.customer}
    begin_plan(name=status.name, period=year, **start)
    words = story.theirs or "Crecer con ellos en su familia más fuerte"
    said = GoalSaid("theirs", words, contact.pk, shared=True) if story.theirs else GoalSaid("ours", words)
    goal = keep_plan_goal(said=said, **start).pk
    if story.theirs:
        keep_plan_goal(said=GoalSaid("ours", "Entrar en la familia que hoy le compra a otro"), **start)
    empty = Plan(year, {}, {}, {})
    facts = facts_of(status.customer, empty, run, limits)
    main = _objectives(facts, goal, kam, contact, year, story, start)
    _actions(cast, main, kam, contact, year, start | {"now": touched})
    if story.rating:
        review = ReviewSaid(
            timezone.localdate(touched) - timedelta(days=20), "Seguimos con el plan; la prueba industrial va en octubre.",
            f"{name} y {kam.name}", story.rating, year.next_review_on,
        )  # fmt: skip
        note_plan_review(review=review, **(start | {"now": touched}))


def _contact(customer: str, name: str, now: datetime) -> Contact:
    """Somebody of the customer: the first that is known, else one who arrives with the plan."""
    known = Contact.objects.filter(customer=customer, removed_at=None, erased_at=None).order_by("pk").first()
    return known or Contact.objects.create(
        customer=customer, name=name, position="Jefatura de producción", area="production", language="es",
        confirmed_on=timezone.localdate(now), folded=folded(f"{name} jefatura de produccion"), created_at=now, changed_at=now,
    )  # fmt: skip


def _objectives(
    facts: Known | None, goal: int, kam: Person, contact: Contact, year: PlanSaid, story: Story, at: Mapping[str, Any]
) -> int:
    """More of its main family, paying on time, and what nobody measures but by hand; the number of the first."""
    family, bought = main_family(facts, year.starts_on.year - 1)
    days: dict[str, Any] = {"goal": goal, "starts_on": year.starts_on, "due_on": year.ends_on, "owner": kam.pk}
    target = Decimal(max(round(bought * story.more / MILLION), 1) * MILLION)
    more = round(100 * (story.more - 1))
    first = keep_plan_objective(
        said=ObjectiveSaid(
            title=f"{more} % más de {family.lower() or 'compras'}", measure="money", family=family, target=target,
            contact=contact.pk, worth=max(target - Decimal(round(bought)), Decimal(MILLION)), shared=True, **days,
        ),
        **at,
    )  # fmt: skip
    pays = ObjectiveSaid(
        title="Pagar dentro de lo pactado", measure="days_beyond", target=Decimal(5), contact=contact.pk, **days
    )
    keep_plan_objective(said=pays, **at)
    stock = ObjectiveSaid(
        title="Inventario en consignación", measure="by_hand", unit="días", target=Decimal(12), baseline=Decimal(24),
        now=Decimal(19), now_on=timezone.localdate(at["now"]), contact=contact.pk, shared=True, **days,
    )  # fmt: skip
    keep_plan_objective(said=stock, **at)
    return first.pk


def main_family(facts: Known | None, year: int) -> tuple[str, float]:
    """What it bought most of in a year; nothing where no fact says it."""
    sums: dict[str, float] = {}
    for row in facts.bought if facts else ():
        if row.date.year == year and row.family:
            sums[row.family] = sums.get(row.family, 0.0) + row.money
    return max(sums.items(), key=lambda pair: (pair[1], pair[0]), default=("", 0.0))


def _actions(cast: Cast, main: int, kam: Person, contact: Contact, year: PlanSaid, at: Mapping[str, Any]) -> None:
    """A trial that was done, one that comes, a visit that is overdue, and something that was dropped."""
    touched = timezone.localdate(at["now"])
    isabel = cast.people[ISABEL]
    done = keep_plan_action(
        said=ActionSaid(
            "Prueba de laboratorio con su cartón", main, isabel.pk, contact.pk, touched - timedelta(days=90),
            touched - timedelta(days=40), shared=True,
        ), **at,
    )  # fmt: skip
    dropped = keep_plan_action(said=ActionSaid("Cambiar a tambor de 200 kg", main, kam.pk), **at)
    keep_plan_action(
        said=ActionSaid(
            "Prueba industrial en su línea", main, kam.pk, contact.pk, touched, min(touched + timedelta(days=35), year.ends_on),
            shared=True,
        ), **at,
    )  # fmt: skip
    keep_plan_action(
        said=ActionSaid(
            "Visita con gerencia a la planta", main, kam.pk, contact.pk, due_on=touched + timedelta(days=2)
        ),
        **at,
    )
    ends = (
        (done.pk, "done", "Pegó a 4,1 N/mm; piden repetirla en frío"),
        (dropped.pk, "dropped", "No les cabe en la bodega"),
    )
    for number, state, outcome in ends:
        row = standing_plan(contact.customer)
        close_plan_action(number=number, state=state, on=touched, outcome=outcome, seen=row.version if row else 0, **at)
