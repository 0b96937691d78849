"""How one key account is treated on a day, read from what was decided about it."""

from __future__ import annotations

from datetime import date

from clave.policy.limits import Limits
from clave.report.account_treatment import Treated
from clave.store.collection import routing, wishes_kept
from clave.store.idle_stock import letters_on, still_taken
from clave.store.improvement import lab_services
from clave.store.knowing import known_account
from clave.store.models import Person
from clave.store.privileges import held_of


def treated(customer: str, day: date, limits: Limits, *, collects: bool) -> Treated | None:
    """One account; None where it is no key account now. `collects`: whether the reader may know how it is charged. Raises
    ClaveError where the facts cannot be read."""
    known = known_account(customer, day)
    if known is None:
        return None
    letters = letters_on(day).filter(customer=customer).values_list("grade", "family")
    took = [
        (product, grade, left) for (code, product, grade), left in sorted(still_taken(day).items()) if code == customer
    ]
    hours = sum(row["hours"] for row in lab_services(day.replace(month=1, day=1), day, [customer]))
    return Treated(
        known.customer, known.name, known.state, known.reasons, held_of(customer, day), tuple(letters), tuple(took), hours,
        routing(day, limits, [customer])(customer) if collects else None,
        wishes_kept([customer], day).get(customer) if collects else None, collects, _whom(known.owner), _whom(known.substitute),
    )  # fmt: skip


def _whom(person: Person | None) -> tuple[str, str] | None:
    return (person.name, person.email) if person else None
