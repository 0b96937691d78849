"""Special services, needs and initiatives of any number, as their pages show them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from clave.store.models import (
    InitiativeStep,
    JointInitiative,
    Need,
    NeedOffer,
    NeedStep,
    Person,
    ServiceBudget,
    ServiceStep,
    SpecialService,
    Touchpoint,
)

KINDS = ("sample", "return", "urgent", "training")


def service(
    by: Person, at: int = 0, customer: str = "C-0002", stage: str = "requested", cost: Decimal | None = Decimal(900_000)
) -> SpecialService:
    """A service in any stage, its cost expected (open) or written (done)."""
    today, now, done = timezone.localdate(), timezone.now(), stage == "done"
    kept = SpecialService.objects.create(
        customer=customer, name=f"Calzado {at} S.A.S.", kind=KINDS[at % 4], what=f"Tambor de prueba {at}", stage=stage,
        needed_on=today + timedelta(days=5), expected=cost, cost=cost if done else None, document="PV-7", by=by,
        created_at=now, changed_at=now, done_on=today if done else None, folded=f"{customer} calzado {at} tambor".lower(),
    )  # fmt: skip
    for to in dict.fromkeys(("requested", *(("approved",) if done else ()), stage)):
        ServiceStep.objects.create(of=kept, stage=to, day=today, by=by, at=now)
    return kept


def budget(by: Person, amount: int, customer: str = "C-0002") -> ServiceBudget:
    """A budget of this year."""
    return ServiceBudget.objects.create(
        customer=customer, year=timezone.localdate().year, amount=amount, reason="Lo del año pasado", by=by,
        changed_at=timezone.now(),
    )  # fmt: skip


def need(by: Person, at: int = 0, customer: str = "C-0002", stage: str = "solved", family: str = "PU") -> Need:
    """A need, solved with a solution that can be offered."""
    today, now, over = timezone.localdate(), timezone.now(), stage == "solved"
    kept = Need.objects.create(
        customer=customer, name=f"Calzado {at} S.A.S.", problem=f"El adhesivo no seca en frío {at}", stage=stage,
        asked_by="Jefe de planta", asked_on=today - timedelta(days=60), family=family, by=by, created_at=now, changed_at=now,
        solution="PU-300 invierno" if over else "", result="Seca en 8 min" if over else "",
        folded=f"{customer} calzado {at} seca en frio".lower(),
    )  # fmt: skip
    for to in dict.fromkeys(("heard", stage)):
        NeedStep.objects.create(of=kept, stage=to, day=today, by=by, at=now)
    return kept


def offer(kept: Need, by: Person, customer: str = "C-0003", days: int = 30) -> NeedOffer:
    """Its solution, offered to another customer so many days ago."""
    return NeedOffer.objects.create(
        need=kept, customer=customer, name=f"Cliente {customer}", on=timezone.localdate() - timedelta(days=days), by=by,
        at=timezone.now(),
    )  # fmt: skip


def initiative(
    by: Person, at: int = 0, customer: str = "C-0002", stage: str = "working", ahead: int = 5
) -> JointInitiative:
    """An initiative whose next step is so many days ahead (below zero: late)."""
    today, now = timezone.localdate(), timezone.now()
    kept = JointInitiative.objects.create(
        customer=customer, name=f"Calzado {at} S.A.S.", kind="product", title=f"Suela sin solvente {at}", stage=stage,
        owner=by, started_on=today - timedelta(days=30), next_step="Segundo ensayo", next_on=today + timedelta(days=ahead),
        ours="Dos químicos", theirs="Su línea de ensayo", moved_on=today, by=by, created_at=now, changed_at=now,
        folded=f"{customer} calzado {at} suela sin solvente".lower(),
    )  # fmt: skip
    for to in dict.fromkeys(("idea", stage)):
        InitiativeStep.objects.create(of=kept, stage=to, day=today, by=by, at=now)
    return kept


def note(by: Person, customer: str = "C-0002") -> Touchpoint:
    """A contact that somebody logged, with something to do."""
    today, now = timezone.localdate(), timezone.now()
    return Touchpoint.objects.create(
        customer=customer, on=today - timedelta(days=1), kind="visit", direction="out", text="Piden muestras de PU-300",
        feedback="Aquí no seca", follow_up="Enviar dos canecas", follow_up_on=today + timedelta(days=3), stems=" pid ",
        by=by, at=now, changed_at=now,
    )  # fmt: skip


def world(by: Person) -> dict[str, int]:
    """Something that each page can show."""
    budget(by, 1_000_000)
    kept = service(by)
    service(by, 1, stage="done", cost=None)
    solved, heard = need(by), need(by, 1, stage="heard")
    offer(solved, by)
    initiative(by, 1, ahead=-4)
    return {"service": kept.pk, "need": solved.pk, "need_heard": heard.pk, "initiative": initiative(by).pk}
