"""The queue of the laboratory and offers of idle stock of any size, as their pages show them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from clave.facts.store import FactStore
from clave.store.models import IdleOffer, ImprovementRequest, ImprovementStep, LabHours, Person, SecondsLetter
from clave.store.models.improvement import KINDS
from tests.store.docks import rows

STAGES = ("received", "assessed", "in_lab", "delivered")


def request(by: Person, at: int = 0, customer: str = "C-0002") -> ImprovementRequest:
    """A request with its first step and an entry of hours; every fourth is delivered."""
    today, now = timezone.localdate(), timezone.now()
    stage, asked = STAGES[at % 4], today - timedelta(days=20 + at % 60)
    kept = ImprovementRequest.objects.create(
        customer=customer, name=f"Calzado {at} S.A.S.", kind=KINDS[at % 3], product="PU-300", title=f"Menos olor {at}",
        asks="El operario se queja.", measure="Panel de 5", asked=asked, promised=today + timedelta(days=at % 9 - 3),
        stage=stage, assigned=by if at % 2 else None, by=by, created_at=now, changed_at=now,
        result="Entregado: 2 de 5 en su panel" if stage == "delivered" else "",
        closed_on=today if stage == "delivered" else None, folded=f"{customer} calzado {at} menos olor pu-300".lower(),
    )  # fmt: skip
    ImprovementStep.objects.create(request=kept, stage="received", day=asked, by=by, at=now)
    if stage != "received":
        ImprovementStep.objects.create(request=kept, stage=stage, day=today, by=by, at=now, note="Pasó")
    LabHours.objects.create(request=kept, day=today, hours=Decimal("2.5"), what="Mezcla", by=by, at=now)
    return kept


def letter(by: Person, customer: str = "C-0002", grade: str = "second", family: str = "") -> SecondsLetter:
    """A letter that stands."""
    return SecondsLetter.objects.create(
        customer=customer, name=f"Calzado {customer}", grade=grade, family=family, since=timezone.localdate(),
        document="Acta 3", by=by, at=timezone.now(),
    )  # fmt: skip


def offer(
    by: Person, customer: str = "C-0002", state: str = "open", product: str = "PU-2", quantity: int = 10
) -> IdleOffer:
    """An offer in any state."""
    today, sold = timezone.localdate(), state == "accepted"
    return IdleOffer.objects.create(
        customer=customer, name=f"Calzado {customer}", product=product, product_name="PU segunda", family="PU",
        grade="second", quantity=quantity, unit_kilos=20, unit_cost=5000, price=6500, currency="COP",
        until=today + timedelta(days=9), by=by, made_at=timezone.now(), state=state, sold=8 if sold else None,
        sold_price=6000 if sold else None, takes_until=today + timedelta(days=9) if sold else None,
        reason="price" if state == "refused" else "", answered_on=None if state == "open" else today,
        answered_by=None if state == "open" else by,
    )  # fmt: skip


def stocked(folder: Path | None = None, *, lots: int = 3, mark: str = "idle") -> None:
    """Facts with so many idle products, the first of them PU-2, and who bought them."""
    today, now = timezone.localdate(), timezone.now()
    codes = ["PU-2", *(f"PU-2{at:03}" for at in range(1, lots))]
    products = [
        {"product": code, "name": f"PU segunda {code}", "family": "PU", "weight": Decimal(20), "quality": "second",
         "rotation": "normal", "unit_cost": Decimal(5000)}
        for code in codes
    ]  # fmt: skip
    stocks = [{"product": code, "date": today, "quantity": Decimal(100)} for code in codes]
    sales = [
        {"document": f"F-{at}", "line": "1", "customer": f"C-{at:04}", "product": "PU-2", "quantity": Decimal(240),
         "date": today - timedelta(days=40), "net": Decimal(240 * 7000), "currency": "COP"}
        for at in (2, 3)
    ]  # fmt: skip
    tables = {
        "product": rows("product", products),
        "stock": rows("stock", stocks),
        "invoice_line": rows("invoice_line", sales),
    }
    FactStore(folder or settings.CLAVE_FACTS).load(tables, source="idle", digest=mark, now=now, by="t", currency="COP")


def world(by: Person) -> dict[str, int]:
    """Something that each page can show."""
    kept = [request(by, at) for at in range(4)][2]
    letter(by)
    offer(by, "C-0003", "accepted")
    return {"lab_request": kept.pk, "lab_hours": kept.worked.get().pk, "idle_offer": offer(by).pk}
