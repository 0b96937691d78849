"""Where an act of the register stands after something was done with it. (G11)"""

from __future__ import annotations

from decimal import Decimal

from clave.operations.hospitality.kinds import ALLOWED, APPROVED, WAITING
from clave.operations.hospitality.verdict import Verdict


def stands(verdict: Verdict) -> str:
    """`ALLOWED`, or `WAITING` for an approval: what is in the register already waits where it would be refused today."""
    return ALLOWED if verdict.answer == ALLOWED else WAITING


def with_cost(state: str, approved: Decimal | None, cost: Decimal | None, verdict: Verdict) -> str:
    """After its cost became another one: an approval holds up to the cost that was approved (None = nobody knew it), and is
    void beyond it."""
    if state == APPROVED and approved is not None and cost is not None and cost <= approved:
        return APPROVED
    return stands(verdict)
