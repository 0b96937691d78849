"""The project's own commands: start, serve, web, work and audit."""

from __future__ import annotations

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Holds no models; gives `python -m clave.project` its commands."""

    name = "clave.project"
    label = "project"
