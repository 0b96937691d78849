"""Taking the measures that a proposed policy asks for, so that its effect can be shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from django_tasks import TaskContext, task

from clave.base.words import _
from clave.jobs.telling import finishing, telling
from clave.measures.run import measure
from clave.store.facts import book_of
from clave.store.trial import keep_measured, limits_for_trial

MEASURING = _("Measuring every customer with the proposed values")


@task(takes_context=True, title=_("Trying a proposal on today's facts"))
def measure_for_trial_job(
    context: TaskContext, facts_version: str, as_of: str, words: list[tuple[str, str]]
) -> dict[str, Any]:
    """Measure the facts of a list under other values, and keep that beside it; {"customers": how many}."""
    tell, day = telling(context), date.fromisoformat(as_of)
    tell(0, MEASURING)
    book, limits = book_of(facts_version), limits_for_trial(day, ((key, text) for key, text in words))
    measured = measure(book, limits, day)
    keep_measured(facts_version, day, limits, measured)
    with finishing(context) as finish:
        kept = {"customers": len(measured)}
        finish(kept)
    return kept
