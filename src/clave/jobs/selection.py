"""The selection, made anew from the newest facts and the policy in force."""

from __future__ import annotations

from typing import Any

from django_tasks import TaskContext, task

from clave.actions.refresh import fresh_selection, keep_fresh
from clave.base.words import _
from clave.jobs.telling import finishing, moment, telling, who_asked
from clave.store.facts import book_of
from clave.store.policy import policy_in_force
from clave.store.recorded import recorded_at
from clave.store.status import memberships

MEASURING = _("Measuring every customer")
KEEPING = _("Keeping the list")
MEASURED, LISTED = 0.3, 0.98
"""Where on the bar measuring ends, which cannot tell how far it is, and where choosing does."""


@task(takes_context=True, title=_("Making the selection anew"), newest=True)
def refresh_selection_job(context: TaskContext) -> dict[str, Any]:
    """Measure, select and keep; {"run": its number, "members": how many are inside}."""
    now, tell = moment(context), telling(context)
    tell(0, MEASURING)
    fresh = fresh_selection(
        book=book_of(""),
        policy=policy_in_force(),
        as_of=None,
        recorded=recorded_at(now),
        members=memberships(),
        progress=lambda share, doing: tell(MEASURED + share * (LISTED - MEASURED), doing),
    )
    tell(LISTED, KEEPING)
    with finishing(context) as finish:
        run = keep_fresh(fresh, by=who_asked(context), now=now)
        kept = {"run": run.pk, "members": run.lines.filter(member=True).count()}
        finish(kept)
    return kept
