"""Laboratorio: what its pages show to whom, every form refused beside its field with what was typed, undo, files, cost."""

from __future__ import annotations

import gzip
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clave.store.models import OWNER, ImprovementRequest, LabHours, Ownership, Person, SelectionRun
from tests.web import lab_made
from tests.web.conftest import As

PAGE = "/laboratorio/"
MOST_QUERIES, HEAVIEST = 25, 15_360
pytestmark = pytest.mark.django_db


@pytest.fixture
def isabel(run: SelectionRun, signed_in: As) -> Client:
    return signed_in("lab")


def page(client: Client, address: str = PAGE, **given: str) -> str:
    return client.get(address, given).content.decode().replace("\u00a0", " ")


def lab(role: str = "lab") -> Person:
    return Person.objects.get(role=role)


def sent(client: Client, kept: ImprovementRequest, act: str, **given: Any) -> Any:
    return client.post(reverse("lab_act", args=[kept.pk, act]), given)


def test_before_anybody_asked_the_page_says_what_it_is_for(isabel: Client) -> None:
    assert "Escribir la primera solicitud" in page(isabel)


def test_the_list_has_places_reasons_and_what_is_late(isabel: Client) -> None:
    for at in range(4):
        lab_made.request(lab(), at)
    shown = page(isabel)
    assert "Número" not in shown
    assert "Menos olor 3" not in shown, "what was delivered is closed"
    assert "Menos olor 3" in page(isabel, etapa="todas")
    assert "Menos olor 1" not in page(isabel, clase="improvement", q="olor")
    assert "Ninguna solicitud cumple este filtro." in page(isabel, q="zzz")
    assert "$" not in shown, "what an account buys is not told to the laboratory"
    part = isabel.get(PAGE, HTTP_HX_REQUEST="true").content.decode()
    assert "<html" not in part
    assert 'id="requests"' in part


def test_who_reads_accounts_reads_what_they_buy(run: SelectionRun, signed_in: As) -> None:
    diana = signed_in("director")
    lab_made.request(lab("director"))
    assert "$" in page(diana)


def test_a_new_request_is_kept_or_refused_with_what_was_typed(isabel: Client, run: SelectionRun) -> None:
    said = {
        "cliente": "C-0002",
        "kind": "improvement",
        "title": "Menos olor",
        "asks": "Huele",
        "asked": f"{timezone.localdate()}",
    }
    wrong = isabel.post(reverse("lab_new"), said | {"cliente": "NADIE", "asks": "", "worth": "mucho"})
    shown = wrong.content.decode()
    assert wrong.status_code == 422
    assert "Ningún cliente se llama «NADIE»" in shown
    assert "Escribe qué pide el cliente." in shown
    assert "«mucho» no es un número" in shown
    assert 'value="Menos olor"' in shown
    assert isabel.post(reverse("lab_new"), said | {"promised": "2020-01-01"}).status_code == 422
    assert not ImprovementRequest.objects.exists()
    assert isabel.post(reverse("lab_new"), said | {"worth": "120 M"}).status_code == 302
    kept = ImprovementRequest.objects.get()
    assert (kept.customer, kept.worth, kept.stage) == ("C-0002", 120_000_000, "received")
    assert "Deshacer" in page(isabel, reverse("lab_request", args=[kept.pk]))


def test_a_request_without_a_customer_asks_for_one_and_offers_those_that_fit(isabel: Client, run: SelectionRun) -> None:
    address = reverse("lab_new")
    empty = isabel.post(address, {"title": "Menos olor"})
    assert empty.status_code == 422
    shown = empty.content.decode()
    assert "Di de qué cliente se trata: escribe una parte de su nombre, o su código." in shown
    assert "«»" not in shown
    assert 'value="Menos olor"' in shown
    assert "Ningún cliente se llama «zzz»" in isabel.post(address, {"who": "zzz"}).content.decode()
    several = isabel.post(address, {"who": "cliente"}).content.decode()
    assert "Varios clientes se llaman así" in several
    assert several.count('type="radio" name="cliente"') > 1
    typed = isabel.post(address, {"who": "C-0002"}).content.decode()
    assert '<input type="hidden" name="cliente" value="C-0002">' in typed, "a code typed in full is that customer"


def test_it_is_corrected_and_not_over_what_was_not_seen(isabel: Client) -> None:
    kept = lab_made.request(lab())
    address = reverse("lab_edit", args=[kept.pk])
    said = {
        "kind": "complaint",
        "title": "Otro",
        "asks": "Huele",
        "asked": f"{kept.asked}",
        "seen": kept.changed_at.isoformat(),
    }
    assert 'value="Menos olor 0"' in page(isabel, address)
    assert isabel.post(address, said).status_code == 302
    again = isabel.post(address, said)
    assert again.status_code == 422
    assert "mientras escribías" in again.content.decode()


def test_it_moves_with_a_form_and_back_with_undo(isabel: Client) -> None:
    kept = lab_made.request(lab())
    today = f"{timezone.localdate()}"
    wrong = sent(isabel, kept, "mover", here="received", to="delivered", day=today)
    assert wrong.status_code == 422
    assert "elige una de la lista" in wrong.content.decode()
    bare = sent(isabel, kept, "mover", here="received", to="declined", day=today, note=" ")
    assert bare.status_code == 422
    assert "di qué resultó" in bare.content.decode().lower()
    assert sent(isabel, kept, "mover", here="received", to="assessed", day=today).status_code == 302
    late = sent(isabel, kept, "mover", here="received", to="declined", day=today, note="No")
    assert late.status_code == 422
    assert "hace un momento" in late.content.decode()
    step = kept.steps.latest("pk")
    assert isabel.post(reverse("lab_step_undo", args=[step.pk])).status_code == 302
    kept.refresh_from_db()
    assert kept.stage == "received"
    assert isabel.post(reverse("lab_step_undo", args=[step.pk])).status_code == 422


def test_it_is_given_answered_and_taken_out_each_with_its_undo(isabel: Client) -> None:
    kept = lab_made.request(lab())
    today = f"{timezone.localdate()}"
    assert sent(isabel, kept, "asignar", person="999").status_code == 422
    assert sent(isabel, kept, "asignar", person=f"{lab().pk}").status_code == 302
    empty = sent(isabel, kept, "responder", day=today, text="")
    assert empty.status_code == 422
    assert "Escribe qué se le dijo al cliente." in empty.content.decode()
    assert sent(isabel, kept, "responder", day=today, text="El lunes").status_code == 302
    assert "El lunes" in page(isabel, reverse("lab_request", args=[kept.pk]))
    assert sent(isabel, kept, "sin-respuesta").status_code == 302
    assert sent(isabel, kept, "quitar").status_code == 302
    assert isabel.get(reverse("lab_request", args=[kept.pk])).status_code == 404
    assert sent(isabel, kept, "devolver").status_code == 302
    assert sent(isabel, kept, "nada").status_code == 404


def test_hours_are_logged_corrected_and_taken_back(isabel: Client) -> None:
    kept = lab_made.request(lab())
    today = f"{timezone.localdate()}"
    wrong = sent(isabel, kept, "horas", day=today, hours="30", what="Mezcla")
    assert wrong.status_code == 422
    assert 'value="30"' in wrong.content.decode()
    assert sent(isabel, kept, "horas", day=today, hours="1,5", what="Mezcla").status_code == 302
    entry = LabHours.objects.latest("pk")
    address = reverse("lab_hours", args=[entry.pk])
    assert 'value="1,50"' in page(isabel, address)
    assert isabel.post(address, {"day": today, "hours": "x", "what": ""}).status_code == 422
    assert isabel.post(address, {"day": today, "hours": "3", "what": "Mezcla"}).status_code == 302
    back = reverse("lab_hours_back", args=[entry.pk])
    assert isabel.post(back).status_code == 302
    assert isabel.post(back).status_code == 422
    assert isabel.post(back, {"restore": "1"}).status_code == 302
    assert "5,5 h en total" in page(isabel, reverse("lab_request", args=[kept.pk]))


def test_a_kam_asks_and_answers_for_own_accounts_and_moves_nothing(run: SelectionRun, signed_in: As) -> None:
    kam = signed_in("kam")
    kept = lab_made.request(lab("kam"))
    address = reverse("lab_request", args=[kept.pk])
    assert "Guardar la respuesta" not in page(kam, address)
    today = timezone.localdate()
    assert sent(kam, kept, "responder", day=f"{today}", text="Sí").status_code == 422
    Ownership.objects.create(
        customer=kept.customer, part=OWNER, person=lab("kam"), starts_on=today - timedelta(1), created_at=timezone.now()
    )
    shown = page(kam, address)
    assert "Guardar la respuesta" in shown
    assert "Pasarla de etapa" not in shown
    assert sent(kam, kept, "responder", day=f"{today}", text="Sí").status_code == 302
    assert sent(kam, kept, "mover", here="received", to="assessed", day=f"{today}").status_code == 422


def test_the_files_hold_what_the_page_shows(isabel: Client) -> None:
    lab_made.request(lab())
    text = b"".join(isabel.get(PAGE + "archivo/laboratorio.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "Menos olor 0" in text
    assert "$" not in text
    book = isabel.get(PAGE + "archivo/laboratorio.xlsx")
    assert b"".join(book.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    assert isabel.get(PAGE + "archivo/otro.csv").status_code == 404


def test_ten_and_a_hundred_requests_cost_the_same(isabel: Client) -> None:
    counts = []
    for size in (4, 60):
        for at in range(size):
            lab_made.request(lab(), at)
        with CaptureQueriesContext(connection) as asked:
            answer = isabel.get(PAGE)
        counts.append(len(asked))
        assert len(gzip.compress(answer.content)) <= HEAVIEST
    assert counts[0] == counts[1] <= MOST_QUERIES, counts
