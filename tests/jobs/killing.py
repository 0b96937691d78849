"""A worker that is killed again and again in the middle of its jobs, and another that takes its place."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.blank import blank

TOP = Path(__file__).resolve().parents[2]
PUT = """
import django; django.setup()
from django.core.management import call_command
from django.utils import timezone
from clave.jobs.starting import start
from tests.jobs import tasks
call_command("migrate", interactive=False, verbosity=0)
for number in range({jobs}):
    start(tasks.{task}, by=None, now=timezone.now(), name=f"mark {{number}}")
"""
COUNT = """
import django; django.setup()
from collections import Counter
from clave.store.models import Job, Person
states = Counter(Job.objects.values_list("state", flat=True))
marks = Counter(Person.objects.values_list("name", flat=True))
print(states["done"], sum(states.values()), len(marks), max(marks.values()), max(Job.objects.values_list("attempt", flat=True)))
"""


def process(data: Path, *arguments: str, database: str = "") -> subprocess.Popen[str]:
    """A Python process with an installation of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLAVE", "DJANGO", "DATABASE"))}
    own = {"CLAVE_DATA": str(data), "CLAVE_LANGUAGE": "es", "DJANGO_SETTINGS_MODULE": "clave.project.settings"}
    environment = {**kept, **own, "DATABASE_URL": database, "PYTHONPATH": f"{TOP / 'src'}{os.pathsep}{TOP}"}
    return subprocess.Popen([sys.executable, *arguments], env=environment, stdout=subprocess.PIPE, text=True, cwd=TOP)


def said(data: Path, code: str, database: str = "") -> str:
    """What a piece of code prints there."""
    done = process(data, "-c", code, database=database)
    output, _ = done.communicate()
    assert done.returncode == 0
    return output


def killed_after(worker: subprocess.Popen[str], words: int, counts: Callable[[str], bool]) -> bool:
    """Read so many of its words and kill it at once; False where it had ended by itself."""
    assert worker.stdout is not None
    for line in worker.stdout:
        words -= counts(line)
        if not words:
            break
    worker.send_signal(signal.SIGKILL)
    worker.stdout.close()
    return worker.wait() == -signal.SIGKILL


def survive(
    data: Path, *, jobs: int, kills: int, task: str = "marking", database: str = "", word: str = "", seed: int = 7
) -> tuple[int, list[int]]:
    """Put jobs, kill so many workers on the way, let the last one finish.

    How many were killed, and [done, jobs, different marks, most marks of one name, most attempts]."""
    said(data if database else blank(data), PUT.format(jobs=jobs, task=task), database)
    chance, killed = Random(seed), 0
    for _ in range(kills):
        worker = process(data, "-m", "tests.jobs.quick_worker", database=database)
        after = chance.randint(1, max(3 * jobs // kills // 2, 1))
        killed += killed_after(worker, after, lambda line: line.startswith(word))
    worker = process(data, "-m", "tests.jobs.quick_worker", database=database)
    worker.communicate()
    assert worker.returncode == 0
    return killed, [int(number) for number in said(data, COUNT, database).split()]
