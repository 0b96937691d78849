"""Which scope each list, thing and act of the API asks for, and which page's row says who may: a route without its row here does
not start. (ADR 0038; the rows of the pages stand in `web/access.py`)"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Right:
    """The scope that the key must have, and the page whose row says who may."""

    scope: str
    page: str


def _rows(scope: str, **pages: str) -> dict[str, Right]:
    return {name.replace("_", "-"): Right(scope, page) for name, page in pages.items()}


READS: dict[str, Right] = {
    **_rows(
        "facts.read",
        imports="imports",
        fact_versions="imports",
        fact_tables="imports",
        sources="sources",
        source_runs="sources",
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
        promises="promises_list",
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
        outcome_figures="results_effect",
        outcome_matches="results_effect",
        outcome_left_out="results_effect",
        outcome_costs="results_whale",
        outcome_account_costs="results_whale",
        outcome_whale="results_whale",
        outcome_losses="results_concentration",
        outcome_categories="results_harvest",
        outcome_retention="results_retention",
        outcome_margins="results_retention",
        outcome_relation="results_relation",
        outcome_promises="results_promises",
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

ACTS: dict[str, Right] = {
    "fact-rows": Right("facts.write", "imports"),
    "source-pull": Right("facts.write", "source_act"),
    "touchpoints": Right("operations.write", "touchpoint_new"),
    "follow-ups": Right("operations.write", "touchpoint_act"),
    "alert-answers": Right("operations.write", "alert_act"),
    "grants": Right("privileges.write", "account_give"),
    "grant-endings": Right("privileges.write", "account_grant_act"),
    "payment-promises": Right("privileges.write", "collection_new"),
    "dispatch-confirmations": Right("privileges.write", "dispatch_confirm"),
    "nominations": Right("selection.write", "nomination_new"),
}
"""What can be done."""
