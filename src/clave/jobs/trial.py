"""Taking the measures that a proposed policy asks for, so that its effect can be shown."""

from __future__ import annotations

from typing import Any

from django_tasks import TaskContext, task

from clave.base.words import _
from clave.jobs.telling import finishing, telling
from clave.measures.run import measure
from clave.store.facts import whole
from clave.store.models import SelectionRun
from clave.store.recorded import book_behind
from clave.store.trial import keep_measured, limits_for_trial

MEASURING = _("Measuring every customer with the proposed values")


@task(takes_context=True, title=_("Trying a proposal on today's facts"))
def measure_for_trial_job(context: TaskContext, run: int, words: list[tuple[str, str]]) -> dict[str, Any]:
    """Measure the facts of a list under other values, with what people had recorded when it was made, and keep that
    beside it; {"customers": how many}."""
    tell, made = telling(context), SelectionRun.objects.get(pk=run)
    tell(0, MEASURING)
    limits = limits_for_trial(made.as_of, ((key, text) for key, text in words))
    with whole(book_behind(made)) as book:
        measured = measure(book, limits, made.as_of)
    keep_measured(made.facts_version, made.recorded, made.as_of, limits, measured)
    with finishing(context) as finish:
        kept = {"customers": len(measured)}
        finish(kept)
    return kept
