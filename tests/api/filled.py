"""What the company of the pages has nothing of, and lists of the API tell: so that these are compared with rows in them too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from clave.actions.coverage import keep_coverage
from clave.actions.minimums import set_minimum
from clave.actions.order_decisions import decide_order
from clave.actions.outcome import keep_outcome
from clave.base.words import Text
from clave.facts.coverage.reach import Coverage, TableCover
from clave.facts.coverage.shape import Finding, Severity
from clave.outcome.cost.shape import DriverCost, ProgrammeCosts
from clave.outcome.harvest.shape import Asked, Estimate, Harvest
from clave.privileges.entry import Asked as Wanted
from clave.privileges.minimums import Minimum
from clave.store.imports import fact_store
from clave.store.models import Person
from clave.store.order_decisions import Question
from clave.store.policy import policy_in_force
from tests.web import made, outcome_made

LESS = Text("Costs nobody knows.")


def fill(by: Person) -> None:
    """Findings of coverage, drivers and surveys of the outcome, orders that are too small, and one that was consulted."""
    _coverage()
    _outcome()
    rule = Minimum("invoice", "money", Decimal(10**12), made.AS_OF - timedelta(days=900), reason="El flete no se paga")
    set_minimum(by=by, now=timezone.now(), rule=rule)
    question = Question(made.code(0), [Wanted("PU-300", Decimal(4), None)], timezone.localdate(), "PED-1")
    decide_order(question, now=timezone.now(), by=by)


def _coverage() -> None:
    current, day = fact_store().version(), timezone.localdate()
    assert current
    said = ("Three lines have no cost.", "Bring the cost."), ("One day is missing.", "Bring it.")
    findings = tuple(
        Finding(f"found_{n}", "invoice_line", level, Text(text), Text(remedy), 3 - n, (f"F-{n}",))
        for n, (level, (text, remedy)) in enumerate(zip((Severity.WRONG, Severity.NOTE), said, strict=True))
    )
    found = Coverage(day, (TableCover("invoice_line", 9, "date", day - timedelta(days=90), day, 0),), (), findings)
    policy = policy_in_force().at(date.max).version
    keep_coverage(facts_version=str(current.version), policy_version=policy, found=found, now=timezone.now())


def _outcome() -> None:
    found = outcome_made.reckoned(whole=False)
    drivers = (
        DriverCost("freight", Text("Freight"), True, "cost.freight", 900.0, False, 4_500_000.0, None),
        DriverCost("orders", Text("Orders"), False, "", None, True, None, LESS),
    )
    asked = (
        Asked(1, "Pulso", found.as_of, False, 40, 12, 20, 9, Estimate(31.0, 12.0, 50.0, 12), None),
        Asked(2, "Anual", None, True, 8, 2, 4, None, Estimate(None, None, None, 2), Text("Too few answers.")),
    )

    def of(part: Any) -> Any:
        if isinstance(part, ProgrammeCosts) and part.whale:
            return replace(part, whale=replace(part.whale, drivers=drivers))
        return replace(part, relation=replace(part.relation, surveys=asked)) if isinstance(part, Harvest) else part

    parts = {key: of(part) for key, part in found.parts.items()}
    keep_outcome(reckoned=replace(found, parts=parts), took=1.0, by=None, now=timezone.now())
