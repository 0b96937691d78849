"""Erasing one person: looked for once more, taken out, and a certificate, in one transaction. (Ley 1581 de 2012, art. 15)"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from clave.actions.audit import record
from clave.actions.personal import held_request
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import Text, _, stored
from clave.operations.personal.mentions import Sought
from clave.operations.personal.requests import DONE, ERASE
from clave.policy import declared
from clave.store.models import Company, Contact, DataRequest, Ownership, Person
from clave.store.personal_erasing import Counts, forget
from clave.store.personal_fields import LAW
from clave.store.personal_files import files_with, forget_in_sessions, waiting_with
from clave.store.personal_requests import hold_of, subject_of
from clave.store.personal_search import Subject, held_as, search, sought, title
from clave.store.policy import policy_in_force


@action
def erase_personal(
    *, by: Person, now: datetime, number: int, typed: str, keep: Collection[str] = (), also: Collection[str] = ()
) -> DataRequest:
    """Erase whom a request is about, and end it with its certificate. `typed` is its reference, `keep` names sure mentions that
    stay, `also` possible ones that go (`Mention.key`).

    Raises ClaveError where the reference is another, where a hold stands, where a colleague still signs in or has accounts, and
    where who asks is the person. Mentions that came since the search are replaced too."""
    Company.objects.select_for_update().first()  # one at a time: guards of whole tables step aside for it
    row = held_request(number)
    if row.kind != ERASE:
        raise ClaveError(_("this request does not ask to be erased."), remedy=_("Write down one that does."))
    subject = _held(row)
    _may_go(subject, by, timezone.localdate(now))
    if typed.strip().upper() != row.reference:
        raise ClaveError(
            _("this is not the reference of the request."), where="typed",
            remedy=_("Type {reference} to confirm; nothing was erased.").fill(reference=row.reference),
        )  # fmt: skip
    who, found = sought(subject), search(subject)
    counts = forget(subject, found, keep, also, timezone.localdate(now))
    if isinstance(subject, Contact):
        Contact.objects.filter(pk=subject.pk).update(erased_at=now, changed_at=now)
    files = _files(who)
    sessions = forget_in_sessions(who)
    certificate = _certificate(subject, row, counts, len(files[0]), files[1], sessions, now)
    DataRequest.objects.filter(pk=row.pk).update(state=DONE, ended_by=by, ended_at=now, certificate=certificate)
    kind = "contact" if isinstance(subject, Contact) else "person"
    record(by=by, now=now, what="data.erased", about=f"{kind}:{subject.pk}")
    for path in files[0]:
        path.unlink(missing_ok=True)
    return DataRequest.objects.get(pk=row.pk)


def wipe() -> None:
    """Write the database anew, so that what was erased is not left in pages that nothing points to; outside of transactions."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _held(row: DataRequest) -> Subject:
    """Whoever is erased, held so that nobody changes them until it is done."""
    subject = subject_of(row)
    held: Subject = type(subject)._default_manager.select_for_update().get(pk=subject.pk)
    return held


def _may_go(subject: Subject, by: Person, today: date) -> None:
    if isinstance(subject, Contact) and subject.erased_at is not None:
        raise ClaveError(_("nothing of this person is kept any more."))
    if hold := hold_of(subject):
        raise ClaveError(
            _("this person is held: {reason}").fill(reason=hold.reason),
            remedy=_("It can be erased once somebody ends the hold."),
        )
    if isinstance(subject, Person):
        _colleague_may_go(subject, by, today)


def _colleague_may_go(subject: Person, by: Person, today: date) -> None:
    if subject.pk == by.pk:
        raise ClaveError(_("nobody erases themselves."), remedy=_("Ask somebody else who may do it."))
    if subject.is_active:
        raise ClaveError(
            _("this colleague can still sign in."), remedy=_("Let an administrator take their access away first.")
        )
    accounts = Ownership.objects.filter(person=subject, ends_on=None).count()
    if accounts:
        raise ClaveError(
            _("this colleague still has a part in {n} accounts.").fill(n=accounts),
            remedy=_("Hand their accounts over first."),
        )


def _files(who: Sought) -> tuple[list[Path], int]:
    return files_with(who), len(waiting_with(who))


def _certificate(
    subject: Subject, row: DataRequest, counts: Counts, files: int, waiting: int, sessions: int, now: datetime
) -> dict[str, Any]:
    """What was done, by counts, and what stays and why: nothing about the person."""
    notes: list[Text] = [LAW]
    if counts.left:
        notes.append(_("{n} mentions in notes of others stay: who attended the request decided so").fill(n=counts.left))
    if waiting:
        notes.append(
            _("{n} files of imports that are still open name the person: load them or throw them away").fill(n=waiting)
        )
    if counts.replaced["store.Handover"] or counts.replaced["store.ProposalLine"]:
        notes.append(
            _("the seal of what was signed with their name no longer fits, because their name was taken out of it")
        )
    copies = policy_in_force().at(timezone.localdate(now))[declared.keep_backups]
    notes.append(
        _("backups of before this day hold the person until newer ones took their place (the last {n})").fill(n=copies)
    )
    return {
        "who": "contact" if isinstance(subject, Contact) else "person",
        "asked_on": row.received_on.isoformat(),
        "proposed": row.proposed,
        "deleted": _told(counts.deleted),
        "emptied": _told(counts.emptied),
        "replaced": _told(counts.replaced),
        "files": files,
        "sessions": sessions,
        "stays": _stays(subject, counts),
        "notes": [stored(note) for note in notes],
    }


def _stays(subject: Subject, counts: Counts) -> list[list[Any]]:
    """What stays without their name, how many rows, and why; one line for each thing and reason."""
    lines: dict[tuple[Text, Text], int] = {}
    for label, n in (counts.stays + counts.emptied).items():
        held = held_as(subject, label)
        if held.why is not None:
            lines[held.label, held.why] = lines.get((held.label, held.why), 0) + n
    return [[stored(what), n, stored(why)] for (what, why), n in lines.items()]


def _told(counted: Mapping[str, int]) -> list[list[Any]]:
    lines: dict[Text, int] = {}
    for label, n in sorted(counted.items()):
        lines[title(label)] = lines.get(title(label), 0) + n
    return [[stored(what), n] for what, n in lines.items() if n]
