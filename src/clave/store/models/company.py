"""The company that runs this installation."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

THE_ONE = 1
"""The key of a row of which there is one; two who write it at once meet in it."""


class Company(models.Model):
    """One per installation: its name, its currency (ISO 4217) and the language it starts in."""

    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3, default="COP")
    language = models.CharField(max_length=2, default="es")
    demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=THE_ONE), name="one_company")]

    def __str__(self) -> str:
        return self.name
