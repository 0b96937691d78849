"""Whether the programme works and pays, reckoned anew from the newest facts."""

from __future__ import annotations

from datetime import datetime
from time import monotonic
from typing import Any

from django_tasks import TaskContext, task

from clave.actions.outcome import keep_outcome
from clave.base.words import Text, _
from clave.jobs.starting import start
from clave.jobs.telling import finishing, moment, telling, who_asked
from clave.outcome.whole import COST, EFFECT, HARVEST
from clave.store.facts import newest_facts
from clave.store.models import Job, Person
from clave.store.outcome import changed_since, newest_outcome, reckoned

READING, KEEPING = _("Reading the facts"), _("Keeping the outcome")
DOING: dict[tuple[str, str], Text] = {
    (EFFECT, "12"): _("Comparing key accounts with comparable customers: 12 months"),
    (EFFECT, "24"): _("Comparing key accounts with comparable customers: 24 months"),
    (EFFECT, "all"): _("Comparing key accounts with comparable customers: since the start"),
    (COST, "12"): _("Adding up what the programme cost: 12 months"),
    (COST, "24"): _("Adding up what the programme cost: 24 months"),
    (COST, "all"): _("Adding up what the programme cost: since the start"),
    (HARVEST, "12"): _("Looking at what each category gave: 12 months"),
    (HARVEST, "24"): _("Looking at what each category gave: 24 months"),
    (HARVEST, "all"): _("Looking at what each category gave: since the start"),
}
RECKONED = 0.95


@task(takes_context=True, title=_("Reckoning whether the programme pays"), newest=True)
def reckon_outcome_job(context: TaskContext) -> dict[str, Any]:
    """Reckon and keep; {"run": its number}. Stopped on the way, the former outcome stays."""
    tell, begun = telling(context), monotonic()
    tell(0, READING)
    found = reckoned(moment(context), lambda share, part, key: tell(RECKONED * share, DOING[part, key]))
    tell(RECKONED, KEEPING)
    with finishing(context) as finish:
        run = keep_outcome(reckoned=found, took=monotonic() - begun, by=who_asked(context), now=moment(context))
        finish({"run": run.pk})
    return {"run": run.pk}


def start_reckoning(*, by: Person | None, now: datetime, then: str = "") -> Job:
    """Ask for it."""
    return start(reckon_outcome_job, by=by, now=now, key="outcome", then=then)


def start_outcome(by: Person | None, now: datetime, due: datetime) -> Job | None:
    """Every night where what it is made from changed, or there is none; None otherwise, and before the first import."""
    newest = newest_facts()
    if newest is None or not newest.rows:
        return None
    run = newest_outcome()
    if run is not None and not changed_since(run):
        return None
    return start_reckoning(by=by, now=now)
