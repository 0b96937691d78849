"""The backup that clave makes by itself, as work in the background, and whether that goes well."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.utils import timezone
from django_tasks import TaskContext, task

from clave.actions.backups import note_backup
from clave.base.errors import ClaveError
from clave.base.timetable import last_due
from clave.base.words import Text, _
from clave.jobs.starting import start
from clave.jobs.telling import finishing, moment, telling, who_asked
from clave.policy import declared
from clave.store.backup.making import made_in, make
from clave.store.models import Job, Person
from clave.store.policy import policy_in_force
from clave.store.schedule import in_service_since, last_ended

Standing = Literal["ok", "failed", "late"]
KEY = "backup"


def start_backup(by: Person | None, now: datetime, due: datetime) -> Job | None:
    """Ask for it; None where no folder is set."""
    return start(back_up_job, by=by, now=now, key=KEY) if settings.CLAVE_BACKUPS else None


def no_folder() -> Text | None:
    """Why there is nothing to do: nobody said where to."""
    return None if settings.CLAVE_BACKUPS else _("No folder is set (CLAVE_BACKUPS), so no backup is made by itself.")


@task(takes_context=True, title=_("Backing everything up"))
def back_up_job(context: TaskContext) -> None:
    """Back up, then clear away what is older than policy keeps; {"file": name, "bytes": size, "cleared": how many}.

    Nothing old goes before the new one is whole. Raises ClaveError as `make` does, and where the folder is not there."""
    now, folder = moment(context), there()
    made = make(folder, now=now, progress=telling(context))
    assert made.path is not None
    with finishing(context) as finish:
        note_backup(path=made.path, seal=made.seal, by=who_asked(context), now=now)
        cleared = clear_away(folder, policy_in_force().at(timezone.localdate(now))[declared.keep_backups])
        finish({"file": made.path.name, "bytes": made.size, "cleared": cleared})


def there() -> Path:
    """The folder for backups. It is never made here: where a disk is not mounted, a folder in its place would fill the
    wrong one. Raises ClaveError where it is not there, or none is set."""
    folder: Path | None = settings.CLAVE_BACKUPS
    if folder is None or not folder.is_dir():
        raise ClaveError(
            _("the folder for backups is not there, so no backup was made."),
            where=str(folder or "CLAVE_BACKUPS"),
            remedy=_("Mount the disk or make the folder, and start the backup again from the page of jobs."),
        )
    return folder


def clear_away(folder: Path, keep: int) -> int:
    """Keep the newest so many of a folder; how many went."""
    old = made_in(folder)[:-keep]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def standing(now: datetime) -> Standing | None:
    """Whether backups are made as they should be: `failed` where the last one did, `late` where a whole round passed
    without one (nobody works, or none was ever made). None where no folder is set or there is no company yet. Raises
    ClaveError where the policy cannot be read."""
    since = in_service_since()
    if settings.CLAVE_BACKUPS is None or since is None:
        return None
    last = last_ended(KEY)
    if last is not None and not last.done:
        return "failed"
    local = timezone.localtime(now, timezone.get_default_timezone())
    cron = policy_in_force().at(local.date())[declared.schedule_backup]
    round_before = last_due(cron, last_due(cron, local) - timedelta(seconds=1))
    return "ok" if (last.at if last else since) >= round_before else "late"
