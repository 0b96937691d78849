"""What stands in a report of consumption beside its figures, read for many accounts at once: open orders, promises and how
they were kept, what they asked, what was agreed, whom to call. (G10)

Only what a customer may read is taken from each row: no reason of a breach, no solution, no worth, nobody else's name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clave.base.words import _
from clave.facts.book import Book
from clave.facts.open_orders import OpenOrder, open_orders
from clave.operations.needs import LABELS as NEED_LABELS
from clave.operations.plan.shared import shared
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.catalogue.declared import PRIVILEGES
from clave.privileges.catalogue.grants import Held
from clave.privileges.improvement.stages import LABELS as REQUEST_LABELS
from clave.privileges.improvement.stages import OPEN
from clave.report.consumption.content import Benefit, Need, Step, Who
from clave.report.consumption.made import Beside
from clave.report.consumption.period import Period
from clave.store.account_plans import plan_of
from clave.store.models import (
    OWNER,
    SUBSTITUTE,
    AccountPlan,
    ImprovementRequest,
    LedgerDue,
    Ownership,
)
from clave.store.models import (
    Need as NeedRow,
)
from clave.store.models.ledger import BROKEN, KEPT
from clave.store.ownership import in_force
from clave.store.privileges import code_for, held_by_all
from clave.store.promises import newest_ledger

MOST_NEEDS, MOST_STEPS, MOST_WORDS = 8, 8, 160
"""Rows of a table in the report, and letters of one."""
Tally = Mapping[tuple[str, str], Mapping[str, int]]
UNSAID = _("in our hands")


@dataclass(frozen=True)
class Around:
    """Everything that was read for some accounts on a day, from which `beside` takes what is of one."""

    day: date
    limits: Limits
    orders: Mapping[str, list[OpenOrder]] | None
    held: Mapping[str, Sequence[Held]]
    tally: Tally
    needs: Mapping[str, list[Need]]
    parts: Mapping[tuple[str, str], Ownership]

    def beside(self, customer: str) -> Beside:
        """What stands beside the figures of one of them."""
        code = code_for(customer, self.day, self.limits)
        return Beside(
            orders=None if self.orders is None else tuple(self.orders.get(customer, ())),
            benefits=tuple(self._benefit(customer, one) for one in self.held.get(customer, ())),
            needs=tuple(self.needs.get(customer, ())[:MOST_NEEDS]),
            steps=_steps(customer),
            commit=code.commit,
            ask=code.ask,
            who=self._who(customer),
        )

    def _benefit(self, customer: str, one: Held) -> Benefit:
        due = self.tally.get((customer, one.privilege.key), {})
        commitment = one.privilege.filled(one.privilege.to_customer, one.grant.parameters)
        kept, broken = due.get(KEPT, 0), due.get(BROKEN, 0)
        return Benefit(one.privilege.label, commitment, kept, broken, sum(due.values()) - kept - broken)

    def _who(self, customer: str) -> Who:
        owner, substitute = self.parts.get((customer, OWNER)), self.parts.get((customer, SUBSTITUTE))
        return Who(
            owner.person.name if owner else "", owner.person.email if owner else "",
            substitute.person.name if substitute else "", substitute.person.email if substitute else "",
        )  # fmt: skip


def around(book: Book, customers: Collection[str], period: Period, day: date, limits: Limits) -> Around:
    """What is known of these accounts on `day` beside their purchases; promises are those of `period`."""
    codes = set(customers)
    parts = in_force(day).filter(customer__in=codes, part__in=(OWNER, SUBSTITUTE)).select_related("person")
    closed = limits[declared.dispatch_closed]
    return Around(
        day, limits, open_orders(book, codes, day, closed) if book.has("order_line") else None,
        {code: held for code, held in held_by_all(day).items() if code in codes},
        _tally(codes, period), _needs(codes, period), {(one.customer, one.part): one for one in parts},
    )  # fmt: skip


def _tally(codes: Collection[str], period: Period) -> Tally:
    """How often each privilege of each account fell due in the period, by what became of it."""
    run = newest_ledger()
    if run is None:
        return {}
    found: dict[tuple[str, str], dict[str, int]] = {}
    dues = LedgerDue.objects.filter(run=run, customer__in=codes, on__gte=period.first, on__lte=period.last)
    for customer, privilege, state in dues.values_list("customer", "privilege", "state"):
        if privilege in PRIVILEGES:
            each = found.setdefault((customer, privilege), {})
            each[state] = each.get(state, 0) + 1
    return found


def _needs(codes: Collection[str], period: Period) -> dict[str, list[Need]]:
    """What they asked that is open, or that they asked or that ended in the period; the newest first."""
    found: dict[str, list[Need]] = {}
    rows: list[Any] = [
        *NeedRow.objects.filter(customer__in=codes, removed_at=None),
        *ImprovementRequest.objects.filter(customer__in=codes, removed_at=None),
    ]
    for row in rows:
        need, is_open = _need(row)
        if is_open or need.asked_on >= period.first:
            found.setdefault(row.customer, []).append(need)
    return {code: sorted(needs, key=lambda one: one.asked_on, reverse=True) for code, needs in found.items()}


def _need(row: NeedRow | ImprovementRequest) -> tuple[Need, bool]:
    """As the customer reads it, and whether it is open."""
    if isinstance(row, NeedRow):
        state = NEED_LABELS.get(row.stage, UNSAID)
        return Need(_short(row.problem), row.asked_on, state), row.stage in ("heard", "working")
    state = REQUEST_LABELS.get(row.stage, UNSAID)  # type: ignore[call-overload]
    return Need(_short(row.title), row.asked, state, row.promised), row.stage in OPEN


def _steps(customer: str) -> tuple[Step, ...]:
    """What both agreed to do next, as far as the plan is shared."""
    row = AccountPlan.objects.filter(customer=customer, closed_at=None).first()
    if row is None:
        return ()
    found = [one for one in shared(plan_of(row)).actions.values() if one.state == "open"]
    found.sort(key=lambda one: one.due_on or date.max)
    return tuple(Step(_short(one.text), one.due_on) for one in found[:MOST_STEPS])


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= MOST_WORDS else line[: MOST_WORDS - 1] + "…"
