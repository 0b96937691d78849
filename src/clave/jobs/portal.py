"""Mailing a link to whoever asked for one at the door of the portal: behind the page, so that the page answers every address
alike and in the same time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django_tasks import TaskContext, task

from clave.actions.portal_links import send_asked_link
from clave.base.words import _
from clave.jobs.mail import start_sending
from clave.jobs.starting import start
from clave.jobs.telling import finishing, moment
from clave.policy import portal as limits
from clave.store.models import Job
from clave.store.policy import policy_in_force
from clave.store.portal import open_visitors

PATH = "clave.jobs.portal.asked_link_job"


def start_asked_link(*, email: str, now: datetime) -> None:
    """Ask for a link to an address, whether or not anybody has it; past what policy attends in an hour nothing is asked for."""
    most = policy_in_force().at(timezone.localdate(now))[limits.asks_per_hour]
    if Job.objects.filter(task=PATH, created_at__gt=now - timedelta(hours=1)).count() < most:
        start(asked_link_job.using(queue_name="mail"), by=None, now=now, email=email)


@task(takes_context=True, title=_("Sending a link to the portal"))
def asked_link_job(context: TaskContext, *, email: str) -> dict[str, Any]:
    """Mail a link to every access that has this address; {"sent": how many}."""
    now = moment(context)
    if not settings.CLAVE_SMTP:
        return {"sent": 0}
    found = open_visitors(timezone.localdate(now)).filter(contact__email__iexact=email)
    with finishing(context) as finish:  # taken up again after its worker died, it sends no second link
        sent = sum(send_asked_link(visitor=visitor, now=now) for visitor in found)
        if sent:
            start_sending(now=now)
        finish({"sent": sent})
    return {"sent": sent}
