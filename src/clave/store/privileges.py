"""Reading what accounts have been given: grants and conditions that stand, minimums, and the code of relationship."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from clave.policy.limits import Limits
from clave.privileges.catalogue.code import Code, code_of
from clave.privileges.catalogue.grants import OWN, Held, in_force
from clave.privileges.catalogue.grants import Grant as Given
from clave.privileges.catalogue.templates import proposed
from clave.privileges.conditions import Condition as Agreed
from clave.privileges.minimums import Minimum
from clave.selection.life import DECIDED
from clave.store.models import Condition, Grant, KeyStatus, MinimumRule

PREFERENTIAL, NO_MINIMUM = "preferential", "no_minimum"


def standing_grants() -> QuerySet[Grant]:
    """Grants that no row replaces, ended and coming ones too, in the order in which they were given."""
    return Grant.objects.filter(replaced_by=None, withdrawn=False).select_related("by").order_by("pk")


def standing_conditions() -> QuerySet[Condition]:
    """Conditions that no row replaces, over and coming ones too; the nearest end first."""
    return Condition.objects.filter(replaced_by=None, withdrawn=False).select_related("by").order_by("until", "pk")


def standing_minimums() -> QuerySet[MinimumRule]:
    """Minimums that no row replaces, over and coming ones too."""
    found = MinimumRule.objects.filter(replaced_by=None, withdrawn=False).select_related("by")
    return found.order_by("of", "channel", "product", "family", "since", "pk")


def given(row: Grant) -> Given:
    """A row as the chain reads it."""
    return Given(
        row.customer, row.privilege, row.since, row.until, row.parameters, row.reason, row.by.name if row.by else "",
        row.origin, row.category, row.pk, row.shown,  # type: ignore[arg-type]
    )  # fmt: skip


def agreed(row: Condition) -> Agreed:
    """A row as the chain reads it."""
    return Agreed(
        row.customer, row.kind, row.value, row.since, row.until, row.objective, row.reason, row.product, row.family,  # type: ignore[arg-type]
        row.quantity, row.money, row.by.name if row.by else "", row.pk,
    )  # fmt: skip


def minimum(row: MinimumRule) -> Minimum:
    """A row as the chain reads it."""
    return Minimum(
        row.of, row.measure, row.amount, row.since, row.until, row.channel, row.product, row.family, row.reason, row.pk  # type: ignore[arg-type]
    )  # fmt: skip


def grants_of(customer: str) -> list[Given]:
    """The grants of one account that stand."""
    return [given(row) for row in standing_grants().filter(customer=customer)]


def conditions_of(customer: str) -> list[Agreed]:
    """The conditions of one account that stand."""
    return [agreed(row) for row in standing_conditions().filter(customer=customer)]


def minimums() -> list[Minimum]:
    """The minimums that stand."""
    return [minimum(row) for row in standing_minimums()]


def held_of(customer: str, day: date) -> tuple[Held, ...]:
    """What one account has on a day, preferential conditions among it."""
    return in_force([*grants_of(customer), *_as_grants(conditions_of(customer), day)], day)


def held_by_all(day: date) -> dict[str, tuple[Held, ...]]:
    """What every account has on a day, by its code."""
    by_account: dict[str, list[Given]] = {}
    rows = [given(row) for row in standing_grants().filter(since__lte=day).exclude(until__lt=day)]
    conditions = [agreed(row) for row in standing_conditions().filter(since__lte=day, until__gte=day)]
    for grant in (*rows, *_as_grants(conditions, day)):
        by_account.setdefault(grant.account, []).append(grant)
    return {account: in_force(grants, day) for account, grants in by_account.items()}


def _as_grants(conditions: Iterable[Agreed], day: date) -> list[Given]:
    """Conditions in force on a day, as the one privilege that they are; it is promised until the first of them ends."""
    nearest: dict[str, Agreed] = {}
    for condition in conditions:
        if condition.covers(day):
            before = nearest.get(condition.account)
            nearest[condition.account] = condition if before is None else min(before, condition, key=lambda c: c.until)
    return [
        Given(account, PREFERENTIAL, one.since, one.until, {}, one.words, one.approver, OWN, number=None)
        for account, one in nearest.items()
    ]


def code_for(customer: str, day: date, limits: Limits) -> Code:
    """What a customer reads on a day; before it is told, with what its template will give it from then on."""
    grants = [*grants_of(customer), *_as_grants(conditions_of(customer), day)]
    status = KeyStatus.objects.filter(customer=customer, state=DECIDED).first()
    if status is not None:
        grants += lacking(grants, status, day, limits)
    return code_of(in_force(grants, day))


def lacking(grants: Iterable[Given], status: KeyStatus, day: date, limits: Limits) -> list[Given]:
    """What its template gives and no grant of the template covers on a day or begins later."""
    has = {grant.privilege for grant in grants if grant.origin != OWN and (grant.until is None or grant.until >= day)}
    whole = proposed(status.customer, status.category, limits, day)
    return [grant for grant in whole if grant.privilege not in has]
