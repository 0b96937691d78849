"""A day of dispatch in an installation: reading the facts, planning, keeping, confirming, and the page.

    python -m bench.dispatch_day [lines]        (100,000 by default)

The book of bench.dispatching written as facts, its key customers with a grant each, in an installation of its own in a folder
that goes. `objects` keeps the same lines through model objects, as Django's own `bulk_create` does it: the peer of keeping.
Reach: keeping in 10 seconds, any page in 200 ms of server time.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow as pa

from bench.dispatching import TODAY, generated
from clave.facts.store import FactStore
from clave.facts.tables import TABLES
from clave.privileges.dispatch.book import KILO, MONEY, NEVER, Book, Partial, day_of

DAY = day_of(TODAY)
assert DAY is not None
NOW = datetime.combine(DAY, clock(15), UTC)
PAGES = ("", "?bodega=todas&ver=todo", "?bodega=todas&solo=cede", "?q=cliente+12", "?orden=-promise", "?ver=llegada",
         "?bodega=todas&orden=-asked&solo=espera", "?bodega=todas&ver=todo&pagina=900")  # fmt: skip


def tables_of(book: Book) -> dict[str, pa.Table]:
    """The book as the declared tables that it would be read from."""
    lines = book.lines
    orders = [book.orders[at] for at in lines.order.tolist()]
    customers = [book.accounts[one.account] for one in orders]
    held = {one.code: one for one in book.accounts}
    return {
        "order_line": _table("order_line", {
            "order": [one.code for one in orders], "line": list(lines.number), "customer": [one.code for one in customers],
            "product": [book.products[at].code for at in lines.product.tolist()],
            "ordered_date": [day_of(one.ordered) for one in orders],
            "required_date": [day_of(at + 1) if at < NEVER else None for at in lines.due.tolist()],
            "quantity": [Decimal(at) for at in lines.quantity.tolist()],
            "unit_price": [Decimal(at) / MONEY for at in lines.price.tolist()],
            "pack_quantity": [Decimal(at) for at in lines.pack.tolist()],
            "allowed_warehouses": [",".join(book.warehouses[at] for at in places) for places in lines.warehouses],
            "early": lines.early.tolist(), "complete": [one.complete for one in orders],
        }),
        "customer": _table("customer", {
            "customer": list(held), "name": [one.name for one in held.values()],
            "partial_rule": [Partial(one.partial).name.lower() for one in held.values()],
            "credit_hold": [bool(one.hold) for one in held.values()], "hold_reason": [one.hold or None for one in held.values()],
        }),
        "product": _table("product", {
            "product": [one.code for one in book.products], "name": [one.code for one in book.products],
            "family": [one.family for one in book.products], "weight": [Decimal(one.weight) / KILO for one in book.products],
        }),
        "stock": _table("stock", {
            "product": [book.products[one.product].code for one in book.lots],
            "warehouse": [book.warehouses[one.warehouse] for one in book.lots], "date": [DAY] * len(book.lots),
            "quantity": [Decimal(one.quantity) for one in book.lots],
        }),
        "expected_receipt": _table("expected_receipt", {
            "product": [book.products[one.product].code for one in book.receipts],
            "warehouse": [book.warehouses[one.warehouse] for one in book.receipts],
            "date": [day_of(one.day) for one in book.receipts], "quantity": [Decimal(one.quantity) for one in book.receipts],
        }),
        "dispatch_capacity": _table("dispatch_capacity", {
            "warehouse": list(book.warehouses), "date": [DAY] * len(book.warehouses),
            "kilos": [Decimal(one or 0) / KILO for one in book.dock],
        }),
    }  # fmt: skip


def _table(name: str, found: dict[str, list[Any]]) -> pa.Table:
    rows = len(next(iter(found.values())))
    kinds = {column.name: column.type for column in TABLES[name].schema}
    return pa.table({key: pa.array(found.get(key, [None] * rows), kind) for key, kind in kinds.items()})


@contextmanager
def installation() -> Iterator[None]:
    """An empty installation in a folder that goes."""
    with tempfile.TemporaryDirectory(prefix="clave-dispatch-") as folder:
        os.environ |= {"CLAVE_DATA": folder, "DJANGO_SETTINGS_MODULE": "clave.project.settings"}
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        settings.ALLOWED_HOSTS = ["testserver"]
        settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
        call_command("migrate", interactive=False, verbosity=0)
        yield


def filled(lines: int) -> Any:
    """The facts of a day, a company, a dispatcher, and a head start of 14 days for every key customer; the dispatcher."""
    from django.conf import settings

    from clave.store.models import Company, Grant, Person

    book = generated(lines)
    FactStore(Path(settings.CLAVE_FACTS)).load(
        tables_of(book), source="erp", digest="1", now=NOW, by="bench", currency=book.currency
    )
    Company.objects.create(id=1, name="Bench", currency=book.currency, created_at=NOW)
    Grant.objects.bulk_create(
        Grant(customer=one.code, privilege="dispatch", since=NOW.date() - timedelta(days=30), parameters={"days": 14},
              origin="template", category=one.category, at=NOW)
        for one in book.accounts if one.key
    )  # fmt: skip
    return Person.objects.create_person(
        email="w@example.com", name="Wilson", role="dispatch", password=None, created_at=NOW
    )


def took(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Wall and processor seconds, and what came out."""
    wall, processor = time.perf_counter(), time.process_time()
    found = work()
    return time.perf_counter() - wall, time.process_time() - processor, found


def steps(lines: int, *, peer: bool = True) -> Iterator[tuple[str, float, float]]:
    """Each step of the day with its wall and processor seconds; the pages are medians of seven."""
    from django.test import Client

    from clave.actions.dispatch import confirm_dispatch, keep_dispatch_plan, plan_day

    by = filled(lines)
    wall, processor, (found, plan) = took(lambda: plan_day(NOW.date()))
    yield "read the facts and plan", wall, processor
    for name in ("keep", "keep again, in place of the first"):
        wall, processor, kept = took(lambda: keep_dispatch_plan(day=NOW.date(), found=found, plan=plan, by=by, now=NOW))
        yield name, wall, processor
    browser = Client()
    browser.force_login(by)
    for page in PAGES:
        browser.get(f"/despacho/{page}")
        times = [took(lambda page=page: browser.get(f"/despacho/{page}").status_code) for _turn in range(7)]
        assert all(status == 200 for *_times, status in times)
        yield f"/despacho/{page}", median(one[0] for one in times), median(one[1] for one in times)
    yield "confirm", *took(lambda: confirm_dispatch(number=kept.pk, by=by, now=NOW))[:2]
    wall, processor, _again = took(lambda: plan_day(NOW.date()))
    yield "plan again without what was sent", wall, processor
    if peer:
        yield "keep the same lines through objects", *took(lambda: objects(kept))[:2]


def objects(kept: Any) -> int:
    """The lines of a kept plan written again through model objects: the peer of keeping."""
    from clave.store.models import DispatchLine

    lines = list(kept.lines.all())
    kept.lines.all().delete()
    for line in lines:
        line.pk = None
    return len(DispatchLine.objects.bulk_create(lines, batch_size=500))


def measured(lines: str) -> dict[str, float]:
    """Processor seconds by step, in an installation of its own."""
    with installation():
        return {name: processor for name, _wall, processor in steps(int(lines))}


def main(lines: int) -> None:
    """Every step."""
    print(f"{'':<48}{'wall s':>9}{'cpu s':>9}")
    with installation():
        for name, wall, processor in steps(lines):
            print(f"{name:<48}{wall:>9.3f}{processor:>9.3f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
