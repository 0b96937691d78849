"""Which scope each list, thing and act of the API asks for, and which page's row says who may: a route without its row here does
not start. (ADR 0038; the rows of the pages stand in `web/access.py`)"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Right:
    """The scope that the key must have, and the page whose row says who may; of an act also the list in which what it makes or
    changes is `read`."""

    scope: str
    page: str
    read: str = ""


def _rows(scope: str, **pages: str) -> dict[str, Right]:
    return {name.replace("_", "-"): Right(scope, page) for name, page in pages.items()}


READS: dict[str, Right] = {
    **_rows(
        "facts.read",
        imports="imports",
        fact_versions="imports",
        fact_tables="imports",
        coverage="coverage",
        coverage_findings="coverage",
        sources="sources",
        source_runs="sources",
        pushes="pushes",
        push_lines="push_history",
    ),
    **_rows(
        "selection.read",
        selection_runs="selection",
        selection="selection",
        proposals="proposals",
        proposal_lines="proposal",
        nominations="nominations",
        debates="debates",
        policy="policy",
        reviews="reviews",
    ),
    **_rows(
        "accounts.read",
        accounts="accounts",
        invoice_lines="account_lines",
        key_accounts="who_is_key",
        status_changes="account_status",
        past_key_accounts="past",
        owners="account_owners",
        handovers="handovers",
        capacity="capacity",
        trials="trials",
        receivables="account_receivables",
        ratings="account_judgements",
        declared_wallets="account_wallet",
        announcements="announcements",
    ),
    **_rows(
        "privileges.read",
        privileges="privileges",
        grants="account_grants",
        conditions="conditions",
        minimums="minimums",
        small_orders="minimums",
        order_decisions="order_ask",
        promises="promises_list",
        promise_counts="promises",
        promise_service="promises_service",
        promise_gaps="promises",
        promise_costs="promises_costs",
        gave_way="promises_costs",
        collection="collection",
        payment_promises="collection_account",
        disputes="collection_account",
        invoice_errors="collection_account",
        dispatch_plans="dispatch",
        dispatch_lines="dispatch",
        production_plans="production",
        production_orders="production",
        laboratory="laboratory",
        idle_stock="idle_stock",
        idle_offers="idle_offers",
        idle_letters="idle_letters",
    ),
    **_rows(
        "operations.read",
        touchpoints="touchpoints",
        cadences="account_cadence",
        due_contacts="due_contacts",
        agenda="today_agenda",
        alerts="alerts",
        plans="plans",
        plan_objectives="account_plan",
        plan_actions="plans_file",
        profile="account_profile",
        competitor_visits="account_profile",
        needs="needs",
        initiatives="initiatives",
        services="services",
        offsites="offsites",
        events="events",
        public_consents="public_consents",
        hospitality="hospitality",
        tenders="tenders",
        promotions="promotions",
        references="references",
        reference_asks="reference_asks",
        referrals="referrals",
    ),
    **_rows(
        "people.read",
        contacts="account_people",
        visitors="visitors",
        users="users",
        delegations="delegations",
    ),
    **_rows(
        "reports.read",
        reports="reports",
        bulletins="bulletins",
        surveys="surveys",
        novelties="novelties",
    ),
    **_rows(
        "outcome.read",
        outcome="results",
        outcome_summary="results",
        outcome_figures="results_effect",
        outcome_checks="results_effect",
        outcome_path="results_effect",
        outcome_matches="results_effect",
        outcome_comparables="results_effect",
        outcome_left_out="results_effect",
        outcome_twins="results_effect",
        outcome_costs="results_cost",
        outcome_cost_parts="results_cost",
        outcome_cost_privileges="results_cost",
        outcome_account_costs="results_cost",
        outcome_unknown_costs="results_cost",
        outcome_whale="results_whale",
        outcome_drivers="results_whale",
        outcome_concentration="results_concentration",
        outcome_losses="results_concentration",
        outcome_categories="results_harvest",
        outcome_category_accounts="results_harvest",
        outcome_spread="results_harvest",
        outcome_sides="results_retention",
        outcome_retention="results_retention",
        outcome_margins="results_retention",
        outcome_relation="results_relation",
        outcome_scales="results_relation",
        outcome_surveys="results_relation",
        outcome_promises="results_promises",
        outcome_promise_results="results_promises",
    ),
    **_rows(
        "house.read",
        log="log",
        jobs="jobs",
        mails="mails",
        webhooks="webhooks",
        webhook_deliveries="webhook",
    ),
}
"""What can be read."""


def _acts(scope: str, read: str, /, **pages: str) -> dict[str, Right]:
    """Actions by the page on which people do them; the act has the name of the action."""
    return {name.replace("_", "-"): Right(scope, page, read) for page, names in pages.items() for name in names.split()}


ACTS: dict[str, Right] = {
    "bring-rows": Right("facts.write", "imports", "imports"),
    "source-pull": Right("facts.write", "source_act", "sources"),
    **_acts("selection.write", "nominations", nomination_new="nominate", nomination_withdraw="withdraw_nomination"),
    **_acts("accounts.write", "owners", account_assign="assign", account_release="release"),
    **_acts("accounts.write", "capacity", capacity_person="enter_capacity", account_load="enter_account_load"),
    **_acts("accounts.write", "handovers", handover_tell="tell"),
    **_acts(
        "accounts.write", "ratings", account_rate="rate_and_ask rate_kinds_and_ask", account_ask="ask_rating ask_missing",
        account_decline="decline_rating", rating_withdraw="take_back_rating take_back_answer",
        request_withdraw="take_back_request", request_reopen="reopen_request",
    ),
    **_acts("accounts.write", "announcements", announcement_received="acknowledge_by_hand"),
    **_acts("accounts.write", "declared-wallets", account_wallet="declare_wallet", wallet_withdraw="take_back_wallet"),
    **_acts(
        "accounts.write", "trials", trial_new="record_trial", trial="change_trial", trial_remove="remove_trial restore_trial",
    ),
    **_acts(
        "privileges.write", "grants", account_give="give_grant",
        account_grant_act="change_grant show_grant end_grant take_back_grant", account_grants_all="give_template",
    ),
    **_acts(
        "privileges.write", "conditions", condition_new="give_condition", condition_act="end_condition take_back_condition",
    ),
    **_acts("privileges.write", "minimums", minimum_new="set_minimum", minimum_act="end_minimum take_back_minimum"),
    **_acts("privileges.write", "promises", promise_reply="reply_to_breach"),
    **_acts(
        "privileges.write", "collection", collection_new="note_contact choose_route keep_wish",
        collection_act="end_route take_back_route end_wish take_back_wish close_note reopen_note take_back_note",
    ),
    **_acts("privileges.write", "payment-promises", collection_new="note_promise"),
    **_acts("privileges.write", "disputes", collection_new="open_dispute"),
    **_acts("privileges.write", "invoice-errors", collection_new="report_error"),
    **_acts("privileges.write", "dispatch-plans", dispatch_confirm="confirm_dispatch", dispatch_reopen="reopen_dispatch"),
    **_acts("privileges.write", "jobs", dispatch_plan="plan_dispatch", production_plan="plan_production"),
    **_acts("privileges.write", "dispatch-lines", dispatch_move="pin_line", dispatch_unpin="unpin_line"),
    **_acts(
        "privileges.write", "production-plans", production_confirm="confirm_production", production_reopen="reopen_production",
    ),
    **_acts("privileges.write", "production-orders", production_lock="lock_order", production_unlock="unlock_order"),
    **_acts("privileges.write", "jobs", promises_judge="judge_promises"),
    **_acts(
        "privileges.write", "laboratory", lab_new="record_request", lab_edit="change_request",
        lab_act="remove_request restore_request answer_request take_back_reply move_request assign_request log_hours",
        lab_step_undo="undo_step", lab_hours="change_hours", lab_hours_back="remove_hours restore_hours",
    ),
    **_acts("privileges.write", "idle-letters", idle_letter_new="note_letter", idle_letter_end="end_letter"),
    **_acts(
        "privileges.write", "idle-offers", idle_offer_new="offer_lot",
        idle_offer_act="accept_offer refuse_offer withdraw_offer note_no_answer reopen_offer",
    ),
    **_acts(
        "operations.write", "touchpoints", touchpoint_new="log_touchpoint", touchpoint_edit="change_touchpoint",
        touchpoint_act="withdraw_touchpoint restore_touchpoint finish_follow_up",
    ),
    **_acts(
        "operations.write", "cadences", cadence_new="agree_cadence", cadence_edit="change_cadence",
        cadence_act="end_cadence resume_cadence", cadence_begin="begin_cadences",
    ),
    **_acts(
        "operations.write", "alerts", alert_act="snooze_alert wake_alert mark_false_alarm take_back_false_alarm assign_alert",
    ),
    **_acts("operations.write", "jobs", alerts_look="look_for_alerts", promotions_measure="measure_promotions"),
    **_acts(
        "operations.write", "plans", plan_period="begin_plan change_plan", plan_close="close_plan", plan_reopen="reopen_plan",
        plan_new="keep_plan_goal", plan_restore="restore_plan_version", plan_review="note_plan_review",
        plan_review_back="withdraw_plan_review",
    ),
    **_acts("operations.write", "plan-objectives", plan_new="keep_plan_objective"),
    **_acts(
        "operations.write", "plan-actions", plan_new="keep_plan_action",
        plan_act="close_plan_action reopen_plan_action remove_from_plan",
    ),
    **_acts("operations.write", "profile", profile_say="state_profile", profile_confirm="confirm_profile"),
    **_acts("operations.write", "competitor-visits", visit_new="note_visit", profile_act="withdraw_said restore_said"),
    **_acts(
        "operations.write", "needs", need_new="record_need", need_edit="change_need",
        need_act="answer_in_portal move_need undo_need_step gain_of_need offer_solution answer_offer take_back_offer "
        "remove_need restore_need",
    ),
    **_acts(
        "operations.write", "initiatives", initiative_new="begin_initiative", initiative_edit="change_initiative",
        initiative_act="move_initiative undo_initiative_step set_next_step remove_initiative restore_initiative",
    ),
    **_acts(
        "operations.write", "services", service_new="request_service", service_edit="change_service",
        service_act="decide_service finish_service price_service cancel_service undo_service_step remove_service restore_service",
        account_budget="set_service_budget",
    ),
    **_acts(
        "operations.write", "offsites", offsite_new="plan_offsite", offsite_edit="change_offsite",
        offsite_act="move_offsite undo_offsite_step keep_point move_point remove_point add_idea change_idea turn_down_idea "
        "reopen_idea remove_idea restore_idea remove_offsite restore_offsite",
    ),
    **_acts(
        "operations.write", "events", event_new="record_event", event_edit="change_event", event_account="add_event_account",
        event_act="remove_event restore_event remove_event_account add_event_result remove_event_result plan_public_use "
        "publish_use take_down_use drop_use",
    ),
    **_acts(
        "operations.write", "public-consents", consent_new="record_public_consent", consent_withdraw="withdraw_public_consent",
        consent_back="take_back_withdrawal",
    ),
    **_acts(
        "operations.write", "hospitality", hospitality_new="ask_hospitality",
        hospitality_act="decline_hospitality cancel_hospitality restore_hospitality cost_hospitality",
    ),
    **_acts("operations.write", "tenders", tender_new="open_tender", tender_end="end_tender"),
    **_acts(
        "operations.write", "promotions", promotion_new="propose_promotion", promotion_edit="change_promotion",
        promotion_act="move_promotion undo_promotion_step spend_promotion remove_promotion restore_promotion",
    ),
    **_acts("operations.write", "references", reference_new="add_willing", willing_act="end_willing resume_willing"),
    **_acts(
        "operations.write", "reference-asks", reference_ask="ask_reference",
        reference_act="answer_reference reopen_reference bring_reference remove_reference restore_reference",
    ),
    **_acts(
        "operations.write", "referrals", referral_new="note_referral",
        referral_act="bring_referral remove_referral restore_referral",
    ),
    **_acts(
        "people.write", "contacts", contact_new="add_contact", contact_edit="change_contact",
        contact_act="confirm_contact note_left note_back remove_contact restore_contact", contact_consent="say_consent",
    ),
    **_acts("reports.write", "jobs", results_reckon="reckon_results"),
    **_acts(
        "reports.write", "reports",
        report_act="write_report_note approve_report take_back_approval send_report send_report_again withdraw_report",
        account_report_act="choose_report",
    ),
    **_acts(
        "reports.write", "surveys", survey_new="prepare_survey", survey_edit="change_survey",
        survey_act="open_survey extend_survey close_survey withdraw_survey remove_survey restore_survey",
    ),
    **_acts(
        "reports.write", "novelties", novelty_new="prepare_novelty", novelty_edit="change_novelty",
        novelty_act="open_novelty extend_novelty close_novelty reopen_novelty withdraw_novelty tell_what_changed remove_novelty "
        "restore_novelty",
    ),
}  # fmt: skip
"""What can be done. What only people do, and why, stands in `tests/api/actions.txt`."""
