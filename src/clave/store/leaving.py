"""What a key account is worth to us, from what the latest list kept: for looking at before it is let go."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum

from clave.base.words import recalled, stored
from clave.selection.leaving import Cost, Worth, cost
from clave.selection.listing import Change
from clave.store.listings import kept_line
from clave.store.models import AccountLine, KeyStatus, SelectionLine, SelectionRun
from clave.store.status import MEMBER_STATES


def cost_of(run: SelectionRun, customer: str) -> Cost:
    """What leaving would cost, on the figures of a list; unknown where it measured nothing of the customer."""
    kept = SelectionLine.objects.filter(run=run, customer=customer).first()
    return cost(kept_line(run, kept) if kept else None, _worth(run, customer), _to_stay(kept))


def kept_cost(run: SelectionRun | None, customer: str) -> dict[str, Any]:
    """The same figures as a landing plan keeps them, by name; empty where there is no list."""
    if run is None:
        return {}
    return {key: stored(figure) for key, figure in cost_of(run, customer).figures(run.currency).items()}


def _worth(run: SelectionRun, customer: str) -> Worth:
    line = AccountLine.objects.filter(run=run, customer=customer).first()
    members = KeyStatus.objects.filter(state__in=MEMBER_STATES).values("customer")
    programme = AccountLine.objects.filter(run=run, customer__in=members).aggregate(money=Sum("money"))["money"]
    return Worth(line.money if line else None, line.margin if line else None, run.overview.get("money"), programme)


def _to_stay(line: SelectionLine | None) -> tuple[Change, ...]:
    """Of the changes that would turn the rule's verdict, those that make it surer to be inside."""
    if line is None:
        return ()
    found = [Change(kept["kind"], recalled(kept["text"]), kept["sure"]) for kept in line.would_take]
    return tuple(change for change in found if change.sure > line.sure)
