"""Values of the policy about the portal of customers: how long its links and sessions last. Registered beside `declared`."""

from __future__ import annotations

from clave.base.words import _
from clave.policy.kinds import days, whole

invitation_days = days("portal.invitation_days", _("Portal: days for which an invitation works"))
link_minutes = whole(
    "portal.link_minutes", _("Portal: minutes for which a link that a visitor asks for works"), 5, 1_440, unit="count"
)
links_per_hour = whole("portal.links_per_hour", _("Portal: links that one visitor may ask for in an hour"), 1, 100)
asks_per_hour = whole(
    "portal.asks_per_hour", _("Portal: requests for a link that are attended in an hour, of all addresses"), 10, 100_000
)
session_days = days("portal.session_days", _("Portal: days after which whoever is in comes in again by a link"))
after_days = days("portal.after_days", _("Portal: days for which it still opens after an account stopped being key"), 0)
logo_kilobytes = whole(
    "portal.logo_kilobytes", _("Portal: largest file of the company's logo, in kilobytes"), 10, 20_000
)
