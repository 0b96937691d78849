"""Novelties: prepared, shown to chosen accounts, changed and asked anew, closed, and what changed told back. (C6)"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from clave.actions.again import just_made
from clave.actions.audit import record
from clave.actions.customer_mail import SURVEY, write_to_contact
from clave.actions.mail import write
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import _
from clave.operations.novelties.said import (
    ANSWERS,
    MOST_WORDS,
    File,
    NoveltySaid,
    check_deadline,
    checked_novelty,
)
from clave.policy import voice
from clave.policy.limits import Limits
from clave.report import voice as letters  # declares its letters
from clave.store.models import Novelty, NoveltyAsk, NoveltyVersion, NoveltyVote, Person
from clave.store.novelties import VOTING, found_of, owners_of, said_of
from clave.store.voters import Voter, choice_kept, chosen, voters

GONE = _("this novelty is not there any more.")
LOOK = _("Look at it again: somebody changed it a moment ago; nothing was changed by you.")
SEEN_BY_THEM = ("title", "words", "available", "product")
"""What customers see: another one is another version."""
__all__ = ["letters"]


@action
def prepare_novelty(*, by: Person, now: datetime, novelty: NoveltySaid, file: File | None = None) -> Novelty:
    """Write a novelty down; nobody sees it yet. Sent twice, it is there once. Raises ClaveError as
    `checked_novelty`."""
    sound = checked_novelty(novelty, timezone.localdate(now))
    same = Novelty.objects.filter(by=by, title=sound.title, words=sound.words, removed_at=None)
    if sent_twice := just_made(same, by=by, now=now):
        return sent_twice
    kept = Novelty(by=by, created_at=now)
    _say(kept, sound, now)
    _version(kept, file, by, now)
    record(by=by, now=now, what="novelty.prepared", about=f"novelty:{kept.pk}")
    return kept


@action
def change_novelty(
    *,
    by: Person,
    now: datetime,
    number: int,
    novelty: NoveltySaid,
    seen: datetime | None = None,
    file: File | None = None,
) -> Novelty:
    """Say it better. While it is open, what customers see becomes a new version and everybody is asked anew: votes and approvals
    of the version before stay with it. Raises ClaveError as `prepare_novelty`, and where somebody changed it after it was
    `seen`."""
    kept = held_novelty(number)
    if seen is not None and kept.changed_at != seen:
        raise ClaveError(_("somebody changed it after you opened it."), remedy=LOOK)
    if kept.state not in ("draft", "open"):
        raise ClaveError(_("it is closed: what was answered is about what they saw."), remedy=_("Prepare another one."))
    sound = checked_novelty(novelty, timezone.localdate(now))
    before, was_open = said_of(kept), kept.state == "open"
    choice = kept.chosen
    _say(kept, sound, now)
    if was_open:
        kept.chosen = choice
    shown = file is not None or any(getattr(before, name) != getattr(sound, name) for name in SEEN_BY_THEM)
    if shown:
        _next_version(kept, file, by, now, anew=was_open)
    kept.save()
    if was_open and shown:
        NoveltyAsk.objects.filter(of=kept).update(reminded_at=None)
        _ask_everybody(kept, by, now)
    record(by=by, now=now, what="novelty.changed", about=f"novelty:{kept.pk}")
    return kept


@action
def open_novelty(*, by: Person, now: datetime, number: int) -> Novelty:
    """Show it to the visitors of the chosen accounts who may vote. Raises ClaveError where it is not being prepared, its last day
    is over, or nobody would see it."""
    kept = _in(held_novelty(number), "draft")
    check_deadline(kept.closes_on, timezone.localdate(now))
    kept.state, kept.opened_at, kept.changed_at = "open", now, now
    kept.save()
    if not _ask_everybody(kept, by, now):
        raise ClaveError(
            _("nobody of the chosen accounts may vote in the portal."),
            remedy=_(
                "Invite people of theirs to the portal with the right to vote, or choose other accounts; nothing was sent."
            ),
        )
    record(by=by, now=now, what="novelty.opened", about=f"novelty:{kept.pk}")
    return kept


@action
def extend_novelty(*, by: Person, now: datetime, number: int, day: date) -> Novelty:
    """Another last day. Raises ClaveError where it is not open, or the day cannot be."""
    kept = _in(held_novelty(number), "open")
    check_deadline(day, timezone.localdate(now))
    kept.closes_on, kept.changed_at = day, now
    kept.save(update_fields=["closes_on", "changed_at"])
    record(by=by, now=now, what="novelty.extended", about=f"novelty:{kept.pk}", fields=("closes_on",))
    return kept


@action
def close_novelty(*, by: Person | None, now: datetime, number: int) -> Novelty:
    """No more answers; who owns it is written what came. Raises ClaveError where it is not open."""
    kept = _in(held_novelty(number), "open")
    kept.state, kept.closed_at, kept.changed_at = "closed", now, now
    kept.save(update_fields=["state", "closed_at", "changed_at"])
    _tell_owners(kept, now)
    record(by=by, now=now, what="novelty.closed", about=f"novelty:{kept.pk}")
    return kept


@action
def reopen_novelty(*, by: Person, now: datetime, number: int) -> Novelty:
    """It was closed or withdrawn by a slip. Raises ClaveError where its last day is over, or customers were told already."""
    kept = held_novelty(number)
    if kept.state not in ("closed", "withdrawn") or kept.told_at is not None:
        raise ClaveError(_("it cannot be opened again."), remedy=LOOK)
    if kept.opened_at is None:
        kept.state = "draft"
    else:
        check_deadline(kept.closes_on, timezone.localdate(now))
        kept.state = "open"
    kept.closed_at, kept.changed_at = None, now
    kept.save(update_fields=["state", "closed_at", "changed_at"])
    record(by=by, now=now, what="novelty.reopened", about=f"novelty:{kept.pk}")
    return kept


@action
def withdraw_novelty(*, by: Person, now: datetime, number: int) -> Novelty:
    """Customers do not see it any more. Raises ClaveError where it was withdrawn already."""
    kept = held_novelty(number)
    if kept.state == "withdrawn":
        raise ClaveError(_("it was withdrawn already."), remedy=LOOK)
    kept.state, kept.closed_at, kept.changed_at = "withdrawn", now, now
    kept.save(update_fields=["state", "closed_at", "changed_at"])
    record(by=by, now=now, what="novelty.withdrawn", about=f"novelty:{kept.pk}")
    return kept


@action
def tell_what_changed(*, by: Person, now: datetime, number: int, words: str) -> Novelty:
    """Tell who answered what we changed because of it: once by mail, and in their portal. Raises ClaveError while it is open, and
    without words."""
    kept = _in(held_novelty(number), "closed")
    said = words.strip()[:MOST_WORDS]
    if not said:
        raise ClaveError(
            _("nothing is told yet."), where="words", remedy=_("Write what we changed, or why we did not.")
        )
    kept.changed, kept.told_at, kept.changed_at = said, now, now
    kept.save(update_fields=["changed", "told_at", "changed_at"])
    answered = set(NoveltyVote.objects.filter(ask__of=kept).values_list("ask", flat=True))
    NoveltyAsk.objects.filter(pk__in=answered).update(told_at=now)
    theirs = {one.contact_id: one for one in NoveltyAsk.objects.filter(pk__in=answered)}
    for voter in _voters(kept, now):
        if voter.contact in theirs:
            _write(
                kept, voter, "novelty_told", f"novelty-told:{kept.pk}:{theirs[voter.contact].pk}", by, now, changed=said
            )
    record(by=by, now=now, what="novelty.told", about=f"novelty:{kept.pk}")
    return kept


@action
def remove_novelty(*, by: Person, now: datetime, number: int) -> Novelty:
    """Take out one that nobody was asked about. Raises ClaveError for others: those are withdrawn."""
    kept = held_novelty(number)
    if kept.opened_at is not None:
        raise ClaveError(_("customers were asked about it."), remedy=_("Withdraw it: what they answered stays."))
    kept.removed_at = now
    kept.save(update_fields=["removed_at"])
    record(by=by, now=now, what="novelty.removed", about=f"novelty:{kept.pk}")
    return kept


@action
def restore_novelty(*, by: Person, now: datetime, number: int) -> Novelty:
    """Bring one back."""
    kept = Novelty.objects.select_for_update().filter(pk=number, removed_at__isnull=False).first()
    if kept is None:
        raise ClaveError(GONE, remedy=LOOK)
    kept.removed_at = None
    kept.save(update_fields=["removed_at"])
    record(by=by, now=now, what="novelty.restored", about=f"novelty:{kept.pk}")
    return kept


@action
def show_newcomers(*, now: datetime) -> int:
    """Show what is open to those who may vote since it was opened: invited meanwhile, or key since then; how many."""
    today = timezone.localdate(now)
    open_ = Novelty.objects.select_for_update().filter(state="open", removed_at=None, closes_on__gte=today)
    return sum(_show_newcomers(kept, now) for kept in open_.order_by("pk"))


def _show_newcomers(kept: Novelty, now: datetime) -> int:
    before = NoveltyAsk.objects.filter(of=kept).count()
    _ask_everybody(kept, None, now)
    came = NoveltyAsk.objects.filter(of=kept).count() - before
    if came:
        record(by=None, now=now, what="novelty.shown", about=f"novelty:{kept.pk}")
    return came


@action
def remind_novelties(*, now: datetime, limits: Limits) -> int:
    """Write once to everybody whose vote is missing a few days before the last one; how many."""
    today = timezone.localdate(now)
    soon = today + timedelta(days=limits[voice.novelty_remind])
    due = Novelty.objects.select_for_update().filter(
        state="open", removed_at=None, closes_on__gte=today, closes_on__lte=soon
    )
    return sum(_remind(kept, now) for kept in due.order_by("pk"))


def _remind(kept: Novelty, now: datetime) -> int:
    voted = NoveltyVote.objects.filter(ask__of=kept, version=kept.version).values_list("ask", flat=True)
    silent = {one.contact_id: one for one in NoveltyAsk.objects.filter(of=kept, reminded_at=None).exclude(pk__in=voted)}
    written = [one for one in _voters(kept, now) if one.contact in silent]
    count = sum(
        _write(
            kept,
            one,
            "novelty_reminder",
            f"novelty-reminder:{kept.pk}:v{kept.version}:{silent[one.contact].pk}",
            None,
            now,
        )
        for one in written
    )
    NoveltyAsk.objects.filter(pk__in=[silent[one.contact].pk for one in written]).update(reminded_at=now)
    if count:
        record(by=None, now=now, what="novelty.reminded", about=f"novelty:{kept.pk}")
    return count


@action
def close_due_novelties(*, now: datetime) -> int:
    """Close those whose last day is over; how many."""
    today = timezone.localdate(now)
    due = list(Novelty.objects.filter(state="open", removed_at=None, closes_on__lt=today).order_by("pk"))
    for one in due:
        close_novelty(by=None, now=now, number=one.pk)
    return len(due)


@action
def note_novelties_export(*, by: Person, now: datetime) -> None:
    """Write down that somebody took the list or the answers out."""
    record(by=by, now=now, what="novelty.exported", about="novelty:list")


def held_novelty(number: int) -> Novelty:
    """A novelty, held to the end of the transaction. Raises ClaveError where it was taken out."""
    found = Novelty.objects.select_for_update().filter(pk=number, removed_at=None).first()
    if found is None:
        raise ClaveError(GONE, remedy=LOOK)
    return found


def _in(kept: Novelty, state: str) -> Novelty:
    if kept.state != state:
        raise ClaveError(_("it is not in that state any more."), remedy=LOOK)
    return kept


def _say(kept: Novelty, said: NoveltySaid, now: datetime) -> None:
    for name in ("kind", "title", "words", "closes_on", "area", "product", "available", "approval"):
        setattr(kept, name, getattr(said, name))
    kept.chosen, kept.changed_at = choice_kept(said.choice), now
    kept.folded = folded(f"{said.title} {said.words} {said.product}")
    kept.save()


def _version(kept: Novelty, file: File | None, by: Person, now: datetime) -> NoveltyVersion:
    return NoveltyVersion.objects.create(
        of=kept, number=kept.version, title=kept.title, words=kept.words, file=file.content if file else None,
        file_name=file.name if file else "", file_kind=file.kind if file else "", by=by, at=now,
    )  # fmt: skip


def _next_version(kept: Novelty, file: File | None, by: Person, now: datetime, *, anew: bool) -> None:
    """The version of now written again while nobody saw it; else one more, with the file before where there is no newer."""
    last = NoveltyVersion.objects.get(of=kept, number=kept.version)
    old = File(last.file_name, last.file_kind, bytes(last.file)) if last.file else None
    if anew:
        kept.version += 1
    else:
        last.delete()
    _version(kept, file or old, by, now)


def _voters(kept: Novelty, now: datetime) -> list[Voter]:
    """Who of the chosen accounts may vote today and lets us write."""
    found = voters(chosen(said_of(kept).choice), timezone.localdate(now), VOTING)
    return [one for one in found if one.consent.allowed is not False]


def _ask_everybody(kept: Novelty, by: Person | None, now: datetime) -> int:
    """A row for each who may vote, and a mail to those who said yes to mails; how many are asked."""
    asked = _voters(kept, now)
    there = set(NoveltyAsk.objects.filter(of=kept).values_list("contact", flat=True))
    NoveltyAsk.objects.bulk_create(
        NoveltyAsk(of=kept, customer=one.visitor.customer, name=one.name, contact_id=one.contact, asked_at=now)
        for one in asked if one.contact not in there
    )  # fmt: skip
    keys = dict(NoveltyAsk.objects.filter(of=kept).values_list("contact", "pk"))
    for one in asked:
        key = f"novelty:{kept.pk}:v{kept.version}:{keys[one.contact]}"
        _write(kept, one, "novelty", key, by, now, words=kept.words, again=kept.version > 1, approval=kept.approval)
    return len(asked)


def _write(kept: Novelty, voter: Voter, template: str, key: str, by: Person | None, now: datetime, **more: Any) -> bool:
    """A mail to somebody who said yes to it and has an address; whether there is one."""
    contact = voter.visitor.contact
    if voter.consent.allowed is not True or not voter.address:
        return False
    page = settings.CLAVE_ADDRESS + reverse("portal_novelty", args=[kept.pk])
    data = {
        "name": contact.name, "customer": voter.name, "title": kept.title, "until": kept.closes_on, "page": page, **more
    }  # fmt: skip
    write_to_contact(
        contact=contact, by=by, now=now, template=template, data=data, language=voter.visitor.language, key=key, purpose=SURVEY,
    )  # fmt: skip
    return True


def _tell_owners(kept: Novelty, now: datetime) -> None:
    """What came, to the people of the department that owns it and to who prepared it."""
    found = found_of(kept)
    page = settings.CLAVE_ADDRESS + reverse("novelty", args=[kept.pk])
    data = {
        "title": kept.title, "asked": found.people.asked, "answered": found.people.answered, "page": page,
        "answers": [(ANSWERS[key], n) for key, n in found.answers.items()],
        "changes": [(one.name, one.who, one.words) for one in found.changes],
    }  # fmt: skip
    people = {one.pk: one for one in Person.objects.filter(owners_of(kept.area))} | {kept.by.pk: kept.by}
    for one in people.values():
        language = one.language or settings.LANGUAGE_CODE
        write(by=None, now=now, to=one, template="novelty_closed", data=data, language=language,
              key=f"novelty-closed:{kept.pk}:{now:%Y%m%d}:{one.pk}")  # fmt: skip
