"""A filter for pieces that show a job: `{% load work %}{% with shown=job|shown %}`."""

from __future__ import annotations

from django import template
from django.utils import timezone

from clave.store.models import Job
from clave.web.shown.jobs import JobShown, job_shown

register = template.Library()


@register.filter
def shown(job: Job) -> JobShown:
    """A job as a page shows it that watches it."""
    return job_shown(job, timezone.now(), watched=True)
