"""Reading how much each manager carries: what was entered for them, the accounts they own, what each of these takes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from clave.policy.limits import Limits
from clave.selection.kams import Can, Carried, Load, Totals, takes, totals
from clave.store.models import OWNER, AccountLine, KamCapacity, Ownership, Person
from clave.store.ownership import in_force
from clave.store.policy import policy_in_force
from clave.store.queries import latest_run
from clave.store.roles import KAM


def loads(day: date) -> list[Load]:
    """Every manager of a day by name: active people of the role, and whoever else owns an account or has a capacity."""
    owned: dict[int, list[Ownership]] = {}
    for one in in_force(day).filter(part=OWNER).select_related("person"):
        owned.setdefault(one.person_id, []).append(one)
    entered = capacities(day)
    people = Person.objects.filter(is_active=True, role=KAM.key) | Person.objects.filter(pk__in=[*owned, *entered])
    accounts = _accounts({one.customer for ones in owned.values() for one in ones}, policy_in_force().at(day))
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
    owned = in_force(day).filter(part=OWNER, person=person).exclude(customer=without).values_list("customer", flat=True)
    accounts = _accounts(owned, policy_in_force().at(day))
    latest = KamCapacity.objects.filter(person=person, starts_on__lte=day).order_by("-starts_on").first()
    return Load(person.pk, person.name, can_of(latest), tuple(accounts.values()))


def carried(customer: str, name: str, day: date) -> Carried:
    """One account as a load."""
    found = _accounts([customer], policy_in_force().at(day))[customer]
    return Carried(customer, name or found.name, found.hours, found.score, found.money)


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


def _accounts(customers: Iterable[str], limits: Limits) -> dict[str, Carried]:
    """Accounts as loads, with score and money as the latest list has them; unknown where it does not."""
    wanted, run = sorted(set(customers)), latest_run()
    lines = AccountLine.objects.filter(run=run, customer__in=wanted) if run else AccountLine.objects.none()
    known = {
        code: Carried(code, name, takes(code, limits), score, money)
        for code, name, score, money in lines.values_list("customer", "name", "score", "money")
    }
    return {code: known.get(code) or Carried(code, code, takes(code, limits)) for code in wanted}
