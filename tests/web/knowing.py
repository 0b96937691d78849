"""Key accounts that somebody decided, with who answers for them, and a mail: what the pages of knowing show."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

from django.utils import timezone

from clave.actions.announcements import Draft, announce
from clave.actions.apikeys import make_key
from clave.actions.bulletin import send_bulletin
from clave.actions.mail import write
from clave.actions.status import change_status
from clave.store.models import OWNER, SUBSTITUTE, Mail, Ownership, Person
from clave.store.sealing import unseal
from clave.store.status import status_of
from tests.web import made
from tests.web.conftest import NOW

DAY = date(2026, 11, 16)
STEPS = (("decided",), ("decided", "announced"), ("decided", "announced", "trial"), ("decided", "trial", "watched"))


def person(role: str, name: str) -> Person:
    """Somebody of ours."""
    email = f"{name.lower()}@clave.example"
    return Person.objects.create_person(email=email, name=name, role=role, password=None, created_at=NOW, language="es")


def step(by: Person, index: int, *states: str, name: str = "") -> str:
    """A customer of the made list taken through states, from nothing or from before the committee; its code."""
    code = made.code(index)
    named = name or made.NAMES[index] if index < len(made.NAMES) else f"Cliente {index:04d}"
    before = status_of(code)
    for state in (*(() if before and before.state == "proposed" else ("proposed",)), *states):
        change_status(
            by=by, now=NOW, customer=code, name=named, to=state, effective_on=DAY, reason="Lo decidió el comité.",
            category="volume" if state == "decided" else "",
        )  # fmt: skip
    return code


def owned(code: str, kam: Person, part: str = OWNER) -> Ownership:
    """Somebody answers for it."""
    return Ownership.objects.create(customer=code, part=part, person=kam, starts_on=DAY, by=None, created_at=NOW)


def decided(by: Person, first: int = 0) -> list[str]:
    """Four key accounts, one in each state that looks different; the first two have an owner, the first a substitute."""
    codes = [step(by, index, *states) for index, states in enumerate(STEPS, first)]
    rosa, hugo = person("kam", "Rosa"), person("kam", "Hugo")
    owned(codes[0], rosa)
    owned(codes[1], hugo)
    owned(codes[0], hugo, SUBSTITUTE)
    return codes


def mailed() -> Mail:
    """One mail in the outbox."""
    return write(by=None, now=NOW, to="ana@clave.example", template="trial", data={}, language="es", key="trial:1")


def announced(by: Person, code: str) -> str:
    """A letter by mail to a customer; the token of its link."""
    draft = Draft(addressee="Rosalba Cárdenas", email="rosalba@empaques.example", paragraph="Paso el martes.")
    kept = announce(by=by, now=timezone.now(), customer=code, draft=draft)
    assert kept.mail is not None
    found = re.search(r"/recibido/([\w-]+)/", unseal(kept.mail.sealed.encode()).decode())
    assert found is not None
    return found[1]


def world(by: Person) -> dict[str, object]:
    """What stands in the addresses of these pages: one key account to announce, one that was told, a bulletin, a mail, a
    key."""
    codes, now = decided(by, 30), timezone.now()
    token = announced(by, codes[0])
    fifth = step(by, 35, "decided")
    step(by, 1, "decided", "announced")
    key, _text = make_key(by=by, now=now, name="ERP", scopes=["badge"], expires_at=None)
    issue = send_bulletin(by=by, now=now, until=now)
    assert issue is not None
    return {
        "mail": mailed().pk, "receipt": token, "announced": quote(codes[0]), "decided": fifth, "key": key.pk,
        "week": issue.week,
    }  # fmt: skip
