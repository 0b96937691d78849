"""Lo que cuesta, curva de ballena, concentración: what each page says, in what order, for whom; what its files hold; what is not
known is named and never zero."""

from __future__ import annotations

import csv
import gzip
import re
from html import unescape
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import load_workbook

from clave.store.models import AuditEvent, OutcomePart, Person, SelectionRun
from tests.web import costs_made, made
from tests.web.conftest import As
from tests.web.knowing import owned

MOST_QUERIES, HEAVIEST = 25, 15_360
COST, WHALE, CONCENTRATION = "/resultados/costo/", "/resultados/ballena/", "/resultados/concentracion/"
pytestmark = pytest.mark.django_db


def page(client: Client, address: str, **given: str) -> str:
    """What is read on a page, without its tags."""
    answer = client.get(address, given)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def names(client: Client, address: str, **given: str) -> list[str]:
    """Who stands in the list, from above."""
    html = client.get(address, given, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in html
    return re.findall(r'class="nm"[^>]*>([^<]*)<', html)


def taken(client: Client, kind: str, **given: str) -> bytes:
    """A file; what it was streamed from is closed."""
    answer = client.get(reverse("results_cost_file", args=[kind]), given)
    assert answer.status_code == 200
    body = answer.getvalue()
    for close in answer._resource_closers:  # type: ignore[attr-defined]  # `answer.close()` would close the database too
        close()
    return body


def rows_of(client: Client, kind: str, **given: str) -> list[dict[str, str]]:
    """The rows of a CSV."""
    return list(csv.DictReader(StringIO(taken(client, kind, **given).decode("utf-8-sig")), delimiter=";"))


class TestCost:
    def test_the_total_is_the_known_part_and_what_is_missing_is_named(self, patricia: Client) -> None:
        costs_made.kept()
        said = page(patricia, COST)
        assert "≥ $ 2,2 M" in said  # 400 000 + 300 000 + 1 200 000 + 250 000
        assert "$ 2,2 M es la parte que se sabe: 5 cosas que cuestan no tienen cifra, o la tienen a medias." in said
        assert "Es el 2,2 % de los $ 100 M que compraron estas cuentas." in said
        for words in ("Lo que nadie ha anotado", "No está escrito lo que cuesta una hora de KAM", "Devoluciones",
                      "Nadie ha anotado cuántas horas al mes toma", "nobody records «Time of who calls»"):  # fmt: skip
            assert words in said, words
        assert "Escribe «Costo de una hora de KAM» en la política." in said

    def test_with_the_hour_priced_the_time_of_the_kam_counts(self, patricia: Client) -> None:
        costs_made.kept(priced=True)
        said = page(patricia, COST)
        assert "≥ $ 13,7 M" in said  # and 4 accounts × 4 hours × 12 months × $ 60.000
        assert "Tiempo de KAM y contactos 2 cifras que faltan $ 11,5 M 84 %" in said
        amounts = page(patricia, COST, ver="montos", que="kam_time")
        assert "4 horas al mes × 12 meses × $ 60.000 la hora." in amounts

    def test_it_is_seen_by_account_by_privilege_and_amount_by_amount(self, patricia: Client) -> None:
        costs_made.kept()
        assert names(patricia, COST)[:3] == ["todas las cuentas juntas", "Cliente 0000", "Cliente 0001"]
        assert len(names(patricia, COST)) == costs_made.KEYS + 1
        assert "Prioridad de despacho" in names(patricia, COST, ver="privilegios")[0]
        assert "Recorded cost of 2 returns. · 1 sin cifra" in page(patricia, COST, ver="montos")

    def test_it_is_filtered_and_ordered(self, patricia: Client) -> None:
        costs_made.kept()
        assert names(patricia, COST, q="0001") == ["Cliente 0001"]
        assert names(patricia, COST, ver="privilegios", orden="nombre")[0] == "Atenciones y regalos"
        assert names(patricia, COST, orden="-nombre")[0] == "Cliente 0004"
        assert names(patricia, COST, orden="costo")[0] == "Cliente 0001"  # who has no figure comes last, whichever way
        assert names(patricia, COST, ver="montos", parte="laboratory") == ["Cliente 0001"]
        assert names(patricia, COST, ver="montos", que="hospitality") == ["Cliente 0000"]
        assert names(patricia, COST, ver="montos", cliente=made.code(1)) == ["Cliente 0001"] * 3
        assert "Cliente 0000" in names(patricia, COST, solo="sin-cifra")
        assert "todas las cuentas juntas" not in names(patricia, COST, solo="sin-cifra")

    def test_an_order_or_view_that_nobody_declared_is_ignored_and_a_filter_that_nothing_fits_says_so(
        self, patricia: Client
    ) -> None:
        costs_made.kept()
        plain = names(patricia, COST)
        assert (
            names(patricia, COST, orden="zzz", ver="zzz", parte="zzz", solo="zzz", periodo="zzz", pagina="zzz") == plain
        )
        for asked in ({"q": "nadie"}, {"ver": "montos", "que": "zzz"}, {"ver": "montos", "cliente": "zzz"}):
            said = page(patricia, COST, **asked)
            assert "Ningún costo cabe en este filtro." in said
            assert "Ver todos" in said

    def test_fifty_stand_on_a_page(self, patricia: Client) -> None:
        costs_made.kept(keys=55)
        assert len(names(patricia, COST)) == 50
        assert len(names(patricia, COST, pagina="2")) == 6

    def test_each_amount_opens_its_records(self, patricia: Client) -> None:
        costs_made.kept()
        html = unescape(patricia.get(COST, {"ver": "montos"}).content.decode())
        assert "/atenciones/?q=Cliente+0000" in html or "q=Cliente+0000" in html
        assert f"cliente={made.code(1).replace(' ', '+')}" in html

    def test_nothing_spent_is_said_in_words(self, patricia: Client) -> None:
        costs_made.kept(keys=0)
        said = page(patricia, COST)
        assert "En este periodo no hubo cuentas clave, así que el programa no costó nada." in said

    def test_a_kam_sees_the_accounts_they_answer_for_and_no_more(self, run: SelectionRun, signed_in: As) -> None:
        costs_made.kept()
        kam = signed_in("kam")
        owned(made.code(1), Person.objects.get(role="kam"))
        assert names(kam, COST) == ["Cliente 0001"]
        said = page(kam, COST)
        assert "solo las que están a tu cargo" in said
        assert "Cliente 0000" not in said
        assert "$ 1,2 M" not in said  # what is spent for all together
        assert [row["Cliente"] for row in rows_of(kam, "costo.csv")] == [made.code(1)]
        assert kam.get(WHALE).status_code == kam.get(CONCENTRATION).status_code == 403
        for kind in ("ballena.csv", "concentracion.xlsx"):
            assert kam.get(reverse("results_cost_file", args=[kind])).status_code == 404


class TestWhale:
    def test_it_says_how_many_make_the_profit_and_how_many_give_it_back(self, patricia: Client) -> None:
        costs_made.kept()
        said = page(patricia, WHALE)
        assert "Uno de cada diez, los 6 mejores de 59 clientes, hacen el 21,1 % de la utilidad." in said
        assert "Los 54 mejores clientes hacen el 102,5 % de la utilidad. Los últimos 5 devuelven $ 6,2 M." in said
        assert "Fuera de la curva queda 1 cliente sin margen conocido, que compró $ 1,0 M." in said
        assert "59 clientes con margen conocido" in said

    def test_a_driver_that_nobody_records_is_named_with_its_file(self, patricia: Client) -> None:
        costs_made.kept()
        said = page(patricia, WHALE)
        assert "No está cargado el archivo «delivery»." in said
        assert "sin dato" in said
        assert "valor inicial de clave" in said

    def test_the_curve_is_drawn_and_told(self, patricia: Client) -> None:
        costs_made.kept()
        html = patricia.get(WHALE).content.decode()
        assert html.count("<polyline") == 2  # for a wide and for a narrow screen
        assert html.count("<circle") == 2 * costs_made.KEYS
        assert re.search(r'role="img" aria-label="[^"]*59 clientes', html)

    def test_customers_are_filtered_ordered_and_paged(self, patricia: Client) -> None:
        costs_made.kept()
        assert names(patricia, WHALE)[0] == "Cliente 0000"
        assert (len(names(patricia, WHALE)), len(names(patricia, WHALE, pagina="2"))) == (50, 9)
        assert len(names(patricia, WHALE, solo="clave")) == costs_made.KEYS
        assert names(patricia, WHALE, solo="devuelven", orden="deja")[0] == "Cliente 0009"
        assert names(patricia, WHALE, orden="-lugar")[0] == "Cliente 0009"
        assert names(patricia, WHALE, solo="clave-devuelven") == []
        assert "Ningún cliente cabe en este filtro." in page(patricia, WHALE, q="nadie")
        assert names(patricia, WHALE, solo="zzz", orden="zzz") == names(patricia, WHALE)

    def test_in_a_currency_without_unit_costs_it_is_the_curve_of_the_margin_and_says_so(self, patricia: Client) -> None:
        costs_made.kept(currency="USD")
        said = page(patricia, WHALE)
        assert "La política no tiene costos por unidad en USD: esta es la curva del margen" in said
        assert "Costo de servir" not in re.sub(r".*Cliente por cliente", "", said)

    def test_without_anybody_s_margin_there_is_no_curve_and_it_says_what_to_bring(self, patricia: Client) -> None:
        costs_made.kept(1, keys=1)
        said = page(patricia, WHALE)
        assert "Ningún cliente tiene margen conocido, así que no hay curva." in said
        assert "Ningún cliente está en la curva." in said


class TestConcentration:
    def test_it_says_what_the_first_hold_the_index_and_its_band(self, patricia: Client) -> None:
        costs_made.kept()
        said = page(patricia, CONCENTRATION)
        for words in ("El primero", "Los primeros 5", "Los primeros 10", "Herfindahl", "Poco concentrado",
                      "los clientes de un grupo cuentan como uno", "para mercados con varios vendedores"):  # fmt: skip
            assert words in said, words
        assert "De 1 no se sabe." in said

    def test_losing_one_is_told_for_the_largest_and_for_whom_one_asks(self, patricia: Client) -> None:
        costs_made.kept()
        assert "Sin Cliente 0002 se irían $ 115 M de compras" in page(patricia, CONCENTRATION)  # 58 and 57, one group
        said = page(patricia, CONCENTRATION, cliente=made.code(9))
        assert "Sin Cliente 0009 se irían $ 51,0 M de compras, $ 510.000 de margen, y se ahorrarían $ 2,0 M" in said
        assert "Sin Cliente 0002" in page(patricia, CONCENTRATION, cliente=made.code(3))  # by one of the group

    def test_a_customer_that_bought_nothing_is_answered_with_a_sentence(self, patricia: Client) -> None:
        costs_made.kept()
        said = page(patricia, CONCENTRATION, cliente="zzz")
        assert (
            "«zzz» no es un cliente que haya comprado en este año. Elige uno de la lista; abajo está el más grande."
            in said
        )

    def test_the_list_is_filtered_ordered_and_paged(self, patricia: Client) -> None:
        costs_made.kept()
        assert names(patricia, CONCENTRATION)[:2] == ["Cliente 0002", "Cliente 0000"]
        assert names(patricia, CONCENTRATION, orden="ventas")[0] == "Cliente 0059"
        assert names(patricia, CONCENTRATION, orden="-margen", pagina="2")[-1] == "Cliente 0059"  # who has none known
        assert names(patricia, CONCENTRATION, q=made.code(3)) == ["Cliente 0002"]
        assert len(names(patricia, CONCENTRATION, pagina="2")) == 9
        assert "Ningún cliente cabe en este filtro." in page(patricia, CONCENTRATION, q="nadie")


class TestFiles:
    def test_the_cost_is_the_one_of_the_page_and_empty_where_nobody_knows(self, patricia: Client) -> None:
        costs_made.kept()
        rows = rows_of(patricia, "costo.csv")
        first = next(row for row in rows if row["Cliente"] == made.code(0))
        assert (first["Costo"], first["Compras"], first["Tiempo de KAM y contactos"]) == ("650000", "20000000", "")
        assert len(rows) == costs_made.KEYS + 1
        amounts = rows_of(patricia, "costo.csv", ver="montos", que="hospitality")
        assert [(row["Costo"], row["Veces"]) for row in amounts] == [("250000", "2")]
        assert AuditEvent.objects.filter(what="outcome.costs_exported").count() == 2

    def test_the_curve_and_the_losses_have_every_customer_that_was_asked_for(self, patricia: Client) -> None:
        costs_made.kept()
        curve = rows_of(patricia, "ballena.csv")
        assert len(curve) == 59
        assert (curve[0]["Puesto"], curve[0]["Compras"], curve[0]["Lo que deja"]) == ("1", "60000000", "9000000")
        assert curve[-1]["Participación acumulada (%)"] == "100"
        assert len(rows_of(patricia, "ballena.csv", solo="devuelven")) == 5
        losses = rows_of(patricia, "concentracion.csv")
        assert len(losses) == 59
        assert (losses[0]["Cliente"], losses[0]["Clientes"], losses[0]["Compras"]) == ("GRUPO", "2", "115000000")
        assert losses[-1]["Margen"] == ""

    @pytest.mark.parametrize("kind", ["costo", "ballena", "concentracion"])
    def test_the_workbook_has_the_same_figures_and_says_where_they_come_from(self, patricia: Client, kind: str) -> None:
        costs_made.kept()
        book = load_workbook(BytesIO(taken(patricia, f"{kind}.xlsx")))
        table = book.get_sheet_by_index(0).to_python()
        assert len(table) >= len(rows_of(patricia, f"{kind}.csv")) + 1
        told = {cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row}
        assert any("COP" in str(cell) for cell in told)

    def test_anything_else_is_not_there(self, patricia: Client) -> None:
        assert patricia.get(reverse("results_cost_file", args=["costo.csv"])).status_code == 404  # nobody reckoned yet
        costs_made.kept()
        for kind in ("costo.pdf", "otra.csv", "costo"):
            assert patricia.get(reverse("results_cost_file", args=[kind])).status_code == 404


@pytest.mark.parametrize("address", [COST, WHALE, CONCENTRATION])
class TestEach:
    def test_it_opens_in_both_languages_and_every_window(self, patricia: Client, address: str) -> None:
        costs_made.kept(priced=True)
        for language, words in (("es", "Resultados"), ("en", "Results")):
            Person.objects.filter(role="management").update(language=language)
            for period in ("12", "24", "inicio"):
                assert words in page(patricia, address, periodo=period)

    def test_a_refused_part_says_why_and_without_a_reckoning_it_says_what_to_do(
        self, patricia: Client, address: str
    ) -> None:
        assert "Importa las facturas de los últimos tres años" in page(patricia, address)
        run = costs_made.kept()
        OutcomePart.objects.filter(run=run, part="cost").update(
            content=None, refused={"text": "The facts cannot be opened."}
        )
        assert "The facts cannot be opened." in page(patricia, address)

    def test_it_asks_and_weighs_as_much_with_ten_as_with_a_thousand(self, patricia: Client, address: str) -> None:
        counts = []
        for size in (10, 1_000):
            costs_made.kept(size, keys=size)
            patricia.get(address)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                found = patricia.get(address)
            counts.append(len(asked))
            assert len(gzip.compress(found.content)) <= HEAVIEST
        assert counts[0] == counts[1] <= MOST_QUERIES
