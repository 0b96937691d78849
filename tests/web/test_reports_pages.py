"""Informes: what the list and a report show to whom, what happens before many are touched, every step refused in a sentence,
undo, files, cost; and what the customer reads in the portal."""

from __future__ import annotations

import gzip
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from clave.jobs.worker import work_off
from clave.policy.reading import default
from clave.store.models import ConsumptionReport, KeyStatus, Mail, Ownership, Person, SelectionRun
from clave.store.models.reports import APPROVED, PREPARED, SEEN, SENT
from clave.store.reports import periods_of
from tests.store.lives import brought
from tests.web import reports_made
from tests.web.conftest import As
from tests.web.portals import invited, visitor_client

MOST_QUERIES, HEAVIEST = 25, 15_360
CODE = "C-0002"
pytestmark = pytest.mark.django_db


@pytest.fixture
def diana(run: SelectionRun, signed_in: As) -> Client:
    client = signed_in("director")
    brought(CODE, "announced", by=None, name="Calzado 2 S.A.S.")
    return client


def me(role: str = "director") -> Person:
    return Person.objects.get(role=role)


def page(client: Client, address: str, **given: str) -> str:
    return client.get(address, given).content.decode().replace("\u00a0", " ")


def acted(client: Client, kept: ConsumptionReport, act: str, **given: Any) -> Any:
    return client.post(reverse("report_act", args=[kept.pk, act]), given)


def report(state: str = PREPARED, **more: Any) -> ConsumptionReport:
    """A report of the period that the list shows."""
    today = timezone.localdate()
    period = periods_of([CODE], today, default().at(today))[CODE]
    return reports_made.report(me(), CODE, state, period=period, **more)


def test_before_there_is_a_key_account_the_page_says_what_it_is_for(run: SelectionRun, signed_in: As) -> None:
    KeyStatus.objects.all().delete()
    assert "Todavía no hay cuentas clave" in page(signed_in("director"), "/informes/")


def test_the_list_filters_orders_and_counts(diana: Client) -> None:
    assert "por preparar" in page(diana, "/informes/")
    kept = report(SENT)
    shown = page(diana, "/informes/")
    assert "enviado, sin ver" in shown
    assert "nadie de ellos puede leerlo en el portal" not in shown, "it was sent: nobody waits for a reader"
    assert f"/informes/{kept.pk}/" in page(diana, "/informes/", solo="sin-ver", orden="-sent")
    assert "Ninguna cuenta cumple este filtro." in page(diana, "/informes/", estado="seen")
    assert "<html" not in diana.get("/informes/", HTTP_HX_REQUEST="true").content.decode()
    csv = diana.get("/informes/archivo/informes.csv").getvalue().decode()  # type: ignore[attr-defined]
    assert "Calzado 2 S.A.S." in csv
    assert diana.get("/informes/archivo/informes.exe").status_code == 404


def test_many_are_told_what_will_happen_first(diana: Client) -> None:
    kept = report(APPROVED)
    told = page(diana, "/informes/varios/enviar/")
    assert "1 no puede salir todavía" in told
    invited(CODE)
    assert "Se escribe 1 correo." in page(diana, "/informes/varios/enviar/")
    assert Mail.objects.count() == 0, "looking sends nothing"
    answer = diana.post("/informes/varios/enviar/")
    assert answer.status_code == 302
    work_off(now=timezone.now())
    kept.refresh_from_db()
    assert (kept.state, Mail.objects.count()) == (SENT, 1)
    assert "espera esto" in page(diana, "/informes/varios/enviar/")
    assert diana.get("/informes/varios/fiesta/").status_code == 404


def test_a_kam_acts_on_the_accounts_that_are_theirs(run: SelectionRun, signed_in: As, diana: Client) -> None:
    kept, kam = report(), signed_in("kam")
    assert "Aprobarlos" not in page(kam, "/informes/")
    assert "Guardar la nota" not in page(kam, f"/informes/{kept.pk}/")
    assert "no puede hacer esto" in acted(kam, kept, "aprobar").content.decode()
    Ownership.objects.create(
        customer=CODE, part="owner", person=me("kam"), starts_on=timezone.localdate(), created_at=timezone.now()
    )
    assert "Aprobarlos (1)" in page(kam, "/informes/")
    assert acted(kam, kept, "aprobar").status_code == 302


def test_a_report_goes_step_by_step_and_each_is_refused_the_second_time(diana: Client) -> None:
    kept = report()
    seen = kept.changed_at.isoformat()
    assert acted(diana, kept, "nota", note="Gracias por *este* semestre", seen=seen).status_code == 302
    stale = acted(diana, kept, "nota", note="La mía", seen=seen)
    assert stale.status_code == 422
    assert "lguien más escribió esta nota" in stale.content.decode()
    assert "La mía</textarea>" in stale.content.decode(), "what was typed is there"
    assert "todavía no se ha enviado" in acted(diana, kept, "reenviar", turn="0").content.decode().lower()
    assert acted(diana, kept, "aprobar").status_code == 302
    assert "Deshacer" in page(diana, f"/informes/{kept.pk}/")
    assert acted(diana, kept, "nota", note="Otra", seen="").status_code == 422, "approved, it does not change"
    assert acted(diana, kept, "desaprobar").status_code == 302
    assert acted(diana, kept, "aprobar").status_code == 302
    assert "adie del cliente puede leerlo" in acted(diana, kept, "enviar").content.decode()
    invited(CODE)
    assert acted(diana, kept, "enviar").status_code == 302
    assert acted(diana, kept, "enviar").status_code == 422
    assert acted(diana, kept, "reenviar", turn="1").status_code == 302
    assert acted(diana, kept, "reenviar", turn="1").status_code == 422, "somebody else has just done it"
    assert Mail.objects.count() == 2
    assert acted(diana, kept, "retirar", why=" ").status_code == 422
    assert acted(diana, kept, "retirar", why="Faltaba una factura").status_code == 302
    assert "Faltaba una factura" in page(diana, f"/informes/{kept.pk}/")
    assert acted(diana, kept, "fiesta").status_code == 404


def test_what_the_page_shows_is_what_the_paper_says(diana: Client) -> None:
    kept = report(note="Nota #1 con *signos* y <b>")
    shown = page(diana, f"/informes/{kept.pk}/")
    for words in ("Sus compras, mes a mes", "PU", "Limpiadores", "$ 276 M"):
        assert words in shown
    assert "&lt;b&gt;" in shown
    paper = diana.get(f"/informes/{kept.pk}/archivo/informe.pdf")
    assert paper.content.startswith(b"%PDF")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(diana.get(f"/informes/{kept.pk}/archivo/cifras.xlsx"))))  # type: ignore[arg-type]
    assert book.sheet_names[:3] == ["Meses", "Los mismos meses", "Familias"]
    lines = b"".join(diana.get(f"/informes/{kept.pk}/archivo/cifras.csv")).decode()  # type: ignore[arg-type]
    assert "Limpiadores" in lines
    assert diana.get(f"/informes/{kept.pk}/archivo/otro.pdf").status_code == 404


def test_an_account_has_its_reports_and_says_how_it_wants_them(diana: Client) -> None:
    report(SENT)
    address = reverse("account_reports", args=[CODE])
    assert "Sus informes" in page(diana, address)
    assert diana.post(reverse("account_report_act", args=[CODE]), {"attach": "on", "language": "en"}).status_code == 302
    assert "checked" in page(diana, address)
    assert diana.post(reverse("account_report_act", args=[CODE]), {"language": "xx"}).status_code == 422


@pytest.mark.parametrize("count", [10, 300])
def test_the_list_costs_the_same_with_ten_and_with_many(diana: Client, count: int) -> None:
    for at in range(count):
        KeyStatus.objects.create(
            customer=f"K-{at:04}", name=f"Cuenta {at}", state="confirmed", changed_at=timezone.now()
        )
    report(SEEN)
    diana.get("/informes/")
    with CaptureQueriesContext(connection) as asked:
        answer = diana.get("/informes/")
    assert len(asked) <= MOST_QUERIES, [one["sql"][:90] for one in asked]
    assert len(gzip.compress(answer.content)) <= HEAVIEST


def test_one_report_is_light(diana: Client) -> None:
    kept = report(SEEN)
    diana.get(f"/informes/{kept.pk}/")
    with CaptureQueriesContext(connection) as asked:
        answer = diana.get(f"/informes/{kept.pk}/")
    assert len(asked) <= MOST_QUERIES
    assert len(gzip.compress(answer.content)) <= HEAVIEST


def test_the_customer_reads_its_own_and_then_it_is_seen(diana: Client) -> None:
    kept, other = report(SENT), reports_made.report(me(), "C-0003", SENT)
    waiting = reports_made.report(me(), CODE, APPROVED, period=reports_made.PERIOD.back(1))
    rosalba = visitor_client(invited(CODE))
    assert kept.label in page(rosalba, "/portal/informes/")
    assert f"/portal/informes/{kept.pk}/" in page(rosalba, "/portal/informes/")
    assert f"/portal/informes/{waiting.pk}/" not in page(rosalba, "/portal/informes/"), "it was not sent"
    kept.refresh_from_db()
    assert kept.state == SENT, "a list opens nothing"
    shown = page(rosalba, f"/portal/informes/{kept.pk}/")
    assert "Consumo por familia de producto" in shown
    kept.refresh_from_db()
    assert kept.state == SEEN
    assert kept.seen_by is not None
    for foreign in (other, waiting):
        assert rosalba.get(f"/portal/informes/{foreign.pk}/").status_code == 404
        assert rosalba.get(f"/portal/informes/{foreign.pk}/informe.pdf").status_code == 404
    assert rosalba.get(f"/portal/informes/{kept.pk}/informe.pdf").content.startswith(b"%PDF")
    assert b"".join(rosalba.get(f"/portal/informes/{kept.pk}/cifras.xlsx")).startswith(b"PK")  # type: ignore[arg-type]
    assert rosalba.get(f"/portal/informes/{kept.pk}/otra.pdf").status_code == 404


def test_without_the_right_there_is_no_report_and_no_card(diana: Client) -> None:
    kept = report(SENT)
    other = visitor_client(invited(CODE, rights=["orders"]))
    for address in ("/portal/informes/", f"/portal/informes/{kept.pk}/", "/portal/consumo/"):
        assert other.get(address).status_code == 404
    assert "Su consumo" not in page(other, "/portal/")
    kept.refresh_from_db()
    assert kept.state == SENT


def test_what_is_withdrawn_is_gone_from_the_portal(diana: Client) -> None:
    kept, rosalba = report(SENT), visitor_client(invited(CODE))
    acted(diana, kept, "retirar", why="Faltaba una factura")
    assert rosalba.get(f"/portal/informes/{kept.pk}/").status_code == 404
    assert "Todavía no les hemos enviado un informe" in page(rosalba, "/portal/informes/")


def test_consumption_up_to_now_or_a_sentence(diana: Client, facts: None) -> None:
    rosalba = visitor_client(invited(CODE))
    answer = rosalba.get("/portal/consumo/")
    assert answer.status_code == 200
    first = visitor_client(invited("C-0000", name="Otra"))
    brought("C-0000", "announced", by=None, name="Calzado 0")
    shown = page(first, "/portal/consumo/")
    assert "Sus compras, mes a mes" in shown
    assert "Su consumo" in page(first, "/portal/")
