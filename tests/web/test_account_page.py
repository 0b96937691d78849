"""Cuenta: what a customer is to us, why, and the facts behind every figure, tab by tab."""

from __future__ import annotations

import csv
import json
import re
from datetime import date, timedelta
from html import unescape
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import load_workbook

from clave.base.figures import UNKNOWN, Figure
from clave.base.words import _, joined, stored
from clave.criteria.gate import PASSES
from clave.facts.store import FactStore
from clave.store.models import Comparison, GroupLine, SelectionLine, SelectionRun
from tests.store.lives import brought
from tests.store.proposing import somebody
from tests.web import made
from tests.web.conftest import NOW, As

LONG_AGO = date(2024, 1, 1)
FIRST, SECOND = made.code(0), made.code(1)
TABS = (
    "account", "account_payments", "account_families", "account_criteria", "account_group", "account_lines",
    "account_receivables", "account_history",
)  # fmt: skip
YEAR = "?desde=2025-11-01&hasta=2026-10-31"
Q = Any  # django_assert_num_queries is a callable that gives a context


@pytest.fixture
def kam(signed_in: As, run: SelectionRun, facts: None) -> Client:
    return signed_in("kam")


def text_of(client: Client, route: str, query: str = "", code: str = FIRST) -> str:
    """A page of a customer, the first one by default."""
    answer = client.get(reverse(route, args=[code]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def plain(text: str) -> str:
    """What people read of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).replace("\u00a0", " ")


# ---- the header and the tabs


@pytest.mark.parametrize("route", TABS)
def test_every_tab_has_its_own_address_and_says_where_it_is(kam: Client, route: str) -> None:
    text = text_of(kam, route)
    assert f'<a href="{reverse(route, args=[FIRST])}" aria-current="page"' in text
    assert "Empaques del Cauca" in text


@pytest.mark.parametrize("route", [*TABS, "account_lines_export"])
def test_an_unknown_customer_is_not_found(kam: Client, route: str) -> None:
    assert kam.get(reverse(route, args=["nobody"])).status_code == 404


@pytest.mark.parametrize("route", TABS)
def test_a_tab_asked_for_by_htmx_is_only_the_part_below_the_header(kam: Client, route: str) -> None:
    part = {"HX-Request": "true", "HX-Target": "account"}
    answer = kam.get(reverse(route, args=[FIRST]), headers=part)
    text = answer.content.decode()
    assert text.strip().startswith('<div id="account">')
    assert "<h1" not in text
    assert "<html" not in text
    assert "HX-Target" in answer.headers["Vary"]


@pytest.mark.parametrize("route", TABS)
def test_a_tab_takes_few_queries_and_the_same_for_ten_as_for_a_thousand(
    signed_in: As, keep: Any, facts: None, route: str, django_assert_max_num_queries: Q, django_assert_num_queries: Q
) -> None:
    client = signed_in("kam")
    keep(20)
    with django_assert_max_num_queries(25) as few:
        text_of(client, route)
    keep(1000)
    with django_assert_num_queries(len(few)):
        text_of(client, route)


# ---- the summary


def test_known_figures_open_and_unknown_ones_name_their_file(kam: Client) -> None:
    text = plain(text_of(kam, "account"))
    assert "$ 100 M" in text
    assert "Por qué está dentro" in text
    assert "de sus meses; leal desde 80 %" not in text  # it has no continuity: nothing is claimed
    whole = text_of(kam, "account")
    assert "desde=2025-11-01&amp;hasta=2026-10-31" in whole


def test_what_no_file_gives_names_the_file_and_what_the_files_do_not_say_is_said(kam: Client) -> None:
    """Receivables are loaded here, products are not."""
    text = plain(text_of(kam, "account_criteria"))
    assert "sin dato; saldría de: Productos" in text
    assert "los archivos cargados no lo dicen de este cliente" in text
    assert "saldría de: Cartera" not in text


def test_too_little_history_counts_the_months_that_are_missing(signed_in: As, run: SelectionRun, facts: None) -> None:
    """The first customer bought in 20 of the last 24 months, the second in none: policy asks for 18."""
    client = signed_in("kam")
    assert "Faltan 18 meses para calcularlo" in plain(text_of(client, "account_criteria", code=SECOND))
    assert "falta historia para calcularlo" in plain(text_of(client, "account_criteria"))


def test_a_customer_without_purchases_this_year_is_said_so(kam: Client) -> None:
    SelectionLine.objects.filter(customer=FIRST).delete()
    assert "No compró nada en los últimos 12 meses" in text_of(kam, "account")
    assert "No compró nada en los últimos 12 meses" in text_of(kam, "account_criteria")


# ---- three years


def spec_of(text: str) -> dict[str, Any]:
    """The spec of the three years that a page carries."""
    specs = [json.loads(unescape(found)) for found in re.findall(r'data-chart="(.*?)"', text)]
    (spec,) = (spec for spec in specs if "now" in spec["data"]["values"][0])
    return spec  # type: ignore[no-any-return]


def test_the_chart_says_what_its_table_says_and_has_a_picture_without_scripts(kam: Client) -> None:
    text = text_of(kam, "account_payments")
    rows = spec_of(text)["data"]["values"]
    assert [row["month"] for row in rows][::11] == ["nov", "oct"]
    table = text[text.index("Ver los datos en tabla") :]
    for row in rows:
        for name in ("say_now", "say_before", "say_earlier"):
            assert row[name] in table
    assert text.count('class="b1"') == 12
    assert 'role="img" aria-label="Compras por mes:' in text


def test_in_kilos_by_address(kam: Client) -> None:
    text = text_of(kam, "account_payments", "?medida=kilos")
    assert "kilos por mes" in text
    assert spec_of(text)["data"]["values"][0]["say_now"].endswith("kg")
    assert text_of(kam, "account_payments", "?medida=litros").count("kilos por mes") == 0


def test_months_before_the_facts_have_no_mark_and_are_counted(kam: Client) -> None:
    """The facts of the hand-made selection begin with its own first day."""
    run = SelectionRun.objects.get()
    run.facts["first_day"] = "2025-02-03"
    run.save(update_fields=["facts"])
    text = text_of(kam, "account_payments")
    rows = spec_of(text)["data"]["values"]
    empty = [row for row in rows if row["earlier"] is None]
    assert empty
    assert all(row["say_earlier"] == UNKNOWN.say("es") for row in empty)
    assert "meses para tres años completos" in text
    assert text.count('class="b3"') == 12 - len(empty)


def test_a_customer_that_never_bought_and_one_without_kilos(signed_in: As, run: SelectionRun, facts: None) -> None:
    client = signed_in("kam")
    assert "No compró nada en tres años" in text_of(client, "account_payments", code=SECOND)
    assert "no traen kilos" in text_of(client, "account_payments", "?medida=kilos", code=SECOND)


# ---- payments and gate


def test_the_gate_says_its_three_conditions_with_their_policy(kam: Client) -> None:
    text = plain(text_of(kam, "account_payments"))
    for said in ("Días de mora", "máximo 5 días", "Dinero pagado a tiempo", "al menos 90 %", "máximo 30 días"):
        assert said in text
    assert "rige desde el comienzo" in text
    assert "La política cambió después de esta selección" in text  # the hand-made one names another


def test_the_invoices_that_spoil_it_come_first_and_open_to_their_lines(kam: Client) -> None:
    text = text_of(kam, "account_payments")
    assert "<b>1</b> de 4 documentos por cobrar" in text
    assert "+152" in text
    assert f"{reverse('account_lines', args=[FIRST])}?documento=F0000" in text


def test_receivables_add_up_and_filter(kam: Client) -> None:
    text = text_of(kam, "account_receivables")
    assert "en 4 documentos por cobrar, 1 con mora" in text
    assert "+152" in text
    late = text_of(kam, "account_receivables", "?solo=mora")
    assert late.count("F000") == late.count("F0000") > 0


# ---- families and white space


def test_families_open_their_lines_and_say_their_rhythm(kam: Client) -> None:
    text = text_of(kam, "account_families")
    assert "familia=Solvente" in text
    assert "Próxima compra" in text
    assert "días" in plain(text)
    assert "Sin familias no hay con qué comparar" not in text


def test_the_white_space_says_how_much_from_whom_and_how_sure(kam: Client) -> None:
    row = {"family": "Hotmelt", "money": 0.0, "peer_share": 0.62, "peer_money": 5e6, "expected": True,
           "headroom": 5e6, "low": 3e6, "high": 8e6}  # fmt: skip
    rare = row | {
        "family": "Cintas",
        "money": 1e6,
        "peer_share": 0.1,
        "expected": False,
        "headroom": 0.0,
        "low": 0.0,
        "high": 0.0,
    }
    Comparison.objects.create(
        run=SelectionRun.objects.get(), customer=FIRST, basis=["sector", "region"], peers=32,
        largest=[SECOND, made.code(2)], declared=None, rows=[row, rare],
    )  # fmt: skip
    text = plain(text_of(kam, "account_families"))
    assert "Podría comprar $ 5,0 M más al año, entre $ 3,0 M y $ 8,0 M" in text
    assert "32 clientes comparables (con igual sector, región)" in text
    assert "62 %" in text
    assert "pocos pares la compran" in text
    assert "Calzado La Sabana" in text
    assert "y 30 más que compran menos" in text


# ---- criteria


def test_every_criterion_says_its_evidence(kam: Client) -> None:
    text = text_of(kam, "account_criteria")
    assert text.count("$\u00a0100\u00a0M") >= len(made.KEYS)


def test_how_it_pays_is_said_once_and_not_by_each_criterion(kam: Client) -> None:
    line = SelectionLine.objects.get(customer=FIRST)
    pays = PASSES.fill(days=Figure(0.0, "days"), within=Figure(1.0, "share"), worst=Figure(0.0, "days"))
    for key in ("volume", "kilos", "profit"):
        line.criteria[key]["because"] = stored(joined((_("Bought {money}.").fill(money=key), pays), " "))
    line.save(update_fields=["criteria"])
    text = text_of(kam, "account_criteria")
    assert text.count("Paga bien") == 1
    assert "Bought kilos." in text


def test_the_figures_of_a_criterion_open_to_their_lines(kam: Client) -> None:
    found = text_of(kam, "account_criteria")
    part = found[found.index('class="crit"') :]
    assert part.index(f"{reverse('account_lines', args=[FIRST])}?desde=2025-11-01") < part.index("</li>")


# ---- groups


def test_a_group_has_its_sites_places_and_its_place_as_one(
    signed_in: As, keep: Any, tmp_path: Any, settings: Any
) -> None:
    run = keep(40)
    kept = run.measured.get(customer=FIRST)
    kept.values["group"] = "Grupo Cauca"
    kept.save(update_fields=["values"])
    GroupLine.objects.create(
        run=run, group="Grupo Cauca", customers=2, money=2e8, before=1e8, kilos=5000, place=1, of=38
    )
    cities = {FIRST: "Cali", SECOND: "Quito", "nueva": "Quito"}
    customers = [
        {"customer": code, "name": f"Sede {city}", "group": "Grupo Cauca", "city": city, "country": "EC"}
        for code, city in cities.items()
    ]
    settings.CLAVE_FACTS = tmp_path / "facts"
    tables = made.facts() | {"customer": made.table("customer", customers)}
    FactStore(settings.CLAVE_FACTS).load(tables, source="t", digest="t", now=NOW, by="t", currency="COP")
    text = plain(text_of(signed_in("kam"), "account_group"))
    for said in ("$ 200 M", "+100 %", "de 38, por compras", "nunca compró", "2 sedes", "Sede Quito", "esta cuenta"):
        assert said in text


def test_who_belongs_to_no_group_is_told_what_to_do(kam: Client) -> None:
    assert "No pertenece a ningún grupo" in text_of(kam, "account_group")


# ---- invoices


def test_lines_of_a_window_and_of_a_family(kam: Client) -> None:
    everything, family = text_of(kam, "account_lines", YEAR), text_of(kam, "account_lines", YEAR + "&familia=Solvente")
    assert "en 40 líneas de 40 documentos" in everything
    assert "en 20 líneas" in family
    assert "nota crédito" in text_of(kam, "account_lines", "?desde=2026-01-01&hasta=2026-12-31")
    assert "Adhesivo &lt;i&gt;PU-440" in everything


def test_lines_of_a_document_a_product_and_some_words(kam: Client) -> None:
    assert "en 1 líneas de 1 documentos" in text_of(kam, "account_lines", YEAR + "&documento=F0000")
    assert "en 40 líneas" in text_of(kam, "account_lines", YEAR + "&producto=P1")
    assert "en 40 líneas" in text_of(kam, "account_lines", YEAR + "&q=ADHESIVO")
    assert "No hay líneas de factura" in text_of(kam, "account_lines", YEAR + "&q=zzz")
    chosen = text_of(kam, "account_lines", YEAR + "&documento=F0000&producto=P1")
    assert "documento F0000" in chosen
    assert "producto P1" in chosen


@pytest.mark.parametrize(
    "query",
    [
        "?desde=x&hasta=9999-99-99",
        "?pagina=-1",
        "?pagina=99999999999",
        "?familia=' OR 1=1 --",
        "?documento=%27%3B DROP TABLE",
        "?q=%25%5F'",
        "?reposo=2&producto=🙂",
        "?formato=exe",
    ],
)
@pytest.mark.parametrize("route", ["account_lines", "account_lines_export"])
def test_nonsense_in_the_address_breaks_nothing(kam: Client, route: str, query: str) -> None:
    assert kam.get(reverse(route, args=[FIRST]) + query).status_code == 200


def exported(client: Client, form: str, query: str = "") -> bytes:
    """The file of the first customer's year."""
    answer = client.get(reverse("account_lines_export", args=[FIRST]) + YEAR + f"&formato={form}" + query)
    assert f".{form}" in answer.headers["Content-Disposition"]
    return b"".join(answer.streaming_content)


def test_all_lines_of_the_filter_leave_as_csv(kam: Client) -> None:
    rows = list(csv.DictReader(StringIO(exported(kam, "csv").decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 40
    assert sum(float(row["Neto"].replace(",", ".")) for row in rows) == pytest.approx(
        40_000_000 + 2340 - 1_005_003, abs=2e6
    )
    assert {row["Familia"] for row in rows} == {"Base agua", "Solvente"}
    only = list(csv.DictReader(StringIO(exported(kam, "csv", "&familia=Solvente").decode("utf-8-sig")), delimiter=";"))
    assert len(only) == 20


def test_and_as_a_workbook_with_where_it_comes_from(kam: Client) -> None:
    book = load_workbook(BytesIO(exported(kam, "xlsx")))
    lines, origin = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    assert len(lines) == 41
    assert any(FIRST in str(cell) for row in origin for cell in row)


def test_no_exported_cell_is_a_formula(signed_in: As, run: SelectionRun, tmp_path: Any, settings: Any) -> None:
    settings.CLAVE_FACTS = tmp_path / "facts"
    tables = made.facts(1)
    rows = tables["invoice_line"].to_pylist()
    rows[0] |= {"product_name": '=HYPERLINK("http://x")', "document": "@SUM(1)", "family": "-2+3"}
    tables["invoice_line"] = made.table("invoice_line", rows)
    FactStore(settings.CLAVE_FACTS).load(tables, source="t", digest="t", now=NOW, by="t", currency="COP")
    client = signed_in("kam")
    text = exported(client, "csv").decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert "'@SUM(1)" in text
    assert "'-2+3" in text


# ---- history and old data


def test_the_imports_that_touched_it(kam: Client) -> None:
    text = plain(text_of(kam, "account_history"))
    assert "124 documentos o registros agregados, 0 reemplazados, 0 retirados" in text
    assert "versión 1" in text
    nobody = plain(text_of(kam, "account_history", code=SECOND))
    assert "Ninguna importación guardada dice" in nobody


def test_facts_that_are_gone_are_said_and_every_page_stands(kam: Client) -> None:
    SelectionRun.objects.update(facts_version="99")
    for route in TABS:
        text = text_of(kam, route)
        assert "no se pueden abrir" in text.replace("No se", "no se")
        assert 'id="account" class="old"' in text
    assert "Por qué razón" in text_of(kam, "account_criteria")
    answer = kam.get(reverse("account_lines_export", args=[FIRST]))
    assert "attachment" not in answer.headers.get("Content-Disposition", "")


def test_newer_facts_than_those_of_the_selection_are_said(
    signed_in: As, run: SelectionRun, tmp_path: Any, settings: Any
) -> None:
    settings.CLAVE_FACTS = tmp_path / "facts"
    store = FactStore(settings.CLAVE_FACTS)
    store.load(made.facts(10), source="t", digest="1", now=NOW, by="t", currency="COP")
    SelectionRun.objects.update(facts_version="1")
    client = signed_in("kam")
    assert "Hay datos más nuevos" not in text_of(client, "account")
    store.load(made.facts(12), source="t", digest="2", now=NOW + timedelta(hours=1), by="t", currency="COP")
    assert "Hay datos más nuevos que los de esta selección" in text_of(client, "account")
    store.undo(now=NOW + timedelta(hours=2), by="t")
    assert "Hay datos más nuevos" not in text_of(client, "account"), "an undo brings the same facts back"


def test_search_finds_by_name_and_by_code(kam: Client) -> None:
    part = {"HX-Request": "true"}
    assert "Calzado La Sabana" in kam.get("/buscar/?q=sabana", headers=part).content.decode()
    assert "Cliente 0030" in kam.get("/buscar/?q=0030").content.decode()
    assert "Ningún cliente se llama" in kam.get("/buscar/?q=zzz", headers=part).content.decode()


def test_the_drawing_library_comes_only_where_there_is_a_chart(kam: Client) -> None:
    assert "clave/chart." in text_of(kam, "account")
    assert "clave/chart." not in kam.get("/cuentas/").content.decode()
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["style-src"] == ["'self'"]


# ---- a key account that the latest list no longer has


@pytest.fixture
def gone(run: SelectionRun, keep: Any) -> str:
    """Its code vanished from the ERP: an earlier list had it, the latest does not; it is a key account all the same."""
    code = made.code(39)
    brought(code, "trial", day=LONG_AGO, name="Cliente que se fue S.A.")
    run.lines.filter(customer=code).update(rank=4, sure=0.93)
    keep(20)
    return code


@pytest.mark.parametrize("route", [*TABS, "account_lines_export"])
def test_every_page_of_a_lost_key_account_says_that_its_figures_are_not_known(
    signed_in: As, gone: str, facts: None, route: str
) -> None:
    kam = signed_in("kam")
    text = plain(text_of(kam, route, code=gone))
    assert "Cliente que se fue" in text
    assert f"nada de lo cargado hasta el 31 oct 2026 trae el código {gone}" in text
    assert "$ 0" not in text, "not known is not zero"
    assert "Criterios" not in text, "tabs without anything to say are not offered"


def test_a_lost_key_account_shows_the_last_list_that_had_it(signed_in: As, gone: str) -> None:
    text = plain(text_of(signed_in("kam"), "account", code=gone))
    for words in ("La última lista que la tenía", "$ 96,1 M", "Puesto 4", "93 %", "Primer año"):
        assert words in text, words
    assert "93 %" not in plain(text_of(signed_in("credit"), "account", code=gone)), "scores are reserved"


@pytest.mark.parametrize("route", ["account_status", "account_judgements", "account_owners", "account_history"])
def test_what_people_said_of_a_lost_key_account_is_there(signed_in: As, gone: str, route: str) -> None:
    director = signed_in("director")
    text = plain(text_of(director, route, code=gone))
    assert "no está en la última lista" in text


def test_it_is_landed_and_given_to_somebody_like_any_other(signed_in: As, gone: str) -> None:
    director, today = signed_in("director"), timezone.localdate()
    answer = director.post(
        reverse("account_status_act", args=[gone, "watch"]), {"on": f"{today}", "reason": "Dejó de comprar."}
    )
    assert answer.status_code == 302
    given = {"parte": "owner", "persona": somebody("kam", "Berta").pk, "desde": f"{today}"}
    assert director.post(reverse("account_assign", args=[gone]), given).status_code == 302
    assert "En observación" in text_of(director, "account_status", code=gone)


@pytest.mark.parametrize("page", ["/seleccion/revisiones/", "/seleccion/historia/", "/quien-es-clave/"])
def test_every_link_to_a_lost_key_account_opens(signed_in: As, gone: str, page: str) -> None:
    director = signed_in("director")
    text = director.get(page, follow=True).content.decode()
    links = set(re.findall(rf'href="(/cuentas/{re.escape(gone)}/[^"]*)"', text))
    assert links
    for link in links:
        assert director.get(unescape(link)).status_code == 200, link
