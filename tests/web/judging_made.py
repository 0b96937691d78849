"""What people judge of the first customer: they disagree, one rating was replaced, one is asked, one declined; a wallet,
two trials."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from clave.actions.asking import ask_rating, decline_rating
from clave.actions.judging import rate
from clave.actions.trials import TrialSaid, record_trial
from clave.actions.wallets import declare_wallet
from clave.store.models import Person, Trial
from tests.web import made

CUSTOMER, NAME = made.code(0), made.NAMES[0]


def somebody(name: str, role: str = "kam") -> Person:
    """Somebody who judges."""
    return Person.objects.create_person(
        email=f"{name.split()[0].lower()}-juzga@clave.example", name=name, role=role, password=None,
        created_at=timezone.now(),
    )  # fmt: skip


def judged(me: Person) -> Trial:
    """All of it; the trial that has a result."""
    now, marcela, luis = timezone.now(), somebody("Marcela Pava"), somebody("Luis Rojas", "management")
    about = {"customer": CUSTOMER, "criterion": "knowledge"}
    rate(by=me, now=now - timedelta(days=30), value=4, reason="Prueba todo", evidence="9 ensayos", **about)
    rate(by=me, now=now, value=3, reason="Prueba casi todo", evidence="Bitácora", **about)
    rate(by=marcela, now=now, value=0, reason="No nos cuenta nada", evidence="Comité de julio", **about)
    asked = {**about, "name": NAME}
    ask_rating(by=me, now=now, person=luis, **asked)
    ask_rating(by=marcela, now=now, person=me, **{**asked, "criterion": "prestige"})
    decline_rating(by=luis, now=now, reason="No la conozco", **{**asked, "criterion": "prestige"})
    declare_wallet(by=me, now=now, customer=CUSTOMER, amount=Decimal(900_000_000), source="Su presupuesto")
    running = TrialSaid("Ensayo de desprendimiento", now.date(), product="PU-440")
    record_trial(by=me, now=now, customer=CUSTOMER, name=NAME, trial=running)
    ended = TrialSaid(
        "Pegado en frío",
        now.date(),
        result="proved",
        learned="Pega a 4 °C",
        used="Fórmula del PU-440",
        hours=Decimal("3.5"),
    )
    return record_trial(by=me, now=now, customer=CUSTOMER, name=NAME, trial=ended)
