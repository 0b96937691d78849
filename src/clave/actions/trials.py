"""The register of trials and evaluations: what was tried with whom, what came of it and where that is used. (E7)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from clave.actions.again import just_made
from clave.actions.audit import record
from clave.actions.judging import said
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import _
from clave.store.models import Person, Trial
from clave.store.models.judging import RESULTS, RUNNING

MOST_HOURS = Decimal(100_000)


@dataclass(frozen=True)
class TrialSaid:
    """What somebody says of a trial; empty words and None = not known yet."""

    what: str
    starts_on: date
    product: str = ""
    with_whom: str = ""
    ends_on: date | None = None
    result: str = RUNNING
    learned: str = ""
    used: str = ""
    hours: Decimal | None = None


@action
def record_trial(*, by: Person, now: datetime, customer: str, name: str, trial: TrialSaid) -> Trial:
    """Put a trial into the register; sent twice, it is there once. Raises ClaveError (`where` names the field) for what
    `_checked` refuses."""
    sound = _checked(trial)
    same = Trial.objects.filter(customer=customer, by=by, removed_at=None, **vars(sound))
    if sent_twice := just_made(same, by=by, now=now):
        return sent_twice
    kept = Trial(customer=customer, name=name, by=by, created_at=now)
    _say(kept, sound, now)
    record(by=by, now=now, what="trial.recorded", about=f"trial:{kept.pk}")
    return kept


@action
def change_trial(*, by: Person, now: datetime, number: int, trial: TrialSaid, seen: datetime | None) -> Trial:
    """Say more of a trial: its result, what it taught. Raises ClaveError as `record_trial`, and where somebody else
    changed it after it was `seen`."""
    kept = _held(number)
    if kept.changed_at != seen:
        raise ClaveError(
            _("somebody changed this trial while you were writing."),
            remedy=_("Look at it again in another window and add what you know; what you typed is still here."),
        )
    _say(kept, _checked(trial), now)
    record(by=by, now=now, what="trial.changed", about=f"trial:{kept.pk}")
    return kept


@action
def remove_trial(*, by: Person, now: datetime, number: int) -> Trial:
    """Take a trial out of the register; it can be brought back."""
    kept = _held(number)
    kept.removed_at = now
    kept.save(update_fields=["removed_at"])
    record(by=by, now=now, what="trial.removed", about=f"trial:{kept.pk}")
    return kept


@action
def restore_trial(*, by: Person, now: datetime, number: int) -> Trial:
    """Bring back a trial that was taken out."""
    kept = _held(number)
    kept.removed_at = None
    kept.save(update_fields=["removed_at"])
    record(by=by, now=now, what="trial.restored", about=f"trial:{kept.pk}")
    return kept


def _held(number: int) -> Trial:
    return Trial.objects.select_for_update().get(pk=number)


def _say(kept: Trial, trial: TrialSaid, now: datetime) -> None:
    for field, value in vars(trial).items():
        setattr(kept, field, value)
    kept.changed_at = now
    kept.folded = folded(
        " ".join((kept.customer, kept.name, trial.what, trial.product, trial.with_whom, trial.learned, trial.used))
    )
    kept.save()


def _checked(trial: TrialSaid) -> TrialSaid:
    """Without spaces around words; refused are: no subject, another result than the known ones, an end before the
    beginning, hours below zero, a result without what it taught."""
    if trial.result not in RESULTS:
        raise ClaveError(_("this is no result."), where="result", remedy=_("Choose one of the list."))
    if trial.ends_on is not None and trial.ends_on < trial.starts_on:
        raise ClaveError(
            _("it would end before it began."), where="ends_on", remedy=_("Choose a later day, or leave it empty.")
        )
    if trial.hours is not None and not 0 <= trial.hours <= MOST_HOURS:
        raise ClaveError(
            _("hours are neither negative nor endless."), where="hours", remedy=_("Write how many it took, or nothing.")
        )
    if trial.result != RUNNING and not trial.learned.strip():
        raise ClaveError(
            _("a trial that ended taught something: say what."), where="learned",
            remedy=_("Also «nothing new» is an answer; the register is worth what is written here."),
        )  # fmt: skip
    return TrialSaid(
        what=said(trial.what, "what", _("say what was tried."), _("One line: what was done, on which product.")),
        starts_on=trial.starts_on, product=trial.product.strip(), with_whom=trial.with_whom.strip(),
        ends_on=trial.ends_on, result=trial.result, learned=trial.learned.strip(), used=trial.used.strip(),
        hours=trial.hours,
    )  # fmt: skip
