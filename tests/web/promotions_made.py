"""Promotions with a result, references and recommendations, as their pages show them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from clave.measures.promoted import spans
from clave.operations.promotions.result import Month, Seen, measured
from clave.policy.reading import default
from clave.store.models import (
    Contact,
    ContactConsent,
    Person,
    Promotion,
    PromotionResult,
    PromotionStep,
    ReferenceAsk,
    Referral,
    WillingReference,
)
from clave.store.promotions import basis_of, said_of, stored_months
from tests.web import people_made

M = 1_000_000.0


def person(by: Person, name: str = "Laura Rey", customer: str = "C-0002", *, consents: bool = True) -> Contact:
    """Somebody of a customer who said yes to being a reference."""
    now = timezone.now()
    kept = people_made.contact(by, customer, name)
    if consents:
        ContactConsent.objects.create(
            contact=kept, purpose="reference", given=True, on=timezone.localdate() - timedelta(days=400), evidence="Correo",
            by=by, at=now,
        )  # fmt: skip
    return kept


def promotion(
    by: Person, at: int = 0, customer: str = "C-0002", stage: str = "ended", ours: Decimal | None = Decimal(4_000_000)
) -> Promotion:
    """A promotion of two months that ended four months ago (one that is open: that begins today)."""
    today, now = timezone.localdate(), timezone.now()
    first = today - timedelta(days=180) if stage == "ended" else today
    kept = Promotion.objects.create(
        customer=customer, name=f"Calzado {at} S.A.S.", kind="promotion", title=f"Suela limpia {at}", stage=stage,
        starts_on=first, ends_on=first + timedelta(days=60), families=["PU"], products=[], measure="money", ours=ours,
        theirs=ours, owner=by, goal="Que prueben la PU-300", target=40 * 10**6, conditions="Exhibición a la entrada",
        by=by, created_at=now, changed_at=now, folded=f"{customer} calzado {at} suela limpia pu".lower(),
    )  # fmt: skip
    for to in dict.fromkeys(("proposed", stage)):
        PromotionStep.objects.create(of=kept, stage=to, day=today, by=by, at=now)
    return kept


def result(kept: Promotion, during: tuple[float, ...] = (15 * M, 17 * M), *, costed: bool = True) -> PromotionResult:
    """What the facts told of it: three uneven years of ten millions a month before, these months, and as always after."""
    until, limits = timezone.localdate(), default().at(date(2026, 1, 1))
    months = spans(kept.starts_on, kept.ends_on, date(2010, 1, 1), until, 36, 3)
    before = iter([(8 + 4 * (at * 7 % 5) / 4) * M for at in range(36)])
    bought = iter([*during, *during])
    amounts = [
        next(before) if one.part == "before" else next(bought) if one.part == "during" else 10 * M for one in months
    ]
    seen = Seen(
        tuple(
            Month(one.part, one.first, one.last, one.share, amount, amount if costed else None, 0.6 * amount, amount)
            for one, amount in zip(months, amounts, strict=True)
        ),
        until,
    )
    found = measured(said_of(kept), seen, limits, "COP")
    gap = found.during
    return PromotionResult.objects.create(
        of=kept, months=stored_months(seen), until=until, peers=0, verdict=found.verdict, bought=found.bought,
        lift=gap.lift if gap else None, low=gap.low if gap else None, high=gap.high if gap else None, facts_version="",
        currency="COP", basis=basis_of(kept), made_at=timezone.now(),
    )  # fmt: skip


def willing(
    by: Person, name: str = "Laura Rey", customer: str = "C-0002", *, consents: bool = True
) -> WillingReference:
    """Somebody who is willing to take calls."""
    now = timezone.now()
    return WillingReference.objects.create(
        customer=customer, name=f"Calzado {customer}", contact=person(by, name, customer, consents=consents),
        ways=["call", "letter"], since=timezone.localdate() - timedelta(days=300), about="Calzado, hotmelt", by=by, at=now,
        changed_at=now,
    )  # fmt: skip


def ask(
    kept: WillingReference, by: Person, days: int = 90, state: str = "asked", amount: int | None = None
) -> ReferenceAsk:
    """A reference asked of them so many days ago; with an amount, business came."""
    now = timezone.now()
    return ReferenceAsk.objects.create(
        customer=kept.customer, name=kept.name, willing=kept, contact=kept.contact, prospect=f"Botas {days}", way="call",
        on=timezone.localdate() - timedelta(days=days), state=state, result="won" if amount is not None else "",
        amount=amount, by=by, at=now, changed_at=now, folded=f"{kept.customer} calzado botas {days}".lower(),
    )  # fmt: skip


def referral(by: Person, customer: str = "C-0002", at: int = 0) -> Referral:
    """An account that recommended us."""
    now = timezone.now()
    return Referral.objects.create(
        customer=customer, name=f"Calzado {customer}", prospect=f"Maletas {at}", on=timezone.localdate(), by=by, at=now,
        changed_at=now, folded=f"{customer} maletas {at}".lower(),
    )  # fmt: skip


def world(by: Person) -> dict[str, int]:
    """Something that each page can show."""
    kept = promotion(by)
    result(kept)
    one = willing(by)
    given = ask(one, by, 200, "given", 9_000_000)
    return {
        "promotion": kept.pk, "promotion_new": promotion(by, 1, stage="proposed").pk, "willing": one.pk,
        "reference": given.pk, "referral": referral(by).pk,
    }  # fmt: skip
