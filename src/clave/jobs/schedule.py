"""What clave does by itself, and when: each due instant is started once, missed ones are caught up by one start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from clave.actions.audit import record
from clave.base.errors import ClaveError
from clave.base.timetable import next_due, owed
from clave.base.words import Text, _
from clave.jobs.agenda import start_agenda
from clave.jobs.alerts import start_alerts
from clave.jobs.backups import no_folder, start_backup
from clave.jobs.bulletin import start_bulletin
from clave.jobs.digest import start_digest
from clave.jobs.house import start_clearing
from clave.jobs.ledger import start_ledger
from clave.jobs.nightly import start_nightly
from clave.jobs.outcome import start_outcome
from clave.jobs.personal import start_retention
from clave.jobs.promotions import start_promotions
from clave.jobs.pushes import start_pushes
from clave.jobs.reminders import start_reminders
from clave.jobs.reports import start_reports
from clave.jobs.sources import start_sources
from clave.jobs.voice import start_voice
from clave.policy import declared, push
from clave.policy.shape import Value
from clave.store.models import Job, Person, ScheduledRun
from clave.store.policy import policy_in_force
from clave.store.schedule import in_service_since, last_due_of

Begin = Callable[[Person | None, datetime, datetime], Job | None]
"""By whom, now, and the due instant; the job, or None where there is nothing to do."""


@dataclass(frozen=True)
class Schedule:
    """One thing done by itself: `cron` is the policy that says when; after `patience` a missed one is let go."""

    key: str
    title: Text
    words: Text
    cron: Value[str]
    begin: Begin
    patience: timedelta | None = None
    hindrance: Callable[[], Text | None] = lambda: None
    """Why it does nothing at all in this installation, where that is so."""


SCHEDULES: dict[str, Schedule] = {
    one.key: one
    for one in (
        Schedule(
            "refresh",
            _("The list made anew"),
            _("Measures and lists again where facts or policy changed; otherwise it does nothing."),
            declared.schedule_refresh,
            start_nightly,
        ),
        Schedule(
            "sources",
            _("The sources that are due"),
            _("Reads the databases, ERPs and folders whose own time has come; otherwise it does nothing."),
            declared.schedule_sources,
            start_sources,
        ),
        Schedule(
            "pushes",
            _("What to write to the ERP planned anew"),
            _("Plans again what somebody planned last, for somebody to read and approve; it never writes by itself."),
            push.schedule,
            start_pushes,
        ),
        Schedule(
            "bulletin",
            _("Weekly bulletin"),
            _("Tells everybody of ours what changed about key accounts in the week before."),
            declared.schedule_bulletin,
            start_bulletin,
            timedelta(days=2),
        ),
        Schedule(
            "ledger",
            _("The promises judged anew"),
            _("Judges every promise again where facts, policy or privileges changed; otherwise it does nothing."),
            declared.schedule_ledger,
            start_ledger,
        ),
        Schedule(
            "promotions",
            _("The joint promotions measured anew"),
            _("Measures the promotions that run or ended where the facts changed; otherwise it does nothing."),
            declared.schedule_promotions,
            start_promotions,
        ),
        Schedule(
            "outcome",
            _("The outcome reckoned anew"),
            _("Reckons what the programme gave and what it cost where facts, policy or what people recorded changed."),
            declared.schedule_outcome,
            start_outcome,
        ),
        Schedule(
            "reports",
            _("The reports of consumption"),
            _("Prepares the reports of the periods that ended, for somebody to read and approve; it never sends one."),
            declared.schedule_reports,
            start_reports,
        ),
        Schedule(
            "alerts",
            _("The alerts looked for anew"),
            _(
                "Looks for silent customers, families that stopped, late payers, broken promises and whatever else Hoy tells."
            ),
            declared.schedule_alerts,
            start_alerts,
        ),
        Schedule(
            "agenda",
            _("What is due with customers"),
            _(
                "Tells everybody on working days which contacts are due or late, and what others spoke with their accounts."
            ),
            declared.schedule_agenda,
            start_agenda,
            timedelta(hours=12),
        ),
        Schedule(
            "digest",
            _("Weekly digest of promises"),
            _("Tells each KAM and each head of a department which promises of theirs broke in the week before."),
            declared.schedule_digest,
            start_digest,
            timedelta(days=2),
        ),
        Schedule(
            "reminders",
            _("Reminders"),
            _(
                "Reminds the owner of an account that has not acknowledged its announcement, or has a condition that ends."
            ),
            declared.schedule_reminders,
            start_reminders,
            timedelta(days=1),
        ),
        Schedule(
            "voice",
            _("Surveys and novelties"),
            _(
                "Closes what is over, reminds once of what is about to close, and asks after deliveries and announcements."
            ),
            declared.schedule_voice,
            start_voice,
            timedelta(hours=12),
        ),
        Schedule(
            "house",
            _("Clearing"),
            _(
                "Removes jobs, files of imports, trial measures and words of mails that are older than policy keeps them."
            ),
            declared.schedule_house,
            start_clearing,
        ),
        Schedule(
            "personal",
            _("Personal data kept too long"),
            _(
                "Erases copies and files with people that policy keeps no longer, and looks for people who are kept too long."
            ),
            declared.schedule_personal,
            start_retention,
        ),
        Schedule(
            "backup",
            _("Backup"),
            _("Backs everything up into the folder that is set for it, and keeps as many as policy says."),
            declared.schedule_backup,
            start_backup,
            hindrance=no_folder,
        ),
    )
}


def cron_of(schedule: Schedule, now: datetime) -> str:
    """When it is due, by the policy in force on that day."""
    return policy_in_force().at(here(now).date())[schedule.cron]


def here(now: datetime) -> datetime:
    """A moment in the company's time."""
    return timezone.localtime(now, timezone.get_default_timezone())


def next_of(schedule: Schedule, now: datetime) -> datetime:
    """When it is due next, in the company's time."""
    return next_due(cron_of(schedule, now), here(now))


def start_due(*, now: datetime) -> list[Job]:
    """Start whatever is due and nobody has started; the jobs that came of it. Raises ClaveError as the policy does."""
    since = in_service_since()
    if since is None:
        return []
    found = [_start_one(schedule, now, since) for schedule in SCHEDULES.values()]
    return [job for job in found if job is not None]


def missed(*, now: datetime, since: datetime) -> dict[str, datetime]:
    """The schedules whose due instant nobody has started, and that instant, by their keys. Raises ClaveError as the policy
    does."""
    return {one.key: due for one in SCHEDULES.values() if (due := _owed(one, now, since))}


def _owed(schedule: Schedule, now: datetime, since: datetime) -> datetime | None:
    last = last_due_of(schedule.key) or since
    return owed(cron_of(schedule, now), here(now), since=last, patience=schedule.patience)


def _start_one(schedule: Schedule, now: datetime, since: datetime) -> Job | None:
    due = _owed(schedule, now, since)
    return start_at(schedule, due=due, now=now) if due else None


def start_at(schedule: Schedule, *, due: datetime, now: datetime) -> Job | None:
    """Start a schedule for one due instant; None where somebody did, or where there is nothing to do. The start and its
    job are there together or not at all."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                kept = ScheduledRun.objects.create(schedule=schedule.key, due_at=due, started_at=now)
        except IntegrityError:
            return None
        return _begun(schedule, kept, None, now, due)


@transaction.atomic
def start_now(key: str, *, by: Person, now: datetime) -> Job | None:
    """Start a schedule by hand, besides its own instants. Raises ClaveError for one that is not declared, and where
    somebody did so in the same instant."""
    schedule = SCHEDULES.get(key)
    if schedule is None or ScheduledRun.objects.filter(schedule=key, due_at=now).exists():
        raise ClaveError(_("this cannot be started now."), where=key, remedy=_("Look at the page again."))
    kept = ScheduledRun.objects.create(schedule=key, due_at=now, started_at=now, by=by)
    job = _begun(schedule, kept, by, now, now)
    record(by=by, now=now, what="schedule.started", about=f"schedule:{key}")
    return job


def _begun(schedule: Schedule, kept: ScheduledRun, by: Person | None, now: datetime, due: datetime) -> Job | None:
    job = schedule.begin(by, now, due)
    if job is not None:
        ScheduledRun.objects.filter(pk=kept.pk).update(job=job)
    return job
