"""Key accounts that somebody decided, with who answers for them, and a mail: what the pages of knowing show."""

from __future__ import annotations

from datetime import date

from clave.actions.mail import write
from clave.actions.status import change_status
from clave.store.models import OWNER, SUBSTITUTE, Mail, Ownership, Person
from tests.web import made
from tests.web.conftest import NOW

DAY = date(2026, 11, 16)
STEPS = (("decided",), ("decided", "announced"), ("decided", "announced", "trial"), ("decided", "landing"))


def person(role: str, name: str) -> Person:
    """Somebody of ours."""
    email = f"{name.lower()}@clave.example"
    return Person.objects.create_person(email=email, name=name, role=role, password=None, created_at=NOW, language="es")


def step(by: Person, index: int, *states: str, name: str = "") -> str:
    """A customer of the made list taken through states, from nothing; its code."""
    code = made.code(index)
    named = name or made.NAMES[index] if index < len(made.NAMES) else f"Cliente {index:04d}"
    for state in ("proposed", *states):
        change_status(
            by=by, now=NOW, customer=code, name=named, to=state, effective_on=DAY, reason="Lo decidió el comité.",
            category="volume" if state == "decided" else "",
        )  # fmt: skip
    return code


def owned(code: str, kam: Person, part: str = OWNER) -> Ownership:
    """Somebody answers for it."""
    return Ownership.objects.create(customer=code, part=part, person=kam, starts_on=DAY, by=None, created_at=NOW)


def decided(by: Person) -> list[str]:
    """Four key accounts, one in each state that looks different; the first two have an owner, the first a substitute."""
    codes = [step(by, index, *states) for index, states in enumerate(STEPS)]
    rosa, hugo = person("kam", "Rosa"), person("kam", "Hugo")
    owned(codes[0], rosa)
    owned(codes[1], hugo)
    owned(codes[0], hugo, SUBSTITUTE)
    return codes


def mailed(by: Person) -> Mail:
    """One mail in the outbox."""
    return write(by=by, now=NOW, to="ana@clave.example", template="trial", data={}, language="es", key="trial:1")
