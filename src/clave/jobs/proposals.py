"""Opening a proposal: the list is made anew with the members of now, and frozen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django_tasks import TaskContext, task

from clave.actions.proposals import check_opening, open_proposal
from clave.actions.refresh import MEASURING, fresh_selection, keep_fresh, known_by
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.jobs.selection import LISTED
from clave.jobs.telling import finishing, moment, telling, who_asked
from clave.selection.committee import rules_of
from clave.store.facts import book_of, whole
from clave.store.models import Person
from clave.store.policy import policy_in_force

FREEZING = _("Freezing the list for the committee")


@task(takes_context=True, title=_("Opening a proposal"))
def open_proposal_job(context: TaskContext, name: str, closes_at: str, committee: list[int]) -> dict[str, Any]:
    """Measure, select with the members of now, keep and freeze; {"proposal": its number, "lines": how many}."""
    now, tell, by = moment(context), telling(context), who_asked(context)
    if by is None:
        raise ClaveError(_("a proposal is opened by a person."), remedy=_("Sign in and open it."))
    policy, end = policy_in_force(), datetime.fromisoformat(closes_at)
    rules = rules_of(policy.at(timezone.localdate(now)))
    people = list(Person.objects.filter(pk__in=committee, is_active=True).order_by("pk"))
    check_opening(people, rules, end, now)
    tell(0, MEASURING)
    with whole(book_of("")) as book:
        fresh = fresh_selection(
            book=book,
            policy=policy,
            as_of=None,
            known=known_by(now),
            progress=lambda share, doing: tell(share * LISTED, doing),
        )
    tell(LISTED, FREEZING)
    with finishing(context) as finish:
        run = keep_fresh(fresh, by=by, now=now)
        made = open_proposal(by=by, now=now, run=run, title=name, closes_at=end, committee=people, rules=rules)
        done = {"proposal": made.pk, "lines": made.lines.count()}
        finish(done)
    return done
