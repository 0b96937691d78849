"""Who may open what in the portal: one row per address, with the right that its visitor must have.

An address of the portal never says of which account it is: the account comes from the visitor who is in. Who is in and lacks
the right gets what does not exist (404); who is not in gets the door."""

from __future__ import annotations

from clave.base.words import Text, _
from clave.store.roles import CONTACT, EVERYBODY, of
from clave.web.rule import Rule

AT = "/portal/"
"""Where the portal stands; its cookie goes nowhere else."""


def _portal(what: Text, right: str = "") -> Rule:
    """A page for visitors; with `right`, for those who have it."""
    return Rule(what, of(CONTACT), portal=True, right=right)


def _at_the_door(what: Text) -> Rule:
    """A page before one is in."""
    return Rule(what, EVERYBODY, anonymous=True)


_DOOR = _("the door of the portal")
_NOVELTIES = _("the novelties in the portal")
_SURVEYS = _("the surveys in the portal")
_CONSUMPTION = _("the reports and the figures of what the account buys")
_ME = _("your data and sessions in the portal")

PORTAL: dict[str, Rule] = {
    "portal_door": _at_the_door(_DOOR),
    "portal_open": _at_the_door(_DOOR),
    "portal_link": _at_the_door(_DOOR),
    "portal_home": _portal(_("the start page of the portal")),
    "portal_novelties": _portal(_NOVELTIES, "voting"),
    "portal_novelty": _portal(_NOVELTIES, "voting"),
    "portal_novelty_file": _portal(_NOVELTIES, "voting"),
    "portal_novelty_wish": _portal(_NOVELTIES, "voting"),
    "portal_novelty_approve": _portal(_("approving a novelty for their company"), "approving"),
    "portal_surveys": _portal(_SURVEYS),
    "portal_survey": _portal(_SURVEYS),
    "portal_reports": _portal(_CONSUMPTION, right="consumption"),
    "portal_report": _portal(_CONSUMPTION, right="consumption"),
    "portal_report_file": _portal(_CONSUMPTION, right="consumption"),
    "portal_consumption": _portal(_CONSUMPTION, right="consumption"),
    "portal_leave": _portal(_ME),
    "portal_language": _portal(_ME),
    "portal_benefits": _portal(_("what you have for being a key account")),
    "portal_agreement": _portal(_("our agreement")),
    "portal_orders": _portal(_("your orders"), right="orders"),
    "portal_orders_file": _portal(_("your orders"), right="orders"),
    "portal_order": _portal(_("your orders"), right="orders"),
    "portal_asking": _portal(_("what you asked us for"), right="asking"),
    "portal_asking_file": _portal(_("what you asked us for"), right="asking"),
    "portal_ask": _portal(_("what you asked us for"), right="asking"),
    "portal_ask_act": _portal(_("what you asked us for"), right="asking"),
    "portal_plan": _portal(_("our plan"), right="plan"),
    "portal_plan_done": _portal(_("our plan"), right="plan"),
    "portal_plan_file": _portal(_("our plan"), right="plan"),
    "portal_invitations": _portal(_("events and references"), right="inviting"),
    "portal_invitation": _portal(_("events and references"), right="inviting"),
    "portal_people": _portal(_("whom to talk to, in the portal")),
    "portal_me": _portal(_ME),
    "portal_consent": _portal(_ME),
    "portal_ask_data": _portal(_ME),
    "portal_sessions": _portal(_ME),
    "portal_session_end": _portal(_ME),
    "portal_leave_mail": _at_the_door(_("leaving a kind of mail")),
}
