"""Importar: from files that arrive to a version of the book, and back."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from clave.actions.company import found_company
from clave.facts.store import FactStore
from clave.facts.tables import TABLES
from clave.store.facts import imports_of
from clave.store.models import AuditEvent, Company, Import, Job, SelectionRun
from tests.web.conftest import NOW, As
from tests.web.importing import CUSTOMERS, SALES, UNKNOWN, Desk, corrected, done

OTHERS = re.sub(r";F(\d)", r";G\1", SALES)


@pytest.fixture
def desk(signed_in: As, settings: Settings, tmp_path: Path) -> Desk:
    """A company of its own, an empty book, and its administrator."""
    settings.CLAVE_FACTS, settings.CLAVE_IMPORTS = tmp_path / "facts", tmp_path / "imports"
    settings.CLAVE_SOURCES, settings.CLAVE_POLICY = tmp_path / "sources", tmp_path / "policy.toml"
    found_company(name="Pegantes Reales", currency="COP", demonstration=False, now=NOW)
    return Desk(signed_in("administrator"))


def in_book(settings: Settings, table: str = "invoice_line") -> int:
    """Rows of a table in the book."""
    current = FactStore(settings.CLAVE_FACTS).version()
    return dict(current.rows).get(table, 0) if current else 0


def test_a_file_is_kept_under_a_name_of_ours_with_its_digest_and_read(desk: Desk, settings: Settings) -> None:
    one = desk.bring({"../../etc/Ventas <enero>.csv": SALES})
    file = one.files.get()
    assert (file.name, file.size) == ("Ventas _enero_.csv", len(SALES.encode()))
    assert (
        file.digest == hashlib.sha256(SALES.encode()).hexdigest() == hashlib.sha256(file.path.read_bytes()).hexdigest()
    )
    assert file.path.parent.parent.parent == settings.CLAVE_IMPORTS
    assert file.path.stat().st_mode & 0o777 == 0o600
    assert list((settings.CLAVE_IMPORTS / "arriving").iterdir()) == []
    assert (one.state, in_book(settings)) == ("read", 0), "nothing is loaded before somebody has seen it"


def test_the_page_shows_what_was_understood_and_the_balance(desk: Desk) -> None:
    page = desk.page(desk.bring())
    for text in (
        "4 líneas leídas = 3 por cargar + 1 rechazadas",
        "leído como: Líneas de factura",
        "$\u00a03.334,66",  # money that came in, and what the file's own total says
        "coincide",
        "1 línea no tiene cliente",
        "1 título",
        "31/02/2024",
        "ese día no existe",
    ):
        assert text in page, text
    fields = corrected(page)
    assert [fields[f"c{place}"] for place in range(6)] == ["date", "document", "customer", "product", "quantity", "net"]
    assert (fields["table"], fields["decimal"], fields["dates"], fields["delimiter"]) == (
        "invoice_line",
        ",",
        "dmy",
        ";",
    )


def test_loading_makes_a_version_tells_what_changed_and_asks_for_the_lists(desk: Desk, settings: Settings) -> None:
    one = desk.load(desk.bring({"ventas.csv": SALES, "clientes.csv": CUSTOMERS}))
    assert (one.state, one.version, in_book(settings), in_book(settings, "customer")) == ("loaded", 1, 3, 2)
    page = desk.page(one)
    assert "Versión 1: documentos o registros nuevos: 5" in page
    assert "Deshacer esta importación" in page
    tasks = [job.task.rpartition(".")[2] for job in Job.objects.order_by("id")]
    assert tasks == ["read_import_job", "load_import_job", "coverage_job", "refresh_selection_job"]
    assert Job.objects.get(task__endswith="coverage_job").then == "/cobertura/", "whoever waits there is sent on"
    assert SelectionRun.objects.get().facts_version == "1"
    version = FactStore(settings.CLAVE_FACTS).versions()[0]
    assert (version.by, version.files[0].digest) == ("Ana administrator", one.files.first().digest)
    assert [touch.version for touch in imports_of("C1")] == [1]
    assert not list(one.read_folder.glob("*.parquet")), "the rows are in the book now"
    assert AuditEvent.objects.filter(what="import.loaded", about=f"import:{one.pk}").exists()


def test_the_same_file_twice_makes_no_version_and_says_so(desk: Desk) -> None:
    desk.load(desk.bring())
    again = desk.bring()
    assert "ya se cargó, letra por letra, en la versión 1" in desk.page(again)
    assert desk.load(again).state == "same"
    assert "nada cambió" in desk.page(again).lower()
    assert "1 importación que no hizo versión" in desk.client.get("/importar/").content.decode()


def test_two_files_of_one_name_are_both_kept(desk: Desk, client: Client) -> None:
    one = desk.bring({"a.csv": SALES})
    desk.send({"A.csv": CUSTOMERS}, importacion=str(one.pk))
    done()
    assert [file.name for file in one.files.all()] == ["a.csv", "A (2).csv"]


@pytest.mark.parametrize("htmx", [False, True])
def test_without_a_file_it_says_what_to_do(desk: Desk, htmx: bool) -> None:
    headers = {"HX-Request": "true"} if htmx else {}
    answer = desk.client.post("/importar/", headers=headers)
    assert answer.status_code == 422
    assert "no llegó ningún archivo" in answer.content.decode()
    assert ("<html" in answer.content.decode()) is not htmx


def test_htmx_is_sent_on_by_a_header(desk: Desk) -> None:
    file = SimpleUploadedFile("ventas.csv", SALES.encode())
    answer = desk.client.post("/importar/", {"archivos": file}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == f"/importar/{Import.objects.get().pk}/"


def test_a_file_over_the_limit_is_told_and_nothing_of_it_stays(desk: Desk, settings: Settings) -> None:
    settings.CLAVE_POLICY.write_text(
        '[["intake.maximum_megabytes"]]\n'.replace('"', "")
        + 'from = 2020-01-01\nvalue = 1\nreason = "a"\nsource = "b"\n'
    )
    answer = desk.send({"grande.csv": b"x" * 3_000_000})
    assert answer.status_code == 422
    assert "grande.csv: el archivo tiene más de 1 MB" in answer.content.decode()
    assert Import.objects.count() == 0
    assert list((settings.CLAVE_IMPORTS / "arriving").iterdir()) == []
    one = desk.bring({"grande.csv": b"x" * 3_000_000, "ventas.csv": SALES})
    assert [file.name for file in one.files.all()] == ["ventas.csv"], "the others are taken"
    assert "grande.csv: el archivo tiene más de 1 MB" in desk.page(one)


def test_a_forged_form_leaves_nothing_behind(desk: Desk, settings: Settings) -> None:
    stranger = Client(enforce_csrf_checks=True)
    stranger.cookies = desk.client.cookies
    stranger.cookies["csrftoken"] = "a" * 32
    file = SimpleUploadedFile("ventas.csv", SALES.encode())
    answer = stranger.post("/importar/", {"archivos": file, "csrfmiddlewaretoken": "b" * 32})
    assert answer.status_code == 403
    assert list((settings.CLAVE_IMPORTS / "arriving").iterdir()) == []


def test_a_refused_file_is_told_and_does_not_stop_the_others(desk: Desk) -> None:
    one = desk.bring({"ventas.csv": SALES, "foto.csv": b"\x89PNG\r\n\x1a\n" + bytes(99), "raro.csv": UNKNOWN})
    page = desk.page(one, "?archivo=1")
    assert "No se leyó" in page
    assert "Cargar 3 líneas" not in page, "nothing is loaded while a file waits"
    answer = desk.post(one, "cargar")
    assert answer.status_code == 302
    assert "no se leyó, así que no se cargó nada" in desk.page(one)
    for name in ("foto.csv", "raro.csv"):
        desk.post(one, "leer", archivo=name, fuera="1")
    assert "Cargar 3 líneas" in desk.page(one)
    assert desk.load(one).state == "loaded"


def test_a_file_left_out_can_come_in_again(desk: Desk) -> None:
    one = desk.bring({"ventas.csv": SALES, "clientes.csv": CUSTOMERS})
    desk.post(one, "leer", archivo="clientes.csv", fuera="1")
    assert [report.get("left_out", False) for report in one.reports] == [False, True]
    assert "Volver a incluirlo" in desk.page(one, "?archivo=1")
    desk.post(one, "leer", archivo="clientes.csv", dentro="1")
    assert sum("balance" in report for report in one.reports) == 2


def test_correcting_reads_again_and_shows_the_new_balance(desk: Desk) -> None:
    one = desk.bring()
    fields = corrected(desk.page(one)) | {"c2": "", "c3": "customer"}
    assert desk.post(one, "leer", **fields).status_code == 302
    page = desk.page(one)
    assert corrected(page)["c3"] == "customer"
    assert "no tiene cliente" not in page, "every line has a reference"


def test_an_unknown_file_can_be_mapped_by_hand(desk: Desk) -> None:
    one = desk.bring({"raro.csv": "uno;dos;tres\n15/01/2024;F1;10,5\n16/01/2024;F2;20,5\n"})
    fields = corrected(desk.page(one))
    desk.post(one, "leer", **fields | {"table": "invoice_line"})
    page = desk.page(one)
    fields = corrected(page) | {"was": "invoice_line", "c0": "date", "c1": "document", "c2": "net"}
    desk.post(one, "leer", **fields)
    assert [report["balance"]["loaded"] for report in one.reports] == [2]


def test_two_columns_for_one_meaning_get_a_sentence_beside_the_second(desk: Desk) -> None:
    one = desk.bring()
    answer = desk.post(one, "leer", **corrected(desk.page(one)) | {"c3": "customer", "decimal": "."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.index("«Cliente» ya llena esta columna") > page.index('name="c3"')
    assert 'aria-describedby="id_c3_error"' in page
    assert corrected(page)["decimal"] == ".", "what was chosen stays"
    assert one.said == {}


def test_a_column_that_every_row_needs_cannot_be_left_out(desk: Desk) -> None:
    one = desk.bring()
    answer = desk.post(one, "leer", **corrected(desk.page(one)) | {"c1": ""})
    assert answer.status_code == 422
    assert "que toda fila necesita" in answer.content.decode()


def test_choices_that_nobody_offered_are_refused(desk: Desk) -> None:
    one = desk.bring()
    for wrong in ({"table": "nada"}, {"encoding": "rot13"}, {"c0": "password"}, {"delimiter": "xx"}):
        assert desk.post(one, "leer", **corrected(desk.page(one)) | wrong).status_code == 422
    assert desk.post(one, "leer", archivo="otro.csv").status_code == 404


def test_a_way_of_reading_is_saved_and_used_for_the_next_file(desk: Desk, settings: Settings) -> None:
    one = desk.bring()
    desk.post(one, "leer", **corrected(desk.page(one)) | {"c2": "", "c3": "customer"})
    assert desk.post(one, "fuente", archivo="ventas.csv", name="../malo").status_code == 422
    assert desk.post(one, "fuente", archivo="ventas.csv", name="").status_code == 422
    assert desk.post(one, "fuente", archivo="ventas.csv", name="ventas siigo").status_code == 302
    assert [path.name for path in settings.CLAVE_SOURCES.iterdir()] == ["ventas siigo.toml"]
    page = desk.page(desk.bring({"febrero.csv": SALES}))
    assert "como quedó guardado en «ventas siigo»" in page
    assert corrected(page)["c3"] == "customer"
    assert "leído como: Clientes" in desk.page(desk.bring({"clientes.csv": CUSTOMERS})), "it fits no other file"


def test_rejected_rows_are_downloaded_so_that_no_cell_runs(desk: Desk) -> None:
    one = desk.bring({"ventas.csv": SALES.replace("15/01/2024", "=2+3")})
    answer = desk.client.get(f"/importar/{one.pk}/rechazos.csv")
    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert lines[0] == "Archivo;Línea;Columna;Valor;Razón"
    assert lines[1].startswith("ventas.csv;3;Fecha;'=2+3;")
    desk.load(one)
    assert desk.client.get(f"/importar/{one.pk}/rechazos.csv").getvalue(), "still there afterwards"


def test_whole_months_show_what_would_vanish_and_ask(desk: Desk, settings: Settings) -> None:
    desk.load(desk.bring())
    less = desk.bring({"ventas.csv": SALES.replace("16/01/2024;F2;C2;P2;1;2.000,10\n", "")})
    desk.post(less, "meses", completos="1")
    page = desk.page(less)
    assert "1 línea está en el libro y no en los archivos" in page
    assert "ene 2024" in page
    assert "F2" in page
    answer = desk.post(less, "cargar")
    assert answer.status_code == 422
    assert "Acepta lo que desaparecería" in answer.content.decode()
    desk.load(less, acepto=less.months["agreement"])
    assert (less.state, in_book(settings)) == ("loaded", 2)


def test_months_that_were_not_what_was_agreed_to_load_nothing(desk: Desk, settings: Settings) -> None:
    desk.load(desk.bring())
    less = desk.bring({"ventas.csv": SALES.replace("16/01/2024;F2;C2;P2;1;2.000,10\n", "")})
    desk.post(less, "meses", completos="1")
    desk.load(desk.bring({"mas.csv": SALES.replace("F2", "F9")}))
    desk.post(less, "cargar", acepto=less.months["agreement"])
    assert "lo que desaparecería ya no es lo que se mostró" in desk.page(less)
    assert less.state == "read"
    desk.post(less, "meses", documentos="1")
    assert less.months is None
    assert desk.load(less).state == "same"


def test_the_documents_of_one_erp_never_replace_anothers(desk: Desk, settings: Settings) -> None:
    desk.load(desk.bring())
    other = desk.bring({"ventas.csv": SALES.replace("1.234,56", "9.999,99")})
    assert desk.post(other, "erp", origin="sede/norte").status_code == 422
    assert desk.post(other, "erp", origin="sede norte").status_code == 302
    desk.load(other)
    assert in_book(settings) == 6


def test_an_unread_import_is_discarded_after_asking(desk: Desk) -> None:
    one = desk.bring()
    assert "¿Descartar estos archivos?" in desk.client.get(f"/importar/{one.pk}/descartar/").content.decode()
    assert one.folder.exists()
    desk.post(one, "descartar")
    assert (one.state, one.folder.exists()) == ("discarded", False)
    assert desk.post(one, "descartar").status_code == 422, "not twice"
    assert "descartó estos archivos" in desk.page(one)


def test_a_loaded_import_can_neither_be_corrected_nor_discarded(desk: Desk) -> None:
    one = desk.bring()
    fields = corrected(desk.page(one))
    desk.load(one)
    assert desk.post(one, "leer", **fields).status_code == 422
    assert desk.post(one, "descartar").status_code == 422
    assert desk.send({"mas.csv": SALES}, importacion=str(one.pk)).status_code == 422
    assert one.state == "loaded"


def test_loading_twice_loads_once(desk: Desk, settings: Settings) -> None:
    one = desk.bring()
    desk.load(one)
    desk.post(one, "cargar")
    assert (one.state, one.version, len(FactStore(settings.CLAVE_FACTS).versions())) == ("loaded", 1, 1)


def test_taking_back_asks_first_and_can_itself_be_taken_back(desk: Desk, settings: Settings) -> None:
    desk.load(desk.bring())
    desk.load(desk.bring({"febrero.csv": OTHERS}))
    asked = desk.client.get("/importar/deshacer/").content.decode()
    assert "febrero.csv" in asked
    assert in_book(settings) == 6, "asking changes nothing"
    answer = desk.client.post("/importar/deshacer/", {"visto": "2"})
    done()
    assert in_book(settings) == 3
    page = desk.client.get(answer.headers["Location"]).content.decode()
    assert "El libro está ahora en la versión 3" in page
    assert "Deshecha" in page
    back = desk.client.post("/importar/versiones/2/reabrir/", {"visto": "3"})
    assert (back.status_code, in_book(settings)) == (302, 6)
    done()
    assert SelectionRun.objects.order_by("-id").first().facts_version == "4"


@pytest.mark.parametrize("seen", ["1", "", "x", "-1", "99999999999999"])
def test_a_book_that_changed_since_it_was_looked_at_is_left_alone(desk: Desk, settings: Settings, seen: str) -> None:
    desk.load(desk.bring())
    desk.load(desk.bring({"febrero.csv": OTHERS}))
    answer = desk.client.post("/importar/deshacer/", {"visto": seen})
    assert answer.status_code == 422
    assert "el libro cambió desde que lo miraste" in answer.content.decode()
    assert in_book(settings) == 6


def test_an_empty_installation_leads_by_the_hand(desk: Desk) -> None:
    page = desk.client.get("/importar/?tabla=receivable").content.decode()
    for text in ("¿Qué archivo primero?", "Líneas de factura", "Archivo de ejemplo", "Trae tus archivos: Cartera",
                 "Todavía no hay versiones"):  # fmt: skip
        assert text in page, text
    assert desk.client.get("/importar/deshacer/").status_code == 404
    assert desk.client.get("/importar/versiones/7/reabrir/").status_code == 404
    assert desk.client.get("/importar/77/").status_code == 404


def test_every_example_file_reads_as_the_table_it_is_of(desk: Desk) -> None:
    files = {f"{name}.csv": desk.client.get(f"/importar/plantilla/{name}.csv").content for name in TABLES}
    one = desk.bring(files)  # type: ignore[arg-type]
    assert {report["file"]: report["table"] for report in one.reports} == {f"{name}.csv": name for name in TABLES}
    assert desk.client.get("/importar/plantilla/nada.csv").status_code == 404


def test_the_table_somebody_came_for_is_the_one_read(desk: Desk) -> None:
    text = "Factura;Cliente;Fecha;Valor\nF1;C1;15/01/2024;10,5\n"
    assert desk.bring({"a.csv": text}).reports[0]["table"] == "invoice_line"
    one = desk.bring({"a.csv": "Factura;Cliente;Vence;Valor\nF1;C1;15/01/2024;10,5\n"}, tabla="receivable")
    assert one.reports[0]["table"] == "receivable"


def test_over_the_demonstration_only_when_said_so(desk: Desk) -> None:
    Company.objects.update(demonstration=True)
    assert "una empresa inventada" in desk.client.get("/importar/").content.decode()
    one = desk.bring()
    answer = desk.post(one, "cargar")
    assert answer.status_code == 422
    assert "Di que quieres mezclar tus datos" in answer.content.decode()
    assert desk.load(one, mezclar="on").state == "loaded"


def test_a_company_of_ones_own_takes_the_place_of_the_demonstration(desk: Desk, settings: Settings) -> None:
    Company.objects.update(demonstration=True)
    desk.load(desk.bring(), mezclar="on")
    waiting = desk.bring({"mios.csv": SALES})
    fields = {"name": "Mi Empresa", "currency": "usd"}
    assert desk.client.post("/importar/empresa/", fields).status_code == 422, "it asks first"
    assert "XYZ" in desk.client.post("/importar/empresa/", fields | {"currency": "xyz", "acepto": "1"}).content.decode()
    assert (SelectionRun.objects.count(), in_book(settings)) == (1, 3)
    assert desk.client.post("/importar/empresa/", fields | {"acepto": "1"}).status_code == 302
    done()
    company = Company.objects.get()
    assert (company.name, company.currency, company.demonstration) == ("Mi Empresa", "USD", False)
    assert (SelectionRun.objects.count(), in_book(settings)) == (0, 0)
    assert not FactStore(settings.CLAVE_FACTS).version(1).kept, "the invented facts have left the disk"
    waiting.refresh_from_db()
    assert (waiting.state, waiting.currency) == ("read", "USD"), "what was brought is read again in the new currency"
    assert desk.load(waiting).state == "loaded"
    assert desk.client.post("/importar/empresa/", fields | {"acepto": "1"}).headers["Location"] == "/importar/"


def test_without_a_company_it_asks_whose_data_they_are(desk: Desk) -> None:
    Company.objects.all().delete()
    assert "¿de quién son los datos?" in desk.client.get("/importar/").content.decode()
    assert desk.client.post("/importar/empresa/", {"name": "", "currency": "COP"}).status_code == 422
    assert desk.client.post("/importar/empresa/", {"name": "Mía", "currency": "cop"}).status_code == 302
    assert Company.objects.get().currency == "COP"


def test_what_was_read_before_the_company_had_a_name_is_read_again_in_its_currency(
    desk: Desk, settings: Settings
) -> None:
    """A wholesaler in pounds dropped its file first and named itself later; its book must not be in pesos."""
    Company.objects.all().delete()
    one = desk.bring()
    assert (one.state, one.currency) == ("read", "COP"), "assumed while nobody has said otherwise"
    desk.client.post("/importar/empresa/", {"name": "Regalos", "currency": "GBP"})
    done()
    one.refresh_from_db()
    assert (one.state, one.currency) == ("read", "GBP")
    assert desk.load(one).state == "loaded"
    assert FactStore(settings.CLAVE_FACTS).open().currency == "GBP"


def test_files_read_in_another_currency_are_not_loaded(desk: Desk, settings: Settings) -> None:
    one = desk.bring()
    Company.objects.update(currency="GBP")
    desk.post(one, "cargar")
    done()
    one.refresh_from_db()
    assert (one.state, in_book(settings)) == ("read", 0)
