"""The policy this company has in force."""

from __future__ import annotations

from django.conf import settings

from clave.policy.reading import Policy, default, read


def policy_in_force() -> Policy:
    """The company's own entries over the default ones. Raises ClaveError where its file cannot be read."""
    return read(settings.CLAVE_POLICY) if settings.CLAVE_POLICY.exists() else default()
