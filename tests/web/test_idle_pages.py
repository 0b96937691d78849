"""Existencias: lots with who would take them and why, offers and letters, what is reserved, files, and their cost."""

from __future__ import annotations

import gzip
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from clave.store.models import OWNER, Company, IdleOffer, Ownership, Person, SecondsLetter, SelectionRun
from tests.web import lab_made
from tests.web.conftest import As

PAGE = "/existencias/"
LOT = {"producto": "PU-2", "grado": "second"}
MOST_QUERIES, HEAVIEST = 25, 15_360
pytestmark = pytest.mark.django_db


@pytest.fixture
def stock(settings: Settings, tmp_path: Path, run: SelectionRun) -> None:
    """Three lots of 100 units of second quality; C-0002 and C-0003 bought the first."""
    settings.CLAVE_FACTS = tmp_path / "facts"
    Company.objects.get_or_create(id=1, defaults={"name": "F", "currency": "COP", "created_at": timezone.now()})
    lab_made.stocked(tmp_path / "facts")


@pytest.fixture
def diana(stock: None, signed_in: As) -> Client:
    return signed_in("director")


def page(client: Client, address: str = PAGE, **given: str) -> str:
    return client.get(address, given).content.decode().replace("\u00a0", " ")


def me(role: str = "director") -> Person:
    return Person.objects.get(role=role)


def test_without_facts_it_says_what_to_import(
    signed_in: As, run: SelectionRun, settings: Settings, tmp_path: Path
) -> None:
    settings.CLAVE_FACTS = tmp_path / "nothing"
    assert "No se sabe de nada parado" in page(signed_in("director"))


def test_lots_say_who_would_take_them_and_why(diana: Client) -> None:
    assert "por escrito" in page(diana), "nobody accepts it yet, and the page says so"
    lab_made.letter(me())
    shown = page(diana)
    assert "Calzado C-0002" in shown
    assert "30 u." in shown
    assert "$ 500.000" in shown or "$ 0,5 M" in shown
    assert "2.000 kg" in shown or "2 t" in shown or "2,0 t" in shown
    assert "Ningún lote cumple este filtro." in page(diana, q="zzz")
    lot = page(diana, PAGE + "lote/", **LOT)
    assert "A quién pedirle una carta" in lot
    assert "C-0003" in lot
    assert diana.get(PAGE + "lote/", {"producto": "X", "grado": "second"}).status_code == 404


def test_what_stock_cost_is_reserved_for_a_kam(stock: None, signed_in: As) -> None:
    kam, other = signed_in("kam"), signed_in("management")
    Ownership.objects.create(
        customer="C-0002",
        part=OWNER,
        person=me("management"),
        starts_on=timezone.localdate(),
        created_at=timezone.now(),
    )
    lab_made.letter(me("kam"))
    assert "reservado" not in page(other)
    shown = page(kam, orden="cost")
    assert "reservado" in shown
    assert "500.000" not in shown
    file = b"".join(kam.get(PAGE + "archivo/existencias.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "500000" not in file
    assert "reservado" in file


def test_an_offer_is_made_or_refused_with_what_was_typed(diana: Client) -> None:
    lab_made.letter(me())
    address = f"{reverse('idle_offer_new')}?{urlencode(LOT)}"
    until = f"{timezone.localdate() + timedelta(days=9)}"
    assert 'value="30"' in page(diana, address + "&cliente=C-0002"), "what the matching proposes is there to begin with"
    wrong = diana.post(
        address, {"cliente": "C-0009", "quantity": "ocho", "price": "", "until": until, "note": "Por color"}
    )
    shown = wrong.content.decode()
    assert wrong.status_code == 422
    assert "Elige una cuenta que lo acepte por escrito." in shown
    assert "«ocho» no es un número" in shown
    assert "Escribe el precio de la unidad." in shown
    assert "Por color" in shown
    many = diana.post(address, {"cliente": "C-0002", "quantity": "101", "price": "6.500", "until": until})
    assert many.status_code == 422
    assert "100 unidades libres" in many.content.decode().replace("\u00a0", " ")
    assert (
        diana.post(address, {"cliente": "C-0002", "quantity": "40", "price": "6.500", "until": until}).status_code
        == 302
    )
    made = IdleOffer.objects.get()
    assert (made.quantity, made.price, made.customer) == (40, 6500, "C-0002")
    again = diana.post(address, {"cliente": "C-0002", "quantity": "4", "price": "6.500", "until": until})
    assert "ya tiene una oferta abierta" in again.content.decode()
    assert "Quien lo acepta ya tiene una oferta abierta." in page(diana, q="PU-2")


def test_an_answer_is_written_down_and_taken_back(diana: Client) -> None:
    lab_made.letter(me())
    made, today = lab_made.offer(me()), f"{timezone.localdate()}"
    page_of = reverse("idle_offer", args=[made.pk])

    def act(name: str, **given: str) -> int:
        return diana.post(reverse("idle_offer_act", args=[made.pk, name]), given).status_code

    yes = {"day": today, "sold": "8", "price": "6.000", "takes_until": today}
    assert act("aceptar", **yes | {"sold": "0"}) == 422
    assert act("aceptar", **yes | {"sold": "nada"}) == 422
    assert act("aceptar", **yes) == 302
    assert "8 u. a" in page(diana, page_of)
    assert act("aceptar", **yes) == 422, "it was answered already"
    assert act("reabrir") == 302
    assert act("rechazar", day=today, reason="other") == 422
    assert act("rechazar", day=today, reason="price", because="A 5.800") == 302
    assert "A 5.800" in page(diana, page_of)
    assert act("reabrir") == act("retirar") == act("reabrir") == act("sin-respuesta") == 302
    assert act("retirar") == 422
    assert act("nada") == 404


def test_offers_are_listed_by_state_with_what_they_moved(diana: Client) -> None:
    lab_made.offer(me(), "C-0002", "accepted")
    lab_made.offer(me(), "C-0003", "refused")
    shown = page(diana, PAGE + "ofertas/")
    assert "160 kg" in shown, "8 units of 20 kilos"
    assert "el precio" in shown
    assert "C-0003" not in page(diana, PAGE + "ofertas/", estado="accepted")
    assert "Ninguna oferta cumple este filtro." in page(diana, PAGE + "ofertas/", q="zzz")
    file = b"".join(diana.get(PAGE + "archivo/ofertas.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "48000" in file.replace(".", ""), "8 units at 6.000"
    assert diana.get(PAGE + "archivo/nada.csv").status_code == 404


def test_a_letter_is_written_down_refused_and_taken_back(diana: Client) -> None:
    address, today = reverse("idle_letter_new"), f"{timezone.localdate()}"
    wrong = diana.post(address, {"cliente": "NADIE", "grade": "gold", "since": "", "document": ""})
    shown = wrong.content.decode()
    assert wrong.status_code == 422
    assert "Ningún cliente se llama «NADIE»" in shown
    assert "Di qué lo prueba." in shown
    said = {"cliente": "C-0002", "grade": "second", "since": today, "document": "Carta del 3 de marzo"}
    assert diana.post(address, said | {"family": "Marte"}).status_code == 422
    assert diana.post(address, said).status_code == 302
    assert diana.post(address, said).status_code == 422, "it stands already"
    letter = SecondsLetter.objects.get()
    assert "Carta del 3 de marzo" in page(diana, PAGE + "cartas/")
    end = reverse("idle_letter_end", args=[letter.pk])
    assert diana.post(end).status_code == 302
    assert diana.post(end).status_code == 422
    assert "Carta del 3 de marzo" not in page(diana, PAGE + "cartas/")
    assert "Carta del 3 de marzo" in page(diana, PAGE + "cartas/", ver="todo")


def test_a_kam_offers_to_own_accounts_alone(stock: None, signed_in: As) -> None:
    kam = signed_in("kam")
    made = lab_made.offer(me("kam"))
    assert "Retirar" not in page(kam, reverse("idle_offer", args=[made.pk]))
    assert kam.post(reverse("idle_offer_act", args=[made.pk, "retirar"])).status_code == 422
    Ownership.objects.create(
        customer="C-0002",
        part=OWNER,
        person=me("kam"),
        starts_on=timezone.localdate() - timedelta(1),
        created_at=timezone.now(),
    )
    assert "Retirar" in page(kam, reverse("idle_offer", args=[made.pk]))
    assert kam.post(reverse("idle_offer_act", args=[made.pk, "retirar"])).status_code == 302


def test_a_kam_is_not_shown_what_it_cannot_do(stock: None, signed_in: As) -> None:
    """«Offer», «It accepted» and the choice of accounts stand only where the action would not refuse."""
    kam = signed_in("kam")
    lab_made.letter(me("kam"))
    lab_made.letter(me("kam"), "C-0003")
    lot = page(kam, PAGE + "lote/", **LOT)
    assert "Calzado C-0002" in page(kam), "who would take it is for everybody"
    assert reverse("idle_offer_new") not in page(kam) + lot
    assert reverse("idle_letter_new") not in lot
    Ownership.objects.create(
        customer="C-0002", part=OWNER, person=me("kam"), starts_on=timezone.localdate(), created_at=timezone.now()
    )
    lot = page(kam, PAGE + "lote/", **LOT)
    assert "cliente=C-0002" in page(kam)
    assert "cliente=C-0002" in lot
    assert "cliente=C-0003" not in page(kam) + lot
    form = page(kam, f"{reverse('idle_offer_new')}?{urlencode(LOT)}")
    assert 'value="C-0002"' in form
    assert 'value="C-0003"' not in form


def test_only_the_letter_just_written_is_undone_older_ones_are_ended(diana: Client) -> None:
    lab_made.letter(me(), "C-0003")
    said = {"cliente": "C-0002", "grade": "second", "since": f"{timezone.localdate()}", "document": "Carta del 3"}
    diana.post(reverse("idle_letter_new"), said)
    just_now = page(diana, PAGE + "cartas/")
    newest = reverse("idle_letter_end", args=[SecondsLetter.objects.latest("pk").pk])
    assert just_now.count("Deshacer") == 1
    assert just_now.index("Deshacer") > just_now.index(f'action="{newest}"'), "it belongs to the note of what was done"
    assert just_now.count("Terminar la carta de") == 2
    assert "Deshacer" not in page(diana, PAGE + "cartas/"), "a page later it is no slip any more"
    diana.post(newest)
    assert "terminada el" in page(diana, PAGE + "cartas/", ver="todo")


def test_without_a_customer_the_letter_asks_for_one_and_searches_it(diana: Client) -> None:
    empty = diana.post(reverse("idle_letter_new"), {})
    assert empty.status_code == 422
    assert "Di de qué cliente se trata: escribe una parte de su nombre, o su código." in empty.content.decode()
    assert "«»" not in empty.content.decode()


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, ("Escribe cuántas unidades.", "Escribe el precio de la unidad.", "Elige un día.", "Elige una cuenta")),
        (
            {"quantity": "0", "price": "-5", "until": "2999-01-01"},
            ("Escribe un número mayor que cero.", "revisa el año"),
        ),
        ({"quantity": "diez", "price": "x"}, ("«diez» no es un número", "«x» no es un número")),
        ({"quantity": "9" * 17, "price": "1"}, ("es más de lo que puede ser: cuenta sus ceros.",)),
        (
            {"quantity": "1", "price": "1", "until": "1900-01-01", "cliente": "C-0002"},
            ("01/01/1900 está demasiado lejos",),
        ),
    ],
)
def test_all_that_is_wrong_with_an_offer_is_said_at_once_and_what_was_typed_stays(
    diana: Client, sent: dict[str, str], says: tuple[str, ...]
) -> None:
    lab_made.letter(me())
    wrong = diana.post(f"{reverse('idle_offer_new')}?{urlencode(LOT)}", sent)
    assert wrong.status_code == 422
    shown = wrong.content.decode().replace("\u00a0", " ")
    for words in says:
        assert words in shown, words
    for typed in sent.values():
        assert f'value="{typed}"' in shown, typed
    assert "infinita" not in shown


def test_few_and_many_lots_cost_the_same(diana: Client, settings: Settings) -> None:
    counts = []
    for size in (3, 120):
        lab_made.stocked(Path(settings.CLAVE_FACTS), lots=size, mark=f"m{size}")
        lab_made.offer(me(), f"C-{size:04}", "accepted")
        with CaptureQueriesContext(connection) as asked:
            answer = diana.get(PAGE)
        counts.append(len(asked))
        assert len(gzip.compress(answer.content)) <= HEAVIEST
    assert counts[0] == counts[1] <= MOST_QUERIES, counts
