"""The weekly bulletins that went out."""

from __future__ import annotations

from django.db import models


class BulletinIssue(models.Model):
    """One bulletin: `week` as `2026-W47`, of which there is one; it tells from `since` until `until`; `content` as
    `clave.report.bulletin.Issue.stored`; `readers` how many it was written to."""

    week = models.CharField(max_length=8, unique=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    content = models.JSONField()
    readers = models.IntegerField()
    by = models.ForeignKey("store.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.week
