"""Acting for a department: written, for some accounts or all, until a day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from clave.store.roles import DEPARTMENTS


class Delegation(models.Model):
    """A person may do what a department may, from `starts_on` to `ends_on`, both days included, unless it is revoked.

    `customers` lists the accounts it is for; empty = all. `purpose` says in words what for."""

    person = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="delegations")
    department = models.CharField(max_length=20, choices=[(key, key) for key in DEPARTMENTS])
    customers = models.JSONField(default=list)
    starts_on = models.DateField()
    ends_on = models.DateField()
    purpose = models.TextField()
    granted_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    revoked_why = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="delegation_lasts"),
            models.CheckConstraint(condition=Q(department__in=DEPARTMENTS), name="department_is_known"),
        ]
        indexes: ClassVar = [models.Index(fields=("ends_on",), name="delegation_by_end")]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.department}, {self.starts_on} to {self.ends_on}"


class DepartmentHead(models.Model):
    """Who heads a department, and may delegate it; a department has one head at most."""

    department = models.CharField(max_length=20, choices=[(key, key) for key in DEPARTMENTS], unique=True)
    person = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="heads")
    since = models.DateField()

    def __str__(self) -> str:
        return f"{self.department}: {self.person_id}"
