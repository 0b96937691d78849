"""A system check: every address of the product has its row in the table of access, and no row is left over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error
from django.urls import URLPattern, URLResolver, get_resolver

from clave.web.access import RULES


def addresses(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    """Every address the resolver knows, those of allauth included."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry)
        else:
            yield entry


def every_address_has_a_rule(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """One error per address without a rule, and per rule without an address."""
    names = {pattern.name or str(pattern.pattern) for pattern in addresses()}
    missing = [
        Error(f"Address «{name}» has no row in clave/web/access.py.", hint="Say who may open it.", id="clave.E001")
        for name in sorted(names - RULES.keys())
    ]
    left_over = [
        Error(f"Row «{name}» in clave/web/access.py has no address.", hint="Remove the row.", id="clave.E002")
        for name in sorted(RULES.keys() - names)
    ]
    return [*missing, *left_over]
