"""Calificar an extraordinary benefit: five kinds in one form, «No sé», what is wrong beside its kind, and how it is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from clave.actions.judging import KindSaid, rate_kinds
from clave.criteria.kind_anchors import KIND_ANCHORS
from clave.facts.store import FactStore
from clave.measures.kinds import KIND_NAMES
from clave.store.models import Person, Rating, RatingRequest
from tests.web import judging_made, made
from tests.web.conftest import As

CODE = made.code(0)
TAB = reverse("account_judgements", args=[CODE])
RATE = reverse("account_rate", args=[CODE, "extraordinary"])
PRODUCT = {"product-value": "4", "product-reason": "Abrió la línea sin solvente", "product-evidence": "Norma de julio"}
MARKET = {"market-value": "1", "market-reason": "Habla de precios", "market-evidence": "Visita de mayo"}
pytestmark = pytest.mark.usefixtures("run", "facts")


@pytest.fixture
def kam(signed_in: As) -> Client:
    return signed_in("kam")


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def said(by: Person, on: int = 0, **values: int) -> None:
    kinds = [KindSaid(kind, value, f"Razón de {kind}", "Acta") for kind, value in values.items()]
    now = timezone.now() - timedelta(days=on)
    rate_kinds(by=by, now=now, customer=CODE, criterion="extraordinary", kinds=kinds)


def test_every_kind_has_its_own_steps_and_can_be_left(kam: Client) -> None:
    page = text(kam, RATE)
    for kind, steps in KIND_ANCHORS.items():
        assert KIND_NAMES[kind].say("es") in page
        assert all(words.say("es") in page for words in steps), kind
    assert page.count("No sé") == 5


def test_what_one_knows_is_kept_in_one_go_and_taken_back_in_one_go(kam: Client) -> None:
    assert kam.post(RATE, PRODUCT | MARKET).status_code == 302
    assert dict(Rating.objects.values_list("kind", "value")) == {"product": 4, "market": 1}
    page = text(kam, TAB)
    assert "2 clases guardadas" in page
    assert 'name="answer"' in page
    undo = reverse("rating_withdraw", args=[CODE, Rating.objects.order_by("pk")[0].pk])
    assert undo in page
    kam.post(undo, {"answer": "1"})
    assert Rating.objects.filter(withdrawn=False).count() == 0


def test_one_request_one_form_one_row(kam: Client, signed_in: As) -> None:
    boss = signed_in("director")
    kam.post(reverse("account_ask", args=[CODE, "extraordinary"]), {"person": Person.objects.get(role="director").pk})
    assert text(boss, "/seleccion/calificar/").count(RATE + "?volver=cola") == 1
    assert boss.post(RATE, {**PRODUCT, "volver": "cola"}).url == "/seleccion/calificar/"
    assert RatingRequest.objects.get(person__role="director").state == "answered"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "al menos la clase que conoces"),
        ({"product-value": ""}, "Escribiste sobre esta clase: elige su paso"),
        ({"product-value": "5"}, "La escala va de 0 a 4"),
        ({"product-reason": " "}, "necesita su razón"),
        ({"product-evidence": ""}, "necesita su evidencia"),
        ({"product-expires_on": "2020-01-01"}, "ya pasó"),
        ({"product-expires_on": "mañana"}, "No es una fecha"),
        ({"product-reason": "x" * 2001}, "demasiado largo"),
    ],
)
def test_what_is_wrong_is_said_in_its_kind_and_nothing_changes(kam: Client, sent: dict[str, str], words: str) -> None:
    response = kam.post(RATE, {**PRODUCT, **MARKET, **sent} if sent else {})
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert not sent or "Visita de mayo" in page, "what was typed is kept"
    assert not Rating.objects.exists()


def test_what_one_said_stays_unless_another_step_is_chosen(kam: Client) -> None:
    said(Person.objects.get(role="kam"), product=3)
    page = text(kam, RATE)
    assert (page.count("No sé"), page.count("Queda como dije")) == (4, 1)
    kam.post(RATE, MARKET)
    assert dict(Rating.objects.filter(ended_at=None).values_list("kind", "value")) == {"product": 3, "market": 1}


def test_what_others_said_stays_aside_until_one_has_said_it(kam: Client) -> None:
    said(judging_made.somebody("Luis Rojas"), product=4)
    page = text(kam, RATE)
    assert "Razón de product" not in page
    assert "Otra persona" in page or "1 persona más" in page


def test_the_tab_shows_each_kind_its_spread_and_what_nobody_knows(kam: Client) -> None:
    said(Person.objects.get(role="kam"), product=4, market=2)
    said(judging_made.somebody("Luis Rojas"), product=1)
    page = text(kam, TAB)
    card = page.split('id="extraordinary"')[1].split("</section>")[0]
    assert card.count("nadie la ha calificado") == 3
    assert "en desacuerdo: de 1 a 4" in card
    assert "Cuenta su mejor clase, Conocimiento de producto: 2,5 de 4" in card
    assert "Razón de market" in card


def test_a_file_that_names_no_kind_is_shown_as_the_whole(kam: Client, settings: Settings, tmp_path: Path) -> None:
    settings.CLAVE_FACTS = tmp_path
    row = {"customer": CODE, "criterion": "extraordinary", "rater": "Diana", "date": date(2026, 5, 1), "rating": 4}
    tables = {**made.facts(5), "rating": made.table("rating", [row])}
    FactStore(tmp_path).load(tables, source="t", digest="t", now=timezone.now(), by="t", currency="COP")
    page = text(kam, TAB)
    assert "El beneficio en su conjunto" in page
    assert "Cuenta su mejor clase, El beneficio en su conjunto: 4 de 4" in page


def test_the_queue_says_which_kinds_expire(kam: Client) -> None:
    said(Person.objects.get(role="kam"), 350, product=4, market=2)
    page = text(kam, "/seleccion/calificar/")
    assert "Conocimiento de producto 4 · Conocimiento de mercado 2" in page
    assert page.count(RATE + "?volver=cola") == 1


@pytest.mark.parametrize("address", [TAB, RATE])
def test_as_many_queries_for_one_kind_as_for_five(kam: Client, address: str, person: Callable[[str], Person]) -> None:
    def asked() -> int:
        kam.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert kam.get(address).status_code == 200
        return len(queries)

    me = Person.objects.get(role="kam")
    said(me, product=4)
    few = asked()
    for n in range(6):
        said(judging_made.somebody(f"P{n} Pérez"), **dict.fromkeys(KIND_NAMES, n % 5))
    assert asked() == few <= 25


def test_only_what_i_was_asked_for_is_the_main_thing_to_do(kam: Client) -> None:
    main = 'class="btn s p" href="'
    assert main not in text(kam, TAB).split('id="knowledge"')[1]
    kam.post(reverse("account_ask", args=[CODE, "prestige"]), {"person": Person.objects.get(role="kam").pk})
    page = text(kam, TAB)
    assert page.count(main) == 1
    assert main + reverse("account_rate", args=[CODE, "prestige"]) in page
