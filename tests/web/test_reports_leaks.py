"""Nothing that is ours alone reaches the customer by its report: canaries of cost, margin, score, place, other customers,
notes of ours and reasons of breaches are planted in facts and store, and looked for in paper, files, pages and mail. (G10)"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from pytest_django.fixtures import Settings
from python_calamine import CalamineWorkbook

from clave.actions.reports import approve_report, choose_report, keep_report, send_report
from clave.base.words import stored
from clave.facts.store import FactStore
from clave.policy.reading import default
from clave.report.consumption.period import Period
from clave.store.facts import book_of
from clave.store.models import (
    AccountLine,
    ConsumptionReport,
    ImprovementRequest,
    LedgerDue,
    LedgerRun,
    Mail,
    Need,
    Person,
    SelectionRun,
)
from clave.store.report_making import made as reports_of
from tests.store.lives import brought
from tests.web.conftest import As
from tests.web.made import table
from tests.web.portals import invited, visitor_client

CODE, OTHER = "C-0002", "C-0003"
NAME = "Calzado Dos S.A.S."
COST, MARGIN, SCORE, WORTH = "43217", "76543", "87.6543", "98765"
SECRETS = (
    COST, "43.217", "43,217", MARGIN, "76.543", SCORE, "87,6543", WORTH, "98.765", "Zapatería Canaria", "canario-interno",
    "canario-motivo", "canario-solucion", OTHER,
)  # fmt: skip
"""As figures and as words of Spanish and English write them."""
PERIOD = Period(date(2026, 1, 1))
pytestmark = pytest.mark.django_db


def line(customer: str, at: int, name: str) -> dict[str, object]:
    return {
        "date": date(2024 + at // 12, 1 + at % 12, 10), "document": f"{customer}-{at}", "line": "1", "customer": customer,
        "product": "P1", "product_name": name, "family": "Solvente", "quantity": Decimal(7), "kilos": Decimal(70),
        "net": Decimal(200_000 + 1_000 * at), "cost": Decimal(COST), "document_kind": "invoice",
    }  # fmt: skip


@pytest.fixture
def planted(run: SelectionRun, tmp_path: Path, settings: Settings) -> ConsumptionReport:
    settings.CLAVE_FACTS = tmp_path / "facts"
    lines = [
        line(code, at, "Zapatería Canaria" if code == OTHER else "PU") for code in (CODE, OTHER) for at in range(30)
    ]
    customers = [{"customer": CODE, "name": NAME}, {"customer": OTHER, "name": "Zapatería Canaria"}]
    FactStore(settings.CLAVE_FACTS).load(
        {"invoice_line": table("invoice_line", lines), "customer": table("customer", customers)}, source="test",
        digest="x", now=timezone.now(), by="test", currency="COP",
    )  # fmt: skip
    by, now = (
        Person.objects.create_person(
            email="d@x.co", name="Diana", role="director", password=None, created_at=timezone.now()
        ),
        timezone.now(),
    )
    for code, name in ((CODE, NAME), (OTHER, "Zapatería Canaria")):
        brought(code, "announced", by=None, name=name)
    AccountLine.objects.filter(customer=CODE).update(score=float(SCORE), margin_rate=0.76543)
    Need.objects.create(
        customer=CODE, name=NAME, stage="working", asked_on=date(2026, 2, 1), problem="Secar en 6 minutos",
        solution="canario-solucion para Zapatería Canaria", gained=Decimal(WORTH), by=by, created_at=now, changed_at=now,
        folded="x",
    )  # fmt: skip
    ImprovementRequest.objects.create(
        customer=CODE, name=NAME, kind="improvement", title="Tambor de 200 kg", asks="canario-interno", asked=date(2026, 3, 1),
        worth=Decimal(WORTH), by=by, created_at=now, changed_at=now, folded="x", result="canario-interno",
    )  # fmt: skip
    ledger = LedgerRun.objects.create(
        since=date(2025, 1, 1), until=date(2026, 6, 30), facts_version="1", policy_version="x", basis={}, currency="COP",
        known={}, replayed=0, shipped_days=0, service=[], dark=[], made_at=now,
    )  # fmt: skip
    LedgerDue.objects.create(
        run=ledger, mark="m", customer=CODE, name=NAME, folded="x", privilege="dispatch", department="dispatch",
        on=date(2026, 2, 2), month="2026-02", about="P-1", state="broken",
        why=stored("canario-motivo: la tomó Zapatería Canaria"), money=Decimal(MARGIN), facts=[], took=[["Zapatería Canaria"]],
    )  # fmt: skip
    choose_report(by=by, now=now, customer=CODE, attach=True, language="")
    invited(CODE)
    (one,) = reports_of(book_of(""), {CODE: (NAME, PERIOD)}, date(2026, 7, 5), default().at(date(2026, 7, 5)))
    kept, _new = keep_report(by=by, now=now, customer=CODE, made=one)
    approve_report(by=by, now=now, customer=CODE, number=kept.pk)
    return send_report(by=by, now=now, customer=CODE, number=kept.pk)


def found_in(words: str) -> list[str]:
    return [secret for secret in SECRETS if secret in words]


def test_no_canary_reaches_paper_files_or_mail(planted: ConsumptionReport) -> None:
    paper = "\n".join(page.extract_text() for page in PdfReader(BytesIO(bytes(planted.pdf))).pages)
    assert "Secar en 6 minutos" in paper, "what may be read is there"
    assert found_in(paper) == []
    mail = Mail.objects.get()
    assert found_in(mail.text + mail.html + mail.subject) == []
    for attached in mail.attachments.all():
        inside = "\n".join(page.extract_text() for page in PdfReader(BytesIO(bytes(attached.content))).pages)
        assert found_in(inside) == []
    assert found_in(str(planted.content)) == [], "nor is it kept beside"


def test_no_canary_reaches_the_portal(planted: ConsumptionReport, signed_in: As) -> None:
    rosalba = visitor_client(invited(CODE, name="Otra de ellos"))
    pages = [f"/portal/informes/{planted.pk}/", "/portal/informes/", "/portal/consumo/", "/portal/"]
    for address in pages:
        answer = rosalba.get(address)
        assert answer.status_code == 200
        assert found_in(answer.content.decode()) == [], address
    book = CalamineWorkbook.from_filelike(
        BytesIO(b"".join(rosalba.get(f"/portal/informes/{planted.pk}/cifras.xlsx")))  # type: ignore[arg-type]
    )
    cells = [str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert found_in(" ".join(cells)) == []
    csv = b"".join(rosalba.get(f"/portal/informes/{planted.pk}/cifras.csv")).decode()  # type: ignore[arg-type]
    assert found_in(csv) == []


def test_the_twin_that_says_more_is_found_out(planted: ConsumptionReport, signed_in: As) -> None:
    """The same canaries stand on our own pages: the search finds them where they are."""
    client: Client = signed_in("director")
    words = client.get(reverse("need", args=[Need.objects.get().pk])).content.decode()
    assert "canario-solucion" in words
    assert "Zapatería Canaria" in words
