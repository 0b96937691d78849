"""Pages that belong together, as tabs above each of them; the menu leads to the first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.store.hospitality import waiting_for
from clave.store.judging import count_of
from clave.store.models import Person
from clave.store.personal_requests import open_requests
from clave.store.policy import policy_in_force
from clave.web.access import allows


@dataclass(frozen=True)
class Tab:
    """One page of a section: its route, without arguments, the routes that light it up besides, and how much waits there
    for somebody today."""

    route: str
    label: Text
    family: frozenset[str] = frozenset()
    waits: Callable[[Person], int] | None = None


def _to_rate(person: Person) -> int:
    """Nothing is counted while the policy cannot be read: the page itself says so."""
    today = timezone.localdate()
    try:
        return count_of(person, policy_in_force().at(today), today)
    except ClaveError:
        return 0


SELECTION = (
    Tab("selection", _("List")),
    Tab("order", _("Order of importance")),
    Tab(
        "debates",
        _("Debates"),
        frozenset({"debate", "debate_new", "debate_order", "debate_effect", "debate_what_if", "debate_choose"}),
    ),
    Tab("ratings", _("To rate"), waits=_to_rate),
    Tab("nominations", _("Nominations"), frozenset({"nomination_new"})),
    Tab("proposals", _("Committee"), frozenset({"proposal", "proposal_new", "proposal_decide", "proposal_end"})),
    Tab("announcements", _("Announcements"), frozenset({"announcement", "announcement_received"})),
    Tab("reviews", _("Reviews")),
    Tab("capacity", _("KAM capacity"), frozenset({"capacity_person", "owners"})),
    Tab("past", _("Over time")),
)
KNOWS = (
    Tab("who_is_key", _("Key accounts")),
    Tab("bulletins", _("Weekly bulletin"), frozenset({"bulletin"})),
)
PRIVILEGES = (
    Tab("privileges", _("Privileges")),
    Tab("conditions", _("Conditions"), frozenset({"condition_new", "condition_act"})),
    Tab("minimums", _("Minimums"), frozenset({"minimum_new", "minimum_act"})),
)
PROMISES = (
    Tab("promises", _("Summary")),
    Tab("promises_list", _("Promise by promise"), frozenset({"promise"})),
    Tab("promises_service", _("Service")),
    Tab("promises_costs", _("What they cost")),
    Tab("promises_digest", _("Weekly digest")),
)
HOSPITALITY = (
    Tab("hospitality", _("Register"), frozenset({"hospitality_one", "hospitality_new", "hospitality_act"})),
    Tab("hospitality_calendar", _("Days ahead")),
    Tab("hospitality_queue", _("To approve"), frozenset({"hospitality_decide"}), waits=waiting_for),
    Tab("tenders", _("Tenders"), frozenset({"tender_new", "tender_end"})),
)
IDLE = (
    Tab("idle_stock", _("What lies there"), frozenset({"idle_lot", "idle_offer_new"})),
    Tab("idle_offers", _("Offers"), frozenset({"idle_offer", "idle_offer_act"})),
    Tab("idle_letters", _("Who accepts it"), frozenset({"idle_letter_new"})),
)
FUNCTIONS = (
    Tab("day_dispatch", _("Dispatch")),
    Tab("day_plant", _("Plant")),
    Tab("day_credit", _("Receivables")),
    Tab("day_lab", _("Laboratory")),
    Tab("day_reception", _("Reception")),
    Tab("day_marketing", _("Marketing")),
)
NEEDS = (
    Tab("needs", _("Needs"), frozenset({"need", "need_new", "need_edit", "need_act"})),
    Tab(
        "initiatives",
        _("Joint initiatives"),
        frozenset({"initiative", "initiative_new", "initiative_edit", "initiative_act"}),
    ),
    Tab(
        "services",
        _("Special services"),
        frozenset({"service", "service_new", "service_edit", "service_act"}),
    ),
)
PEOPLE = (
    Tab("users", _("People"), frozenset({"user", "user_invite", "user_role", "user_act"})),
    Tab("permissions", _("Who may see what")),
    Tab("company", _("The company")),
    Tab("mails", _("Mail"), frozenset({"mail", "bounces"})),
    Tab("api_keys", _("Keys"), frozenset({"api_key_revoke"})),
    Tab("webhooks", _("Webhooks"), frozenset({"webhook", "webhook_new", "webhook_edit", "webhook_delivery"})),
    Tab(
        "delegations",
        _("Delegations"),
        frozenset({"delegation", "delegation_grant", "delegation_heads", "delegation_revoke"}),
    ),
)
LABORATORY = (
    Tab("laboratory", _("Requests"), frozenset({"lab_request", "lab_new", "lab_edit", "lab_act", "lab_hours"})),
    Tab("trials", _("Trials"), frozenset({"trial", "trial_new"})),
)
CONTACTS = (
    Tab("touchpoints", _("Those logged"), frozenset({"touchpoint_new", "touchpoint_edit"})),
    Tab("due_contacts", _("Those that are due")),
    Tab("visitors", _("In the portal")),
)
PERSONAL_DATA = (
    Tab(
        "data_requests",
        _("Requests"),
        frozenset({"data_request", "data_request_new", "data_request_act"}),
        waits=open_requests,
    ),
    Tab("data_retention", _("Kept too long")),
)
VOICE = (
    Tab(
        "novelties",
        _("Novelties"),
        frozenset({"novelty", "novelty_new", "novelty_edit", "novelty_act", "novelty_preview"}),
    ),
    Tab("surveys", _("Surveys"), frozenset({"survey", "survey_new", "survey_edit", "survey_act", "survey_preview"})),
)
OFFSITES = (
    Tab("offsites", _("Off-site sessions"), frozenset({"offsite", "offsite_new", "offsite_edit"})),
    Tab("events", _("Events"), frozenset({"event", "event_new", "event_edit", "event_account"})),
    Tab("public_consents", _("Consents for public use"), frozenset({"consent_new", "consent_withdraw"})),
    Tab("promotions", _("Promotions"), frozenset({"promotion", "promotion_new", "promotion_edit", "promotion_act"})),
    Tab("references", _("References"), frozenset({"reference_asks", "referrals"})),
)
REFERENCES = (
    Tab("references", _("Who can be asked"), frozenset({"reference_new", "reference_ask", "willing_act"})),
    Tab("reference_asks", _("Asked"), frozenset({"reference_one", "reference_act"})),
    Tab("referrals", _("Recommendations"), frozenset({"referral", "referral_new", "referral_act"})),
)
RESULTS = (
    Tab("results", _("Is it worth it?")),
    Tab("results_effect", _("Did status matter?"), frozenset({"results_effect_account"})),
    Tab("results_harvest", _("Harvest"), frozenset({"results_category"})),
    Tab("results_retention", _("Retention and margin")),
    Tab("results_relation", _("Relationship")),
    Tab("results_promises", _("Promises and results")),
    Tab("results_cost", _("What it costs")),
    Tab("results_whale", _("Whale curve")),
    Tab("results_concentration", _("Concentration")),
)
SECTIONS: dict[str, tuple[Text, tuple[Tab, ...]]] = {
    "selection": (_("Sections of the selection"), SELECTION),
    "privileges": (_("Sections of the privileges"), PRIVILEGES),
    "promises": (_("Sections of the promises"), PROMISES),
    "idle_stock": (_("Sections of the idle stock"), IDLE),
    "needs": (_("Sections of the needs"), NEEDS),
    "offsites": (_("Sections of the joint actions"), OFFSITES),
    "voice": (_("Sections of novelties and votes"), VOICE),
    "hospitality": (_("Sections of hospitality"), HOSPITALITY),
    "functions": (_("Today by function"), FUNCTIONS),
    "personal_data": (_("Sections of personal data"), PERSONAL_DATA),
    "references": (_("Sections of the references"), REFERENCES),
    "results": (_("Sections of the results"), RESULTS),
    "knows": (_("Sections of who is key"), KNOWS),
    "people": (_("Sections of the users"), PEOPLE),
    "laboratory": (_("Sections of the laboratory"), LABORATORY),
    "contacts": (_("Sections of the contacts"), CONTACTS),
}


def tabs(section: str, person: Person | None, here: str) -> tuple[Text, list[tuple[Tab, bool, int]]]:
    """The name of a section, and its tabs that a person may open, with whether each is where we are and what waits there."""
    label, found = SECTIONS[section]
    role = person.role if person else None
    return label, [
        (tab, here == tab.route or here in tab.family, tab.waits(person) if tab.waits and person else 0)
        for tab in found
        if allows(role, tab.route)
    ]


def routes(section: str) -> frozenset[str]:
    """Every route of a section; the menu entry lights up on all of them."""
    return frozenset().union(*({tab.route} | tab.family for tab in SECTIONS[section][1]))
