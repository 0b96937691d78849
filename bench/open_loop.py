"""Forty requests a second that wait for nobody, while an import and the worker run: `clave serve` as it is installed.

    python -m bench.open_loop [--seconds 25] [--rate 40] [--flood 200] [--customers 1204] [--postgres ADDRESS]

Every request has its instant beforehand: number n goes out at n / rate, whatever became of those before it, and its time
runs **from that instant** to the last byte. A server that stands still for a second is therefore slow for all forty that
were due in it, not for one (no coordinated omission). Nine reads and one write in ten: pages as people open them, the API
as an ERP asks it; a contact logged, an order decided. Every write has an Idempotency-Key of its own, and what was answered
201 or 200 is counted in the database afterwards: none may be missing. Meanwhile rows of facts arrive through the API (the
worker reads each lot), a process imports whole months into the book, and the list is made anew.

Then `--flood` requests a second for ten seconds, which no machine of this size answers: who is turned away must get 503
with Retry-After and at once, and those who get in must be served.

Reach: reads p99 of 300 ms, writes p99 of 500 ms, no errors. The load comes from the same machine: it needs a tenth of a core.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench.pages import DEMO, LINES_EACH, free_port, served

SEED = 26
CONNECTIONS = 600
"""More than could ever be under way, so that nobody waits for one: 600 at 40 a second are fifteen seconds of standstill."""
GIVE_UP = 30.0
FLOOD_SECONDS = 10
EVERY_WRITE = 10
READ_REACH, WRITE_REACH = 300.0, 500.0
KEYS = 8
"""Systems that ask, each with a key: one may ask ten times a second."""
TOUCH, DECIDE = "/api/v1/acts/log-touchpoint", "/api/v1/orders/decide"
PREPARE = """
import sys, json, django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from clave.actions.apikeys import make_key
from clave.actions.company import found_company
from clave.jobs.schedule import start_now
from clave.store.models import AccountLine, Company, Person
from clave.store.models.apikeys import SCOPES
from clave.store.queries import latest_run
size, keys = int(sys.argv[1]), int(sys.argv[2])
if size != {demo} and not settings.CLAVE_FACTS.exists():
    from bench import company
    company.build(settings.CLAVE_FACTS, size * {each}, size)
    call_command("migrate", interactive=False, verbosity=0)
    if not Company.objects.exists():
        found_company(name="Bench", currency="COP", demonstration=True, now=timezone.now())
call_command("start", "--only-prepare", stdout=sys.stderr)
now = timezone.now()
person = Person.objects.filter(email="bench@example.com").first() or Person.objects.create_person(
    email="bench@example.com", name="Bench", role="administrator", password=None, created_at=now)
client = Client()
client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
texts = [make_key(by=person, now=now, name=f"ERP {n}", scopes=SCOPES, expires_at=None, person=person)[1] for n in range(keys)]
start_now("refresh", by=person, now=now)
rows = AccountLine.objects.filter(run=latest_run()).order_by("-money").values_list("customer", flat=True)
from clave.facts.store import FactStore
with FactStore(settings.CLAVE_FACTS).open().open() as warehouse:
    products = warehouse.query("SELECT product FROM invoice_line GROUP BY product ORDER BY SUM(net) DESC, product LIMIT 10")
print(json.dumps({"cookie": f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}",
    "keys": texts, "products": products["product"].to_pylist(), "customers": list(rows[:400]), "of": len(rows),
    "day": f"{timezone.localdate(now)}"}))
""".replace("{demo}", str(DEMO)).replace("{each}", str(LINES_EACH))
COUNT = """
import json, django
django.setup()
from clave.store.models import Job, OrderDecision, Touchpoint
states = list(Job.objects.values_list("state", flat=True))
print(json.dumps({"touchpoints": Touchpoint.objects.count(), "decisions": OrderDecision.objects.count(),
    "jobs": {state: states.count(state) for state in set(states)}}))
"""
IMPORTS = """
import os, sys, time, django
django.setup()
from clave.project.management.commands.work import AFTER_THE_PAGES
os.nice(AFTER_THE_PAGES)  # as the imports of the worker are
import pyarrow.compute as pc
from datetime import UTC, datetime
from pathlib import Path
from django.conf import settings
from clave.facts.store import FactStore
from clave.facts.tables import TABLES
store = FactStore(Path(settings.CLAVE_FACTS))
book = store.open()
month = f"SELECT * FROM invoice_line WHERE date >= DATE '{book.summary().last_day:%Y-%m}-01'"
with book.open() as warehouse:
    rows = warehouse.query(month)
rows = rows.select([name for name in rows.column_names if name in TABLES["invoice_line"].by_name])
print("began", flush=True)
while True:
    place = rows.column_names.index("terms_days")  # another term each time, or the same month would bring nothing new
    rows = rows.set_column(place, "terms_days", pc.add(pc.fill_null(rows["terms_days"], 30), 1))
    store.load({"invoice_line": rows}, source=sys.argv[1], digest=str(time.time_ns()), now=datetime.now(UTC), by="bench",
               currency=book.currency)
    print("loaded", flush=True)
    time.sleep(5)
"""
"""The newest month of the book, again and again: five seconds after the last time, which is more often than any ERP."""


@dataclass(frozen=True)
class Shot:
    """One request: when it is due (seconds from the start), what it is, and what makes it good."""

    due: float
    write: bool
    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Hit:
    """What became of it: milliseconds from the instant it was due; `late`: how many of them before it was sent at all.
    Status 0: no answer, and `why`."""

    shot: Shot
    status: int
    took: float
    late: float
    retry_after: str = ""
    why: str = ""


Choice = tuple[int, Callable[[random.Random], tuple[str, str, bool, bytes]]]


def planned(known: dict[str, Any], seconds: float, rate: float, seed: int = SEED) -> list[Shot]:
    """The requests of so many seconds, each at its own instant, the same for the same seed; one in ten writes."""
    chance, shots = random.Random(seed), []
    reads, writes = list(_reads(known)), list(_writes(known))
    for number in range(int(seconds * rate)):
        write = number % EVERY_WRITE == EVERY_WRITE - 1
        choices = writes if write else reads
        ((_weight, choose),) = chance.choices(choices, [weight for weight, _choose in choices])
        method, path, by_key, body = choose(chance)
        headers = {"Accept-Language": "es", "Content-Type": "application/json"}
        if by_key:
            headers["Authorization"] = f"Bearer {known['keys'][number % len(known['keys'])]}"
            if write:
                headers["Idempotency-Key"] = f"{time.time_ns()}-{number}"
        else:
            headers["Cookie"] = known["cookie"]
        shots.append(Shot(number / rate, write, method, path, headers, body))
    return shots


def _reads(known: dict[str, Any]) -> Iterator[Choice]:
    """What people open and an ERP asks, by how often."""
    some = known["customers"]
    for weight, path in ((12, "/"), (14, "/cuentas/"), (8, "/cuentas/?q=01"), (8, "/seleccion/"), (4, "/buscar/?q=cli"),
                         (4, "/despacho/"), (2, "/politica/"), (2, "/resultados/")):  # fmt: skip
        yield weight, lambda chance, path=path: ("GET", path, False, b"")
    yield 22, lambda chance: ("GET", f"/cuentas/{quote(chance.choice(some))}/", False, b"")
    yield 16, lambda chance: ("GET", f"/api/v1/badge/{quote(chance.choice(some))}", True, b"")
    yield 8, lambda chance: ("GET", f"/api/v1/accounts?limit=50&q={chance.randrange(100):02d}", True, b"")


def _writes(known: dict[str, Any]) -> Iterator[Choice]:
    some, said = known["customers"], {"on": known["day"], "kind": "call", "text": "Pidieron la muestra."}
    lines = [{"product": product, "quantity": 3} for product in known["products"]]
    yield 5, lambda chance: ("POST", TOUCH, True, json.dumps({"customer": chance.choice(some), **said}).encode())
    yield (
        5,
        lambda chance: ("POST", DECIDE, True, json.dumps({"customer": chance.choice(some), "lines": lines}).encode()),
    )


class Gun:
    """Sends each request at its instant, over as many connections as it takes."""

    def __init__(self, port: int) -> None:
        self.port, self.own = port, threading.local()

    def fire(self, shots: Sequence[Shot]) -> list[Hit]:
        """All of them; returns when the last one was answered or given up."""
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            start, waiting = time.perf_counter() + 0.2, []
            for shot in shots:
                if (left := start + shot.due - time.perf_counter()) > 0:
                    time.sleep(left)
                waiting.append(pool.submit(self._one, shot, start))
            return [hit.result() for hit in waiting]

    def _one(self, shot: Shot, start: float) -> Hit:
        due, sent, why = start + shot.due, time.perf_counter(), ""
        try:
            status, retry_after = self._asked(shot)
        except (OSError, http.client.HTTPException) as error:
            status, retry_after, why = 0, "", type(error).__name__
            self.own.connection = None
        return Hit(shot, status, (time.perf_counter() - due) * 1000, (sent - due) * 1000, retry_after, why)

    def _asked(self, shot: Shot) -> tuple[int, str]:
        """Status and Retry-After. A connection that the server closed while it was idle is opened once more."""
        for again in (True, False):
            fresh = getattr(self.own, "connection", None) is None
            if fresh:
                self.own.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=GIVE_UP)
            try:
                self.own.connection.request(shot.method, shot.path, shot.body or None, shot.headers)
                answer = self.own.connection.getresponse()
                answer.read()
                return answer.status, answer.headers.get("Retry-After", "")
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.own.connection.close()
                self.own.connection = None
                if fresh or not again:
                    raise
        raise AssertionError


def percentile(took: Sequence[float], share: float) -> float:
    """The time within which this share was answered."""
    times = sorted(took)
    return times[min(len(times) - 1, int(share * len(times)))] if times else float("nan")


def good(hit: Hit) -> bool:
    """Answered as it should be."""
    return 200 <= hit.status < 400


def row(name: str, hits: Sequence[Hit], reach: float) -> str:
    """One line: how many, their times, what went wrong, and whether the reach is met."""
    took = [hit.took for hit in hits if good(hit)]
    away = sum(hit.status == 503 for hit in hits)
    wrong = len(hits) - len(took) - away
    late = percentile(took, 0.99)
    met = "yes" if not wrong and not away and late <= reach else "no"
    return (f"{name:<8}{len(hits):>7}{percentile(took, 0.5):>10.1f}{percentile(took, 0.95):>10.1f}{late:>10.1f}"
            f"{max(took, default=float('nan')):>10.1f}{wrong:>8}{away:>8}   {reach:.0f}: {met}")  # fmt: skip


HEAD = f"{'':<8}{'asked':>7}{'p50 ms':>10}{'p95':>10}{'p99':>10}{'worst':>10}{'errors':>8}{'503':>8}   reach"


def flooded(hits: Sequence[Hit]) -> str:
    """What happened past what the machine can do."""
    taken, away = [hit for hit in hits if good(hit)], [hit for hit in hits if hit.status == 503]
    told = sum(bool(hit.retry_after) for hit in away)
    wrong = len(hits) - len(taken) - len(away)
    return (f"{len(hits)} asked: {len(taken)} answered, p99 {percentile([hit.took for hit in taken], 0.99):.0f} ms; "
            f"{len(away)} turned away (503), {told} of them with Retry-After, p99 "
            f"{percentile([hit.took for hit in away], 0.99):.0f} ms; errors {wrong}")  # fmt: skip


@contextmanager
def busy(known: dict[str, Any], port: int, environment: dict[str, str]) -> Iterator[list[str]]:
    """Facts arrive by the API, each lot read by the worker, and a process imports whole months; what happened is noted."""
    over, noted = threading.Event(), []  # type: tuple[threading.Event, list[str]]
    source = "demo" if known["of"] == DEMO else "erp"
    importer = subprocess.Popen(
        [sys.executable, "-c", IMPORTS, source], env=environment, stdout=subprocess.PIPE, text=True
    )

    def listen() -> None:
        assert importer.stdout
        noted.extend(line.strip() for line in importer.stdout)

    def bring() -> None:
        turn = 0
        while not over.wait(3):
            turn += 1
            rows = [[known["customers"][n % 400], f"Cliente {turn}-{n}", "Cali"] for n in range(2_000)]
            body = json.dumps({"table": "customer", "columns": ["customer", "name", "city"], "rows": rows}).encode()
            headers = {"Authorization": f"Bearer {known['keys'][turn % KEYS]}", "Content-Type": "application/json",
                       "Idempotency-Key": f"rows-{time.time_ns()}"}  # fmt: skip
            with suppress(OSError, http.client.HTTPException):
                status, _after = Gun(port)._asked(Shot(0, True, "POST", "/api/v1/acts/bring-rows", headers, body))
                noted.append(f"brought {status}")

    threads = [threading.Thread(target=work, daemon=True) for work in (listen, bring)]
    for thread in threads:
        thread.start()
    try:
        yield noted
    finally:
        over.set()
        importer.kill()
        importer.wait()
        for thread in threads:
            thread.join(GIVE_UP)


def processor(port: int) -> float:
    """Seconds of processor that the server of the pages has had, with its children: what does not move with the neighbours."""
    groups: dict[str, int] = {}
    ours = ""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError):  # it may end while it is looked at
            words, stat = (folder / "cmdline").read_bytes().split(b"\0"), _stat(folder)
            groups[stat[2]] = groups.get(stat[2], 0) + int(stat[11]) + int(stat[12])
            if b"web" in words and str(port).encode() in words:
                ours = stat[2]
    ticks = groups.get(ours, 0)
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat(folder: Path) -> list[str]:
    """What the system counts of a process, from its state on: the third is its group, 12th and 13th its time."""
    return (folder / "stat").read_text().rpartition(")")[2].split()


def told(script: str, environment: dict[str, str], *arguments: object) -> dict[str, Any]:
    """What a script of this installation printed last, as JSON."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    out = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, Any] = json.loads(out.splitlines()[-1])
    return found


def main() -> None:
    """The row of forty a second, and the flood after it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=25)
    parser.add_argument("--rate", type=float, default=40)
    parser.add_argument("--flood", type=float, default=200)
    parser.add_argument("--customers", type=int, default=DEMO)
    parser.add_argument("--postgres", default="", help="an empty database: the company is moved there")
    asked = parser.parse_args()
    ready = (
        Path(os.environ.get("CLAVE_BENCH", Path(tempfile.gettempdir()) / "clave-bench"))
        / f"open-loop-{asked.customers}"
    )
    ready.mkdir(parents=True, exist_ok=True)
    told(PREPARE, _environment(ready, ""), asked.customers, 1)
    with tempfile.TemporaryDirectory(dir=ready.parent, prefix="open-loop-run-") as folder:
        data = Path(folder) / "data"
        shutil.copytree(ready, data)  # every run begins with the same company
        if asked.postgres:
            move = [sys.executable, "-m", "clave.project", "move_database"]
            subprocess.run(move, env={**_environment(data, ""), "CLAVE_MOVE_TO": asked.postgres}, check=True)
        _run(asked, _environment(data, asked.postgres))


def _environment(data: Path, database: str) -> dict[str, str]:
    ours = {"CLAVE_DATA": str(data), "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "clave.project.settings"}
    return {**os.environ, **ours}


def _run(asked: argparse.Namespace, environment: dict[str, str]) -> None:
    known, port = told(PREPARE, environment, asked.customers, KEYS), free_port()
    shots = planned(known, asked.seconds, asked.rate)
    flood = planned(known, FLOOD_SECONDS if asked.flood else 0, asked.flood or 1, SEED + 1)
    print(f"\n{known['of']:,} customers, {asked.rate:g} requests a second for {asked.seconds:g} s, one in ten a write, "
          f"seed {SEED}, {'PostgreSQL' if asked.postgres else 'SQLite'}")  # fmt: skip
    with served([sys.executable, "-m", "clave.project", "serve", "--port", str(port)], environment, port, "/salud"):
        _wait_until_it_answers(port)
        Gun(port).fire(
            planned(known, 3, 10, SEED + 2)
        )  # every page once: what is loaded at the first request is no load
        before = told(COUNT, environment)
        spent = processor(port)
        with busy(known, port, environment) as noted:
            hits = Gun(port).fire(shots)
        spent = processor(port) - spent
        _report(hits, noted, before, told(COUNT, environment), spent)
        if flood:
            print(f"{asked.flood:g} a second for {FLOOD_SECONDS} s: {flooded(Gun(port).fire(flood))}")


def _wait_until_it_answers(port: int) -> None:
    """A busy machine takes minutes to load the pages."""
    until = time.monotonic() + 300
    while not good(Gun(port).fire([Shot(0, False, "GET", "/salud", {})])[0]):
        if time.monotonic() > until:
            raise SystemExit("clave serve does not answer within five minutes: start it by hand and look")
        time.sleep(1)


def _report(
    hits: Sequence[Hit], noted: Sequence[str], before: dict[str, Any], after: dict[str, Any], spent: float
) -> None:
    print(HEAD)
    print(row("reads", [hit for hit in hits if not hit.shot.write], READ_REACH))
    print(row("writes", [hit for hit in hits if hit.shot.write], WRITE_REACH))
    strange = Counter(hit.why or f"{hit.status} {hit.shot.path}" for hit in hits if not good(hit) and hit.status != 503)
    for what, count in strange.most_common(5):
        print(f"  {count} × {what}")
    late = percentile([hit.late for hit in hits], 0.99)
    print(f"sent after their instant by the generator itself: p99 {late:.1f} ms")
    answered = sum(hit.status > 0 for hit in hits)
    if answered:
        each = spent / answered * 1000
        print(f"processor of the pages: {each:.1f} ms a request, so one core answers {1000 / each:.0f} a second")
    for kind, path in (("touchpoints", TOUCH), ("decisions", DECIDE)):
        said = sum(good(hit) for hit in hits if hit.shot.path == path)
        kept = after[kind] - before[kind]
        print(f"{kind}: {said} acknowledged, {kept} kept{'' if kept >= said else ' – LOST'}")
    lots = sum(note.startswith("brought 201") for note in noted)
    whole = f"{noted.count('loaded')} imports of a whole month ended and one under way"
    print(
        f"meanwhile: {whole}, {lots} lots of 2,000 rows for the worker; jobs {json.dumps(after['jobs'], sort_keys=True)}"
    )


if __name__ == "__main__":
    main()
