"""Cuentas: who are they and how are they? Filters, order, columns and views live in the address."""

from __future__ import annotations

import gzip
import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clave.store.models import AccountLine, AuditEvent, SavedView, SelectionRun
from clave.web.columns import CHOOSABLE
from tests.web import made
from tests.web.accounts_crowd import crowd
from tests.web.conftest import As, Keep, KeepAccounts

MOST_QUERIES, MOST_BYTES = 25, 15_360
ROW = re.compile(r'<a class="nm"[^>]*>([^<]*)</a>')
PART = {"HX-Request": "true", "HX-Target": "rows"}


@pytest.fixture
def director(signed_in: As, keep_accounts: KeepAccounts) -> Client:
    keep_accounts(40)
    return signed_in("director")


def page(client: Client, query: str = "") -> str:
    """The page as text, entities resolved."""
    return html.unescape(client.get("/cuentas/" + query).content.decode())


def names(client: Client, query: str = "") -> list[str]:
    """Whom the list shows, in order."""
    return [html.unescape(name) for name in ROW.findall(client.get("/cuentas/" + query).content.decode())]


def row(client: Client, name: str, query: str = "") -> str:
    """The row of an account."""
    rows = re.findall(r"<tr>.*?</tr>", page(client, query), re.DOTALL)
    return next(found for found in rows if f">{name}</a>" in found)


def cells(client: Client, name: str, query: str) -> list[str]:
    """What stands in the cells of an account, without marks and with plain spaces."""
    found = re.findall(r"<td[^>]*>(.*?)</td>", row(client, name, query), re.DOTALL)
    return [re.sub(r"<[^>]+>", " ", cell).replace("\u00a0", " ").strip() for cell in found]


def test_without_a_selection_it_says_what_is_missing(signed_in: As) -> None:
    text = page(signed_in("director"))
    assert "Todavía no hay selección" in text
    assert "<table" not in text


def test_a_selection_of_an_earlier_version_says_so(director: Client) -> None:
    SelectionRun.objects.update(overview={})
    text = page(director)
    assert "todavía no está lista" in text
    assert "<table" not in text


def test_the_line_that_sums_it_up(director: Client) -> None:
    money = sum(1e8 - index * 1e5 for index in range(40)) / 1e6
    keys = sum(1e8 - index * 1e5 for index in range(made.MEMBERS)) / 1e6
    text = page(director)
    assert f"42 cuentas · $\u00a0{money:,.0f}\u00a0M en 12 meses".replace(",", ".") in text
    assert f"las 12 clave: {100 * keys / money:.0f}\u00a0% de la venta con 30\u00a0% de los clientes activos" in text
    assert f"12 cuentas · $\u00a0{keys:,.0f}\u00a0M".replace(",", ".") in page(director, "?vista=key")


@pytest.mark.parametrize(
    ("query", "first", "count"),
    [
        ("", "Empaques del Cauca", 42),
        ("?vista=key", "Empaques del Cauca", 12),
        ("?vista=debate", "Cliente 0007", 9),
        ("?vista=payment", "Cliente 0014", 1),
        ("?vista=at_risk", "Suelas Tayrona <b>Ltda.</b>", 3),
        ("?vista=unclassified", "=1+1", 20),
        ("?vista=inactive", "Inactiva Uno", 2),
        ("?q=TAYRONA", "Suelas Tayrona <b>Ltda.</b>", 1),
        ("?q=avila herm", "Ávila Hermanos", 1),
        ("?q=ÑANDU", "ñandú;", 1),
        ("?q=C-0030", "Cliente 0030", 1),
        ("?criterio=volume", "Empaques del Cauca", 20),
        ("?criterio=volume&criterio=distributor", "Empaques del Cauca", 20),
        ("?ciudad=Cali", "Empaques del Cauca", 11),
        ("?ciudad=Cali&ciudad=Ávila", "Empaques del Cauca", 21),
        ("?ciudad=Cali&sector=Calzado", "Empaques del Cauca", 4),
        ("?grupo=Órbita", "Calzado La Sabana", 3),
        ("?salud=at_risk&salud=unknown", "Suelas Tayrona <b>Ltda.</b>", 4),
        ("?pago=fails", "Cliente 0014", 1),
        ("?abc=A", "Empaques del Cauca", 10),
        ("?compras_min=99000000", "Empaques del Cauca", 11),
        ("?compras_min=99000000&compras_max=99500000", "Cliente 0005", 6),
        ("?compras_max=0", "Inactiva Uno", 2),
        ("?var_min=10", "Empaques del Cauca", 10),
        ("?orden=money", "Inactiva Uno", 42),
        ("?orden=health", "Suelas Tayrona <b>Ltda.</b>", 42),
        ("?orden=group", "Calzado La Sabana", 42),
        ("?orden=-payment", "Colchones Sierra Nevada", 42),
        ("?vista=nonsense&orden=nonsense&criterio=nonsense", "", 0),
        ("?vista=nonsense&orden=nonsense&pagina=x&col=nonsense&zzz=1", "Empaques del Cauca", 42),
    ],
)
def test_filters_and_orders(director: Client, query: str, first: str, count: int) -> None:
    found = names(director, query)
    assert ((found or [""])[0], len(found)) == (first, count)


@pytest.mark.parametrize("order", ["margin", "-margin", "growth", "-growth", "wallet", "-wallet", "score", "-score"])
def test_what_is_not_known_comes_last_in_either_direction(director: Client, order: str) -> None:
    """Never first among the smallest, as a nought would be."""
    known = list(AccountLine.objects.values_list("name", "margin_rate", "growth", "share_of_wallet", "score"))
    place = {"margin": 1, "growth": 2, "wallet": 3, "score": 4}[order.removeprefix("-")]
    unknown = {line[0] for line in known if line[place] is None}
    full = [line.name for line in AccountLine.objects.order_by("id")]
    shown = [next(name for name in full if name.startswith(found)) for found in names(director, f"?orden={order}")]
    assert unknown
    assert {*shown[-len(unknown) :]} == unknown


def test_names_are_in_the_order_of_a_dictionary(director: Client) -> None:
    some = (
        "Ávila Hermanos",
        "Calzado La Sabana",
        "Cliente 0004",
        "Inactiva Uno",
        "ñandú;",
        "Suelas Tayrona <b>Ltda.</b>",
    )
    assert tuple(name for name in names(director, "?orden=name") if name in some) == some
    assert tuple(name for name in names(director, "?orden=-name") if name in some) == some[::-1]


def test_unknown_is_a_question_mark_and_never_nought(director: Client) -> None:
    text = cells(director, "Empaques del Cauca", "?col=margin&col=kilos&col=wallet&col=growth")
    assert text[1:] == ["+11,1 %", "?", "?", "50 %"]
    assert cells(director, "Cliente 0009", "?col=growth&col=months")[1] != "?"
    assert cells(director, "Cliente 0009", "?col=growth")[1] == "?"
    assert cells(director, "Cliente 0006", "?col=payment")[1] == "?"


def test_every_column_says_what_it_should(director: Client) -> None:
    every = "&".join(f"col={key}" for key in CHOOSABLE)
    assert cells(director, "Calzado La Sabana", "?" + every)[1:] == [
        "–", "1 Volumen   2  Distribuidor    3  Kilos",
        "93", "96 %", "Entra", "$ 99,9 M", "", "+11 %", "30,1 %", "1 d", "90 %", "A", "99,9 t", "?", "?", "80 % 12 meses",
        "30 oct 1 d", "Sana", "Órbita", "–",
    ]  # fmt: skip


def test_health_says_why_beside_its_badge(director: Client) -> None:
    assert "En riesgo" in row(director, "Suelas Tayrona <b>Ltda.</b>")
    assert "43\u00a0días sin comprar; suele cada 10\u00a0días" in row(director, "Suelas Tayrona <b>Ltda.</b>")
    assert "factura vencida hace 45\u00a0días" in row(director, "Cliente 0005")
    assert "compra 25\u00a0% menos, mes a mes" in row(director, "Cliente 0007")
    assert "Poca historia" in row(director, "Cliente 0009")
    assert "inactiva" in row(director, "Inactiva Uno").casefold()


def test_the_last_row_adds_up_and_weighs(director: Client) -> None:
    foot = re.search(r"<tfoot>.*</tfoot>", page(director, "?vista=key"), re.DOTALL)
    assert foot
    said = re.sub(r"<[^>]+>", " ", foot[0]).replace("\u00a0", " ")
    lines = AccountLine.objects.filter(member=True)
    money = sum(line.money or 0 for line in lines)
    now = sum(line.money or 0 for line in lines if line.money_before)
    before = sum(line.money_before or 0 for line in lines)
    rated = [(line.money or 0, line.margin_rate) for line in lines if line.margin_rate is not None]
    rate = sum(amount * share for amount, share in rated) / sum(amount for amount, _ in rated)
    assert "12 cuentas" in said
    assert f"$ {money / 1e6:,.0f} M".replace(",", ".") in said
    assert f"+{100 * (now / before - 1):.1f} %".replace(".", ",").replace(",0 ", " ") in said
    assert f"{100 * rate:.1f} %".replace(".", ",").replace(",0 ", " ") in said


def test_names_are_never_markup(director: Client) -> None:
    raw = director.get("/cuentas/?q=<b>x</b>").content.decode()
    assert "<b>x" not in raw
    assert "Suelas Tayrona &lt;b&gt;Ltda." in director.get("/cuentas/").content.decode()


def test_the_order_in_force_is_said_to_everybody(director: Client) -> None:
    text = page(director, "?orden=growth")
    assert text.count("aria-sort") == 1
    head = re.search(r'<th scope="col" class="n" aria-sort="ascending">.*?</th>', text)
    assert head
    assert "orden=-growth" in head[0]
    assert 'aria-sort="descending"' in page(director)


def test_a_filter_in_force_is_a_chip_that_leads_back(director: Client) -> None:
    text = page(director, "?ciudad=Cali&ciudad=Bogotá&salud=healthy&compras_min=1000000&orden=name&q=cli")
    chips = re.findall(r'<a class="f on" href="([^"]*)"[^>]*>([^<]*)<', text)
    assert [said.replace("\u00a0", " ") for _, said in chips] == [
        "Ciudad: Cali", "Ciudad: Bogotá", "Salud: Sana", "«cli»", "Compras desde $ 1,0 M",
    ]  # fmt: skip
    without_cali = names(director, chips[0][0].removeprefix("/cuentas/"))
    assert without_cali == names(director, "?ciudad=Bogotá&salud=healthy&compras_min=1000000&orden=name&q=cli")


def test_a_limit_that_is_no_number_is_said_beside_its_field_and_kept(director: Client) -> None:
    answer = director.get("/cuentas/?compras_min=veinte&compras_max=5&var_min=9&var_max=-9")
    text = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert 'name="compras_min" value="veinte" aria-describedby="compras_min_error" aria-invalid="true"' in text
    assert re.search(r'id="compras_min_error">Esto no es un número', text)
    assert re.search(r'id="var_min_error">El límite inferior es mayor', text)
    assert re.search(r'id="compras_max_error"></p>', text)
    part = director.get("/cuentas/?compras_min=1e999", headers=PART)
    assert part.status_code == 422
    assert 'id="compras_min_error" hx-swap-oob="true">Esto no es un número' in part.content.decode()


def test_htmx_gets_the_rows_and_what_is_said_of_them(director: Client) -> None:
    answer = director.get("/cuentas/?q=&vista=&ciudad=Cali&compras_min=&pagina=1&orden=-score", headers=PART)
    text = answer.content.decode()
    assert text.startswith('<div id="rows"')
    assert "<html" not in text
    for part in ("sum", "acts", "tools", "compras_min_error"):
        assert re.search(rf'id="{part}" hx-swap-oob="true"', text), part
    assert answer.headers["HX-Push-Url"] == "/cuentas/?ciudad=Cali"
    assert "HX-Target" in answer.headers["Vary"]
    assert "formato=xlsx" in text


def test_a_plain_form_leads_to_the_short_address(director: Client) -> None:
    answer = director.get("/cuentas/?q=&criterio=volume&compras_min=&orden=-score&pagina=2")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/cuentas/?criterio=volume&pagina=2")


def test_nobody_fits(director: Client) -> None:
    text = page(director, "?q=zzz")
    assert "Ninguna cuenta cumple esos filtros" in text
    assert "<table" not in text
    assert "0 cuentas" in text


def test_fifty_to_a_page_with_its_count(keep_accounts: KeepAccounts, signed_in: As) -> None:
    keep_accounts(118)
    client = signed_in("kam")
    assert len(names(client)) == 50
    assert len(names(client, "?pagina=3")) == 20
    assert len(names(client, "?pagina=99999")) == 20
    assert "51 a 100 de 120" in page(client, "?pagina=2")
    assert len({*names(client), *names(client, "?pagina=2"), *names(client, "?pagina=3")}) == 120


def test_old_facts_are_said(director: Client) -> None:
    SelectionRun.objects.update(as_of=timezone.localdate())
    assert "Los hechos llegan hasta" not in page(director)
    SelectionRun.objects.update(as_of="2020-01-31")
    assert "Los hechos llegan hasta el 31 ene 2020" in page(director)


def test_who_may_not_open_the_selection_is_not_sent_there(signed_in: As, director: Client) -> None:
    assert "Revisar selección" in page(director)
    credit = page(signed_in("credit"))
    assert "Revisar selección" not in credit
    assert "Exportar" in credit


def test_in_english_too(director: Client) -> None:
    director.post("/idioma/", {"language": "en"})
    text = page(director)
    assert "42 accounts · $\u00a03,922\u00a0M in 12 months" in text
    assert "43\u00a0days without buying; usually every 10\u00a0days" in text


def test_the_same_few_queries_at_any_size(keep_accounts: KeepAccounts, signed_in: As) -> None:
    client, counts = signed_in("director"), []
    for size in (10, 1000):
        keep_accounts(size)
        with CaptureQueriesContext(connection) as queries:
            client.get("/cuentas/?q=cli&salud=healthy")
        with CaptureQueriesContext(connection) as part:
            client.get("/cuentas/?q=cli&salud=healthy", headers=PART)
        counts.append((len(queries), len(part)))
    assert counts[0] == counts[1]
    assert max(*counts[0]) <= MOST_QUERIES


def test_a_full_page_is_light(keep_accounts: KeepAccounts, signed_in: As) -> None:
    """With names and months of every kind, and filters full to their brim."""
    crowd(keep_accounts(40), 200)
    body = signed_in("director").get("/cuentas/").content
    assert len(gzip.compress(body, 6)) <= MOST_BYTES


def test_columns_of_the_address_before_those_of_the_person(director: Client) -> None:
    heads = re.compile(r'<th scope="col".*?>([^<>]+)(?:<svg|</a>)')
    assert heads.findall(page(director, "?col=kilos&col=abc")) == ["Cuenta", "ABC", "Kilos"]
    answer = director.post(
        "/listas/cuentas/columnas/", {"use": "always", "col": ["margin", "health"], "consulta": "q=cli"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/cuentas/?q=cli")
    assert heads.findall(page(director)) == ["Cuenta", "Margen", "Salud"]
    assert heads.findall(page(director, "?col=kilos")) == ["Cuenta", "Kilos"]
    here = director.post("/listas/cuentas/columnas/", {"use": "here", "col": ["abc"], "consulta": "q=cli&col=kilos"})
    assert here.headers["Location"] == "/cuentas/?q=cli&col=abc"
    director.post("/listas/cuentas/columnas/", {"use": "shipped"})
    assert len(heads.findall(page(director))) == 10


def test_columns_that_nobody_has_are_not_drawn_unless_asked_for(keep: Keep, signed_in: As) -> None:
    """Only invoices are loaded: neither margin nor payment is known of anybody."""
    keep(40)
    client, heads = signed_in("director"), re.compile(r'<th scope="col".*?>([^<>]+)(?:<svg|</a>)')
    assert heads.findall(page(client)) == [
        "Cuenta", "Categorías", "Puntaje", "12 meses", "24 meses", "Compró", "Salud",
    ]  # fmt: skip
    assert heads.findall(page(client, "?col=margin")) == ["Cuenta", "Margen"]
    assert cells(client, "Cliente 0004", "?col=margin&col=months")[1:] == ["?", "?"]


def test_no_column_at_all_is_a_sentence(director: Client) -> None:
    answer = director.post("/listas/cuentas/columnas/", {"use": "always", "col": "nonsense"})
    assert answer.status_code == 422
    assert "elige por lo menos una" in answer.content.decode()


def test_compact_rows_are_kept_for_the_person_alone(director: Client, signed_in: As) -> None:
    assert "acc compact" not in page(director)
    answer = director.post("/listas/cuentas/columnas/?q=cli", {"compact": "1"})
    assert answer.headers["Location"] == "/cuentas/?q=cli"
    assert "acc compact" in page(director)
    assert "acc compact" not in page(signed_in("kam"))
    director.post("/listas/cuentas/columnas/", {"compact": "0"})
    assert "acc compact" not in page(director)


def test_a_view_is_kept_under_a_name_and_found_again(director: Client) -> None:
    saved = director.post(
        "/listas/cuentas/vistas/",
        {"name": "  Cali   sana ", "consulta": "q=&salud=healthy&ciudad=Cali&pagina=3&col=abc"},
    )
    assert saved.headers["Location"] == "/cuentas/?ciudad=Cali&salud=healthy&col=abc"
    text = page(director, "?salud=healthy&col=abc&ciudad=Cali")
    assert re.search(r'<a href="[^"]*" aria-current="true">Cali sana</a>', text)
    assert 'aria-current="true">Todas' not in text
    assert AuditEvent.objects.filter(what="view.saved").count() == 1


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("", "la vista no tiene nombre"), ("   ", "la vista no tiene nombre"), ("x" * 41, "más de 40 letras"),
     ("Mía", "ya tienes una vista llamada «Mía»")],
)  # fmt: skip
def test_a_name_that_will_not_do_is_said_beside_it_and_kept(director: Client, name: str, sentence: str) -> None:
    director.post("/listas/cuentas/vistas/", {"name": "Mía", "consulta": "vista=key"})
    answer = director.post("/listas/cuentas/vistas/", {"name": name, "consulta": "ciudad=Cali"})
    text = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert sentence in text
    assert f'name="name" value="{name}"' in text
    assert 'name="consulta" value="ciudad=Cali"' in text
    assert SavedView.objects.count() == 1


def test_views_are_renamed_deleted_and_brought_back(director: Client) -> None:
    for name in ("Una", "Otra"):
        director.post("/listas/cuentas/vistas/", {"name": name, "consulta": f"q={name}"})
    first = SavedView.objects.get(name="Una")
    director.post(f"/listas/cuentas/vistas/{first.pk}/", {"do": "rename", "name": "Primera"})
    wrong = director.post(f"/listas/cuentas/vistas/{first.pk}/", {"do": "rename", "name": "Otra"})
    assert wrong.status_code == 422
    assert "ya tienes una vista llamada «Otra»" in wrong.content.decode()
    assert {*SavedView.objects.values_list("name", flat=True)} == {"Primera", "Otra"}
    director.post(f"/listas/cuentas/vistas/{first.pk}/", {"do": "remove"})
    text = director.get("/listas/cuentas/vistas/").content.decode()
    assert "«Primera» se eliminó" in text
    undo = dict(re.findall(r'<input type="hidden" name="(name|consulta|stay)" value="([^"]*)"', text))
    back = director.post("/listas/cuentas/vistas/", undo)
    assert back.headers["Location"] == "/listas/cuentas/vistas/"
    assert SavedView.objects.get(name="Primera").query == "q=Una"
    assert "se eliminó" not in director.get("/listas/cuentas/vistas/").content.decode()


def test_nobody_reaches_the_views_of_somebody_else(director: Client, signed_in: As) -> None:
    director.post("/listas/cuentas/vistas/", {"name": "Mía", "consulta": "vista=key"})
    mine, stranger = SavedView.objects.get(), signed_in("kam")
    for what in ("rename", "remove"):
        assert stranger.post(f"/listas/cuentas/vistas/{mine.pk}/", {"do": what, "name": "Tuya"}).status_code == 404
    assert "Mía" not in page(stranger)
    assert SavedView.objects.get().name == "Mía"
    assert stranger.post("/listas/cuentas/vistas/", {"name": "Mía", "consulta": ""}).status_code == 302


def test_thirty_views_are_enough(director: Client) -> None:
    for number in range(30):
        director.post("/listas/cuentas/vistas/", {"name": f"Vista {number}", "consulta": ""})
    answer = director.post("/listas/cuentas/vistas/", {"name": "Una más", "consulta": ""})
    assert answer.status_code == 422
    assert "ya tienes 30 vistas propias" in answer.content.decode()


def test_without_views_the_page_says_how_to_make_one(director: Client) -> None:
    assert "Todavía no guardas vistas" in director.get("/listas/cuentas/vistas/").content.decode()
    assert "¿Cómo la llamas?" in director.get("/listas/cuentas/vistas/?vista=key").content.decode()
    assert director.get("/listas/cuentas/columnas/?col=abc").content.decode().count("checked") == 1
