"""Values of the policy about on how few customers the company stands. Registered beside `declared`."""

from __future__ import annotations

from clave.base.words import _
from clave.policy.kinds import share

concentration_moderate = share(
    "concentration.moderate", _("Moderately concentrated above this Herfindahl–Hirschman index")
)
concentration_high = share("concentration.high", _("Highly concentrated above this Herfindahl–Hirschman index"))
IN_ORDER = ((concentration_moderate, concentration_high),)
"""Values of which the first must not be above the second on any day."""
