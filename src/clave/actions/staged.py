"""What goes through stages, held while it changes: the same for special services, needs and joint initiatives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import _
from clave.store.models import Person
from clave.store.models.staged import Staged, StagedStep

S = TypeVar("S", bound=Staged)
T = TypeVar("T", bound=StagedStep)


def held(model: type[S], number: int, customer: str, *, removed: bool = False) -> S:
    """One that nobody else changes until this is done, of the customer whose owner was asked. Raises ClaveError where it is
    gone."""
    found = model.objects.select_for_update().filter(pk=number, customer=customer, removed_at__isnull=not removed)  # type: ignore[attr-defined]
    kept: S | None = found.first()
    if kept is None:
        raise ClaveError(
            _("this is not there any more."), remedy=_("Somebody took it out a moment ago: look at the list again.")
        )
    return kept


def begun(kept: Staged, given: Mapping[str, Any], words: str, *, by: Person, now: datetime) -> None:
    """Keep what was said of it, and what it is searched by."""
    for field, value in given.items():
        setattr(kept, field, value)
    kept.changed_at = now
    kept.folded = folded(f"{kept.customer} {kept.name} {words}")
    if kept.pk is None:
        kept.by, kept.created_at = by, now
    kept.save()


def unseen(kept: Staged, seen: datetime | None) -> None:
    """Raise ClaveError where somebody else changed it after it was `seen`."""
    if kept.changed_at != seen:
        raise ClaveError(
            _("somebody changed this while you were writing."),
            remedy=_("Look at it again in another window and add what you know; what you typed is still here."),
        )


def stood(kept: Staged, here: str) -> None:
    """Raise ClaveError where it is no longer in the stage `here` that whoever asks saw."""
    if kept.stage != here:
        raise ClaveError(
            _("somebody moved this a moment ago."), remedy=_("Look at where it is now; nothing was changed.")
        )


def gone_on(step: type[T], kept: Staged, to: str, day: date, note: str, *, by: Person, now: datetime) -> T:
    """It stands in another stage, with the step that says so."""
    made = step.objects.create(  # type: ignore[attr-defined]
        of=kept, stage=to, day=day, note=note.strip(), by=by, acting_for=by.acting_for, at=now
    )
    kept.stage, kept.changed_at = to, now
    kept.save()
    return made


def stepped_back(step: type[T], kept: Staged, number: int, *, by: Person, now: datetime, may: bool) -> tuple[T, T]:
    """The last step undone, and the one in whose stage it stands again. Raises ClaveError where it is not the last, is the
    first, or is somebody else's and they may not (`may`)."""
    steps: list[T] = list(step.objects.filter(of=kept, undone_at=None).order_by("pk"))  # type: ignore[attr-defined]
    if len(steps) < 2 or steps[-1].pk != number:
        raise ClaveError(
            _("this move cannot be undone any more."),
            remedy=_("It was undone already, or another one followed: look at where it is now."),
        )
    last, before = steps[-1], steps[-2]
    if last.by_id != by.pk and not may:
        raise ClaveError(
            _("{name} did this.").fill(name=last.by.name), remedy=_("Ask them, or the sales director, to undo it.")
        )
    last.undone_at, last.undone_by = now, by
    last.save(update_fields=["undone_at", "undone_by"])
    kept.stage, kept.changed_at = before.stage, now
    return last, before


def day_of(day: date, today: date, *, since: date | None = None) -> None:
    """Raise ClaveError for a day to come, or before the first it can be."""
    if day > today:
        raise ClaveError(_("this day has not come yet."), where="day", remedy=_("Choose today or an earlier day."))
    if since is not None and day < since:
        raise ClaveError(_("this day is before it began."), where="day", remedy=_("Choose that day or a later one."))


def taken_out(kept: Staged, now: datetime | None) -> None:
    """Out of every list (or, with None, back in it)."""
    kept.removed_at = now
    kept.save(update_fields=["removed_at"])
