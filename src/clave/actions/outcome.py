"""Keeping what was reckoned of the outcome of the programme; who took it out."""

from __future__ import annotations

from datetime import datetime

from clave.actions.audit import record
from clave.actions.shape import action
from clave.base.words import stored as text_stored
from clave.outcome.cost.shape import ProgrammeCosts
from clave.outcome.cost.shared import without_shared
from clave.outcome.kept import stored
from clave.outcome.whole import COST
from clave.store.models import Company, OutcomePart, OutcomeRun, Person
from clave.store.models.outcome import WINDOWS
from clave.store.outcome import PAGE, Reckoned, mark_of


@action
def keep_outcome(*, reckoned: Reckoned, took: float, by: Person | None, now: datetime) -> OutcomeRun:
    """Keep an outcome that took so many seconds; of those before it only their pages stay, and none where it was made from the
    same. The old one stays until this one is whole."""
    list(Company.objects.select_for_update().order_by("id")[:1])  # one at a time
    mark = mark_of(reckoned.basis)
    OutcomeRun.objects.filter(as_of=reckoned.as_of, mark=mark).delete()
    run = OutcomeRun.objects.create(
        as_of=reckoned.as_of, facts_version=reckoned.facts_version, policy_version=reckoned.policy_version,
        basis=dict(reckoned.basis), mark=mark, currency=reckoned.currency, made_at=now, took=took, by=by,
    )  # fmt: skip
    OutcomePart.objects.bulk_create(
        [OutcomePart(run=run, window=key, part=part, content=stored(_alone(reckoned, key, part)))
         for key, part in reckoned.parts]
        + [OutcomePart(run=run, window=key, part=part, refused=text_stored(why))
           for (key, part), why in reckoned.refused.items()]
    )  # fmt: skip
    OutcomePart.objects.exclude(run=run).exclude(part=PAGE).delete()
    record(by=by, now=now, what="outcome.reckoned", about=f"outcome:{run.pk}")
    return run


def _alone(reckoned: Reckoned, key: str, part: str) -> object:
    """What is kept of a part: whale curve and concentration once, with the costs of the first window."""
    found, whole = reckoned.parts[key, part], reckoned.parts.get((WINDOWS[0], COST))
    if key != WINDOWS[0] and isinstance(found, ProgrammeCosts) and isinstance(whole, ProgrammeCosts):
        return without_shared(found, whole)
    return found


@action
def note_outcome_export(*, by: Person, now: datetime) -> None:
    """Somebody took the figures of the outcome out as a file."""
    record(by=by, now=now, what="outcome.exported", about="outcome:all")


@action
def note_outcome_print(*, by: Person, now: datetime) -> None:
    """Somebody printed the report for the board."""
    record(by=by, now=now, what="outcome.printed", about="outcome:all")
