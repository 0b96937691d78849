"""The company that runs this installation."""

from __future__ import annotations

from django.db import models


class Company(models.Model):
    """One per installation: its name, its currency (ISO 4217) and the language it starts in."""

    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3, default="COP")
    language = models.CharField(max_length=2, default="es")
    demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
