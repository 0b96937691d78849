"""The one Django app that keeps state."""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Where every model of clave lives."""

    name = "clave.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
