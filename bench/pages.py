"""Pages over HTTP from the real server: the demonstration company (1,204 customers) and one of 10,000.

    python -m bench.pages [customers …] [--turns N]        (1204 and 10000, 60 turns by default)

One keep-alive connection, signed in as administrator, three turns to warm up; milliseconds until the last byte, queries
included. Reach: 200 ms of server time. quality.md names Odoo as the peer: it is not available here; for scale there is
Django's own admin list of the same rows (bench/admin_peer.py), which checks no sign-in.
"""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

DEMO = 1204
LINES_EACH = 60  # invoice lines of each customer of the larger company
PAGES = ("/", "/seleccion/", "/cuentas/", "/cuentas/?orden=nombre", "/cuentas/?q=01", "{account}", "{account}lineas/",
         "/politica/", "/importar/", "/cobertura/", "/buscar/?q=cli")  # fmt: skip
PREPARE = """
import sys, django
django.setup()
from pathlib import Path
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from clave.actions.company import found_company
from clave.store.models import AccountLine, Company, Person
from clave.store.queries import latest_run
size = int(sys.argv[1])
if size != {demo} and not settings.CLAVE_FACTS.exists():
    from bench import company
    company.build(settings.CLAVE_FACTS, size * {each}, size)
    call_command("migrate", interactive=False, verbosity=0)
    if not Company.objects.exists():
        found_company(name="Bench", currency="COP", demonstration=True, now=timezone.now())
call_command("start", "--only-prepare", stdout=sys.stderr)
person = Person.objects.filter(email="bench@example.com").first() or Person.objects.create_person(
    email="bench@example.com", name="Bench", role="administrator", password=None, created_at=timezone.now())
client = Client()
client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
largest = AccountLine.objects.filter(run=latest_run()).order_by("-money").first()
print(settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value, largest.customer,
      AccountLine.objects.filter(run=latest_run()).count())
""".replace("{demo}", str(DEMO)).replace("{each}", str(LINES_EACH))


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(command: list[str], environment: dict[str, str], port: int, path: str) -> Iterator[None]:
    """A server while it answers at `path`."""
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _try in range(600):
            try:
                if fetch(http.client.HTTPConnection("127.0.0.1", port), path, {})[0] < 500:
                    break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait(20)


def fetch(connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> tuple[int, int, float]:
    """Status, bytes and milliseconds of one page."""
    start = time.perf_counter()
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    size = len(answer.read())
    return answer.status, size, (time.perf_counter() - start) * 1000


def measured(port: int, path: str, headers: dict[str, str], turns: int) -> str:
    """One row: status, KB, minimum, median and p95."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    found = [fetch(connection, path, headers) for _turn in range(turns + 3)][3:]
    status, size, _took = found[0]
    times = sorted(took for _status, _size, took in found)
    late = times[min(len(times) - 1, round(0.95 * len(times)))]
    return f"{path[:44]:<46}{status:>5}{size / 1000:>8.0f}{times[0]:>9.1f}{median(times):>9.1f}{late:>9.1f}"


def company(size: int, turns: int) -> None:
    """The pages of a company of this size, and the peer's list."""
    root = Path(os.environ.get("CLAVE_BENCH", Path(tempfile.gettempdir()) / "clave-bench")) / f"pages-{size}"
    root.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "CLAVE_DATA": str(root), "DJANGO_SETTINGS_MODULE": "clave.project.settings"}
    told = subprocess.run(
        [sys.executable, "-c", PREPARE, str(size)], env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout.splitlines()[-1]
    cookie, session, customer, rows = told.split(" ")
    headers = {"Cookie": f"{cookie}={session}", "Accept-Language": "es"}
    port = free_port()
    print(f"\n{int(rows):,} customers, {turns} turns")
    print(f"{'page':<46}{'':>5}{'KB':>8}{'min ms':>9}{'median':>9}{'p95':>9}")
    with served([sys.executable, "-m", "clave.project", "serve", "--port", str(port)], environment, port, "/salud"):
        for page in PAGES:
            print(measured(port, page.replace("{account}", f"/cuentas/{customer}/"), headers, turns))
    port = free_port()
    peer = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
            "--workers", "1", "--blocking-threads", "8", "--log-level", "error", "bench.admin_peer:application"]  # fmt: skip
    with served(peer, environment, port, "/admin/auth/accountline/"):
        for path in ("/admin/auth/accountline/", "/admin/auth/accountline/?q=01"):
            print(measured(port, path, {}, turns), " peer")


def main() -> None:
    """Every size asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("customers", nargs="*", type=int, default=[DEMO, 10_000])
    parser.add_argument("--turns", type=int, default=60)
    asked = parser.parse_args()
    for size in asked.customers:
        company(size, asked.turns)


if __name__ == "__main__":
    main()
