"""What surveys and novelties do by themselves: close, remind once, ask after deliveries and announcements, and ask
who came into the portal meanwhile. (C6, C8, C1)"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone
from django_tasks import TaskContext, task

from clave.actions.novelties import close_due_novelties, remind_novelties, show_newcomers
from clave.actions.surveys import (
    Arrived,
    ask_announced,
    ask_newcomers,
    ask_pulses,
    close_due_surveys,
    remind_surveys,
)
from clave.base.words import _
from clave.facts.arrivals import arrivals
from clave.jobs.starting import start
from clave.jobs.telling import finishing, moment, telling
from clave.policy import voice
from clave.policy.limits import Limits
from clave.store.facts import book_of, newest_facts
from clave.store.models import Announcement, Job, Novelty, Person, Survey
from clave.store.policy import policy_in_force

WORDS = _("Surveys and novelties: closing, reminding and asking")


def start_voice(by: Person | None, now: datetime, due: datetime) -> Job | None:
    """Ask for it; None where nothing is open and nobody was announced."""
    open_ = Novelty.objects.filter(state="open").exists() or Survey.objects.filter(state="open").exists()
    if not open_ and not Announcement.objects.exists():
        return None
    return start(voice_job.using(queue_name="mail"), by=by, now=now, key="voice")


@task(takes_context=True, title=WORDS)
def voice_job(context: TaskContext) -> None:
    """Do what is due today; {"closed", "reminded", "asked"}. Done twice, nobody is written or asked twice."""
    tell, now = telling(context), moment(context)
    tell(0, WORDS)
    today = timezone.localdate(now)
    limits = policy_in_force().at(today)
    arrived = lately(today, limits)
    with finishing(context) as finish:
        closed = close_due_novelties(now=now) + close_due_surveys(now=now)
        reminded = remind_novelties(now=now, limits=limits) + remind_surveys(now=now, limits=limits)
        asked = ask_pulses(now=now, arrived=arrived, limits=limits) + ask_announced(now=now, limits=limits)
        asked += show_newcomers(now=now) + ask_newcomers(now=now, limits=limits)
        finish({"closed": closed, "reminded": reminded, "asked": asked})


def lately(today: date, limits: Limits) -> list[Arrived]:
    """The deliveries that are asked about today: arrived some days ago, and not so long ago that nobody remembers them."""
    if newest_facts() is None or not Survey.objects.filter(kind="pulse", state="open", removed_at=None).exists():
        return []
    last = today - timedelta(days=limits[voice.pulse_after])
    first = last - timedelta(days=limits[voice.pulse_open])
    return [Arrived(*row) for row in arrivals(book_of(""), first, last)]
