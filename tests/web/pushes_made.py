"""What is written to an Odoo, for the tests of pages: its set-up, a plan that waits, one that is written, and swaps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from clave.actions.pushes import (
    approve_push,
    begin_lines,
    end_push,
    keep_entries,
    keep_push,
    keep_setup,
    keep_swaps,
    reject_push,
    take_up_push,
)
from clave.base.words import _
from clave.facts.sources.odoo.pushes.plan import DELIVERY, DISPATCHING, SELLING, TAG, Change, Left, Plan
from clave.facts.sources.odoo.pushes.push import MEANWHILE, WRITTEN, Entry
from clave.facts.sources.odoo.pushes.setup import Reserving, Right, Setup
from clave.facts.sources.odoo.pushes.swaps import Swap
from clave.store.models import FactSource, Person, Push
from clave.store.policy import policy_in_force
from clave.store.push_wishes import ACCOUNTS, DELIVERIES

TEXT = "[clave] Cuenta clave: Volumen. Cualquier cantidad, sin mínimo."
SETUP = Setup(
    (Reserving("Entregas", "at_confirm", 0, 0), Reserving("Mostrador", "by_date", 2, 30)),
    (Right("res.partner", there=True, may=True), Right("stock.picking", there=True, may=False),
     Right("mrp.production", there=False, may=False)),
)  # fmt: skip


def changes(customers: int) -> tuple[Change, ...]:
    """A tag, two texts and a star for each of so many customers."""
    found: list[Change] = []
    for number in range(1, customers + 1):
        name, code = f"Cliente {number:04d} SAS", str(number)
        for what, before, after in (
            (TAG, {"category_id": False}, {"category_id": True}),
            (SELLING, {"sale_warn_msg": ""}, {"sale_warn_msg": TEXT}),
            (DISPATCHING, {"picking_warn_msg": ""}, {"picking_warn_msg": TEXT}),
        ):  # fmt: skip
            found.append(Change(what, "res.partner", number, name, before, after, code))
        found.append(
            Change(
                DELIVERY, "stock.picking", number, f"WH/OUT/{number:05d}", {"priority": "0"}, {"priority": "1"}, code
            )
        )
    return tuple(found)


def swap(number: int) -> Swap:
    """Ten pieces that an ordinary customer holds."""
    return Swap(
        f"WH/OUT/{number}2",
        number * 10 + 2,
        "2",
        f"WH/OUT/{number}1",
        number * 10 + 1,
        "1",
        "P001",
        1,
        10.0,
        (10.0, 0.0),
    )


def odoo(by: Person, name: str = "Odoo") -> FactSource:
    """An Odoo that nobody can reach."""
    settings = {"url": "https://odoo.example.com", "database": "empresa", "login": "clave"}
    return FactSource.objects.create(name=name, kind="odoo", settings=settings, created_at=timezone.now(), by=by)


def planned(source: FactSource, by: Person, customers: int = 3) -> Push:
    """A plan that waits for somebody."""
    now = timezone.now()
    plan = Plan(changes(customers), (Left(SELLING, "Cliente 0009 SAS", _("somebody wrote a text of their own there")),),
                "Cuenta clave · clave", 0)  # fmt: skip
    return keep_push(
        number=source.pk, parts=[ACCOUNTS, DELIVERIES], plan=plan,
        basis=[_("the plan of the plant of {day} (plan {number})").fill(day="1/6/2026", number=3)],
        limits=policy_in_force().at(timezone.localdate()), by=by, now=now,
    )  # fmt: skip


def done(push: Push, by: Person) -> Push:
    """The same, approved and written; of one line somebody was faster."""
    now, holder = timezone.now(), "here"
    limits = policy_in_force().at(timezone.localdate())
    approve_push(number=push.pk, digest=push.digest, limits=limits, by=by, now=now)
    take_up_push(number=push.pk, holder=holder, now=now)
    entries = [_entry(row, first=place == 0) for place, row in enumerate(push.lines.filter(why__isnull=True))]
    begin_lines(number=push.pk, holder=holder, keys=[(one.what, one.number) for one in entries], now=now)
    keep_entries(number=push.pk, holder=holder, entries=entries, now=now)
    return end_push(number=push.pk, holder=holder, now=now)


def _entry(row: Any, *, first: bool) -> Entry:
    stands = {"category_id": True} if first else row.after
    return Entry(
        timezone.now(), "ana", row.what, row.model, row.number, row.name, row.before, row.after, stands,
        MEANWHILE if first else WRITTEN,
    )  # fmt: skip


def world(by: Person) -> dict[str, int]:
    """All that the pages of writing can say."""
    source, now = odoo(by), timezone.now()
    odoo(by, "Odoo de Cali")  # a second one, so that there is one to choose
    limits = policy_in_force().at(timezone.localdate())
    keep_setup(number=source.pk, setup=SETUP, now=now - timedelta(hours=2))
    written = done(planned(source, by), by)
    waiting = planned(source, by)
    first, _second = keep_swaps(number=source.pk, swaps=[swap(1), swap(2)], limits=limits, by=by, now=now)
    reject_push(number=first.pk, reason="El otro cliente tiene prisa", by=by, now=now)
    return {"odoo": source.pk, "push": waiting.pk, "written": written.pk}
