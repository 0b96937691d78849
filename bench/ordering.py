"""The decision at order entry over HTTP, from the real server, beside a bare view of the same server: what clave adds to it.

    python -m bench.ordering [turns]        (1,000 by default, of each)

The demonstration company, orders of 20 lines of two key accounts and two ordinary customers, one keep-alive connection. Every
question is new, so every one is decided and kept on disk (SQLite, `synchronous=FULL`); «again» asks what was asked before.
The peer is `/salud`, a view of the same server that writes nothing. Turns alternate. Then a grant is ended in another process:
«after a change» is the first question after it, which reads people's decisions again. Milliseconds. Reach: p99 of 30 ms.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench.pages import free_port, served

EACH, LINES, CHANGES = 250, 20, 10
PREPARE = """
import sys, django
django.setup()
from django.core.management import call_command
from django.utils import timezone
from clave.actions.apikeys import make_key
from clave.store.models import Person
from clave.store.order_entry import ready
call_command("start", "--only-prepare", stdout=sys.stderr)
call_command("collectstatic", interactive=False, verbosity=0)
person = Person.objects.filter(email="bench@example.com").first() or Person.objects.create_person(
    email="bench@example.com", name="Bench", role="administrator", password=None, created_at=timezone.now())
keys = [make_key(by=person, now=timezone.now(), name=f"bench {n}", scopes=["orders"], expires_at=None)[1]
        for n in range(int(sys.argv[1]))]
known = ready(timezone.localdate()).known
key = [code for code, one in known.customers.items() if one.category][:2]
plain = [code for code, one in known.customers.items() if not one.category][:2]
import json
print(json.dumps({"keys": keys, "customers": key + plain, "products": sorted(known.products)[:200],
                  "known": [len(known.customers), len(known.products)]}))
"""
CHANGE = """
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from clave.actions.minimums import set_minimum
from clave.privileges.minimums import Minimum
from clave.store.models import Person
from decimal import Decimal
import sys
day = timezone.localdate() + timedelta(days=400 + int(sys.argv[1]))
set_minimum(by=Person.objects.get(email="bench@example.com"), now=timezone.now(),
            rule=Minimum("order", "money", Decimal(1), day, day, channel=sys.argv[2], reason="bench"))
"""
HEADER = f"{'':<34}{'median':>9}{'p95':>9}{'p99':>9}"


def told(name: str, took: list[float]) -> None:
    """One row."""
    times = sorted(took)
    late = [times[min(len(times) - 1, round(share * len(times)))] for share in (0.95, 0.99)]
    print(f"{name:<34}{median(times):>9.1f}{late[0]:>9.1f}{late[1]:>9.1f}", flush=True)


def timed(ask: Callable[[], object]) -> float:
    """Milliseconds of one question."""
    start = time.perf_counter()
    ask()
    return (time.perf_counter() - start) * 1000


class Desk:
    """Asks over one connection. Raises RuntimeError for anything but an answer."""

    def __init__(self, port: int, prepared: dict[str, list[str]]) -> None:
        self.connection, self.prepared = http.client.HTTPConnection("127.0.0.1", port), prepared

    def order(self, turn: int) -> None:
        """A question that nobody asked before."""
        customers, products = self.prepared["customers"], self.prepared["products"]
        lines = [{"product": products[(turn + n) % len(products)], "quantity": turn + n + 1} for n in range(LINES)]
        body = json.dumps({"customer": customers[turn % len(customers)], "lines": lines, "order": f"B-{turn}"})
        key = self.prepared["keys"][turn // EACH % len(self.prepared["keys"])]
        self._sent(
            "POST",
            "/api/v1/orders/decide",
            body,
            {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )

    def bare(self) -> None:
        """The peer."""
        self._sent("GET", "/salud", None, {})

    def _sent(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> None:
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {content[:300]!r}")


def main(turns: int) -> None:
    """New questions, the same again, the peer, and the first one after a change."""
    root = Path(os.environ.get("CLAVE_BENCH", Path(tempfile.gettempdir()) / "clave-bench")) / "ordering"
    root.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "CLAVE_DATA": str(root), "DJANGO_SETTINGS_MODULE": "clave.project.settings"}
    wanted = str(turns // EACH + 2)
    out = subprocess.run(
        [sys.executable, "-c", PREPARE, wanted], env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout.splitlines()[-1]
    prepared, port = json.loads(out), free_port()
    customers, products = prepared["known"]
    print(f"{turns:,} turns, {customers:,} customers, {products:,} products\n{HEADER}")
    with served([sys.executable, "-m", "clave.project", "serve", "--port", str(port)], environment, port, "/salud"):
        desk = Desk(port, prepared)
        for turn in range(10):
            desk.order(turn)
            desk.bare()
        new, bare = [], []
        for turn in range(10, turns + 10):
            new.append(timed(lambda turn=turn: desk.order(turn)))  # type: ignore[misc]
            bare.append(timed(desk.bare))
        again = [timed(lambda turn=turn: desk.order(turn)) for turn in range(10, min(turns, EACH) + 10)]  # type: ignore[misc]
        after = []
        for change in range(CHANGES):
            mark = f"{os.getpid()}-{change}"
            subprocess.run([sys.executable, "-c", CHANGE, str(change), mark], env=environment, check=True)
            after.append(timed(lambda change=change: desk.order(turns + 100 + change)))  # type: ignore[misc]
    told("a new order", new)
    told("the same again", again)
    told("after a change of somebody else", after)
    told("peer: a bare view", bare)
    print(f"a new order takes {median(new) / median(bare):.1f} × the bare view")


if __name__ == "__main__":
    main(int((sys.argv[1:] or ["1000"])[0]))
