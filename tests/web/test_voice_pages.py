"""Novedades y votos: the pages of ours, what may be shown, forms that keep what was typed, files; and the portal's. (C6, C8)"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clave.store.models import (
    ContactConsent,
    KeyStatus,
    Mail,
    Novelty,
    NoveltyVote,
    Person,
    SelectionRun,
    SpecialService,
    Survey,
    SurveyAnswer,
    Visitor,
)
from tests.web import made, voice_made
from tests.web.conftest import As
from tests.web.portals import invited, visitor_client

pytestmark = pytest.mark.django_db
CUSTOMER, OTHER = made.code(0), made.code(1)


@pytest.fixture
def director(signed_in: As, run: SelectionRun) -> Client:
    return signed_in("director")


@pytest.fixture
def diana(director: Client) -> Person:
    return Person.objects.get(role="director")


@pytest.fixture
def rosalba(diana: Person) -> Visitor:
    """Somebody of a key account in the portal who said yes to being asked."""
    for at, code in enumerate((CUSTOMER, OTHER)):
        KeyStatus.objects.update_or_create(
            customer=code, defaults={"name": f"Cuenta {at}", "state": "confirmed", "category": "volume",
                                     "since": timezone.localdate(), "changed_at": timezone.now()},
        )  # fmt: skip
    who = invited(CUSTOMER)
    ContactConsent.objects.create(
        contact=who.contact,
        purpose="survey",
        given=True,
        on=timezone.localdate() - timedelta(days=3),
        at=timezone.now(),
    )
    return who


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def written(title: str = "Activador UV", **more: object) -> dict[str, object]:
    day = timezone.localdate() + timedelta(days=9)
    return {
        "kind": "product",
        "title": title,
        "words": "Seca en 90 segundos",
        "closes_on": f"{day}",
        "area": "lab",
    } | more


def test_from_the_form_to_the_vote_to_what_changed(director: Client, rosalba: Visitor) -> None:
    file = SimpleUploadedFile("ficha.pdf", b"%PDF-1.7 x", "application/pdf")
    answer = director.post("/novedades/nueva/", written(approval="on", file=file), follow=True)
    kept = Novelty.objects.get()
    assert "ficha.pdf" in answer.content.decode()
    assert kept.state == "draft"
    at = f"/novedades/{kept.pk}/"
    assert "1 personas de 1 cuentas" in page(director, at)
    assert "Ayúdenos a decidir" in page(director, at + "vista/")
    director.post(at + "abrir/")
    theirs = visitor_client(rosalba)
    assert "Activador UV" in page(theirs, "/portal/")
    assert "Activador UV" in page(theirs, "/portal/novedades/")
    inside = f"/portal/novedades/{kept.pk}/"
    refused = theirs.post(inside, {"answer": "changes", "words": "", "version": "1"})
    assert refused.status_code == 422
    assert "Escriban qué le cambiarían" in refused.content.decode()
    assert theirs.post(inside, {"answer": "changes", "words": "Envase de 1 kg", "version": "1"}).status_code == 302
    assert theirs.post(inside + "aprobar/", {"yes": "1", "version": "1"}).status_code == 302
    assert theirs.post(inside + "pedir/sample/").status_code == 302
    assert b"".join(theirs.get(inside + "ficha/")).startswith(b"%PDF")
    assert SpecialService.objects.get().kind == "sample"
    shown = page(director, at)
    assert "Envase de 1 kg" in shown
    assert "La aprobó Rosalba Cárdenas" in shown
    rows = b"".join(director.get(at + "respuestas/respuestas.csv")).decode()
    assert "Envase de 1 kg" in rows
    director.post(at + "cerrar/")
    director.post(at + "contar/", {"words": "Saldrá en 1 kg"})
    assert "Su voto anterior cambió algo" in page(theirs, "/portal/")
    assert Mail.objects.filter(template="novelty_told").count() == 1


def test_a_file_that_is_none_keeps_what_was_typed(director: Client, diana: Person) -> None:
    file = SimpleUploadedFile("ficha.pdf", b"<html>", "application/pdf")
    answer = director.post("/novedades/nueva/", written("Tambor de 200 kg", file=file))
    assert answer.status_code == 422
    assert not Novelty.objects.exists()
    said = answer.content.decode()
    assert "Tambor de 200 kg" in said
    assert "no es un PDF" in said
    large = SimpleUploadedFile("ficha.pdf", b"%PDF-" + bytes(10_000_001), "application/pdf")
    assert "más de 10 MB" in director.post("/novedades/nueva/", written(file=large)).content.decode()


def test_a_survey_from_the_form_to_its_figures(director: Client, rosalba: Visitor) -> None:
    day = timezone.localdate() + timedelta(days=20)
    sent = {
        "kind": "relationship",
        "anonymous": "False",
        "title": "¿Cómo vamos?",
        "wave": "2026-2",
        "closes_on": f"{day}",
    }
    director.post("/encuestas/nueva/", sent)
    kept = Survey.objects.get()
    at = f"/encuestas/{kept.pk}/"
    assert "se le preguntaría a 1 personas" in page(director, at)
    assert "recomienden" in page(director, at + "vista/")
    director.post(at + "abrir/")
    theirs = visitor_client(rosalba)
    assert "¿Cómo vamos?" in page(theirs, "/portal/")
    inside = f"/portal/encuestas/{kept.asks.get().pk}/"
    assert "van con su nombre" in page(theirs, inside)
    refused = theirs.post(inside, {"satisfied": "5", "words": "Todo bien"})
    assert refused.status_code == 422
    assert "Todo bien" in refused.content.decode()
    assert theirs.post(inside, {"recommend": "9", "satisfied": "6", "words": "Todo bien"}).status_code == 302
    assert "Gracias" in page(theirs, inside)
    theirs.post(inside, {"recommend": "0"})
    assert SurveyAnswer.objects.get().values["recommend"] == 9
    shown = page(director, at)
    assert "+100" in shown
    assert "1 persona" in shown
    assert "Todo bien" in shown
    assert "muy pocas para un rango" in shown
    rows = b"".join(director.get(at + "resultados/resultados.csv")).decode()
    assert "+100" in rows
    assert "1 persona" in rows
    assert "Todo bien" in page(director, f"/cuentas/{CUSTOMER}/voz/")


def test_what_is_anonymous_is_shown_nowhere_before_it_is_closed(director: Client, diana: Person) -> None:
    hidden = voice_made.survey(diana, "open", 1, anonymous=True)
    few = voice_made.survey(diana, "closed", 2, people=4, anonymous=True)
    open_ = voice_made.survey(diana, "closed", 3, people=8, anonymous=True)
    for kept in (hidden, few):
        said = page(director, f"/encuestas/{kept.pk}/")
        assert "anónimas" in said
        assert "Bien 1" not in said
        rows = b"".join(director.get(f"/encuestas/{kept.pk}/resultados/resultados.csv")).decode()
        assert "NPS" not in rows
    assert "Bien 1" in page(director, f"/encuestas/{open_.pk}/")
    theirs = page(director, f"/cuentas/{CUSTOMER}/voz/")
    assert "Bien 1" not in theirs
    assert "Persona Voz" not in theirs


def test_somebody_elses_novelty_and_survey_do_not_exist(diana: Person, rosalba: Visitor) -> None:
    kept = voice_made.novelty(diana, at=1)  # asked of another person of the same account
    asked = voice_made.survey(diana, "open", 1).asks.first()
    assert asked is not None
    stranger, without = (
        visitor_client(invited(OTHER, name="Saúl Sur")),
        invited(CUSTOMER, rights=("orders",), name="Tito Solo"),
    )
    for client in (visitor_client(rosalba), stranger, visitor_client(without)):
        for address in (f"novedades/{kept.pk}/", f"novedades/{kept.pk}/ficha/", f"encuestas/{asked.pk}/"):
            assert client.get(f"/portal/{address}").status_code == 404
        assert client.post(f"/portal/novedades/{kept.pk}/", {"answer": "no", "version": "1"}).status_code == 404
    assert NoveltyVote.objects.count() == 1
    assert visitor_client(without).get("/portal/novedades/").status_code == 404
    assert page(visitor_client(without), "/portal/encuestas/")


@pytest.mark.parametrize("address", ["/novedades/", "/encuestas/"])
def test_as_many_queries_for_many_as_for_few(director: Client, diana: Person, address: str) -> None:
    counts = []
    for size in (3, 40):
        for at in range(size):
            voice_made.novelty(diana, at=at + size)
            voice_made.survey(diana, "open", at + size, people=1)
        director.get(address)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            said = director.get(address)
        counts.append(len(seen))
        assert said.status_code == 200
    assert counts[0] == counts[1] <= 25


def test_lists_are_filtered_ordered_and_taken_out(director: Client, diana: Person) -> None:
    for at, state in enumerate(("draft", "open", "closed")):
        voice_made.novelty(diana, state, at)
        voice_made.survey(diana, state, at)
    assert "Activador UV 2" not in page(director, "/novedades/?estado=draft&orden=-title")
    assert "¿Cómo vamos 1?" not in page(director, "/encuestas/?estado=closed&orden=answered")
    for name in ("novedades/archivo/novedades", "encuestas/archivo/encuestas"):
        assert b"".join(director.get(f"/{name}.xlsx?q=2"))[:2] == b"PK"
        assert director.get(f"/{name}.exe").status_code == 404


def test_who_reads_may_not_prepare(signed_in: As, run: SelectionRun, diana: Person) -> None:
    kept = voice_made.novelty(diana)
    kam = signed_in("kam")
    assert "Activador" in page(kam, f"/novedades/{kept.pk}/")
    assert "Cerrar ya" not in page(kam, f"/novedades/{kept.pk}/")
    assert kam.post(f"/novedades/{kept.pk}/cerrar/").status_code == 403


def test_the_explanations_are_there() -> None:
    for name in ("encuestas", "novedades"):
        assert (Path("docs/explanation") / f"{name}.md").is_file()
