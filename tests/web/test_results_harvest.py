"""Cosecha, retención, relación, promesas: what each says, of whom, in which order, what is not known, what is reserved, and as a
file."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from python_calamine import load_workbook

from clave.actions.outcome import keep_outcome
from clave.base.words import Text
from clave.outcome.harvest.shape import (
    AccountMargin,
    Asked,
    Category,
    Estimate,
    Fact,
    Harvest,
    Promised,
    Stayed,
    Voiced,
)
from clave.outcome.whole import HARVEST
from clave.store import fields
from clave.store.models import AuditEvent, OutcomePart, OutcomeRun, Person
from clave.store.roles import ADMINISTRATOR, of
from tests.web import made, outcome_made

M, SIZE = 1_000_000.0, 60
LISTS = ("cosecha/volume", "retencion", "relacion", "promesas")
pytestmark = pytest.mark.django_db


def kept(**changed: object) -> OutcomeRun:
    """A reckoning of sixty accounts of every kind; `changed` are fields of the harvest."""
    found = outcome_made.reckoned(SIZE)
    parts = {
        key: replace(various(part), **changed) if isinstance(part, Harvest) else part
        for key, part in found.parts.items()
    }
    return keep_outcome(reckoned=replace(found, parts=parts), took=1.0, by=None, now=timezone.now())


def various(one: Harvest) -> Harvest:
    """Accounts that stayed, left, came back, were never measured; comparable ones; figures that nobody knows."""
    codes = [(fact.customer, fact.name) for fact in one.promises.accounts]
    nothing = Estimate(None, None, None, 0)
    facts = tuple(_fact(n, *each) for n, each in enumerate(codes))
    volume = replace(
        _one(one, "volume"), accounts=SIZE, known=SIZE - 1, facts=facts, low=0.02, high=0.12, target=0.1,
        says=Text("$ 480 M"),
    )  # fmt: skip
    profit = replace(_one(one, "profit"), actual=0.271828, before=0.26, facts=(replace(facts[0], value=0.271828),))
    asked = Asked(1, "Relación 2026-1", one.as_of, False, 60, 46, 25, 23, Estimate(62.0, 41.0, 78.0, 46), None)
    secret = replace(asked, anonymous=True, accounts_answered=None, nps=nothing, hidden=Text("Fewer than 5 answered."))
    return replace(
        one,
        categories=tuple({"volume": volume, "profit": profit}.get(each.key, each) for each in one.categories),
        retention=replace(
            one.retention, accounts=_stayed(one, codes), missing=(Text("12 of the 60 have comparable customers."),)
        ),
        margins=replace(one.margins, accounts=_margins(codes), unknown_drivers=(Text("Freight"), Text("Visits"))),
        relation=replace(
            one.relation, surveys=(asked, secret), voiced=tuple(
                Voiced(code, name, 1 + n % 3, None if n == 1 else 100.0 - n, {"satisfaction": 6.0}, None)
                for n, (code, name) in enumerate(codes[:55])
            ),
        ),
        promises=replace(one.promises, accounts=tuple(_promised(n, *each) for n, each in enumerate(codes))),
    )  # fmt: skip


def _one(found: Harvest, key: str) -> Category:
    category = found.category(key)
    assert category is not None
    return category


def _fact(n: int, code: str, name: str) -> Fact:
    why = Text("It bought nothing in the window before, so that it has no growth.") if n == 7 else None
    value = None if why else 0.5 - n / 100
    return Fact(code, name, date(2025, 11, 1), value, None, {"money": n * M, "money_before": None if why else M}, why)


def _stayed(one: Harvest, codes: list[tuple[str, str]]) -> tuple[Stayed, ...]:
    states = ("kept", "broken", "silent_before", "silent_before", "unknown")
    ends = (None, date(2026, 3, 1), date(2025, 2, 1), None, None)
    mine = tuple(
        Stayed(code, name, "key", states[n % 5], 14.0, one.as_of, ends[n % 5], n * M, M)  # type: ignore[arg-type]
        for n, (code, name) in enumerate(codes)
    )
    like = Stayed("C-9000", "Comparable Uno", "comparable", "kept", 7.0, one.as_of, None, 5 * M, 4 * M)
    return (*mine, like)


def _margins(codes: list[tuple[str, str]]) -> tuple[AccountMargin, ...]:
    known = tuple(
        AccountMargin(code, name, "key", 480 * M, 144 * M, 0.314159, 9 * M, 135 * M, 0.28) for code, name in codes
    )
    like = AccountMargin("C-9000", "Comparable Uno", "comparable", 5 * M, None, None, None, None, None)
    return (*known, like)


def _promised(n: int, code: str, name: str) -> Promised:
    if n == 3:
        return Promised(code, name, 0, 0, 4, None, "", None, None, None)
    return Promised(
        code, name, 9 - n % 4, n % 4, 1, 1 - n % 4 / 9, "less" if n % 4 > 1 else "more", 0.1, n % 5 > 0, None
    )


def page(client: Client, address: str, **given: str) -> str:
    text = unescape(re.sub(r"<[^>]+>", " ", client.get(f"/resultados/{address}/", given).content.decode()))
    return re.sub(r"\s+", " ", text)


def rows(client: Client, address: str, **given: str) -> list[str]:
    """The cells of the list, row by row, as htmx gets them."""
    answer = client.get(f"/resultados/{address}/", given, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in answer
    body = answer.partition("<tbody>")[2]
    cells = (unescape(re.sub(r"<[^>]+>", " ", row)) for row in body.split("</tr>")[:-1])
    return [re.sub(r"\s+", " ", row).strip() for row in cells]


def taken(client: Client, name: str, **given: str) -> list[list[str]]:
    """A file as rows of text, its head first."""
    answer = client.get(f"/resultados/lista/{name}", given)
    assert answer.status_code == 200, name
    body = answer.getvalue()
    for close in answer._resource_closers:  # type: ignore[attr-defined]  # `answer.close()` would close the database too
        close()
    if name.endswith(".csv"):
        return list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    sheet = load_workbook(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    return [[str(cell) for cell in row] for row in sheet]


def test_every_reason_stands_against_its_target_and_opens_to_its_accounts(patricia: Client) -> None:
    kept()
    found = page(patricia, "cosecha")
    for words in ("$ 480 M", "+4,1 pp", "10 %", "104 %", "Cumple la meta", "6 needs serve 38 more", "Lejos de la meta"):
        assert words in found, words
    text = patricia.get("/resultados/cosecha/", {"periodo": "24"}).content.decode()
    opened = set(re.findall(r'href="(/resultados/cosecha/[a-z_]+/\?periodo=24)"', text))
    assert len(opened) == 12
    for address in sorted(opened):
        assert patricia.get(address).status_code == 200, address


@pytest.mark.parametrize("address", ["cosecha", *LISTS])
def test_the_tab_of_the_page_is_the_one_that_is_lit(patricia: Client, address: str) -> None:
    kept()
    text = patricia.get(f"/resultados/{address}/").content.decode()
    lit = re.findall(r'href="(/resultados/[a-z]+/)[^"]*" aria-current="page"', text)
    assert lit == [f"/resultados/{address.partition('/')[0]}/"]


def test_a_reason_without_accounts_says_so_and_why(patricia: Client) -> None:
    one = outcome_made.harvest_of(outcome_made.page(5).window, 5)
    why = Text("No account is key by this reason: it was not applied when they were chosen.")
    kept(categories=tuple(replace(each, missing=why) if each.key == "cash" else each for each in one.categories))
    found = page(patricia, "cosecha")
    assert "Contado 0" in found
    assert "no se aplicaba cuando las escogieron. — — Sin cuentas" in found
    assert "no se aplicaba cuando las escogieron." in page(patricia, "cosecha/cash")


def test_a_reason_shows_its_target_with_its_source_and_the_facts_of_each_account(patricia: Client) -> None:
    kept()
    found = page(patricia, "cosecha/volume")
    for words in (
        "Por qué esta meta:", "entre 2 % y 12 %", "59 cuentas tienen la cifra", "1 a 50 de 60", "Compras antes",
        "No compró nada en el periodo anterior",
    ):  # fmt: skip
        assert words in found, words
    assert f'href="/cuentas/{made.code(1)}/"' in patricia.get("/resultados/cosecha/volume/").content.decode()
    assert len(rows(patricia, "cosecha/volume", pagina="2")) == SIZE - 50


def test_what_is_not_known_is_a_dash_and_comes_last_whichever_way(patricia: Client) -> None:
    kept()
    for order in ("cifra", "-cifra"):
        last = rows(patricia, "cosecha/volume", orden=order, pagina="2")[-1]
        assert made.code(7) in last or "No compró nada" in last
        assert "—" in last
    assert len(rows(patricia, "cosecha/volume", estado="sin")) == 1
    assert rows(patricia, "cosecha/volume", orden="-cifra")[0].split(" 1 nov 2025 ")[1].startswith("50 %")


@pytest.mark.parametrize("address", LISTS)
def test_a_list_is_filtered_by_words_and_an_unknown_filter_gives_a_sentence(patricia: Client, address: str) -> None:
    kept()
    name = "Cliente 11 S.A.S."
    assert rows(patricia, address, q="cliente 11") == rows(patricia, address, q=name)
    assert len(rows(patricia, address, q=name)) == 1
    assert "Ninguna cuenta cumple este filtro." in page(patricia, address, q="zzz")
    odd = page(patricia, address, estado="zzz", orden="-nada")
    assert "Esta lista no se puede filtrar ni ordenar por «zzz, -nada»: eso no se tuvo en cuenta." in odd
    assert "no se tuvo en cuenta" not in page(patricia, address, q="11", orden="-cuenta")
    assert len(rows(patricia, address, pagina="999")) > 0


def test_who_stays_is_told_by_side_with_how_many_and_between_what(patricia: Client) -> None:
    kept()
    found = page(patricia, "retencion")
    for words in (
        "96 % entre 91 % y 99 %", "Las cuentas clave se quedan +12,0 pp frente a clientes parecidos (entre +4,9 pp y +18,2 pp)",
        "12 of the 60 have comparable customers.", "Freight, Visits", "$ 460 M → $ 480 M",
    ):  # fmt: skip
        assert words in found, words


def test_being_better_than_everybody_else_is_no_merit(patricia: Client) -> None:
    """En Iowa, sin programa, las elegidas se quedan con seguridad más que los demás en cinco de ocho años: no se celebra."""
    kept()
    assert "frente a los demás (entre +4,9 pp y +18,2 pp): se escoge a las mejores" in page(patricia, "retencion")
    text = patricia.get("/resultados/retencion/").content.decode()
    assert text.count('class="note ok') == 1, "only against those that are like them"


def test_who_came_back_has_no_day_of_breaking(patricia: Client) -> None:
    """Los estados: sigue, lo perdió, ya callaba, callaba y volvió, muy pocas compras."""
    kept()
    assert [len(rows(patricia, "retencion", estado=one, lado="key")) for one in ("kept", "broken", "silent_before")] == [
        12, 12, 24,
    ]  # fmt: skip
    silent = rows(patricia, "retencion", estado="silent_before")
    assert sum("Callaba, y volvió a comprar" in row for row in silent) == 12
    assert sum("1 feb 2025" in row for row in silent) == 12
    assert all("1 mar 2026" in row for row in rows(patricia, "retencion", estado="broken"))
    assert [row.split(" Clientes")[0] for row in rows(patricia, "retencion", lado="comparable")] == ["Comparable Uno"]


def test_margins_are_a_list_of_their_own(patricia: Client) -> None:
    kept()
    like = rows(patricia, "retencion", ver="margen", lado="comparable")
    assert len(like) == 1
    assert like[0].count("—") == 5
    assert "31,4 %" in rows(patricia, "retencion", ver="margen", lado="key")[0]


def test_the_relationship_says_of_how_many_and_what_stays_hidden(patricia: Client) -> None:
    kept()
    found = page(patricia, "relacion")
    for words in (
        "+62",
        "46 personas respondieron",
        "4,3 de 5",
        "Relación 2026-1",
        "46 de 60",
        "23 de 25",
        "Fewer than 5",
    ):
        assert words in found, words
    assert rows(patricia, "relacion", orden="nps")[0].split(" ")[-5] != "—"
    assert "+100" in rows(patricia, "relacion", orden="-nps")[0]


def test_promises_stand_side_by_side_with_their_caution(patricia: Client) -> None:
    kept()
    found = page(patricia, "promesas")
    for words in ("90 %", "+8,0 pp", "no es causa y efecto", "They grew 8 points more."):
        assert words in found, words
    assert len(rows(patricia, "promesas", lado="sin")) == 1
    more = rows(patricia, "promesas", lado="mas")
    assert all("Más promesas cumplidas" in row for row in more)
    assert len(more) == 30


@pytest.mark.parametrize("address", ["cosecha", "cosecha/cash", "retencion", "relacion", "promesas"])
def test_in_english_too(patricia: Client, address: str) -> None:
    kept()
    Person.objects.update(language="en")
    found = page(patricia, address)
    assert "Results" in found
    for word in ("Cuenta", "periodo", "Retención", "meta", "Promesas", "inguna"):
        assert word not in found, word


def test_what_cannot_be_said_is_a_sentence_and_not_a_zero(patricia: Client) -> None:
    nothing = Estimate(None, None, None, 0)
    made_of = outcome_made.harvest_of(outcome_made.page(3).window, 3)
    kept(
        relation=replace(
            made_of.relation, nps=nothing, before=nothing, noticed=nothing, scales=(), asked=0, answered=0, surveys=(), voiced=(),
            missing=(Text("Nobody was asked in the window."),),
        ),
        promises=replace(made_of.promises, compared=(), accounts=(), threshold=None, missing=(Text("Not judged yet."),)),
        margins=replace(made_of.margins, accounts=(), missing=(Text("No line has a cost."),)),
    )  # fmt: skip
    asked = page(patricia, "relacion")
    assert "Nobody was asked in the window." in asked
    assert "nadie respondió" in asked
    assert "no se envió ninguna encuesta de relación" in asked
    promises = page(patricia, "promesas")
    assert "Not judged yet." in promises
    assert "Ir a Promesas" in promises
    assert "No line has a cost." in page(patricia, "retencion")


def test_before_any_reckoning_and_where_it_was_refused(patricia: Client, facts: None) -> None:
    assert "Nadie lo ha calculado todavía" in page(patricia, "cosecha")
    run = kept()
    OutcomePart.objects.filter(run=run, part=HARVEST).update(content=None, refused={"text": "there are no facts yet."})
    for address in ("cosecha", *LISTS):
        assert "no hay hechos" in page(patricia, address), address
    assert patricia.get("/resultados/lista/cosecha.csv").status_code == 404


def test_another_reason_or_another_file_does_not_exist(patricia: Client) -> None:
    kept()
    for address in ("cosecha/nada/", "lista/nada.csv", "lista/cosecha.pdf", "lista/cosecha"):
        assert patricia.get(f"/resultados/{address}").status_code == 404, address


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_files_hold_every_account_with_the_figures_of_the_page(patricia: Client, form: str) -> None:
    kept()
    like = {name: taken(patricia, f"{name}.{form}") for name in ("retencion", "margen", "relacion", "promesas")}
    assert [len(_body(table, form)) for table in like.values()] == [SIZE + 1, SIZE + 1, 55, SIZE]
    unmeasured = _body(like["promesas"], form)[3]
    assert unmeasured[:7] == [
        made.code(3),
        "Ninguna se pudo medir",
        "Cliente 3 S.A.S.",
        "",
        *(_n(n, form) for n in (0, 0, 4)),
    ]
    came_back = dict(zip(_head(like["retencion"], form), _body(like["retencion"], form)[3], strict=True))
    assert (came_back["Qué salió de él"], came_back["Perdió el ritmo el"]) == ("Callaba, y volvió a comprar", "")
    assert "Margen" in _head(like["margen"], form)
    harvest = taken(patricia, f"cosecha.{form}")
    head, body = _head(harvest, form), _body(harvest, form)
    volume = [dict(zip(head, row, strict=True)) for row in body if row[0] == "Volumen"]
    assert len(volume) == SIZE
    assert volume[7]["Valor"] == ""
    assert volume[7]["Por qué no la hay"].startswith("No compró nada")
    assert volume[9]["De qué sale"] == "Compras: $\u00a09.000.000; Compras antes: $\u00a01.000.000"
    assert volume[9]["Unidad"] == "parte (1 = 100 %)"
    assert float(volume[0]["Valor"].replace(",", ".")) == 0.5
    assert AuditEvent.objects.filter(what="outcome.exported").count() == 5


def _n(value: int, form: str) -> str:
    return str(value) if form == "csv" else f"{value}.0"


def _head(table: list[list[str]], form: str) -> list[str]:
    return next(row for row in table if "Cliente" in row)


def _body(table: list[list[str]], form: str) -> list[list[str]]:
    at = table.index(_head(table, form))
    return [row for row in table[at + 1 :] if any(row)]


def test_margins_are_reserved_for_who_may_see_them(patricia: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    kept()
    assert "27,2 %" in page(patricia, "cosecha/profit")
    assert "31,4 %" in page(patricia, "retencion", ver="margen")
    hidden = replace(fields.FIELDS[fields.MARGIN], roles=of(ADMINISTRATOR))
    monkeypatch.setitem(fields.FIELDS, fields.MARGIN, hidden)
    for address, given in (
        ("cosecha", {}), ("cosecha/profit", {}), ("cosecha/profit", {"orden": "-cifra"}), ("retencion", {}),
        ("retencion", {"ver": "margen", "orden": "-tasa"}),
    ):  # fmt: skip
        found = page(patricia, address, **given)
        assert "eservad" in found, address
        for secret in ("27,2", "31,4", "27,3 %", "144 M"):
            assert secret not in found, (address, secret)
    assert patricia.get("/resultados/lista/margen.csv").status_code == 404
    assert all(row[0] != "Margen" for row in taken(patricia, "cosecha.csv"))
