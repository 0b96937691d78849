"""A worker that is killed without warning while it writes to an Odoo: every record is written once, and the ledger says so."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.jobs.killing import killed_after, process, said
from tests.odoo.fake.company import company
from tests.odoo.fake.server import FakeOdoo, Server

POLICY = """
[[push.pause_seconds]]
from = 2000-01-01
value = 0
reason = "x"
source = "x"

[[push.together]]
from = 2000-01-01
value = 1
reason = "x"
source = "x"
"""
SET_UP = """
import django; django.setup()
from django.core.management import call_command
from django.utils import timezone
from clave.actions.pushes import approve_push
from clave.actions.sources import Entered, connect_source
from clave.jobs.pushes import start_plan
from clave.jobs.worker import work_off
from clave.store.models import KeyStatus, Person, Push
from clave.store.policy import policy_in_force
call_command("migrate", interactive=False, verbosity=0)
now = timezone.now()
ana, dora = (Person.objects.create_person(email=f"{{role}}@c.example", name=role, role=role, password=None, created_at=now)
             for role in ("administrator", "director"))
settings = {{"url": "{url}", "database": "empresa", "login": "clave"}}
source = connect_source(kind="odoo", entered=Entered("Odoo", settings, {{"api_key": "{key}"}}), by=ana, now=now)
for code in range(1, {customers} + 1):
    KeyStatus.objects.create(customer=str(code), name=f"C{{code}}", state="confirmed", category="volume", since=now.date(),
                             changed_at=now)
start_plan(source=source.pk, parts=["accounts"], by=ana, now=now)
work_off(now=now)
push = Push.objects.get()
approve_push(number=push.pk, digest=push.digest, limits=policy_in_force().at(now.date()), by=dora, now=now)
"""
EACH = 3
"""What is written of one key account: its tag, and two texts."""


class Counted(FakeOdoo):
    """An Odoo that counts how often each record was written, and with what."""

    def __init__(self, customers: int) -> None:
        super().__init__(company(19, customers=customers, lines=4 * customers))
        self.written: Counter[str] = Counter()

    def _write(self, model: str, ids: list[int], vals: dict[str, Any]) -> bool:
        for number in ids:
            self.written[json.dumps([model, number, sorted(vals)])] += 1
        return super()._write(model, ids, vals)


def survive(folder: Path, customers: int, deaths: Sequence[tuple[str, int]]) -> tuple[Counter[str], list[Any]]:
    """Kill a worker after so many of a word, again and again, and let the last one finish: how often each record was
    written, and what the push came to. A job that killed three workers is given up: the worker that finds it so ends by
    itself, and the next one begins another job of the same push."""
    data = folder / "data"
    data.mkdir()
    (data / "policy.toml").write_text(POLICY)
    odoo = Counted(customers)
    with Server(odoo) as server:
        said(data, SET_UP.format(url=server.url, key=odoo.key, customers=customers))
        for word, times in deaths:
            for _ in range(2):
                worker = process(data, "-m", "tests.faults.pushing_worker")
                if killed_after(worker, times, lambda line, word=word: line.startswith(word)):  # type: ignore[misc]
                    break
            else:
                raise AssertionError("two workers in a row ended before they could be killed")
        for _ in range(3):
            last = process(data, "-m", "tests.faults.pushing_worker")
            output, _error = last.communicate()
            assert last.returncode == 0
            outcome: list[Any] = json.loads(output.splitlines()[-1])
            if outcome[0] == "done":
                break
    return odoo.written, outcome


def test_killed_before_and_after_a_write_each_record_is_written_once(tmp_path: Path) -> None:
    written, (state, tries, came) = survive(tmp_path, 4, [("begun", 2), ("written", 3)])
    assert (state, tries, came) == ("done", 3, {"written": 4 * EACH})
    assert (len(written), set(written.values())) == (4 * EACH, {1})


@pytest.mark.soak
def test_killed_thirty_times_at_any_moment(tmp_path: Path) -> None:
    chance = Random(9)
    deaths = [(chance.choice(("begun", "written", "kept")), chance.randint(1, 3)) for _ in range(30)]
    written, (state, _tries, came) = survive(tmp_path, 60, deaths)
    assert (state, came) == ("done", {"written": 60 * EACH})
    assert (len(written), set(written.values())) == (60 * EACH, {1})
