"""Who may do what: one row for every action, whoever asks: a page, the API, the command line.

What may be *seen* stands in `web/access.py` (pages) and `store/fields.py` (figures). An action asks here before it
begins (`actions/shape.py`), so that no floor above can forget to. Where nobody is signed in (a job of clave's own, the
command line of whoever holds the machine) there is no role to ask for, and the machine's own rights decide.
"""

from __future__ import annotations

from dataclasses import dataclass

from clave.base.words import Text, _
from clave.store.roles import (
    ACCOUNT_READERS,
    ADMINISTRATOR,
    COMMITTEE,
    COMPLIANCE,
    CREDIT,
    DECIDERS,
    DIRECTOR,
    DISPATCH,
    EMPLOYEE,
    EVERYBODY,
    KAM,
    KEEPERS,
    LAB,
    MANAGEMENT,
    MARKETING,
    NOBODY,
    OURS,
    PARTS,
    PLANT,
    QUALITY,
    RATERS,
    RESULT_READERS,
    of,
)


@dataclass(frozen=True)
class Doing:
    """One row: what the action does in words, the roles that may, and the parts in an account that may for theirs.

    `apart`: where policy separates, who answers for the account the action is about may not.
    `own` names the argument that must be the person's own (a view, a job, themselves); who is in `others` may with
    anybody's."""

    what: Text
    roles: frozenset[str]
    parts: frozenset[str] = frozenset()
    own: str = ""
    apart: bool = False
    others: frozenset[str] = frozenset()

    def allows(self, role: str, parts: frozenset[str] = frozenset(), *, is_own: bool = True) -> bool:
        """Whether somebody of that role and with these parts in the account may; `is_own` = the thing is theirs."""
        if self.own and not is_own and role not in self.others:
            return False
        return role in self.roles or bool(self.parts & parts)


ORDER_DESK = ACCOUNT_READERS | of(DISPATCH, EMPLOYEE)
"""Who may ask what is decided about an order: whoever takes or follows orders."""
CHARGES = of(ADMINISTRATOR, DIRECTOR, KAM)
RATING = frozenset(RATERS)
TRIERS = ACCOUNT_READERS | of(LAB, QUALITY)

KEEPING = frozenset({"owner", "substitute"})
"""Parts that answer for the account."""
LABORATORY = of(ADMINISTRATOR, LAB, QUALITY)
SELLERS = DECIDERS
"""Who offers idle stock of every account; whoever answers for one, of theirs."""

JUDGES = DECIDERS | of(MANAGEMENT)
"""Who decides on the lines of a proposal."""
DISPATCHERS = of(ADMINISTRATOR, DISPATCH)
MOVERS = DISPATCHERS | of(DIRECTOR)
"""Who confirms what leaves, and who may move a line by hand."""
PROMISED = OURS - of(EMPLOYEE)
"""Who reads what was promised: those who answer for an account, and those who deliver."""
COLLECTORS = DECIDERS | of(CREDIT)
ANSWERING = frozenset({"owner", "substitute"})
"""Who writes about the collection of any account; and the parts in one that write about that one."""
PLANNERS = of(ADMINISTRATOR, PLANT)
LOCKERS = PLANNERS | of(DIRECTOR)
"""Who confirms what the plant makes, and who may plan and lock an order by hand."""
APPROVERS = of(COMPLIANCE, DIRECTOR, MANAGEMENT)
"""Who may approve hospitality at all; policy says which of them do, and never whoever gives, gets or asked for it."""
_HOSPITALITY = _("the hospitality of an account")
ACQUAINTED = DECIDERS | of(MANAGEMENT)
"""Who writes down the people of any account; whoever has a part in one, of theirs."""
_CONTACTS = _("the people of an account")
SERVERS = DECIDERS | of(LAB, QUALITY, DISPATCH)
"""Who asks for special services of every account, and gives them; whoever answers for one, of theirs."""
NEEDERS = DECIDERS | of(LAB, QUALITY)
"""Who writes down needs and initiatives of every account."""
_REPORT = _("preparing and sending the reports of an account")
_PROMOTION = _("the promotions and references of an account")
PROMOTERS = DECIDERS | of(MARKETING)
"""Who writes down promotions and references of every account; whoever answers for one, of theirs."""
PROMOTION_READERS = ACCOUNT_READERS | of(MARKETING)
_SERVICE = _("the special services of an account")
PRESENTERS = DECIDERS | of(MARKETING)
"""Who keeps the register of events, and what of customers is used in public; who answers for an account, of that one."""
EVENT_KEEPERS = PRESENTERS | of(KAM)
_OFFSITE = _("the off-site sessions of an account")
_EVENT = _("the register of events")
_PUBLIC = _("what of an account is used in public")
_NOVELTY = _("the novelties that key accounts see first")
_SURVEY = _("the surveys of customers")
NOVELTY_KEEPERS = DECIDERS | of(LAB, MARKETING)
"""Who shows novelties to customers; surveys are of the direction and marketing (`PRESENTERS`)."""
VOICE_READERS = ACCOUNT_READERS | of(LAB, QUALITY, MARKETING)
_NEED = _("the needs and initiatives of an account")
PRIVACY = of(ADMINISTRATOR, COMPLIANCE)
"""Who attends what people ask of their own data."""
_DATA = _("what people ask of their personal data")
_PEOPLE = _("changing roles and access")
_VIEW = _("a view of your own")
_LOADING = _("loading data")
_SOURCES = _("the sources that clave reads by itself")
_WRITING = _("what is written to the ERP")
PUSHERS = DECIDERS | of(DISPATCH, PLANT)
"""Who plans what is written to the ERP; who approves it is in `JUDGES`."""
PUSH_READERS = PUSHERS | of(MANAGEMENT)
_JOB = _("a job of yours")
_ITSELF = _("what clave does by itself")
_INVITING = _("who of a customer comes into the portal")

DOINGS: dict[str, Doing] = {
    # people
    "offer_setup": Doing(_ITSELF, NOBODY),
    "create_first_administrator": Doing(_ITSELF, NOBODY),
    "enter_by_link": Doing(_ITSELF, NOBODY),
    "send_forgotten": Doing(_ITSELF, NOBODY),
    "choose_preferences": Doing(_("your profile"), EVERYBODY),
    "invite_person": Doing(_("inviting people"), KEEPERS),
    "offer_link": Doing(_PEOPLE, KEEPERS),
    "withdraw_invitation": Doing(_("inviting people"), KEEPERS),
    "change_role": Doing(_PEOPLE, KEEPERS),
    "deactivate": Doing(_PEOPLE, KEEPERS),
    "reactivate": Doing(_PEOPLE, KEEPERS),
    "end_sessions": Doing(_PEOPLE, KEEPERS),
    "reset_second_factor": Doing(_PEOPLE, KEEPERS),
    # the company and its facts
    "found_company": Doing(_("the data of the company"), KEEPERS),
    "start_own_company": Doing(_("the data of the company"), KEEPERS),
    "rename_company": Doing(_("the data of the company"), KEEPERS),
    "bring_files": Doing(_LOADING, KEEPERS),
    "keep_reading": Doing(_ITSELF, NOBODY),
    "correct_import": Doing(_LOADING, KEEPERS),
    "name_origin": Doing(_LOADING, KEEPERS),
    "save_source": Doing(_LOADING, KEEPERS),
    "keep_months": Doing(_ITSELF, NOBODY),
    "keep_load": Doing(
        _LOADING, EVERYBODY
    ),  # what was loaded is written down, even if who asked lost the role meanwhile
    "discard_import": Doing(_LOADING, KEEPERS),
    "undo_import": Doing(_LOADING, KEEPERS),
    "reopen_version": Doing(_LOADING, KEEPERS),
    "keep_coverage": Doing(_ITSELF, NOBODY),
    # the sources that clave reads by itself
    "connect_source": Doing(_SOURCES, KEEPERS),
    "change_source": Doing(_SOURCES, KEEPERS),
    "switch_source": Doing(_SOURCES, KEEPERS),
    "ask_table": Doing(_SOURCES, KEEPERS),
    "leave_table": Doing(_SOURCES, KEEPERS),
    "give_up_pull": Doing(_SOURCES, KEEPERS),
    "note_sources_export": Doing(_SOURCES, KEEPERS),
    "keep_probe": Doing(_ITSELF, NOBODY),
    "remember_aside": Doing(_ITSELF, NOBODY),
    "take_up_pull": Doing(_ITSELF, NOBODY),
    "stop_pull": Doing(_ITSELF, NOBODY),
    "bring_pull": Doing(_ITSELF, NOBODY),
    "end_pull": Doing(_ITSELF, NOBODY),
    "look_at_folder": Doing(_ITSELF, NOBODY),
    # what is written to the ERP
    "keep_push": Doing(_WRITING, PUSHERS),
    "keep_swaps": Doing(_WRITING, PUSHERS),
    "keep_setup": Doing(_ITSELF, NOBODY),
    "approve_push": Doing(_("approving what is written to the ERP"), JUDGES),
    "reject_push": Doing(_("approving what is written to the ERP"), JUDGES),
    "resume_push": Doing(_("approving what is written to the ERP"), JUDGES),
    "give_up_push": Doing(_("approving what is written to the ERP"), JUDGES),
    "take_up_push": Doing(_ITSELF, NOBODY),
    "begin_lines": Doing(_ITSELF, NOBODY),
    "keep_entries": Doing(_ITSELF, NOBODY),
    "end_push": Doing(_ITSELF, NOBODY),
    "stop_push": Doing(_ITSELF, NOBODY),
    "note_push_export": Doing(_WRITING, PUSH_READERS),
    # the selection
    "keep_selection": Doing(_("making the selection anew"), DECIDERS),
    "change_policy": Doing(_("changing the policy"), DECIDERS),
    "change_status": Doing(_("deciding the status of an account"), DECIDERS),
    # the debate on the order of importance
    "open_debate": Doing(_("opening a debate"), DECIDERS),
    "invite_to_debate": Doing(_("opening a debate"), DECIDERS),
    "submit_order": Doing(_("giving an order in a debate"), COMMITTEE),
    "add_what_if": Doing(_("a what-if of a debate"), COMMITTEE),
    "remove_what_if": Doing(_("a what-if of a debate"), COMMITTEE, own="what_if", others=DECIDERS),
    "close_debate": Doing(_("closing a debate"), DECIDERS),
    "reopen_debate": Doing(_("closing a debate"), DECIDERS),
    "choose_order": Doing(_("choosing the order of a debate"), DECIDERS),
    # the committee
    "nominate": Doing(_("nominating a customer"), OURS),
    "withdraw_nomination": Doing(_("nominating a customer"), OURS),  # whose it is, the action says in its own words
    "open_proposal": Doing(_("opening a proposal"), DECIDERS),
    "vote": Doing(_("voting in the committee"), COMMITTEE),
    "vote_on_all_that_stay": Doing(_("voting in the committee"), COMMITTEE),
    "comment": Doing(_("commenting in the committee"), COMMITTEE),
    "decide": Doing(_("deciding on the list"), JUDGES),
    "decide_agreed": Doing(_("deciding on the list"), JUDGES),
    "end_proposal": Doing(_("deciding on the list"), JUDGES),
    "note_minutes": Doing(_("the minutes of the committee"), COMMITTEE),
    # what each has of their own
    "add_personal_account": Doing(_("your own list"), OURS),
    "remove_personal_account": Doing(_("your own list"), OURS, own="account"),
    "describe_personal_account": Doing(_("your own list"), OURS, own="account"),
    "describe_personal_list": Doing(_("your own list"), OURS),
    "add_reminder": Doing(_("your own list"), OURS, own="account"),
    "finish_reminder": Doing(_("your own list"), OURS),
    "reopen_reminder": Doing(_("your own list"), OURS),
    "snooze_reminder": Doing(_("your own list"), OURS),
    "remove_reminder": Doing(_("your own list"), OURS),
    "note_personal_export": Doing(_("your own list"), OURS),
    "save_view": Doing(_VIEW, ACCOUNT_READERS),
    "rename_view": Doing(_VIEW, ACCOUNT_READERS, own="view"),
    "remove_view": Doing(_VIEW, ACCOUNT_READERS, own="view"),
    "choose_table": Doing(_("the columns of the accounts"), ACCOUNT_READERS),
    "note_export": Doing(_("the export of the accounts"), ACCOUNT_READERS),
    "cancel_job": Doing(_JOB, OURS, own="job", others=frozenset({ADMINISTRATOR.key})),
    "allow_again": Doing(_JOB, OURS, own="job", others=frozenset({ADMINISTRATOR.key})),
    # the decision
    # the debate, and lists of one's own
    # the life of a status
    "announce_status": Doing(_("deciding about a status"), JUDGES),
    "begin_trial": Doing(_("deciding about a status"), JUDGES),
    "confirm_status": Doing(_("deciding about a status"), JUDGES, apart=True),
    "watch_account": Doing(_("deciding about a status"), JUDGES, apart=True),
    "stop_watching": Doing(_("deciding about a status"), JUDGES, apart=True),
    "extend_override": Doing(_("deciding about a status"), JUDGES, apart=True),
    "lift_override": Doing(_("deciding about a status"), JUDGES, apart=True),
    "take_back": Doing(_("deciding about a status"), JUDGES),
    "land_account": Doing(_("deciding about a status"), JUDGES, apart=True),
    "recover_account": Doing(_("deciding about a status"), JUDGES, apart=True),
    "finish_landing": Doing(_("deciding about a status"), JUDGES, apart=True),
    "note_review": Doing(_("deciding about a status"), JUDGES),
    "note_landing_step": Doing(_("the steps of a landing"), COMMITTEE),
    # what accounts are given
    "give_grant": Doing(_("giving privileges"), JUDGES),
    "change_grant": Doing(_("giving privileges"), JUDGES),
    "end_grant": Doing(_("giving privileges"), JUDGES),
    "end_with_landing": Doing(_("giving privileges"), JUDGES),
    "give_template": Doing(_("giving privileges"), JUDGES),
    "show_grant": Doing(_("giving privileges"), JUDGES),
    "take_back_grant": Doing(_("giving privileges"), JUDGES),
    "give_condition": Doing(_("giving preferential conditions"), JUDGES),
    "end_condition": Doing(_("giving preferential conditions"), JUDGES),
    "take_back_condition": Doing(_("giving preferential conditions"), JUDGES),
    "set_minimum": Doing(_("setting minimums"), DECIDERS),
    "end_minimum": Doing(_("setting minimums"), DECIDERS),
    "take_back_minimum": Doing(_("setting minimums"), DECIDERS),
    "note_privileges_export": Doing(_("the privileges of the accounts"), OURS),
    # order entry
    "keep_order_decision": Doing(_("consulting an order"), ORDER_DESK),
    # the promises
    "keep_ledger": Doing(_("judging the promises"), PROMISED),
    "send_digest": Doing(_("sending the digest of promises"), DECIDERS),
    "note_promises_export": Doing(_("the promises"), PROMISED),
    # the outcome of the programme
    "keep_outcome": Doing(_("reckoning the outcome of the programme"), RESULT_READERS),
    "note_outcome_export": Doing(_("the results of the programme"), RESULT_READERS),
    "note_costs_export": Doing(_("what the programme costs"), RESULT_READERS | of(KAM)),
    "note_outcome_print": Doing(_("the results of the programme"), RESULT_READERS),
    # the dispatch of the day
    "keep_dispatch_plan": Doing(_("planning the dispatch"), MOVERS),
    "confirm_dispatch": Doing(_("confirming the dispatch"), DISPATCHERS),
    "reopen_dispatch": Doing(_("confirming the dispatch"), DISPATCHERS),
    "pin_line": Doing(_("moving lines of the dispatch"), MOVERS),
    "unpin_line": Doing(_("moving lines of the dispatch"), MOVERS),
    "note_dispatch_export": Doing(_("the dispatch of the day"), COMMITTEE | DISPATCHERS),
    # special services, needs, joint initiatives
    "request_service": Doing(_SERVICE, SERVERS, parts=KEEPING),
    "change_service": Doing(_SERVICE, SERVERS, parts=KEEPING),
    "finish_service": Doing(_SERVICE, SERVERS, parts=KEEPING),
    "price_service": Doing(_SERVICE, SERVERS, parts=KEEPING),
    "cancel_service": Doing(_SERVICE, SERVERS, parts=KEEPING),
    "undo_service_step": Doing(_SERVICE, SERVERS, parts=KEEPING),
    "remove_service": Doing(_SERVICE, SERVERS, parts=KEEPING),
    "restore_service": Doing(_SERVICE, SERVERS, parts=KEEPING),
    "decide_service": Doing(_("approving special services"), SERVERS),
    "set_service_budget": Doing(_("the budgets of special services"), DECIDERS),
    "note_services_export": Doing(_SERVICE, ACCOUNT_READERS | SERVERS),
    "record_need": Doing(_NEED, NEEDERS, parts=KEEPING),
    "change_need": Doing(_NEED, NEEDERS, parts=KEEPING),
    "move_need": Doing(_NEED, NEEDERS, parts=KEEPING),
    "undo_need_step": Doing(_NEED, NEEDERS, parts=KEEPING),
    "gain_of_need": Doing(_NEED, NEEDERS, parts=KEEPING),
    "offer_solution": Doing(_NEED, NEEDERS, parts=KEEPING),
    "answer_offer": Doing(_NEED, NEEDERS, parts=KEEPING),
    "take_back_offer": Doing(_NEED, NEEDERS, parts=KEEPING),
    "remove_need": Doing(_NEED, NEEDERS, parts=KEEPING),
    "restore_need": Doing(_NEED, NEEDERS, parts=KEEPING),
    "begin_initiative": Doing(_NEED, NEEDERS, parts=KEEPING),
    "change_initiative": Doing(_NEED, NEEDERS, parts=KEEPING),
    "move_initiative": Doing(_NEED, NEEDERS, parts=KEEPING),
    "undo_initiative_step": Doing(_NEED, NEEDERS, parts=KEEPING),
    "set_next_step": Doing(_NEED, NEEDERS, parts=KEEPING),
    "remove_initiative": Doing(_NEED, NEEDERS, parts=KEEPING),
    "restore_initiative": Doing(_NEED, NEEDERS, parts=KEEPING),
    "note_needs_export": Doing(_NEED, ACCOUNT_READERS | of(LAB, QUALITY)),
    "note_initiatives_export": Doing(_NEED, ACCOUNT_READERS | of(LAB, QUALITY)),
    # off-site sessions, events, public use
    "plan_offsite": Doing(_OFFSITE, DECIDERS, parts=KEEPING),
    "change_offsite": Doing(_OFFSITE, DECIDERS, parts=KEEPING),
    "move_offsite": Doing(_OFFSITE, DECIDERS, parts=KEEPING),
    "undo_offsite_step": Doing(_OFFSITE, DECIDERS, parts=KEEPING),
    "keep_point": Doing(_OFFSITE, DECIDERS, parts=KEEPING),
    "move_point": Doing(_OFFSITE, DECIDERS, parts=KEEPING),
    "remove_point": Doing(_OFFSITE, DECIDERS, parts=KEEPING),
    "add_idea": Doing(_OFFSITE, DECIDERS, parts=KEEPING),
    "change_idea": Doing(_OFFSITE, DECIDERS, parts=KEEPING),
    "turn_down_idea": Doing(_OFFSITE, DECIDERS, parts=KEEPING),
    "reopen_idea": Doing(_OFFSITE, DECIDERS, parts=KEEPING),
    "remove_idea": Doing(_OFFSITE, DECIDERS, parts=KEEPING),
    "restore_idea": Doing(_OFFSITE, DECIDERS, parts=KEEPING),
    "remove_offsite": Doing(_OFFSITE, DECIDERS, parts=KEEPING),
    "restore_offsite": Doing(_OFFSITE, DECIDERS, parts=KEEPING),
    "note_offsites_export": Doing(_OFFSITE, ACCOUNT_READERS | of(LAB, QUALITY, MARKETING)),
    "record_event": Doing(_EVENT, EVENT_KEEPERS),
    "change_event": Doing(_EVENT, EVENT_KEEPERS),
    "remove_event": Doing(_EVENT, EVENT_KEEPERS),
    "restore_event": Doing(_EVENT, EVENT_KEEPERS),
    "add_event_account": Doing(_EVENT, PRESENTERS, parts=KEEPING),
    "remove_event_account": Doing(_EVENT, PRESENTERS, parts=KEEPING),
    "add_event_result": Doing(_EVENT, PRESENTERS, parts=KEEPING),
    "remove_event_result": Doing(_EVENT, PRESENTERS, parts=KEEPING),
    "note_events_export": Doing(_EVENT, ACCOUNT_READERS | of(MARKETING)),
    "record_public_consent": Doing(_PUBLIC, PRESENTERS, parts=KEEPING),
    "withdraw_public_consent": Doing(_PUBLIC, PRESENTERS, parts=KEEPING),
    "take_back_withdrawal": Doing(_PUBLIC, PRESENTERS, parts=KEEPING),
    "plan_public_use": Doing(_PUBLIC, PRESENTERS, parts=KEEPING),
    "publish_use": Doing(_PUBLIC, PRESENTERS, parts=KEEPING),
    "take_down_use": Doing(_PUBLIC, PRESENTERS, parts=KEEPING),
    "drop_use": Doing(_PUBLIC, PRESENTERS, parts=KEEPING),
    "note_consents_export": Doing(_PUBLIC, ACCOUNT_READERS | of(MARKETING)),
    # reports of consumption
    "keep_report": Doing(_REPORT, DECIDERS, KEEPING),
    "write_report_note": Doing(_REPORT, DECIDERS, KEEPING),
    "approve_report": Doing(_REPORT, DECIDERS, KEEPING),
    "take_back_approval": Doing(_REPORT, DECIDERS, KEEPING),
    "send_report": Doing(_REPORT, DECIDERS, KEEPING),
    "send_report_again": Doing(_REPORT, DECIDERS, KEEPING),
    "withdraw_report": Doing(_REPORT, DECIDERS, KEEPING),
    "choose_report": Doing(_REPORT, DECIDERS, KEEPING),
    "note_report_seen": Doing(_ITSELF, NOBODY),
    "note_reports_export": Doing(_("the reports of consumption"), ACCOUNT_READERS),
    "note_report_print": Doing(_("the reports of consumption"), ACCOUNT_READERS),
    # joint promotions and references
    "propose_promotion": Doing(_PROMOTION, PROMOTERS, parts=KEEPING),
    "change_promotion": Doing(_PROMOTION, PROMOTERS, parts=KEEPING),
    "move_promotion": Doing(_PROMOTION, PROMOTERS, parts=KEEPING),
    "undo_promotion_step": Doing(_PROMOTION, PROMOTERS, parts=KEEPING),
    "spend_promotion": Doing(_PROMOTION, PROMOTERS, parts=KEEPING),
    "remove_promotion": Doing(_PROMOTION, PROMOTERS, parts=KEEPING),
    "restore_promotion": Doing(_PROMOTION, PROMOTERS, parts=KEEPING),
    "keep_promotion_results": Doing(_("measuring promotions"), COMMITTEE | of(MARKETING)),
    "note_promotions_export": Doing(_PROMOTION, PROMOTION_READERS),
    "note_promotion_print": Doing(_PROMOTION, PROMOTION_READERS),
    "add_willing": Doing(_PROMOTION, PROMOTERS, parts=KEEPING),
    "end_willing": Doing(_PROMOTION, PROMOTERS, parts=KEEPING),
    "resume_willing": Doing(_PROMOTION, PROMOTERS, parts=KEEPING),
    "ask_reference": Doing(_PROMOTION, PROMOTERS, parts=KEEPING),
    "answer_reference": Doing(_PROMOTION, PROMOTERS, parts=KEEPING),
    "reopen_reference": Doing(_PROMOTION, PROMOTERS, parts=KEEPING),
    "bring_reference": Doing(_PROMOTION, PROMOTERS, parts=KEEPING),
    "remove_reference": Doing(_PROMOTION, PROMOTERS, parts=KEEPING),
    "restore_reference": Doing(_PROMOTION, PROMOTERS, parts=KEEPING),
    "note_referral": Doing(_PROMOTION, PROMOTERS, parts=KEEPING),
    "bring_referral": Doing(_PROMOTION, PROMOTERS, parts=KEEPING),
    "remove_referral": Doing(_PROMOTION, PROMOTERS, parts=KEEPING),
    "restore_referral": Doing(_PROMOTION, PROMOTERS, parts=KEEPING),
    "note_references_export": Doing(_PROMOTION, PROMOTION_READERS),
    # novelties and surveys
    "prepare_novelty": Doing(_NOVELTY, NOVELTY_KEEPERS),
    "change_novelty": Doing(_NOVELTY, NOVELTY_KEEPERS),
    "open_novelty": Doing(_NOVELTY, NOVELTY_KEEPERS),
    "extend_novelty": Doing(_NOVELTY, NOVELTY_KEEPERS),
    "close_novelty": Doing(_NOVELTY, NOVELTY_KEEPERS),
    "reopen_novelty": Doing(_NOVELTY, NOVELTY_KEEPERS),
    "withdraw_novelty": Doing(_NOVELTY, NOVELTY_KEEPERS),
    "tell_what_changed": Doing(_NOVELTY, NOVELTY_KEEPERS),
    "remove_novelty": Doing(_NOVELTY, NOVELTY_KEEPERS),
    "restore_novelty": Doing(_NOVELTY, NOVELTY_KEEPERS),
    "note_novelties_export": Doing(_NOVELTY, VOICE_READERS),
    "show_newcomers": Doing(_ITSELF, NOBODY),
    "remind_novelties": Doing(_ITSELF, NOBODY),
    "close_due_novelties": Doing(_ITSELF, NOBODY),
    "vote_novelty": Doing(_ITSELF, NOBODY),
    "approve_novelty": Doing(_ITSELF, NOBODY),
    "wish_novelty": Doing(_ITSELF, NOBODY),
    "prepare_survey": Doing(_SURVEY, PRESENTERS),
    "change_survey": Doing(_SURVEY, PRESENTERS),
    "open_survey": Doing(_SURVEY, PRESENTERS),
    "extend_survey": Doing(_SURVEY, PRESENTERS),
    "close_survey": Doing(_SURVEY, PRESENTERS),
    "withdraw_survey": Doing(_SURVEY, PRESENTERS),
    "remove_survey": Doing(_SURVEY, PRESENTERS),
    "restore_survey": Doing(_SURVEY, PRESENTERS),
    "note_surveys_export": Doing(_SURVEY, VOICE_READERS),
    "ask_newcomers": Doing(_ITSELF, NOBODY),
    "ask_pulses": Doing(_ITSELF, NOBODY),
    "ask_announced": Doing(_ITSELF, NOBODY),
    "remind_surveys": Doing(_ITSELF, NOBODY),
    "close_due_surveys": Doing(_ITSELF, NOBODY),
    "answer_survey": Doing(_ITSELF, NOBODY),
    # hospitality and gifts
    "ask_hospitality": Doing(_HOSPITALITY, JUDGES, parts=KEEPING),
    "decline_hospitality": Doing(_HOSPITALITY, JUDGES, parts=KEEPING),
    "cancel_hospitality": Doing(_HOSPITALITY, JUDGES, parts=KEEPING),
    "restore_hospitality": Doing(_HOSPITALITY, JUDGES, parts=KEEPING),
    "cost_hospitality": Doing(_HOSPITALITY, JUDGES, parts=KEEPING),
    "approve_hospitality": Doing(_("approving hospitality"), APPROVERS),
    "reject_hospitality": Doing(_("approving hospitality"), APPROVERS),
    "reopen_hospitality": Doing(_("approving hospitality"), APPROVERS),
    "open_tender": Doing(_("the tenders of the accounts"), JUDGES | of(COMPLIANCE), parts=KEEPING),
    "end_tender": Doing(_("ending a tender"), DECIDERS | of(COMPLIANCE)),
    "note_hospitality_export": Doing(_("the register of hospitality"), COMMITTEE | of(COMPLIANCE)),
    # the queue of the laboratory
    "record_request": Doing(_("the requests of customers to the laboratory"), LABORATORY | DECIDERS, parts=KEEPING),
    "change_request": Doing(_("the requests of customers to the laboratory"), LABORATORY | DECIDERS, parts=KEEPING),
    "remove_request": Doing(_("the requests of customers to the laboratory"), LABORATORY | DECIDERS, parts=KEEPING),
    "restore_request": Doing(_("the requests of customers to the laboratory"), LABORATORY | DECIDERS, parts=KEEPING),
    "answer_in_portal": Doing(
        _("answering a customer in the portal"), NEEDERS | LABORATORY | DECIDERS | of(MANAGEMENT), parts=KEEPING
    ),
    "reply_to_breach": Doing(
        _("answering a customer in the portal"), NEEDERS | DECIDERS | of(MANAGEMENT), parts=KEEPING
    ),
    "answer_request": Doing(_("answering a request of a customer"), LABORATORY | DECIDERS, parts=KEEPING),
    "take_back_reply": Doing(_("answering a request of a customer"), LABORATORY | DECIDERS, parts=KEEPING),
    "move_request": Doing(_("moving the requests of the laboratory"), LABORATORY | DECIDERS),
    "undo_step": Doing(_("moving the requests of the laboratory"), LABORATORY | DECIDERS),
    "assign_request": Doing(_("moving the requests of the laboratory"), LABORATORY | DECIDERS),
    "log_hours": Doing(_("logging hours of laboratory"), LABORATORY),
    "change_hours": Doing(_("hours of laboratory that you logged"), LABORATORY, own="hours", others=of(ADMINISTRATOR)),
    "remove_hours": Doing(_("hours of laboratory that you logged"), LABORATORY, own="hours", others=of(ADMINISTRATOR)),
    "restore_hours": Doing(_("hours of laboratory that you logged"), LABORATORY, own="hours", others=of(ADMINISTRATOR)),
    "note_improvement_export": Doing(_("the queue of the laboratory"), COMMITTEE | LABORATORY),
    # alerts
    "keep_alerts": Doing(_("looking for alerts"), COMMITTEE),
    "snooze_alert": Doing(_("the alerts of an account"), DECIDERS, parts=KEEPING),
    "wake_alert": Doing(_("the alerts of an account"), DECIDERS, parts=KEEPING),
    "mark_false_alarm": Doing(_("the alerts of an account"), DECIDERS, parts=KEEPING),
    "take_back_false_alarm": Doing(_("the alerts of an account"), DECIDERS, parts=KEEPING),
    "assign_alert": Doing(_("the alerts of an account"), DECIDERS, parts=KEEPING),
    "note_alerts_export": Doing(_("the alerts"), ACCOUNT_READERS),
    # idle stock
    "note_letter": Doing(_("offering idle stock"), SELLERS, parts=KEEPING),
    "end_letter": Doing(_("offering idle stock"), SELLERS, parts=KEEPING),
    "offer_lot": Doing(_("offering idle stock"), SELLERS, parts=KEEPING),
    "accept_offer": Doing(_("offering idle stock"), SELLERS, parts=KEEPING),
    "refuse_offer": Doing(_("offering idle stock"), SELLERS, parts=KEEPING),
    "withdraw_offer": Doing(_("offering idle stock"), SELLERS, parts=KEEPING),
    "note_no_answer": Doing(_("offering idle stock"), SELLERS, parts=KEEPING),
    "reopen_offer": Doing(_("offering idle stock"), SELLERS, parts=KEEPING),
    "note_idle_export": Doing(_("the idle stock"), COMMITTEE),
    # account plans
    "begin_plan": Doing(_("the plan of an account"), of(ADMINISTRATOR), parts=KEEPING),
    "change_plan": Doing(_("the plan of an account"), of(ADMINISTRATOR), parts=KEEPING),
    "close_plan": Doing(_("the plan of an account"), of(ADMINISTRATOR), parts=KEEPING),
    "reopen_plan": Doing(_("the plan of an account"), of(ADMINISTRATOR), parts=KEEPING),
    "keep_plan_goal": Doing(_("the plan of an account"), of(ADMINISTRATOR), parts=KEEPING),
    "keep_plan_objective": Doing(_("the plan of an account"), of(ADMINISTRATOR), parts=KEEPING),
    "keep_plan_action": Doing(_("the plan of an account"), of(ADMINISTRATOR), parts=KEEPING),
    "close_plan_action": Doing(_("the plan of an account"), of(ADMINISTRATOR), parts=KEEPING),
    "reopen_plan_action": Doing(_("the plan of an account"), of(ADMINISTRATOR), parts=KEEPING),
    "remove_from_plan": Doing(_("the plan of an account"), of(ADMINISTRATOR), parts=KEEPING),
    "restore_plan_version": Doing(_("the plan of an account"), of(ADMINISTRATOR), parts=KEEPING),
    "note_plan_review": Doing(_("the plan of an account"), of(ADMINISTRATOR), parts=KEEPING),
    "withdraw_plan_review": Doing(_("the plan of an account"), of(ADMINISTRATOR), parts=KEEPING),
    "note_plan_export": Doing(_("reading account plans"), ACCOUNT_READERS),
    # invoices and collection
    "choose_route": Doing(_("choosing who asks an account to pay"), DECIDERS, ANSWERING),
    "end_route": Doing(_("choosing who asks an account to pay"), DECIDERS, ANSWERING),
    "take_back_route": Doing(_("choosing who asks an account to pay"), DECIDERS, ANSWERING),
    "keep_wish": Doing(_("how an account wants its invoice"), COLLECTORS, ANSWERING),
    "end_wish": Doing(_("how an account wants its invoice"), COLLECTORS, ANSWERING),
    "take_back_wish": Doing(_("how an account wants its invoice"), COLLECTORS, ANSWERING),
    "note_contact": Doing(_("the collection of an account"), COLLECTORS, ANSWERING),
    "note_promise": Doing(_("the collection of an account"), COLLECTORS, ANSWERING),
    "open_dispute": Doing(_("the collection of an account"), COLLECTORS, ANSWERING),
    "report_error": Doing(_("the collection of an account"), COLLECTORS, ANSWERING),
    "close_note": Doing(_("the collection of an account"), COLLECTORS, ANSWERING),
    "reopen_note": Doing(_("the collection of an account"), COLLECTORS, ANSWERING),
    "take_back_note": Doing(_("the collection of an account"), COLLECTORS, ANSWERING),
    "note_collection_export": Doing(_("the worklist of collection"), ACCOUNT_READERS),
    # contacts and their rhythm; whose a contact is, the action says in its own words
    "log_touchpoint": Doing(_("contacts with customers"), OURS),
    "change_touchpoint": Doing(_("contacts with customers"), OURS),
    "withdraw_touchpoint": Doing(_("contacts with customers"), OURS),
    "restore_touchpoint": Doing(_("contacts with customers"), OURS),
    "finish_follow_up": Doing(_("contacts with customers"), OURS),
    "note_touchpoints_export": Doing(_("contacts with customers"), OURS),
    "agree_cadence": Doing(_("agreeing the rhythm of contacts"), DECIDERS, parts=KEEPING),
    "change_cadence": Doing(_("agreeing the rhythm of contacts"), DECIDERS, parts=KEEPING),
    "end_cadence": Doing(_("agreeing the rhythm of contacts"), DECIDERS, parts=KEEPING),
    "resume_cadence": Doing(_("agreeing the rhythm of contacts"), DECIDERS, parts=KEEPING),
    "begin_cadences": Doing(_("agreeing the rhythm of contacts"), DECIDERS, parts=KEEPING),
    "offer_agenda": Doing(_("your own calendar"), OURS),
    "choose_agenda": Doing(_("your own calendar"), OURS),
    "tell_agenda": Doing(_ITSELF, NOBODY),
    "revoke_agenda": Doing(_("your own calendar"), OURS),
    "send_agendas": Doing(_ITSELF, KEEPERS),
    # the plan of the plant
    "keep_production_plan": Doing(_("planning the plant"), LOCKERS),
    "confirm_production": Doing(_("confirming the plan of the plant"), PLANNERS),
    "reopen_production": Doing(_("confirming the plan of the plant"), PLANNERS),
    "lock_order": Doing(_("locking work orders"), LOCKERS),
    "unlock_order": Doing(_("locking work orders"), LOCKERS),
    "note_production_export": Doing(_("the plan of the plant"), COMMITTEE | PLANNERS | of(DISPATCH)),
    # the people of an account, its profile, and who decides there
    "add_contact": Doing(_CONTACTS, ACQUAINTED, parts=frozenset(PARTS)),
    "change_contact": Doing(_CONTACTS, ACQUAINTED, parts=frozenset(PARTS)),
    "confirm_contact": Doing(_CONTACTS, ACQUAINTED, parts=frozenset(PARTS)),
    "note_left": Doing(_CONTACTS, ACQUAINTED, parts=frozenset(PARTS)),
    "note_back": Doing(_CONTACTS, ACQUAINTED, parts=frozenset(PARTS)),
    "remove_contact": Doing(_CONTACTS, ACQUAINTED, parts=frozenset(PARTS)),
    "restore_contact": Doing(_CONTACTS, ACQUAINTED, parts=frozenset(PARTS)),
    "say_consent": Doing(_CONTACTS, ACQUAINTED, parts=frozenset(PARTS)),
    "bring_contacts": Doing(_CONTACTS, ACQUAINTED, parts=frozenset(PARTS)),
    "choose_columns": Doing(_CONTACTS, ACQUAINTED, parts=frozenset(PARTS), own="file"),
    "load_contacts": Doing(_CONTACTS, ACQUAINTED, parts=frozenset(PARTS), own="file"),
    "discard_contacts": Doing(_CONTACTS, ACQUAINTED, parts=frozenset(PARTS), own="file"),
    "note_contacts_export": Doing(_CONTACTS, OURS),
    "state_profile": Doing(_("the profile of an account"), ACCOUNT_READERS),
    "confirm_profile": Doing(_("the profile of an account"), ACCOUNT_READERS),
    "withdraw_said": Doing(_("the profile of an account"), ACCOUNT_READERS),
    "restore_said": Doing(_("the profile of an account"), ACCOUNT_READERS),
    "note_visit": Doing(_("the visits of competitors"), OURS),
    "give_opinion": Doing(_("the map of influence of an account"), of(DIRECTOR), parts=KEEPING),
    "withdraw_opinion": Doing(_("the map of influence of an account"), of(DIRECTOR), parts=KEEPING),
    # what people ask of their own data
    "register_data_request": Doing(_DATA, PRIVACY),
    "end_data_request": Doing(_DATA, PRIVACY),
    "keep_data_found": Doing(_DATA, PRIVACY),
    "keep_data_package": Doing(_DATA, PRIVACY),
    "note_data_export": Doing(_DATA, PRIVACY),
    "erase_personal": Doing(_DATA, PRIVACY),
    "hold_data": Doing(_DATA, PRIVACY),
    "lift_data_hold": Doing(_DATA, PRIVACY),
    "clear_personal": Doing(_ITSELF, NOBODY),
    # what people judge
    "rate": Doing(_("what people judge of an account"), RATING),
    "rate_and_ask": Doing(_("what people judge of an account"), RATING),
    "rate_kinds": Doing(_("what people judge of an account"), RATING),
    "rate_kinds_and_ask": Doing(_("what people judge of an account"), RATING),
    "take_back_answer": Doing(_("what people judge of an account"), RATING),
    "take_back_rating": Doing(_("what people judge of an account"), RATING),
    "ask_rating": Doing(_("what people judge of an account"), RATING),
    "ask_missing": Doing(_("what people judge of an account"), RATING),
    "decline_rating": Doing(_("what people judge of an account"), RATING),
    "declare_wallet": Doing(_("what people judge of an account"), RATING),
    "take_back_wallet": Doing(_("what people judge of an account"), RATING),
    "take_back_request": Doing(_("what people judge of an account"), RATING),
    "reopen_request": Doing(_("what people judge of an account"), RATING),
    "record_trial": Doing(_("the register of trials"), TRIERS),
    "change_trial": Doing(_("the register of trials"), TRIERS),
    "remove_trial": Doing(_("the register of trials"), TRIERS),
    "restore_trial": Doing(_("the register of trials"), TRIERS),
    # who answers for whom
    "assign": Doing(_("assigning accounts"), CHARGES),
    "release": Doing(_("assigning accounts"), CHARGES),
    "take_over": Doing(_("the owners that the ERP names"), DECIDERS),
    "enter_capacity": Doing(_("entering a capacity"), DECIDERS),
    "enter_account_load": Doing(_("entering a capacity"), DECIDERS),
    "grant_delegation": Doing(_("the delegations"), OURS),
    "revoke_delegation": Doing(_("the delegations"), OURS),
    "name_head": Doing(_("naming who heads a department"), DECIDERS),
    "sign": Doing(_("the handovers of accounts"), ACCOUNT_READERS),
    "tell": Doing(_("the handovers of accounts"), ACCOUNT_READERS),
    # the portal
    "invite_visitor": Doing(_INVITING, DECIDERS, parts=ANSWERING),
    "change_visitor": Doing(_INVITING, DECIDERS, parts=ANSWERING),
    "offer_portal_link": Doing(_INVITING, DECIDERS, parts=ANSWERING),
    "revoke_portal_link": Doing(_INVITING, DECIDERS, parts=ANSWERING),
    "end_visitor": Doing(_INVITING, DECIDERS, parts=ANSWERING),
    "end_visitor_session": Doing(_INVITING, DECIDERS, parts=ANSWERING),
    "keep_bounces": Doing(_("the mail that clave sends"), KEEPERS),
    "confirm_address": Doing(_INVITING, DECIDERS, parts=ANSWERING),
    "note_visitors_export": Doing(_INVITING, ACCOUNT_READERS),
    "change_logo": Doing(_("the data of the company"), KEEPERS),
    "leave_mail": Doing(_ITSELF, NOBODY),
    "correct_own_data": Doing(_ITSELF, NOBODY),
    "say_own_consent": Doing(_ITSELF, NOBODY),
    "ask_own_data": Doing(_ITSELF, NOBODY),
    "send_asked_link": Doing(_ITSELF, NOBODY),
    "enter_portal": Doing(_ITSELF, NOBODY),
    "leave_portal": Doing(_ITSELF, NOBODY),
    "end_own_session": Doing(_ITSELF, NOBODY),
    "choose_portal_language": Doing(_ITSELF, NOBODY),
    # that everybody knows
    "announce": Doing(_("the announcements to customers"), COMMITTEE),
    "acknowledge_by_hand": Doing(_("the announcements to customers"), COMMITTEE),
    "acknowledge_by_link": Doing(_ITSELF, NOBODY),
    "ask_in_portal": Doing(_ITSELF, NOBODY),
    "say_in_portal": Doing(_ITSELF, NOBODY),
    "judge_in_portal": Doing(_ITSELF, NOBODY),
    "answer_reference_in_portal": Doing(_ITSELF, NOBODY),
    "answer_invitation": Doing(_ITSELF, NOBODY),
    "done_in_portal": Doing(_ITSELF, NOBODY),
    "remind": Doing(_ITSELF, NOBODY),
    "tell_of_endings": Doing(_ITSELF, NOBODY),
    "write": Doing(_ITSELF, NOBODY),
    "claim": Doing(_ITSELF, NOBODY),
    "note_ended": Doing(_ITSELF, NOBODY),
    "note_later": Doing(_ITSELF, NOBODY),
    "note_refused": Doing(_ITSELF, NOBODY),
    "note_sent": Doing(_ITSELF, NOBODY),
    "note_unreachable": Doing(_ITSELF, NOBODY),
    "note_unsure": Doing(_ITSELF, NOBODY),
    "welcome_demonstration": Doing(_ITSELF, NOBODY),
    "choose_mail": Doing(_("your profile"), OURS),
    "make_key": Doing(_("the keys of the API"), KEEPERS),
    "revoke_key": Doing(_("the keys of the API"), KEEPERS),
    "make_webhook": Doing(_("the webhooks"), KEEPERS),
    "change_webhook": Doing(_("the webhooks"), KEEPERS),
    "switch_webhook": Doing(_("the webhooks"), KEEPERS),
    "rotate_secret": Doing(_("the webhooks"), KEEPERS),
    "remove_webhook": Doing(_("the webhooks"), KEEPERS),
    "try_webhook": Doing(_("the webhooks"), KEEPERS),
    "send_webhook_again": Doing(_("the webhooks"), KEEPERS),
    "send_missed": Doing(_("the webhooks"), KEEPERS),
    "note_webhook_export": Doing(_("the webhooks"), KEEPERS),
    "take_delivery": Doing(_ITSELF, NOBODY),
    "note_delivery": Doing(_ITSELF, NOBODY),
    "note_assistant": Doing(_("letting an assistant read with one's key"), OURS),
    "note_api_export": Doing(_("taking lists out through the API"), OURS),
    "send_again": Doing(_("the mail that clave sends"), KEEPERS),
    "send_all_again": Doing(_("the mail that clave sends"), KEEPERS),
    "send_bulletin": Doing(_("sending the bulletin"), DECIDERS),
    "note_backup": Doing(_("starting what clave does by itself"), KEEPERS),
    "note_restored": Doing(_ITSELF, NOBODY),
    "note_moved": Doing(_ITSELF, NOBODY),
    "clear_old": Doing(_("starting what clave does by itself"), KEEPERS),
}
