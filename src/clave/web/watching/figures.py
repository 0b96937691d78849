"""The figures of /metrics. Each group is read apart from the others, so that a database that is away leaves those that it
does not hold, and says so in a figure of its own. No name of anybody, no customer, no amount of money is among them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from time import process_time

from django.conf import settings
from django.db import DatabaseError

from clave import __version__
from clave.base.errors import ClaveError
from clave.jobs.ready import READY
from clave.jobs.schedule import SCHEDULES, missed
from clave.jobs.signs import signs
from clave.store.backup.making import made_in
from clave.store.facts import newest_facts
from clave.store.imports import fact_store
from clave.store.models.jobs import LIVE
from clave.store.outbox import counted_mails, oldest_waiting
from clave.store.schedule import in_service_since, last_successes
from clave.store.work import standing_of
from clave.web.watching.counting import BOUNDS, COUNTS
from clave.web.watching.exposition import Family, Sample, counter, gauge, histogram
from clave.web.watching.gate import gate

Group = Callable[[datetime], Iterator[Family]]


def families(now: datetime) -> list[Family]:
    """Every family, and which groups could be read."""
    found: list[Family] = []
    read: dict[str, bool] = {}
    for name, group in GROUPS.items():
        try:
            found += list(group(now))
            read[name] = True
        except (DatabaseError, ClaveError, OSError):
            read[name] = False
    told = "1 where the figures of this group could be read just now."
    found.append(gauge("clave_group_readable", told, (Sample(int(good), {"group": key}) for key, good in read.items())))
    return found


def _requests(now: datetime) -> Iterator[Family]:
    door = gate()
    yield Family("clave_build", "info", "The version that runs.", (Sample(1, {"version": __version__}, "_info"),))
    answers = sorted(COUNTS.answers().items())
    yield counter(
        "clave_requests",
        "Requests answered since the web began, by route, method and status.",
        (({"route": route, "method": method, "status": str(code)}, n) for (route, method, code), n in answers),
    )
    yield histogram(
        "clave_request_seconds", "How long the answers took, by route, the waiting included.", BOUNDS,
        (({"route": route}, one.counts, one.total) for route, one in sorted(COUNTS.spreads().items())),
    )  # fmt: skip
    yield gauge("clave_requests_inside", "Requests being worked on.", [Sample(door.inside)])
    yield gauge("clave_requests_waiting", "Requests waiting to be worked on.", [Sample(door.waiting)])
    yield gauge("clave_requests_room", "Requests that may be worked on at once.", [Sample(door.room.at_once)])
    yield counter("clave_requests_refused", "Requests told to come back later (503).", [({}, door.refused)])


def _process(now: datetime) -> Iterator[Family]:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    opened = len(os.listdir("/proc/self/fd"))
    yield gauge("process_start_time_seconds", "When the web began.", [Sample(COUNTS.began)], "seconds")
    yield counter("process_cpu_seconds", "Processor time of the web.", [({}, process_time())])
    yield gauge(
        "process_resident_memory_bytes", "Memory of the web.", [Sample(pages * os.sysconf("SC_PAGE_SIZE"))], "bytes"
    )
    yield gauge("process_open_fds", "Files and connections that the web holds open.", [Sample(opened)])


def _ready(now: datetime) -> Iterator[Family]:
    parts = READY.at(now)
    yield gauge("clave_ready", "1 where clave can do its work.", [Sample(int(all(part.good for part in parts)))])
    told = "1 where this part is as it must be."
    yield gauge("clave_part_ready", told, [Sample(int(part.good), {"part": part.key}) for part in parts])


def _workers(now: datetime) -> Iterator[Family]:
    found = signs(settings.CLAVE_DATA)
    ages = [max((now - sign.seen_at).total_seconds(), 0.0) for sign in found[:1]]
    yield gauge(
        "clave_worker_seen_seconds", "Age of the latest sign of life of a worker.", map(Sample, ages), "seconds"
    )
    trouble = sum(bool(sign.trouble) for sign in found[:1])
    yield gauge("clave_worker_troubled", "1 where the worker cannot look at the schedule.", [Sample(trouble)])


def _jobs(now: datetime) -> Iterator[Family]:
    standing = standing_of(settings.TASKS["default"]["QUEUES"])
    yield gauge(
        "clave_jobs", "Jobs that are kept, by queue and state.",
        [Sample(one.jobs, {"queue": one.queue, "state": one.state}) for one in standing],
    )  # fmt: skip
    yield gauge(
        "clave_jobs_oldest_seconds", "Since when the oldest job that waits or runs could have begun.",
        [
            Sample(max((now - one.since).total_seconds(), 0.0) if one.since else 0.0, {"queue": one.queue, "state": one.state})
            for one in standing if one.state in LIVE
        ], "seconds",
    )  # fmt: skip


def _schedules(now: datetime) -> Iterator[Family]:
    since = in_service_since()
    if since is None:
        return
    late = missed(now=now, since=since)
    able = {key for key, one in SCHEDULES.items() if one.hindrance() is None}  # what cannot be done never was
    well = {key: at for key, at in last_successes().items() if key in able}
    yield gauge(
        "clave_schedule_success_timestamp_seconds", "When a schedule last did what it is for.",
        [Sample(well[key].timestamp(), {"schedule": key}) for key in SCHEDULES if key in well], "seconds",
    )  # fmt: skip
    yield gauge(
        "clave_schedule_missed_seconds", "Since when a schedule is due that nobody has started; 0 where it is not.",
        [Sample((now - late[key]).total_seconds() if key in late else 0.0, {"schedule": key}) for key in SCHEDULES],
        "seconds",
    )  # fmt: skip


def _mails(now: datetime) -> Iterator[Family]:
    counts = counted_mails()
    yield gauge("clave_mails", "Mails by state.", [Sample(n, {"state": state}) for state, n in counts.items()])
    since = oldest_waiting()
    age = max((now - since).total_seconds(), 0.0) if since else 0.0
    yield gauge("clave_mails_oldest_seconds", "Age of the oldest mail in the outbox.", [Sample(age)], "seconds")


def _facts(now: datetime) -> Iterator[Family]:
    newest = newest_facts()
    yield gauge("clave_facts_version", "The version of the book of facts.", [Sample(newest.version if newest else 0)])
    ages = [Sample((now - newest.at).total_seconds())] if newest else []
    yield gauge("clave_facts_age_seconds", "Since when that version is there.", ages, "seconds")
    yield gauge(
        "clave_facts_damaged", "Versions whose list is damaged.", [Sample(len(fact_store().damaged_versions()))]
    )


def _disks(now: datetime) -> Iterator[Family]:
    folders = {"data": settings.CLAVE_DATA, "backups": settings.CLAVE_BACKUPS}
    used = {name: shutil.disk_usage(folder) for name, folder in folders.items() if folder and folder.is_dir()}
    yield gauge(
        "clave_disk_free_bytes", "Free on the disk.", [Sample(u.free, {"of": n}) for n, u in used.items()], "bytes"
    )
    yield gauge("clave_disk_size_bytes", "Its size.", [Sample(u.total, {"of": n}) for n, u in used.items()], "bytes")


def _backups(now: datetime) -> Iterator[Family]:
    folder = settings.CLAVE_BACKUPS
    made = made_in(folder)[-1:] if folder and folder.is_dir() else []
    ages = [Sample(max(now.timestamp() - one.stat().st_mtime, 0.0)) for one in made]
    yield gauge("clave_backup_age_seconds", "Age of the newest backup.", ages, "seconds")


GROUPS: dict[str, Group] = {
    "requests": _requests, "process": _process, "ready": _ready, "workers": _workers, "jobs": _jobs,
    "schedules": _schedules, "mails": _mails, "facts": _facts, "disks": _disks, "backups": _backups,
}  # fmt: skip
