"""Two accounts that have the same of everything in the portal, and the people of each; every text of the second is its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

from clave.actions.grants import give_template
from clave.actions.portal_answers import reply_to_breach
from clave.actions.portal_asking import ask_in_portal
from clave.facts.store import FactStore
from clave.store.models import (
    AccountPlan,
    ConsumptionReport,
    EventGuest,
    LedgerDue,
    LedgerRun,
    Person,
    PlanAction,
    ReferenceAsk,
    SurveyAsk,
    Visitor,
)
from tests.store.proposing import somebody
from tests.web import made, plans_made, portal_made, promises_made, reports_made, voice_made
from tests.web.conftest import NOW
from tests.web.portals import invited

MINE, THEIRS = made.code(0), made.code(1)


@dataclass(frozen=True)
class Side:
    """One account: who is in, and one thing of each kind that the portal opens by its number."""

    visitor: Visitor
    things: dict[str, Any]


@dataclass(frozen=True)
class Two:
    """Both sides, and somebody of ours."""

    mine: Side
    theirs: Side
    by: Person


def two(folder: Path) -> Two:
    """Both accounts with all of it, and facts with orders of both in `folder`."""
    by = somebody("director", "Andrea Quintero")
    store(folder)
    sides = [_side(by, customer, at) for at, customer in enumerate((MINE, THEIRS))]
    run = promises_made.ledger(size=1_200)
    broke(run, MINE)
    broke(run, THEIRS)
    return Two(sides[0], sides[1], by)


def broke(run: LedgerRun, customer: str) -> None:
    """Three promises of dispatch to an account of this semester, one of them broken, with who took what."""
    first = (
        run.dues.filter(state="broken", privilege="complete").exclude(customer__in=(MINE, THEIRS)).order_by("-on")[:3]
    )
    for at, row in enumerate(first):
        LedgerDue.objects.filter(pk=row.pk).update(
            customer=customer, privilege="dispatch", about=f"PED-{customer}-{at}", state="broken" if at == 0 else "kept"
        )
    row = run.dues.get(customer=customer, privilege="dispatch", state="broken")
    by = somebody("director", "Andrea Quintero")
    reply_to_breach(
        by=by, now=timezone.now(), customer=customer, mark=row.mark, text="Salió al día siguiente por avión."
    )


def _side(by: Person, customer: str, at: int) -> Side:
    visitor = invited(customer, name=("Rosalba Cárdenas", "Zoraida Pardo")[at])
    found: dict[str, Any] = portal_made.world(by, visitor)
    give_template(by=by, now=timezone.now(), customer=customer, since=timezone.localdate() - timedelta(days=100))
    plan = AccountPlan.objects.get(customer=customer)
    action = PlanAction.objects.create(
        plan=plan, text="Enviar el pronóstico", contact=visitor.contact, shared=True, version=plan.version,
        due_on=timezone.localdate() + timedelta(days=5),
    )  # fmt: skip
    return Side(
        visitor,
        found | {
            "order": f"PED-{customer}", "action": action.pk,
            "event": EventGuest.objects.get(contact=visitor.contact).pk,
            "reference": ReferenceAsk.objects.get(contact=visitor.contact).pk,
        },
    )  # fmt: skip


def store(folder: Path, note: str = "") -> None:
    """Facts with open and shipped orders of both accounts; the cost of every line is a canary."""
    today = timezone.localdate()
    facts = made.facts()
    invoices = [row | {"cost": Decimal(27_182_818)} for row in facts["invoice_line"].to_pylist()]
    facts["invoice_line"] = made.table("invoice_line", invoices)
    facts["order_line"] = made.table("order_line", [
        order(customer, at, today, note) for customer in (MINE, THEIRS) for at in range(6)
    ])  # fmt: skip
    FactStore(folder).load(facts, source="test", digest="test", now=NOW, by="test", currency="COP")


def order(customer: str, at: int, today: date, note: str = "") -> dict[str, Any]:
    """A line of an order: late, on its day, without a day, left, left short."""
    days = (-6, 3, None, -10, -4, 9)[at]
    left = (None, None, None, -9, -3, None)[at]
    return {
        "order": f"PED-{customer}", "line": str(at + 1), "customer": customer, "product": f"PU-{customer}-{at}",
        "ordered_date": today - timedelta(days=25), "quantity": Decimal(60 + at), "unit_price": Decimal("31415926"),
        "promised_date": None if days is None else today + timedelta(days=days), "status": note or None,
        "shipped_date": None if left is None else today + timedelta(days=left),
        "shipped_quantity": None if left is None else Decimal(60 + at - (20 if at == 4 else 0)),
    }  # fmt: skip


def in_of(customer: str) -> Visitor:
    """Whoever of an account is in, invited where nobody is."""
    found = Visitor.objects.filter(customer=customer, ended_at=None).select_related("contact").order_by("pk").first()
    return found or invited(customer, name="Zoraida Pardo")


def an_order(customer: str) -> list[str]:
    """The number of an order of the account, of the facts of `store`."""
    return [f"PED-{customer}"]


def an_ask(customer: str) -> list[str]:
    """Something that somebody of the account asked."""
    somebody("director", "Andrea Quintero")
    text = f"Secado más rápido para {customer}"
    return [str(ask_in_portal(visitor=in_of(customer), now=timezone.now(), name="Calzado", text=text).pk)]


def a_plan(customer: str) -> list[str]:
    """The file of the plan of the account, which has one from now on."""
    if not AccountPlan.objects.filter(customer=customer, closed_at=None).exists():
        plans_made.fuller(somebody("director", "Andrea Quintero"), customer)
    return ["plan.pdf"]


def an_action(customer: str) -> list[str]:
    """An action of the plan that whoever of the account is in does."""
    a_plan(customer)
    plan = AccountPlan.objects.get(customer=customer, closed_at=None)
    made_ = PlanAction.objects.create(
        plan=plan, text="Enviar el pronóstico", contact=in_of(customer).contact, shared=True, version=plan.version
    )
    return [str(made_.pk)]


def an_invitation(customer: str) -> list[str]:
    """An event to which whoever of the account is in is invited."""
    return ["evento", str(portal_made.invitation(somebody("director", "Andrea Quintero"), in_of(customer).contact).pk)]


def a_report(customer: str) -> list[str]:
    """A report that was sent to the account."""
    found = ConsumptionReport.objects.filter(customer=customer).first()
    return [str((found or reports_made.plain(somebody("director", "Andrea Quintero"), customer, "sent")).pk)]


def a_novelty(customer: str) -> list[str]:
    """A novelty that was shown to whoever of the account is in."""
    by, who = somebody("director", "Andrea Quintero"), in_of(customer).contact
    return [str(voice_made.novelty(by, at=9, customer=customer, who=who).pk)]


def a_wish(customer: str) -> list[str]:
    """A sample of it."""
    return [*a_novelty(customer), "sample"]


def a_survey(customer: str) -> list[str]:
    """A survey that whoever of the account is in is asked."""
    kept = voice_made.survey(somebody("director", "Andrea Quintero"), "open", 9, people=0, customer=customer)
    ask = SurveyAsk.objects.create(
        survey=kept, customer=customer, name="Empaques", contact=in_of(customer).contact, asked_on=timezone.localdate()
    )
    return [str(ask.pk)]
