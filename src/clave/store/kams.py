"""Reading how much each manager carries: what was entered for them, the accounts they own, what each of these takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from clave.policy import declared
from clave.policy.limits import Limits
from clave.selection.kams import NOTHING_OWN, Can, Carried, Load, Own, Totals, takes, takes_because, totals
from clave.selection.life import LANDING
from clave.selection.strain import Budget, Strain, strain
from clave.store.models import OWNER, AccountLine, AccountLoad, KamCapacity, KeyStatus, Ownership, Person, SelectionRun
from clave.store.ownership import in_force
from clave.store.policy import policy_in_force
from clave.store.roles import KAM
from clave.store.status import MEMBER_STATES


def loads(day: date) -> list[Load]:
    """Every manager of a day by name: active people of the role, and whoever else owns an account or has a capacity."""
    owned: dict[int, list[Ownership]] = {}
    for one in in_force(day).filter(part=OWNER).select_related("person"):
        owned.setdefault(one.person_id, []).append(one)
    entered = capacities(day)
    people = Person.objects.filter(is_active=True, role=KAM.key) | Person.objects.filter(pk__in=[*owned, *entered])
    accounts = _accounts({one.customer for ones in owned.values() for one in ones}, day)
    return [
        Load(
            person.pk,
            person.name,
            can_of(entered.get(person.pk)),
            tuple(accounts[one.customer] for one in owned.get(person.pk, ())),
        )
        for person in people.order_by("name", "pk")
    ]


def load_of(person: Person, day: date, *, without: str = "") -> Load:
    """What one person carries on a day, one account left out: the one that is being assigned."""
    owned = _owned(person, day, without)
    return _load(person, day, owned, _accounts(owned, day))


def _owned(person: Person, day: date, without: str) -> list[str]:
    found = in_force(day).filter(part=OWNER, person=person).exclude(customer=without)
    return list(found.values_list("customer", flat=True))


def _load(person: Person, day: date, owned: Iterable[str], accounts: Mapping[str, Carried]) -> Load:
    latest = KamCapacity.objects.filter(person=person, starts_on__lte=day).order_by("-starts_on").first()
    return Load(person.pk, person.name, can_of(latest), tuple(accounts[code] for code in owned))


def carried(customer: str, name: str, day: date) -> Carried:
    """One account as a load."""
    found = _accounts([customer], day)[customer]
    return replace(found, name=name or found.name)


def own_loads(customers: Iterable[str], day: date) -> dict[str, Own]:
    """What was entered for each of these accounts and holds on a day; those without are left out."""
    rows = AccountLoad.objects.filter(customer__in=list(customers), starts_on__lte=day).order_by("starts_on")
    return {row.customer: Own(row.hours, row.relationships) for row in rows}


def loads_of(customer: str) -> list[AccountLoad]:
    """All that was entered for one account, the newest first."""
    return list(AccountLoad.objects.filter(customer=customer).select_related("by").order_by("-starts_on"))


def budget_on(day: date, currency: str) -> Budget:
    """The budget of the programme with the key accounts of now, those that land left out, as they leave their place."""
    limits = policy_in_force().at(day)
    treated = KeyStatus.objects.filter(state__in=MEMBER_STATES).exclude(state=LANDING).count()
    return Budget(limits[declared.capacity_budget], limits[declared.treatment_cost], treated, currency)


def strain_of(customer: str, name: str, day: date, currency: str) -> Strain:
    """What one key account more would ask of whoever answers for it on a day, and of the budget."""
    of_it = in_force(day).filter(part=OWNER, customer=customer).values("person")
    parts = list(in_force(day).filter(part=OWNER, person__in=of_it).select_related("person"))
    owner, owned = parts[0].person if parts else None, [one.customer for one in parts if one.customer != customer]
    accounts = _accounts([*owned, customer], day)
    load = _load(owner, day, owned, accounts) if owner else None
    account = replace(accounts[customer], name=name)
    return strain(account, load, budget_on(day, currency), policy_in_force().at(day))


def entered_loads(day: date, by: datetime | None = None) -> dict[str, Own]:
    """What was entered for single accounts and holds on a day, as far as it was entered `by` a moment; those that take
    again what policy says are left out."""
    rows = AccountLoad.objects.filter(starts_on__lte=day).order_by("starts_on")
    rows = rows if by is None else rows.filter(created_at__lte=by)
    found = {row.customer: Own(row.hours, row.relationships) for row in rows}
    return {customer: own for customer, own in found.items() if own != NOTHING_OWN}


def capacities(day: date) -> dict[int, KamCapacity]:
    """What was entered for each person and holds on a day, by their number."""
    rows = KamCapacity.objects.filter(starts_on__lte=day).order_by("starts_on")
    return {row.person_id: row for row in rows}


def can_of(entered: KamCapacity | None) -> Can:
    """What was entered, as the deciders read it."""
    return Can() if entered is None else Can(entered.hours, entered.accounts, entered.relationships)


def people_totals(day: date) -> Totals:
    """What the managers can carry together on a day."""
    entered = capacities(day)
    people = Person.objects.filter(is_active=True, role=KAM.key) | Person.objects.filter(
        is_active=True, pk__in=list(entered)
    )
    return totals(Load(person.pk, person.name, can_of(entered.get(person.pk))) for person in people.order_by("name"))


def _accounts(customers: Iterable[str], day: date) -> dict[str, Carried]:
    """Accounts as loads, with score and money as the latest list has them; unknown where it does not."""
    wanted, limits = sorted(set(customers)), policy_in_force().at(day)
    own = own_loads(wanted, day)
    latest = SelectionRun.objects.order_by("-created_at", "-id").values("pk")[:1]
    lines = AccountLine.objects.filter(run=latest, customer__in=wanted)
    known = {
        code: (name, score, money)
        for code, name, score, money in lines.values_list("customer", "name", "score", "money")
    }
    return {
        code: _carried(code, known.get(code, (code, None, None)), own.get(code, NOTHING_OWN), limits) for code in wanted
    }


def _carried(code: str, line: tuple[str, float | None, float | None], own: Own, limits: Limits) -> Carried:
    name, score, money = line
    return Carried(code, name, takes(own, limits), score, money, own.relationships, takes_because(own, limits))
