"""Every page of the product, as the tests that look at all of them open it.

A new route needs a line here: in `PAGES` the addresses that show it in its states, or in `NO_PAGE` why there is
nothing to look at. `{…}` stand for what the world of the tests made: see `world` in test_every_page.py."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from tests.web import made

NOBODY, ADMINISTRATOR, SECURED, INVITED, HALFWAY = "nobody", "administrator", "secured", "invited", "halfway"


@dataclass(frozen=True)
class Seen:
    """An address, and who looks at it; `status` is what it answers."""

    address: str
    who: str = ADMINISTRATOR
    status: int = 200


def _seen(*addresses: str, who: str = ADMINISTRATOR) -> tuple[Seen, ...]:
    return tuple(Seen(address, who) for address in addresses)


CUSTOMER = made.code(0)
PAGES: dict[str, tuple[Seen, ...]] = {
    "selection": _seen("/seleccion/?cliente=C-0014", "/seleccion/?ver=todos&orden=-score", "/seleccion/?q=zzz"),
    "accounts": _seen("/cuentas/", "/cuentas/?q=zzz"),
    "accounts_table": _seen(reverse("accounts_table")),
    "accounts_views": _seen(reverse("accounts_views")),
    "account": _seen(reverse("account", args=[CUSTOMER]), reverse("account", args=["C-0002"])),
    "account_payments": _seen(
        reverse("account_payments", args=[CUSTOMER]), reverse("account_payments", args=["C-0002"])
    ),
    "account_status": _seen(
        reverse("account_status", args=[CUSTOMER]),
        reverse("account_status", args=["C-0001"]) + "?acto=land",
        reverse("account_status", args=["C-0003"]),
    ),
    "reviews": _seen("/seleccion/revisiones/", "/seleccion/revisiones/?ver=todo", "/seleccion/revisiones/?q=zzz"),
    "past": _seen("/seleccion/historia/", "/seleccion/historia/?fecha=2026-11-20&contra=2026-01-01"),
    "account_families": _seen(
        reverse("account_families", args=[CUSTOMER]), reverse("account_families", args=["C-0002"])
    ),
    "account_criteria": _seen(reverse("account_criteria", args=[CUSTOMER])),
    "account_judgements": _seen(
        reverse("account_judgements", args=[CUSTOMER]), reverse("account_judgements", args=["C-0002"])
    ),
    "account_rate": _seen(reverse("account_rate", args=[CUSTOMER, "knowledge"])),
    "account_decline": _seen(reverse("account_decline", args=[CUSTOMER, "prestige"])),
    "ratings": _seen("/seleccion/calificar/", "/seleccion/calificar/?ver=all", "/seleccion/calificar/?q=zzz"),
    "trials": _seen("/ensayos/", "/ensayos/?q=zzz"),
    "trial_new": _seen("/ensayos/nuevo/", "/ensayos/nuevo/?cliente=C-0002"),
    "trial": _seen("/ensayos/{trial}/"),
    "account_group": _seen(reverse("account_group", args=[CUSTOMER])),
    "account_history": _seen(reverse("account_history", args=[CUSTOMER])),
    "account_lines": _seen(reverse("account_lines", args=[CUSTOMER]), reverse("account_lines", args=["C-0002"])),
    "account_receivables": _seen(reverse("account_receivables", args=[CUSTOMER])),
    "proposals": _seen("/seleccion/propuestas/"),
    "proposal_new": _seen("/seleccion/propuestas/nueva/"),
    "proposal": _seen("/seleccion/propuestas/{proposal}/", "/seleccion/propuestas/{proposal}/?ver=discutidas"),
    "proposal_decide": _seen("/seleccion/propuestas/{proposal}/lineas/{line}/decidir/"),
    "proposal_end": _seen("/seleccion/propuestas/{proposal}/terminar/"),
    "nominations": _seen("/seleccion/postulaciones/", "/seleccion/postulaciones/?q=zzz"),
    "nomination_new": _seen("/seleccion/postulaciones/nueva/", "/seleccion/postulaciones/nueva/?cliente=C-0014"),
    "account_owners": _seen(reverse("account_owners", args=[CUSTOMER]), reverse("account_owners", args=["C-0002"])),
    "capacity": _seen("/seleccion/capacidad/"),
    "capacity_person": _seen("/seleccion/capacidad/{kam}/"),
    "owners": _seen("/seleccion/capacidad/responsables/"),
    "delegations": _seen("/delegaciones/", "/delegaciones/?estado=planned"),
    "delegation": _seen("/delegaciones/{delegation}/"),
    "delegation_grant": _seen("/delegaciones/nueva/"),
    "delegation_heads": _seen("/delegaciones/jefaturas/"),
    "handovers": _seen("/entregas/", "/entregas/?estado=abiertas"),
    "handover": _seen("/entregas/{handover}/"),
    "order": _seen("/seleccion/orden/"),
    "debates": _seen("/seleccion/debate/"),
    "debate_new": _seen("/seleccion/debate/nuevo/"),
    "debate": (*_seen("/seleccion/debate/{debate}/"), Seen("/seleccion/debate/{debate}/", SECURED)),
    "debate_effect": _seen("/seleccion/debate/{debate}/efecto/borda/"),
    "debate_what_if": _seen("/seleccion/debate/{debate}/hipotesis/?capacity.count=20"),
    "debate_choose": _seen("/seleccion/debate/{debate}/elegir/?orden=before"),
    "policy": _seen("/politica/", "/politica/?q=zzz"),
    "policy_value": _seen(
        "/politica/valor/gate.days_beyond_terms/", "/politica/valor/order/", "/politica/valor/capacity.count/"
    ),
    "policy_proposal": _seen("/politica/propuesta/", "/politica/propuesta/?capacity.count=20"),
    "policy_effect": _seen("/politica/efecto/?capacity.count=20"),
    "policy_compare": _seen("/politica/comparar/"),
    "imports": _seen("/importar/"),
    "import": _seen("/importar/{import}/"),
    "import_discard": _seen("/importar/{import}/descartar/"),
    "own_company": _seen("/importar/empresa/"),
    "book_undo": _seen("/importar/deshacer/"),
    "book_reopen": _seen("/importar/versiones/1/reabrir/"),
    "coverage": _seen("/cobertura/"),
    "search": _seen("/buscar/", "/buscar/?q=cal", "/buscar/?q=zzz"),
    "who_is_key": _seen("/quien-es-clave/", "/quien-es-clave/?funcion=dispatch", "/quien-es-clave/?q=zzz"),
    "bulletins": _seen("/quien-es-clave/boletin/"),
    "bulletin": _seen("/quien-es-clave/boletin/{week}/"),
    "announcements": _seen("/seleccion/anuncios/"),
    "announcement": _seen("/seleccion/anuncios/{decided}/", "/seleccion/anuncios/{announced}/"),
    "acknowledge": (Seen("/recibido/{receipt}/", NOBODY), Seen("/recibido/zzz/", NOBODY, 404)),
    "api_keys": _seen("/usuarios/llaves/"),
    "api_key_revoke": _seen("/usuarios/llaves/{key}/revocar/"),
    "mails": _seen("/usuarios/correos/", "/usuarios/correos/?q=zzz"),
    "mail": _seen("/usuarios/correos/{mail}/"),
    "users": _seen("/usuarios/"),
    "user": _seen("/usuarios/{person}/"),
    "user_invite": _seen("/usuarios/invitar/"),
    "permissions": _seen("/usuarios/permisos/"),
    "company": _seen("/usuarios/empresa/"),
    "log": _seen("/registro/"),
    "jobs": _seen("/trabajos/"),
    "job": _seen("/trabajos/{waiting}/", "/trabajos/{failed}/"),
    "profile": _seen("/perfil/"),
    "pieces": _seen("/piezas/"),
    "setup": (Seen("/inicio/{setup}/", NOBODY), Seen("/inicio/zzz/", NOBODY, 404)),
    "entry": (Seen("/enlace/{entry}/", NOBODY), Seen("/enlace/zzz/", NOBODY, 404)),
    "account_login": _seen("/entrada/login/", who=NOBODY),
    "account_logout": _seen("/entrada/logout/"),
    "account_inactive": _seen("/entrada/inactive/", who=NOBODY),
    "account_reset_password": _seen("/entrada/password/reset/", who=NOBODY),
    "account_reset_password_done": _seen("/entrada/password/reset/done/", who=NOBODY),
    "account_reset_password_from_key": _seen("/entrada/password/reset/key/1-key/", who=NOBODY),
    "account_reset_password_from_key_done": _seen("/entrada/password/reset/key/done/", who=NOBODY),
    "account_reauthenticate": _seen("/entrada/reauthenticate/"),
    "account_change_password": _seen("/entrada/password/change/"),
    "account_set_password": _seen("/entrada/password/set/", who=INVITED),
    "mfa_authenticate": _seen("/entrada/2fa/authenticate/", who=HALFWAY),
    "mfa_reauthenticate": _seen("/entrada/2fa/reauthenticate/", who=SECURED),
    "mfa_index": _seen("/entrada/2fa/", "/entrada/2fa/", who=SECURED),
    "mfa_activate_totp": _seen("/entrada/2fa/totp/activate/"),
    "mfa_deactivate_totp": _seen("/entrada/2fa/totp/deactivate/", who=SECURED),
    "mfa_view_recovery_codes": _seen("/entrada/2fa/recovery-codes/", who=SECURED),
    "mfa_generate_recovery_codes": _seen("/entrada/2fa/recovery-codes/generate/", who=SECURED),
    "usersessions_list": _seen("/entrada/sessions/"),
}
ELSEWHERE = (Seen("/no-existe/", ADMINISTRATOR, 404), Seen("/no-existe/", NOBODY, 404))
NO_PAGE: dict[str, str] = {
    "home": "leads to the first page of the role",
    "health": "JSON for the machine that watches",
    "selection_refresh": "a form's address",
    "selection_sheet": "a workbook",
    "selection_pdf": "a PDF",
    "debate_order": "a form's address",
    "debate_what_if_remove": "a form's address",
    "debate_act": "a form's address",
    "debate_pdf": "a PDF",
    "account_assign": "a form's address",
    "account_release": "a form's address",
    "reviews_file": "a file",
    "past_file": "a file",
    "account_status_act": "a form's address",
    "account_status_back": "a form's address",
    "account_status_step": "a form's address",
    "accounts_export": "a file",
    "proposal_vote": "a form's address",
    "proposal_comment": "a form's address",
    "proposal_stay": "a form's address",
    "proposal_agreed": "a form's address",
    "proposal_sheet": "a workbook",
    "proposal_pdf": "a PDF",
    "nomination_customers": "what a field offers",
    "nomination_withdraw": "a form's address",
    "capacity_sheet": "a workbook",
    "delegation_revoke": "a form's address",
    "handover_pdf": "a PDF",
    "handover_sign": "a form's address",
    "handover_tell": "a form's address",
    "accounts_view": "a form's address",
    "account_lines_export": "a file",
    "account_ask": "a form's address",
    "account_wallet": "a form's address",
    "rating_withdraw": "a form's address",
    "wallet_withdraw": "a form's address",
    "request_withdraw": "a form's address",
    "request_reopen": "a form's address",
    "trials_export": "a file",
    "trial_remove": "a form's address",
    "policy_save": "a form's address",
    "policy_measure": "a form's address",
    "policy_compare_file": "a file",
    "import_template": "a file",
    "import_rejects": "a file",
    "import_read": "a form's address",
    "import_months": "a form's address",
    "import_origin": "a form's address",
    "import_source": "a form's address",
    "import_load": "a form's address",
    "schedule_now": "a form's address",
    "mail_again": "a form's address",
    "mails_again": "a form's address",
    "function_sheet": "a PDF",
    "api_badge": "JSON for another system",
    "api_badges": "JSON for another system",
    "api_openapi": "JSON for another system",
    "bulletin_send": "a form's address",
    "mail_choice": "a form's address",
    "announcement_preview": "a PDF",
    "announcement_letter": "a PDF",
    "announcement_received": "a form's address",
    "user_role": "a form's address",
    "user_act": "a form's address",
    "log_export": "a file",
    "jobs_notice": "a piece of the top bar",
    "job_cancel": "a form's address",
    "job_again": "a form's address",
    "theme": "a form's address",
    "language": "a form's address",
    "mfa_download_recovery_codes": "a file",
    "account_signup": "not used",
    "account_email": "not used",
    "account_email_verification_sent": "not used",
    "account_confirm_email": "not used",
    "account_confirm_login_code": "not used",
}
