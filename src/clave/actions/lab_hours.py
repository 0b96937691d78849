"""Hours of the laboratory on a request: logged by day, corrected, taken back. They are what the privilege costs. (G4)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from clave.actions.again import just_made
from clave.actions.audit import record
from clave.actions.improvement import held_request
from clave.actions.judging import said
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.store.models import ImprovementRequest, LabHours, Person

DAY_HOURS = Decimal(24)


@dataclass(frozen=True)
class HoursSaid:
    """What somebody did on a request on a day, and how long it took."""

    day: date
    hours: Decimal
    what: str


@action
def log_hours(*, by: Person, now: datetime, number: int, worked: HoursSaid) -> LabHours:
    """Log hours on a request; sent twice, they count once. Raises ClaveError (`where` names the field) for what `_checked`
    refuses."""
    request = held_request(number)
    sound = _checked(worked, request, by, timezone.localdate(now))
    same = LabHours.objects.filter(request=request, by=by, removed_at=None, **vars(sound))
    if sent_twice := just_made(same, by=by, now=now, when="at"):
        return sent_twice
    kept = LabHours.objects.create(request=request, by=by, at=now, **vars(sound))
    record(by=by, now=now, what="lab.hours_logged", about=f"request:{number}")
    return kept


@action
def change_hours(*, by: Person, now: datetime, hours: LabHours, worked: HoursSaid) -> LabHours:
    """Correct an entry of one's own. Raises ClaveError as `log_hours`, and where it was taken back meanwhile."""
    kept = _held(hours)
    sound = _checked(worked, kept.request, kept.by, timezone.localdate(now), but=kept.pk)
    changed = [name for name, value in vars(sound).items() if getattr(kept, name) != value]
    for name in changed:
        setattr(kept, name, getattr(sound, name))
    kept.save(update_fields=changed)
    record(by=by, now=now, what="lab.hours_changed", about=f"request:{kept.request_id}", fields=changed)
    return kept


@action
def remove_hours(*, by: Person, now: datetime, hours: LabHours) -> LabHours:
    """Take an entry back: it counts no more. Raises ClaveError where it was taken back already."""
    kept = _held(hours)
    kept.removed_at, kept.removed_by = now, by
    kept.save(update_fields=["removed_at", "removed_by"])
    record(by=by, now=now, what="lab.hours_removed", about=f"request:{kept.request_id}")
    return kept


@action
def restore_hours(*, by: Person, now: datetime, hours: LabHours) -> LabHours:
    """Bring back an entry that was taken back, where the day still has room for it."""
    held_request(hours.request_id)
    kept = LabHours.objects.select_for_update().select_related("request", "by").get(pk=hours.pk)
    _checked(HoursSaid(kept.day, kept.hours, kept.what), kept.request, kept.by, timezone.localdate(now), but=kept.pk)
    kept.removed_at = kept.removed_by = None
    kept.save(update_fields=["removed_at", "removed_by"])
    record(by=by, now=now, what="lab.hours_restored", about=f"request:{kept.request_id}")
    return kept


def _held(hours: LabHours) -> LabHours:
    held_request(hours.request_id)
    kept = LabHours.objects.select_for_update().select_related("request", "by").get(pk=hours.pk)
    if kept.removed_at is not None:
        raise ClaveError(
            _("these hours were taken back a moment ago."), remedy=_("Look at the request again; nothing was changed.")
        )
    return kept


def _checked(
    worked: HoursSaid, request: ImprovementRequest, by: Person, today: date, but: int | None = None
) -> HoursSaid:
    """Refused are: no hours or more than a day has, of one entry or of all of that person on that day; a day before the
    request or to come; nothing said of what was done. Holds the person, so that two windows see each other's hours."""
    list(Person.objects.select_for_update().filter(pk=by.pk))
    if not 0 < worked.hours <= DAY_HOURS:
        raise ClaveError(
            _("the hours of a day are above 0 and at most 24."),
            where="hours",
            remedy=_("For a longer work log each day."),
        )
    if worked.day < request.asked:
        raise ClaveError(
            _("this day is before the request came in."),
            where="day",
            remedy=_("Correct the day, or that of the request."),
        )
    if worked.day > today:
        raise ClaveError(_("this day has not come yet."), where="day", remedy=_("Choose today or an earlier day."))
    others = LabHours.objects.filter(by=by, day=worked.day, removed_at=None).exclude(pk=but or 0)
    logged = others.aggregate(n=Sum("hours"))["n"] or Decimal(0)
    if logged + worked.hours > DAY_HOURS:
        raise ClaveError(
            _("{name} would have {hours} hours on that day; {logged} are logged already.").fill(
                name=by.name, hours=logged + worked.hours, logged=logged
            ),
            where="hours", remedy=_("Correct the hours or the day."),
        )  # fmt: skip
    return HoursSaid(
        worked.day, worked.hours.quantize(Decimal("0.01")),
        said(worked.what, "what", _("say what was done."), _("A line: what was prepared, tried or measured.")),
    )  # fmt: skip
