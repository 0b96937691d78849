"""The badge of a customer, as JSON and as the page of a web frame: in the process, and over HTTP from the real server.

    python -m bench.badge [turns]        (1,000 by default, of each)

The demonstration company (1,204 customers), one customer that is key, one keep-alive connection. A key may ask 600 times a
minute, so every 500 turns take another. Milliseconds; the page in the process is asked with the key in the header, as a
proxy sends it. Reach, as for the decision at order entry: p99 of 10 ms in the process and 30 ms over HTTP.
"""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from urllib.parse import quote

from bench.pages import free_port, served

EACH = 500
PREPARE = """
import sys, django
django.setup()
from django.core.management import call_command
from django.utils import timezone
from clave.actions.apikeys import make_key
from clave.store.models import KeyStatus, Person
call_command("start", "--only-prepare", stdout=sys.stderr)
call_command("collectstatic", interactive=False, verbosity=0)
customer = KeyStatus.objects.filter(state="confirmed").first().customer
person = Person.objects.filter(email="bench@example.com").first() or Person.objects.create_person(
    email="bench@example.com", name="Bench", role="administrator", password=None, created_at=timezone.now())
keys = [make_key(by=person, now=timezone.now(), name=f"bench {each}", scopes=["badge"], expires_at=None)[1]
        for each in range(int(sys.argv[1]))]
print(customer, *keys)
"""
HEADER = f"{'':<34}{'KB':>6}{'median':>9}{'p95':>9}{'p99':>9}"


def told(name: str, size: int, took: list[float]) -> None:
    """One row."""
    times = sorted(took)
    late = [times[min(len(times) - 1, round(share * len(times)))] for share in (0.95, 0.99)]
    print(f"{name:<34}{size / 1000:>6.1f}{median(times):>9.1f}{late[0]:>9.1f}{late[1]:>9.1f}", flush=True)


def timed(ask: Callable[[str], bytes], keys: list[str], turns: int) -> tuple[int, list[float]]:
    """Size of the answer, and milliseconds of every turn after ten to warm up."""
    took = []
    for turn in range(turns + 10):
        start = time.perf_counter()
        size = len(ask(keys[turn // EACH]))
        took.append((time.perf_counter() - start) * 1000)
    return size, took[10:]


def over(connection: http.client.HTTPConnection, path: str) -> Callable[[str], bytes]:
    """Asks over HTTP. Raises RuntimeError for anything but the badge."""

    def ask(key: str) -> bytes:
        connection.request("GET", path, headers={"Authorization": f"Bearer {key}", "Accept-Language": "es"})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return content

    return ask


IN_PROCESS = """
import sys, django
django.setup()
from django.test import Client
from bench.badge import timed, told
path, keys = sys.argv[3], sys.argv[4:]
clients = {key: Client(headers={"Authorization": f"Bearer {key}", "Accept-Language": "es", "Host": "localhost"}) for key in keys}
def ask(key):
    answer = clients[key].get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content
told(sys.argv[1], *timed(ask, keys, int(sys.argv[2])))
"""


def main(turns: int) -> None:
    """JSON and page, both ways."""
    root = Path(os.environ.get("CLAVE_BENCH", Path(tempfile.gettempdir()) / "clave-bench")) / "badge"
    root.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "CLAVE_DATA": str(root), "DJANGO_SETTINGS_MODULE": "clave.project.settings"}
    share = (turns + 10) // EACH + 1
    out = subprocess.run(
        [sys.executable, "-c", PREPARE, str(4 * share)], env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout.splitlines()[-1]
    customer, *keys = out.split(" ")
    groups = [keys[at : at + share] for at in range(0, len(keys), share)]
    paths = (f"/api/v1/badge/{quote(customer)}", f"/api/v1/badge.html?customer={quote(customer)}")
    print(f"{turns:,} turns\n{HEADER}")
    for name, path, own in zip(("JSON, in the process", "page, in the process"), paths, groups[:2], strict=True):
        command = [sys.executable, "-c", IN_PROCESS, name, str(turns), path, *own]
        subprocess.run(command, env=environment, check=True)
    port = free_port()
    with served([sys.executable, "-m", "clave.project", "serve", "--port", str(port)], environment, port, "/salud"):
        for name, path, own in zip(("JSON, over HTTP", "page, over HTTP"), paths, groups[2:], strict=True):
            told(name, *timed(over(http.client.HTTPConnection("127.0.0.1", port), path), own, turns))


if __name__ == "__main__":
    main(int((sys.argv[1:] or ["1000"])[0]))
