"""Who may do what: every action has its row, asks it before it begins, and no row can be flipped unnoticed."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

import clave.actions
from clave.actions.nominations import nominate
from clave.actions.people import choose_preferences
from clave.actions.policy import change_policy
from clave.actions.shape import ask
from clave.actions.status import change_status
from clave.actions.views import remove_view, save_view
from clave.base.errors import ClaveError
from clave.store.models import OWNER, SUBSTITUTE, KeyStatus, Ownership, Person
from clave.store.models import PARTS as KEPT_PARTS
from clave.store.permissions import DOINGS, Doing
from clave.store.roles import CONTACT, PARTS, ROLES
from tests.store.proposing import keep_run, somebody

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
ALLOWED = {
    "choose_preferences": "administrator director kam dispatch plant credit lab quality marketing management compliance "
    "employee contact",
    "invite_person offer_link withdraw_invitation change_role deactivate reactivate end_sessions reset_second_factor "
    "found_company start_own_company rename_company bring_files correct_import name_origin save_source discard_import "
    "undo_import reopen_version send_agendas connect_source change_source switch_source ask_table leave_table "
    "give_up_pull note_sources_export": "administrator",
    "keep_push keep_swaps": "administrator director dispatch plant",
    "approve_push reject_push resume_push give_up_push": "administrator director management",
    "note_push_export": "administrator director dispatch plant management",
    "keep_selection change_policy change_status": "administrator director",
    "open_debate invite_to_debate close_debate reopen_debate choose_order": "administrator director",
    "submit_order add_what_if remove_what_if": "administrator director kam management",
    "add_personal_account remove_personal_account describe_personal_account describe_personal_list add_reminder "
    "finish_reminder reopen_reminder snooze_reminder remove_reminder note_personal_export": "administrator director kam "
    "dispatch plant credit lab quality marketing management compliance employee",
    "keep_selection change_policy change_status open_proposal": "administrator director",
    "decide decide_agreed end_proposal": "administrator director management",
    "vote vote_on_all_that_stay comment note_minutes": "administrator director kam management",
    "nominate withdraw_nomination": "administrator director kam dispatch plant credit lab quality marketing management "
    "compliance employee",
    "save_view rename_view remove_view choose_table note_export": "administrator director kam management credit",
    "cancel_job allow_again": "administrator director kam dispatch plant credit lab quality marketing management "
    "compliance employee",
    "keep_load": "administrator director kam dispatch plant credit lab quality marketing management compliance employee "
    "contact",
    "nominate withdraw_nomination add_personal_account describe_personal_account describe_personal_list "
    "remove_personal_account add_reminder finish_reminder reopen_reminder remove_reminder snooze_reminder "
    "note_personal_export grant_delegation revoke_delegation choose_mail": "administrator director kam "
    "dispatch plant credit lab quality marketing management compliance employee",
    "open_proposal open_debate invite_to_debate close_debate reopen_debate choose_order take_over "
    "enter_capacity enter_account_load name_head send_bulletin": "administrator director",
    "vote vote_on_all_that_stay comment note_minutes submit_order add_what_if remove_what_if "
    "note_landing_step announce acknowledge_by_hand": "administrator director kam management",
    "decide decide_agreed end_proposal announce_status begin_trial confirm_status watch_account "
    "stop_watching extend_override lift_override take_back land_account recover_account finish_landing "
    "note_review": "administrator director management",
    "rate rate_and_ask rate_kinds rate_kinds_and_ask take_back_rating take_back_answer ask_rating ask_missing "
    "decline_rating declare_wallet take_back_wallet take_back_request reopen_request": "administrator director kam "
    "credit management",
    "record_trial change_trial remove_trial restore_trial": "administrator director kam credit management lab quality",
    "give_grant change_grant end_grant end_with_landing give_template show_grant take_back_grant give_condition end_condition "
    "take_back_condition": "administrator director management",
    "set_minimum end_minimum take_back_minimum": "administrator director",
    "keep_ledger note_promises_export": "administrator director kam dispatch plant credit lab quality marketing "
    "management compliance",
    "keep_outcome note_outcome_export note_outcome_print": "administrator director management",
    "note_costs_export": "administrator director kam management",
    "send_digest": "administrator director",
    "keep_order_decision": "administrator director kam management credit dispatch employee",
    "keep_production_plan lock_order unlock_order": "administrator director plant",
    "confirm_production reopen_production": "administrator plant",
    "note_production_export": "administrator director kam dispatch plant management",
    "keep_dispatch_plan pin_line unpin_line": "administrator director dispatch",
    "confirm_dispatch reopen_dispatch": "administrator dispatch",
    "note_dispatch_export": "administrator director kam dispatch management",
    "request_service change_service finish_service price_service cancel_service undo_service_step remove_service "
    "restore_service decide_service": "administrator director lab quality dispatch",
    "set_service_budget": "administrator director",
    "note_services_export": "administrator director kam credit management lab quality dispatch",
    "record_need change_need move_need undo_need_step gain_of_need offer_solution answer_offer take_back_offer "
    "remove_need restore_need begin_initiative change_initiative move_initiative undo_initiative_step "
    "set_next_step remove_initiative restore_initiative": "administrator director lab quality",
    "note_needs_export note_initiatives_export": "administrator director kam credit management lab quality",
    "plan_offsite change_offsite move_offsite undo_offsite_step keep_point move_point remove_point add_idea change_idea "
    "turn_down_idea reopen_idea remove_idea restore_idea remove_offsite restore_offsite": "administrator director",
    "note_offsites_export": "administrator director kam credit management lab quality marketing",
    "record_event change_event remove_event restore_event": "administrator director marketing kam",
    "add_event_account remove_event_account add_event_result remove_event_result record_public_consent "
    "withdraw_public_consent take_back_withdrawal plan_public_use publish_use take_down_use drop_use": "administrator "
    "director marketing",
    "note_events_export note_consents_export": "administrator director kam credit management marketing",
    "keep_report write_report_note approve_report take_back_approval send_report send_report_again withdraw_report "
    "choose_report": "administrator director",
    "note_reports_export note_report_print": "administrator director kam credit management",
    "propose_promotion change_promotion move_promotion undo_promotion_step spend_promotion remove_promotion "
    "restore_promotion add_willing end_willing resume_willing ask_reference answer_reference reopen_reference "
    "bring_reference remove_reference restore_reference note_referral bring_referral remove_referral "
    "restore_referral": "administrator director marketing",
    "keep_promotion_results": "administrator director kam management marketing",
    "note_promotions_export note_promotion_print note_references_export": "administrator director kam credit management "
    "marketing",
    "record_request change_request remove_request restore_request answer_request take_back_reply move_request undo_step "
    "assign_request": "administrator director lab quality",
    "log_touchpoint change_touchpoint withdraw_touchpoint restore_touchpoint finish_follow_up note_touchpoints_export "
    "offer_agenda choose_agenda revoke_agenda": "administrator director kam dispatch plant credit lab quality marketing "
    "management compliance employee",
    "agree_cadence change_cadence end_cadence resume_cadence begin_cadences": "administrator director",
    "log_hours change_hours remove_hours restore_hours": "administrator lab quality",
    "begin_plan change_plan close_plan reopen_plan keep_plan_goal keep_plan_objective keep_plan_action close_plan_action "
    "reopen_plan_action remove_from_plan restore_plan_version note_plan_review withdraw_plan_review": "administrator",
    "note_plan_export": "administrator director kam credit management",
    "keep_alerts": "administrator director kam management",
    "snooze_alert": "administrator director",
    "wake_alert": "administrator director",
    "mark_false_alarm": "administrator director",
    "take_back_false_alarm": "administrator director",
    "assign_alert": "administrator director",
    "note_alerts_export": "administrator director kam management credit",
    "note_improvement_export": "administrator director kam lab quality management",
    "note_letter end_letter offer_lot accept_offer refuse_offer withdraw_offer note_no_answer reopen_offer": "administrator "
    "director",
    "add_contact change_contact confirm_contact note_left note_back remove_contact restore_contact say_consent "
    "bring_contacts choose_columns load_contacts discard_contacts": "administrator director management",
    "note_contacts_export note_visit": "administrator director kam dispatch plant credit lab quality marketing management "
    "compliance employee",
    "state_profile confirm_profile withdraw_said restore_said": "administrator director kam credit management",
    "give_opinion withdraw_opinion": "director",
    "register_data_request end_data_request keep_data_found keep_data_package note_data_export erase_personal hold_data "
    "lift_data_hold": "administrator compliance",
    "note_idle_export": "administrator director kam management",
    "ask_hospitality decline_hospitality cancel_hospitality restore_hospitality cost_hospitality": "administrator director "
    "management",
    "approve_hospitality reject_hospitality reopen_hospitality": "director management compliance",
    "open_tender": "administrator director management compliance",
    "end_tender": "administrator director compliance",
    "note_hospitality_export": "administrator director kam management compliance",
    "note_privileges_export": "administrator director kam dispatch plant credit lab quality marketing management "
    "compliance employee",
    "choose_route end_route take_back_route": "administrator director",
    "keep_wish end_wish take_back_wish note_contact note_promise open_dispute report_error close_note reopen_note "
    "take_back_note": "administrator director credit",
    "note_collection_export": "administrator director kam credit management",
    "assign release": "administrator director kam",
    "sign tell": "administrator director kam management credit",
    "note_report_seen": "",
    "invite_visitor change_visitor offer_portal_link revoke_portal_link end_visitor end_visitor_session "
    "confirm_address": "administrator director",
    "keep_bounces change_logo": "administrator",
    "note_visitors_export": "administrator director kam credit management",
    "leave_mail correct_own_data say_own_consent ask_own_data send_asked_link enter_portal leave_portal "
    "end_own_session choose_portal_language": "",
    "tell_of_endings "
    "ask_in_portal say_in_portal judge_in_portal answer_reference_in_portal answer_invitation done_in_portal "
    "note_restored note_moved acknowledge_by_link remind write claim note_ended send_forgotten note_later note_refused note_sent "
    "note_unreachable "
    "note_unsure welcome_demonstration clear_personal": "",
    "answer_in_portal": "administrator director lab quality management",
    "answer_survey approve_novelty ask_announced ask_newcomers ask_pulses close_due_novelties close_due_surveys remind_novelties "
    "remind_surveys show_newcomers vote_novelty wish_novelty": "",
    "prepare_novelty change_novelty open_novelty extend_novelty close_novelty reopen_novelty withdraw_novelty "
    "remove_novelty restore_novelty tell_what_changed": "administrator director lab marketing",
    "prepare_survey change_survey open_survey extend_survey close_survey withdraw_survey remove_survey "
    "restore_survey": "administrator director marketing",
    "note_novelties_export note_surveys_export": "administrator director kam credit lab management marketing quality",
    "reply_to_breach": "administrator director lab quality management",
    "make_webhook change_webhook switch_webhook rotate_secret remove_webhook try_webhook send_webhook_again send_missed "
    "note_webhook_export make_key revoke_key send_again send_all_again clear_old note_backup": "administrator",
    "take_delivery note_delivery tell_agenda": "",
    "offer_setup create_first_administrator enter_by_link keep_reading keep_months keep_coverage keep_probe take_up_pull "
    "remember_aside "
    "stop_pull bring_pull end_pull look_at_folder": "",
    "keep_setup take_up_push begin_lines keep_entries end_push stop_push": "",
    "note_assistant note_api_export": "administrator director kam dispatch plant credit lab quality marketing management "
    "compliance employee",
}
"""The same table once more, by hand: whoever changes a row changes it here too, and says so in the review."""


def actions() -> Iterator[Callable[..., Any]]:
    """Every action of every module of the floor."""
    for module in pkgutil.iter_modules(clave.actions.__path__):
        found = importlib.import_module(f"clave.actions.{module.name}")
        for name, function in vars(found).items():
            if (
                inspect.isfunction(function)
                and function.__module__ == found.__name__
                and hasattr(function, "__wrapped__")
            ):
                assert name == function.__name__
                yield function


def test_every_action_has_a_row_and_no_row_is_left_over() -> None:
    there = {function.__name__ for function in actions()}
    assert len(there) > 30
    lacking = sorted(there - DOINGS.keys())
    assert lacking == [], (
        f"Say in clave/store/permissions.py who may do these: a row each in DOINGS, and here: {lacking}"
    )
    assert sorted(DOINGS.keys() - there) == [], "Rows of actions that do not exist any more: take them away."


def written() -> dict[str, frozenset[str]]:
    return {name: frozenset(roles.split()) for names, roles in ALLOWED.items() for name in names.split()}


def test_the_rows_are_what_the_table_here_says() -> None:
    assert {name: doing.roles for name, doing in DOINGS.items()} == written(), (
        "DOINGS and ALLOWED differ: add the action here too, with the roles that may."
    )


def person(role: str) -> Person:
    return Person(pk=7, name="Ana", role=role)


def refused(name: str, **given: object) -> bool:
    try:
        ask(name, {"now": NOW, **given})
    except ClaveError:
        return True
    return False


@pytest.mark.parametrize("name", sorted(DOINGS))
def test_the_action_answers_every_role_as_its_row_says(name: str) -> None:
    """Asked with a thing of their own; a colleague's is for who may with others', and a missing one for nobody."""
    doing = DOINGS[name]
    for role in ROLES:
        may = role in doing.roles
        own = {doing.own: SimpleNamespace(person_id=7, by_id=7)} if doing.own else {}
        assert refused(name, by=person(role), **own) is not may, role
        if doing.own:
            theirs = {doing.own: SimpleNamespace(person_id=8, by_id=8)}
            assert refused(name, by=person(role), **theirs) is not (may and role in doing.others), role
            assert refused(name, by=person(role), **{doing.own: None}) is not (may and role in doing.others), role
    assert not refused(name, by=None), "the machine itself is not asked"
    assert not refused(name, by="key:erp"), "a machine that is let in by its key was asked there"


@pytest.mark.parametrize("name", sorted(DOINGS))
def test_flipping_any_row_is_noticed(name: str) -> None:
    doing = DOINGS[name]
    for role in ROLES:
        flipped = replace(doing, roles=doing.roles ^ {role})
        assert flipped.roles != written()[name]
        assert flipped.allows(role) is not doing.allows(role)
    if doing.own:
        mine = min(doing.roles - doing.others)  # somebody who may with their own alone
        assert replace(doing, own="").allows(mine, is_own=False) is not doing.allows(mine, is_own=False)


def test_no_contact_of_a_customer_does_anything_but_for_themselves() -> None:
    assert {name for name, doing in DOINGS.items() if CONTACT.key in doing.roles} == {"choose_preferences", "keep_load"}


def test_a_part_in_the_account_lets_do_what_its_row_says(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The owner of C-1 may; of another account, or when the part is over, may not."""
    row = Doing(DOINGS["change_status"].what, frozenset(), parts=frozenset({OWNER, SUBSTITUTE}))
    monkeypatch.setitem(DOINGS, "change_status", row)
    ana = made("lab")
    Ownership.objects.create(
        customer="C-1", part=OWNER, person=ana, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 1), created_at=NOW
    )
    assert not refused("change_status", by=ana, customer="C-1")
    assert refused("change_status", by=ana, customer="C-2")
    assert refused("change_status", by=ana, customer="C-1", now=datetime(2026, 12, 2, tzinfo=UTC))
    assert refused("change_status", by=made("kam"), customer="C-1")


def test_every_part_is_described() -> None:
    assert tuple(PARTS) == KEPT_PARTS


def made(role: str) -> Person:
    return Person.objects.create_person(
        email=f"{role}@clave.example", name=role, role=role, password=None, created_at=NOW
    )


def test_what_is_refused_changes_nothing_and_says_whom_and_what(db: None) -> None:
    kam, other = made("kam"), made("director")
    view = save_view(name="Mías", query="vista=key", by=kam, now=NOW)
    with pytest.raises(ClaveError, match="may not do this: a view of your own"):
        remove_view(view=view, by=other, now=NOW)
    view.refresh_from_db()
    with pytest.raises(ClaveError, match="kam \\(Key account manager\\) may not do this: changing the policy"):
        change_policy(by=kam, now=NOW, **dict.fromkeys(needed(change_policy)))
    contact = made("contact")
    choose_preferences(by=contact, now=NOW, language="en")
    with pytest.raises(ClaveError, match="may not do this"):
        save_view(name="Suyas", query="", by=contact, now=NOW)


def needed(function: Callable[..., Any]) -> set[str]:
    return set(inspect.signature(function).parameters) - {"by", "now"}


@pytest.mark.django_db
def test_what_an_action_does_on_the_way_belongs_to_it_and_nothing_is_left_open() -> None:
    """Who may nominate moves a status by that, and by nothing else."""
    made = keep_run().lines.order_by("rank")[20]
    lab = somebody("lab")
    nominate(by=lab, now=NOW, customer=made.customer, name=made.name, reason="Ensaya con nosotros.")
    assert KeyStatus.objects.get().state == "nominated"
    for _time in range(2):
        with pytest.raises(ClaveError, match="may not do this"):
            change_status(
                by=lab,
                now=NOW,
                customer=made.customer,
                name=made.name,
                to="proposed",
                effective_on=NOW.date(),
                reason="Sí.",
            )
