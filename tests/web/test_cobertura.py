"""Cobertura: what the book holds, how fresh it is, what looks wrong, and what each further file would bring."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from clave.actions.company import found_company
from clave.actions.judging import KindSaid, rate, rate_kinds
from clave.actions.trials import TrialSaid, record_trial
from clave.actions.wallets import declare_wallet
from clave.facts.store import FactStore
from clave.policy import declared
from clave.policy.reading import default
from clave.store.models import CoverageFound, Job, Person
from clave.web.shown import coverage as shown_coverage
from tests.unit.facts.lines import facts, invoices
from tests.web.conftest import NOW, As
from tests.web.importing import done

LINES = invoices(
    ("2026-01-05", "F1", "1", "A", 100), ("2026-03-05", "F2", "1", None, 50), ("2026-04-09", "F3", "1", "B", 70)
)
LIMITS = default().at(date(2026, 1, 1)).reform({declared.coverage_stale: 35})


@pytest.fixture
def book(db: None, settings: Settings, tmp_path: Path) -> FactStore:
    """A small book with a gap in February, loaded from the terminal."""
    settings.CLAVE_FACTS, settings.CLAVE_POLICY = tmp_path / "facts", tmp_path / "policy.toml"
    found_company(name="Pegantes Reales", currency="COP", demonstration=False, now=NOW)
    store = FactStore(settings.CLAVE_FACTS)
    store.load(LINES, source="erp", digest="a", now=NOW, by="ana", currency="COP")
    return store


def test_an_empty_book_says_what_is_missing_and_who_brings_it(
    signed_in: As, settings: Settings, tmp_path: Path
) -> None:
    settings.CLAVE_FACTS = tmp_path / "nothing"
    page = signed_in("administrator").get("/cobertura/").content.decode()
    assert "Todavía no hay hechos" in page
    assert 'href="/importar/?tabla=invoice_line"' in page
    assert "Los carga un administrador" in signed_in("kam").get("/cobertura/").content.decode()


def test_what_nobody_has_looked_at_is_looked_at_behind_the_page_once(signed_in: As, book: FactStore) -> None:
    client = signed_in("director")
    for _ in range(2):
        assert "Nadie ha revisado todavía la versión 1" in client.get("/cobertura/").content.decode()
    assert Job.objects.count() == 1
    assert done() == 1
    assert "Qué se ve mal" in client.get("/cobertura/").content.decode()
    assert CoverageFound.objects.count() == 1


def test_the_gravest_comes_first_in_words_with_examples_and_a_remedy(signed_in: As, book: FactStore) -> None:
    client = signed_in("director")
    client.get("/cobertura/")
    done()
    page = client.get("/cobertura/").content.decode()
    wrong, warning = page.index("1 mes entre el primero y el último"), page.index("no tienen nombre")
    assert wrong < warning
    assert "2026-02" in page
    assert "Carga los archivos de esos meses" in page
    assert 'href="/cuentas/A/"' in page, "an example that is a customer opens its account"


def test_what_is_missing_says_what_it_would_open_and_leads_there(signed_in: As, book: FactStore) -> None:
    client = signed_in("administrator")
    client.get("/cobertura/")
    done()
    page = client.get("/cobertura/").content.decode()
    assert page.index("tabla=product") < page.index("tabla=exchange_rate"), "what opens most comes first"
    assert 'href="/importar/?tabla=receivable"' in page
    assert "/importar/?tabla" not in signed_in("kam").get("/cobertura/").content.decode()


def test_facts_that_end_too_long_ago_get_a_strip(signed_in: As, book: FactStore, time_machine_at: None) -> None:
    client = signed_in("administrator")
    client.get("/cobertura/")
    done()
    page = client.get("/cobertura/").content.decode()
    assert "Líneas de factura: nada desde el 9 abr 2026" in page
    assert "Traer el archivo más reciente" in page


@pytest.fixture
def time_machine_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages are read half a year later."""
    monkeypatch.setattr("clave.web.pages.coverage.timezone.localdate", lambda *_: date(2026, 11, 20))


def test_a_new_version_and_a_new_policy_are_looked_at_anew(signed_in: As, book: FactStore, settings: Settings) -> None:
    client = signed_in("administrator")
    client.get("/cobertura/")
    done()
    book.load({"customer": facts("customer", ("customer", "name"), ("A", "Ávila"), ("B", "Bustos"))}, source="erp",
              digest="b", now=datetime(2026, 11, 21, tzinfo=UTC), by="ana")  # fmt: skip
    assert "Nadie ha revisado todavía la versión 2" in client.get("/cobertura/").content.decode()
    done()
    assert "no tienen nombre" not in client.get("/cobertura/").content.decode()
    settings.CLAVE_POLICY.write_text(
        '[[coverage.thin_month]]\nfrom = 2020-01-01\nvalue = 0.9\nreason = "a"\nsource = "b"\n'
    )
    client.get("/cobertura/")
    done()
    assert CoverageFound.objects.count() == 3


def test_a_book_that_cannot_be_opened_is_a_sentence(signed_in: As, book: FactStore, settings: Settings) -> None:
    settings.CLAVE_POLICY.write_text("[[nonsense]]")
    answer = signed_in("administrator").get("/cobertura/")
    assert answer.status_code == 200
    assert "Los hechos no se pueden abrir" in answer.content.decode()


def test_the_freshness_of_a_table_is_counted_from_today() -> None:
    kept = CoverageFound(found={
        "as_of": "2026-10-31", "missing": [], "findings": [],
        "tables": [
            {"table": "invoice_line", "rows": 1, "since": "2026-01-01", "until": "2026-10-31"},
            {"table": "product", "rows": 1, "since": None, "until": None},
            {"table": "expected_receipt", "rows": 1, "since": "2025-01-01", "until": "2025-12-29"},
        ],
    })  # fmt: skip
    found = shown_coverage.coverage_shown(kept, {}, date(2026, 12, 6), LIMITS)
    assert [(table.age, table.stale) for table in found.tables] == [(36, True), (None, False), (342, False)]
    assert [table.name for table in shown_coverage.coverage_shown(kept, {}, date(2026, 12, 5), LIMITS).stale] == []


def recorded_here(by: Person) -> None:
    """Three ratings (one of them expired, two of kinds), a wallet and a trial, recorded in clave itself."""
    now = timezone.now()
    about = {"by": by, "customer": "A", "reason": "x", "evidence": "y"}
    rate(now=now - timedelta(days=500), criterion="knowledge", value=4, **about)
    kinds = [KindSaid("product", 4, "x", "y"), KindSaid("market", 1, "x", "y")]
    rate_kinds(by=by, now=now, customer="A", criterion="extraordinary", kinds=kinds)
    declare_wallet(by=by, now=now, customer="A", amount=Decimal(900), source="Su presupuesto")
    trial = TrialSaid("Pegado en frío", timezone.localdate())
    record_trial(by=by, now=now, customer="B", name="B", trial=trial)


def test_what_people_recorded_in_clave_counts_and_says_what_it_opens(signed_in: As, book: FactStore) -> None:
    client = signed_in("director")
    client.get("/cobertura/")
    done()
    before = client.get("/cobertura/").content.decode()
    assert "Nadie ha calificado un cliente" in before
    assert "/importar/?tabla=rating" not in before, "a director does not import"
    recorded_here(Person.objects.get(role="director"))
    page = client.get("/cobertura/").content.decode()
    card = page.split('id="recorded-title"')[1].split("</section>")[0]
    rating, wallet, trial = (row.split("</tr>")[0] for row in card.split("<tr>")[2:])
    assert ">3<" in rating
    assert "2 cuentan hoy" in rating, "what has expired is recorded and counts nothing"
    assert "<td>Extraordinario<small>" in rating
    assert "nadie aquí ha calificado: Ensayos, Prestigio, Multinacional" in rating
    assert "Potencial" in wallet
    assert "Ensayos" in trial
    missing = page.split('id="missing-title"')[1]
    assert "Calificaciones" not in missing, "what people record is not missing"
    assert "erfil" in missing, "what nobody records here still is"


def test_what_is_recorded_is_counted_with_as_many_queries_however_much_it_is(signed_in: As, book: FactStore) -> None:
    client = signed_in("director")
    client.get("/cobertura/")
    done()
    me = Person.objects.get(role="director")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/cobertura/").status_code == 200
        return len(queries)

    recorded_here(me)
    asked()
    few = asked()
    for n in range(9):
        rate(by=me, now=timezone.now(), customer=f"C{n}", criterion="prestige", value=3, reason="x", evidence="y")
    assert asked() == few <= 25
