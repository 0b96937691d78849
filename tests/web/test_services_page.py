"""Servicios, necesidades e iniciativas: what their pages show to whom, every form refused beside its field with what was typed,
undo, files, delegations, cost."""

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

from clave.store.models import (
    OWNER,
    Delegation,
    JointInitiative,
    Need,
    NeedOffer,
    Ownership,
    Person,
    SelectionRun,
    ServiceStep,
    SpecialService,
)
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


def sent(client: Client, kept: Any, act: str, **given: Any) -> Any:
    return client.post(reverse(f"{_kind(kept)}_act", args=[kept.pk, act]), given)


def _kind(kept: Any) -> str:
    return {SpecialService: "service", Need: "need", JointInitiative: "initiative"}[type(kept)]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/servicios/", "Pedir el primero"),
        ("/necesidades/", "Escribir la primera"),
        ("/iniciativas/", "Empezar la primera"),
    ],
)
def test_before_anything_was_written_a_page_says_what_it_is_for(diana: Client, address: str, words: str) -> None:
    assert words in page(diana, address)
    assert "<html" not in diana.get(address, HTTP_HX_REQUEST="true").content.decode()


def test_the_list_filters_and_says_what_waits_and_what_has_no_cost(diana: Client) -> None:
    for at, (stage, cost) in enumerate((("requested", Decimal(900_000)), ("done", None), ("cancelled", None))):
        services_made.service(me(), at, stage=stage, cost=cost)
    shown = page(diana, "/servicios/")
    assert "Tambor de prueba 0" in shown
    assert "Tambor de prueba 1" not in shown, "what is done is closed"
    assert "te espera" in shown
    assert "sin costo todavía" in page(diana, "/servicios/", solo="sin-costo")
    assert "Tambor de prueba 2" in page(diana, "/servicios/", etapa="todas", orden="-cost")
    assert "Ningún servicio cumple este filtro." in page(diana, "/servicios/", q="zzz")


def test_a_service_is_asked_for_or_refused_with_what_was_typed(diana: Client) -> None:
    said = {"cliente": "C-0002", "kind": "sample", "what": "Dos tambores", "needed_on": today(4), "expected": "1,2 M"}
    wrong = diana.post(reverse("service_new"), said | {"expected": "mucho", "request": "x", "kind": "fiesta"})
    shown = wrong.content.decode()
    assert wrong.status_code == 422
    assert "«mucho» no es un número" in shown
    assert "como SOL-12" in shown
    assert "Dos tambores</textarea>" in shown
    refused = diana.post(reverse("service_new"), said | {"request": "SOL-77", "kind": "lab"})
    assert "no tiene la solicitud 77" in refused.content.decode()
    assert diana.post(reverse("service_new"), said).status_code == 302
    kept = SpecialService.objects.get()
    assert kept.expected == 1_200_000
    assert "Deshacer" in page(diana, reverse("service", args=[kept.pk]))
    assert sent(diana, kept, "quitar").status_code == 302
    assert diana.get(reverse("service", args=[kept.pk])).status_code == 404
    assert sent(diana, kept, "devolver").status_code == 302


@pytest.mark.parametrize(
    ("route", "field", "words"),
    [
        ("service_new", "what", "Piden muestras de PU-300"), ("need_new", "problem", "Aquí no seca"),
        ("initiative_new", "about", "Piden muestras de PU-300"),
    ],
)  # fmt: skip
def test_a_page_begins_with_the_words_of_a_note(diana: Client, route: str, field: str, words: str) -> None:
    note = services_made.note(me())
    shown = page(diana, reverse(route), desde=f"{note.pk}")
    assert f"{words}</textarea>" in shown
    assert f'name="desde" value="{note.pk}"' in shown
    assert 'name="cliente" value="C-0002"' in shown
    assert "Del contacto del" in shown
    note.withdrawn_at = timezone.now()
    note.save()
    for gone in (f"{note.pk}", "99999", "x", "9" * 30):
        assert words not in page(diana, reverse(route), desde=gone)


def test_what_is_written_from_a_note_keeps_it(diana: Client) -> None:
    note = services_made.note(me())
    said = {"desde": f"{note.pk}", "problem": "Aquí no seca", "asked_on": today(-1), "asked_by": "Jefe de planta"}
    assert diana.post(reverse("need_new"), said).status_code == 302
    assert Need.objects.get().said_in == note


def test_it_is_approved_done_priced_and_undone(diana: Client, signed_in: As) -> None:
    isabel = signed_in("lab")
    kept = services_made.service(me())
    bare = sent(isabel, kept, "decidir", to="refused", note="")
    assert bare.status_code == 422
    assert "El cliente preguntará por qué." in bare.content.decode()
    own = sent(diana, kept, "decidir", to="approved", note="")
    assert own.status_code == 422
    assert "nadie aprueba lo que pidió" in own.content.decode()
    assert sent(isabel, kept, "decidir", to="approved", note="").status_code == 302
    assert sent(isabel, kept, "decidir", to="approved", note="").status_code == 422, "twice"
    late = sent(isabel, kept, "hecho", day=today(3), cost="x")
    assert late.status_code == 422
    assert 'value="x"' in late.content.decode()
    assert sent(isabel, kept, "hecho", day=today(), result="Entregado").status_code == 302
    assert "sin costo todavía" in page(isabel, reverse("service", args=[kept.pk]))
    assert sent(isabel, kept, "costo", cost="800.000").status_code == 302
    assert "800.000" in page(isabel, reverse("service", args=[kept.pk]))
    step = ServiceStep.objects.latest("pk")
    assert sent(isabel, kept, "deshacer", step=f"{step.pk}").status_code == 302
    assert sent(isabel, kept, "deshacer", step=f"{step.pk}").status_code == 422
    assert sent(isabel, kept, "cancelar", note="").status_code == 422
    assert sent(isabel, kept, "cancelar", note="Ya no").status_code == 302
    assert sent(isabel, kept, "nada").status_code == 404


def test_a_kam_approves_only_what_was_delegated_and_the_page_says_for_whom(diana: Client, signed_in: As) -> None:
    kam = signed_in("kam")
    mine, other = services_made.service(me(), 1), services_made.service(me(), 1, "C-0003")
    address = reverse("service", args=[mine.pk])
    assert "reservado" in page(kam, address)
    assert "Guardar la respuesta" not in page(kam, address)
    refused = sent(kam, mine, "decidir", to="approved", note="")
    assert refused.status_code == 422
    day = timezone.localdate()
    Delegation.objects.create(
        department="quality", person=me("kam"), granted_by=me(), granted_at=timezone.now(), starts_on=day,
        ends_on=day + timedelta(days=9), purpose="Devoluciones", customers=["C-0002"],
    )  # fmt: skip
    assert "$ 900.000" in page(kam, address), "who approves it sees what it costs"
    assert sent(kam, mine, "decidir", to="approved", note="").status_code == 302
    assert ServiceStep.objects.get(of=mine, stage="approved").acting_for == "quality"
    assert "por delegación de" in page(diana, address)
    assert sent(kam, other, "decidir", to="approved", note="").status_code == 422, "not for this account"


def test_a_kam_asks_for_own_accounts_only(run: SelectionRun, signed_in: As) -> None:
    kam = signed_in("kam")
    said = {"cliente": "C-0002", "kind": "sample", "what": "Dos tambores", "needed_on": today(4)}
    refused = kam.post(reverse("service_new"), said)
    assert refused.status_code == 422
    assert "Dos tambores</textarea>" in refused.content.decode()
    Ownership.objects.create(
        customer="C-0002", part=OWNER, person=me("kam"), starts_on=timezone.localdate(), created_at=timezone.now()
    )
    assert kam.post(reverse("service_new"), said).status_code == 302


def test_who_may_not_see_its_cost_corrects_the_rest_of_it(diana: Client, signed_in: As) -> None:
    kept = services_made.service(me(), cost=Decimal(900_000))
    kam = signed_in("kam")
    assert 'name="expected"' not in page(kam, reverse("service_edit", args=[kept.pk]))
    Ownership.objects.create(
        customer="C-0001", part=OWNER, person=me("kam"), starts_on=timezone.localdate(), created_at=timezone.now()
    )
    own = services_made.service(me("kam"), customer="C-0001", cost=Decimal(500_000))
    assert 'name="expected"' in page(kam, reverse("service_edit", args=[own.pk]))
    Ownership.objects.create(
        customer=kept.customer, part=OWNER, person=me(), starts_on=timezone.localdate(), created_at=timezone.now()
    )
    said = {
        "kind": "sample",
        "what": "Tres",
        "needed_on": today(4),
        "seen": kept.changed_at.isoformat(),
        "expected": "7",
    }
    sent_on = kam.post(reverse("service_edit", args=[kept.pk]), said)
    kept.refresh_from_db()
    assert kept.expected == 900_000, f"what one may not see one does not change ({sent_on.status_code})"


def test_it_is_corrected_and_not_over_what_was_not_seen(diana: Client) -> None:
    kept = services_made.service(me())
    said = {"kind": "sample", "what": "Tres tambores", "needed_on": today(4), "seen": kept.changed_at.isoformat()}
    assert "Tambor de prueba 0</textarea>" in page(diana, reverse("service_edit", args=[kept.pk]))
    assert diana.post(reverse("service_edit", args=[kept.pk]), said).status_code == 302
    again = diana.post(reverse("service_edit", args=[kept.pk]), said | {"what": "Cuatro"})
    assert again.status_code == 422
    assert "Cuatro</textarea>" in again.content.decode()


def test_the_account_shows_its_year_against_the_budget_and_what_is_not_in_the_sums(diana: Client) -> None:
    services_made.service(me(), stage="done", cost=Decimal(850_000))
    services_made.service(me(), 1, stage="done", cost=None)
    address = reverse("account_services", args=["C-0002"])
    assert "Nadie fijó un presupuesto para este año." in page(diana, address)
    set_ = reverse("account_budget", args=["C-0002"])
    wrong = diana.post(set_, {"year": today()[:4], "amount": "un millón", "reason": "Lo de siempre"})
    assert wrong.status_code == 422
    assert 'value="un millón"' in wrong.content.decode()
    assert diana.post(set_, {"year": today()[:4], "amount": "1 M", "reason": "Lo de siempre"}).status_code == 302
    shown = page(diana, address)
    for words in ("cerca del presupuesto", "85 %", "$ 850.000", "1 servicio no tiene costo todavía"):
        assert words in shown, words
    assert diana.get(reverse("account_services", args=["NOBODY"])).status_code == 404
    assert diana.post(reverse("account_budget", args=["NOBODY"])).status_code == 404
    assert "hasta donde alguien lo anotó" in page(diana, address, anio="2024")


def test_a_kam_of_another_account_reads_that_its_cost_is_reserved(diana: Client, signed_in: As) -> None:
    services_made.service(me(), stage="done", cost=Decimal(850_000))
    services_made.budget(me(), 1_000_000)
    Ownership.objects.create(
        customer="C-0002", part=OWNER, person=me(), starts_on=timezone.localdate(), created_at=timezone.now()
    )
    shown = page(signed_in("kam"), reverse("account_services", args=["C-0002"]))
    assert "850.000" not in shown
    assert "reservado" in shown
    assert "Fijar el presupuesto" not in shown


def test_a_need_goes_from_heard_to_offered_and_back(diana: Client) -> None:
    kept = services_made.need(me(), stage="heard")
    bare = sent(diana, kept, "mover", here="heard", to="solved", day=today(), solution="", result="x")
    assert bare.status_code == 422
    assert "Se resuelve con algo." in bare.content.decode()
    assert sent(diana, kept, "ofrecer", cliente="C-0003", day=today()).status_code == 422
    moved = {"here": "heard", "to": "solved", "day": today(), "solution": "PU-300", "result": "Seca"}
    assert sent(diana, kept, "mover", **moved).status_code == 302
    assert sent(diana, kept, "mover", **moved).status_code == 422
    assert sent(diana, kept, "ganado", gained="x").status_code == 422
    assert sent(diana, kept, "ganado", gained="40 M").status_code == 302
    nobody = sent(diana, kept, "ofrecer", cliente="", who="zzz", day=today())
    assert nobody.status_code == 422
    assert "Ningún cliente se llama «zzz»" in nobody.content.decode()
    assert sent(diana, kept, "ofrecer", cliente="C-0003", day=today()).status_code == 302
    assert sent(diana, kept, "ofrecer", cliente="C-0003", day=today()).status_code == 422
    made = NeedOffer.objects.get()
    assert sent(diana, kept, "respuesta", offer=f"{made.pk}", answer="yes", day=today(-9)).status_code == 422
    assert sent(diana, kept, "respuesta", offer=f"{made.pk}", answer="yes", day=today(), note="Dos").status_code == 302
    assert "sin medir" in page(diana, reverse("need", args=[kept.pk]))
    assert sent(diana, kept, "no-ofrecida", offer=f"{made.pk}").status_code == 302
    assert sent(diana, kept, "no-ofrecida", offer=f"{made.pk}").status_code == 422
    assert sent(diana, kept, "deshacer", step="x").status_code == 422
    assert sent(diana, kept, "quitar").status_code == 302
    assert sent(diana, kept, "devolver").status_code == 302


def test_a_need_is_refused_with_what_was_typed(diana: Client) -> None:
    said = {"cliente": "C-0002", "problem": "No seca", "asked_on": today(2), "asked_by": ""}
    wrong = diana.post(reverse("need_new"), said)
    assert wrong.status_code == 422
    assert "No seca</textarea>" in wrong.content.decode()
    kept = services_made.need(me())
    seen = {"asked_by": "Compras", "asked_on": today(-3), "seen": kept.changed_at.isoformat(), "family": "PU"}
    assert diana.post(reverse("need_edit", args=[kept.pk]), seen | {"problem": ""}).status_code == 422
    assert diana.post(reverse("need_edit", args=[kept.pk]), seen | {"problem": "Otro"}).status_code == 302


def test_an_initiative_stands_on_the_board_and_says_why_it_stands_still(diana: Client) -> None:
    services_made.initiative(me(), 0, ahead=-4)
    services_made.initiative(me(), 1, stage="achieved")
    for shown in (page(diana, "/iniciativas/"), page(diana, "/iniciativas/", ver="lista", solo="quietas")):
        assert "su próximo paso va 4 días tarde" in shown
        assert "Suela sin solvente 1" not in shown
    assert "Suela sin solvente 1" in page(diana, "/iniciativas/", etapa="achieved")
    assert "Ninguna iniciativa cumple este filtro." in page(diana, "/iniciativas/", q="zzz")


def test_an_initiative_is_begun_moved_and_given_a_next_step(diana: Client) -> None:
    said = {
        "cliente": "C-0002", "kind": "site", "title": "Querétaro", "owner": f"{me().pk}", "started_on": today(),
        "site": "Querétaro", "country": "mx", "contact_name": "Compras", "next_step": "Llamar", "next_on": today(3),
    }  # fmt: skip
    wrong = diana.post(reverse("initiative_new"), said | {"contact_name": "", "country": "México"})
    assert wrong.status_code == 422
    assert "las dos letras del país" in wrong.content.decode()
    assert diana.post(reverse("initiative_new"), said | {"contact_name": ""}).status_code == 422
    assert diana.post(reverse("initiative_new"), said).status_code == 302
    kept = JointInitiative.objects.get()
    assert (kept.country, kept.owner) == ("MX", me())
    assert sent(diana, kept, "siguiente", here="Llamar", words="", day=today(1)).status_code == 422
    assert sent(diana, kept, "siguiente", here="Llamar", words="Visitar", day=today(9)).status_code == 302
    assert sent(diana, kept, "mover", here="idea", to="dropped", day=today(), note="").status_code == 422
    assert sent(diana, kept, "mover", here="idea", to="agreed", day=today(), note="").status_code == 302
    step = kept.steps.latest("pk")
    assert sent(diana, kept, "deshacer", step=f"{step.pk}").status_code == 302
    edited = diana.post(
        reverse("initiative_edit", args=[kept.pk]),
        said | {"title": "", "seen": JointInitiative.objects.get().changed_at.isoformat()},
    )
    assert edited.status_code == 422
    assert sent(diana, kept, "quitar").status_code == 302
    assert sent(diana, kept, "devolver").status_code == 302


def test_who_reads_and_may_not_write_is_offered_nothing_to_write(diana: Client, signed_in: As) -> None:
    need, begun = services_made.need(me()), services_made.initiative(me())
    credit = signed_in("credit")
    for address in (reverse("need", args=[need.pk]), reverse("initiative", args=[begun.pk])):
        shown = page(credit, address)
        assert "Retirar" not in shown
        assert 'action="' + address + "mover/" not in shown


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/servicios/archivo/servicios", "Tambor de prueba 0"), ("/necesidades/archivo/necesidades", "no seca en frío 0"),
        ("/iniciativas/archivo/iniciativas", "Suela sin solvente 0"),
    ],
)  # fmt: skip
def test_the_files_hold_what_the_page_shows(diana: Client, address: str, words: str) -> None:
    services_made.service(me())
    services_made.offer(services_made.need(me()), me())
    services_made.initiative(me())
    text = b"".join(diana.get(f"{address}.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert words in text
    assert b"".join(diana.get(f"{address}.xlsx").streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    assert diana.get(f"{address[:-3]}.csv").status_code == 404


@pytest.mark.parametrize(
    "address", ["/servicios/", "/necesidades/", "/iniciativas/", "/iniciativas/?ver=lista", "account"]
)
def test_ten_and_a_hundred_cost_the_same(diana: Client, address: str) -> None:
    where, counts = reverse("account_services", args=["C-0002"]) if address == "account" else address, []
    for size in (3, 45):
        for at in range(size):
            services_made.service(me(), at)
            services_made.offer(services_made.need(me(), at), me(), f"C-{at + 3:04}")
            services_made.initiative(me(), at)
        with CaptureQueriesContext(connection) as asked:
            answer = diana.get(where)
        counts.append(len(asked))
        assert len(gzip.compress(answer.content)) <= HEAVIEST
    assert counts[0] == counts[1] <= MOST_QUERIES, counts
