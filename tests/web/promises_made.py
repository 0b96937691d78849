"""A kept ledger of any size, as the pages show it, without judging anything."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from clave.base.figures import Figure
from clave.base.folding import folded
from clave.base.words import _, stored
from clave.privileges.catalogue.declared import PRIVILEGES
from clave.store.ledger import basis_of
from clave.store.models import LedgerCost, LedgerDue, LedgerGaveWay, LedgerRun

KINDS = ("dispatch", "complete", "contact", "production", "billing", "preferential")
STATES = ("kept", "broken", "kept", "kept", "unknown", "broken")
CANARY = Decimal("14142135")
"""What one privilege of the first account cost: a figure that stands nowhere else."""
AT_STAKE = Decimal("16180339")


def ledger(*, size: int = 12, until: date | None = None, customer: str = "C-0001") -> LedgerRun:
    """A ledger up to yesterday with so many promises, a third of them broken."""
    last = until or timezone.localdate() - timedelta(days=1)
    span = [{"lines": 500, "whole": 450, "asked": "1000", "in_time": "930", "undated": 2},
            {"lines": 5000, "whole": 4150, "asked": "9000", "in_time": "7600", "undated": 0}]  # fmt: skip
    why = _("Not measurable: the stock of {days} is not known, and ordinary lines of the same product left then; the "
            "stock file of that day would tell.").fill(days=Figure(last, "date"))  # fmt: skip
    run = LedgerRun.objects.create(
        since=last - timedelta(days=364), until=last, facts_version="1", policy_version="p", basis=basis_of(0),
        currency="COP", known={"order_line": str(last)}, replayed=3, shipped_days=200,
        service={"window": span, "now": span, "before": span},
        dark=[{"privilege": "dispatch", "why": stored(why), "n": 3}], made_at=timezone.now(), by=None,
    )  # fmt: skip
    LedgerDue.objects.bulk_create((due(run, at) for at in range(size)), batch_size=500)
    formula = stored(_("Recorded cost of {n} contacts.").fill(n=3))
    LedgerCost.objects.create(run=run, privilege="contact", customer=customer, name="Calzado 1 S.A.S.", times=3,
                              money=CANARY, formula=formula, unknown=1)  # fmt: skip
    LedgerCost.objects.create(run=run, privilege="dispatch", times=0, money=None, unknown=0,
                              formula=stored(_("Not known: nobody records «{driver}».").fill(driver="x")))  # fmt: skip
    LedgerGaveWay.objects.bulk_create(
        LedgerGaveWay(run=run, customer=f"C-{at:04}", name=f"Suelas {at}", lines=2, days=3, money=Decimal(1000 + at),
                      money_days=Decimal(3000 + at), unpriced=0)
        for at in range(size // 6)
    )  # fmt: skip
    return run


def due(run: LedgerRun, at: int) -> LedgerDue:
    """The promise at a place: six kinds, one after another, a day further back each six."""
    key, state, code = KINDS[at % 6], STATES[at % 6], f"C-{at % 90 + 1:04}"
    name, about, on = f"Calzado {at % 90 + 1} S.A.S.", f"PED-{at:06}", run.until - timedelta(days=at // 6 % 300)
    broken = state == "broken"
    line: dict[str, Any] = {"document": about, "line": "1", "product": "PU-001", "expected": str(on), "happened": None,
                            "asked": "40", "done": None, "price": str(AT_STAKE), "broke": True}  # fmt: skip
    took = {"on": str(on), "line": "1", "order": "PED-X", "other_line": "2", "customer": "C-0900", "name": "Suelas Tayrona",
            "units": "12"}  # fmt: skip
    return LedgerDue(
        run=run, mark=f"{at:016x}", customer=code, name=name, folded=folded(f"{name} {code} {about}"), privilege=key,
        department=PRIVILEGES[key].department, on=on, month=f"{on:%Y-%m}", about=about, state=state,
        why=stored(_("1 of 2 lines left late or incomplete: 1.") if broken else _("It ended in time.")),
        money=AT_STAKE if broken and key != "contact" else None, facts=[line] if broken else [],
        took=[took] if broken else [],
    )  # fmt: skip


def world() -> dict[str, str]:
    """A promise that a page can show."""
    run = LedgerRun.objects.first() or ledger()
    return {"promise": run.dues.order_by("pk")[1].mark}
