"""Juicios, Por calificar, Ensayos: what they show, what they refuse beside the field, what they undo, what they cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings
from python_calamine import CalamineWorkbook

from clave.facts.store import FactStore
from clave.store.models import DeclaredWallet, Person, Rating, RatingRequest, SelectionRun, Trial
from tests.web import judging_made, made
from tests.web.conftest import As

CODE = made.code(0)
TAB = reverse("account_judgements", args=[CODE])
RATE = reverse("account_rate", args=[CODE, "prestige"])
ASK = reverse("account_ask", args=[CODE, "prestige"])
WALLET = reverse("account_wallet", args=[CODE])
GOOD = {"value": "3", "reason": "El gremio lo mira", "evidence": "Premio de 2025"}
pytestmark = pytest.mark.usefixtures("run", "facts")


@pytest.fixture
def kam(signed_in: As) -> Client:
    return signed_in("kam")


def me() -> Person:
    return Person.objects.get(email="kam@clave.example")


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_the_tab_shows_the_scale_with_everybody_on_it(kam: Client) -> None:
    judging_made.judged(me())
    page = text(kam, TAB)
    assert "de 0 a 3" in page, "the spread is said, not averaged away"
    for word in (
        "No nos cuenta nada",
        "Comité de julio",
        "Prueba casi todo",
        "No la conozco",
        "Marcela Pava",
        "Pega a 4 °C",
    ):
        assert word in page
    assert 'style="left:40.0%"' in page, "the median of 0 and 3 stands at one and a half steps"


def test_an_account_nobody_judged_says_so_and_offers_to(kam: Client) -> None:
    page = text(kam, reverse("account_judgements", args=["C-0002"]))
    assert page.count("Hoy no cuenta la calificación de nadie") == 4
    assert reverse("account_rate", args=["C-0002", "knowledge"]) in page


def test_the_steps_are_said_in_words_while_rating(kam: Client) -> None:
    page = text(kam, RATE)
    for words in ("Nadie de su gremio conoce el nombre.", "Otros lo siguen"):
        assert words in page


def test_what_others_said_stays_aside_until_one_has_said_it(kam: Client) -> None:
    judging_made.judged(me())
    page = text(kam, reverse("account_rate", args=[CODE, "knowledge"]))
    assert "No nos cuenta nada" not in page
    assert "Pega a 4 °C" in page, "but the trials are evidence"


def test_a_rating_is_kept_and_can_be_undone(kam: Client) -> None:
    response = kam.post(RATE, GOOD)
    assert response.status_code == 302
    given = Rating.objects.get()
    assert (given.value, given.rater, given.expires_on) == (3, me(), None)
    page = text(kam, TAB)
    undo = reverse("rating_withdraw", args=[CODE, given.pk])
    assert undo in page
    kam.post(undo)
    given.refresh_from_db()
    assert given.withdrawn


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"value": "5"}, "La escala va de 0 a 4"),
        ({"value": ""}, "Elige un paso"),
        ({"reason": " "}, "necesita su razón"),
        ({"evidence": ""}, "necesita su evidencia"),
        ({"expires_on": "2020-01-01"}, "ya pasó"),
        ({"expires_on": "mañana"}, "No es una fecha"),
        ({"reason": "x" * 2001}, "demasiado largo"),
    ],
)
def test_a_bad_rating_is_said_beside_its_field_and_nothing_changes(
    kam: Client, wrong: dict[str, str], said: str
) -> None:
    response = kam.post(RATE, {**GOOD, **wrong})
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert "Premio de 2025" in page or "evidence" in wrong, "what was typed is kept"
    assert not Rating.objects.exists()


def test_a_criterion_that_nobody_judges_does_not_exist(kam: Client) -> None:
    assert kam.get(reverse("account_rate", args=[CODE, "volume"])).status_code == 404
    assert kam.post(reverse("account_ask", args=[CODE, "volume"])).status_code == 404
    assert kam.get(reverse("account_decline", args=[CODE, "volume"])).status_code == 404


def test_nobody_takes_back_the_rating_of_another(kam: Client, signed_in: As) -> None:
    kam.post(RATE, GOOD)
    other = signed_in("director")
    assert other.post(reverse("rating_withdraw", args=[CODE, Rating.objects.get().pk])).status_code == 404


def test_asking_puts_it_into_the_queue_of_the_other(kam: Client, signed_in: As) -> None:
    boss = signed_in("director")
    director = Person.objects.get(role="director")
    assert kam.post(ASK, {"person": director.pk, "due_on": ""}).status_code == 302
    page = text(boss, "/seleccion/calificar/")
    assert RATE + "?volver=cola" in page
    assert "1<span" in text(boss, "/seleccion/"), "the tab counts what waits"
    boss.post(RATE, {**GOOD, "volver": "cola"})
    assert RatingRequest.objects.get(person=director).state == "answered"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"person": ""}, "Elige a quién"),
        ({"person": "99999"}, "no puede calificar"),
        ({"due_on": "2020-01-01"}, "ya pasó"),
    ],
)
def test_a_bad_question_is_said_beside_its_field(kam: Client, wrong: dict[str, str], said: str) -> None:
    response = kam.post(ASK, {"person": me().pk, **wrong})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not RatingRequest.objects.exists()


def test_declining_says_why_and_leaves_the_queue(kam: Client) -> None:
    decline = reverse("account_decline", args=[CODE, "prestige"])
    refused = kam.post(decline, {"reason": ""})
    assert refused.status_code == 422
    assert "por qué no puedes" in refused.content.decode()
    assert kam.post(decline, {"reason": "No la conozco", "volver": "cola"}).url == "/seleccion/calificar/"
    page = text(kam, "/seleccion/calificar/")
    undo = reverse("request_reopen", args=[RatingRequest.objects.get().pk])
    assert undo in page
    kam.post(undo)
    assert RatingRequest.objects.get().state == "open"


def test_the_queue_filters_and_says_what_is_empty(kam: Client) -> None:
    judging_made.judged(me())
    assert "Empaques del Cauca" in text(kam, "/seleccion/calificar/")
    assert "Luis Rojas" not in text(kam, "/seleccion/calificar/")
    assert "Luis Rojas" in text(kam, "/seleccion/calificar/?ver=all")
    assert "Luis Rojas" not in text(kam, "/seleccion/calificar/?ver=all&criterio=prestige")
    assert "Nada cumple este filtro" in text(kam, "/seleccion/calificar/?q=zzz")
    assert "Ninguna calificación ha vencido" in text(kam, "/seleccion/calificar/?ver=expired")
    part = kam.get("/seleccion/calificar/?ver=all", headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<section class="card" id="queue"')


def test_only_who_asked_or_leads_stops_asking(kam: Client, signed_in: As) -> None:
    judging_made.judged(me())
    asked = RatingRequest.objects.get(person__name="Luis Rojas", state="open")
    stranger = signed_in("credit").post(reverse("request_withdraw", args=[asked.pk]))
    assert stranger.status_code == 422
    assert kam.post(reverse("request_withdraw", args=[asked.pk])).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "withdrawn"


def test_ratings_of_a_file_are_shown_as_such(kam: Client, settings: Settings, tmp_path: Path) -> None:
    settings.CLAVE_FACTS = tmp_path
    rows = [
        {
            "customer": CODE,
            "criterion": "prestige",
            "rater": name,
            "date": date(2026, 5, 1),
            "rating": value,
            "reason": "x",
        }
        for name, value in (("Diana Vergara", 4), ("Julián Amaya", 3))
    ]
    tables = {**made.facts(5), "rating": made.table("rating", rows)}
    FactStore(tmp_path).load(tables, source="t", digest="t", now=timezone.now(), by="t", currency="COP")
    page = text(kam, TAB)
    assert page.count("traída de un archivo") == 2
    assert "Diana Vergara" in page
    assert "rating_withdraw" not in page


def test_a_wallet_is_declared_compared_and_taken_back(kam: Client) -> None:
    good = {"amount": "1.200 M", "source": "Su presupuesto", "declared_on": str(timezone.localdate()), "expires_on": ""}
    assert kam.post(WALLET, good).status_code == 302
    kept = DeclaredWallet.objects.get()
    assert (kept.amount, kept.currency) == (1_200_000_000, "COP")
    assert "$\xa01.200.000.000" in text(kam, TAB)
    kam.post(reverse("wallet_withdraw", args=[CODE, kept.pk]))
    kept.refresh_from_db()
    assert kept.withdrawn_at


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"amount": "-5"}, "ni negativo ni infinito"),
        ({"amount": "mucho"}, "no es un número"),
        ({"amount": "900 millones"}, "no es un número"),
        ({"source": ""}, "cómo lo sabes"),
        ({"declared_on": "2099-01-01"}, "no ha llegado"),
        ({"expires_on": "2020-01-01"}, "antes de declararse"),
    ],
)
def test_a_bad_wallet_is_said_beside_its_field(kam: Client, wrong: dict[str, str], said: str) -> None:
    good = {"amount": "900", "source": "Su presupuesto", "declared_on": str(timezone.localdate()), "expires_on": ""}
    response = kam.post(WALLET, {**good, **wrong})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not DeclaredWallet.objects.exists()


TRIAL = {"cliente": CODE, "what": "Ensayo de pegado", "starts_on": "2026-11-01", "result": "running"}


def test_a_trial_is_recorded_changed_searched_taken_out_and_brought_back(kam: Client) -> None:
    assert kam.post("/ensayos/nuevo/", TRIAL).status_code == 302
    trial = Trial.objects.get()
    address = reverse("trial", args=[trial.pk])
    page = text(kam, address)
    seen = page.split('name="seen" value="')[1].split('"')[0]
    ended = {**TRIAL, "result": "proved", "learned": "Pega en frío", "hours": "3,5", "seen": seen}
    assert kam.post(address, ended).status_code == 302
    assert "Pega en frío" in text(kam, "/ensayos/?q=PEGADO")
    again = kam.post(address, {**ended, "learned": "Otra cosa"})
    assert again.status_code == 422, "somebody else changed it after this form was opened"
    assert "Otra cosa" in again.content.decode()
    kam.post(reverse("trial_remove", args=[trial.pk]))
    assert kam.get(address).status_code == 404
    kam.post(reverse("trial_remove", args=[trial.pk]), {"restore": "1"})
    assert kam.get(address).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"cliente": "ZZZ"}, "Ningún cliente tiene el código"),
        ({"what": ""}, "qué se probó"),
        ({"ends_on": "2020-01-01"}, "antes de empezar"),
        ({"hours": "-1"}, "ni negativas ni infinitas"),
        ({"hours": "tres"}, "no es un número"),
        ({"result": "proved"}, "enseñó algo"),
        ({"result": "zzz"}, "elige uno de la lista"),
    ],
)
def test_a_bad_trial_is_said_beside_its_field(kam: Client, wrong: dict[str, str], said: str) -> None:
    response = kam.post("/ensayos/nuevo/", {**TRIAL, **wrong})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Trial.objects.exists()


def test_hours_that_nobody_wrote_down_are_not_zero_hours(kam: Client) -> None:
    kam.post("/ensayos/nuevo/", TRIAL)
    assert "</b> horas" not in text(kam, "/ensayos/")
    kam.post("/ensayos/nuevo/", {**TRIAL, "hours": "2,5"})
    assert "<b>2,5</b> horas" in text(kam, "/ensayos/")


def test_the_register_goes_out_as_it_is_filtered(kam: Client) -> None:
    judging_made.judged(me())
    csv = b"".join(kam.get("/ensayos/exportar/?formato=csv&q=frio")).decode()  # type: ignore[call-overload]
    assert "Pegado en frío" in csv
    assert "desprendimiento" not in csv
    file = BytesIO(b"".join(kam.get("/ensayos/exportar/?formato=xlsx")))  # type: ignore[call-overload]
    rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    assert [row[2] for row in rows[1:]] == ["Pegado en frío", "Ensayo de desprendimiento"]
    assert kam.get("/ensayos/exportar/?formato=zip").status_code == 404


@pytest.mark.parametrize("address", [TAB, "/seleccion/calificar/?ver=all", "/ensayos/"])
def test_as_many_queries_for_few_as_for_many(kam: Client, address: str, person: Callable[[str], Person]) -> None:
    def asked() -> int:
        kam.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert kam.get(address).status_code == 200
        return len(queries)

    def rated(n: int) -> Person:
        one = judging_made.somebody(f"P{n} Pérez")
        Rating.objects.create(
            customer=CODE, criterion="knowledge", rater=one, value=n % 5, reason="x", evidence="y", anchor={},
            rated_on=timezone.localdate() - timedelta(days=n * 60), created_at=timezone.now(),
        )  # fmt: skip
        return one

    trial = judging_made.judged(me())
    rated(50)
    few = asked()
    for n in range(12):
        one = rated(n)
        Trial.objects.create(**{**{f.attname: getattr(trial, f.attname) for f in Trial._meta.fields}, "id": 1000 + n})
        RatingRequest.objects.create(
            person=one, customer=f"C-{n:04d}", name="x", criterion="prestige", asked_at=timezone.now(),
            due_on=timezone.localdate(),
        )  # fmt: skip
    assert asked() == few <= 25


def test_the_list_says_that_people_have_rated_since(kam: Client, run: SelectionRun) -> None:
    assert "califican" not in text(kam, "/seleccion/")
    kam.post(RATE, GOOD)
    assert "Lo que la gente califica o declara cambió" in text(kam, "/seleccion/")
