"""What people ask of their own data: written down, answered, held; what was searched and packed for it. (Ley 1581 de 2012)"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone

from clave.actions.audit import record
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.personal.requests import DONE, ERASE, EXPORT, OPEN, REFUSED, checked
from clave.policy import declared
from clave.policy.limits import Limits
from clave.store.models import Contact, ContactFile, DataHold, DataRequest, Person
from clave.store.personal_requests import about, deadline, hold_of
from clave.store.personal_search import Found, Subject
from clave.store.policy import policy_in_force

LONGEST = 2_000


@dataclass(frozen=True)
class Cleared:
    """How much was erased by itself: copies that were handed over, lists of what was found, files never loaded, sessions."""

    packages: int = 0
    searches: int = 0
    files: int = 0
    sessions: int = 0


@action
def register_data_request(
    *, by: Person, now: datetime, subject: Subject, kind: str, received_on: date, words: str, proposed: bool = False
) -> DataRequest:
    """Write down what somebody asked of their data. Raises ClaveError (`where` names the field) for what cannot be, for who is
    erased, and where the same is asked already."""
    today = timezone.localdate(now)
    said = checked(kind, received_on, words, today)
    if _gone(subject):
        raise ClaveError(_("nothing of this person is kept any more."), where="who")
    due_on = deadline(kind, received_on, policy_in_force().at(received_on))
    row = DataRequest(
        **about(subject),
        kind=kind,
        received_on=received_on,
        due_on=due_on,
        words=said,
        proposed=proposed,
        by=by,
        created_at=now,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as refused:
        raise ClaveError(
            _("this person asked the same already, and it is open."), where="kind",
            remedy=_("Go on with that request: it is in the register."),
        ) from refused  # fmt: skip
    record(by=by, now=now, what="data.requested", about=f"data_request:{row.pk}", fields=(kind,))
    return row


@action
def end_data_request(*, by: Person, now: datetime, number: int, granted: bool, outcome: str) -> DataRequest:
    """Say how a request ended. Raises ClaveError for one that ended already, for an erasure that was not done, a copy that was
    never packed, and without words."""
    row = held_request(number)
    words = outcome.strip()
    if not words:
        raise ClaveError(
            _("it has to be known what was answered."),
            where="outcome",
            remedy=_("Say in a line what was done, or why not."),
        )
    if len(words) > LONGEST:
        raise ClaveError(_("this is too long: {most} characters fit.").fill(most=LONGEST), where="outcome")
    if granted and row.kind == ERASE:
        raise ClaveError(_("nothing was erased yet."), where="outcome", remedy=_("Erase first: that ends the request."))
    if granted and row.kind == EXPORT and row.package is None:
        raise ClaveError(_("no copy was made yet."), where="outcome", remedy=_("Make the copy and hand it over first."))
    row.state, row.outcome, row.ended_by, row.ended_at, row.found = DONE if granted else REFUSED, words, by, now, None
    row.save(update_fields=["state", "outcome", "ended_by", "ended_at", "found"])
    record(by=by, now=now, what="data.answered" if granted else "data.refused", about=f"data_request:{row.pk}")
    return row


@action
def keep_data_found(*, by: Person | None, now: datetime, number: int, found: Found) -> DataRequest:
    """Keep what a search found, for who decides what is erased."""
    row = held_request(number)
    row.found = {
        "rows": {label: len(numbers) for label, numbers in found.rows.items()},
        "mentions": [asdict(one) | {"key": one.key} for one in found.mentions],
    }
    row.found_at = now
    row.save(update_fields=["found", "found_at"])
    record(by=by, now=now, what="data.searched", about=f"data_request:{row.pk}")
    return row


@action
def keep_data_package(*, by: Person | None, now: datetime, number: int, package: bytes) -> DataRequest:
    """Keep the copy that is handed over, until policy takes it away."""
    row = held_request(number)
    row.package, row.packed_at = package, now
    row.save(update_fields=["package", "packed_at"])
    record(by=by, now=now, what="data.packed", about=f"data_request:{row.pk}")
    return row


@action
def note_data_export(*, by: Person, now: datetime, number: int) -> None:
    """Write down that somebody took the copy out."""
    record(by=by, now=now, what="data.exported", about=f"data_request:{number}")


@action
def hold_data(*, by: Person, now: datetime, subject: Subject, reason: str) -> DataHold:
    """Keep somebody from being erased. Raises ClaveError without a reason, and where they are held already."""
    words = reason.strip()
    if not words or len(words) > LONGEST:
        raise ClaveError(
            _("a hold needs a reason."), where="reason",
            remedy=_("Say which lawsuit or duty it is, and who decided it."),
        )  # fmt: skip
    if _gone(subject):
        raise ClaveError(_("nothing of this person is kept any more."), where="reason")
    row = DataHold(**about(subject), reason=words, since=timezone.localdate(now), by=by, at=now)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as refused:
        raise ClaveError(
            _("this person is held already."), where="reason", remedy=_("End that hold first, if it is another matter.")
        ) from refused
    record(by=by, now=now, what="data.held", about=f"data_hold:{row.pk}")
    return row


@action
def lift_data_hold(*, by: Person, now: datetime, subject: Subject) -> DataHold:
    """End a hold. Raises ClaveError where there is none."""
    row = hold_of(subject)
    held = DataHold.objects.select_for_update().filter(pk=row.pk, ended_at=None).first() if row else None
    if held is None:
        raise ClaveError(_("nothing holds this person any more."), remedy=_("Look at the page again."))
    held.ended_at, held.ended_by = now, by
    held.save(update_fields=["ended_at", "ended_by"])
    record(by=by, now=now, what="data.released", about=f"data_hold:{held.pk}")
    return held


@action
def clear_personal(*, limits: Limits, now: datetime) -> Cleared:
    """Erase what policy lets go by itself: copies, searches, files with people that nobody loaded, sessions that are over. People
    are never among it. Running it twice harms nothing."""

    def before(days: int) -> datetime:
        return now - timedelta(days=days)

    old = DataRequest.objects.filter(packed_at__lt=before(limits[declared.personal_package])).exclude(package=None)
    seen = DataRequest.objects.filter(found_at__lt=before(limits[declared.personal_package])).exclude(found=None)
    files = ContactFile.objects.filter(at__lt=before(limits[declared.personal_files]))
    cleared = Cleared(
        old.update(package=None), seen.update(found=None), files.delete()[0],
        Session.objects.filter(expire_date__lt=now).delete()[0],
    )  # fmt: skip
    if any(vars(cleared).values()):
        record(by=None, now=now, what="data.cleared", about=f"house:{now.date().isoformat()}")
    return cleared


def held_request(number: int) -> DataRequest:
    """An open request that nobody else ends until this is done. Raises ClaveError for another."""
    row = DataRequest.objects.select_for_update().filter(pk=number, state=OPEN).first()
    if row is None:
        raise ClaveError(
            _("this request is not open any more."), remedy=_("Somebody ended it a moment ago: look at it again.")
        )
    return row


def _gone(subject: Subject) -> bool:
    fresh = type(subject)._default_manager.select_for_update().get(pk=subject.pk)
    return fresh.erased_at is not None if isinstance(fresh, Contact) else fresh.email.endswith("@clave.invalid")
