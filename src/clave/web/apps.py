"""The pages as a Django app without models: templates, assets, tags and one system check."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register

from clave.web.checks import every_address_has_a_rule


class WebConfig(AppConfig):
    """Templates and assets of the product; before allauth, whose screens it dresses."""

    name = "clave.web"
    label = "web"

    def ready(self) -> None:
        """An address without a rule stops the start."""
        register(every_address_has_a_rule)
