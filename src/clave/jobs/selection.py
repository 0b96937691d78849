"""The selection, made anew from the newest facts and the policy in force."""

from __future__ import annotations

from typing import Any

from django_tasks import TaskContext, task

from clave.actions.refresh import MEASURING, fresh_selection, keep_fresh, known_by
from clave.base.words import _
from clave.jobs.telling import finishing, moment, telling, who_asked
from clave.store.facts import book_of, whole
from clave.store.policy import policy_in_force

KEEPING = _("Keeping the list")
LISTED = 0.98
"""Where on the bar choosing ends."""


@task(takes_context=True, title=_("Making the selection anew"), newest=True)
def refresh_selection_job(context: TaskContext) -> dict[str, Any]:
    """Measure, select and keep; {"run": its number, "members": how many are inside}."""
    now, tell = moment(context), telling(context)
    tell(0, MEASURING)
    with whole(book_of("")) as book:
        fresh = fresh_selection(
            book=book,
            policy=policy_in_force(),
            as_of=None,
            known=known_by(now),
            progress=lambda share, doing: tell(share * LISTED, doing),
        )
    tell(LISTED, KEEPING)
    with finishing(context) as finish:
        run = keep_fresh(fresh, by=who_asked(context), now=now)
        kept = {"run": run.pk, "members": run.lines.filter(member=True).count()}
        finish(kept)
    return kept
