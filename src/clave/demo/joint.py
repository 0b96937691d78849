"""Promotions that Farallones runs with its accounts, and the references that these give. (G9, B5)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from clave.actions.promotions import move_promotion, propose_promotion, spend_promotion
from clave.actions.references import add_willing, answer_reference, ask_reference, bring_reference, note_referral
from clave.demo.away import says_yes, somebody
from clave.demo.plans import main_family
from clave.operations.plan.said import Plan, PlanSaid
from clave.operations.promotions.said import PromotionSaid
from clave.operations.references import AskSaid, ReferralSaid, WillingSaid
from clave.policy.limits import Limits
from clave.store.account_plans import facts_of
from clave.store.models import Contact, KeyStatus, Person, SelectionRun
from clave.store.ownership import owners
from clave.store.status import key_accounts

ACCOUNTS, HUNDRED_THOUSAND = 4, Decimal(100_000)
PROSPECTS = ("Muebles Andinos S.A.", "Empaques del Pacífico S.A.S.", "Calzado Rionegro S.A.S.")


@dataclass(frozen=True)
class Part:
    """An account that takes part: who answers for it, who agrees there, its main family and what it bought of it last year."""

    status: KeyStatus
    kam: Person
    who: Contact
    family: str
    bought: float


def join_forces(run: SelectionRun, limits: Limits, *, now: datetime) -> None:
    """A promotion of each stage; references given, waiting and refused, and somebody who recommended us unasked."""
    parts = _parts(run, limits, now)
    if len(parts) < ACCOUNTS:
        return
    _promote(parts, now)
    _recommend(parts, limits, now)


def _parts(run: SelectionRun, limits: Limits, now: datetime) -> list[Part]:
    """The accounts that bought most of one family: with them a promotion is worth its paper."""
    named, found = owners(_day(now)), list[Part]()
    year = Plan(PlanSaid(date(now.year, 1, 1), date(now.year, 12, 31), _day(now)), {}, {}, {})
    for status in key_accounts():
        who = somebody(status.customer)
        if who and status.customer in named:
            family, bought = main_family(facts_of(status.customer, year, run, limits), now.year - 1)
            found.append(Part(status, named[status.customer], who, family, bought))
    return sorted(found, key=lambda one: -one.bought)[:ACCOUNTS]


def _promote(parts: list[Part], now: datetime) -> None:
    """One that ended, one that runs, one agreed for the next month, one that waits for an answer."""
    ended, running, agreed, proposed = (
        _proposed(part, title, first, days, now) for part, (title, first, days) in zip(parts, PROMOTIONS, strict=True)
    )
    _moved(ended, ("agreed", "running", "ended"))
    spend_promotion(
        by=ended.by, now=now - timedelta(days=20), customer=ended.customer, number=ended.number,
        ours=_round(ended.ours * OVERRUN), theirs=ended.ours / 2,
    )  # fmt: skip
    _moved(running, ("agreed", "running"))
    _moved(agreed, ("agreed",))
    _moved(proposed, ())


SHARE, MORE, OVERRUN = Decimal("0.02"), Decimal("1.25"), Decimal("0.93")
"""What we pay of what it bought in a year, what it should buy more in its months, and what was spent of what was agreed."""
PROMOTIONS = (
    ("Temporada de dotación", -150, 90), ("Lanzamiento base agua en sus puntos de venta", -40, 75),
    ("Feria de fin de año", 24, 40), ("Capacitación y muestra en su canal", 70, 60),
)  # fmt: skip
"""Title, days from today to its first day, and how many days it lasts."""


@dataclass(frozen=True)
class Made:
    """A promotion that was proposed: by whom, of which account, what we pay, and when its states may follow."""

    by: Person
    customer: str
    number: int
    ours: Decimal
    moments: Mapping[str, datetime]


def _proposed(part: Part, title: str, first: int, days: int, now: datetime) -> Made:
    starts, asked = now + timedelta(days=first), now + timedelta(days=min(first, 0) - 35)
    bought = Decimal(round(part.bought))
    ours = _round(bought * SHARE)
    kept = propose_promotion(
        by=part.kam, now=asked, customer=part.status.customer, name=part.status.name,
        promotion=PromotionSaid(
            "promotion", title, _day(starts), _day(starts) + timedelta(days=days - 1),
            (part.family,) if part.family else (), ours=ours, theirs=ours / 2, contact=part.who.pk,
            goal="Vender un cuarto más que en los mismos meses sin promoción",
            target=_round(bought * days / 365 * MORE), conditions="Material en punto de venta por mitades",
        ),
    )  # fmt: skip
    moments = {"agreed": asked + timedelta(days=9), "running": starts, "ended": starts + timedelta(days=days)}
    return Made(part.kam, part.status.customer, kept.pk, ours, moments)


def _round(money: Decimal) -> Decimal:
    """To hundreds of thousands, as people agree it; at least one."""
    return max(round(money / HUNDRED_THOUSAND), 1) * HUNDRED_THOUSAND


def _moved(made: Made, stages: tuple[str, ...]) -> None:
    here = "proposed"
    for stage in stages:
        move_promotion(
            by=made.by, now=made.moments[stage], customer=made.customer, number=made.number, here=here, to=stage
        )
        here = stage


def _recommend(parts: list[Part], limits: Limits, now: datetime) -> None:
    for place, part in enumerate(parts[:3]):
        status, kam, who = part.status, part.kam, part.who
        since = now - timedelta(days=200)
        says_yes(who, "reference", kam, since)
        about: dict[str, Any] = {"by": kam, "customer": status.customer}
        willing = add_willing(
            now=since, name=status.name, willing=WillingSaid(who.pk, ("call", "visit"), _day(since), "calzado"), **about
        )
        asked = now - timedelta(days=(90, 12, 60)[place])
        row = ask_reference(
            now=asked, number=willing.pk, ask=AskSaid(PROSPECTS[place], "call", _day(asked), "calzado"), limits=limits,
            **about,
        )  # fmt: skip
        if answer := ("given", "", "refused")[place]:
            day = asked + timedelta(days=5)
            words = "Hablaron cuarenta minutos" if answer == "given" else "Es competidor suyo"
            answer_reference(now=day, number=row.pk, to=answer, day=_day(day), answer=words, **about)
        if answer == "given":
            bring_reference(
                now=now - timedelta(days=15), number=row.pk, result="won", amount=Decimal(48_000_000), **about
            )
    status, kam, who = parts[0].status, parts[0].kam, parts[0].who
    then = now - timedelta(days=33)
    said = ReferralSaid("Marroquinería del Sur", _day(then), who.pk, "Lo contó en la reunión de revisión")
    note_referral(by=kam, now=then, customer=status.customer, name=status.name, referral=said)


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
