"""Privileges of an account, conditions and minimums."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from clave.store.models import Condition, Grant, MinimumRule, Person
from tests.web.objects.shape import NONE, Make, Sent, Things, World, named, numbered, with_more
from tests.web.objects.status import MINE, THEIRS, key_accounts


def given(world: World) -> Things:
    """A key account of mine, of a colleague's, one that is gone; a privilege that does not exist."""
    found = with_more(key_accounts(world), "laboratory")
    return Things(found.own, found.colleague, found.foreign, [MINE, "gold"])


def all_at_once(world: World) -> Things:
    """An account that lacks what its category gives, and one of a colleague's that does."""
    things = key_accounts(world)
    for code in (MINE, THEIRS):
        row = Grant.objects.get(customer=code, privilege="report")
        _superseded(row, world.me)
    found = with_more(things, "plantilla")
    return Things(found.own, found.colleague, found.foreign, [MINE, "no-existe"])


def _superseded(row: Grant, by: Person) -> None:
    """It was given by a slip."""
    Grant.objects.create(
        customer=row.customer, privilege=row.privilege, since=row.since, parameters=row.parameters, origin=row.origin,
        did="taken_back", withdrawn=True, replaces=row, by=by, at=timezone.now(),
    )  # fmt: skip


def grants(world: World) -> Things:
    """A grant of mine, one of a colleague's account, one of another account, none."""
    key_accounts(world)
    mine, theirs = (str(Grant.objects.get(customer=code, privilege="report").pk) for code in (MINE, THEIRS))
    return Things(
        [MINE, mine, "terminar"], [THEIRS, theirs, "terminar"], [MINE, theirs, "terminar"], [MINE, NONE, "terminar"]
    )


def conditions(world: World) -> Things:
    """One that I gave, one that a colleague did."""
    key_accounts(world)
    return with_more(_numbered([_condition(world.me, MINE), _condition(world.colleague, THEIRS)]), "terminar")


def _condition(by: Person, customer: str) -> Condition:
    return Condition.objects.create(
        customer=customer, kind="discount", value=Decimal("0.05"), since=date(2026, 1, 1),
        until=timezone.localdate() + timedelta(60), objective="volume", reason="Compra 40 t", by=by, at=timezone.now(),
    )  # fmt: skip


def minimums(world: World) -> Things:
    """One that I set, one that a colleague did."""
    found = [
        MinimumRule.objects.create(
            of="order", measure="money", amount=Decimal(9), channel=channel, since=date(2026, 1, 1), reason="Un viaje",
            by=by, at=timezone.now(),
        )
        for by, channel in ((world.me, ""), (world.colleague, "distribuidor"))
    ]  # fmt: skip
    return with_more(_numbered(found), "terminar")


def _numbered(found: list[Condition] | list[MinimumRule]) -> Things:
    things = numbered(found[0], found[1], found[1])
    return Things(things.own, things.colleague, None, things.missing)


def _giving(_arguments: object) -> dict[str, str]:
    return {"since": f"{timezone.localdate()}", "hours": "30", "reason": "Nos enseña."}


def _ending(_arguments: object) -> dict[str, str]:
    return {"last": f"{timezone.localdate()}", "because": "Ya no hace falta."}


KINDS: dict[str, Make] = {
    "account_treatment": key_accounts, "account_treatment_pdf": key_accounts,
    "account_grants": key_accounts, "account_give": given, "account_grants_all": all_at_once,
    "account_grant_act": grants, "condition_act": conditions, "minimum_act": minimums,
    "privileges_file": named("privilegios.csv", "privilegios.exe"),
    "conditions_file": named("condiciones.csv", "condiciones.exe"),
    "small_file": named("pedidos-pequenos.csv", "pedidos-pequenos.exe"),
}  # fmt: skip
POSTED: dict[str, Sent] = {
    "account_give": _giving, "account_grants_all": {}, "account_grant_act": _ending, "condition_act": _ending,
    "minimum_act": _ending,
}  # fmt: skip
