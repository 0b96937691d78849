"""The list made anew at night, where there is a reason."""

from __future__ import annotations

from datetime import datetime

from clave.jobs.selection import refresh_selection_job
from clave.jobs.starting import start
from clave.store.facts import newest_facts
from clave.store.freshness import outdated
from clave.store.imports import fact_store
from clave.store.models import Job, Person
from clave.store.queries import latest_run


def start_nightly(by: Person | None, now: datetime, due: datetime) -> Job | None:
    """A fresh list where facts or policy are newer than the latest one, or there is none; None otherwise."""
    if newest_facts() is None or not fact_store().open().has("invoice_line"):
        return None
    run = latest_run()
    if run is not None and not outdated(run, now):
        return None
    return start(refresh_selection_job, by=by, now=now, key="selection")
