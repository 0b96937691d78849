"""Who may open what: every address × every role, against a table that people can read (access.txt)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings as project
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from clave.store.models import SelectionRun
from clave.store.roles import CONTACT, ROLES
from clave.web import checks
from clave.web.access import RULES
from clave.web.rule import Rule
from clave.web.watched import WATCHERS
from tests.web.conftest import As
from tests.web.portals import invited, visitor_client

TABLE = Path(__file__).with_name("access.txt")
REACHED = 299
ARGUMENTS: dict[str, list[str]] = {
    **{
        route: ["1"]
        for route in (
            "import",
            "import_read",
            "import_months",
            "import_origin",
            "import_source",
            "import_load",
            "import_discard",
            "import_rejects",
            "book_reopen",
        )
    },
    **{route: ["1"] for route in ("debate", "debate_order", "debate_what_if", "debate_choose", "debate_pdf")},
    "debate_effect": ["1", "borda"],
    **{route: ["1"] for route in ("personal_account", "personal_remove", "personal_reminder", "personal_nominate")},
    "personal_export": ["csv"],
    "personal_reminder_act": ["1", "hecho"],
    "debate_what_if_remove": ["1", "1"],
    "debate_act": ["1", "cerrar"],
    "import_template": ["customer"],
    "setup": ["token"],
    "policy_value": ["order"],
    "accounts_view": ["1"],
    "account": ["C-0001"],
    "account_people": ["C-0001"],
    "account_profile": ["C-0001"],
    "account_influence": ["C-0001"],
    **{route: ["C-0001"] for route in ("contact_new", "contact_import", "visit_new", "profile_confirm")},
    **{route: ["C-0001", "1"] for route in ("contact", "contact_edit", "contact_consent", "influence_contact")},
    "contact_act": ["C-0001", "1", "quitar"],
    "contact_import_page": ["C-0001", "1"],
    "contacts_file": ["C-0001", "personas.csv"],
    "profile_say": ["C-0001", "sales"],
    "profile_act": ["C-0001", "dato", "1"],
    "influence_undo": ["C-0001", "1", "1"],
    "account_lines": ["C-0001"],
    "account_lines_export": ["C-0001"],
    "account_payments": ["C-0001"],
    "account_status": ["C-0001"],
    "account_grants": ["C-0001"],
    "account_give": ["C-0001", "laboratory"],
    "account_grant_act": ["C-0001", "1", "terminar"],
    "account_grants_all": ["C-0001", "plantilla"],
    "privileges_file": ["privilegios.xlsx"],
    "conditions_file": ["condiciones.xlsx"],
    "small_file": ["pedidos-pequenos.xlsx"],
    "novelties_file": ["novedades.csv"],
    "novelty_act": ["1", "cerrar"],
    "novelty_answers": ["1", "respuestas.csv"],
    "novelty_file": ["1", "1"],
    "surveys_file": ["encuestas.csv"],
    "survey_act": ["1", "cerrar"],
    "survey_results": ["1", "resultados.csv"],
    "portal_novelty_wish": ["1", "sample"],
    "account_voice": ["C-0001"],
    **{
        route: ["1"]
        for route in (
            "novelty",
            "novelty_preview",
            "novelty_edit",
            "survey",
            "survey_preview",
            "survey_edit",
            "portal_novelty",
            "portal_novelty_file",
            "portal_novelty_approve",
            "portal_survey",
        )
    },
    "condition_act": ["1", "terminar"],
    "minimum_act": ["1", "terminar"],
    "collection_file": ["cartera.xlsx"],
    "collection_account": ["C-0001"],
    "collection_new": ["C-0001", "contacto"],
    "collection_act": ["C-0001", "contacto", "1", "deshacer"],
    **{route: ["C-0001"] for route in ("account_touchpoints", "account_cadence", "cadence_new", "cadence_begin")},
    "touchpoint_edit": ["1"],
    "touchpoint_act": ["1", "hecho"],
    "touchpoints_file": ["contactos.csv"],
    "cadence_edit": ["C-0001", "1"],
    "cadence_act": ["C-0001", "1", "terminar"],
    "agenda_ics": ["secreto"],
    "alerts_file": ["alertas.csv"],
    "alert": ["1"],
    "alert_act": ["1", "posponer"],
    "services_file": ["servicios.csv"],
    "service": ["1"],
    "service_edit": ["1"],
    "service_act": ["1", "decidir"],
    "account_services": ["C-0001"],
    "account_budget": ["C-0001"],
    "needs_file": ["necesidades.csv"],
    "need": ["1"],
    "need_edit": ["1"],
    "need_act": ["1", "mover"],
    "initiatives_file": ["iniciativas.csv"],
    "reports_file": ["informes.csv"],
    "report": ["1"],
    "report_file": ["1", "informe.pdf"],
    "reports_many": ["preparar"],
    "report_act": ["1", "aprobar"],
    "account_reports": ["C-0001"],
    "account_report_act": ["C-0001"],
    "portal_report": ["1"],
    "portal_report_file": ["1", "informe.pdf"],
    "promotions_file": ["promociones.csv"],
    "promotion": ["1"],
    "promotion_paper": ["1"],
    "promotion_edit": ["1"],
    "promotion_act": ["1", "mover"],
    "account_promotions": ["C-0001"],
    "account_references": ["C-0001"],
    "results_category": ["volume"],
    "results_list_file": ["retencion.csv"],
    "results_file": ["resultados.csv"],
    "results_cost_file": ["costo.csv"],
    "results_effect_account": ["C-0001"],
    "results_effect_file": ["cuentas.csv"],
    "references_file": ["referencias.csv"],
    "reference_one": ["1"],
    "reference_ask": ["1"],
    "reference_act": ["1", "respuesta"],
    "willing_act": ["1", "no"],
    "referral": ["1"],
    "referral_act": ["1", "negocio"],
    "initiative": ["1"],
    "initiative_edit": ["1"],
    "initiative_act": ["1", "mover"],
    "offsites_file": ["sesiones.csv"],
    "offsite": ["1"],
    "offsite_paper": ["1", "agenda.pdf"],
    "offsite_edit": ["1"],
    "offsite_act": ["1", "mover"],
    "account_offsites": ["C-0001"],
    "events_file": ["eventos.csv"],
    "event": ["1"],
    "event_edit": ["1"],
    "event_account": ["1"],
    "event_act": ["1", "uso"],
    "consents_file": ["permisos.csv"],
    "consent_withdraw": ["1"],
    "consent_back": ["1"],
    "lab_file": ["laboratorio.csv"],
    "plans_file": ["planes.csv"],
    "account_plan": ["C-0001"],
    "plan_versions": ["C-0001"],
    "plan_shared": ["C-0001"],
    "plan_paper": ["C-0001", "reunion"],
    "plan_period": ["C-0001"],
    "plan_new": ["C-0001", "accion"],
    "plan_edit": ["C-0001", "accion", "1"],
    "plan_act": ["C-0001", "accion", "1", "hecha"],
    "plan_restore": ["C-0001", "1"],
    "plan_review": ["C-0001"],
    "plan_review_back": ["C-0001", "1"],
    "plan_close": ["C-0001"],
    "plan_reopen": ["C-0001", "1"],
    "lab_request": ["1"],
    "lab_edit": ["1"],
    "lab_act": ["1", "responder"],
    "lab_step_undo": ["1"],
    "lab_hours": ["1"],
    "lab_hours_back": ["1"],
    "data_requests_file": ["solicitudes.csv"],
    "data_request": ["1"],
    "data_request_act": ["1", "buscar"],
    "data_request_file": ["1", "copia.zip"],
    "hospitality_file": ["atenciones.csv"],
    "hospitality_one": ["1"],
    "hospitality_act": ["1", "retirar"],
    "hospitality_decide": ["1", "aprobar"],
    "tender_end": ["1"],
    "account_hospitality": ["C-0001"],
    "idle_file": ["existencias.csv"],
    "idle_offer": ["1"],
    "idle_offer_act": ["1", "retirar"],
    "idle_letter_end": ["1"],
    "dispatch_line": ["1"],
    "dispatch_move": ["1", "primero"],
    "dispatch_unpin": ["1"],
    "dispatch_confirm": ["1"],
    "dispatch_reopen": ["1"],
    "dispatch_file": ["despacho.csv"],
    "dock_file": ["muelle.csv"],
    "production_order": ["1"],
    "production_lock": ["1", "fijar"],
    "production_unlock": ["1"],
    "production_confirm": ["1"],
    "production_reopen": ["1"],
    "production_file": ["produccion.csv"],
    "promise": ["0000000000000001"],
    "promise_reply": ["0000000000000001"],
    "portal_orders_file": ["pedidos.csv"],
    "portal_order": ["PED-1"],
    "portal_asking_file": ["necesidades.csv"],
    "portal_ask": ["1"],
    "portal_ask_act": ["1", "comentar"],
    "portal_plan_done": ["1"],
    "portal_plan_file": ["plan.pdf"],
    "portal_invitation": ["evento", "1"],
    "promises_file": ["promesas.csv"],
    "account_status_act": ["C-0001", "watch"],
    "account_status_back": ["C-0001"],
    "account_status_step": ["C-0001", "1"],
    "reviews_file": ["revisiones.xlsx"],
    "past_file": ["lista.xlsx"],
    "account_families": ["C-0001"],
    "account_criteria": ["C-0001"],
    "account_group": ["C-0001"],
    "account_history": ["C-0001"],
    "account_judgements": ["C-0001"],
    "account_rate": ["C-0001", "prestige"],
    "account_ask": ["C-0001", "prestige"],
    "account_decline": ["C-0001", "prestige"],
    "account_wallet": ["C-0001"],
    "rating_withdraw": ["C-0001", "1"],
    "wallet_withdraw": ["C-0001", "1"],
    "request_withdraw": ["1"],
    "request_reopen": ["1"],
    "trial": ["1"],
    "trial_remove": ["1"],
    "account_receivables": ["C-0001"],
    "nomination_withdraw": ["1"],
    **{route: ["1"] for route in ("proposal", "proposal_stay", "proposal_agreed", "proposal_end", "proposal_sheet")},
    **{route: ["1", "1"] for route in ("proposal_vote", "proposal_comment", "proposal_decide")},
    "proposal_pdf": ["1"],
    "account_owners": ["C-0001"],
    "account_assign": ["C-0001"],
    "account_release": ["C-0001"],
    "account_load": ["C-0001"],
    "capacity_person": ["1"],
    "delegation": ["1"],
    "delegation_revoke": ["1"],
    "handover": ["1"],
    "handover_tell": ["1"],
    "handover_sign": ["1"],
    "handover_pdf": ["1"],
    "job": ["1"],
    "job_cancel": ["1"],
    "job_again": ["1"],
    "user": ["1"],
    "user_role": ["1"],
    "user_act": ["1", "desactivar"],
    "entry": ["token"],
    "portal_link": ["token"],
    "portal_leave_mail": ["token"],
    "portal_consent": ["news", "si"],
    "portal_session_end": ["1"],
    "account_portal": ["C-0001"],
    "account_portal_act": ["C-0001", "1", "enlace"],
    "portal_preview": ["C-0001", "todo", ""],
    "visitors_file": ["visitantes.csv"],
    "bounce_confirm": ["1"],
    "logo": ["abc"],
    "schedule_now": ["house"],
    "mail": ["1"],
    "mail_again": ["1"],
    "function_sheet": ["dispatch"],
    "account_treatment": ["C-0001"],
    "account_treatment_pdf": ["C-0001"],
    "bulletin": ["2026-W47"],
    "announcement": ["C-0001"],
    "announcement_preview": ["C-0001"],
    "announcement_letter": ["C-0001"],
    "announcement_received": ["C-0001"],
    "acknowledge": ["token"],
    "api_key_revoke": ["1"],
    "api_badge": ["C-0001"],
    "api_one": ["C-0001"],
    "policy_compare_file": ["csv"],
    "book_reopen": ["1"],
    "source": ["1"],
    "source_new": ["sql"],
    "source_edit": ["1"],
    "source_table": ["1", "customer"],
    "source_act": ["1", "leer"],
    **{route: ["1"] for route in ("pushes", "push_swaps", "push_history")},
    "push": ["1", "1"],
    "push_ask": ["1", "planear"],
    "push_act": ["1", "1", "aprobar"],
    "push_file": ["1", "1", "escritura.csv"],
    "push_history_file": ["1", "historia.csv"],
    "source_run": ["1"],
    **{route: ["1"] for route in ("webhook", "webhook_edit")},
    "webhook_file": ["1", "registro.csv"],
    "webhook_act": ["1", "apagar"],
    **{route: ["1", "1"] for route in ("webhook_delivery", "webhook_again")},
    "sources_file": ["fuentes.csv"],
    "import": ["1"],
    "import_read": ["1"],
    "import_months": ["1"],
    "import_origin": ["1"],
    "import_source": ["1"],
    "import_load": ["1"],
    "import_discard": ["1"],
    "import_rejects": ["1"],
    "account_confirm_email": ["key"],
    "account_reset_password_from_key": ["1", "key"],
}
LETTERS = {REACHED: "+", 302: "s", 403: "k", 404: "-"}


class Arrived:
    """Behind the table of access: answers before the page itself could say 404 of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse:
        return HttpResponse(status=REACHED)


def expected() -> dict[str, dict[str, str]]:
    """The table as written: `+` opens, `s` sign in first, `k` known but not theirs (403), `-` does not exist (404)."""
    head, *rows = [line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


def answers(route: str, clients: dict[str, Client]) -> dict[str, str]:
    """What each role gets there."""
    address = reverse(route, args=ARGUMENTS.get(route, []))
    letters = {200: "+", 503: "+"} if address in WATCHERS else LETTERS  # these are answered before the table is asked
    return {role: letters[client.get(address).status_code] for role, client in clients.items()}


@pytest.fixture
def clients(signed_in: As, settings: Settings) -> dict[str, Client]:
    """One browser per role, and one in which nobody signed in."""
    settings.MIDDLEWARE = [*project.MIDDLEWARE, "tests.web.test_access.Arrived"]
    found = {role: signed_in(role) for role in ROLES} | {"nobody": Client()}
    visitor_client(invited("C-0001"), found[CONTACT.key])  # whom we know as a contact is in the portal too
    return found


def test_every_route_answers_every_role_as_the_table_says(clients: dict[str, Client]) -> None:
    assert {route: answers(route, clients) for route in RULES} == expected()


def test_every_address_has_a_row_and_no_row_is_left_over() -> None:
    assert checks.every_address_has_a_rule(None) == []
    assert {pattern.name for pattern in checks.addresses()} == RULES.keys()


def test_an_address_without_a_row_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "RULES", {route: rule for route, rule in RULES.items() if route != "selection"})
    assert [error.id for error in checks.every_address_has_a_rule(None)] == ["clave.E001"]


@pytest.mark.parametrize("route", ["home", "selection", "account", "search", "account_signup"])
def test_flipping_a_row_is_noticed(route: str, clients: dict[str, Client], monkeypatch: pytest.MonkeyPatch) -> None:
    rule = RULES[route]
    flipped = replace(rule, allowed=frozenset(ROLES) - rule.allowed)
    monkeypatch.setitem(RULES, route, flipped)
    assert answers(route, clients) != expected()[route]


def letters(rule: Rule) -> dict[str, str]:
    """What a row of the table of access gives each role, in the letters of access.txt."""
    said = {"allowed": "+", "known": "k", "invisible": "-", "sign in": "s"}
    return {role: said[rule.answer(role)] for role in ROLES} | {"nobody": said[rule.answer(None)]}


def test_flipping_any_rule_for_any_role_is_noticed() -> None:
    """Every single right that a row gives or refuses is written down in access.txt: no mutation of one survives."""
    written = expected()
    for route, rule in RULES.items():
        assert letters(rule) == written[route], route
        for role in ROLES:
            for flipped in (
                replace(rule, allowed=rule.allowed ^ {role}),
                replace(rule, known=rule.known ^ {role}) if role not in rule.allowed else None,
            ):
                assert flipped is None or letters(flipped) != written[route], (route, role)
        assert letters(replace(rule, anonymous=not rule.anonymous)) != written[route] or not rule.allowed, route


def test_who_may_not_see_reads_who_can_and_whom_to_ask(signed_in: As, run: SelectionRun) -> None:
    signed_in("administrator")
    answer = signed_in("dispatch").get("/seleccion/")
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "Dirección comercial" in text
    assert "Ana administrator" in text
    assert "Empaques" not in text


def test_the_menu_shows_only_what_the_role_may_use(signed_in: As, run: SelectionRun) -> None:
    assert 'href="/seleccion/"' in signed_in("kam").get("/cuentas/").content.decode()
    credit = signed_in("credit").get("/cuentas/").content.decode()
    assert 'href="/seleccion/"' not in credit
    assert 'href="/cuentas/"' in credit
    assert 'href="/cuentas/"' not in signed_in("employee").get("/perfil/").content.decode()


def test_a_stranger_is_sent_to_the_sign_in_and_back(client: Client, db: None) -> None:
    assert client.get("/seleccion/?q=a").headers["Location"] == "/entrada/login/?next=/seleccion/%3Fq%3Da"
    part = client.get("/seleccion/", headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == "/entrada/login/"
