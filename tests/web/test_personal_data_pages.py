"""Datos personales: the register with its deadlines, a request from writing it down to its end, the copy, erasing with a preview,
holds, and who is kept too long."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clave.jobs.worker import work_off
from clave.store.models import AuditEvent, Contact, DataHold, DataRequest, Person, SelectionRun, Touchpoint
from tests.web import personal_data_made as made
from tests.web.conftest import As

PAGE = "/datos-personales/"
MOST_QUERIES, HEAVIEST = 25, 15_360
pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(signed_in: As, run: SelectionRun) -> Client:
    return signed_in("compliance")


def me() -> Person:
    return Person.objects.get(role="compliance")


def page(client: Client, address: str = PAGE, status: int = 200, **given: str) -> str:
    answer = client.get(address, given)
    assert answer.status_code == status
    return answer.content.decode().replace("\u00a0", " ")


def sent(client: Client, address: str, status: int = 302, **given: object) -> str:
    answer = client.post(address, given)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode().replace("\u00a0", " ")


class TestTheRegister:
    def test_empty_says_what_belongs_here(self, ada: Client) -> None:
        assert "Nadie ha pedido nada sobre sus datos" in page(ada)

    def test_what_is_late_says_so_in_words(self, ada: Client) -> None:
        made.request(me(), "export", ago=40)
        made.request(me(), "erase", whose=Contact.objects.get())
        shown = page(ada)
        assert "vencida hace" in shown
        assert "1 solicitud está vencida" in shown
        assert "días hábiles" in shown
        late = page(ada, vencidas="si")
        assert late.count('class="nm"') == 1
        assert "Ninguna solicitud cumple" in page(ada, estado="refused")

    def test_its_file_names_nobody(self, ada: Client) -> None:
        row = made.request(me(), "export")
        said = b"".join(ada.get(f"{PAGE}archivo/solicitudes.csv").streaming_content).decode()  # type: ignore[attr-defined]
        assert row.reference in said
        assert "Zoraida" not in said

    def test_it_costs_the_same_with_many(self, ada: Client) -> None:
        def cost() -> int:
            with CaptureQueriesContext(connection) as asked:
                assert len(gzip.compress(ada.get(PAGE).content)) < HEAVIEST
            return len(asked)

        made.request(me(), "export")
        few = cost()
        for at in range(60):
            made.request(me(), "export", whose=made.subject(me(), f"Persona {at}", email=""))
        assert cost() == few <= MOST_QUERIES


class TestANewRequest:
    def test_the_person_is_found_first(self, ada: Client) -> None:
        them = made.subject(me(), phone="+57 301 777 4242")
        for words in ("zoraida", "canario.example", "quimbaya"):
            assert f"?persona={them.pk}" in page(ada, PAGE + "nueva/", quien=words)
        assert "responde al nombre" in page(ada, PAGE + "nueva/", quien="Nadie Así") or "«Nadie Así»" in page(
            ada, PAGE + "nueva/", quien="Nadie Así"
        )
        assert f"?colega={me().pk}" in page(ada, PAGE + "nueva/", quien=me().name)

    def test_it_is_kept_with_its_deadline(self, ada: Client) -> None:
        them = made.subject(me())
        address = f"{PAGE}nueva/?persona={them.pk}"
        assert "Zoraida Quimbaya" in page(ada, address)
        sent(ada, address, kind="erase", received_on=f"{timezone.localdate()}", words="Correo a datos@farallones.co")
        row = DataRequest.objects.get()
        assert row.contact == them
        assert timezone.localdate() + timedelta(20) < row.due_on < timezone.localdate() + timedelta(35)
        assert AuditEvent.objects.filter(what="data.requested").exists()

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"words": " "}, "Di por cuál correo"),
            ({"received_on": f"{timezone.localdate() + timedelta(3)}"}, "aún no ha llegado"),
            ({"received_on": "ayer"}, "31/12/2026"),
            ({"kind": "zzz"}, "Elige"),
        ],
    )
    def test_what_cannot_be_stands_beside_its_field_and_is_kept(
        self, ada: Client, more: dict[str, str], words: str
    ) -> None:
        them = made.subject(me())
        given = {"kind": "erase", "received_on": f"{timezone.localdate()}", "words": "Una carta"} | more
        shown = sent(ada, f"{PAGE}nueva/?persona={them.pk}", 422, **given)
        assert "field-error" in shown
        assert more.get("words", "Una carta").strip() in shown
        assert not DataRequest.objects.exists()

    def test_the_same_twice_is_told(self, ada: Client) -> None:
        row = made.request(me())
        given = {"kind": "erase", "received_on": f"{timezone.localdate()}", "words": "Otra vez"}
        assert "ya" in sent(ada, f"{PAGE}nueva/?persona={row.contact_id}", 422, **given)

    def test_nobody_is_404(self, ada: Client) -> None:
        page(ada, PAGE + "nueva/?persona=999999", 404)


class TestErasing:
    def test_the_preview_says_what_goes_what_stays_and_why(self, ada: Client) -> None:
        row = made.request(me())
        assert "Nadie ha buscado todavía" in page(ada, f"{PAGE}{row.pk}/")
        sent(ada, f"{PAGE}{row.pk}/borrar/", 422, typed=row.reference)
        sent(ada, f"{PAGE}{row.pk}/buscar/")
        work_off(now=timezone.now(), limit=5)
        shown = page(ada, f"{PAGE}{row.pk}/")
        for words in ("Su ficha", "art. 632", "Hablé con Zoraida Quimbaya", "quizás sea otra persona"):
            assert words in shown, words
        assert shown.count(" checked") == 1, "sure mentions are ticked, possible ones are not"

    def test_the_typed_reference_erases_and_the_certificate_names_nobody(self, ada: Client) -> None:
        row = made.request(me(), searched=True)
        keys = [one["key"] for one in row.found["mentions"] if one["sure"]]  # type: ignore[index]
        refused = sent(ada, f"{PAGE}{row.pk}/borrar/", 422, typed="DP-1", keep=keys)
        assert row.reference in refused
        assert refused.count(" checked") == 0, "what was unticked stays unticked"
        sent(ada, f"{PAGE}{row.pk}/borrar/", typed=row.reference.lower(), keep=keys, go=keys)
        assert Contact.objects.get().name == "Persona borrada"
        assert not Touchpoint.objects.filter(text__contains="Quimbaya").exists()
        shown = page(ada, f"{PAGE}{row.pk}/")
        assert "Certificado" in shown
        assert "Quimbaya" not in shown
        paper = ada.get(f"{PAGE}{row.pk}/archivo/certificado.pdf")
        assert paper.content.startswith(b"%PDF")
        sent(ada, f"{PAGE}{row.pk}/borrar/", 422, typed=row.reference)

    def test_what_is_unticked_stays(self, ada: Client) -> None:
        row = made.request(me(), searched=True)
        keys = [one["key"] for one in row.found["mentions"] if one["sure"]]  # type: ignore[index]
        sent(ada, f"{PAGE}{row.pk}/borrar/", typed=row.reference, keep=keys)
        assert Touchpoint.objects.filter(text__contains="Quimbaya").exists()

    def test_a_hold_stops_it_until_it_ends(self, ada: Client) -> None:
        row = made.request(me(), searched=True)
        assert "field-error" in sent(ada, f"{PAGE}{row.pk}/retener/", 422, reason="")
        sent(ada, f"{PAGE}{row.pk}/retener/", reason="Proceso 2026-118")
        assert "Proceso 2026-118" in page(ada, f"{PAGE}{row.pk}/")
        sent(ada, f"{PAGE}{row.pk}/borrar/", 422, typed=row.reference)
        sent(ada, f"{PAGE}{row.pk}/soltar/")
        assert DataHold.objects.get().ended_by == me()
        sent(ada, f"{PAGE}{row.pk}/soltar/", 422)
        sent(ada, f"{PAGE}{row.pk}/borrar/", typed=row.reference)


class TestTheCopy:
    def test_it_is_made_behind_the_page_and_taken_out(self, ada: Client) -> None:
        row = made.request(me(), "export")
        DataRequest.objects.update(package=None, packed_at=None)
        page(ada, f"{PAGE}{row.pk}/archivo/copia.zip", 404)
        assert "field-error" in sent(ada, f"{PAGE}{row.pk}/cerrar/", 422, state="done", outcome="Enviada")
        sent(ada, f"{PAGE}{row.pk}/copiar/")
        work_off(now=timezone.now(), limit=5)
        answer = ada.get(f"{PAGE}{row.pk}/archivo/copia.zip")
        with zipfile.ZipFile(io.BytesIO(answer.content)) as held:
            assert held.namelist() == ["datos.json", "datos.pdf"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert AuditEvent.objects.filter(what="data.exported").exists()
        sent(ada, f"{PAGE}{row.pk}/cerrar/", state="done", outcome="Enviada por correo")
        assert "Enviada por correo" in page(ada, f"{PAGE}{row.pk}/")
        sent(ada, f"{PAGE}{row.pk}/copiar/", 422)

    def test_a_refusal_is_kept_with_its_words(self, ada: Client) -> None:
        row = made.request(me(), "object")
        assert "Di en una línea" in sent(ada, f"{PAGE}{row.pk}/cerrar/", 422, state="refused", outcome="")
        sent(ada, f"{PAGE}{row.pk}/cerrar/", state="refused", outcome="No es quien dice ser")
        assert DataRequest.objects.get().state == "refused"

    def test_an_erasure_is_not_ended_as_done_by_words(self, ada: Client) -> None:
        row = made.request(me())
        sent(ada, f"{PAGE}{row.pk}/cerrar/", 422, state="done", outcome="Listo")


class TestKeptTooLong:
    def test_nobody_is_due(self, ada: Client) -> None:
        shown = page(ada, PAGE + "conservacion/")
        assert "Nadie se conserva más tiempo" in shown
        assert "730" in shown

    def test_who_left_long_ago_is_proposed_and_nothing_is_erased_by_itself(self, ada: Client) -> None:
        them = made.subject(me())
        Contact.objects.update(left_on=timezone.localdate() - timedelta(800))
        shown = page(ada, PAGE + "conservacion/")
        assert "Zoraida Quimbaya" in shown
        sent(ada, PAGE + "conservacion/", persona=them.pk)
        row = DataRequest.objects.get()
        assert (row.kind, row.proposed, row.contact) == ("erase", True, them)
        assert "Zoraida" not in page(ada, PAGE + "conservacion/")
        sent(ada, PAGE + "conservacion/", 422, persona=them.pk)


def test_others_do_not_even_know(signed_in: As, run: SelectionRun) -> None:
    assert signed_in("kam").get(PAGE).status_code == 404
    assert signed_in("director").get(PAGE).status_code == 403
