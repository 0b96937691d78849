"""Sensitive figures on paper: every PDF and every workbook of the product is opened as every role, and what is said in it
is searched for the canaries of `test_fields.py`, rounded as paper rounds."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from clave.actions.announcements import Draft, announce
from clave.actions.debates import open_debate, submit_order
from clave.actions.ownership import assign
from clave.actions.proposals import open_proposal
from clave.operations.duties import FUNCTIONS as DUTIES
from clave.store.fields import (
    AT_STAKE,
    BIRTHDAY,
    BOUGHT,
    CONTACT_DETAILS,
    COST,
    FIELDS,
    GIFTS,
    GREETED,
    INFLUENCE,
    MARGIN,
    MEETING,
    PROMOTED,
    REFERRED,
    SCORE,
    SERVED,
    WAITING,
)
from clave.store.models import OWNER, Handover, OffsiteSession, Person, Promotion, SelectionRun
from clave.store.roles import ROLES
from clave.store.sight import sight_of
from clave.web.access import RULES
from clave.web.portal_rules import PORTAL
from tests.store.proposing import RULES as TWO
from tests.store.proposing import somebody
from tests.web import knowing, plans_made, pushes_made, sources_made, webhooks_made
from tests.web.conftest import As
from tests.web.reports_made import report
from tests.web.test_access import ARGUMENTS
from tests.web.test_fields import COLUMNS, SINGER, SINGS, TODAY, scene

__all__ = ["scene"]
PAPER = {
    BOUGHT: SINGS[BOUGHT], GIFTS: SINGS[GIFTS], MARGIN: SINGS[MARGIN], COST: SINGS[COST],
    AT_STAKE: SINGS[AT_STAKE], WAITING: SINGS[WAITING],
    **{key: SINGS[key] for key in (CONTACT_DETAILS, BIRTHDAY, INFLUENCE, MEETING, PROMOTED, REFERRED, SERVED)},
    SCORE: (*SINGS[SCORE], "71,4", "71.4"),
}  # fmt: skip
FILES = (
    "account_treatment_pdf",
    "accounts_export", "account_lines_export", "alerts_file", "announcement_letter", "announcement_preview",
    "capacity_sheet", "collection_file", "contacts_file",
    "conditions_file", "data_request_file", "data_requests_file",
    "debate_pdf", "dispatch_file", "dock_file", "function_sheet", "handover_pdf",
    "hospitality_file", "idle_file",
    "lab_file", "log_export",
    "past_file", "personal_export", "policy_compare_file", "privileges_file", "proposal_pdf", "proposal_sheet",
    "production_file",
    "initiatives_file", "needs_file", "services_file", "offsites_file", "events_file", "consents_file", "offsite_paper",
    "promotions_file", "promotion_paper", "references_file", "visitors_file", "reports_file", "report_file", "novelties_file",
    "surveys_file",
    "promises_file", "plan_paper", "plans_file",
    "reviews_file", "selection_pdf", "selection_sheet", "small_file", "touchpoints_file", "trials_export",
    "push_file", "push_history_file", "sources_file", "webhook_file",
    "results_file", "results_paper", "results_cost_file", "results_effect_file", "results_list_file",
)  # fmt: skip
KINDS = {"accounts_export": ("xlsx", "csv"), "account_lines_export": ("xlsx", "csv"), "trials_export": ("xlsx", "csv")}
NAMES = {
    "hospitality_file": ("atenciones.csv", "atenciones.xlsx", "atenciones.pdf"),
    "data_requests_file": ("solicitudes.csv", "solicitudes.xlsx"),
    "idle_file": ("existencias.csv", "ofertas.csv"),
    "alerts_file": ("alertas.csv", "alertas.xlsx"),
    "lab_file": ("laboratorio.csv",),
    "plans_file": ("planes.csv", "planes.xlsx", "acciones.xlsx", "acciones.csv"),
    "contacts_file": ("personas.csv", "personas.xlsx"),
    "services_file": ("servicios.csv", "servicios.xlsx"),
    "promotions_file": ("promociones.csv",),
    "references_file": ("referencias.csv", "pedidas.csv", "recomendaciones.csv"),
    "needs_file": ("necesidades.csv",),
    "visitors_file": ("visitantes.csv", "visitantes.xlsx"),
    "reports_file": ("informes.csv", "informes.xlsx"),
    "novelties_file": ("novedades.csv", "novedades.xlsx"),
    "surveys_file": ("encuestas.csv", "encuestas.xlsx"),
    "offsites_file": ("sesiones.csv", "sesiones.xlsx"),
    "events_file": ("eventos.csv", "eventos.xlsx"),
    "consents_file": ("permisos.csv",),
    "initiatives_file": ("iniciativas.csv",),
    "promises_file": ("promesas.csv", "promesas.xlsx", "costos.xlsx", "costos.csv", "cedieron.xlsx"),
    "past_file": ("lista.xlsx",),
    "results_file": ("resultados.csv", "resultados.xlsx"),
    "results_cost_file": ("costo.csv", "costo.xlsx", "ballena.csv", "ballena.xlsx", "concentracion.csv"),
    "results_effect_file": ("cuentas.csv", "parecidos.csv", "caminos.csv", "efecto.xlsx"),
    "results_list_file": (
        "cosecha.csv",
        "cosecha.xlsx",
        "retencion.csv",
        "margen.csv",
        "margen.xlsx",
        "relacion.csv",
        "promesas.csv",
    ),
    "sources_file": ("fuentes.csv", "fuentes.xlsx", "lecturas.csv", "lecturas.xlsx"),
    "personal_export": ("xlsx", "csv"),
    "policy_compare_file": ("csv", "xlsx"),
}
PRIVATE = {"data_request_file", "data_requests_file", "sources_file", "webhook_file"}
"""Only for who attends what people ask of their data, and for who administers."""
COMMITTEE = (("director", "Dora"), ("management", "Mara"), ("kam", "Berta"), ("kam", "Carlos"))
FUNCTIONS = ("sales", "dispatch", "plant", "credit", "lab", "marketing", "reception")
DRAFT = {"addressee": "Rosalba", "email": "r@empaques.example", "channel": "mail", "language": "es", "paragraph": ""}
Papers = dict[str, list[str]]


@pytest.fixture
def papers(scene: SelectionRun) -> Papers:
    """Every address of a paper about the customer who sings: before a committee, in a debate, told, and handed over."""
    now = timezone.now()
    people = [somebody(role, name) for role, name in COMMITTEE]
    proposal = open_proposal(
        by=people[0], now=now, run=scene, title="", closes_at=now + timedelta(days=7), committee=people, rules=TWO
    )
    debate = open_debate(by=people[0], now=now, title="¿Qué pesa más?", run=scene, participants=people)
    for person in people:
        submit_order(by=person, now=now, debate=debate, order=debate.criteria[::-1], reason="Porque sí")
    knowing.step(people[0], 0, "decided")
    draft = Draft(addressee="Rosalba", email="rosalba@empaques.example", paragraph="Paso el martes.")
    announce(by=people[0], now=now, customer=SINGER, draft=draft)
    for person, days in ((people[2], 9), (people[3], 0)):
        assign(by=people[0], now=now, customer=SINGER, name="Empaques", part=OWNER, person=person,
               starts_on=TODAY() - timedelta(days=days))  # fmt: skip
    plans_made.fuller(somebody("administrator", "Adela"), SINGER)
    numbers = {"proposal": proposal.pk, "debate": debate.pk, "report": report(people[0], SINGER).pk}
    latest: dict[str, type[Model]] = {"handover": Handover, "offsite": OffsiteSession, "promotion": Promotion}
    numbers |= {kind: model._default_manager.latest("pk").pk for kind, model in latest.items()}
    leading = {f"{kind}_": [str(number)] for kind, number in numbers.items()} | _connected(
        somebody("administrator", "Alba")
    )
    found = {}
    for route in FILES:
        words = NAMES.get(route) or (FUNCTIONS if route == "function_sheet" else None)
        given = [[word] for word in words] if words else [ARGUMENTS.get(route, [])]
        given = [[SINGER, *words] for words in given] if route == "contacts_file" else given
        kept = [[SINGER if one == "C-0001" else one for one in arguments] for arguments in given]
        for start, first in leading.items():
            if route.startswith(start):
                kept = [[*first, *ARGUMENTS.get(route, [])[len(first) :]]]
        found[route] = [reverse(route, args=arguments) for arguments in kept]
    found |= {f"day_{key}": [reverse(f"day_{key}") + "?forma=pdf"] for key in DUTIES}
    asked = "&desde=2023-01-01"
    return {
        route: [f"{address}?formato={kind}&{COLUMNS}{asked}" for address in addresses for kind in KINDS[route]]
        if route in KINDS else addresses
        for route, addresses in found.items()
    }  # fmt: skip


def _connected(by: Person) -> dict[str, list[str]]:
    """What stands first in the addresses of sources, of writing to the ERP and of webhooks, which are all made here."""
    sources_made.world(by)
    pushed, hooked = pushes_made.world(by), webhooks_made.world(by)
    odoo = str(pushed["odoo"])
    return {"push_history_": [odoo], "push_file": [odoo, str(pushed["written"])], "webhook_": [str(hooked["webhook"])]}


def said_in(client: Client, address: str) -> str | None:
    """All the words of a paper; None where it is not given out, or is a page."""
    answer = client.get(address)
    if answer.status_code == 405:
        answer = client.post(address, DRAFT)
    if answer.status_code != 200:
        return None
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if content[:4] == b"%PDF":
        words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    elif content[:2] == b"PK":
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = (row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
        words = " ".join(str(cell) for row in rows for cell in row)
    else:
        words = content.decode("utf-8", "replace")
    return " ".join(words.replace("\u00a0", " ").replace("\u202f", " ").split())


def sung(client: Client, papers: Papers) -> tuple[dict[str, set[str]], set[str]]:
    """Per field, the routes whose papers sing it; and the routes that gave a paper out."""
    found: dict[str, set[str]] = {key: set() for key in PAPER}
    given = set()
    for route, addresses in papers.items():
        for address in addresses:
            if (words := said_in(client, address)) is None:
                continue
            given.add(route)
            for key, songs in PAPER.items():
                if any(song in words for song in songs):
                    found[key].add(route)
    return found, given


@pytest.mark.parametrize("role", list(ROLES))
def test_no_canary_sings_on_paper_where_the_table_says_no(
    papers: Papers, signed_in: As, person: Callable[[str], Person], role: str
) -> None:
    client = signed_in(role)
    seen = sight_of(Person.objects.get(role=role, name=f"Ana {role}"), TODAY())
    found, given = sung(client, papers)
    for key, where in found.items():
        if not seen.sees(key, SINGER):
            assert where == set(), f"{key} is hidden from {role}"
    if role == "director":
        unplanned = {"production_file", *PRIVATE}  # nothing to plan: test_production_page
        assert given == {*FILES, *(f"day_{key}" for key in DUTIES)} - {"log_export"} - unplanned, (
            "every paper is there to be read"
        )
        assert {"selection_pdf", "selection_sheet", "proposal_sheet", "handover_pdf", "accounts_export"} <= found[SCORE]
        assert {"results_cost_file", "results_list_file"} <= found[MARGIN]
        assert "results_cost_file" in found[COST]


def test_a_new_file_is_searched_too() -> None:
    """Every address that ends in a file of ours, or is an export, is on the list; what customers take out of the portal is looked
    at in tests/web/test_portal_leaks.py, and a data sheet is a file that somebody gave."""
    ends = ("_pdf", "_sheet", "_file", "_export", "_letter", "_preview", "_paper")
    pages = {"survey_preview", "novelty_preview", "portal_preview", "novelty_file", *PORTAL}
    assert {route for route in RULES if route.endswith(ends)} - pages <= set(FILES)


def test_every_field_has_its_canary() -> None:
    assert PAPER.keys() | {GREETED} == FIELDS.keys(), (
        "whose birthday is today is looked at in tests/store/test_duties.py"
    )
