"""Clearing what nobody needs any more: how long each kind is kept is policy."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max

from clave.actions.audit import record
from clave.actions.mail import note_ended
from clave.actions.pulls_kept import remove_left, remove_pulls
from clave.actions.seals import renew_seals
from clave.actions.shape import action
from clave.actions.webhooks import clear_webhooks
from clave.policy import declared
from clave.policy.limits import Limits
from clave.policy.shape import Value
from clave.store.models import Import, Job, Mail, MailAttachment, OrderDecision, ScheduledRun
from clave.store.models.imports import DISCARDED, LOADED, SAME
from clave.store.models.jobs import LIVE
from clave.store.models.mail import SENT

ENDED = (LOADED, SAME, DISCARDED)


@dataclass(frozen=True)
class Cleared:
    """How many of each kind are gone."""

    jobs: int
    originals: int
    measured: int
    mails: int
    decisions: int = 0
    pulls: int = 0
    starts: int = 0
    left: int = 0
    sealed: int = 0
    messages: int = 0


@action
def clear_old(*, limits: Limits, now: datetime) -> Cleared:
    """Remove jobs that ended, files of imports that ended, measures of trials, the words of mails that went, answers of
    order entry, messages of webhooks, pulls of sources and starts by themselves, each older than policy keeps it, and
    files that a pull or an upload left behind; seal anew what is sealed after the secret key changed. Running it twice, or
    stopping in the middle, harms nothing."""

    def before(value: Value[int]) -> datetime:
        return now - timedelta(days=limits[value])

    ended = Job.objects.exclude(state__in=LIVE).filter(finished_at__lt=before(declared.keep_jobs))
    jobs, _each = ended.delete()
    note_ended(now=now)
    mails = _empty_mails(before(declared.keep_mails), now)
    cleared = Cleared(
        jobs=jobs,
        originals=_remove_originals(before(declared.keep_originals)),
        measured=_remove_measured(before(declared.keep_measured)),
        mails=mails,
        decisions=OrderDecision.objects.filter(at__lt=before(declared.keep_decisions)).delete()[0],
        pulls=remove_pulls(before(declared.keep_pulls)),
        starts=_remove_starts(before(declared.keep_runs)),
        left=remove_left(now),
        sealed=renew_seals(),
        messages=clear_webhooks(before(declared.webhook_kept), limits[declared.webhook_waiting]),
    )
    if any(vars(cleared).values()):
        record(by=None, now=now, what="house.cleared", about=f"house:{now.date().isoformat()}")
    return cleared


def _empty_mails(moment: datetime, now: datetime) -> int:
    """That it was sent remains, so that it is never written again under the same key."""
    old = Mail.objects.filter(state=SENT, sent_at__lt=moment, emptied_at=None)
    MailAttachment.objects.filter(mail__in=old).delete()
    return old.update(subject="", text="", html="", emptied_at=now)


def _remove_originals(moment: datetime) -> int:
    """The files as they were brought; what they say is in the book, and the rows that were rejected stay."""
    folders = [one.folder / "files" for one in Import.objects.filter(state__in=ENDED, ended_at__lt=moment)]
    there = [folder for folder in folders if folder.is_dir()]
    for folder in there:
        shutil.rmtree(folder, ignore_errors=True)
    return len(there)


def _remove_starts(moment: datetime) -> int:
    """The last start of each schedule stays, and its last one by itself and its last one that ended: from them it is told
    what is due and how it went."""
    every = ScheduledRun.objects.order_by()
    kept: set[int] = set()
    for some in (every, every.filter(by=None), every.filter(job__finished_at__isnull=False)):
        kept |= set(some.values("schedule").annotate(last=Max("pk")).values_list("last", flat=True))
    return every.filter(started_at__lt=moment).exclude(pk__in=kept).delete()[0]


def _remove_measured(moment: datetime) -> int:
    """Whoever needs them measures again."""
    kept = (settings.CLAVE_DATA / "measured").glob("*.arrow")
    old = [path for path in kept if path.stat().st_mtime < moment.timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
