"""Files with people of a customer, between being read and being kept. (G12)"""

from __future__ import annotations

from django.db import models


class ContactFile(models.Model):
    """The cells of a file somebody brought, and which column they say is what; gone once it is kept or thrown away."""

    customer = models.TextField()
    name = models.TextField()
    headers = models.JSONField()
    rows = models.JSONField()
    lines = models.JSONField()
    columns = models.JSONField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
