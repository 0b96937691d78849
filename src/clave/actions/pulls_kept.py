"""How long the history of sources is kept, and what a pull that died left on the disk."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max, Q

from clave.store.models import SourceRun
from clave.store.models.sources import LOADED, SAME, UNFINISHED, WAITING

A_DAY = timedelta(days=1)


def remove_pulls(moment: datetime) -> int:
    """Pulls that ended before a moment; the newest of each source stays, the newest that is in the book, and what waits for
    somebody."""
    newest = SourceRun.objects.order_by().values("of")
    kept = newest.annotate(last=Max("pk"), good=Max("pk", filter=Q(state__in=(LOADED, SAME))))
    stay = {number for row in kept for number in (row["last"], row["good"]) if number}
    old = SourceRun.objects.filter(ended_at__lt=moment).exclude(state__in=(*UNFINISHED, WAITING))
    return old.exclude(pk__in=stay).delete()[0]


def remove_left(now: datetime) -> int:
    """The pages of pulls that nobody goes on with, and files that arrived a day ago and nobody took."""
    live = {str(number) for number in SourceRun.objects.filter(state__in=UNFINISHED).values_list("pk", flat=True)}
    spools = [path for path in (settings.CLAVE_DATA / "pulled").glob("*") if path.is_dir() and path.name not in live]
    old = (now - A_DAY).timestamp()
    arrived = [path for path in (settings.CLAVE_IMPORTS / "arriving").glob("*") if path.is_file()]
    late = [path for path in arrived if path.stat().st_mtime < old]
    for path in spools:
        shutil.rmtree(path, ignore_errors=True)
    for path in late:
        path.unlink(missing_ok=True)
    return len(spools) + len(late)
