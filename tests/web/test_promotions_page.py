"""Promociones y referencias: what their pages show to whom, every form refused beside its field with what was typed, undo, files,
reserved figures, cost."""

from __future__ import annotations

import gzip
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clave.store.models import Person, Promotion, ReferenceAsk, Referral, SelectionRun, WillingReference
from tests.web import promotions_made as made
from tests.web import services_made
from tests.web.conftest import As

MOST_QUERIES, HEAVIEST = 25, 15_360
pytestmark = pytest.mark.django_db


@pytest.fixture
def diana(run: SelectionRun, signed_in: As) -> Client:
    return signed_in("director")


def me(role: str = "director") -> Person:
    return Person.objects.get(role=role)


def page(client: Client, address: str, **given: str) -> str:
    return client.get(address, given).content.decode().replace("\u00a0", " ")


def today(days: int = 0) -> str:
    return f"{timezone.localdate() + timedelta(days=days)}"


def sent(client: Client, kept: Promotion, act: str, **given: Any) -> Any:
    return client.post(reverse("promotion_act", args=[kept.pk, act]), given)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/promociones/", "Proponer la primera"), ("/referencias/", "Anotar"), ("/referencias/pedidas/", "busca quién sirve"),
        ("/referencias/recomendaciones/", "por su cuenta"),
    ],
)  # fmt: skip
def test_before_anything_was_written_a_page_says_what_it_is_for(diana: Client, address: str, words: str) -> None:
    assert words in page(diana, address)
    assert "<html" not in diana.get(address, HTTP_HX_REQUEST="true").content.decode()


def test_the_list_filters_orders_and_adds_up(diana: Client) -> None:
    made.result(made.promotion(me(), 0))
    made.promotion(me(), 1, stage="proposed", ours=None)
    shown = page(diana, "/promociones/")
    assert "Suela limpia 1" in shown
    assert "Suela limpia 0" not in shown, "what ended is closed"
    every = page(diana, "/promociones/", etapa="todas", orden="-lift")
    assert "compró más" in every
    assert "1 sin presupuesto todavía" in every
    assert "Suela limpia 1" not in page(diana, "/promociones/", etapa="todas", resultado="lift")
    assert "Ninguna promoción cumple este filtro." in page(diana, "/promociones/", q="zzz")
    assert "Suela limpia 0" in diana.get("/promociones/archivo/promociones.csv?etapa=todas").getvalue().decode()  # type: ignore[attr-defined]


def test_a_promotion_is_proposed_or_refused_with_what_was_typed(diana: Client, facts: None) -> None:
    given = {
        "cliente": "C-0002", "kind": "promotion", "title": "Suela limpia", "starts_on": today(), "ends_on": today(40),
        "measure": "money", "ours": "4 M", "owner": me().pk, "goal": "Que la prueben", "products": "P1",
    }  # fmt: skip
    wrong = diana.post(reverse("promotion_new"), given | {"ours": "mucho", "ends_on": today(-9)})
    assert wrong.status_code == 422
    assert "«mucho» no es un número" in wrong.content.decode()
    assert "Que la prueben</textarea>" in wrong.content.decode()
    strange = diana.post(reverse("promotion_new"), given | {"products": "P1, PU-999"})
    assert "Ninguna factura ni el catálogo de productos tiene PU-999." in strange.content.decode()
    backwards = diana.post(reverse("promotion_new"), given | {"ends_on": today(-9)})
    assert "erminaría antes de empezar" in backwards.content.decode()
    assert diana.post(reverse("promotion_new"), given).status_code == 302
    kept = Promotion.objects.get()
    assert (kept.ours, kept.products) == (4_000_000, ["P1"])
    assert "Deshacer" in page(diana, reverse("promotion", args=[kept.pk]))
    stale = diana.post(reverse("promotion_edit", args=[kept.pk]), given | {"seen": "ayer"})
    assert stale.status_code == 422
    better = given | {"seen": kept.changed_at.isoformat(), "title": "Suela más limpia"}
    assert diana.post(reverse("promotion_edit", args=[kept.pk]), better).status_code == 302
    assert sent(diana, kept, "quitar").status_code == 302
    assert diana.get(reverse("promotion", args=[kept.pk])).status_code == 404
    assert sent(diana, kept, "devolver").status_code == 302


def test_the_page_says_what_it_brought_with_every_month_behind_it(diana: Client) -> None:
    kept = made.promotion(me())
    assert "Nadie la ha medido como está" in page(diana, reverse("promotion", args=[kept.pk]))
    made.result(kept)
    shown = page(diana, reverse("promotion", args=[kept.pk]))
    for words in (
        "compró más",
        "Nivel: $",
        "Lo que trajo nuestro dinero",
        "a un margen de 40,0 %",
        "24 meses antes de esos",
    ):
        assert words in shown
    assert shown.count("<tr><td") >= 36 + 2


def test_moving_and_spending_are_refused_in_a_sentence_and_undone(diana: Client) -> None:
    kept = made.promotion(me(), stage="proposed")
    refused = sent(diana, kept, "mover", here="proposed", to="agreed")
    assert refused.status_code == 422
    assert "quién del cliente la acordó" in refused.content.decode()
    kept.contact = made.person(me())
    kept.save()
    assert sent(diana, kept, "mover", here="proposed", to="agreed").status_code == 302
    assert "No es un número" not in sent(diana, kept, "gastado", ours="3 M", theirs="").content.decode()
    kept.refresh_from_db()
    assert (kept.stage, kept.ours_spent, kept.theirs_spent) == ("agreed", 3_000_000, None)
    assert sent(diana, kept, "gastado", ours="mucho").status_code == 422
    step = kept.steps.latest("pk")
    assert sent(diana, kept, "deshacer", step=step.pk).status_code == 302
    assert sent(diana, kept, "deshacer", step="x").status_code == 422
    assert sent(diana, kept, "fiesta").status_code == 404


def test_what_is_reserved_is_said_and_not_shown(run: SelectionRun, signed_in: As) -> None:
    boss = signed_in("director")
    kept = made.promotion(me(), ours=Decimal(7_654_321))
    made.result(kept)
    credit = signed_in("credit")
    shown = page(credit, reverse("promotion", args=[kept.pk])) + page(
        credit, "/promociones/", etapa="todas", orden="-lift"
    )
    assert "reservado" in shown
    for secret in ("7,7", "7.654.321", "compró más</span>", "Nivel:"):
        assert secret not in shown
    assert "7,7 M" in page(boss, reverse("promotion", args=[kept.pk]))
    assert "Suela limpia" not in page(credit, "/promociones/", etapa="todas", resultado="fall"), (
        "a filter tells as much"
    )


def test_the_sheet_to_sign_is_a_pdf_and_its_printing_is_written_down(diana: Client) -> None:
    answer = diana.get(reverse("promotion_paper", args=[made.promotion(me()).pk]))
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Type"] == "application/pdf"


def test_who_is_willing_can_be_asked_until_the_cap(diana: Client) -> None:
    contact = made.person(me())
    given = {"cliente": "C-0002", "contact": contact.pk, "ways": ["call"], "since": today(), "about": "Calzado"}
    wrong = diana.post(reverse("reference_new"), {**given, "ways": []})
    assert wrong.status_code == 422
    assert "qué están dispuestos a hacer" in wrong.content.decode()
    assert diana.post(reverse("reference_new"), given).status_code == 302
    one = WillingReference.objects.get()
    assert "se le puede pedir hoy" in page(diana, "/referencias/", sector="calzado")
    assert "Nadie dispuesto cumple esto." in page(diana, "/referencias/", sector="aviones")
    ask = {"prospect": "Botas Norte", "way": "call", "on": today()}
    assert diana.post(reverse("reference_ask", args=[one.pk]), ask | {"prospect": ""}).status_code == 422
    assert diana.post(reverse("reference_ask", args=[one.pk]), ask).status_code == 302
    again = diana.post(reverse("reference_ask", args=[one.pk]), ask | {"prospect": "Maletas"})
    assert again.status_code == 422
    assert "descansa hasta el" in again.content.decode()
    assert 'value="Maletas"' in again.content.decode()
    assert "Nadie dispuesto cumple esto." in page(diana, "/referencias/", ahora="1")
    assert diana.post(reverse("willing_act", args=[one.pk, "no"])).status_code == 302
    assert diana.post(reverse("willing_act", args=[one.pk, "si"])).status_code == 302


def test_a_reference_is_answered_and_brings_business(diana: Client) -> None:
    kept = made.ask(made.willing(me()), me(), 30)
    assert "30 días sin respuesta" in page(diana, "/referencias/pedidas/", solo="tarde")

    def post(act: str, **given: str) -> Any:
        return diana.post(reverse("reference_act", args=[kept.pk, act]), given)

    assert post("negocio", result="won", amount="5 M").status_code == 422
    assert post("respuesta", to="given", day=today(-90)).status_code == 422
    assert post("respuesta", to="given", day=today(), answer="Con gusto").status_code == 302
    assert post("negocio", result="lost", amount="5 M").status_code == 422
    assert post("negocio", result="won", amount="5 M").status_code == 302
    assert post("reabrir").status_code == 422
    assert "$ 5,0 M" in page(diana, reverse("reference_one", args=[kept.pk]))
    assert ReferenceAsk.objects.get().amount == 5_000_000
    assert post("quitar").status_code == 302
    assert post("devolver").status_code == 302


def test_a_recommendation_is_written_down_from_a_note(diana: Client) -> None:
    note = services_made.note(me())
    assert "Piden muestras de PU-300</textarea>" in page(diana, reverse("referral_new"), desde=f"{note.pk}")
    given = {"desde": f"{note.pk}", "prospect": "Maletas del Sur", "on": today()}
    assert diana.post(reverse("referral_new"), given | {"prospect": ""}).status_code == 422
    assert diana.post(reverse("referral_new"), given).status_code == 302
    kept = Referral.objects.get()
    assert kept.said_in == note
    done = diana.post(reverse("referral_act", args=[kept.pk, "negocio"]), {"result": "won", "amount": "nada"})
    assert done.status_code == 422
    assert "Maletas del Sur" in page(diana, reverse("account_references", args=["C-0002"]))
    assert diana.get(reverse("account_references", args=["NOBODY"])).status_code == 404


@pytest.mark.parametrize("address", ["/promociones/?etapa=todas", "/referencias/", "/referencias/pedidas/", "account"])
def test_a_page_costs_the_same_with_many_rows_as_with_few(diana: Client, address: str) -> None:
    where, counts = reverse("account_references", args=["C-0002"]) if address == "account" else address, []
    for rows in (3, 60):
        for at in range(rows):
            made.result(made.promotion(me(), at))
            made.ask(made.willing(me(), f"Persona {rows}-{at}"), me(), 90)
        diana.get(where)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = diana.get(where)
        counts.append(len(queries))
        if address != "account":
            assert len(gzip.compress(answer.content)) <= HEAVIEST
    assert counts[0] == counts[1] <= MOST_QUERIES
