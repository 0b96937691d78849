"""The ledger of promises, judged anew from the newest facts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django_tasks import TaskContext, task

from clave.actions.ledger import judge, keep_ledger
from clave.base.words import _
from clave.jobs.starting import start
from clave.jobs.telling import finishing, moment, telling, who_asked
from clave.store.facts import newest_facts
from clave.store.ledger import changed_since, ready
from clave.store.models import Job, LedgerRun, Person
from clave.store.privileges import standing_conditions, standing_grants

READING, REPLAYING, JUDGING = _("Reading the facts"), _("Replaying past days of dispatch"), _("Judging every promise")
KEEPING = _("Keeping the ledger")
REPLAYED, READY, KEPT = 0.1, 0.6, 0.9


@task(takes_context=True, title=_("Judging the promises"), newest=True)
def judge_promises_job(context: TaskContext) -> dict[str, Any]:
    """Judge and keep; {"run": its number, "promises": how many}. Stopped on the way, the former ledger stays."""
    tell = telling(context)
    tell(0, READING)
    found = ready(
        timezone.localdate(moment(context)),
        lambda done, of: tell(REPLAYED + (READY - REPLAYED) * done / max(of, 1), REPLAYING),
    )
    tell(READY, JUDGING)
    judged = judge(found)
    tell(KEPT, KEEPING)
    with finishing(context) as finish:
        run = keep_ledger(judged=judged, by=who_asked(context), now=moment(context))
        finish({"run": run.pk, "promises": len(judged.dues)})
    return {"run": run.pk}


def start_judging(*, by: Person | None, now: datetime, then: str = "") -> Job:
    """Ask for the ledger."""
    return start(judge_promises_job, by=by, now=now, key="ledger", then=then)


def start_ledger(by: Person | None, now: datetime, due: datetime) -> Job | None:
    """A fresh ledger where what it is made from changed, or there is none; None where nothing was promised or loaded."""
    if newest_facts() is None or not (standing_grants().exists() or standing_conditions().exists()):
        return None
    run = LedgerRun.objects.order_by("-pk").first()
    if run is not None and not changed_since(run.basis):
        return None
    return start_judging(by=by, now=now)
