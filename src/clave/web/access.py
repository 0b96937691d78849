"""Who may open what: one table, every address by its name. Nothing else in the product decides this.

A role in `allowed` gets the page; one in `known` gets a page that says who can see it and whom to ask (403);
for all others the page does not exist (404). Without signing in only `anonymous` rows open; the rest lead to the
sign-in. A route without a row stops the start (see checks.py). Whoever acts for a department by a delegation gets what
that department gets (ADR 0019).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from clave.base.words import Text, _
from clave.store.roles import (
    ACCOUNT_READERS,
    ADMINISTRATOR,
    COLLEAGUES,
    COMMITTEE,
    COMPLIANCE,
    CREDIT,
    DECIDERS,
    DIRECTOR,
    DISPATCH,
    EMPLOYEE,
    EVERYBODY,
    FUNCTIONS,
    KAM,
    KEEPERS,
    LAB,
    LEADERS,
    MANAGEMENT,
    MARKETING,
    NOBODY,
    OURS,
    PLANT,
    QUALITY,
    RESULT_READERS,
)
from clave.store.roles import of as _of
from clave.web.portal_rules import PORTAL
from clave.web.rule import Rule

STATUS_DECIDERS = DECIDERS | _of(MANAGEMENT)
JUDGES = DECIDERS | _of(MANAGEMENT)
"""Who decides on the lines of a proposal."""
NOMINATION_READERS = COMMITTEE | _of(COMPLIANCE)
"""Who sees what anybody nominated; the others see their own."""
HISTORIANS = COMMITTEE | _of(COMPLIANCE)
TRIERS = _of(LAB, QUALITY)
CHARGES = _of(ADMINISTRATOR, DIRECTOR, KAM)


def _own(what: Text) -> Rule:
    """A page everybody has for themselves."""
    return Rule(what, EVERYBODY)


def _staff(what: Text) -> Rule:
    """A page everybody of ours has, and no customer."""
    return Rule(what, OURS)


def _door(what: Text) -> Rule:
    """A page on the way in."""
    return Rule(what, EVERYBODY, anonymous=True)


_SIGN_IN = _("signing in")
_SECURITY = _("your own security")
_JUDGING = Rule(_("what people judge of an account"), ACCOUNT_READERS, FUNCTIONS)
_TO_RATE = Rule(_("the ratings that are owed"), ACCOUNT_READERS, FUNCTIONS)
_TRIALS = Rule(_("the register of trials"), ACCOUNT_READERS | TRIERS, FUNCTIONS - TRIERS)
_WEBHOOKS = Rule(_("the webhooks"), KEEPERS, LEADERS)
_SOURCES = Rule(_("the sources that clave reads by itself"), KEEPERS, LEADERS)
_PUSHERS = DECIDERS | _of(DISPATCH, PLANT)
_PUSH_READERS = _PUSHERS | _of(MANAGEMENT)
_PUSHES = Rule(_("what is written to the ERP"), _PUSH_READERS, OURS - _PUSH_READERS - _of(EMPLOYEE))
_PUSH_PLANNING = Rule(_("planning what is written to the ERP"), _PUSHERS, _PUSH_READERS - _PUSHERS)
_PUSH_APPROVING = Rule(_("approving what is written to the ERP"), JUDGES, _PUSH_READERS - JUDGES)
_LOADING = Rule(_("loading data"), _of(ADMINISTRATOR), OURS - {ADMINISTRATOR.key})
_PRIVILEGES = Rule(_("the privileges of an account"), ACCOUNT_READERS, FUNCTIONS)
_GIVING = Rule(_("giving privileges"), JUDGES, ACCOUNT_READERS - JUDGES)
_AGREEING = Rule(_("giving preferential conditions"), JUDGES, (ACCOUNT_READERS | _of(COMPLIANCE)) - JUDGES)
_CONDITIONS = Rule(_("the preferential conditions"), ACCOUNT_READERS | _of(COMPLIANCE), FUNCTIONS - _of(COMPLIANCE))
_MINIMUMS = Rule(
    _("the minimums and small orders"),
    ACCOUNT_READERS | _of(COMPLIANCE, DISPATCH),
    FUNCTIONS - _of(COMPLIANCE, DISPATCH),
)
_SETTING = Rule(_("setting minimums"), DECIDERS, (ACCOUNT_READERS | _of(COMPLIANCE, DISPATCH)) - DECIDERS)
_ORDERS = Rule(_("consulting an order"), ACCOUNT_READERS | _of(DISPATCH, EMPLOYEE), FUNCTIONS - _of(DISPATCH))
_PROMISED = OURS - _of(EMPLOYEE)
_PROMISES = Rule(_("the promises"), _PROMISED, _of(EMPLOYEE))
_REPLIERS = DECIDERS | _of(KAM, MANAGEMENT, LAB, QUALITY)
_DISPATCHERS = _of(ADMINISTRATOR, DISPATCH)
_MOVERS = _DISPATCHERS | _of(DIRECTOR)
_DOCKERS = COMMITTEE | _DISPATCHERS
_DOCK = Rule(_("the dispatch of the day"), _DOCKERS, OURS - _DOCKERS - _of(EMPLOYEE))
_MOVING = Rule(_("planning and moving the dispatch"), _MOVERS, _DOCKERS - _MOVERS)
_CONFIRMING = Rule(_("confirming the dispatch"), _DISPATCHERS, _DOCKERS - _DISPATCHERS)
_COLLECTION = Rule(_("invoices and collection"), ACCOUNT_READERS, FUNCTIONS)
_COLLECTORS = ACCOUNT_READERS - _of(MANAGEMENT)
_COLLECTING = Rule(_("noting what was said about payment"), _COLLECTORS, ACCOUNT_READERS - _COLLECTORS)
_PLANNERS = _of(ADMINISTRATOR, PLANT)
_LOCKERS = _PLANNERS | _of(DIRECTOR)
_PLANTERS = COMMITTEE | _PLANNERS | _of(DISPATCH)
_PLANT = Rule(_("the plan of the plant"), _PLANTERS, OURS - _PLANTERS - _of(EMPLOYEE))
_LOCKING = Rule(_("planning the plant and locking orders"), _LOCKERS, _PLANTERS - _LOCKERS)
_RELEASING = Rule(_("confirming the plan of the plant"), _PLANNERS, _PLANTERS - _PLANNERS)
_LABORATORY = _of(ADMINISTRATOR, LAB, QUALITY)
_LAB_READERS = COMMITTEE | _LABORATORY
_ASKERS = _LABORATORY | DECIDERS | _of(KAM)
_QUEUE = Rule(_("the queue of the laboratory"), _LAB_READERS, OURS - _LAB_READERS - _of(EMPLOYEE))
_ASKING = Rule(_("the requests of customers to the laboratory"), _ASKERS, _LAB_READERS - _ASKERS)
_STEPPING = Rule(_("moving the requests of the laboratory"), _LABORATORY | DECIDERS, _of(KAM, MANAGEMENT))
_LOGGING = Rule(_("logging hours of laboratory"), _LABORATORY, _LAB_READERS - _LABORATORY)
_MARKETING = Rule(
    _("what marketing does today"), COMMITTEE | _of(MARKETING), OURS - COMMITTEE - _of(MARKETING, EMPLOYEE)
)
_TODAY = Rule(_("the alerts and the day of the accounts"), ACCOUNT_READERS, FUNCTIONS)
_ANSWERING = Rule(
    _("answering alerts"), DECIDERS | _of(KAM, MANAGEMENT), ACCOUNT_READERS - DECIDERS - _of(KAM, MANAGEMENT)
)
_LOOKING = Rule(_("looking for alerts"), COMMITTEE, ACCOUNT_READERS - COMMITTEE)
_SERVERS = DECIDERS | _of(LAB, QUALITY, DISPATCH)
_SERVED = ACCOUNT_READERS | _SERVERS
_SERVICES = Rule(_("the special services"), _SERVED, OURS - _SERVED - _of(EMPLOYEE))
_SERVING = Rule(_("asking for special services"), _SERVERS | _of(KAM), _SERVED - _SERVERS - _of(KAM))
_NEEDED = ACCOUNT_READERS | _of(LAB, QUALITY)
_NEEDERS = DECIDERS | _of(KAM, LAB, QUALITY)
_NEEDS = Rule(_("the needs and joint initiatives"), _NEEDED, OURS - _NEEDED - _of(EMPLOYEE))
_NEEDING = Rule(_("writing down needs and initiatives"), _NEEDERS, _NEEDED - _NEEDERS)
_AWAY = _NEEDED | _of(MARKETING)
_OFFSITES = Rule(_("the off-site sessions"), _AWAY, OURS - _AWAY - _of(EMPLOYEE))
_PLANNERS_AWAY = DECIDERS | _of(KAM)
_OFFSITE_WRITING = Rule(_("planning off-site sessions"), _PLANNERS_AWAY, _AWAY - _PLANNERS_AWAY)
_PRESENT = ACCOUNT_READERS | _of(MARKETING)
_EVENTS = Rule(_("the register of events"), _PRESENT, OURS - _PRESENT - _of(EMPLOYEE))
_PRESENTERS = DECIDERS | _of(MARKETING, KAM)
_EVENT_WRITING = Rule(_("writing down events and consents"), _PRESENTERS, _PRESENT - _PRESENTERS)
_REPORTS = Rule(_("the reports of consumption"), ACCOUNT_READERS, FUNCTIONS)
_REPORTERS = DECIDERS | _of(KAM, MANAGEMENT)
_REPORTING = Rule(_("preparing and sending reports"), _REPORTERS, ACCOUNT_READERS - _REPORTERS)
_PROMOTED = ACCOUNT_READERS | _of(MARKETING)
_PROMOTERS = DECIDERS | _of(KAM, MARKETING)
_PROMOTIONS = Rule(_("the joint promotions"), _PROMOTED, OURS - _PROMOTED - _of(EMPLOYEE))
_PROMOTING = Rule(_("writing promotions"), _PROMOTERS, _PROMOTED - _PROMOTERS)
_MEASURING = Rule(_("measuring promotions"), COMMITTEE | _of(MARKETING), _PROMOTED - COMMITTEE - _of(MARKETING))
_RESULTS = Rule(_("the results of the programme"), RESULT_READERS, OURS - RESULT_READERS - _of(EMPLOYEE))
"""What the whole programme earns and costs: for who sees the margin of every account."""
_SPENDERS = RESULT_READERS | _of(KAM)
_PROGRAMME = Rule(_("what the programme costs"), _SPENDERS, OURS - _SPENDERS - _of(EMPLOYEE))
"""A KAM sees the cost of the accounts they answer for."""
_VOICED = ACCOUNT_READERS | _of(LAB, QUALITY, MARKETING)
_NOVELTIES = Rule(_("the novelties"), _VOICED, OURS - _VOICED - _of(EMPLOYEE))
_NOVELTY_KEEPERS = DECIDERS | _of(LAB, MARKETING)
_NOVELTY_KEEPING = Rule(_("showing novelties to customers"), _NOVELTY_KEEPERS, _VOICED - _NOVELTY_KEEPERS)
_SURVEYS = Rule(_("the surveys"), _VOICED, OURS - _VOICED - _of(EMPLOYEE))
_SURVEYORS = DECIDERS | _of(MARKETING)
_SURVEYING = Rule(_("asking customers in surveys"), _SURVEYORS, _VOICED - _SURVEYORS)
_REFERENCES = Rule(_("the references"), _PROMOTED, OURS - _PROMOTED - _of(EMPLOYEE))
_REFERRING = Rule(_("writing down references"), _PROMOTERS, _PROMOTED - _PROMOTERS)
_IDLE = Rule(_("the idle stock"), COMMITTEE, OURS - COMMITTEE - _of(EMPLOYEE))
_OFFERING = Rule(_("offering idle stock"), DECIDERS | _of(KAM), _of(MANAGEMENT))
_GIFT_READERS = COMMITTEE | _of(COMPLIANCE)
_DATA = Rule(_("what people ask of their personal data"), KEEPERS | _of(COMPLIANCE), LEADERS)
_HOSPITALITY = Rule(_("the register of hospitality"), _GIFT_READERS, OURS - _GIFT_READERS - _of(EMPLOYEE))
_GIVING_GIFTS = Rule(_("writing down hospitality"), COMMITTEE, _of(COMPLIANCE))
_APPROVING = Rule(_("approving hospitality"), LEADERS | _of(COMPLIANCE), _GIFT_READERS - LEADERS - _of(COMPLIANCE))
_PLANS = Rule(_("the account plans"), ACCOUNT_READERS, FUNCTIONS)
_CARRIES = ACCOUNT_READERS - _of(CREDIT)
_PLANNING = Rule(_("changing an account plan"), _CARRIES, ACCOUNT_READERS - _CARRIES)
_PEOPLE = Rule(_("the people of a customer"), OURS)
_PROFILE = Rule(_("the profile of an account"), ACCOUNT_READERS, FUNCTIONS)
_INFLUENCE = Rule(_("the map of influence of an account"), COMMITTEE, (ACCOUNT_READERS | FUNCTIONS) - COMMITTEE)
_PORTALS = Rule(_("the portal of an account"), ACCOUNT_READERS, FUNCTIONS)
_VISITORS = Rule(_("who comes into the portal"), ACCOUNT_READERS, FUNCTIONS)
_UNUSED = Rule(_("a page clave does not use"), NOBODY)

_AGREERS = DECIDERS | _of(KAM)
_AGREEING_RHYTHM = Rule(_("agreeing the rhythm of contacts"), _AGREERS, OURS - _AGREERS)

RULES: dict[str, Rule] = {
    "touchpoints": _staff(_("the contacts with customers")),
    "touchpoint_new": _staff(_("the contacts with customers")),
    "touchpoint_edit": _staff(_("the contacts with customers")),
    "touchpoint_act": _staff(_("the contacts with customers")),
    "touchpoints_file": _staff(_("the contacts with customers")),
    "account_touchpoints": _staff(_("the contacts with customers")),
    "account_cadence": _staff(_("the rhythm of contacts")),
    "cadence_new": _AGREEING_RHYTHM,
    "cadence_edit": _AGREEING_RHYTHM,
    "cadence_act": _AGREEING_RHYTHM,
    "cadence_begin": _AGREEING_RHYTHM,
    "due_contacts": _staff(_("the contacts that are due")),
    "agenda_feed": _staff(_("your profile")),
    "agenda_ics": _door(_("a calendar with a secret address")),
    "home": _own(_("the start page")),
    "health": _door(_("the state of the server")),
    "healthz": _door(_("the state of the server")),
    "readyz": _door(_("the state of the server")),
    "metrics": _door(_("the figures of the server")),  # asks for its own token, or that it is asked on this machine
    "setup": _door(_("the first set-up")),
    "selection": Rule(_("the selection"), COMMITTEE, COLLEAGUES),
    "personal_list": _staff(_("your own list")),
    "personal_add": _staff(_("your own list")),
    "personal_describe": _staff(_("your own list")),
    "personal_order": Rule(_("your own order"), COMMITTEE),
    "personal_export": _staff(_("your own list")),
    "personal_account": _staff(_("a customer of your own list")),
    "personal_remove": _staff(_("a customer of your own list")),
    "personal_reminder": _staff(_("a customer of your own list")),
    "personal_nominate": _staff(_("a customer of your own list")),
    "personal_reminder_act": _staff(_("a customer of your own list")),
    "nominations": _staff(_("the nominations")),
    "nomination_new": _staff(_("nominating a customer")),
    "nomination_customers": _staff(_("nominating a customer")),
    "nomination_withdraw": _staff(_("nominating a customer")),
    "proposals": Rule(_("the proposals"), NOMINATION_READERS, COLLEAGUES - NOMINATION_READERS),
    "proposal": Rule(_("a proposal before the committee"), NOMINATION_READERS, COLLEAGUES - NOMINATION_READERS),
    "proposal_new": Rule(_("opening a proposal"), DECIDERS, COMMITTEE - DECIDERS),
    "proposal_vote": Rule(_("voting in the committee"), COMMITTEE, COLLEAGUES),
    "proposal_stay": Rule(_("voting in the committee"), COMMITTEE, COLLEAGUES),
    "proposal_comment": Rule(_("commenting in the committee"), COMMITTEE, COLLEAGUES),
    "proposal_decide": Rule(_("deciding on the list"), JUDGES, COMMITTEE - JUDGES),
    "proposal_agreed": Rule(_("deciding on the list"), JUDGES, COMMITTEE - JUDGES),
    "proposal_end": Rule(_("deciding on the list"), JUDGES, COMMITTEE - JUDGES),
    "proposal_sheet": Rule(_("the minutes of the committee"), COMMITTEE, COLLEAGUES),
    "proposal_pdf": Rule(_("the minutes of the committee"), COMMITTEE, COLLEAGUES),
    "order": Rule(_("the order of importance"), COMMITTEE, COLLEAGUES),
    "debates": Rule(_("the debates on the order of importance"), COMMITTEE, COLLEAGUES),
    "debate_new": Rule(_("opening a debate"), DECIDERS, COMMITTEE - DECIDERS),
    "debate": Rule(_("a debate on the order of importance"), COMMITTEE, COLLEAGUES),
    "debate_order": Rule(_("giving an order in a debate"), COMMITTEE, COLLEAGUES),
    "debate_effect": Rule(_("what an order of a debate would do"), COMMITTEE, COLLEAGUES),
    "debate_what_if": Rule(_("a what-if of a debate"), COMMITTEE, COLLEAGUES),
    "debate_what_if_remove": Rule(_("a what-if of a debate"), COMMITTEE, COLLEAGUES),
    "debate_choose": Rule(_("choosing the order of a debate"), DECIDERS, COMMITTEE - DECIDERS),
    "debate_pdf": Rule(_("a debate for the meeting"), COMMITTEE, COLLEAGUES),
    "debate_act": Rule(_("closing a debate"), DECIDERS, COMMITTEE - DECIDERS),
    "policy": Rule(_("the policy"), COMMITTEE, COLLEAGUES),
    "policy_value": Rule(_("a value of the policy"), COMMITTEE, COLLEAGUES),
    "policy_proposal": Rule(_("a proposal for the policy"), COMMITTEE, COLLEAGUES),
    "policy_effect": Rule(_("what a proposal would do"), COMMITTEE, COLLEAGUES),
    "policy_compare": Rule(_("two policies compared"), COMMITTEE, COLLEAGUES),
    "policy_compare_file": Rule(_("two policies compared"), COMMITTEE, COLLEAGUES),
    "policy_measure": Rule(_("what a proposal would do"), COMMITTEE, COLLEAGUES),
    "selection_refresh": Rule(_("making the selection anew"), DECIDERS, COMMITTEE - DECIDERS),
    "policy_save": Rule(_("changing the policy"), DECIDERS, COMMITTEE - DECIDERS),
    "selection_sheet": Rule(_("the list as a workbook"), COMMITTEE, COLLEAGUES),
    "selection_pdf": Rule(_("the list for the meeting"), COMMITTEE, COLLEAGUES),
    "reviews": Rule(_("the calendar of reviews"), COMMITTEE, COLLEAGUES),
    "reviews_file": Rule(_("the calendar of reviews"), COMMITTEE, COLLEAGUES),
    "past": Rule(_("the list at a past date"), HISTORIANS, COLLEAGUES - HISTORIANS),
    "past_file": Rule(_("the list at a past date"), HISTORIANS, COLLEAGUES - HISTORIANS),
    "accounts": Rule(_("the accounts"), ACCOUNT_READERS, FUNCTIONS),
    "accounts_export": Rule(_("the export of the accounts"), ACCOUNT_READERS, FUNCTIONS),
    "accounts_table": Rule(_("the columns of the accounts"), ACCOUNT_READERS, FUNCTIONS),
    "accounts_views": Rule(_("your own views of the accounts"), ACCOUNT_READERS, FUNCTIONS),
    "accounts_view": Rule(_("a view of your own"), ACCOUNT_READERS, FUNCTIONS),
    "account": Rule(_("an account"), ACCOUNT_READERS, FUNCTIONS),
    "account_status": Rule(_("the status of an account"), ACCOUNT_READERS, FUNCTIONS),
    "account_status_act": Rule(_("deciding about a status"), STATUS_DECIDERS, ACCOUNT_READERS - STATUS_DECIDERS),
    "account_status_back": Rule(_("deciding about a status"), STATUS_DECIDERS, ACCOUNT_READERS - STATUS_DECIDERS),
    "account_status_step": Rule(_("the steps of a landing"), COMMITTEE, ACCOUNT_READERS - COMMITTEE),
    "account_grants": _PRIVILEGES,
    "account_give": _GIVING,
    "account_grant_act": _GIVING,
    "account_grants_all": _GIVING,
    "privileges": _staff(_("the privileges of the accounts")),
    "privileges_file": _staff(_("the privileges of the accounts")),
    "conditions": _CONDITIONS,
    "conditions_file": _CONDITIONS,
    "condition_new": _AGREEING,
    "condition_act": _AGREEING,
    "minimums": _MINIMUMS,
    "small_file": _MINIMUMS,
    "minimum_new": _SETTING,
    "minimum_act": _SETTING,
    "order_ask": _ORDERS,
    "order_products": _ORDERS,
    "promises": _PROMISES,
    "promises_list": _PROMISES,
    "promises_service": _PROMISES,
    "promises_costs": Rule(
        _("what the privileges cost"), COMMITTEE | _of(DISPATCH), _PROMISED - COMMITTEE - _of(DISPATCH)
    ),
    "promises_file": _PROMISES,
    "promise": _PROMISES,
    "promise_reply": Rule(_("answering a customer in the portal"), _REPLIERS, _PROMISED - _REPLIERS),
    "promises_judge": _PROMISES,
    "promises_digest": _PROMISES,
    "promises_digest_send": Rule(_("sending the digest of promises"), DECIDERS, _PROMISED - DECIDERS),
    "dispatch": _DOCK,
    "dispatch_line": _DOCK,
    "dispatch_file": _DOCK,
    "dock": _DOCK,
    "dock_file": _DOCK,
    "dispatch_plan": _MOVING,
    "dispatch_move": _MOVING,
    "dispatch_unpin": _MOVING,
    "dispatch_confirm": _CONFIRMING,
    "dispatch_reopen": _CONFIRMING,
    "collection": _COLLECTION,
    "collection_file": _COLLECTION,
    "collection_account": _COLLECTION,
    "collection_new": _COLLECTING,
    "collection_act": _COLLECTING,
    "production": _PLANT,
    "production_order": _PLANT,
    "production_progress": _PLANT,
    "production_file": _PLANT,
    "production_plan": _LOCKING,
    "production_lock": _LOCKING,
    "production_unlock": _LOCKING,
    "production_confirm": _RELEASING,
    "production_reopen": _RELEASING,
    "today": _staff(_("one's own day")),
    "today_agenda": _TODAY,
    "day_dispatch": replace(_DOCK, what=_("the sheet of the day of dispatch")),
    "day_plant": replace(_PLANT, what=_("the sheet of the day of the plant")),
    "day_credit": replace(_COLLECTION, what=_("the sheet of the day of receivables")),
    "day_lab": replace(_QUEUE, what=_("the sheet of the day of the laboratory")),
    "day_reception": _staff(_("who comes today, and whom to greet")),
    "day_marketing": _MARKETING,
    "alerts_look": _LOOKING,
    "alerts": _TODAY,
    "alerts_file": _TODAY,
    "alert": _TODAY,
    "alert_act": _ANSWERING,
    "laboratory": _QUEUE,
    "lab_file": _QUEUE,
    "lab_request": _QUEUE,
    "lab_new": _ASKING,
    "lab_edit": _ASKING,
    "lab_act": _ASKING,
    "lab_step_undo": _STEPPING,
    "lab_hours": _LOGGING,
    "lab_hours_back": _LOGGING,
    "services": _SERVICES,
    "services_file": _SERVICES,
    "service": _SERVICES,
    "service_new": _SERVING,
    "service_edit": _SERVING,
    "service_act": _SERVING,
    "account_services": Rule(_("the special services of an account"), ACCOUNT_READERS, FUNCTIONS),
    "account_budget": Rule(_("the budget of special services"), DECIDERS, ACCOUNT_READERS - DECIDERS),
    "needs": _NEEDS,
    "needs_file": _NEEDS,
    "need": _NEEDS,
    "initiatives": _NEEDS,
    "initiatives_file": _NEEDS,
    "initiative": _NEEDS,
    "need_new": _NEEDING,
    "need_edit": _NEEDING,
    "need_act": _NEEDING,
    "initiative_new": _NEEDING,
    "initiative_edit": _NEEDING,
    "initiative_act": _NEEDING,
    "offsites": _OFFSITES,
    "offsites_file": _OFFSITES,
    "offsite": _OFFSITES,
    "offsite_paper": _OFFSITES,
    "offsite_new": _OFFSITE_WRITING,
    "offsite_edit": _OFFSITE_WRITING,
    "offsite_act": _OFFSITE_WRITING,
    "account_offsites": Rule(_("the off-site sessions of an account"), ACCOUNT_READERS, FUNCTIONS),
    "events": _EVENTS,
    "events_file": _EVENTS,
    "event": _EVENTS,
    "event_new": _EVENT_WRITING,
    "event_edit": _EVENT_WRITING,
    "event_account": _EVENT_WRITING,
    "event_act": _EVENT_WRITING,
    "public_consents": _EVENTS,
    "consents_file": _EVENTS,
    "consent_new": _EVENT_WRITING,
    "consent_withdraw": _EVENT_WRITING,
    "consent_back": _EVENT_WRITING,
    "results": _RESULTS,
    "results_file": _RESULTS,
    "results_paper": _RESULTS,
    "results_reckon": _RESULTS,
    "results_harvest": _RESULTS,
    "results_category": _RESULTS,
    "results_retention": _RESULTS,
    "results_relation": _RESULTS,
    "results_promises": _RESULTS,
    "results_list_file": _RESULTS,
    "results_effect": _RESULTS,
    "results_effect_account": _RESULTS,
    "results_effect_file": _RESULTS,
    "results_cost": _PROGRAMME,
    "results_cost_file": _PROGRAMME,
    "results_whale": _RESULTS,
    "results_concentration": _RESULTS,
    "promotions": _PROMOTIONS,
    "promotions_file": _PROMOTIONS,
    "promotion": _PROMOTIONS,
    "promotion_paper": _PROMOTIONS,
    "account_promotions": _PROMOTIONS,
    "promotions_measure": _MEASURING,
    "promotion_new": _PROMOTING,
    "promotion_edit": _PROMOTING,
    "promotion_act": _PROMOTING,
    "novelties": _NOVELTIES,
    "novelties_file": _NOVELTIES,
    "novelty": _NOVELTIES,
    "novelty_answers": _NOVELTIES,
    "novelty_preview": _NOVELTIES,
    "novelty_file": _NOVELTIES,
    "novelty_new": _NOVELTY_KEEPING,
    "novelty_edit": _NOVELTY_KEEPING,
    "novelty_act": _NOVELTY_KEEPING,
    "surveys": _SURVEYS,
    "surveys_file": _SURVEYS,
    "survey": _SURVEYS,
    "survey_results": _SURVEYS,
    "survey_preview": _SURVEYS,
    "survey_new": _SURVEYING,
    "survey_edit": _SURVEYING,
    "survey_act": _SURVEYING,
    "account_voice": Rule(_("what people of an account answered"), ACCOUNT_READERS, FUNCTIONS),
    "references": _REFERENCES,
    "references_file": _REFERENCES,
    "reference_asks": _REFERENCES,
    "reference_one": _REFERENCES,
    "referrals": _REFERENCES,
    "referral": _REFERENCES,
    "account_references": _REFERENCES,
    "reference_new": _REFERRING,
    "reference_ask": _REFERRING,
    "reference_act": _REFERRING,
    "willing_act": _REFERRING,
    "referral_new": _REFERRING,
    "referral_act": _REFERRING,
    "idle_stock": _IDLE,
    "idle_file": _IDLE,
    "idle_lot": _IDLE,
    "idle_offers": _IDLE,
    "idle_offer": _IDLE,
    "idle_letters": _IDLE,
    "idle_offer_new": _OFFERING,
    "idle_offer_act": _OFFERING,
    "idle_letter_new": _OFFERING,
    "idle_letter_end": _OFFERING,
    "hospitality": _HOSPITALITY,
    "hospitality_calendar": _HOSPITALITY,
    "hospitality_queue": _HOSPITALITY,
    "hospitality_file": _HOSPITALITY,
    "hospitality_one": _HOSPITALITY,
    "hospitality_new": _GIVING_GIFTS,
    "hospitality_act": _GIVING_GIFTS,
    "hospitality_decide": _APPROVING,
    "tenders": _HOSPITALITY,
    "tender_new": Rule(_("the tenders of the accounts"), _GIFT_READERS),
    "tender_end": Rule(_("ending a tender"), DECIDERS | _of(COMPLIANCE), _of(KAM, MANAGEMENT)),
    "account_portal": _PORTALS,
    "account_portal_act": _PORTALS,
    "portal_preview": _PORTALS,
    "visitors": _VISITORS,
    "visitors_file": _VISITORS,
    "company_logo": Rule(_("the data of the company"), KEEPERS, LEADERS),
    "logo": _door(_("the logo of the company")),
    "bounces": Rule(_("the mail that clave sends"), KEEPERS, LEADERS),
    "bounce_confirm": Rule(_("the mail that clave sends"), KEEPERS, LEADERS),
    "account_hospitality": Rule(
        _("the hospitality of an account"), COMMITTEE, (ACCOUNT_READERS | FUNCTIONS) - COMMITTEE
    ),
    "plans": _PLANS,
    "plans_file": _PLANS,
    "account_plan": _PLANS,
    "plan_versions": _PLANS,
    "plan_shared": _PLANS,
    "plan_paper": _PLANS,
    "plan_period": _PLANNING,
    "plan_new": _PLANNING,
    "plan_edit": _PLANNING,
    "plan_act": _PLANNING,
    "plan_restore": _PLANNING,
    "plan_review": _PLANNING,
    "plan_review_back": _PLANNING,
    "plan_close": _PLANNING,
    "plan_reopen": _PLANNING,
    "reports": _REPORTS,
    "reports_file": _REPORTS,
    "report": _REPORTS,
    "report_file": _REPORTS,
    "account_reports": _REPORTS,
    "reports_many": _REPORTING,
    "report_act": _REPORTING,
    "account_report_act": _REPORTING,
    "account_payments": Rule(_("how an account buys and pays"), ACCOUNT_READERS, FUNCTIONS),
    "account_families": Rule(_("the families of an account"), ACCOUNT_READERS, FUNCTIONS),
    "account_criteria": Rule(_("the criteria of an account"), ACCOUNT_READERS, FUNCTIONS),
    "account_group": Rule(_("the group of an account"), ACCOUNT_READERS, FUNCTIONS),
    "account_judgements": _JUDGING,
    "account_rate": _JUDGING,
    "account_ask": _JUDGING,
    "account_decline": _JUDGING,
    "rating_withdraw": _JUDGING,
    "account_wallet": _JUDGING,
    "wallet_withdraw": _JUDGING,
    "ratings": _TO_RATE,
    "request_withdraw": _TO_RATE,
    "request_reopen": _TO_RATE,
    "trials": _TRIALS,
    "trials_export": _TRIALS,
    "trial_new": _TRIALS,
    "trial": _TRIALS,
    "trial_remove": _TRIALS,
    "account_history": Rule(_("the imports that touched an account"), ACCOUNT_READERS, FUNCTIONS),
    "account_lines_export": Rule(_("the invoices of an account"), ACCOUNT_READERS, FUNCTIONS),
    "account_lines": Rule(_("the invoices of an account"), ACCOUNT_READERS, FUNCTIONS),
    "account_receivables": Rule(_("the receivables of an account"), ACCOUNT_READERS, FUNCTIONS),
    "account_owners": Rule(_("who answers for an account"), ACCOUNT_READERS, FUNCTIONS),
    "account_people": _PEOPLE,
    "contact": _PEOPLE,
    "contacts_file": _PEOPLE,
    "contact_new": _PEOPLE,
    "contact_edit": _PEOPLE,
    "contact_act": _PEOPLE,
    "contact_consent": _PEOPLE,
    "contact_import": _PEOPLE,
    "contact_import_page": _PEOPLE,
    "visit_new": _PEOPLE,
    "account_profile": _PROFILE,
    "profile_say": _PROFILE,
    "profile_confirm": _PROFILE,
    "profile_act": _PROFILE,
    "account_influence": _INFLUENCE,
    "influence_contact": _INFLUENCE,
    "influence_undo": _INFLUENCE,
    "account_assign": Rule(_("assigning accounts"), CHARGES, (ACCOUNT_READERS | FUNCTIONS) - CHARGES),
    "account_release": Rule(_("assigning accounts"), CHARGES, (ACCOUNT_READERS | FUNCTIONS) - CHARGES),
    "owners": Rule(_("the owners that the ERP names"), DECIDERS, COMMITTEE - DECIDERS),
    "account_load": Rule(_("entering a capacity"), DECIDERS, COMMITTEE - DECIDERS),
    "capacity": Rule(_("the capacity of the managers"), COMMITTEE, COLLEAGUES),
    "capacity_person": Rule(_("entering a capacity"), DECIDERS, COMMITTEE - DECIDERS),
    "capacity_sheet": Rule(_("the capacity of the managers"), COMMITTEE, COLLEAGUES),
    "delegations": _staff(_("the delegations")),
    "delegation": _staff(_("the delegations")),
    "delegation_grant": _staff(_("the delegations")),  # a head may have any role: the action asks
    "delegation_heads": Rule(_("naming who heads a department"), DECIDERS, OURS - DECIDERS),
    "delegation_revoke": _staff(_("the delegations")),
    "handovers": Rule(_("the handovers of accounts"), ACCOUNT_READERS, FUNCTIONS),
    "handover": Rule(_("the handovers of accounts"), ACCOUNT_READERS, FUNCTIONS),
    "handover_tell": Rule(_("the handovers of accounts"), ACCOUNT_READERS, FUNCTIONS),
    "handover_sign": Rule(_("the handovers of accounts"), ACCOUNT_READERS, FUNCTIONS),
    "handover_pdf": Rule(_("the handovers of accounts"), ACCOUNT_READERS, FUNCTIONS),
    "search": Rule(_("the search"), ACCOUNT_READERS),
    "imports": _LOADING,
    "import_template": _LOADING,
    "own_company": _LOADING,
    "book_undo": _LOADING,
    "book_reopen": _LOADING,
    "import": _LOADING,
    "import_read": _LOADING,
    "import_months": _LOADING,
    "import_origin": _LOADING,
    "import_source": _LOADING,
    "import_load": _LOADING,
    "import_discard": _LOADING,
    "import_rejects": _LOADING,
    "sources": _SOURCES,
    "source": _SOURCES,
    "source_new": _SOURCES,
    "source_edit": _SOURCES,
    "source_table": _SOURCES,
    "source_act": _SOURCES,
    "push_sources": _PUSHES,
    "pushes": _PUSHES,
    "push": _PUSHES,
    "push_swaps": _PUSHES,
    "push_history": _PUSHES,
    "push_file": _PUSHES,
    "push_history_file": _PUSHES,
    "push_ask": _PUSH_PLANNING,
    "push_act": _PUSH_APPROVING,
    "source_runs": _SOURCES,
    "source_run": _SOURCES,
    "sources_file": _SOURCES,
    "coverage": Rule(_("what the data cover"), COMMITTEE, COLLEAGUES),
    "jobs": _staff(_("your jobs")),
    "jobs_notice": _staff(_("your jobs")),
    "job": _staff(_("a job of yours")),
    "job_cancel": _staff(_("a job of yours")),
    "job_again": _staff(_("a job of yours")),
    "schedule_now": Rule(_("starting what clave does by itself"), KEEPERS, LEADERS),
    "mails": Rule(_("the mail that clave sends"), KEEPERS, LEADERS),
    "mail": Rule(_("the mail that clave sends"), KEEPERS, LEADERS),
    "mail_again": Rule(_("the mail that clave sends"), KEEPERS, LEADERS),
    "mails_again": Rule(_("the mail that clave sends"), KEEPERS, LEADERS),
    "who_is_key": _staff(_("who is key, and how to treat them")),
    "webhooks": _WEBHOOKS,
    "webhook_new": _WEBHOOKS,
    "webhook": _WEBHOOKS,
    "webhook_edit": _WEBHOOKS,
    "webhook_file": _WEBHOOKS,
    "webhook_delivery": _WEBHOOKS,
    "webhook_again": _WEBHOOKS,
    "webhook_act": _WEBHOOKS,
    "api_keys": Rule(_("the keys of the API"), KEEPERS, LEADERS),
    "api_key_revoke": Rule(_("the keys of the API"), KEEPERS, LEADERS),
    # the API asks for a key of its own: nobody needs to be signed in, and being signed in opens nothing
    "api_badge": _door(_("the API")),
    "api_badges": _door(_("the API")),
    "api_badge_ticket": _door(_("the API")),
    "api_badge_frame": _door(_("the API")),
    "api_dispatch_plan": _door(_("the API")),
    "api_orders_decide": _door(_("the API")),
    "api_production_plan": _door(_("the API")),
    "api_openapi": _door(_("the API")),
    # every list, thing and act of the API: what each asks for stands in clave/api/access.py, by the pages' own rows
    "api_list": _door(_("the API")),
    "api_one": _door(_("the API")),
    "api_act": _door(_("the API")),
    "api_me": _door(_("the API")),
    "bulletins": _staff(_("the weekly bulletin")),
    "bulletin": _staff(_("the weekly bulletin")),
    "bulletin_send": Rule(_("sending the bulletin"), DECIDERS, OURS - DECIDERS),
    "mail_choice": _staff(_("your profile")),
    "announcements": Rule(_("the announcements to customers"), COMMITTEE, COLLEAGUES),
    "announcement": Rule(_("the announcements to customers"), COMMITTEE, COLLEAGUES),
    "announcement_preview": Rule(_("the announcements to customers"), COMMITTEE, COLLEAGUES),
    "announcement_letter": Rule(_("the announcements to customers"), COMMITTEE, COLLEAGUES),
    "announcement_received": Rule(_("the announcements to customers"), COMMITTEE, COLLEAGUES),
    "acknowledge": _door(_("acknowledging an announcement")),
    "function_sheet": _staff(_("who is key, and how to treat them")),
    "account_treatment": _staff(_("who is key, and how to treat them")),
    "account_treatment_pdf": _staff(_("who is key, and how to treat them")),
    "users": Rule(_("the people of the company"), KEEPERS, LEADERS),
    "user": Rule(_("the people of the company"), KEEPERS, LEADERS),
    "user_invite": Rule(_("inviting people"), KEEPERS, LEADERS),
    "user_role": Rule(_("changing roles and access"), KEEPERS, LEADERS),
    "user_act": Rule(_("changing roles and access"), KEEPERS, LEADERS),
    "permissions": Rule(_("who may see what"), KEEPERS, LEADERS),
    "company": Rule(_("the data of the company"), KEEPERS, LEADERS),
    "data_requests": _DATA,
    "data_requests_file": _DATA,
    "data_request_new": _DATA,
    "data_retention": _DATA,
    "data_request": _DATA,
    "data_request_act": _DATA,
    "data_request_file": _DATA,
    "log": Rule(_("the log of who did what"), KEEPERS | _of(MANAGEMENT, COMPLIANCE), _of(DIRECTOR)),
    "log_export": Rule(_("the log of who did what"), KEEPERS | _of(MANAGEMENT, COMPLIANCE), _of(DIRECTOR)),
    "entry": _door(_("coming in by a link")),
    "profile": _own(_("your profile")),
    "pieces": _staff(_("the pieces of the pages")),
    "theme": _door(_("the theme")),
    "language": _door(_("the language")),
    # sign-in, by allauth
    "account_login": _door(_SIGN_IN),
    "account_logout": _door(_SIGN_IN),
    "account_inactive": _door(_SIGN_IN),
    "account_reset_password": _door(_SIGN_IN),
    "account_reset_password_done": _door(_SIGN_IN),
    "mfa_authenticate": _door(_SIGN_IN),
    "account_reauthenticate": _own(_SECURITY),
    "account_change_password": _own(_SECURITY),
    "account_set_password": _own(_SECURITY),  # invited, and without a password yet
    "mfa_index": _own(_SECURITY),
    "mfa_reauthenticate": _own(_SECURITY),
    "mfa_activate_totp": _own(_SECURITY),
    "mfa_deactivate_totp": _own(_SECURITY),
    "mfa_view_recovery_codes": _own(_SECURITY),
    "mfa_generate_recovery_codes": _own(_SECURITY),
    "mfa_download_recovery_codes": _own(_SECURITY),
    "usersessions_list": _own(_SECURITY),
    # there is no public sign-up, an administrator keeps the e-mails, and a forgotten password has a link of ours (entry)
    "account_reset_password_from_key": _UNUSED,
    "account_reset_password_from_key_done": _UNUSED,
    "account_signup": _UNUSED,
    "account_email": _UNUSED,
    "account_email_verification_sent": _UNUSED,
    "account_confirm_email": _UNUSED,
    "account_confirm_login_code": _UNUSED,
    **PORTAL,
}


def allows(role: str | None, route: str, also: Collection[str] = ()) -> bool:
    """Whether somebody of that role, who may act for these departments `also`, may open the route; menus ask this."""
    rule = RULES.get(route)
    return rule is not None and rule.answer(role, also) == "allowed"
