"""The audit log: who did what to what and when, in one chain of hashes that only grows."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import Q

from clave.store.guards import Refuses
from clave.store.models.company import THE_ONE

HASH_LENGTH = 64


class Unchangeable(TypeError):
    """Somebody tried to change or delete what may only be added to."""


def _refuse(*args: Any, **kwargs: Any) -> NoReturn:
    raise Unchangeable("The audit log only grows: record another event instead.")


class Grows(models.QuerySet["AuditEvent"]):
    """Events are read and created; nothing else."""

    update = delete = bulk_update = update_or_create = _refuse


class AuditEvent(models.Model):
    """One act. It holds ids and names of fields, never a personal value, so that erasing a person leaves it valid.

    `number` counts from 1 without gaps; `by` is `person:<id>` or the name of a machine; `what` a word declared in
    `clave.store.deeds`; `about` is `<kind>:<id>`; `previous` the hash of the event before; `hash` over all the rest."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    by = models.CharField(max_length=80, db_index=True)
    what = models.CharField(max_length=60, db_index=True)
    about = models.CharField(max_length=200, db_index=True)
    fields = models.JSONField()
    previous = models.CharField(max_length=HASH_LENGTH)
    hash = models.CharField(max_length=HASH_LENGTH)

    objects = models.Manager.from_queryset(Grows)()

    class Meta:
        constraints: ClassVar = [
            Refuses(name="audit_is_never_changed", operation="UPDATE"),
            Refuses(name="audit_is_never_deleted", operation="DELETE"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.what} {self.about}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only the first time."""
        if not self._state.adding:
            _refuse()
        super().save(*args, **{**kwargs, "force_insert": True})

    delete = _refuse


class AuditHead(models.Model):
    """Where the chain ends: how many events, and the hash of the last. Whoever records holds this row, so nobody else
    does at the same moment; and a chain cut at its end no longer fits it."""

    count = models.BigIntegerField()
    hash = models.CharField(max_length=HASH_LENGTH)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=THE_ONE), name="one_audit_head"),
            Refuses(name="audit_head_moves_by_one", operation="UPDATE", when="NEW.count <> OLD.count + 1"),
            Refuses(name="audit_head_is_never_deleted", operation="DELETE"),
        ]

    def __str__(self) -> str:
        return f"{self.count}:{self.hash}"
